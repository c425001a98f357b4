"""``perennial permissions``: a sentence for a person, a document and an exit code for a script."""

from datetime import timedelta

import pytest

from sync.models.page import Robots
from sync.models.run import Run

HOME = "https://mira.example/"


@pytest.fixture
def remembered(network):
    """Let the person's site have answered that it forbids one folder."""
    now = network.store.now()
    rules = b"User-agent: *\nDisallow: /private/\n"
    answers = [("https://mira.example", 200, rules), ("https://mira.example/.well-known/tdmrep.json", 404, b"")]
    network.store.robots.put(
        [
            Robots(id=key, fetched_at=now, expires_at=now + timedelta(hours=24), status=status, body=body)
            for key, status, body in answers
        ]
    )
    return network


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        (HOME, 0, "Yes, on the basis of consent"),
        (f"{HOME}private/cv", 3, "No: https://mira.example/robots.txt, line 2: Disallow: /private/."),
        ("https://nobody.example/", 3, "No: No source of anybody has this address"),
        ("http://127.0.0.1/", 3, "must not be contacted (loopback)"),
        ("https://www.linkedin.com/in/mira", 3, "Permitted instead"),
    ],
)
def test_the_answer_is_a_sentence_and_an_exit_code(inside, remembered, address, code, words):
    """0 for may, 3 for may not; every check stands above the sentence."""
    answer = inside("permissions", address, **remembered.variables)
    assert answer.code == code, answer.err
    assert words in " ".join(answer.out.split())
    assert "guard" in answer.out


def test_json_carries_every_check(inside, remembered):
    """One object, with the rule and its line."""
    answer = inside("permissions", f"{HOME}private/cv", "--json", **remembered.variables)
    [found] = answer.json()
    assert (answer.code, found["allowed"], found["reason"], found["robots_line"]) == (3, False, "robots", 2)
    assert [one["name"] for one in found["checks"]][:5] == ["guard", "suppression", "terms", "basis", "robots.txt"]
    assert found["robots_read_at"].endswith("Z")


@pytest.mark.parametrize("words", [(), ("--refresh",)])
def test_asking_a_site_needs_a_contact(inside, network, words):
    """Nothing is asked under no name; the setting is named."""
    answer = inside("permissions", HOME, *words, **network.variables)
    assert (answer.code, answer.out) == (4, "")
    assert "PERENNIAL_CONTACT" in answer.err


def test_an_unknown_source_is_an_error(inside, network):
    """Not a site without a basis."""
    answer = inside("permissions", HOME, "--source", "s_nobody", **network.variables)
    assert (answer.code, answer.out) == (1, "")
    assert "perennial sources list" in answer.err


def test_a_sites_own_words_do_not_reach_the_terminal_as_commands(inside, remembered):
    """A rule of a robots.txt and the report of a run may hold anything; a terminal would act on it."""
    [answer] = remembered.store.robots.get_many(["https://mira.example"])
    rules = b"User-agent: *\nDisallow: /private/\x1b[2J\n"
    remembered.store.robots.put([answer.model_copy(update={"body": rules})])
    asked = inside("permissions", f"{HOME}private/%1B[2J", **remembered.variables)
    assert (asked.code, "\x1b" in asked.out) == (3, False)
    now = remembered.store.now()
    words = "it answered \x1b]0;owned\x07"
    remembered.store.runs.insert(
        Run(id="run_odd", started_at=now, state="failed", detail=words, complaints=[words], process="p")
    )
    shown = inside("runs", "show", "run_odd", **remembered.variables)
    assert "it answered ]0;owned" in shown.out
    assert "\x1b" not in shown.out + shown.err
