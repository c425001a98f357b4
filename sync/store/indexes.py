"""The indexes behind the repositories' questions; each says which question it is for."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pymongo import IndexModel
from pymongo.database import Database
from pymongo.errors import CollectionInvalid, DuplicateKeyError, OperationFailure

from sync.errors import NotSetUp

DAY = 24 * 60 * 60
SAME_NAME_OTHER_OPTIONS = {85, 86}
WITHOUT_INDEXES = ("counters", "due_for_diff", "meta", "network", "skill_lists", "suppressions")
"""Collections that are asked by id alone."""


@dataclass(frozen=True, slots=True)
class Index:
    """One index: keys in order, -1 for descending."""

    collection: str
    keys: tuple[tuple[str, int], ...]
    unique: bool = False
    only: Mapping[str, Any] = field(default_factory=dict)
    """Partial filter."""
    forgotten_after: int | None = None
    """Seconds behind the time in its key after which the database removes a document by itself."""

    @property
    def name(self) -> str:
        """The name in the database, made of the keys."""
        return "_".join(key for key, _ in self.keys)[:100] + ("_unique" if self.unique else "")

    def model(self) -> IndexModel:
        """Return the driver's form."""
        options: dict[str, Any] = {"name": self.name}
        if self.unique:
            options["unique"] = True
        if self.only:
            options["partialFilterExpression"] = dict(self.only)
        if self.forgotten_after is not None:
            options["expireAfterSeconds"] = self.forgotten_after
        return IndexModel(list(self.keys), **options)


def _index(collection: str, *keys: str, unique: bool = False, only: Mapping[str, Any] | None = None) -> Index:
    ordered = tuple((key.removeprefix("-"), -1 if key.startswith("-") else 1) for key in keys)
    return Index(collection, ordered, unique, only or {})


INDEXES: tuple[Index, ...] = (
    # Candidates: all active ones in id order; the import's and the person merge's look-ups.
    _index("candidates", "state", "_id"),
    _index("candidates", "tags", "state", "_id"),
    _index("candidates", "emails", "state"),
    _index("candidates", "remote_keys", unique=True, only={"state": "active", "remote_keys": {"$exists": True}}),
    # Sources: a person's; those that ask "same person?"; nobody has the same link twice.
    _index("sources", "candidate_id", "created_at", "_id"),
    _index("sources", "link.state", "candidate_id", "created_at"),
    _index("sources", "candidate_id", "address", "kind", unique=True),
    _index("sources", "address"),
    # Pages: what is due; a source's and a person's.
    _index("pages", "next_due_at", "_id"),
    _index("pages", "sources.source_id", "next_due_at"),
    _index("pages", "sources.candidate_id", "next_due_at"),
    # What change rates are learned from.
    _index("pages", "reads"),
    # Snapshots: what waits for extraction; a person's; whether a body is filed for a person already.
    _index("snapshots", "extraction", "fetched_at", "_id", only={"extraction": "pending"}),
    _index("snapshots", "candidate_id", "-fetched_at", "_id"),
    _index("snapshots", "source_id", "page", "extraction", "-fetched_at"),
    _index("snapshots", "page", "body_sha256", "candidate_id"),
    # Observations: what stands; the history; retiring a page's earlier readings.
    _index("observations", "candidate_id", "live", "current", "_id"),
    _index("observations", "candidate_id", "observed_at", "_id"),
    _index("observations", "source_id", "page", "current"),
    _index("observations", "snapshot_id", "extractor"),
    _index("observations", "page", "current"),
    _index("freshness", "candidate_id"),
    _index("freshness", "pages"),
    # Proposals: the queue; a person's; at most one is open per item.
    _index("proposals", "state", "candidate_id", "-confidence", "_id"),
    _index("proposals", "state", "-updated_at", "_id"),
    _index("proposals", "candidate_id", "-opened_at", "_id"),
    _index("proposals", "candidate_id", "field", "item_id", unique=True, only={"state": "open"}),
    # Decisions and what they leave behind.
    _index("decisions", "-at", "_id"),
    _index("decisions", "proposal_id", "-at", "-proposal_revision"),
    _index("decisions", "candidate_id"),
    _index("rejections", "candidate_id"),
    _index("rejections", "decision_id"),
    # The feed is read by its number, which is the id.
    _index("changes", "candidate_id", "_id"),
    _index("changes", "event_id", unique=True),
    _index("events", "idempotency_key", unique=True),
    _index("events", "candidate_id", "-at", "_id"),
    _index("audit", "subject", "at", "_id"),
    # Runs.
    _index("runs", "-started_at", "_id"),
    _index("refusals", "run_id", "at", "_id"),
    _index("refusals", "page", "-at", "_id"),
    _index("refusals", "source_ids"),
    # A host's name may be a person's: what is known of hosts that nobody reads any more goes by itself.
    Index("hosts", (("not_before", 1),), forgotten_after=DAY),
    Index("robots", (("expires_at", 1),), forgotten_after=DAY),
    Index("renderings", (("at", 1),), forgotten_after=60 * DAY),
)


def fingerprint() -> str:
    """Return a hash of the declaration; equal to the stored one, nothing needs to be done."""
    declared = [
        (index.collection, index.keys, index.unique, sorted(index.only.items()), index.forgotten_after)
        for index in INDEXES
    ]
    return hashlib.sha256(json.dumps([declared, WITHOUT_INDEXES], default=str).encode()).hexdigest()


def ensure(database: Database[dict[str, Any]]) -> None:
    """Make the collections and their indexes; an index whose declaration changed is made anew.

    :raises NotSetUp: when stored documents break a unique index.
    """
    # Made beforehand: two transactions that make a collection on their first write abort each other.
    names = {index.collection for index in INDEXES} | set(WITHOUT_INDEXES)
    for name in sorted(names - set(database.list_collection_names())):
        try:
            database.create_collection(name)
        except CollectionInvalid:
            continue  # another process was faster
    for name in sorted(names - set(WITHOUT_INDEXES)):
        _ensure_on(database, name, [index for index in INDEXES if index.collection == name])


def _ensure_on(database: Database[dict[str, Any]], name: str, declared: list[Index]) -> None:
    collection = database[name]
    try:
        try:
            collection.create_indexes([index.model() for index in declared])
        except OperationFailure as error:
            if error.code not in SAME_NAME_OTHER_OPTIONS:
                raise
            stored = set(collection.index_information())
            for index in declared:
                if index.name in stored:
                    collection.drop_index(index.name)
            collection.create_indexes([index.model() for index in declared])
    except DuplicateKeyError as error:
        raise NotSetUp(
            f"The collection {name} holds documents that must not be there twice: {error.details}. "
            "Put the database back from a backup, or remove one of them."
        ) from error
