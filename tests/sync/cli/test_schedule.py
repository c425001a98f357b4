"""``perennial schedule`` and the marks that it weighs, as a person reads them."""

import pytest

from sync import commands
from sync.cli.schedule import every, rounded, share


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0.01, "about every hour"),
        (0.25, "about every 6 hours"),
        (0.99, "about every 24 hours"),
        (1.0, "about every day"),
        (8.7, "about every 9 days"),
        (60.0, "about every 60 days"),
        (61.0, "about every 2 months"),
        (400.0, "about every 13 months"),
        (800.0, "about every 2 years"),
        (2000.0, "hardly ever"),
    ],
)
def test_an_estimate_is_told_rounded(days, expected):
    """In the unit that a person would use."""
    assert every(days) == expected


@pytest.mark.parametrize(
    ("part", "expected"),
    [(0.0, "about 0 %"), (0.874, "about 87 %"), (0.994, "about 99 %"), (0.996, "more than 99 %"), (1.0, "about 100 %")],
)
def test_nearly_all_is_not_all(part, expected):
    """A share of 99.6 % is not rounded up to a promise."""
    assert share(part) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0.4, "less than 1"), (1, "1"), (12, "12"), (123, "120"), (4567, "4,600"), (123456, "120,000")],
)
def test_numbers_have_two_digits(number, expected):
    """More would pretend."""
    assert rounded(number) == expected


def test_the_schedule_is_told_in_words(inside, network):
    """What is due with its reason, what a budget keeps fresh, and where to go from there."""
    variables = network.variables
    due = inside("schedule", **variables, COLUMNS="250")
    assert due.code == 0
    assert due.out.count("never read") == 3
    assert "3 of 3" in due.out
    assert "perennial crawl --due" in due.err
    budget = inside("schedule", "--budget", "10", **variables)
    assert "10 looks a day at 3 pages would keep about" in budget.out
    assert "95% up to date: about" in budget.out
    assert "This is an estimate: 0 of the pages" in budget.err
    small = inside("schedule", "--budget", "1", "--json", **variables).json()[0]
    assert small["looks_a_day"] <= 1


def test_an_unknown_person_is_not_an_empty_schedule(inside, network):
    """A wrong id must not look like nothing due; a host without pages is nothing due."""
    answer = inside("schedule", "--candidate", "c_nobody", **network.variables)
    assert (answer.code, answer.out) == (1, "")
    assert "no candidate c_nobody" in answer.err
    answer = inside("schedule", "--host", "nobody.example", **network.variables)
    assert (answer.code, answer.out) == (0, "")
    assert "no page to read" in answer.err


def test_an_empty_network_is_told_what_to_do(inside, network):
    """For both questions."""
    commands.erasure.erase(network.desk, network.person)
    for words in (["schedule"], ["schedule", "--budget", "5"]):
        answer = inside(*words, **network.variables)
        assert (answer.code, answer.out) == (0, "")
        assert "perennial sources add" in answer.err


def test_marks_are_set_shown_and_taken_off(inside, network):
    """A star and an open role, each by its own command; a rehearsal writes neither."""
    variables, person = network.variables, network.person
    assert "Dry run" in inside("candidates", "star", person, "--dry-run", **variables).out
    assert network.store.candidates.get(person).starred is False
    assert inside("candidates", "star", person, **variables).out.strip().endswith("starred")
    both = inside("candidates", "open-role", person, **variables)
    assert "starred, considered for an open role" in both.out
    assert "considered for an open role" in inside("candidates", "show", person, **variables).out
    inside("candidates", "star", person, "--remove", **variables)
    off = inside("candidates", "open-role", person, "--remove", **variables)
    assert "neither starred nor considered" in off.out
    assert inside("candidates", "star", "c_nobody", **variables).code == 1
