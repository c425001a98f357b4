"""Add, pause, confirm and remove the places that a person permits us to read."""

from datetime import datetime

from crawler.guard import canonical
from sync.commands.desk import Desk
from sync.commands.upkeep import propose_due
from sync.errors import Conflict, Refused
from sync.identity import first_link
from sync.intake import ImportedSource
from sync.models.document import stable_id
from sync.models.source import Basis, IdentityLink, Source
from sync.store.repository import Transaction


def new_source(candidate_id: str, given: ImportedSource, *, actor: str, at: datetime) -> Source:
    """Return a source with its basis and its first link state; the same place gets the same id."""
    address = canonical(given.address)
    basis = Basis(kind=given.basis, given_by=given.given_by, note=given.note, recorded_at=at, recorded_by=actor)
    return Source(
        id=stable_id("s", candidate_id, given.kind, address, length=8),
        candidate_id=candidate_id,
        kind=given.kind,
        address=address,
        basis=basis,
        link=first_link(given.given_by, at),
        created_at=at,
    )


def add_source(desk: Desk, candidate_id: str, given: ImportedSource) -> Source:
    """Add a place to read for a person, with the basis for doing so.

    :raises NotFound: for an unknown person.
    :raises Refused: for an erased person's address; what the terms forbid is no :class:`ImportedSource`.
    :raises Conflict: when the person has it already.
    """
    at = desk.store.now()
    if desk.suppressions.suppressed_addresses([given.address]):
        raise Refused(f"{given.address} belongs to a person who was erased and is not read any more.")

    def work(tx: Transaction) -> Source:
        person = desk.candidate(candidate_id, tx)
        source = new_source(person.id, given, actor=desk.actor, at=at)
        if desk.store.sources.get(source.id, tx):
            raise Conflict(f"{person.name} has {source.address} as {source.id} already. See: perennial sources list")
        desk.store.add_source(source, tx)
        desk.audit("source.add", person.id, at, tx, source=source.id, basis=given.basis, given_by=given.given_by)
        return source

    return desk.transaction(work)


def pause_source(desk: Desk, source_id: str, *, paused: bool) -> Source:
    """Stop reading a source for a while, or go on."""
    return _changed(desk, source_id, "source.pause" if paused else "source.resume", paused=paused)


def confirm_source(desk: Desk, source_id: str, *, same_person: bool) -> Source:
    """Answer "same person?"; the gate never overrules a person's answer."""
    at = desk.store.now()
    word = "is" if same_person else "is not"
    link = IdentityLink(
        state="verified" if same_person else "denied",
        reasons=[f"{desk.actor} says that this {word} the same person"],
        changed_at=at,
        settled_by=desk.actor,
    )
    return _changed(desk, source_id, "source.confirm" if same_person else "source.deny", link=link)


def remove_source(desk: Desk, source_id: str) -> Source:
    """Remove a source with everything read and observed through it; the record's approved values stay."""
    at = desk.store.now()

    def work(tx: Transaction) -> tuple[Source, set[str]]:
        source = desk.source(source_id, tx)
        bodies = desk.store.snapshots.bodies_of_source_alone(source, tx)
        desk.store.remove_source(source, tx)
        desk.store.due_for_diff.add([source.candidate_id], tx)
        desk.audit("source.remove", source.candidate_id, at, tx, source=source.id)
        return source, bodies

    source, bodies = desk.transaction(work)
    if not desk.dry_run:
        for path in sorted(bodies):
            desk.archive.remove(path)
        propose_due(desk.store)
    return source


def _changed(desk: Desk, source_id: str, action: str, **update: object) -> Source:
    at = desk.store.now()

    def work(tx: Transaction) -> Source:
        source = desk.source(source_id, tx).model_copy(update=update)
        desk.store.sources.put([source], tx)
        desk.store.due_for_diff.add([source.candidate_id], tx)
        desk.audit(action, source.candidate_id, at, tx, source=source.id)
        return source

    source = desk.transaction(work)
    if not desk.dry_run:
        # What the source says may be proposed from now on, or no longer.
        propose_due(desk.store)
    return source
