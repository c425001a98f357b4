"""Deciding proposals on the real store: all or nothing, once, without a gap."""

import pytest

from sync import commands
from sync.errors import Conflict, NotFound
from sync.models.document import new_id
from tests.sync.builders import SAID

approve, reject, undo = commands.proposals.approve, commands.proposals.reject, commands.proposals.undo


def _numbers(store):
    return [change.seq for change in store.changes.since(0)]


def test_an_approval_writes_everything_at_once(desk, store, mira, proposed):
    """Record, change, event, decision, audit line and freshness."""
    proposal = store.proposals.get(proposed()["Staff Engineer"])
    settled = approve(desk, proposal.id, reason="she told me")
    record = store.candidates.get(mira)
    assert (record.profile["title"][0].value, record.revision) == ("Staff Engineer", 2)
    [change] = store.changes.since(1)
    assert change == settled.change
    assert (change.seq, change.type, change.record_revision, change.actor) == (2, "updated", 2, "nele")
    assert (change.proposal_id, change.decision_id, change.remote_ids) == (
        proposal.id,
        settled.decision.id,
        {"ats": "ats-77"},
    )
    assert [(one.op, one.before, one.after) for one in change.items] == [("replace", "Engineer", "Staff Engineer")]
    assert change.evidence == proposal.evidence
    [event] = store.events.of(mira)
    assert (event.kind, event.change_seq) == ("career_move", 2)
    [decision] = store.decisions.on(proposal.id)
    assert (decision.verb, decision.actor, decision.reason, decision.change_seq) == (
        "approve",
        "nele",
        "she told me",
        2,
    )
    line = store.audit.of([mira])[-1]
    assert (line.action, line.actor, line.detail["change"]) == ("proposal.approve", "nele", 2)
    assert "Staff" not in repr(line)
    [fresh] = [one for one in store.freshness.of(mira) if one.field == "title"]
    assert fresh.source_ids == [proposal.evidence[0].source_id]
    assert store.proposals.get(proposal.id).state == "approved"


def test_a_second_approval_is_refused_with_one_message(desk, store, proposed, dump):
    """It says who approved it, when, as which change; nothing is written."""
    proposal = proposed()["Staff Engineer"]
    approve(desk, proposal)
    before = dump()
    for again in (approve, reject):
        with pytest.raises(Conflict, match=r"already approved by nele at .* as change 2.*proposals undo"):
            again(desk, proposal)
    assert dump() == before


def test_an_older_revision_is_refused(desk, store, mira, proposed, see, dump):
    """The person decides what they saw."""
    seen = store.proposals.get(proposed()["Staff Engineer"])
    see(mira, ("title", "Principal Engineer"))
    before = dump()
    with pytest.raises(Conflict, match=r"revision 2, not 1.*'Principal Engineer'"):
        approve(desk, seen.id, revision=seen.revision)
    assert dump() == before
    assert approve(desk, seen.id, revision=2).proposal.after == "Principal Engineer"


def test_an_approval_against_a_changed_item_is_refused(desk, store, mira, proposed, dump):
    """An edit came in between: nothing is written, no number is used up."""
    proposal = proposed()["Staff Engineer"]
    commands.people.edit_candidate(desk, mira, "title", "Architect")
    before = dump()
    with pytest.raises(Conflict, match=r"title is now 'Architect', not 'Engineer'.*candidates show"):
        approve(desk, proposal)
    assert dump() == before
    assert _numbers(store) == [1, 2]


def test_an_addition_that_is_there_already_is_refused(desk, mira, proposed, dump):
    """Somebody entered the same skill by hand, in another spelling."""
    proposal = proposed()["Rust"]
    commands.people.edit_candidate(desk, mira, "skills", {"name": "rust"})
    before = dump()
    with pytest.raises(Conflict, match="rust"):
        approve(desk, proposal)
    assert dump() == before


def test_a_wrong_id_is_not_found(desk, dump):
    """With the command that lists the right ones."""
    before = dump()
    for verb in (approve, reject, undo):
        with pytest.raises(NotFound, match=r"There is no proposal p_nothere.*perennial proposals list"):
            verb(desk, "p_nothere")
    assert dump() == before


@pytest.mark.parametrize("refresh", [False, True])
def test_approving_one_after_another_makes_none_stale(desk, store, mira, proposed, refresh):
    """With the revisions that were on the screen at the beginning, also while the worker looks in between."""
    cards = store.proposals.open_of(mira)
    assert len(cards) == 6
    for card in cards:
        approve(desk, card.id, revision=card.revision)
        if refresh:
            commands.upkeep.refresh_proposals(store, mira, 0)
    assert _numbers(store) == list(range(1, 8))
    assert store.candidates.get(mira).revision == 7
    assert store.proposals.open_of(mira) == []
    commands.upkeep.refresh_proposals(store, mira, 0)
    assert store.proposals.open_of(mira) == [], "what was approved is not proposed again"


def test_undo_restores_the_record_exactly(desk, store, mira, proposed):
    """Values, item ids and order; and each undo is a change of its own."""
    before = store.candidates.get(mira)
    ids = proposed()
    for words in ("Staff Engineer", "Bergen, Norway", "Rust", "Part two · 2026-05"):
        approved = approve(desk, ids[words])
        undone = undo(desk, approved.proposal.id, reason="it was her sister")
        assert store.candidates.get(mira).profile == before.profile
        [change] = store.changes.since(approved.change.seq)
        assert (change.seq, change.type, change.undoes_seq) == (approved.change.seq + 1, "undone", approved.change.seq)
        [done], [taken_back] = approved.change.items, change.items
        assert (taken_back.before, taken_back.after) == (done.after, done.before)
        assert undone.proposal.state == "open"
        assert store.decisions.get(approved.decision.id).undone_by == undone.decision.id
    assert store.candidates.get(mira).revision == 9
    commands.upkeep.refresh_proposals(store, mira, 0)
    assert proposed() == ids


def test_undo_between_other_approvals_touches_only_its_item(desk, store, mira, proposed):
    """The skill in the middle goes; those beside it keep id and order."""
    ids = proposed()
    for words in ("Rust", "Zig"):
        approve(desk, ids[words])
    go, _, zig = store.candidates.get(mira).profile["skills"]
    undo(desk, ids["Rust"])
    assert store.candidates.get(mira).profile["skills"] == [go, zig]


def test_undo_of_an_item_that_changed_since_is_refused(desk, mira, proposed, dump):
    """A later correction is not overwritten."""
    proposal = proposed()["Staff Engineer"]
    approve(desk, proposal)
    commands.people.edit_candidate(desk, mira, "title", "Architect")
    before = dump()
    with pytest.raises(Conflict, match="'Architect'"):
        undo(desk, proposal)
    assert dump() == before


def test_undo_can_be_given_the_decision(desk, store, proposed, dump):
    """And refuses one that is not the last."""
    proposal = proposed()["Rust"]
    first = approve(desk, proposal).decision
    undo(desk, first.id)
    second = reject(desk, proposal).decision
    before = dump()
    with pytest.raises(Conflict, match=f"not the last decision on {proposal}; {second.id}"):
        undo(desk, first.id)
    assert dump() == before
    assert undo(desk, second.id).proposal.state == "open"
    with pytest.raises(Conflict, match="no decision to undo"):
        undo(desk, proposal)


def test_a_rejected_value_stays_away(desk, store, mira, proposed, see):
    """While the same pages say the same, in this reading and the next; no number is used up."""
    for words, proposal in proposed().items():
        reject(desk, proposal, reason=f"not {words}")
    assert _numbers(store) == [1]
    commands.upkeep.refresh_proposals(store, mira, 0)
    assert proposed() == {}
    see(mira, *SAID, snapshot=new_id("sn"))
    assert proposed() == {}


def test_undo_of_a_rejection_asks_again(desk, store, mira, proposed):
    """The value is open again and its memory gone; the record never moved."""
    proposal = proposed()["Staff Engineer"]
    reject(desk, proposal)
    undone = undo(desk, proposal)
    assert (undone.proposal.state, undone.proposal.revision, undone.change) == ("open", 2, None)
    commands.upkeep.refresh_proposals(store, mira, 0)
    assert proposed()["Staff Engineer"] == proposal
    assert (store.candidates.get(mira).revision, _numbers(store)) == (1, [1])
    assert approve(desk, proposal).change.seq == 2


def test_a_source_that_is_verified_later_brings_a_rejected_value_back(desk, store, mira, proposed, see):
    """It said so before, but nobody had said that it is hers."""
    see(mira, ("title", "Staff Engineer"), at_source=2, quote="Our Staff Engineer, Mira.")
    reject(desk, proposed()["Staff Engineer"])
    commands.upkeep.refresh_proposals(store, mira, 0)
    assert "Staff Engineer" not in proposed()
    [found] = [one for one in store.sources.of(mira) if one.link.state == "claimed"]
    commands.sources.confirm_source(desk, found.id, same_person=True)
    commands.upkeep.refresh_proposals(store, mira, 1)
    back = store.proposals.get(proposed()["Staff Engineer"])
    assert "found.example" in back.state_detail


def test_a_proposal_built_on_an_undone_change_is_superseded(desk, store, mira, proposed, see):
    """One per item is open at any time."""
    first = proposed()["Staff Engineer"]
    approve(desk, first)
    see(mira, ("title", "Principal Engineer"))
    rival = proposed()["Principal Engineer"]
    undo(desk, first)
    assert store.proposals.get(rival).state == "superseded"
    assert [one.id for one in store.proposals.open_of(mira) if one.field == "title"] == [first]


def test_undo_of_an_approval_takes_its_freshness_along(desk, store, mira, proposed, see):
    """The old value must not look as if it were of today; what a source confirms counts again."""
    see(mira, ("title", "Engineer"), at_source=1, confidence=0.6)
    ids = proposed()
    for words in ("Staff Engineer", "Rust"):
        approve(desk, ids[words])
    undo(desk, ids["Staff Engineer"])
    assert {one.field for one in store.freshness.of(mira)} == {"skills"}
    [(due, marks)] = store.due_for_diff.some(9).items()
    commands.upkeep.refresh_proposals(store, due, marks)
    [title] = [one for one in store.freshness.of(mira) if one.field == "title"]
    blog = next(one for one in store.sources.of(mira) if one.kind == "blog")
    assert title.source_ids == [blog.id]


def test_approvals_at_the_same_moment_have_one_winner_and_no_gap(desk, store, mira, proposed, at_once):
    """Six cards, each approved from four threads."""
    ids = list(proposed().values())
    results = at_once([lambda p=proposal: approve(desk, p) for proposal in ids for _ in range(4)])
    won = [one for one in results if not isinstance(one, Exception)]
    assert {type(one) for one in results if isinstance(one, Exception)} == {Conflict}
    assert sorted(one.proposal.id for one in won) == sorted(ids)
    assert _numbers(store) == list(range(1, 8))
    assert [change.record_revision for change in store.changes.since(0)] == list(range(1, 8))
