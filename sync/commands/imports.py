"""Bring people in: an import file or one person at a time. Each is a change in the feed too."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sync.commands.desk import Desk, draft_change
from sync.commands.sources import new_source
from sync.errors import BadLine, Invalid, InvalidImport, Refused
from sync.intake import Person, new_candidate, read_lines, read_person, record_id
from sync.models.candidate import Candidate
from sync.models.change import Change, ItemChange
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
    welcome = [person for person in read.people if person.line not in barred]
    added: list[str] = []
    for start in range(0, len(welcome), IMPORT_BATCH):
        added += [record.id for record in _create(desk, welcome[start : start + IMPORT_BATCH])]
        on_progress(min(start + IMPORT_BATCH, len(welcome)))
    return Imported(tuple(added), len(welcome) - len(added), tuple(bad), read.total)


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
    created = _create(desk, [person])
    if not created:
        known = _known(desk, person)
        raise Invalid(f"{person.about.name} is on record already as {known}. See: perennial candidates show {known}")
    return created[0]


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


def _known(desk: Desk, person: Person, tx: Transaction | None = None) -> str:
    """Return the id of the record that a line's person already has, or nothing."""
    store = desk.store
    for system, remote_id in person.about.external_ids.items():
        if found := store.candidates.by_remote_id(system, remote_id, tx):
            return found.id
    if person.about.email and (same_mail := store.candidates.by_email(person.about.email, tx)):
        return same_mail[0].id
    twin = record_id(person)
    return twin if store.candidates.get(twin, tx) else ""


def _create(desk: Desk, people: Sequence[Person]) -> list[Candidate]:
    """Add those of some people who are not on record; asked inside the transaction, since another may be importing."""
    at = desk.store.now()

    def work(tx: Transaction) -> list[Candidate]:
        store = desk.store
        fresh = [person for person in people if not _known(desk, person, tx)]
        if not fresh:
            return []
        records = [new_candidate(person, actor=desk.actor, at=at) for person in fresh]
        first = store.changes.take_numbers(len(records), tx)
        store.candidates.insert_many(records, tx)
        store.changes.insert_many([_created(desk, first + index, one, at) for index, one in enumerate(records)], tx)
        for person, record in zip(fresh, records, strict=True):
            for given in person.about.sources:
                store.add_source(new_source(record.id, given, actor=desk.actor, at=at), tx)
            desk.audit("candidate.create", record.id, at, tx, line=person.line)
        return records

    return desk.transaction(work)


def _created(desk: Desk, seq: int, record: Candidate, at: datetime) -> Change:
    items = [
        ItemChange(field=field, item_id=item.item_id, op="add", after=item.value) for field, item in record.items()
    ]
    return draft_change(seq, record, desk, at, type="created", items=items)
