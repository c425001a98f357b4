"""Subjects before a colon."""

from collections.abc import Sequence

import pytest

from extractors.outline import Line
from extractors.skilling.labels import LABELLED, LABELLED_UNKNOWN, labelled
from extractors.skilling.lexicon import shipped

EXPLAINED = (
    "Kiln thermography: Seeing where a kiln is hottest.",
    "Clay bodies: How a clay body shrinks in the fire.",
    "Machine Learning: Telling a crack from a glaze line.",
)


def subjects(before: str, texts: Sequence[str], *, heading: bool = False) -> list[tuple[str, float]]:
    lines = [
        Line(100 * number, 100 * number + len(text), text, "intro", "body", heading and number == 0, number)
        for number, text in enumerate((before, *texts))
    ]
    found = labelled(lines, ["telling"] * len(lines), shipped(), frozenset())
    return [(one.text, one.confidence) for one in found]


def test_an_announced_run_of_explanations_names_subjects() -> None:
    """What the lexicon knows counts more."""
    assert subjects("These are the challenges of my research:", EXPLAINED) == [
        ("Kiln thermography", LABELLED_UNKNOWN),
        ("Clay bodies", LABELLED_UNKNOWN),
        ("Machine Learning", LABELLED),
    ]


@pytest.mark.parametrize(
    ("before", "texts"),
    [
        ("This is what happened to me last year.", EXPLAINED),
        ("My research asks:", EXPLAINED[:2]),
        ("My research, in short", ("Office: Room 3", "Telephone: 12 34", "Languages: English")),
        ("My research, in short", ("Skills: one two three four five", "Contact: one two three four five")),
    ],
)
def test_other_lines_with_a_colon_name_none(before: str, texts: Sequence[str]) -> None:
    """Not announced, too few, no explanation, or names of sections."""
    assert subjects(before, texts) == []


def test_below_a_heading_about_research_explanations_are_expected() -> None:
    """The heading announces them."""
    assert len(subjects("Research topics", EXPLAINED, heading=True)) == len(EXPLAINED)
