"""Politeness of one key across runs and machines: the ``hosts`` documents, by the database's clock.

A lease lasts a while and is renewed as long as its run lives, so that a killed run gives its hosts back
without anybody's help, and a run that only waits keeps them. Who takes over a lease that was not given back
is told so: the request that its last owner made may have ended only then.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from math import ceil, inf
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any

from pymongo import UpdateOne
from pymongo.errors import BulkWriteError

from crawler.errors import PortError
from crawler.ports import HostEnd, HostLease
from sync.store import Store
from sync.store.holder import holder_is_dead, this_process
from sync.store.ports import port_errors

LEASE_MILLISECONDS = 60_000
RENEW_SECONDS = 15.0
TAKEN_MEANWHILE = 11000  # duplicate key: another run made the document at the same moment
BATCH = 1_000
KEPT_MILLISECONDS = 6 * 3_600_000
"""A held host's not-before time is never further back, or the index that forgets old hosts would take its lease."""


class StoreHosts:
    """See :class:`crawler.ports.HostState`.

    :param owner: names the run; leases are taken, renewed and given back under it.
    :param renew_seconds: pause between renewals, in seconds; far below the lease.
    :param clock: a monotonic clock in seconds, which goes on while the process is stopped.
    """

    def __init__(
        self,
        store: Store,
        owner: str,
        *,
        lease_milliseconds: int = LEASE_MILLISECONDS,
        renew_seconds: float = RENEW_SECONDS,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._collection = store.database["hosts"]
        self._owner = f"{owner} {this_process()}"
        self._lease = lease_milliseconds
        self._renew_seconds = renew_seconds
        self._clock = clock
        self._held: dict[str, float] = {}
        """Per key, the moment of this process's clock at which its lease was certainly ours last."""
        self._lock = Lock()
        self._idle: Event | None = None

    def acquire(self, keys: Sequence[str]) -> Sequence[HostLease]:
        """See :class:`crawler.ports.HostState`."""
        asked_at = self._clock()
        with port_errors():
            leases = self._try(keys) if keys else []
            left = set(keys) - {lease.key for lease in leases}
            # The lease of a run that was killed on this machine need not be waited for.
            if left and (freed := self._free_dead(left)):
                leases += self._try(freed)
        got = {lease.key for lease in leases}
        self._keep(got, set(keys) - got, asked_at)
        return leases

    def holds(self, key: str) -> bool:
        """See :class:`crawler.ports.HostState`: at least half of the lease is left, by this process's clock."""
        with self._lock:
            return self._clock() - self._held.get(key, -inf) < self._lease / 2_000

    def _try(self, keys: Sequence[str]) -> list[HostLease]:
        self._write([UpdateOne({"_id": key}, self._take(), upsert=True) for key in keys])
        rows = self._collection.aggregate(
            [
                {"$match": {"_id": {"$in": list(keys)}, "owner": self._owner}},
                {
                    "$project": {
                        "not_before": 1,
                        "failures": 1,
                        "abandoned": 1,
                        "left": {"$subtract": ["$not_before", "$$NOW"]},
                        "open": {"$subtract": ["$open_until", "$$NOW"]},
                    }
                },
            ]
        )
        return [
            HostLease(
                key=row["_id"],
                not_before=row["not_before"],
                seconds_until=max(0.0, row["left"] / 1000),
                failures=row["failures"],
                open_seconds=None if row["open"] is None else max(0.0, row["open"] / 1000),
                abandoned=row["abandoned"],
            )
            for row in rows
        ]

    def _free_dead(self, keys: Collection[str]) -> list[str]:
        freed = []
        for row in self._collection.find({"_id": {"$in": list(keys)}}, {"owner": 1}):
            if row.get("owner") and holder_is_dead(row["owner"]):
                self._collection.update_one(
                    {"_id": row["_id"], "owner": row["owner"]}, {"$set": {"owner": None, "abandoned": True}}
                )
                freed.append(row["_id"])
        return freed

    def completed(self, ends: Sequence[HostEnd]) -> None:
        """See :class:`crawler.ports.HostState`."""
        with port_errors():
            self._write([UpdateOne({"_id": end.key}, self._ended(end), upsert=True) for end in ends])

    def _ended(self, end: HostEnd) -> list[Mapping[str, Any]]:
        ours = {"$eq": ["$owner", self._owner]}
        opened = None if end.open_seconds is None else _from_now(end.open_seconds)
        after: Mapping[str, Any] = {
            # A rest that the host asked for is never cut short, and it holds for whoever has the lease now.
            "not_before": {"$max": ["$not_before", _from_now(end.rest_seconds)]},
            "lease_until": {"$cond": [ours, {"$add": ["$$NOW", self._lease]}, "$lease_until"]},
            "owner": {"$ifNull": ["$owner", None]},
            "failures": {"$cond": [ours, end.failures, {"$ifNull": ["$failures", end.failures]}]},
            "open_until": {"$cond": [ours, opened, {"$ifNull": ["$open_until", None]}]},
            "state": {"$cond": [ours, "closed" if opened is None else "open", {"$ifNull": ["$state", "closed"]}]},
            "abandoned": {"$cond": [ours, False, {"$ifNull": ["$abandoned", False]}]},
            "schema_version": 1,
        }
        return [{"$set": after}]

    def _write(self, updates: Sequence[UpdateOne]) -> None:
        for start in range(0, len(updates), BATCH):
            try:
                self._collection.bulk_write(updates[start : start + BATCH], ordered=False)
            except BulkWriteError as error:
                if any(problem["code"] != TAKEN_MEANWHILE for problem in error.details["writeErrors"]):
                    raise

    def release(self, keys: Sequence[str]) -> None:
        """See :class:`crawler.ports.HostState`."""
        with self._lock:
            for key in keys:
                self._held.pop(key, None)
            if not self._held and self._idle is not None:
                self._idle.set()
                self._idle = None
        with port_errors():
            self._collection.update_many(
                {"_id": {"$in": list(keys)}, "owner": self._owner}, {"$set": {"owner": None, "lease_until": None}}
            )

    def renew(self) -> None:
        """Prolong the leases that this run still has; one that it lost meanwhile stays lost."""
        asked_at = self._clock()
        with self._lock:
            keys = sorted(self._held)
        with port_errors():
            ours = {"_id": {"$in": keys}, "owner": self._owner}
            renewed = self._collection.update_many(ours, [{"$set": self._longer()}])
            still = keys
            if renewed.matched_count < len(keys):
                still = [row["_id"] for row in self._collection.find(ours, {"_id": 1})]
        with self._lock:
            # What was given back meanwhile stays given back.
            self._held.update((key, asked_at) for key in still if key in self._held)

    def _longer(self) -> Mapping[str, Any]:
        recent = {"$subtract": ["$$NOW", KEPT_MILLISECONDS]}
        return {
            "lease_until": {"$add": ["$$NOW", self._lease]},
            "not_before": {"$cond": [{"$lt": ["$not_before", recent]}, "$$NOW", "$not_before"]},
        }

    def _take(self) -> list[Mapping[str, Any]]:
        last = {"$ifNull": ["$owner", None]}
        ran_out = {"$lte": ["$lease_until", "$$NOW"]}
        given_back_or_ours = {"$in": [last, [None, self._owner]]}
        free = {"$or": [given_back_or_ours, ran_out]}
        opened = {"$ifNull": ["$open_until", None]}
        probe = {"$and": [free, {"$eq": ["$state", "open"]}, {"$lte": [opened, "$$NOW"]}]}
        taken = {
            "owner": {"$cond": [free, self._owner, "$owner"]},
            "lease_until": {"$cond": [free, {"$add": ["$$NOW", self._lease]}, "$lease_until"]},
            "not_before": {"$ifNull": ["$not_before", "$$NOW"]},
            "abandoned": {
                "$or": [{"$ifNull": ["$abandoned", False]}, {"$and": [{"$not": [given_back_or_ours]}, ran_out]}]
            },
            "failures": {"$ifNull": ["$failures", 0]},
            "open_until": opened,
            "state": {"$cond": [probe, "half_open", {"$ifNull": ["$state", "closed"]}]},
            "schema_version": 1,
        }
        return [{"$set": taken}]

    def _keep(self, keys: set[str], lost: set[str], since: float) -> None:
        with self._lock:
            self._held.update(dict.fromkeys(keys, since))
            for key in lost:
                self._held.pop(key, None)
            if self._held and self._idle is None:
                self._idle = Event()
                Thread(target=self._renew_until, args=(self._idle,), name="host leases", daemon=True).start()

    def _renew_until(self, idle: Event) -> None:
        while not idle.wait(self._renew_seconds):
            try:
                self.renew()
            except PortError:
                continue  # the run itself meets the same failure and ends, or the next renewal succeeds


def _from_now(seconds: float) -> Mapping[str, Any]:
    # The database's clock is cut to milliseconds: one more, so that no pause is shorter than asked.
    return {"$add": ["$$NOW", ceil(seconds * 1000) + 1]}
