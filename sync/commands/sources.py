"""Add, pause, confirm and remove the places that a person permits us to read."""

from datetime import datetime

import config.sources
from crawler.guard import canonical
from sync.commands.desk import Desk
from sync.commands.upkeep import propose_due
from sync.errors import Conflict, Refused
from sync.identity import first_link, lapsed
from sync.intake import ImportedSource, why_refused
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
    action = "source.confirm" if same_person else "source.deny"
    return _changed(desk, source_id, action, link=link, link_before=None, moved_to=None)


def move_source(desk: Desk, source_id: str) -> Source:
    """Take the address that a source's site redirects to as its new one; whose it is has to be confirmed again.

    :raises NotFound: for an unknown source.
    :raises Refused: when it has not moved, or its new address may not be read.
    :raises Conflict: when the person has the new address as a source already.
    """
    at = desk.store.now()

    def work(tx: Transaction) -> Source:
        source = desk.source(source_id, tx)
        new = _new_address(desk, source)
        if any(
            one.address == new and one.kind == source.kind for one in desk.store.sources.of(source.candidate_id, tx)
        ):
            raise Conflict(f"They have {new} already. Remove the old one: perennial sources remove {source.id}")
        reason = f"its site moved from {source.address}; whose the new address is has to be confirmed"
        moved = source.model_copy(
            update={
                "address": new,
                "link": lapsed(source.link, reason, at),
                "moved_to": None,
                "kept_from": [],
                "state": "waiting",
                "state_detail": "",
            }
        )
        desk.store.pages.detach([source.id], tx)
        desk.store.sources.put([moved], tx)
        desk.store.pages.seed(moved.model_copy(update={"created_at": at}), config.sources.get(moved.kind).spider, tx)
        desk.store.due_for_diff.add([source.candidate_id], tx)
        desk.audit("source.move", source.candidate_id, at, tx, source=source.id)
        return moved

    return _compared(desk, desk.transaction(work))


def keep_source(desk: Desk, source_id: str) -> Source:
    """Say that the address which a source's site redirects to is not its new one; remembered, and read on as before.

    :raises NotFound: for an unknown source.
    :raises Refused: when it has not moved.
    """
    at = desk.store.now()

    def work(tx: Transaction) -> Source:
        source = desk.source(source_id, tx)
        if source.moved_to is None:
            raise _not_moved(source)
        kept = source.model_copy(
            update={
                "kept_from": [*source.kept_from, source.moved_to],
                "moved_to": None,
                "link": source.link_before or source.link,
                "link_before": None,
            }
        )
        desk.store.sources.put([kept], tx)
        desk.store.pages.make_due([source.address], at, tx)
        desk.store.due_for_diff.add([source.candidate_id], tx)
        desk.audit("source.keep", source.candidate_id, at, tx, source=source.id)
        return kept

    return _compared(desk, desk.transaction(work))


def _new_address(desk: Desk, source: Source) -> str:
    if source.moved_to is None:
        raise _not_moved(source)
    keep = f"Keep the old one: perennial sources move {source.id} --keep"
    if refusal := why_refused(source.moved_to, config.sources.get(source.kind)):
        raise Refused(f"{refusal} {keep}")
    if desk.suppressions.suppressed_addresses([source.moved_to]):
        raise Refused(f"{source.moved_to} belongs to a person who was erased and is not read any more. {keep}")
    return canonical(source.moved_to)


def _not_moved(source: Source) -> Refused:
    return Refused(f"{source.id} has not moved. See which have: perennial sources moved")


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
        before = desk.source(source_id, tx)
        source = before.model_copy(update=update)
        desk.store.sources.put([source], tx)
        if before.link.state in ("lapsed", "denied") and source.link.state == "verified":
            # Nobody has looked at it since.
            desk.store.pages.make_due([source.address], at, tx)
        desk.store.due_for_diff.add([source.candidate_id], tx)
        desk.audit(action, source.candidate_id, at, tx, source=source.id)
        return source

    return _compared(desk, desk.transaction(work))


def _compared(desk: Desk, source: Source) -> Source:
    if not desk.dry_run:
        # What the source says may be proposed from now on, or no longer.
        propose_due(desk.store)
    return source
