"""Open proposals follow what the sources say now."""

from dataclasses import replace

import pytest

from sync.diff import compare
from sync.models.difference import Comparison
from sync.models.observation import Freshness
from sync.propose import confirmed, reconcile
from tests.sync.builders import AT, BLOG, LATER, TRUST, observation, record, stated

PERSON = record(title="Engineer", skills=["Go"])
STAFF = observation("title", "Staff Engineer")


def _open(seen, person=PERSON, open_now=()):
    return reconcile(person, compare(person, seen, TRUST), open_now, AT)


def test_a_difference_opens_a_proposal():
    """With before, after, all evidence, and revision 1."""
    [opened] = _open([STAFF]).opened
    assert (opened.state, opened.revision, opened.before, opened.after) == ("open", 1, "Engineer", "Staff Engineer")
    assert opened.evidence == [STAFF.evidence]
    assert (opened.opened_at, opened.updated_at) == (AT, AT)


def test_the_same_difference_again_writes_nothing():
    """The standing proposal is left alone."""
    opened = _open([STAFF]).opened
    assert reconcile(PERSON, compare(PERSON, [STAFF], TRUST), opened, LATER).writes == ()


@pytest.mark.parametrize(
    ("seen", "after", "revision"),
    [
        ([observation("title", "Principal Engineer")], "Principal Engineer", 2),
        ([observation("title", "Staff Engineer", snapshot="sn_next", confidence=0.95)], "Staff Engineer", 1),
        ([STAFF, observation("title", "Staff Engineer", source=BLOG)], "Staff Engineer", 1),
        ([observation("title", "STAFF engineer", snapshot="sn_next")], "Staff Engineer", 1),
    ],
)
def test_a_standing_proposal_is_updated_in_place(seen, after, revision):
    """Another value is a new revision; newer or more evidence for the same value is not."""
    [opened] = _open([STAFF]).opened
    reconciled = reconcile(PERSON, compare(PERSON, seen, TRUST), [opened], LATER)
    [updated] = reconciled.updated
    assert (reconciled.opened, reconciled.withdrawn) == ((), ())
    assert (updated.id, updated.after, updated.revision) == (opened.id, after, revision)
    assert {one.snapshot_id for one in updated.evidence} == {one.snapshot_id for one in seen}
    assert (updated.opened_at, updated.updated_at) == (AT, LATER)


def test_another_before_is_a_new_revision():
    """The card that a person has seen says something else now."""
    [opened] = _open([STAFF]).opened
    edited = record(title="Senior Engineer")
    [updated] = reconcile(edited, compare(edited, [STAFF], TRUST), [opened], LATER).updated
    assert (updated.before, updated.after, updated.revision) == ("Senior Engineer", "Staff Engineer", 2)


@pytest.mark.parametrize(
    ("person", "seen", "why"),
    [
        (PERSON, [], "no permitted source"),
        (PERSON, [observation("title", "Engineer")], "agree again"),
        (record(title="Staff Engineer"), [STAFF], "agree again"),
    ],
)
def test_a_proposal_that_nothing_supports_is_withdrawn(person, seen, why):
    """With the reason, as a new revision: who saw the card cannot approve it any more."""
    [opened] = _open([STAFF]).opened
    [withdrawn] = reconcile(person, compare(person, seen, TRUST), [opened], LATER).withdrawn
    assert (withdrawn.id, withdrawn.state, withdrawn.revision) == (opened.id, "withdrawn", 2)
    assert why in withdrawn.state_detail


def test_a_returning_value_carries_its_reason():
    """The card says why something that was rejected is back."""
    [found] = compare(PERSON, [STAFF], TRUST).differences
    returning = replace(found, back_because="rejected before; it says so in new words")
    [opened] = reconcile(PERSON, Comparison((returning,), ()), [], AT).opened
    assert opened.state_detail == "rejected before; it says so in new words"


def _fresh(**changes):
    values = {
        "id": f"{PERSON.id}/title/title",
        "candidate_id": PERSON.id,
        "field": "title",
        "item_id": "title",
        "confirmed_at": AT,
        "source_ids": [],
        "stated_at": None,
    }
    return Freshness.model_validate(values | changes)


def test_a_confirmation_moves_freshness_and_nothing_else():
    """To the newest reading that says so, with its sources."""
    seen = [
        observation("title", "Engineer", read_at=AT),
        observation("title", "Engineer", source=BLOG, read_at=LATER, said=stated("2026-05")),
    ]
    comparison = compare(PERSON, seen, TRUST)
    [fresh] = confirmed(PERSON, comparison, [])
    assert (fresh.confirmed_at, fresh.source_ids, fresh.stated_at) == (LATER, ["s_blog", "s_own"], stated("2026-05"))
    assert reconcile(PERSON, comparison, [], AT).writes == ()
    assert confirmed(PERSON, comparison, [fresh]) == []


def test_freshness_never_moves_back():
    """Neither to an earlier reading nor to an earlier statement: a correction by hand keeps its date."""
    by_hand = _fresh(stated_at=stated("2026-11-02"))
    older_reading = observation("title", "Engineer", read_at=AT.replace(year=2025))
    [moved] = confirmed(PERSON, compare(PERSON, [older_reading], TRUST), [by_hand])
    assert (moved.confirmed_at, moved.stated_at) == (by_hand.confirmed_at, by_hand.stated_at)
    assert confirmed(PERSON, compare(PERSON, [older_reading], TRUST), [moved]) == []
    for said in (None, stated("2020")):
        seen = [observation("title", "Engineer", read_at=LATER, said=said)]
        [fresh] = confirmed(PERSON, compare(PERSON, seen, TRUST), [by_hand])
        assert (fresh.confirmed_at, fresh.stated_at) == (LATER, stated("2026-11-02"))
