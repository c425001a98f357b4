"""Deciding at the command line: one clear message and the right exit code for everything."""

import json
import os
import signal
import subprocess

from tests.sync.cli.conftest import PROGRAM, environment


def test_approve_see_it_in_the_feed_and_take_it_back(run, inside, network):
    """The newcomer's walk, with what a second approval and a wrong id are told."""
    title, skill = network.proposal("title"), network.proposal("skills")

    shown = inside("proposals", "show", title.removeprefix("p_"), **network.variables)
    assert shown.code == 0
    assert "She says so." in shown.out

    rehearsed = inside("proposals", "approve", title, "--dry-run", **network.variables)
    assert (rehearsed.code, rehearsed.out.startswith("Dry run, nothing was written")) == (0, True)
    assert network.store.changes.last_number() == 1

    approved = run("proposals", "approve", title, skill, "--reason", "she told me", **network.variables)
    assert approved.code == 0
    assert f"Approved {title}: title Engineer -> Staff Engineer" in approved.out
    assert "It is change 2 in the feed: perennial changes --since 1" in approved.err

    again = run("proposals", "approve", title, **network.variables)
    assert (again.code, again.out) == (1, "")
    assert f"{title} was already approved by nele" in again.err
    assert len(again.err.splitlines()) == 1

    feed = run("changes", "--since", "0", "--json", **network.variables)
    assert feed.code == 0
    assert [(event["data"]["seq"], event["type"].rpartition(".")[2]) for event in feed.json()] == [
        (1, "created"),
        (2, "updated"),
        (3, "updated"),
    ]

    undone = inside("proposals", "undo", title, "--json", **network.variables)
    assert undone.code == 0
    [settled] = undone.json()
    assert (settled["change"]["type"], settled["change"]["undoes_seq"], settled["dry_run"]) == ("undone", 2, False)


def test_what_cannot_be_done_is_said_once(inside, network):
    """Unknown ids, an older revision, a changed item: exit code 1, one line, the next command, nothing written."""
    before = network.store.changes.last_number()
    title = network.proposal("title")
    for words, said in (
        (["candidates", "show", "c_nobody"], "There is no candidate c_nobody. See who there is: perennial candidates"),
        (["timeline", "c_nobody"], "There is no candidate c_nobody"),
        (
            ["proposals", "approve", "p_nothere"],
            "There is no proposal p_nothere. See what is open: perennial proposals",
        ),
        (["proposals", "undo", "d_nothere"], "There is no proposal d_nothere"),
        (["proposals", "approve", title, "--revision", "7"], "changed since you saw it: revision 1, not 7"),
        (["runs", "show", "run_none"], "There is no run run_none"),
        (["sources", "pause", "s_none"], "There is no source s_none"),
        (["crawl", "--candidate", "c_nobody"], "There is no candidate c_nobody"),
        (["candidates", "erase", network.person], "cannot be undone. To go on: add --yes"),
    ):
        answer = inside(*words, **network.variables)
        assert (answer.code, answer.out) == (1, ""), words
        assert said in answer.err
        assert len(answer.err.splitlines()) == 1, answer.err
    assert network.store.changes.last_number() == before
    assert network.store.candidates.count() == 1


def test_an_unknown_id_is_one_line_of_a_real_program_too(run, network):
    """As above, in a process of its own, without a terminal."""
    for words in (["candidates", "show", "c_nobody"], ["candidates", "erase", network.person]):
        answer = run(*words, **network.variables)
        assert (answer.code, answer.out, len(answer.err.splitlines())) == (1, "", 1)
    assert network.store.candidates.count() == 1


def test_a_forbidden_platform_is_refused_with_the_permitted_way(run, network):
    """The reason is its terms."""
    answer = run(
        *("sources", "add", network.person, "https://www.linkedin.com/in/mira"),
        *("--basis", "consent", "--given-by", "candidate"),
        **network.variables,
    )
    assert (answer.code, answer.out) == (1, "")
    assert "LinkedIn's web pages are not read: The User Agreement (8.2)" in answer.err
    assert "What is permitted: ask the candidate for their own LinkedIn export" in answer.err


def test_a_crawl_of_public_hosts_needs_a_contact(inside, network):
    """Exit code 4 with the setting's name; nothing was fetched."""
    answer = inside("crawl", "--due", **network.variables)
    assert answer.code == 4
    assert "contact" in answer.err
    assert network.store.snapshots.count() == 0


def test_erasing_says_what_it_did(inside, network):
    """Nobody of that id is left to show."""
    answer = inside("candidates", "erase", network.person, "--yes", "--json", **network.variables)
    assert (answer.code, answer.json()[0]["change"]["type"]) == (0, "erased")
    assert network.store.candidates.count() == 0


def test_ctrl_c_is_130(network):
    """With a word that what was finished is stored."""
    child = subprocess.Popen(
        [*PROGRAM, "changes", "--follow", "--json"],
        env=environment(**network.variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    first = child.stdout.readline()
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=10)
    assert json.loads(first)["sequence"] == "1"
    assert child.returncode == 130
    assert "Interrupted" in err
    assert "Traceback" not in err


def test_a_reader_that_goes_away_is_no_failure_to_report(network):
    """As with a pipe into head."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "w") as nowhere:
        child = subprocess.run(
            [*PROGRAM, "candidates", "list", "--json"],
            env=environment(**network.variables),
            stdout=nowhere,
            stderr=subprocess.PIPE,
            text=True,
            timeout=10,
            check=False,
        )
    assert child.returncode == 1
    assert child.stderr == ""
