"""Repositories of what was read: snapshots, observations, and when a value was last confirmed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from pymongo import UpdateOne
from pymongo.database import Database

from sync.models.observation import Freshness, Observation
from sync.models.snapshot import Snapshot
from sync.models.source import Source
from sync.store.repository import Raw, Repository, Transaction, plain_errors, session_of


class Snapshots(Repository[Snapshot]):
    """Readings, immutable but for what extraction notes on them."""

    name = "snapshots"
    model = Snapshot

    def pending(self, limit: int, candidate_ids: Sequence[str] | None = None) -> list[Snapshot]:
        """Return readings that wait for extraction, oldest first."""
        query: dict[str, object] = {"extraction": "pending"}
        if candidate_ids is not None:
            query["candidate_id"] = {"$in": list(candidate_ids)}
        return self._find(query, sort=[("fetched_at", 1), ("_id", 1)], limit=limit)

    def count_pending(self) -> int:
        """Count readings that wait for extraction."""
        return self.count({"extraction": "pending"})

    def of(self, candidate_id: str) -> list[Snapshot]:
        """Return a person's readings, newest first."""
        return self._find({"candidate_id": candidate_id}, sort=[("fetched_at", -1), ("_id", 1)])

    def latest_extracted(self, source_id: str, page: str) -> Snapshot | None:
        """Return the newest reading of a page for a source whose text was extracted."""
        query = {"source_id": source_id, "page": page, "extraction": "done"}
        found = self._find(query, sort=[("fetched_at", -1)], limit=1)
        return found[0] if found else None

    def held(self, bodies: Mapping[str, str], tx: Transaction | None = None) -> set[tuple[str, str]]:
        """Return which people have a usable reading of a page with a certain body, as (page, candidate id).

        One whose extraction failed is none: the page is to be read again.

        :param bodies: per page, the body's hash.
        """
        if not bodies:
            return set()
        query = {
            "page": {"$in": list(bodies)},
            "body_sha256": {"$in": list(set(bodies.values()))},
            "extraction": {"$ne": "failed"},
        }
        wanted = {"_id": 0, "page": 1, "body_sha256": 1, "candidate_id": 1}
        with plain_errors():
            found = self._collection.find(query, wanted, session=session_of(tx))
            return {(raw["page"], raw["candidate_id"]) for raw in found if bodies[raw["page"]] == raw["body_sha256"]}

    def add_new(self, snapshots: Sequence[Snapshot], tx: Transaction) -> None:
        """Add those readings that are not there yet; one that is there keeps what extraction noted on it."""
        if snapshots:
            operations = [
                UpdateOne({"_id": snapshot.id}, {"$setOnInsert": snapshot.to_store()}, upsert=True)
                for snapshot in snapshots
            ]
            with plain_errors():
                self._collection.bulk_write(operations, ordered=False, session=tx.session)

    def note_extraction(self, snapshot_id: str, noted: Mapping[str, object], tx: Transaction | None = None) -> None:
        """Record how extraction went; the only thing that ever changes on a snapshot."""
        self._update({"_id": snapshot_id}, {"$set": dict(noted)}, tx)

    def forbid_quoting(self, pages: Sequence[str], tx: Transaction) -> None:
        """Let what waits for extraction of some pages be extracted without its words."""
        waiting = {"page": {"$in": list(pages)}, "extraction": "pending", "verdict.may_quote": True}
        self._update(waiting, {"$set": {"verdict.may_quote": False}}, tx)

    def with_bodies(self, pages: Sequence[str], tx: Transaction | None = None) -> list[Snapshot]:
        """Return the readings of some pages whose body is kept."""
        return self._find({"page": {"$in": list(pages)}, "archive_path": {"$ne": None}}, sort=[("_id", 1)], tx=tx)

    def paths_needed(self, paths: Sequence[str], but_pages: Collection[str]) -> set[str]:
        """Return those of some archive paths that readings of other pages refer to."""
        whose = sorted({path.partition("/")[0] for path in paths})
        query = {
            "candidate_id": {"$in": whose},
            "archive_path": {"$in": list(paths)},
            "page": {"$nin": sorted(but_pages)},
        }
        return {one.archive_path for one in self._find(query) if one.archive_path}

    def named_paths(self, candidate_id: str) -> set[str]:
        """Return the archive paths that a person's readings name."""
        query = {"candidate_id": candidate_id, "archive_path": {"$ne": None}}
        with plain_errors():
            return {raw["archive_path"] for raw in self._collection.find(query, {"_id": 0, "archive_path": 1})}

    def note_extractions(self, noted: Mapping[str, Mapping[str, object]], tx: Transaction) -> None:
        """Record how extraction went on several readings, by their ids, in one round trip."""
        if noted:
            updates = [UpdateOne({"_id": snapshot_id}, {"$set": dict(notes)}) for snapshot_id, notes in noted.items()]
            with plain_errors():
                self._collection.bulk_write(updates, ordered=False, session=tx.session)

    def bodies_of_source_alone(self, source: Source, tx: Transaction) -> set[str]:
        """Return the archive paths that no other source of the person needs."""
        theirs = self._find({"candidate_id": source.candidate_id, "archive_path": {"$ne": None}}, tx=tx)
        own = {one.archive_path for one in theirs if one.source_id == source.id and one.archive_path}
        return own - {one.archive_path for one in theirs if one.source_id != source.id}

    def delete_of_source(self, source_id: str, tx: Transaction | None = None) -> None:
        """Remove everything read through one source."""
        self._delete({"source_id": source_id}, tx)

    def delete_of(self, candidate_id: str, tx: Transaction | None = None) -> None:
        """Remove a person's readings."""
        self._delete({"candidate_id": candidate_id}, tx)


class Observations(Repository[Observation]):
    """Claims with their evidence."""

    name = "observations"
    model = Observation

    def standing(self, candidate_id: str, tx: Transaction | None = None) -> list[Observation]:
        """Return what a person's pages say in their newest reading, by the newest extractors."""
        # What is stated is the rule: only the exception is written down, and earlier documents have no mark.
        query = {"candidate_id": candidate_id, "live": True, "current": True, "stated": {"$ne": False}}
        return self._find(query, sort=[("_id", 1)], tx=tx)

    def no_longer_stated(self, candidate_id: str) -> list[Observation]:
        """Return the roles that a person's pages stated once and state no more, without a new one in their place."""
        query = {"candidate_id": candidate_id, "live": True, "current": True, "stated": False}
        return self._find(query, sort=[("_id", 1)])

    def current_of_page(self, source_id: str, page: str, tx: Transaction | None = None) -> list[Observation]:
        """Return what the newest reading of a page said for a source, by the newest extractors."""
        query = {"source_id": source_id, "page": page, "live": True, "current": True}
        return self._find(query, sort=[("_id", 1)], tx=tx)

    def of(self, candidate_id: str) -> list[Observation]:
        """Return everything ever observed of a person, oldest first."""
        return self._find({"candidate_id": candidate_id}, sort=[("observed_at", 1), ("_id", 1)])

    def retire_page(self, source_id: str, page: str, but_snapshot: str, tx: Transaction | None = None) -> int:
        """Mark what earlier readings of a page said as no longer current."""
        query = {"source_id": source_id, "page": page, "snapshot_id": {"$ne": but_snapshot}, "current": True}
        return self._update(query, {"$set": {"current": False}}, tx)

    def retire_pages(self, pages: Sequence[str], tx: Transaction, but_for: Collection[str] = ()) -> list[str]:
        """Mark all that some pages said as no longer current; return whose it was.

        :param but_for: people who keep it.
        """
        query = {"page": {"$in": list(pages)}, "current": True, "candidate_id": {"$nin": sorted(but_for)}}
        whose = sorted({one.candidate_id for one in self._find(query, tx=tx)})
        self._update(query, {"$set": {"current": False}}, tx)
        return whose

    def forget_quotes(self, pages: Sequence[str], tx: Transaction, but_for: Collection[str] = ()) -> None:
        """Remove the quotes of what some pages said; where each stood, and the hash of the text, stay.

        :param but_for: people who keep them.
        """
        query = {
            "page": {"$in": list(pages)},
            "evidence.quote": {"$ne": None},
            "candidate_id": {"$nin": sorted(but_for)},
        }
        self._update(query, {"$set": {"evidence.quote": None}}, tx)

    def delete_of(self, candidate_id: str, tx: Transaction | None = None) -> None:
        """Remove everything observed of a person."""
        self._delete({"candidate_id": candidate_id}, tx)

    def delete_of_source(self, source_id: str, tx: Transaction | None = None) -> None:
        """Remove everything observed through one source."""
        self._delete({"source_id": source_id}, tx)


class FreshnessOf(Repository[Freshness]):
    """When each value of the records was last confirmed."""

    name = "freshness"
    model = Freshness

    def of(self, candidate_id: str, tx: Transaction | None = None) -> list[Freshness]:
        """Return a person's confirmations."""
        return self._find({"candidate_id": candidate_id}, tx=tx)

    def seen_again(self, pages: Sequence[str], at: datetime, tx: Transaction) -> None:
        """Confirm everything that some pages state: they were read and say what they said."""
        if pages:
            self._update({"pages": {"$in": list(pages)}}, {"$max": {"confirmed_at": at}}, tx)

    def delete(self, freshness_id: str, tx: Transaction) -> None:
        """Remove one confirmation."""
        self._delete({"_id": freshness_id}, tx)

    def delete_of(self, candidate_id: str, tx: Transaction | None = None) -> None:
        """Remove a person's confirmations."""
        self._delete({"candidate_id": candidate_id}, tx)


class DueForDiff:
    """People whose observations moved since their record was last compared; an ordinary set in the database."""

    def __init__(self, database: Database[Raw]) -> None:
        self._collection = database["due_for_diff"]

    def add(self, candidate_ids: Sequence[str], tx: Transaction | None = None) -> None:
        """Put people on the list."""
        if candidate_ids:
            marks = [UpdateOne({"_id": one}, {"$inc": {"marks": 1}}, upsert=True) for one in candidate_ids]
            with plain_errors():
                self._collection.bulk_write(marks, ordered=False, session=session_of(tx))

    def some(self, limit: int) -> dict[str, int]:
        """Return up to ``limit`` people with their mark counts."""
        with plain_errors():
            return {raw["_id"]: raw["marks"] for raw in self._collection.find({}, limit=limit)}

    def done(self, candidate_id: str, marks: int, tx: Transaction | None = None) -> None:
        """Take a person off the list, unless they were put on it again meanwhile."""
        with plain_errors():
            self._collection.delete_one({"_id": candidate_id, "marks": marks}, session=session_of(tx))

    def remove(self, candidate_id: str, tx: Transaction) -> None:
        """Take a person off the list for good."""
        with plain_errors():
            self._collection.delete_one({"_id": candidate_id}, session=tx.session)
