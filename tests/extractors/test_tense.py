"""Date ranges that run, and those that ended."""

import pytest

from extractors import tense


@pytest.mark.parametrize(
    "text",
    [
        "06/2020 - present",
        "Jan 2020 – Present",
        "2019–now",
        "2018/04 - heute",
        "09/2022-",
        "seit April 2014",
        "Seit 04/2019",
        "depuis 2020",
        "2021 - actualidad",
        "2021 - atual",
        "2020 - à ce jour",
        "since March 2021",
    ],
)
def test_a_running_range(text: str) -> None:
    """An open end, a word for now, or "since" leaves a range running."""
    assert tense.open_end().search(text) is not None
    assert tense.any_range().search(text) is None


@pytest.mark.parametrize("text", ["2016-2020", "2018/01 - 2019/03", "Jan 2016 – Dec 2019", "2004 bis 2010", "2014-19"])
def test_a_closed_range(text: str) -> None:
    """Two dates close a range."""
    assert tense.any_range().search(text) is not None
    assert tense.open_end().search(text) is None


@pytest.mark.parametrize(
    ("sentence", "seeks"),
    [
        ("I am looking for a new position.", True),
        ("Ich bin auf der Suche nach einer neuen Stelle.", True),
        ("Je suis à la recherche d'un emploi.", True),
        ("Busco trabajo en Madrid.", True),
        ("I am looking for students and collaborators.", False),
        ("I am looking for bugs.", False),
    ],
)
def test_seeking_work(sentence: str, seeks: bool) -> None:
    """Who looks for work says for what."""
    assert tense.is_seeking(sentence) is seeks


@pytest.mark.parametrize(
    ("text", "year", "runs"),
    [
        ("2023-2027", 2026, True),
        ("2023-2026", 2026, False),
        ("2019-2023", 2026, False),
        ("2023-2027", tense.NEVER, False),
        ("2023 - present", tense.NEVER, True),
    ],
)
def test_a_range_that_ends_later_runs(text: str, year: int, runs: bool) -> None:
    """A doctoral student's planned end lies ahead; a range that ends this year counts as ended."""
    assert (tense.running_range(text, year) is not None) is runs
    assert (tense.closed_range(text, year) is None) is runs


@pytest.mark.parametrize(
    ("text", "later"), [("Visiting Researcher, 2027", True), ("since 2020, until 2027", False), ("no year", False)]
)
def test_all_years_still_to_come(text: str, later: bool) -> None:
    """A role whose only years are ahead is not held yet."""
    assert tense.starts_later(text, 2026) is later
