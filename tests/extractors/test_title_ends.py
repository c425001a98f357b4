"""Where a title ends, in the styles that people cite in."""

import pytest

from extractors.title_ends import title_end


@pytest.mark.parametrize(
    ("title", "rest"),
    [
        ("Mills of the upper river", ". River Letters, 2020."),
        ("Mills of the upper river: a map", ". River Letters, 2020."),
        ("Mills vs. weirs", ". River Letters, 2020."),
        ("Do mills need rivers? Evidence from dry towns", ". River Letters, 2020."),
        ("Do mills need rivers?", " J. Riv. Lett., 2020."),
        ("Mills, weirs and other works", ", Computers & Rivers 30(3), 304-320."),
        ("Mills, weirs and other works", ", Letters on Water, vol. 4, pp. 1-9, 2016."),
        ("Mills of the upper river", ", in: Cy Probe (ed.), Rivers, 2019."),
        ("Mills of the upper river", ", Journal of Rivers, 19(1)."),
        ("Mills of the upper river", " (with C. Probe), 2020."),
        ("Mills of the upper river", " with C. Probe. River Letters."),
        ("Mills of the upper river", " (2020), River Letters."),
        ("Mills of the upper river", "\nRiver Letters, 2020."),
        ("Mills of the upper river", ""),
    ],
)
def test_title_ends_before_its_venue(title: str, rest: str) -> None:
    """Stops, venues, volumes, co-authors, years and line breaks end a title; colons and questions within do not."""
    assert title_end(title + rest, 0) == len(title)


def test_words_set_apart_behind_a_comma_are_the_venue() -> None:
    """Slanted words behind a title of three words or more begin its venue."""
    text = "Mills of the river, Water and Wheels, 2020."
    assert title_end(text, 0, [text.index("Water")]) == len("Mills of the river")
