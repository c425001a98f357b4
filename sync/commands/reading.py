"""What is there to read of one address now: its stored readings, or the orders to fetch it once."""

from dataclasses import dataclass

from crawler.errors import GuardError
from crawler.guard import Address, parse
from crawler.items import DuePage
from sync.commands.desk import Desk
from sync.commands.permissions import readable_sources
from sync.errors import Invalid
from sync.models.snapshot import Snapshot
from sync.store.due import source_ref


@dataclass(frozen=True, slots=True)
class StoredReading:
    """The newest reading of a page for one person."""

    snapshot: Snapshot
    person: str
    """Their name on record."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page that may be fetched once."""

    page: DuePage
    candidate_id: str
    """Of the first source that gives a basis."""
    person: str


def latest_readings(desk: Desk, address: str, candidate_id: str | None = None) -> list[StoredReading]:
    """Return the newest stored reading of a page per person whose body is kept, by their names.

    :param candidate_id: only this person's.
    :raises Invalid: for what is no web address.
    :raises NotFound: for an unknown person.
    """
    only = desk.candidate(candidate_id).id if candidate_id else None
    newest: dict[str, Snapshot] = {}
    for one in desk.store.snapshots.with_bodies([_parsed(address).text]):
        held = newest.get(one.candidate_id)
        if only in (None, one.candidate_id) and (held is None or held.fetched_at < one.fetched_at):
            newest[one.candidate_id] = one
    people = {one.id: one.name for one in desk.store.candidates.get_many(newest)}
    found = [StoredReading(snapshot, people.get(person, "")) for person, snapshot in newest.items()]
    return sorted(found, key=lambda one: (one.person, one.snapshot.candidate_id))


def wanted(desk: Desk, address: str, candidate_id: str | None = None) -> Wanted | None:
    """Return a page as a run would be given it, for all sources that it may be read for; None without any.

    :raises Invalid: for what is no web address.
    :raises NotFound: for an unknown person.
    """
    parsed = _parsed(address)
    person = desk.candidate(candidate_id).id if candidate_id else None
    sources = [one for one in readable_sources(desk, parsed) if person in (None, one.candidate_id)]
    if not sources:
        return None
    known, first = desk.store.pages.get(parsed.text), sources[0]
    role = known.role if known else "home" if parsed.text == first.address else "other"
    refs = tuple(source_ref(one) for one in sources)
    page = DuePage(parsed.text, refs[0].spider or "", role, 0, refs)
    return Wanted(page, first.candidate_id, desk.candidate(first.candidate_id).name)


def _parsed(address: str) -> Address:
    try:
        return parse(address)
    except GuardError as error:
        raise Invalid(f"{error}. Give a whole web address, such as https://mira.example/about") from error
