"""Decide proposals. Each command is one transaction; the counter moves first, so the feed has no gap."""

from dataclasses import dataclass
from datetime import datetime

from sync.apply import apply_items, as_item_change, inverse
from sync.commands.desk import Desk, draft_change
from sync.commands.upkeep import verified_observations
from sync.decide import remember_rejection, settle, take_back
from sync.diff import stating
from sync.errors import Conflict, NotFound
from sync.feed import timeline_events
from sync.models.change import Change, ItemChange
from sync.models.observation import Freshness, freshness_id
from sync.models.proposal import Decision, Proposal
from sync.store.repository import Transaction


@dataclass(frozen=True, slots=True)
class Settled:
    """What a decision led to."""

    proposal: Proposal
    decision: Decision
    change: Change | None
    """None for what changes no record: a rejection, or taking one back."""


def approve(desk: Desk, proposal_id: str, *, revision: int | None = None, reason: str = "") -> Settled:
    """Write a proposed value into its record and into the feed.

    :param revision: the revision that the person saw; None means whatever is stored.
    :raises NotFound: for an unknown proposal.
    :raises Conflict: when it is settled already, moved on, or its item changed since; nothing is written.
    """
    at = desk.store.now()

    def work(tx: Transaction) -> Settled:
        seq = desk.store.changes.take_numbers(1, tx)
        proposal = _proposal(desk, proposal_id, tx)
        settled, decision = settle(
            proposal,
            "approve",
            actor=desk.actor,
            at=at,
            reason=reason,
            revision=revision,
            earlier=desk.store.decisions.on(proposal.id, tx),
        )
        decision = decision.model_copy(update={"change_seq": seq})
        change = _write(
            desk, seq, as_item_change(proposal), at, tx, type="updated", evidence=proposal.evidence, decision=decision
        )
        desk.store.freshness.put([_confirmed(proposal, at)], tx)
        return _store(desk, Settled(settled, decision, change), at, tx)

    return desk.transaction(work)


def reject(desk: Desk, proposal_id: str, *, revision: int | None = None, reason: str = "") -> Settled:
    """Turn a proposed value down; it stays away until its evidence changes.

    :raises NotFound: for an unknown proposal.
    :raises Conflict: when it is settled already or moved on; nothing is written.
    """
    at = desk.store.now()

    def work(tx: Transaction) -> Settled:
        proposal = _proposal(desk, proposal_id, tx)
        settled, decision = settle(
            proposal,
            "reject",
            actor=desk.actor,
            at=at,
            reason=reason,
            revision=revision,
            earlier=desk.store.decisions.on(proposal.id, tx),
        )
        standing = verified_observations(desk.store, proposal.candidate_id, tx)
        saying_it = stating(proposal.field, proposal.after, standing)
        desk.store.rejections.insert_many(remember_rejection(proposal, decision, saying_it, at), tx)
        return _store(desk, Settled(settled, decision, None), at, tx)

    return desk.transaction(work)


def undo(desk: Desk, proposal_id: str, *, reason: str = "") -> Settled:
    """Take the last decision on a proposal back: the record is as it was, the proposal open again.

    Undoing an approval is a change of its own in the feed.

    :param proposal_id: a proposal's id or a decision's.
    :raises NotFound: for an unknown id.
    :raises Conflict: when there is nothing to undo, or the item changed since; nothing is written.
    """
    at = desk.store.now()

    def work(tx: Transaction) -> Settled:
        decided = desk.store.decisions.get(proposal_id, tx)
        proposal = _proposal(desk, decided.proposal_id if decided else proposal_id, tx)
        decisions = desk.store.decisions.on(proposal.id, tx)
        reopened, taken_back, undoing = take_back(proposal, decisions, actor=desk.actor, at=at, reason=reason)
        if decided and decided.id != taken_back.id:
            raise Conflict(
                f"{decided.id} is not the last decision on {proposal.id}; {taken_back.id} ({taken_back.verb}) is. "
                f"Take that back first: perennial proposals undo {taken_back.id}"
            )
        change = None
        if taken_back.change_seq is not None:
            seq = desk.store.changes.take_numbers(1, tx)
            undoing = undoing.model_copy(update={"change_seq": seq})
            change = _write(
                desk,
                seq,
                inverse(as_item_change(proposal)),
                at,
                tx,
                type="undone",
                decision=undoing,
                undoes_seq=taken_back.change_seq,
            )
            desk.store.freshness.delete(freshness_id(proposal.candidate_id, proposal.field, proposal.item_id), tx)
        else:
            desk.store.rejections.delete_by_decision(taken_back.id, tx)
        _supersede_rivals(desk, reopened, at, tx)
        desk.store.due_for_diff.add([proposal.candidate_id], tx)
        desk.store.decisions.put([taken_back], tx)
        return _store(desk, Settled(reopened, undoing, change), at, tx)

    return desk.transaction(work)


def _proposal(desk: Desk, proposal_id: str, tx: Transaction) -> Proposal:
    found = desk.store.proposals.get(proposal_id, tx)
    if found is None:
        raise NotFound(f"There is no proposal {proposal_id}. See what is open: perennial proposals list")
    return found


def _write(
    desk: Desk,
    seq: int,
    item: ItemChange,
    at: datetime,
    tx: Transaction,
    *,
    decision: Decision,
    **content: object,
) -> Change:
    """Apply one item change to its record and append it to the feed and the timeline."""
    before = desk.candidate(decision.candidate_id, tx)
    after = apply_items(before, [item], at)
    change = draft_change(
        seq,
        after,
        desk,
        at,
        items=[item],
        proposal_id=decision.proposal_id,
        decision_id=decision.id,
        **content,
    )
    desk.store.candidates.put([after], tx)
    desk.store.changes.insert(change, tx)
    desk.store.events.insert_many(timeline_events(change), tx)
    return change


def _store(desk: Desk, settled: Settled, at: datetime, tx: Transaction) -> Settled:
    desk.store.proposals.put([settled.proposal], tx)
    desk.store.decisions.insert(settled.decision, tx)
    desk.audit(
        f"proposal.{settled.decision.verb}",
        settled.proposal.candidate_id,
        at,
        tx,
        proposal=settled.proposal.id,
        revision=settled.decision.proposal_revision,
        change=settled.decision.change_seq,
    )
    return settled


def _confirmed(proposal: Proposal, at: datetime) -> Freshness:
    return Freshness(
        id=freshness_id(proposal.candidate_id, proposal.field, proposal.item_id),
        candidate_id=proposal.candidate_id,
        field=proposal.field,
        item_id=proposal.item_id,
        confirmed_at=at,
        source_ids=sorted({one.source_id for one in proposal.evidence}),
        stated_at=next((one.stated_at for one in proposal.evidence if one.stated_at), None),
    )


def _supersede_rivals(desk: Desk, reopened: Proposal, at: datetime, tx: Transaction) -> None:
    """Close what was proposed on top of the change that is taken back: one open per item, always."""
    rivals = [
        one.model_copy(
            update={
                "state": "superseded",
                "state_detail": f"the change it builds on was undone; {reopened.id} is open again",
                "updated_at": at,
            }
        )
        for one in desk.store.proposals.open_of(reopened.candidate_id, tx)
        if (one.field, one.item_id) == (reopened.field, reopened.item_id)
    ]
    desk.store.proposals.put(rivals, tx)
