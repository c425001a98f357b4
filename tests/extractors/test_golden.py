"""Every golden case: a page, whose it is, and what must be read from it, one test per field.

``output.json`` names fields: a text field has its value or null for "nothing may be claimed", a list field has
labels, titles or addresses in the page's order. ``dates`` are the dates of the articles and talks, and likewise
``addresses``, ``languages``, ``summaries`` and ``events``; ``quotes`` hold, per field, the words that prove each value.
"""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crawler.items import Snapshot
from extractors.claims import Extraction, PersonHint
from extractors.extract import extract

GOLDEN = Path(__file__).parent.parent / "golden"
CASES = sorted(path.parent for path in GOLDEN.glob("*/*/output.json"))
SHOWN_AS = {"skills": ("label", "name"), "links": ("url",), "articles": ("title",), "talks": ("title",)}
PARTS = {"dates": "date", "addresses": "url", "languages": "language", "summaries": "summary", "events": "event"}


@cache
def extraction_of(case: Path) -> Extraction:
    meta = json.loads((case / "meta.json").read_text("utf-8"))
    (page,) = case.glob("input.*")
    snapshot = Snapshot(
        snapshot_id=case.name,
        address=meta["address"],
        fetched_at=datetime.fromisoformat(meta["fetched_at"]),
        body=page.read_bytes(),
        content_type=meta["content_type"],
        role=meta["role"],
        site=meta["site"],
    )
    return extract(snapshot, PersonHint(meta["person"]))


def output_of(case: Path) -> dict[str, Any]:
    output: dict[str, Any] = json.loads((case / "output.json").read_text("utf-8"))
    return output


def expectations() -> list[Any]:
    return [
        pytest.param(case, field, expected, id=f"{case.parent.name}-{case.name}-{field}")
        for case in CASES
        for field, expected in output_of(case).items()
        if field != "quotes"
    ]


def shown(extraction: Extraction, field: str) -> Any:
    if field in PARTS:
        written = [claim.value for claim in extraction.claims if claim.field in ("articles", "talks")]
        return [value.get(PARTS[field]) for value in written]  # type: ignore[union-attr]
    values = [claim.value for claim in extraction.claims if claim.field == field]
    if field not in SHOWN_AS:
        return values
    return [next(value[key] for key in SHOWN_AS[field] if key in value) for value in values]  # type: ignore[operator,index]


@pytest.mark.parametrize(("case", "field", "expected"), expectations())
def test_golden(case: Path, field: str, expected: Any) -> None:
    """The page says this of the person, and nothing else under this field."""
    wanted = expected if isinstance(expected, list) else [] if expected is None else [expected]
    assert shown(extraction_of(case), field) == wanted


QUOTING = [case for case in CASES if "quotes" in output_of(case)]


@pytest.mark.parametrize("case", QUOTING, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_golden_quotes(case: Path) -> None:
    """The words that prove a value stand in the source; where there are several, with commas between."""
    expected = output_of(case)["quotes"]
    claims = extraction_of(case).claims
    assert {field: [one.evidence.quote for one in claims if one.field == field] for field in expected} == expected


def named_by(value: dict[str, str]) -> str:
    """Return what names an item of a list field."""
    return next(value[key] for key in ("title", "name", "institution", "position") if key in value)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_every_span_holds_its_value_inside_its_quote(case: Path) -> None:
    """A claim's span is the value's own text on the page, and the quote contains it."""
    extraction = extraction_of(case)
    for claim in extraction.claims:
        start, end = claim.evidence.start, claim.evidence.end
        if start is None or claim.field == "links":
            continue
        said = claim.value if isinstance(claim.value, str) else named_by(claim.value)  # type: ignore[arg-type]
        assert extraction.page.text[start:end] == said
        assert said in (claim.evidence.quote or "")
        assert 0 < claim.confidence <= 1


def test_there_are_cases_of_every_extractor() -> None:
    """An extractor comes with a golden folder."""
    from extractors.extractor import discover

    assert {extractor.NAME for extractor in discover()} == {case.parent.name for case in CASES}
