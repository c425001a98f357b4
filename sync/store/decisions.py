"""Repositories of proposals and decisions, and of the log that becomes the feed."""

from collections.abc import Sequence

from pymongo import ReturnDocument

from sync.models.change import AuditLine, Change
from sync.models.proposal import Decision, Proposal, Rejection
from sync.store.repository import Repository, Transaction, plain_errors

FEED = "changes"


class Proposals(Repository[Proposal]):
    """Differences that wait for a decision, and those that had one."""

    name = "proposals"
    model = Proposal

    def open(self, limit: int = 0, field: str | None = None) -> list[Proposal]:
        """Return what waits for a decision, grouped by person, the most certain first."""
        query: dict[str, object] = {"state": "open"}
        if field:
            query["field"] = field
        return self._find(query, sort=[("candidate_id", 1), ("confidence", -1), ("_id", 1)], limit=limit)

    def open_of(self, candidate_id: str, tx: Transaction | None = None) -> list[Proposal]:
        """Return what waits for a decision on one person."""
        query = {"candidate_id": candidate_id, "state": "open"}
        return self._find(query, sort=[("confidence", -1), ("_id", 1)], tx=tx)

    def of(self, candidate_id: str) -> list[Proposal]:
        """Return all proposals of one person, newest first."""
        return self._find({"candidate_id": candidate_id}, sort=[("opened_at", -1), ("_id", 1)])

    def in_state(self, state: str, limit: int = 0, field: str | None = None) -> list[Proposal]:
        """Return proposals in one state, newest first."""
        query = {"state": state} | ({"field": field} if field else {})
        return self._find(query, sort=[("updated_at", -1), ("_id", 1)], limit=limit)

    def starting_with(self, prefix: str) -> list[Proposal]:
        """Return up to two proposals whose id starts so: enough to tell a unique one."""
        return self._find({"_id": {"$gte": prefix, "$lt": prefix + "\uffff"}}, limit=2)

    def delete_of(self, candidate_id: str, tx: Transaction | None = None) -> None:
        """Remove a person's proposals."""
        self._delete({"candidate_id": candidate_id}, tx)


class Decisions(Repository[Decision]):
    """Who settled what."""

    name = "decisions"
    model = Decision

    def latest(self, limit: int) -> list[Decision]:
        """Return the newest decisions."""
        return self._find({}, sort=[("at", -1), ("_id", 1)], limit=limit)

    def on(self, proposal_id: str, tx: Transaction | None = None) -> list[Decision]:
        """Return the decisions on one proposal, newest first."""
        return self._find({"proposal_id": proposal_id}, sort=[("at", -1), ("proposal_revision", -1)], tx=tx)

    def delete_of(self, candidate_id: str, tx: Transaction | None = None) -> None:
        """Remove the decisions on a person."""
        self._delete({"candidate_id": candidate_id}, tx)


class Rejections(Repository[Rejection]):
    """Values that stay rejected until their evidence changes."""

    name = "rejections"
    model = Rejection

    def of(self, candidate_id: str, tx: Transaction | None = None) -> list[Rejection]:
        """Return a person's rejected values."""
        return self._find({"candidate_id": candidate_id}, tx=tx)

    def delete_by_decision(self, decision_id: str, tx: Transaction | None = None) -> None:
        """Forget the rejection that a decision made."""
        self._delete({"decision_id": decision_id}, tx)

    def delete_of(self, candidate_id: str, tx: Transaction | None = None) -> None:
        """Remove a person's rejections."""
        self._delete({"candidate_id": candidate_id}, tx)


class Changes(Repository[Change]):
    """The log; numbers are taken inside the transaction that writes it, so there is never a gap."""

    name = FEED
    model = Change

    def take_numbers(self, count: int, tx: Transaction) -> int:
        """Reserve ``count`` sequence numbers and return the first; the first write of its transaction."""
        with plain_errors():
            counter = self._collection.database["counters"].find_one_and_update(
                {"_id": FEED},
                {"$inc": {"value": count}, "$setOnInsert": {"schema_version": 1}},
                upsert=True,
                return_document=ReturnDocument.AFTER,
                session=tx.session,
            )
        # An upsert that returns the new document always finds one.
        return int((counter or {})["value"]) - count + 1

    def last_number(self) -> int:
        """Return the newest sequence number, 0 for an empty feed."""
        with plain_errors():
            counter = self._collection.database["counters"].find_one({"_id": FEED})
        return int(counter["value"]) if counter else 0

    def since(self, seq: int, limit: int = 1000, candidate_id: str | None = None) -> list[Change]:
        """Return changes with a number above ``seq``, in order."""
        query: dict[str, object] = {"_id": {"$gt": seq}}
        if candidate_id:
            query["candidate_id"] = candidate_id
        return self._find(query, sort=[("_id", 1)], limit=limit)

    def blank(self, candidate_id: str, tx: Transaction) -> None:
        """Leave number and type of a person's changes and take their content away."""
        update: dict[str, object] = {
            "items": [],
            "evidence": [],
            "remote_ids": {},
            "proposal_id": None,
            "decision_id": None,
        }
        self._update({"candidate_id": candidate_id}, {"$set": update}, tx)


class AuditLines(Repository[AuditLine]):
    """Who did what."""

    name = "audit"
    model = AuditLine

    def of(self, subjects: Sequence[str]) -> list[AuditLine]:
        """Return what was done to some subjects, oldest first."""
        return self._find({"subject": {"$in": list(subjects)}}, sort=[("at", 1), ("_id", 1)])
