"""Politeness of one key across runs and machines: the ``hosts`` documents, by the database's clock.

A lease lasts a while and is renewed as long as its run lives, so that a killed run gives its hosts back
without anybody's help, and a run that only waits keeps them.
"""

from collections.abc import Collection, Mapping, Sequence
from threading import Event, Lock, Thread
from typing import Any

from pymongo import UpdateOne
from pymongo.errors import BulkWriteError

from crawler.errors import PortError
from crawler.ports import HostLease
from sync.store import Store
from sync.store.holder import holder_is_dead, this_process
from sync.store.ports import port_errors

LEASE_MILLISECONDS = 60_000
RENEW_SECONDS = 15.0
TAKEN_MEANWHILE = 11000  # duplicate key: another run made the document at the same moment


class StoreHosts:
    """See :class:`crawler.ports.HostState`.

    :param owner: names the run; leases are taken, renewed and given back under it.
    :param renew_seconds: pause between renewals, in seconds; far below the lease.
    """

    def __init__(
        self,
        store: Store,
        owner: str,
        *,
        lease_milliseconds: int = LEASE_MILLISECONDS,
        renew_seconds: float = RENEW_SECONDS,
    ) -> None:
        self._collection = store.database["hosts"]
        self._owner = f"{owner} {this_process()}"
        self._lease = lease_milliseconds
        self._renew_seconds = renew_seconds
        self._held: set[str] = set()
        self._lock = Lock()
        self._idle: Event | None = None

    def acquire(self, keys: Sequence[str]) -> Sequence[HostLease]:
        """See :class:`crawler.ports.HostState`."""
        with port_errors():
            leases = self._try(keys) if keys else []
            left = set(keys) - {lease.key for lease in leases}
            # The lease of a run that was killed on this machine need not be waited for.
            if left and (freed := self._free_dead(left)):
                leases += self._try(freed)
        self._keep({lease.key for lease in leases})
        return leases

    def _try(self, keys: Sequence[str]) -> list[HostLease]:
        try:
            self._collection.bulk_write([UpdateOne({"_id": key}, self._take(), upsert=True) for key in keys])
        except BulkWriteError as error:
            if any(problem["code"] != TAKEN_MEANWHILE for problem in error.details["writeErrors"]):
                raise
        rows = self._collection.aggregate(
            [
                {"$match": {"_id": {"$in": list(keys)}, "owner": self._owner}},
                {"$project": {"not_before": 1, "left": {"$subtract": ["$not_before", "$$NOW"]}}},
            ]
        )
        return [HostLease(row["_id"], row["not_before"], max(0.0, row["left"] / 1000)) for row in rows]

    def _free_dead(self, keys: Collection[str]) -> list[str]:
        freed = []
        for row in self._collection.find({"_id": {"$in": list(keys)}}, {"owner": 1}):
            if row.get("owner") and holder_is_dead(row["owner"]):
                self._collection.update_one({"_id": row["_id"], "owner": row["owner"]}, {"$set": {"owner": None}})
                freed.append(row["_id"])
        return freed

    def completed(self, key: str, delay_seconds: float) -> None:
        """See :class:`crawler.ports.HostState`."""
        next_start = {"$add": ["$$NOW", round(delay_seconds * 1000)]}
        ours = {"$eq": ["$owner", self._owner]}
        ended: Mapping[str, Any] = {
            # A rest that the host asked for is never cut short, and it holds for whoever has the lease now.
            "not_before": {"$max": ["$not_before", next_start]},
            "lease_until": {"$cond": [ours, {"$add": ["$$NOW", self._lease]}, "$lease_until"]},
            "owner": {"$ifNull": ["$owner", None]},
            "schema_version": 1,
        }
        with port_errors():
            self._collection.update_one({"_id": key}, [{"$set": ended}], upsert=True)

    def release(self, keys: Sequence[str]) -> None:
        """See :class:`crawler.ports.HostState`."""
        with self._lock:
            self._held.difference_update(keys)
            if not self._held and self._idle is not None:
                self._idle.set()
                self._idle = None
        with port_errors():
            self._collection.update_many(
                {"_id": {"$in": list(keys)}, "owner": self._owner}, {"$set": {"owner": None, "lease_until": None}}
            )

    def renew(self) -> None:
        """Prolong the leases that this run still has; one that it lost meanwhile stays lost."""
        with self._lock:
            keys = sorted(self._held)
        with port_errors():
            self._collection.update_many(
                {"_id": {"$in": keys}, "owner": self._owner},
                [{"$set": {"lease_until": {"$add": ["$$NOW", self._lease]}}}],
            )

    def _take(self) -> list[Mapping[str, Any]]:
        free = {
            "$or": [
                {"$in": [{"$ifNull": ["$owner", None]}, [None, self._owner]]},
                {"$lte": ["$lease_until", "$$NOW"]},
            ]
        }
        taken = {
            "owner": {"$cond": [free, self._owner, "$owner"]},
            "lease_until": {"$cond": [free, {"$add": ["$$NOW", self._lease]}, "$lease_until"]},
            "not_before": {"$ifNull": ["$not_before", "$$NOW"]},
            "schema_version": 1,
        }
        return [{"$set": taken}]

    def _keep(self, keys: set[str]) -> None:
        with self._lock:
            self._held |= keys
            if self._held and self._idle is None:
                self._idle = Event()
                Thread(target=self._renew_until, args=(self._idle,), name="host leases", daemon=True).start()

    def _renew_until(self, idle: Event) -> None:
        while not idle.wait(self._renew_seconds):
            try:
                self.renew()
            except PortError:
                continue  # the run itself meets the same failure and ends, or the next renewal succeeds
