"""Opens the store: on the embedded database, or on the operator's own replica set."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from config.settings import Settings
from sync.errors import NotSetUp
from sync.store import Store
from sync.store.abandoned import client_name, end_abandoned
from sync.store.migrations import bring_up_to_date, stored_version
from sync.store.repository import explained, plain_errors

PATIENCE_MILLISECONDS = 5_000
PATIENCE_OPTIONS = ("serverSelectionTimeoutMS", "connectTimeoutMS")
"""What the operator's own address may set otherwise."""


@dataclass(frozen=True, slots=True)
class ConnectionDetails:
    """What ``perennial doctor`` says about the database; no credentials."""

    address: str
    """Hosts and ports."""
    database: str
    embedded: bool
    server_version: str
    replica_set: str
    schema_version: int
    program: str | None
    """Path of the embedded mongod."""


@contextmanager
def open_store(settings: Settings) -> Iterator[Store]:
    """Yield the store, brought up to date; an open store of another process is shared, not disturbed.

    :raises NotSetUp: when the database cannot be used: standalone, refused login, newer than this program.
    :raises Unavailable: when it does not answer within five seconds.
    """
    with _address(settings) as uri, _connected(uri) as client:
        store = Store(client, settings.mongo_database)
        with plain_errors():
            bring_up_to_date(store.database)
        yield store


def connection_details(settings: Settings) -> ConnectionDetails:
    """Look at the database without changing it, but for starting the embedded one.

    :raises NotSetUp: as :func:`open_store`.
    :raises Unavailable: as :func:`open_store`.
    """
    program = None
    if settings.mongo_uri is None:
        from sync.store import mongod

        found = mongod.find(settings)
        mongod.version(found)
        program = str(found)
    with _address(settings) as uri, _connected(uri) as client, plain_errors():
        return ConnectionDetails(
            address=", ".join(f"{host}:{port}" for host, port in sorted(client.nodes)),
            database=settings.mongo_database,
            embedded=settings.mongo_uri is None,
            server_version=client.server_info()["version"],
            replica_set=client.admin.command("hello").get("setName", "sharded cluster"),
            schema_version=stored_version(client[settings.mongo_database]),
            program=program,
        )


@contextmanager
def _address(settings: Settings) -> Iterator[str]:
    if settings.mongo_uri is not None:
        yield settings.mongo_uri.get_secret_value()
        return
    # Only here: the embedded database does not run everywhere, a connection to one's own does.
    from sync.store.embedded import server

    with server(settings) as uri:
        yield uri


@contextmanager
def _connected(uri: str) -> Iterator[MongoClient[dict[str, Any]]]:
    options: dict[str, Any] = {
        name: PATIENCE_MILLISECONDS for name in PATIENCE_OPTIONS if name.lower() not in uri.lower()
    }
    options |= {"tz_aware": True, "tzinfo": UTC, "uuidRepresentation": "standard", "appname": client_name()}
    try:
        client: MongoClient[dict[str, Any]] = MongoClient(uri, **options)
    except (PyMongoError, ValueError) as error:
        raise NotSetUp(f"The database address cannot be used: {error}. Check PERENNIAL_MONGO_URI.") from error
    try:
        _require_transactions(client)
        end_abandoned(client)
        yield client
    finally:
        client.close()


def _require_transactions(client: MongoClient[dict[str, Any]]) -> None:
    try:
        client.admin.command("ping")
        answer = client.admin.command("hello")
    except PyMongoError as error:
        raise explained(error) from error
    if "setName" not in answer and answer.get("msg") != "isdbgrid":
        raise NotSetUp(
            "The database is a standalone mongod, and approvals need transactions. Make it a replica set of one: start "
            "it with --replSet NAME, run rs.initiate() once, and check PERENNIAL_MONGO_URI. Or unset "
            "PERENNIAL_MONGO_URI to use the embedded database."
        )
