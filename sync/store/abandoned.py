"""Ends the transactions that processes of this machine left open when they were killed.

MongoDB keeps such a transaction, and locks what it wrote, until it is old enough to be given up: everybody who comes
meanwhile would wait.
"""

from contextlib import suppress
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from sync.store.holder import holder_is_dead, this_process

MOST_NAME_BYTES = 128
"""What MongoDB takes of a client's name."""


def client_name() -> str:
    """Return the name under which this process is known to the server."""
    return f"perennial {this_process()}"[:MOST_NAME_BYTES]


def end_abandoned(client: MongoClient[dict[str, Any]]) -> None:
    """End what dead processes left open; where the server does not let us look, its own limit does it later."""
    with suppress(PyMongoError):
        idle = client.admin.aggregate(
            [
                {"$currentOp": {"allUsers": True, "idleSessions": True}},
                {"$match": {"type": "idleSession", "transaction": {"$exists": True}}},
                {"$project": {"appName": 1, "lsid": 1}},
            ]
        )
        dead = [{"id": one["lsid"]["id"]} for one in idle if holder_is_dead(one.get("appName", ""))]
        if dead:
            client.admin.command("killSessions", dead, codec_options=client.codec_options)
