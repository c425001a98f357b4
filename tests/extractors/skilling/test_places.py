"""Which lines may speak of the person's skills."""

import pytest

from extractors.outline import Line
from extractors.skilling.places import LABEL, QUALITIES, TRADES, only_headed, places_of


def line(number: int, text: str, section: str = "other", *, heading: bool = False, region: str = "body") -> Line:
    return Line(100 * number, 100 * number + len(text), text, section, region, heading, number)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("Research Interests", "skills"), ("Arbeitsschwerpunkte", "skills"), ("IT-Kenntnisse", "skills"),
        ("Interessen & Forschungsgebiete", "skills"), ("My tech stack", "skills"), ("Interests", "interests"),
        ("Office hours", "elsewhere"), ("How I came to think that expertise is made, not born", "elsewhere"),
    ],
)  # fmt: skip
def test_a_heading_says_what_is_below_it(heading: str, place: str) -> None:
    """Whatever section the outline takes it for."""
    lines = [line(0, heading, heading=True), line(1, "Kilns")]
    assert places_of("profile", lines)[1] == place


def test_a_list_after_a_colon_ends_at_a_heading_or_a_paragraph() -> None:
    """A line about interests opens one by its colon."""
    texts = ["My research interests are:", "Kilns", "Glass", "x " * 40, "Clay"]
    lines = [line(number, text, "intro") for number, text in enumerate(texts)]
    assert places_of("profile", lines) == ["skills", "skills", "skills", "telling", "telling"]


@pytest.mark.parametrize(
    ("page", "section", "region", "place"),
    [
        ("profile", "about", "body", "telling"), ("cv", "experience", "body", "working"),
        ("profile", "teaching", "body", "none"), ("profile", "education", "body", "none"),
        ("profile", "skills", "nav", "none"), ("profile", "skills", "footer", "none"),
        ("index", "about", "aside", "telling"), ("index", "about", "article", "none"),
        ("article", "intro", "article", "none"), ("other", "other", "body", "elsewhere"),
    ],
)  # fmt: skip
def test_sections_and_regions_say_the_rest(page: str, section: str, region: str, place: str) -> None:
    """Courses taught, degrees, menus and articles are not where skills are declared."""
    assert places_of(page, [line(0, "Kilns", section, region=region)]) == [place]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "labelled"),
    [
        ("Programming languages: Python", True), ("Tech stack: Java", True), ("Tools\tGit, Docker", True),
        ("Technologies used: Rust", True), ("IT-Kenntnisse: Java", True), ("Office: room 12", False),
        ("I like tools: they last", False), ("Location: Hamburg", False),
    ],
)  # fmt: skip
def test_a_line_may_say_that_it_lists_skills(text: str, labelled: bool) -> None:
    """By a label of a few words before a colon or in a table's first cell."""
    assert (LABEL.match(text) is not None) is labelled


def test_on_a_page_about_something_else_only_headed_lists_count() -> None:
    """Its other lines say nothing of skills."""
    assert only_headed(["telling", "skills", "working", "elsewhere"]) == ["none", "skills", "none", "none"]


@pytest.mark.parametrize(
    ("heading", "left_out"),
    [
        ("Soft Skills", True), ("Soziale Kompetenzen", True), ("Domain Expertise", True), ("Branchen", True),
        ("Technical & Domain Expertise", False), ("Skills", False), ("Industrial robots", False),
    ],
)  # fmt: skip
def test_headings_of_what_everyone_claims_and_of_trades(heading: str, left_out: bool) -> None:
    """What stands below them is no skill."""
    assert bool(QUALITIES.search(heading) or TRADES.search(heading)) is left_out


def test_a_line_of_technologies_below_a_project_counts_on_a_profile_only() -> None:
    """Elsewhere a project is anybody's."""
    lines = [line(0, "Tech: Python, Django", "projects"), line(1, "It tells the tide.", "projects")]
    assert places_of("profile", lines) == ["working", "none"]
    assert places_of("other", lines) == ["none", "none"]
