"""Brings a stored database to this program's schema, forward only."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from pymongo import ReturnDocument
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from sync.errors import NotSetUp, Unavailable
from sync.store import indexes
from sync.store.holder import holder_is_dead, this_process

Raw = dict[str, Any]
Migration = Callable[[Database[Raw]], None]

MIGRATIONS: Mapping[int, Migration] = {}
"""Per schema version, the function that makes it of the one before; each may be run again after a kill."""

FIRST = 1
NEWEST = max(MIGRATIONS, default=FIRST)
SCHEMA = "schema"
LOCK = "migrating"
LOCK_MILLISECONDS = 600_000
PATIENCE_SECONDS = 120.0


def stored_version(database: Database[Raw]) -> int:
    """Return the schema version of a database; 0 for an empty one."""
    found = database["meta"].find_one({"_id": SCHEMA})
    return int(found["version"]) if found else 0


def bring_up_to_date(
    database: Database[Raw], migrations: Mapping[int, Migration] = MIGRATIONS, newest: int = NEWEST
) -> None:
    """Run the migrations that a database lacks and make its indexes; one read when there is nothing to do.

    :raises NotSetUp: when a newer program has written the database.
    :raises Unavailable: when another process does not finish migrating it within two minutes.
    """
    if _is_up_to_date(database, newest):
        return
    owner = f"{secrets.token_hex(8)} {this_process()}"
    patience = Retrying(
        retry=retry_if_exception_type(Unavailable),
        wait=wait_fixed(0.1),
        stop=stop_after_delay(PATIENCE_SECONDS),
        reraise=True,
    )
    patience(_take_lock, database, owner)
    try:
        if not _is_up_to_date(database, newest):
            _migrate(database, migrations, newest)
    finally:
        database["meta"].delete_one({"_id": LOCK, "owner": owner})


def _is_up_to_date(database: Database[Raw], newest: int) -> bool:
    found = database["meta"].find_one({"_id": SCHEMA})
    if found is None:
        return False
    if found["version"] > newest:
        raise NotSetUp(
            f"The database {database.name} has schema {found['version']}, this program knows {newest}: "
            "a newer Perennial wrote it. Update this one: pip install --upgrade perennial-talent"
        )
    return bool(found["version"] == newest and found["indexes"] == indexes.fingerprint())


def _migrate(database: Database[Raw], migrations: Mapping[int, Migration], newest: int) -> None:
    stored = stored_version(database)
    # An empty database starts with today's shape.
    for version in range(stored + 1, newest + 1) if stored else ():
        if version in migrations:
            migrations[version](database)
        _note(database, {"version": version})
    indexes.ensure(database)
    _note(database, {"version": newest, "indexes": indexes.fingerprint()})


def _note(database: Database[Raw], values: Raw) -> None:
    database["meta"].update_one({"_id": SCHEMA}, {"$set": values, "$setOnInsert": {"schema_version": 1}}, upsert=True)


def _take_lock(database: Database[Raw], owner: str) -> None:
    # By the database's clock, and only for a while: a killed migration must not lock everybody out.
    free = {"$lt": [{"$ifNull": ["$until", "$$NOW"]}, {"$add": ["$$NOW", 1]}]}
    taken = {
        "owner": {"$cond": [free, owner, "$owner"]},
        "until": {"$cond": [free, {"$add": ["$$NOW", LOCK_MILLISECONDS]}, "$until"]},
    }
    try:
        lock = database["meta"].find_one_and_update(
            {"_id": LOCK}, [{"$set": taken}], upsert=True, return_document=ReturnDocument.AFTER
        )
    except DuplicateKeyError:
        lock = None
    if lock and lock["owner"] != owner and holder_is_dead(lock["owner"]):
        database["meta"].delete_one({"_id": LOCK, "owner": lock["owner"]})
    if lock is None or lock["owner"] != owner:
        raise Unavailable(
            f"Another process is migrating the database {database.name}. Try again when it is done; a lock of a "
            "migration that was killed falls after ten minutes."
        )
