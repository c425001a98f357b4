"""Settle a proposal: what a decision is, and when it is refused. Pure: returns what to write."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sync.comparators import normal_quote
from sync.errors import Conflict
from sync.models.document import new_id
from sync.models.observation import Observation
from sync.models.proposal import Decision, Proposal, Rejection, Witness

SETTLED = {"approve": "approved", "reject": "rejected"}


def settle(
    proposal: Proposal,
    verb: Literal["approve", "reject"],
    *,
    actor: str,
    at: datetime,
    reason: str = "",
    revision: int | None = None,
    earlier: Sequence[Decision] = (),
) -> tuple[Proposal, Decision]:
    """Return the settled proposal and the decision.

    :param revision: the revision that the person saw; None means whatever is stored.
    :param earlier: decisions on this proposal so far, newest first, for the message.
    :raises Conflict: when it is settled already, or says something else than what was seen.
    """
    if proposal.state != "open":
        raise Conflict(_already(proposal, earlier))
    if revision is not None and revision != proposal.revision:
        raise Conflict(
            f"{proposal.id} changed since you saw it: revision {proposal.revision}, not {revision}; "
            f"it now says {proposal.before!r} -> {proposal.after!r}. Look again: perennial proposals show {proposal.id}"
        )
    decision = Decision(
        id=new_id("d"),
        proposal_id=proposal.id,
        proposal_revision=proposal.revision,
        candidate_id=proposal.candidate_id,
        verb=verb,
        actor=actor,
        reason=reason,
        at=at,
        key_id=proposal.key_id,
    )
    detail = f"by {actor}" + (f": {reason}" if reason else "")
    return proposal.model_copy(update={"state": SETTLED[verb], "state_detail": detail, "updated_at": at}), decision


def take_back(
    proposal: Proposal, decisions: Sequence[Decision], *, actor: str, at: datetime, reason: str = ""
) -> tuple[Proposal, Decision, Decision]:
    """Return the reopened proposal, the decision that is taken back, and the decision that does it.

    :param decisions: on this proposal, newest first.
    :raises Conflict: when there is no decision to take back.
    """
    latest = next((one for one in decisions if one.verb != "undo" and one.undone_by is None), None)
    if latest is None or proposal.state not in SETTLED.values():
        raise Conflict(
            f"{proposal.id} is {proposal.state}: there is no decision to undo. "
            f"See what happened: perennial proposals show {proposal.id}"
        )
    undo = Decision(
        id=new_id("d"),
        proposal_id=proposal.id,
        proposal_revision=proposal.revision,
        candidate_id=proposal.candidate_id,
        verb="undo",
        actor=actor,
        reason=reason,
        at=at,
        undoes=latest.id,
        key_id=proposal.key_id,
    )
    reopened = proposal.model_copy(
        update={
            "state": "open",
            "state_detail": f"reopened: {actor} took back {latest.actor}'s {latest.verb}",
            "revision": proposal.revision + 1,
            "updated_at": at,
        }
    )
    return reopened, latest.model_copy(update={"undone_by": undo.id}), undo


def remember_rejection(
    proposal: Proposal, decision: Decision, saying_it: Sequence[Observation], at: datetime
) -> list[Rejection]:
    """Return the memory of a rejection: the value in each of its normal forms, and everything that said it.

    :param saying_it: what states the value at the time, of verified sources.
    """
    evidence = [one.evidence for one in saying_it] or list(proposal.evidence)
    witnesses = [
        Witness(source_id=one.source_id, quote=normal_quote(one.quote or ""), stated_at=one.stated_at)
        for one in evidence
    ]
    return [
        Rejection(
            id=new_id("r"),
            candidate_id=proposal.candidate_id,
            field=proposal.field,
            item_id=proposal.item_id,
            normal=normal,
            witnesses=witnesses,
            decision_id=decision.id,
            at=at,
            key_id=proposal.key_id,
        )
        for normal in sorted({proposal.normal, *(one.normal for one in saying_it)})
    ]


def _already(proposal: Proposal, earlier: Sequence[Decision]) -> str:
    last = next((one for one in earlier if one.undone_by is None), None)
    if last is None:
        return (
            f"{proposal.id} is {proposal.state} ({proposal.state_detail}), so nothing was done. "
            "See what is open: perennial proposals list"
        )
    made = f" as change {last.change_seq}" if last.change_seq else ""
    return (
        f"{proposal.id} was already {proposal.state} by {last.actor} at {last.at:%Y-%m-%d %H:%M:%S} UTC{made}, "
        f"so nothing was done. To take that back: perennial proposals undo {proposal.id}"
    )
