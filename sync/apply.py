"""Write an approved change into a record. Pure: takes a record, returns the record that follows."""

from collections.abc import Sequence
from datetime import datetime

import config.fields
from sync.comparators import keys
from sync.errors import Conflict
from sync.models.candidate import Candidate, Item
from sync.models.change import ItemChange
from sync.models.proposal import Proposal


def as_item_change(proposal: Proposal) -> ItemChange:
    """Return what approving a proposal does to its item."""
    return ItemChange(
        field=proposal.field,
        item_id=proposal.item_id,
        op=proposal.op,
        before=proposal.before,
        after=proposal.after,
    )


def inverse(change: ItemChange) -> ItemChange:
    """Return the change that takes another one back."""
    op = {"add": "remove", "remove": "add", "replace": "replace"}[change.op]
    return ItemChange.model_validate(
        {"field": change.field, "item_id": change.item_id, "op": op, "before": change.after, "after": change.before}
    )


def apply_items(candidate: Candidate, changes: Sequence[ItemChange], at: datetime) -> Candidate:
    """Return the record with all changes applied and its revision raised by one.

    :raises Conflict: when an item is no longer what a change expects; nothing is applied.
    """
    profile = {field: list(items) for field, items in candidate.profile.items()}
    for change in changes:
        profile[change.field] = _applied(candidate, profile.get(change.field, []), change)
    kept = {field: items for field, items in profile.items() if items}
    return candidate.model_copy(update={"profile": kept, "revision": candidate.revision + 1, "updated_at": at})


def _applied(candidate: Candidate, items: list[Item], change: ItemChange) -> list[Item]:
    position = next((index for index, item in enumerate(items) if item.item_id == change.item_id), None)
    current = None if position is None else items[position].value
    if current != change.before:
        raise Conflict(
            f"{candidate.name}'s {config.fields.get(change.field).label.lower()} is now {current!r}, "
            f"not {change.before!r} as this change expects, so nothing was written. "
            f"Look at the record: perennial candidates show {candidate.id}"
        )
    if change.op == "remove":
        return [item for item in items if item.item_id != change.item_id]
    new = Item(item_id=change.item_id, value=change.after)
    if position is not None:
        return [*items[:position], new, *items[position + 1 :]]
    _refuse_twin(candidate, items, change)
    return [*items, new]


def _refuse_twin(candidate: Candidate, items: Sequence[Item], change: ItemChange) -> None:
    own = set(keys(change.field, change.after))
    twin = next((item for item in items if not own.isdisjoint(keys(change.field, item.value))), None)
    if twin is not None:
        raise Conflict(
            f"{candidate.name}'s record already has {twin.value!r} under {config.fields.get(change.field).label}, "
            f"so nothing was written. Look at the record: perennial candidates show {candidate.id}"
        )
