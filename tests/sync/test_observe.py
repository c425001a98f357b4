"""What extraction returned becomes observations."""

from dataclasses import replace

import pytest

from extractors.claims import Claim, Evidence, Extraction, PageText, StatedAt
from sync.models.snapshot import Snapshot, StoredVerdict
from sync.observe import observations_of, rejected_claims
from tests.sync.builders import AT, LATER

SNAPSHOT = Snapshot(
    id="sn_1",
    candidate_id="c_mira",
    source_id="s_own",
    page="https://mira.example/",
    origin="fetched",
    role="home",
    site="https://mira.example/",
    fetched_at=AT,
    body_sha256="ab" * 32,
    body_bytes=10,
    archive_path="c_mira/ab.warc.gz",
    verdict=StoredVerdict(allowed=True, reason="permitted", detail="no rule against it"),
    key_id="k1",
)
TITLE = Claim(
    "title",
    " Staff Engineer ",
    0.9,
    Evidence("I am a Staff Engineer.", 7, 21),
    "role",
    StatedAt("2026-03", "2026-03", "month", "explicit"),
)


def _extraction(*claims, **changes):
    made = Extraction(claims, PageText("I am a Staff Engineer.", None, "en"), "cd" * 32, versions={"role": "2+lex.a1"})
    return replace(made, **changes)


def test_a_claim_becomes_an_observation_with_all_its_evidence():
    """Address, time, hashes, span, quote, and the extractor with its version."""
    [found] = observations_of(SNAPSHOT, _extraction(TITLE), LATER)
    assert (found.value, found.normal, found.key_id) == ("Staff Engineer", "staff engineer", "k1")
    assert (found.live, found.current, found.observed_at) == (True, True, LATER)
    seen = found.evidence
    assert (seen.address, seen.read_at, seen.body_sha256, seen.text_sha256) == (
        SNAPSHOT.page,
        AT,
        SNAPSHOT.body_sha256,
        "cd" * 32,
    )
    assert (seen.quote, seen.start, seen.end) == ("I am a Staff Engineer.", 7, 21)
    assert (seen.extractor, seen.extractor_version) == ("role", "2+lex.a1")
    assert seen.stated_at is not None
    assert seen.stated_at.earliest == "2026-03"


def test_the_same_reading_gives_the_same_observations():
    """Another version of the extractor gives others."""
    first = observations_of(SNAPSHOT, _extraction(TITLE), AT)
    again = observations_of(SNAPSHOT, _extraction(TITLE, TITLE), LATER)
    newer = observations_of(SNAPSHOT, _extraction(TITLE, versions={"role": "3"}), AT)
    assert [one.id for one in again] == [one.id for one in first]
    assert newer[0].id != first[0].id


def test_a_truncated_extraction_observes_nothing():
    """Half a page proves nothing."""
    assert observations_of(SNAPSHOT, _extraction(TITLE, truncated=True), AT) == []


def test_a_page_that_forbids_quoting_is_not_quoted():
    """The value and its place stay."""
    verdict = SNAPSHOT.verdict.model_copy(update={"may_quote": False})
    [found] = observations_of(SNAPSHOT.model_copy(update={"verdict": verdict}), _extraction(TITLE), AT)
    assert (found.evidence.quote, found.evidence.start) == (None, 7)


@pytest.mark.parametrize(
    "claim",
    [
        replace(TITLE, value=""),
        replace(TITLE, value=["Staff Engineer"]),
        replace(TITLE, field="shoe_size"),
        replace(TITLE, field="skills", value={"name": "Rust", "level": "high"}),
        replace(TITLE, field="articles", value={"title": "x", "date": "last May"}),
    ],
)
def test_a_value_that_its_field_does_not_accept_is_dropped(claim):
    """And named for the log; the claims beside it stay."""
    extraction = _extraction(claim, TITLE)
    assert [one.value for one in observations_of(SNAPSHOT, extraction, AT)] == ["Staff Engineer"]
    [complaint] = rejected_claims(extraction)
    assert complaint.startswith("role: ")
