"""The last gate: private values, floods and unseen characters."""

import json
from datetime import UTC, datetime

import pytest

from crawler.items import Snapshot
from extractors.claims import Extraction, PersonHint
from extractors.extract import extract


def extraction_of(
    body: str, media: str, address: str = "https://ada.example/", name: str = "Ada Beispiel"
) -> Extraction:
    made = Snapshot("s1", address, datetime(2026, 3, 2, tzinfo=UTC), body.encode(), media, "home", site=address)
    return extract(made, PersonHint(name))


def resume(**rest: object) -> Extraction:
    return extraction_of(json.dumps({"basics": {"name": "Ada Beispiel"}, **rest}), "application/json")


def names(extraction: Extraction, field: str) -> list[object]:
    return [claim.value["name"] for claim in extraction.claims if claim.field == field]  # type: ignore[index,call-overload]


def test_private_values_are_no_claims() -> None:
    """What a résumé lists is judged like a sentence."""
    listed = ["HIV positive", "Muslim", "being autistic", "Weaving"]
    told = resume(skills=[{"name": name} for name in listed], work=[{"name": "Union of Rail Workers"}])
    assert names(told, "skills") == ["Weaving"]
    assert names(told, "work") == []


def test_a_flood_is_cut_and_said() -> None:
    """A page makes at most so many claims of one field; the first ones stay."""
    told = resume(skills=[{"name": f"Craft {number}"} for number in range(6000)])
    assert names(told, "skills") == [f"Craft {number}" for number in range(200)]
    assert any("skills" in warning for warning in told.warnings)


def test_a_feed_keeps_its_first_entries_without_private_addresses() -> None:
    """Five hundred posts a feed at most, none whose address tells too much."""
    links = ["posts/coming-out-as-gay-at-work", *(f"posts/{number}" for number in range(520))]
    items = "".join(
        f"<item><title>Note {n}</title><link>https://ada.example/{to}</link></item>" for n, to in enumerate(links)
    )
    told = extraction_of(
        f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>', "application/rss+xml"
    )
    titles = [claim.value["title"] for claim in told.claims]  # type: ignore[index,call-overload]
    assert titles == [f"Note {number}" for number in range(1, 501)]


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u0007", "\u200d", "\u0085"])
def test_unseen_characters_are_not_in_values(mark: str) -> None:
    """Control characters, reading direction and joins are removed from values, quotes and the text."""
    html = f"<h1>Ada Beispiel</h1><p>I am a research engineer at{mark} Newhaven Systems.</p>"
    told = [extraction_of(html, "text/html"), resume(skills=[{"name": f"Weav{mark} ing"}])]
    assert {claim.value for claim in told[0].claims} >= {"Newhaven Systems"}
    assert names(told[1], "skills") == ["Weav ing"]
    for one in told:
        assert mark not in one.page.text + repr([(claim.value, claim.evidence.quote) for claim in one.claims])
