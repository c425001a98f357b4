"""Add, change and forget people. Imports and direct edits are changes in the feed too."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

import config.fields
from config.errors import FieldError
from sync.apply import apply_items
from sync.commands.desk import Desk, draft_change
from sync.commands.sources import new_source
from sync.commands.upkeep import verified_observations
from sync.comparators import normal as normal_form
from sync.comparators import normal_quote, same
from sync.diff import stating
from sync.errors import BadLine, Invalid, InvalidImport, NotFound, Refused
from sync.feed import timeline_events
from sync.intake import Person, new_candidate, parse_values, read_lines, read_person, record_id
from sync.models.candidate import Candidate, Note, mint_item_id
from sync.models.change import Change, ItemChange
from sync.models.document import new_id
from sync.models.observation import Freshness, Observation, StatedAt, freshness_id
from sync.models.proposal import Rejection, Witness
from sync.store.repository import Transaction

IMPORT_BATCH = 200
"""People per transaction: far below the server's limit of a minute for one."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    added: tuple[str, ...]
    """Ids of the new people."""
    known: int
    """Lines whose person was there already; their records were left as they are."""
    bad: tuple[BadLine, ...]
    total: int


def import_people(
    desk: Desk,
    lines: Iterable[str],
    file: str,
    *,
    skip_invalid: bool = False,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Imported:
    """Import JSON Lines. All lines are checked first; interrupted half way, the same call does the rest.

    :param file: the file's name, for messages.
    :raises InvalidImport: naming line, field and reason of every bad line, unless ``skip_invalid``.
    """
    read = read_lines(lines)
    erased = _erased(desk, read.people)
    bad = sorted([*read.bad, *erased], key=lambda one: (one.line, one.field))
    if bad and not skip_invalid:
        raise InvalidImport(file, bad, read.total)
    barred = {one.line for one in erased}
    fresh = [person for person in read.people if person.line not in barred and not _known(desk, person)]
    added: list[str] = []
    for start in range(0, len(fresh), IMPORT_BATCH):
        added += _create(desk, fresh[start : start + IMPORT_BATCH])
        on_progress(len(added))
    known = len(read.people) - len(fresh) - len(barred)
    return Imported(tuple(added), known, tuple(bad), read.total)


def add_candidate(desk: Desk, raw: dict[str, object]) -> Candidate:
    """Add one person, given in the form of an import line.

    :raises Invalid: naming the field and what is wrong.
    :raises Refused: for a person who was erased.
    """
    person, bad = read_person(raw)
    if person is None:
        raise Invalid("; ".join(f"{one.field}: {one.reason}" for one in bad))
    if erased := _erased(desk, [person]):
        raise Refused(erased[0].reason)
    if known := _known(desk, person):
        raise Invalid(f"{person.about.name} is on record already as {known}. See: perennial candidates show {known}")
    _create(desk, [person])
    return new_candidate(person, actor=desk.actor, at=desk.store.now())


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


def erase(desk: Desk, candidate_id: str) -> Change:
    """Forget a person for good: everything of them goes, and they are kept out from now on.

    The feed keeps the number and type of their earlier changes, and says that they were erased.

    :raises NotFound: for an unknown person.
    """
    at = desk.store.now()
    person = desk.candidate(candidate_id)
    addresses = [source.address for source in desk.store.sources.of(candidate_id)]
    # The list comes first and the files second: a crash in between must never let the person back in.
    marks = desk.suppressions.marks(
        emails=person.emails, addresses=addresses, remote_ids=person.remote_ids, record=candidate_id, at=at
    )
    if not desk.dry_run:
        desk.suppressions.journal(marks)
        desk.archive.remove_candidate(candidate_id)

    def work(tx: Transaction) -> Change:
        store = desk.store
        seq = store.changes.take_numbers(1, tx)
        before = desk.candidate(candidate_id, tx)
        change = draft_change(
            seq, before, desk, at, type="erased", items=[], remote_ids={}, record_revision=before.revision + 1
        )
        store.changes.blank(candidate_id, tx)
        store.changes.insert(change, tx)
        store.suppressions.put(marks, tx)
        store.forget(candidate_id, tx)
        desk.audit("candidate.erase", candidate_id, at, tx, change=seq)
        return change

    change = desk.transaction(work)
    if not desk.dry_run:
        # Once more, for what a running crawl wrote before the record was gone.
        desk.archive.remove_candidate(candidate_id)
    return change


def _erased(desk: Desk, people: Sequence[Person]) -> list[BadLine]:
    reason = "this person was erased and must not be imported again"
    bad = []
    for person in people:
        barred = desk.suppressions.barred(
            emails=[person.about.email] if person.about.email else [],
            remote_ids=person.about.external_ids,
            record=record_id(person),
        )
        if not barred and desk.suppressions.suppressed_addresses([one.address for one in person.about.sources]):
            barred = "address"
        if barred:
            bad.append(BadLine(person.line, barred, reason))
    return bad


def _known(desk: Desk, person: Person) -> str:
    """Return the id of the record that a line's person already has, or nothing."""
    store = desk.store
    for system, remote_id in person.about.external_ids.items():
        if found := store.candidates.by_remote_id(system, remote_id):
            return found.id
    if person.about.email and (same_mail := store.candidates.by_email(person.about.email)):
        return same_mail[0].id
    twin = record_id(person)
    return twin if store.candidates.get(twin) else ""


def _create(desk: Desk, people: Sequence[Person]) -> list[str]:
    at = desk.store.now()
    records = [new_candidate(person, actor=desk.actor, at=at) for person in people]

    def work(tx: Transaction) -> list[str]:
        store = desk.store
        first = store.changes.take_numbers(len(records), tx)
        store.candidates.insert_many(records, tx)
        store.changes.insert_many([_created(desk, first + index, one, at) for index, one in enumerate(records)], tx)
        for person, record in zip(people, records, strict=True):
            for given in person.about.sources:
                store.add_source(new_source(record.id, given, actor=desk.actor, at=at), tx)
            desk.audit("candidate.create", record.id, at, tx, line=person.line)
        return [record.id for record in records]

    return desk.transaction(work)


def _created(desk: Desk, seq: int, record: Candidate, at: datetime) -> Change:
    items = [
        ItemChange(field=field, item_id=item.item_id, op="add", after=item.value) for field, item in record.items()
    ]
    return draft_change(seq, record, desk, at, type="created", items=items)


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
