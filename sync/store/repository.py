"""What every repository can do; one subclass per collection adds the questions that are asked of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from pymongo import ReplaceOne
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import (
    AutoReconnect,
    ConfigurationError,
    ConnectionFailure,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
)

from sync.errors import Conflict, NotSetUp, Unavailable
from sync.models.document import Document

D = TypeVar("D", bound=Document)
Raw = dict[str, Any]
DISK_FULL = 14031  # MongoDB's OutOfDiskSpace
DUPLICATE_KEY = 11000
PROJECTED_AT_A_TIME = 10_000
NOT_AUTHORISED = {13, 18}  # Unauthorized, AuthenticationFailed


@dataclass(frozen=True, slots=True)
class Transaction:
    """A running transaction; handed to every write that belongs to it."""

    session: ClientSession


def session_of(tx: Transaction | None) -> ClientSession | None:
    """Return the driver's session of a transaction, or None outside one."""
    return tx.session if tx else None


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn the driver's failures into ours; labelled ones inside a transaction stay, the driver retries them."""
    try:
        yield
    except PyMongoError as error:
        if error.has_error_label("TransientTransactionError") or error.has_error_label(
            "UnknownTransactionCommitResult"
        ):
            raise
        raise explained(error) from error


def explained(error: PyMongoError) -> Exception:
    """Say what a driver's failure means for a user; an unexpected one is returned as it is."""
    if error.has_error_label("UnknownTransactionCommitResult"):
        return Unavailable(
            "The database went away while it was storing this, which may be stored or not. "
            "Look before you repeat it: perennial changes"
        )
    if isinstance(error, OperationFailure) and error.code in NOT_AUTHORISED:
        said = (error.details or {}).get("errmsg", error)
        return NotSetUp(f"The database refused the login: {said}. Check PERENNIAL_MONGO_URI.")
    if isinstance(error, OperationFailure) and error.code == DISK_FULL:
        return Unavailable(
            "The database's disk is full. Make room, then run the command again; nothing was half written."
        )
    if error.timeout or isinstance(error, ServerSelectionTimeoutError | AutoReconnect | ConnectionFailure):
        return Unavailable(
            f"The database does not answer ({str(error).split(',')[0]}). "
            "Start it or check PERENNIAL_MONGO_URI, then run: perennial doctor"
        )
    if duplicate := _duplicate(error):
        # The driver's own message quotes the whole document; a person's record has no place in a log.
        return Conflict(
            f"Another document of the database has the same {duplicate}; nothing was added. Look at it first."
        )
    if isinstance(error, ConfigurationError):
        return NotSetUp(f"The database address cannot be used: {error}. Check PERENNIAL_MONGO_URI.")
    return error


def _duplicate(error: PyMongoError) -> str:
    if not isinstance(error, OperationFailure) or not isinstance(error.details, Mapping):
        return ""
    for problem in (error.details, *error.details.get("writeErrors", ())):
        if problem.get("code") == DUPLICATE_KEY:
            return " and ".join(problem.get("keyPattern", ["id"]))
    return ""


class Repository(Generic[D]):
    """One collection of one kind of document.

    Methods take the transaction that they belong to; without one, a write is durable (majority, journaled)
    when the method returns.

    :raises Unavailable: from every method, when the database does not answer.
    :raises Conflict: from every write, when a unique index forbids it.
    """

    name: ClassVar[str]
    model: type[D]

    def __init__(self, database: Database[Raw]) -> None:
        self._collection: Collection[Raw] = database[self.name]

    def get(self, document_id: str | int, tx: Transaction | None = None) -> D | None:
        """Return one document, or None."""
        with plain_errors():
            raw = self._collection.find_one({"_id": document_id}, session=session_of(tx))
        return None if raw is None else self.model.from_store(raw)

    def get_many(self, document_ids: Iterable[str | int], tx: Transaction | None = None) -> list[D]:
        """Return those of the documents that exist, in no particular order."""
        return self._find({"_id": {"$in": list(document_ids)}}, tx=tx)

    def insert(self, document: D, tx: Transaction | None = None) -> None:
        """Add a document; an existing id is a programming error."""
        self.insert_many([document], tx)

    def insert_many(self, documents: Sequence[D], tx: Transaction | None = None) -> None:
        """Add documents in one round trip."""
        if documents:
            with plain_errors():
                self._collection.insert_many([document.to_store() for document in documents], session=session_of(tx))

    def put(self, documents: Sequence[D], tx: Transaction | None = None) -> None:
        """Add or replace documents by id in one round trip; doing it twice is doing it once."""
        if documents:
            operations = []
            for document in documents:
                raw = document.to_store()
                operations.append(ReplaceOne({"_id": raw["_id"]}, raw, upsert=True))
            with plain_errors():
                self._collection.bulk_write(operations, ordered=False, session=session_of(tx))

    def count(self, query: Mapping[str, Any] | None = None) -> int:
        """Count documents."""
        with plain_errors():
            return self._collection.count_documents(query or {})

    def _find(
        self,
        query: Mapping[str, Any],
        *,
        sort: Sequence[tuple[str, int]] = (),
        limit: int = 0,
        tx: Transaction | None = None,
    ) -> list[D]:
        with plain_errors():
            cursor = self._collection.find(query, session=session_of(tx))
            if sort:
                cursor = cursor.sort(list(sort))
            if limit:
                cursor = cursor.limit(limit)
            return [self.model.from_store(raw) for raw in cursor]

    def projected(self, query: Mapping[str, Any], wanted: Sequence[str]) -> Iterator[Raw]:
        """Yield some entries of many documents as they are stored, for what needs all of a collection."""
        with plain_errors():
            yield from self._collection.find(query, dict.fromkeys(wanted, 1), batch_size=PROJECTED_AT_A_TIME)

    def _update(self, query: Mapping[str, Any], update: Mapping[str, Any], tx: Transaction | None = None) -> int:
        with plain_errors():
            return self._collection.update_many(query, update, session=session_of(tx)).modified_count

    def _delete(self, query: Mapping[str, Any], tx: Transaction | None = None) -> int:
        with plain_errors():
            return self._collection.delete_many(query, session=session_of(tx)).deleted_count
