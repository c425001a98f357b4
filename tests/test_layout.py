"""The house keeps its shape."""

import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "bench",
    "config",
    "constraints.txt",
    "crawler",
    "docs",
    "examples",
    "extractors",
    "pyproject.toml",
    "scrapy.cfg",
    "spiders",
    "sync",
    "tests",
}
PACKAGES = ["config", "crawler", "spiders", "extractors", "sync"]


def _tracked() -> list[str]:
    return subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


def test_top_level_is_the_agreed_one() -> None:
    """A newcomer reads ls and sees the pipeline; nothing is added to it in passing."""
    assert {path.split("/")[0] for path in _tracked()} <= TOP_LEVEL


def test_packages_are_listed_and_tests_never_ship() -> None:
    """The wheel holds the five packages and nothing else."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == PACKAGES


def test_constraints_name_no_address() -> None:
    """Names and versions only, so that any registry serves."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pinned = [line for line in lines if line and not line.startswith("#")]
    assert pinned
    assert all(line.count("==") == 1 and "/" not in line and "@" not in line for line in pinned)
