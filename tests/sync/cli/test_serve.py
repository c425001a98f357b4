"""``serve`` and ``metrics`` as a user meets them."""

import signal
import subprocess

from tests.sync.cli.conftest import PROGRAM, environment


def test_serve_refuses_what_would_fail_at_night(run):
    """A missing contact and an unreadable timetable are told at the start, with the next step."""
    missing = run("serve", "--metrics-port", "0")
    assert missing.code == 4
    assert "contact" in missing.err
    unreadable = run("serve", "--timetable", "at three", PERENNIAL_CONTACT="mailto:ops@perennial.example")
    assert unreadable.code == 1
    assert '"0 3 * * *"' in unreadable.err


def test_serve_waits_and_ends_on_sigterm(tmp_path, network):
    """It says when it reads next, and SIGTERM ends it without a failure."""
    variables = environment(PERENNIAL_CONTACT="mailto:ops@perennial.example", **network.variables)
    words = ["serve", "--timetable", "0 0 29 2 *", "--metrics-port", "0"]
    with subprocess.Popen([*PROGRAM, *words], cwd=tmp_path, env=variables, stderr=subprocess.PIPE, text=True) as served:
        assert served.stderr is not None
        assert served.stderr.readline().startswith("Next round: 2028-02-29 00:00")
        served.send_signal(signal.SIGTERM)
        assert "Ended" in served.stderr.read()
    assert served.returncode == 0


def test_metrics_of_a_network(inside, network):
    """They are printed for a collector that reads files."""
    answer = inside("metrics", **network.variables)
    assert answer.code == 0
    assert "\nperennial_candidates 1.0\n" in answer.out
