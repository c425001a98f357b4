"""What the tests need of a machine: in CI all of it must be there, on a user's machine it may be missing."""

import shutil
import subprocess

import pytest

from tests.conftest import want

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.mark.parametrize(
    ("what", "programs", "remedy"),
    [
        ("Chromium", BROWSERS, "on Debian: apt install chromium"),
        ("Node", ("node", "nodejs"), "on Debian: apt install nodejs"),
    ],
)
def test_a_program_that_browser_and_client_tests_need_runs(what: str, programs: tuple[str, ...], remedy: str) -> None:
    """It is found and says its version; where it is missing, CI fails and a user is told what was skipped."""
    program = next((found for name in programs if (found := shutil.which(name))), None)
    if program is None:
        want(what, remedy)
    answer = subprocess.run([str(program), "--version"], capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode == 0, answer.stderr
    assert any(character.isdigit() for character in answer.stdout)
