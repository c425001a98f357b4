"""Repositories of crawl runs and of crawl state."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sync.models.page import Host, HostRendering, Page, PageSource, Robots
from sync.models.run import Refusal, Run
from sync.models.source import Source
from sync.store.repository import Raw, Repository, Transaction, plain_errors


class Runs(Repository[Run]):
    """Reports of crawl runs."""

    name = "runs"
    model = Run

    def running(self) -> list[Run]:
        """Return runs that have not been closed."""
        return self._find({"state": "running"}, sort=[("started_at", 1)])

    def count_up(self, run_id: str, counts: Mapping[str, int], tx: Transaction) -> None:
        """Add to a run's counts."""
        if counts:
            self._update({"_id": run_id}, {"$inc": {f"counts.{name}": count for name, count in counts.items()}}, tx)

    def latest(self, limit: int) -> list[Run]:
        """Return the newest runs first."""
        return self._find({}, sort=[("started_at", -1), ("_id", 1)], limit=limit)

    def latest_succeeded(self) -> Run | None:
        """Return the newest run that nothing was wrong with as a whole; single pages may have failed."""
        good = {"state": {"$in": ["succeeded", "partly_failed"]}}
        return next(iter(self._find(good, sort=[("started_at", -1), ("_id", 1)], limit=1)), None)


class Refusals(Repository[Refusal]):
    """What a run did not read, and why."""

    name = "refusals"
    model = Refusal

    def of_run(self, run_id: str) -> list[Refusal]:
        """Return a run's refusals and failures in the order they happened."""
        return self._find({"run_id": run_id}, sort=[("at", 1), ("_id", 1)])

    def latest_of(self, page: str) -> Refusal | None:
        """Return the newest attempt on a page that ended without a body to use."""
        found = self._find({"page": page}, sort=[("at", -1), ("_id", 1)], limit=1)
        return found[0] if found else None

    def delete_of(self, pages: Sequence[str], source_ids: Sequence[str], tx: Transaction | None = None) -> None:
        """Forget attempts on some pages or for some sources."""
        self._delete({"$or": [{"page": {"$in": list(pages)}}, {"source_ids": {"$in": list(source_ids)}}]}, tx)


class Pages(Repository[Page]):
    """Canonical addresses with their validators and due times."""

    name = "pages"
    model = Page

    def of_source(self, source_id: str, tx: Transaction | None = None) -> list[Page]:
        """Return the pages that serve a source."""
        return self._find({"sources.source_id": source_id}, sort=[("_id", 1)], tx=tx)

    def of_candidate(self, candidate_id: str, tx: Transaction | None = None) -> list[Page]:
        """Return the pages that serve a person."""
        return self._find({"sources.candidate_id": candidate_id}, sort=[("_id", 1)], tx=tx)

    def due(
        self, now: datetime, *, after: tuple[datetime, str] | None, limit: int, only: Mapping[str, Any]
    ) -> list[Page]:
        """Return pages that are due, the longest due first, from behind a (due time, address)."""
        conditions: list[Mapping[str, Any]] = [{"next_due_at": {"$lte": now}}, only]
        if after is not None:
            moment, address = after
            behind = [{"next_due_at": {"$gt": moment}}, {"_id": {"$gt": address}}]
            conditions += [{"next_due_at": {"$gte": moment}}, {"$or": behind}]
        return self._find({"$and": conditions}, sort=[("next_due_at", 1), ("_id", 1)], limit=limit)

    def looks(self, limit: int) -> Iterator[Raw]:
        """Yield role and change statistics of at most so many pages that were read twice, drawn by lot."""
        pipeline: list[Raw] = [{"$match": {"reads": {"$gt": 1}}}, {"$project": {"role": 1, "looks": 1}}]
        if self.count({"reads": {"$gt": 1}}) > limit:
            pipeline.append({"$sample": {"size": limit}})
        with plain_errors():
            yield from self._collection.aggregate(pipeline, allowDiskUse=True)

    def bring_forward(self, only: Mapping[str, Any], now: datetime, shortest: timedelta) -> int:
        """Make those pages due now that were not read within the shortest interval; return how many.

        What failed is tried again at once; what is refused, gone or somewhere else keeps its time.
        """
        long_ago: Mapping[str, Any] = {"$lte": now - shortest}
        before_looks = {"looked_at": None, "last_read_at": long_ago}
        known = {"state": "ok", "$or": [{"looked_at": long_ago}, before_looks]}
        wanted = {"$and": [only, {"next_due_at": {"$gt": now}}, {"$or": [known, {"state": "failing"}]}]}
        return self._update(wanted, {"$set": {"next_due_at": now}})

    def next_due_after(self, now: datetime, only: Mapping[str, Any]) -> datetime | None:
        """Return when the first of those pages is due that are not due yet, or None."""
        waiting = self._find({"$and": [{"next_due_at": {"$gt": now}}, only]}, sort=[("next_due_at", 1)], limit=1)
        return waiting[0].next_due_at if waiting else None

    def count_due(self) -> int:
        """Count pages whose time has come, by the database's clock."""
        return self.count({"$expr": {"$lte": ["$next_due_at", "$$NOW"]}})

    def seed(self, source: Source, spider: str | None, tx: Transaction) -> None:
        """Make a new source's first page due at once; a page that is known already serves it too."""
        if spider is None:
            return
        serves = PageSource(source_id=source.id, candidate_id=source.candidate_id)
        known = self.get(source.address, tx)
        page = (
            known.model_copy(update={"sources": [*known.sources, serves], "next_due_at": source.created_at})
            if known
            else Page(
                id=source.address,
                spider=spider,
                role="home",
                depth=0,
                sources=[serves],
                next_due_at=source.created_at,
            )
        )
        self.put([page], tx)

    def make_due(self, addresses: Sequence[str], now: datetime, tx: Transaction) -> None:
        """Let pages be read at once."""
        if addresses:
            self._update({"_id": {"$in": list(addresses)}}, {"$set": {"next_due_at": now}}, tx)

    def held(self, address: str, tx: Transaction) -> Page | None:
        """Return a page that nobody removes before the transaction has ended, or None."""
        # Written there and back: a write that changes nothing would be in nobody's way.
        self._update({"_id": address}, {"$set": {"held": True}}, tx)
        self._update({"_id": address}, {"$unset": {"held": True}}, tx)
        return self.get(address, tx)

    def any_below(self, origin: str, tx: Transaction) -> bool:
        """Tell whether any page is on an origin."""
        return bool(self._find({"_id": {"$gte": f"{origin}/", "$lt": f"{origin}/\uffff"}}, limit=1, tx=tx))

    def any_on(self, domain: str, tx: Transaction) -> bool:
        """Tell whether any page is on a domain or below it; reads the index of addresses, for rare use."""
        on_it = rf"^https?://([^/]*\.)?{re.escape(domain)}[:/]"
        return bool(self._find({"_id": {"$regex": on_it}}, limit=1, tx=tx))

    def detach(self, source_ids: Sequence[str], tx: Transaction) -> None:
        """Take sources off their pages; pages that serve none any more go."""
        serving = {"sources.source_id": {"$in": list(source_ids)}}
        addresses = [page.id for page in self._find(serving, tx=tx)]
        self._update(serving, {"$pull": {"sources": {"source_id": {"$in": list(source_ids)}}}}, tx)
        self._delete({"_id": {"$in": addresses}, "sources": []}, tx)


class Hosts(Repository[Host]):
    """Politeness of one key, shared by all runs."""

    name = "hosts"
    model = Host

    def resting(self, seconds: float) -> set[str]:
        """Return the hosts that rest for longer than so many seconds, by the database's clock."""
        later = {"$add": ["$$NOW", round(1000 * seconds)]}
        until = {"$max": ["$not_before", "$open_until"]}
        return {raw["_id"] for raw in self.projected({"$expr": {"$gt": [until, later]}}, ("_id",))}

    def delete_idle(self, keys: Collection[str], tx: Transaction) -> None:
        """Forget hosts that no run holds; the others go by themselves, some time after their last request."""
        idle = {"$or": [{"owner": None}, {"$expr": {"$lt": ["$lease_until", "$$NOW"]}}]}
        self._delete({"_id": {"$in": list(keys)}, **idle}, tx)


class RobotsAnswers(Repository[Robots]):
    """Remembered robots.txt answers."""

    name = "robots"
    model = Robots

    def delete(self, origins: Collection[str], tx: Transaction) -> None:
        """Forget answers."""
        self._delete({"_id": {"$in": list(origins)}}, tx)

    def valid(self, origin: str) -> Robots | None:
        """Return the answer of an origin that has not expired by the database's clock."""
        found = self._find({"_id": origin, "$expr": {"$gt": ["$expires_at", "$$NOW"]}})
        return found[0] if found else None


class HostRenderings(Repository[HostRendering]):
    """Where the browser is of use."""

    name = "renderings"
    model = HostRendering

    def delete(self, hosts: Collection[str], tx: Transaction) -> None:
        """Forget hosts."""
        self._delete({"_id": {"$in": list(hosts)}}, tx)
