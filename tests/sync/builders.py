"""People and observations for tests of the stages and commands; everything is made by the real constructors."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import JsonValue

from sync.comparators import normal
from sync.intake import new_candidate, parse_values, read_person
from sync.models.candidate import Candidate
from sync.models.document import stable_id
from sync.models.observation import Evidence, Observation, StatedAt

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
OWN, BLOG, TEAM = "s_own", "s_blog", "s_team"
TRUST: Mapping[str, float] = {OWN: 0.9, BLOG: 0.8, TEAM: 0.6}
"""Three verified sources of one person."""

PERSON: Mapping[str, Any] = {
    "name": "Mira Solberg",
    "email": "mira@solberg.example",
    "external_ids": {"ats": "ats-77"},
    "title": "Engineer",
    "employer": "Havnelys",
    "skills": ["Go"],
    "articles": [{"title": "Part one", "url": "https://mira.example/1"}],
    "sources": [
        {"address": "https://mira.example/", "kind": "portfolio", "basis": "consent", "given_by": "candidate"},
        {"address": "https://blog.example/mira/", "kind": "blog", "basis": "consent", "given_by": "candidate"},
        {"address": "https://found.example/", "kind": "blog", "basis": "legitimate_interest", "given_by": "recruiter"},
    ],
}
"""An import line."""
SAID: Sequence[tuple[str, JsonValue]] = (
    ("title", "Staff Engineer"),
    ("employer", "Kolanut Payments"),
    ("location", "Bergen, Norway"),
    ("skills", "Rust"),
    ("skills", "Zig"),
    ("articles", {"title": "Part two", "url": "https://mira.example/2", "date": "2026-05"}),
)
"""Six things that the portfolio says and the record does not."""


def record(**raw: object) -> Candidate:
    """Return the record that an import line makes."""
    person, bad = read_person({"name": "Mira Solberg", **raw})
    assert person is not None, bad
    return new_candidate(person, actor="tests", at=AT)


def stated(earliest: str, latest: str | None = None) -> StatedAt:
    """Return a statement of a day, month or year, or between two of them."""
    precision = {4: "year", 7: "month"}.get(len(earliest), "day")
    return StatedAt.model_validate(
        {"earliest": earliest, "latest": latest or earliest, "precision": precision, "basis": "explicit"}
    )


def observation(
    field: str,
    raw: JsonValue,
    *,
    source: str = OWN,
    page: str = "",
    confidence: float = 0.9,
    quote: str | None = "She says so.",
    said: StatedAt | None = None,
    candidate_id: str = "c_mira",
    snapshot: str = "",
    read_at: datetime = AT,
) -> Observation:
    """Return an observation; equal arguments give equal ids."""
    page = page or f"https://{source.removeprefix('s_')}.example/"
    snapshot = snapshot or stable_id("sn", candidate_id, page)
    single = not isinstance(raw, dict) and field in ("title", "employer", "location", "name", "headline")
    value = parse_values(field, raw if single else [raw])[0]
    parts = (snapshot, field, repr(value), source, page, str(confidence), quote or "", repr(said), str(read_at))
    evidence = Evidence(
        source_id=source,
        snapshot_id=snapshot,
        address=page,
        quote=quote,
        body_sha256="ab" * 32,
        text_sha256="cd" * 32,
        read_at=read_at,
        stated_at=said,
        extractor="plain",
        extractor_version="1",
        confidence=confidence,
    )
    return Observation(
        id=stable_id("o", *parts),
        candidate_id=candidate_id,
        source_id=source,
        snapshot_id=snapshot,
        page=page,
        field=field,
        value=value,
        normal=normal(field, value),
        confidence=confidence,
        evidence=evidence,
        observed_at=read_at,
    )
