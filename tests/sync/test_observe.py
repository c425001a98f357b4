"""What extraction returned becomes observations."""

from dataclasses import replace

import pytest

from extractors.claims import Claim, Evidence, Extraction, PageText, StatedAt
from sync.models.snapshot import Snapshot, StoredVerdict
from sync.observe import ROLE_GONE, no_longer_stated, observations_of, rejected_claims
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


NEXT = SNAPSHOT.model_copy(update={"id": "sn_2", "body_sha256": "cd" * 32, "fetched_at": LATER})
REWRITTEN = PageText("I grow tomatoes.", None, "en")


def _first():
    return observations_of(SNAPSHOT, _extraction(TITLE), AT)


def test_a_role_that_went_without_a_new_one_is_an_observation_of_its_own():
    """It says what was stated, by whom, and since when it is not; hardly sure, and quoting nothing."""
    [gone] = no_longer_stated(NEXT, _extraction(page=REWRITTEN), _first(), [], LATER)
    assert (gone.field, gone.value, gone.stated, gone.confidence) == ("title", "Staff Engineer", False, ROLE_GONE)
    assert (gone.snapshot_id, gone.evidence.quote, gone.evidence.read_at) == ("sn_2", None, LATER)


def test_it_stays_said_at_the_next_reading():
    """A page that goes on stating nothing has still stopped stating it."""
    gone = no_longer_stated(NEXT, _extraction(page=REWRITTEN), _first(), [], LATER)
    third = NEXT.model_copy(update={"id": "sn_3"})
    assert [one.stated for one in no_longer_stated(third, _extraction(page=REWRITTEN), gone, [], LATER)] == [False]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"page": REWRITTEN}, [replace(TITLE, value="Gardener")]),
        ({"page": REWRITTEN, "truncated": True}, []),
        ({}, []),
    ],
    ids=["a new role", "half a page", "the same words"],
)
def test_a_role_has_not_gone_while_anything_speaks_for_it(changes, found):
    """Another role replaces it, half a page proves nothing, and its own words still stand there."""
    states = observations_of(NEXT, _extraction(*found), LATER)
    assert no_longer_stated(NEXT, _extraction(**changes), _first(), states, LATER) == []


def test_what_is_no_list_of_roles_is_never_missed():
    """A skill that is not named any more is no news."""
    skill = Claim("skills", {"name": "Python"}, 0.9, Evidence("Python", 0, 6), "skills")
    before = observations_of(SNAPSHOT, _extraction(skill), AT)
    assert no_longer_stated(NEXT, _extraction(page=REWRITTEN), before, [], LATER) == []
