"""Lists whose entries are headings."""

from datetime import UTC, datetime

import pytest

from crawler.items import Snapshot
from extractors import page as pages
from extractors.claims import PersonHint
from extractors.headed_entries import headed_entries

RUN = "<h3>Spuren im Sand</h3><p>Talverlag 2005</p><h3>Wasser lesen</h3><p>Heft 24</p>"


def entries_of(body: str) -> list[tuple[str, str, str | None]]:
    snapshot = Snapshot(
        snapshot_id="one",
        address="https://ada.example/",
        fetched_at=datetime(2026, 3, 2, tzinfo=UTC),
        body=f"<html><body>{body}</body></html>".encode(),
        content_type="text/html; charset=utf-8",
        role="home",
        site="https://ada.example/",
    )
    page = pages.build(snapshot, PersonHint("Ada Beispiel"))
    return [(entry.title(page), entry.rest(page).strip(), entry.kind) for entry in headed_entries(page)]


def test_a_run_of_headings_is_a_list() -> None:
    """Each with what stands below it, up to the next one."""
    assert entries_of(f"<h1>Ada Beispiel</h1>{RUN}") == [
        ("Spuren im Sand", "Talverlag 2005", None),
        ("Wasser lesen", "Heft 24", None),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<h3>Spuren im Sand</h3><p>Talverlag 2005</p>",
        "<h3>Publications</h3><p>Two.</p><h3>Talks</h3><p>Three.</p>",
        f"<nav>{RUN}</nav>",
        "<h3>Spuren im Sand</h3><h3>Wasser lesen</h3>",
        "<h3>2005</h3><p>a</p><h3>2006</h3><p>b</p>",
    ],
    ids=["one", "sections", "menu", "without text", "years"],
)
def test_other_headings_are_none(body: str) -> None:
    """A single heading, sections, a menu, headings without text, and years."""
    assert entries_of(f"<h1>Ada Beispiel</h1>{body}") == []


def test_a_heading_of_the_same_level_announces_the_kind() -> None:
    """Where it has no text of its own."""
    assert [kind for _, _, kind in entries_of(f"<h1>Ada Beispiel</h1><h3>Blog</h3>{RUN}")] == ["posts", "posts"]


def test_text_behind_the_list_belongs_to_no_entry() -> None:
    """The last entry ends with its block."""
    found = entries_of(f"<h1>Ada Beispiel</h1><div>{RUN}</div><p>Behind.</p>")
    assert found[-1][1] == "Heft 24"
