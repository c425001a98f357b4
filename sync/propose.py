"""Bring a person's open proposals in line with what their sources say now. Pure: returns what to write."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sync.models.candidate import Candidate
from sync.models.difference import Comparison, Difference
from sync.models.document import new_id
from sync.models.observation import Freshness, freshness_id
from sync.models.proposal import Proposal


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What one look at a person leads to."""

    opened: tuple[Proposal, ...]
    updated: tuple[Proposal, ...]
    withdrawn: tuple[Proposal, ...]

    @property
    def writes(self) -> tuple[Proposal, ...]:
        """Every proposal that must be written."""
        return (*self.opened, *self.updated, *self.withdrawn)


def reconcile(candidate: Candidate, comparison: Comparison, open_now: Sequence[Proposal], at: datetime) -> Reconciled:
    """Open what is new, update in place what moved, withdraw what the sources no longer support."""
    standing = {(one.field, one.item_id): one for one in open_now}
    opened: list[Proposal] = []
    updated: list[Proposal] = []
    for difference in comparison.differences:
        known = standing.pop((difference.field, difference.item_id), None)
        if known is None:
            opened.append(_open(candidate, difference, at))
        elif (moved := _moved(known, difference, at)) is not known:
            updated.append(moved)
    withdrawn = [_withdraw(one, _why_withdrawn(one, comparison), at) for one in standing.values()]
    return Reconciled(tuple(opened), tuple(updated), tuple(withdrawn))


def confirmed(candidate: Candidate, comparison: Comparison, known: Iterable[Freshness]) -> list[Freshness]:
    """Return the freshness entries that the confirmations move forward."""
    before = {one.id: one for one in known}
    moved = []
    for confirmation in comparison.confirmations:
        fresh_id = freshness_id(candidate.id, confirmation.field, confirmation.item_id)
        old = before.get(fresh_id)
        # What was known of the value stays known: a page without a date does not unsay a correction of last week.
        stated = [one.evidence.stated_at for one in confirmation.proof] + [old.stated_at if old else None]
        fresh = Freshness(
            id=fresh_id,
            candidate_id=candidate.id,
            field=confirmation.field,
            item_id=confirmation.item_id,
            # A page that was read again unchanged has confirmed it since.
            confirmed_at=max(
                [one.evidence.read_at for one in confirmation.proof] + ([old.confirmed_at] if old else [])
            ),
            source_ids=sorted({one.source_id for one in confirmation.proof}),
            pages=sorted({one.page for one in confirmation.proof}),
            stated_at=max(filter(None, stated), key=lambda one: one.latest or "", default=None),
        )
        if fresh != old:
            moved.append(fresh)
    return moved


def _open(candidate: Candidate, difference: Difference, at: datetime) -> Proposal:
    return Proposal(
        id=new_id("p", 8),
        candidate_id=candidate.id,
        field=difference.field,
        item_id=difference.item_id,
        op=difference.op,
        before=difference.before,
        after=difference.after,
        normal=difference.normal,
        confidence=difference.confidence,
        evidence=[one.evidence for one in difference.proof],
        state_detail=difference.back_because,
        opened_at=at,
        updated_at=at,
        key_id=candidate.key_id,
    )


def _moved(known: Proposal, difference: Difference, at: datetime) -> Proposal:
    """Return the proposal with today's evidence; only a new value or a new "before" is a new revision."""
    said = (difference.op, difference.before, difference.normal)
    says_the_same = said == (known.op, known.before, known.normal)
    snapshots = [one.evidence.snapshot_id for one in difference.proof]
    if says_the_same and snapshots == [one.snapshot_id for one in known.evidence]:
        return known
    return known.model_copy(
        update={
            "op": difference.op,
            "before": difference.before,
            "after": known.after if says_the_same else difference.after,
            "normal": difference.normal,
            "confidence": difference.confidence,
            "evidence": [one.evidence for one in difference.proof],
            "revision": known.revision if says_the_same else known.revision + 1,
            "updated_at": at,
        }
    )


def _withdraw(known: Proposal, why: str, at: datetime) -> Proposal:
    return known.model_copy(
        update={"state": "withdrawn", "state_detail": why, "revision": known.revision + 1, "updated_at": at}
    )


def _why_withdrawn(known: Proposal, comparison: Comparison) -> str:
    settled = {(one.field, one.item_id) for one in comparison.confirmations}
    if (known.field, known.item_id) in settled:
        return "the record and its sources agree again"
    return "no permitted source of this person states it any more"
