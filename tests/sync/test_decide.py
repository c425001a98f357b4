"""Who may settle a proposal, once."""

import pytest

from sync.decide import settle, take_back
from sync.diff import compare
from sync.errors import Conflict
from sync.propose import reconcile
from tests.sync.builders import AT, LATER, TRUST, observation, record

PERSON = record(title="Engineer")
[OPEN] = reconcile(PERSON, compare(PERSON, [observation("title", "Staff Engineer")], TRUST), [], AT).opened


@pytest.mark.parametrize(("verb", "state"), [("approve", "approved"), ("reject", "rejected")])
def test_settling_records_who_when_and_why(verb, state):
    """And the revision that was judged."""
    settled, decision = settle(OPEN, verb, actor="nele", at=LATER, reason="saw her last week", revision=1)
    assert (settled.state, settled.revision) == (state, 1)
    assert settled.state_detail == "by nele: saw her last week"
    assert (decision.verb, decision.actor, decision.at, decision.reason) == (verb, "nele", LATER, "saw her last week")
    assert (decision.proposal_id, decision.proposal_revision) == (OPEN.id, 1)


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_what_is_settled_is_not_settled_again(verb):
    """The one message says who did it, when, and how to take it back."""
    settled, decision = settle(OPEN, "approve", actor="nele", at=AT)
    decision = decision.model_copy(update={"change_seq": 7})
    with pytest.raises(Conflict) as refused:
        settle(settled, verb, actor="oskar", at=LATER, earlier=[decision])
    said = str(refused.value)
    assert "already approved by nele at 2026-11-02 09:00:00 UTC as change 7" in said
    assert f"perennial proposals undo {OPEN.id}" in said


def test_a_withdrawn_proposal_says_why():
    """Nobody decided it, so there is nothing to undo."""
    gone = OPEN.model_copy(update={"state": "withdrawn", "state_detail": "no source says so"})
    with pytest.raises(Conflict, match=r"withdrawn.*no source says so.*perennial proposals list"):
        settle(gone, "approve", actor="nele", at=AT)


def test_an_older_revision_is_refused_with_what_changed():
    """The person decides what they saw, nothing else."""
    moved = OPEN.model_copy(update={"after": "Principal Engineer", "revision": 2})
    with pytest.raises(Conflict, match=r"revision 2, not 1.*'Engineer' -> 'Principal Engineer'"):
        settle(moved, "approve", actor="nele", at=AT, revision=1)
    assert settle(moved, "approve", actor="nele", at=AT)[0].state == "approved"


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_taking_back_reopens_as_a_new_revision(verb):
    """And both decisions point at each other."""
    settled, decision = settle(OPEN, verb, actor="nele", at=AT)
    reopened, taken_back, undo = take_back(settled, [decision], actor="oskar", at=LATER)
    assert (reopened.state, reopened.revision) == ("open", 2)
    assert f"oskar took back nele's {verb}" in reopened.state_detail
    assert (taken_back.id, taken_back.undone_by) == (decision.id, undo.id)
    assert (undo.verb, undo.undoes) == ("undo", decision.id)


def test_there_must_be_something_to_take_back():
    """An open proposal has no decision, and one undo is enough."""
    with pytest.raises(Conflict, match="no decision to undo"):
        take_back(OPEN, [], actor="nele", at=AT)
    settled, decision = settle(OPEN, "approve", actor="nele", at=AT)
    reopened, taken_back, undo = take_back(settled, [decision], actor="nele", at=AT)
    with pytest.raises(Conflict, match="no decision to undo"):
        take_back(reopened, [undo, taken_back], actor="nele", at=AT)
