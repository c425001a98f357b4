"""Where authors end and a title begins, in the styles that people cite in."""

import pytest

from extractors.author_lists import title_begin

TITLE = "Mills of the upper river"


def names_ada(text: str) -> bool:
    return "beispiel" in text.lower()


@pytest.mark.parametrize(
    "authors",
    [
        "A. Beispiel. ",
        "A. Beispiel, B.-C. Muster and D. van der Probe. ",
        "Beispiel, A., & Muster, B. C. (2020). ",
        "Beispiel A, Muster BC, et al. ",
        "Beispiel, Ada, and Bo Muster. 2020. ",
        "Beispiel, Ada/Muster, Bo (Hg.): ",
        "Ada Beispiel, Bo Muster (2020): ",
        "Ada Beispiel and Bo C. Muster:\n",
        "BEISPIEL, A.; MUSTER, B. ",
        "J. Gregor Muster, Valeria Haus-Probe, Ada Beispiel. ",
        "[12] A. Beispiel, H. Ox. ",
        "3. O'Muster, T., Beispiel, A. ",
        "Muster*, B., Beispiel*, A. (in press). ",
        "Muster, B., … & Beispiel, A. (2021). ",
        "with B. Muster. ",
    ],
)
def test_title_begins_behind_the_authors(authors: str) -> None:
    """Initials before or behind the surname, names in full, editors, numbers and years all stand before the title."""
    assert title_begin(f"{authors}{TITLE}. River Letters, 2020.", names_ada) == len(authors)


@pytest.mark.parametrize(
    "text",
    [
        "Mills of the upper river. River Letters, 2020.",
        "A trust crisis in mills? River Letters, 2020.",
        "Bo Muster, Cy Probe. Mills of the upper river. River Letters, 2020.",
        "Ada Beispiel works on mills.",
        "",
    ],
)
def test_text_without_authors_first_has_no_such_place(text: str) -> None:
    """A title, a sentence, and names in full without ours begin no citation."""
    assert title_begin(text, names_ada) == 0


@pytest.mark.parametrize("unit", ["A", "A. ", "Ab, ", "Ab-", "(", ". ", "A.-", "Ab Cd ", "et al. ", "… & "])
def test_hostile_text_is_read_without_growing_costs(unit: str) -> None:
    """Whatever repeats itself is read to a fixed length and gives an offset inside the text."""
    text = unit * 100_000
    assert 0 <= title_begin(text, names_ada) <= 4000
