"""Turns a mongod that has just started into the primary of a one-node replica set with one user."""

from contextlib import closing, suppress
from typing import Any
from urllib.parse import quote_plus

from pymongo import MongoClient
from pymongo.errors import AutoReconnect, OperationFailure, PyMongoError
from tenacity import RetryError, Retrying, retry_if_exception, retry_if_result, stop_after_delay, wait_fixed

from sync.errors import NotSetUp, Unavailable
from sync.store.mongod import HOST, REPLICA_SET
from sync.store.repository import explained

USER = "perennial"
PRIMARY_SECONDS = 60.0  # a silent program on an old port keeps mongod waiting for half a minute
AUTHENTICATION_FAILED = 18
UNAUTHORISED = 13
ALREADY_INITIATED = 23
NOT_YET_INITIALISED = 94

Client = MongoClient[dict[str, Any]]


def uri_of(port: int, password: str) -> str:
    """Return the server's address with the credentials in it."""
    # A direct connection: the member list may still name the port of an earlier start.
    return f"mongodb://{USER}:{quote_plus(password)}@{HOST}:{port}/?authSource=admin&directConnection=true"


def make_ready(port: int, password: str) -> None:
    """Initiate the set and create its user where that was not done, and wait until it is the primary.

    Doing it twice is doing it once, whichever step an earlier attempt was killed in.

    :raises NotSetUp: when the password is not the database's.
    :raises Unavailable: when it does not become the primary in time.
    """
    try:
        if not _knows_us(port, password):
            _create(port, password)
        with closing(_client(uri_of(port, password))) as client:
            _move_to(client, port)
            _wait_for_primary(client)
    except PyMongoError as error:
        raise explained(error) from error


def shut_down(port: int, password: str) -> None:
    """Ask the server to stop; it answers by hanging up."""
    with closing(_client(uri_of(port, password))) as client, suppress(AutoReconnect):
        client.admin.command("shutdown", force=True, timeoutSecs=1)


def _client(uri: str) -> Client:
    return MongoClient(uri, directConnection=True, serverSelectionTimeoutMS=5_000, appname="perennial starter")


def _knows_us(port: int, password: str) -> bool:
    with closing(_client(uri_of(port, password))) as client:
        try:
            client.admin.command("ping")
        except OperationFailure as error:
            if error.code == AUTHENTICATION_FAILED:
                return False
            raise
        return True


def _create(port: int, password: str) -> None:
    # Without credentials: MongoDB's loopback exception lasts until there is a first user.
    with closing(_client(f"mongodb://{HOST}:{port}/")) as client:
        try:
            _initiate(client, port)
            _wait_for_primary(client)
            client.admin.command("createUser", USER, pwd=password, roles=["root"], mechanisms=["SCRAM-SHA-256"])
        except OperationFailure as error:
            if error.code != UNAUTHORISED:
                raise
            raise NotSetUp(
                "The password in the keys folder does not open the embedded database: the folders 'keys' and "
                "'database' are not of the same time. Put both back from one backup."
            ) from error


def _initiate(client: Client, port: int) -> None:
    members = [{"_id": 0, "host": f"{HOST}:{port}"}]
    try:
        client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": members})
    except OperationFailure as error:
        if error.code != ALREADY_INITIATED:
            raise


def _move_to(client: Client, port: int) -> None:
    # A member finds itself in the set by its address; after a start on another port it has to be told.
    stored = client.local["system.replset"].find_one()
    if stored and stored["members"][0]["host"] != f"{HOST}:{port}":
        stored["members"][0]["host"] = f"{HOST}:{port}"
        stored["version"] += 1
        stored.pop("term", None)
        # Right after a start the server is still looking for itself in the old configuration.
        patience = Retrying(
            retry=retry_if_exception(_is_still_loading),
            wait=wait_fixed(0.02),
            stop=stop_after_delay(PRIMARY_SECONDS),
            reraise=True,
        )
        patience(client.admin.command, "replSetReconfig", stored, force=True)


def _is_still_loading(error: BaseException) -> bool:
    return isinstance(error, OperationFailure) and error.code == NOT_YET_INITIALISED


def _wait_for_primary(client: Client) -> None:
    patience = Retrying(
        retry=retry_if_result(lambda answer: not answer.get("isWritablePrimary")),
        wait=wait_fixed(0.01),
        stop=stop_after_delay(PRIMARY_SECONDS),
    )
    try:
        patience(client.admin.command, "hello")
    except RetryError as error:
        raise Unavailable(
            "The embedded database started, but does not accept writes. Its log is mongod.log."
        ) from error
