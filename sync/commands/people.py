"""Correct a record by hand, write notes, put tags. Corrections are changes in the feed too."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import JsonValue

import config.fields
from config.errors import FieldError
from sync.apply import apply_items
from sync.commands.desk import Desk, draft_change
from sync.commands.upkeep import verified_observations
from sync.comparators import normal as normal_form
from sync.comparators import normal_quote, same
from sync.diff import stating
from sync.errors import Invalid, NotFound
from sync.feed import timeline_events
from sync.intake import parse_values
from sync.models.candidate import Candidate, Note, mint_item_id
from sync.models.change import Change, ItemChange
from sync.models.document import new_id
from sync.models.observation import Freshness, Observation, StatedAt, freshness_id
from sync.models.proposal import Rejection, Witness
from sync.store.repository import Transaction


def edit_candidate(desk: Desk, candidate_id: str, field_id: str, raw: object, *, remove: bool = False) -> Change:
    """Correct one value by hand: set a single field, or add or remove one item of a list.

    What the sources say at this moment is not proposed against the correction again.

    :raises NotFound: for an unknown person, or an item to remove that is not there.
    :raises Invalid: for an unknown field or a value that is not of its type.
    """
    at = desk.store.now()
    try:
        field = config.fields.get(field_id)
        value = parse_values(field.id, raw if field.cardinality == "one" else [raw])[0]
    except FieldError as error:
        raise Invalid(str(error)) from error

    def work(tx: Transaction) -> Change:
        seq = desk.store.changes.take_numbers(1, tx)
        before = desk.candidate(candidate_id, tx)
        item = _item_change(before, field, value, remove=remove)
        after = apply_items(before, [item], at)
        change = draft_change(seq, after, desk, at, type="updated", items=[item])
        desk.store.candidates.put([after], tx)
        desk.store.changes.insert(change, tx)
        desk.store.events.insert_many(timeline_events(change), tx)
        if not remove:
            desk.store.freshness.put([_stated_now(after, item, at)], tx)
        if field.cardinality == "one" or remove:
            standing = verified_observations(desk.store, candidate_id, tx)
            agreeing = stating(field.id, value, standing)
            opposed = [one for one in standing if one.field == field.id and one not in agreeing]
            contradicting = agreeing if remove else opposed
            desk.store.rejections.insert_many(_overruled(contradicting, item, change, at), tx)
        desk.store.due_for_diff.add([candidate_id], tx)
        desk.audit("candidate.edit", candidate_id, at, tx, field=field.id, change=seq)
        return change

    return desk.transaction(work)


def note(desk: Desk, candidate_id: str, text: str) -> Candidate:
    """Add a note to a person."""
    if not text.strip():
        raise Invalid("A note needs words.")
    at = desk.store.now()

    def work(tx: Transaction) -> Candidate:
        before = desk.candidate(candidate_id, tx)
        new = Note(note_id=new_id("n"), text=text.strip(), at=at, by=desk.actor)
        after = before.model_copy(update={"notes": [*before.notes, new], "updated_at": at})
        desk.store.candidates.put([after], tx)
        desk.audit("candidate.note", candidate_id, at, tx, note=new.note_id)
        return after

    return desk.transaction(work)


def tag(desk: Desk, candidate_id: str, add: Sequence[str] = (), remove: Sequence[str] = ()) -> Candidate:
    """Put tags on a person and take tags off."""
    at = desk.store.now()

    def work(tx: Transaction) -> Candidate:
        before = desk.candidate(candidate_id, tx)
        tags = [one for one in dict.fromkeys([*before.tags, *add]) if one not in remove]
        after = before.model_copy(update={"tags": tags, "updated_at": at})
        desk.store.candidates.put([after], tx)
        desk.audit("candidate.tag", candidate_id, at, tx, added=len(add), removed=len(remove))
        return after

    return desk.transaction(work)


def mark(desk: Desk, candidate_id: str, *, starred: bool | None = None, open_role: bool | None = None) -> Candidate:
    """Say whether a person is starred or considered for an open role; None leaves that as it is.

    A crawl with a budget reads the pages of marked people first, from its next run on.
    """
    at = desk.store.now()
    marks = {name: given for name, given in (("starred", starred), ("open_role", open_role)) if given is not None}

    def work(tx: Transaction) -> Candidate:
        before = desk.candidate(candidate_id, tx)
        after = before.model_copy(update={**marks, "updated_at": at})
        desk.store.candidates.put([after], tx)
        desk.audit("candidate.mark", candidate_id, at, tx, **marks)
        return after

    return desk.transaction(work)


def _item_change(
    candidate: Candidate, field: config.fields.ProfileField, value: JsonValue, *, remove: bool
) -> ItemChange:
    items = candidate.profile.get(field.id, [])
    held = next((item for item in items if field.cardinality == "one" or same(field.id, item.value, value)), None)
    if remove and field.id == "name":
        raise Invalid(f"{candidate.name}'s name cannot be removed, only corrected; to forget a person: erase.")
    if remove:
        if held is None:
            raise NotFound(
                f"{candidate.name} has no such {field.label.lower()}. See: perennial candidates show {candidate.id}"
            )
        return ItemChange(field=field.id, item_id=held.item_id, op="remove", before=held.value)
    if held is None:
        single = field.cardinality == "one"
        taken = [item.item_id for item in items]
        item_id = field.id if single else mint_item_id(candidate.id, field.id, normal_form(field.id, value), taken)
        return ItemChange(field=field.id, item_id=item_id, op="add", after=value)
    if held.value == value:
        raise Invalid(f"{candidate.name}'s record says that already; nothing was changed.")
    return ItemChange(field=field.id, item_id=held.item_id, op="replace", before=held.value, after=value)


def no_longer_stated(desk: Desk, person: Candidate) -> list[Observation]:
    """Return the roles that a person's pages stated once and state no more, where no other page states one.

    It proposes nothing: most often such a page was rewritten. A recruiter who meets the person may want to ask.
    """
    stated = {one.field for one in desk.store.observations.standing(person.id)}
    return [one for one in desk.store.observations.no_longer_stated(person.id) if one.field not in stated]


def _stated_now(candidate: Candidate, item: ItemChange, at: datetime) -> Freshness:
    today = at.date().isoformat()
    return Freshness(
        id=freshness_id(candidate.id, item.field, item.item_id),
        candidate_id=candidate.id,
        field=item.field,
        item_id=item.item_id,
        confirmed_at=at,
        source_ids=[],
        stated_at=StatedAt(earliest=today, latest=today, precision="day", basis="explicit"),
    )


def _overruled(observations: Sequence[Observation], item: ItemChange, change: Change, at: datetime) -> list[Rejection]:
    """Return the memory that keeps a correction from being re-inferred: what said otherwise, as rejected."""
    by_value: dict[str, list[Observation]] = {}
    for one in observations:
        by_value.setdefault(one.normal, []).append(one)
    return [
        Rejection(
            id=new_id("r"),
            candidate_id=change.candidate_id,
            field=item.field,
            item_id=item.item_id,
            normal=normal,
            witnesses=[
                Witness(
                    source_id=one.source_id,
                    quote=normal_quote(one.evidence.quote or ""),
                    stated_at=one.evidence.stated_at,
                )
                for one in saying_it
            ],
            decision_id=change.event_id,
            at=at,
            key_id=change.key_id,
        )
        for normal, saying_it in by_value.items()
    ]
