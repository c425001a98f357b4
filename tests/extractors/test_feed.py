"""What a feed holds beside its entries."""

from datetime import UTC, datetime

import pytest

from crawler.items import Snapshot
from extractors.claims import PersonHint
from extractors.extract import extract
from extractors.feed import MOST_CATEGORIES

ENTRY = "<item><title>Kilns in winter</title><link>https://mira.example/kilns</link>{}</item>"


@pytest.mark.parametrize("count", [3, MOST_CATEGORIES + 1])
@pytest.mark.parametrize("category", ["<category>a{}</category>", '<category term="a{}"/>'])
def test_entries_are_read_however_many_categories_there_are(count: int, category: str) -> None:
    """Categories are not read; a flood of them is left out before parsing, and nothing else with it."""
    categories = "".join(category.format(number) for number in range(count))
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel>{categories}{ENTRY.format(categories)}</channel></rss>'
    snapshot = Snapshot(
        "", "https://mira.example/feed", datetime(2026, 1, 1, tzinfo=UTC), feed.encode(), "application/rss+xml", "feed"
    )
    claims = extract(snapshot, PersonHint("Mira Landt")).claims
    assert [one.value["title"] for one in claims] == ["Kilns in winter"]  # type: ignore[call-overload, index]
