"""Repositories of people: candidates, their sources, their timeline, and who must not come back."""

import re
from collections.abc import Collection, Mapping, Sequence

from pymongo import UpdateOne

from sync.models.candidate import Candidate, remote_key
from sync.models.change import Event
from sync.models.run import NetworkMark, Suppression
from sync.models.source import Source
from sync.store.repository import Repository, Transaction, plain_errors, session_of


class Candidates(Repository[Candidate]):
    """The records."""

    name = "candidates"
    model = Candidate

    def active(self, after: str = "", limit: int = 0) -> list[Candidate]:
        """Return active people in id order, from behind an id."""
        return self._find({"state": "active", "_id": {"$gt": after}}, sort=[("_id", 1)], limit=limit)

    def active_among(self, candidate_ids: Collection[str], tx: Transaction | None = None) -> set[str]:
        """Return those of some ids that are active people's."""
        query = {"_id": {"$in": list(candidate_ids)}, "state": "active"}
        with plain_errors():
            found = self._collection.find(query, {"_id": 1}, session=session_of(tx))
            return {raw["_id"] for raw in found}

    def existing(self, candidate_ids: Collection[str]) -> set[str]:
        """Return those of some ids that have a record, whatever its state; an erased person has none."""
        query = {"_id": {"$in": list(candidate_ids)}, "state": {"$ne": "erased"}}
        with plain_errors():
            return {raw["_id"] for raw in self._collection.find(query, {"_id": 1})}

    def with_tag(self, tag: str) -> list[Candidate]:
        """Return active people that carry a tag."""
        return self._find({"state": "active", "tags": tag}, sort=[("_id", 1)])

    def by_remote_id(self, system: str, remote_id: str, tx: Transaction | None = None) -> Candidate | None:
        """Return the active person whom an outside system knows by an id."""
        query = {"state": "active", "remote_keys": remote_key(system, remote_id)}
        found = self._find(query, limit=1, tx=tx)
        return found[0] if found else None

    def by_email(self, email: str, tx: Transaction | None = None) -> list[Candidate]:
        """Return the active people with a mail address (lower case)."""
        return self._find({"state": "active", "emails": email}, tx=tx)

    def delete(self, candidate_id: str, tx: Transaction) -> None:
        """Remove a record."""
        self._delete({"_id": candidate_id}, tx)


class Sources(Repository[Source]):
    """Links between people and addresses."""

    name = "sources"
    model = Source

    def of(self, candidate_id: str, tx: Transaction | None = None) -> list[Source]:
        """Return a person's sources, oldest first."""
        return self._find({"candidate_id": candidate_id}, sort=[("created_at", 1), ("_id", 1)], tx=tx)

    def everyone(self, states: Sequence[str] = ()) -> list[Source]:
        """Return all sources, or those whose link is in one of the states."""
        query = {"link.state": {"$in": list(states)}} if states else {}
        return self._find(query, sort=[("candidate_id", 1), ("created_at", 1)])

    def on_host(self, host: str) -> list[Source]:
        """Return the sources whose first page is on a host, with or without ``www.``; looks through all of them."""
        bare = re.escape(host.removeprefix("www."))
        found = self._find({"address": {"$regex": rf"^https?://(www\.)?{bare}[:/]"}})
        return sorted(found, key=lambda source: (source.created_at, source.id))

    def moved(self) -> list[Source]:
        """Return sources whose whole site redirects elsewhere for good, undecided."""
        return self._find({"moved_to": {"$ne": None}}, sort=[("candidate_id", 1), ("created_at", 1)])

    def note_readings(self, seen: Mapping[str, Mapping[str, object]], tx: Transaction) -> None:
        """Record how the last attempts on sources' first pages ended.

        :param seen: per source id, what is known now.
        """
        if seen:
            noted = [UpdateOne({"_id": source_id}, {"$set": dict(what)}) for source_id, what in seen.items()]
            with plain_errors():
                self._collection.bulk_write(noted, ordered=False, session=session_of(tx))

    def delete(self, source_id: str, tx: Transaction | None = None) -> None:
        """Remove one link."""
        self._delete({"_id": source_id}, tx)

    def delete_of(self, candidate_id: str, tx: Transaction | None = None) -> None:
        """Remove all links of a person."""
        self._delete({"candidate_id": candidate_id}, tx)


class Events(Repository[Event]):
    """Timelines."""

    name = "events"
    model = Event

    def of(self, candidate_id: str) -> list[Event]:
        """Return a person's timeline, newest first."""
        return self._find({"candidate_id": candidate_id}, sort=[("at", -1), ("_id", 1)])

    def delete_of(self, candidate_id: str, tx: Transaction | None = None) -> None:
        """Remove a person's timeline."""
        self._delete({"candidate_id": candidate_id}, tx)


class Suppressions(Repository[Suppression]):
    """Keyed hashes of erased people's identifiers."""

    name = "suppressions"
    model = Suppression

    def any_of(self, hashes: Sequence[str]) -> set[str]:
        """Return those of the hashes that are on the list."""
        return {found.id for found in self.get_many(hashes)}


class NetworkMarks(Repository[NetworkMark]):
    """What this database is."""

    name = "network"
    model = NetworkMark
