"""Budgets of one run."""

from crawler.budget import Budget
from crawler.items import DuePage, SourceRef

ADA = SourceRef("ada", "ada", "https://ada.example/", "consent")
BOB = SourceRef("bob", "bob", "https://bob.example/", "consent")


def page(number: int, *sources: SourceRef) -> DuePage:
    return DuePage(f"https://ada.example/{number}", "portfolio", "other", 1, sources or (ADA,))


def budget(per_source: int | None = None, per_run: int | None = None, most_bytes: int = 1_000) -> Budget:
    return Budget(pages_per_source=per_source, pages_per_run=per_run, bytes_per_source=most_bytes)


def test_a_source_has_so_many_pages() -> None:
    """The last one of the budget is admitted and the next is not; another source has its own."""
    pages = budget(per_source=2)
    assert [pages.admit(page(n)) is None for n in range(3)] == [True, True, False]
    assert pages.admit(page(9, BOB)) is None


def test_a_shared_page_is_read_while_any_of_its_sources_has_room() -> None:
    """One used-up source does not keep another's page away."""
    pages = budget(per_source=1)
    assert pages.admit(page(1)) is None
    assert pages.admit(page(2, ADA, BOB)) is None
    assert pages.admit(page(3, ADA, BOB)) is not None


def test_the_catalogue_says_how_many_without_an_override() -> None:
    """A portfolio has thirty pages a run."""
    pages = budget()
    assert [pages.admit(page(n)) is None for n in (*range(31),)] == [True] * 30 + [False]


def test_bytes_are_bounded() -> None:
    """What is over the budget is known only afterwards, and the next page is not admitted."""
    pages = budget(most_bytes=100)
    assert pages.admit(page(1)) is None
    pages.read(page(1), 99)
    assert pages.admit(page(2)) is None
    pages.read(page(2), 1)
    assert "bytes" in (pages.admit(page(3)) or "")


def test_a_page_is_admitted_once() -> None:
    """The run remembers what it was given."""
    pages = budget(per_run=1)
    assert not pages.admitted(page(1))
    assert pages.admit(page(1)) is None
    assert pages.admitted(page(1))
    assert "run" in (pages.admit(page(2)) or "")
