"""The files in which a site states its rules: asked for once a run at most, and remembered for all runs.

robots.txt and ``/.well-known/tdmrep.json`` are read alike: guarded, politely, through five redirects, kept for a
day; what could not be had is asked for again within the hour.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from crawler.errors import GuardError
from crawler.guard import join, parse
from crawler.ports import RobotsCache, RobotsRecord
from crawler.statuses import MOST_REDIRECTS, REDIRECTS, TOO_MANY

FAILURE_HOURS = 1.0


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """One answer to a request for such a file."""

    status: int | None
    """None for a timeout, a reset, DNS, or a refusal by the guard."""
    body: bytes = b""
    location: str | None = None
    detail: str = ""
    retry_after_seconds: float | None = None


Fetch = Callable[[str], Awaitable[FileAnswer]]
"""Fetches one address without following redirects, guarded and polite; failures are answers, not exceptions."""
T = TypeVar("T")


class SiteFiles(Generic[T]):
    """One kind of file, of every origin that a run meets.

    :param path: where on an origin it lies, and beside the origin the key under which it is remembered.
    :param read: makes of an answer what it says.
    :param shorten: what of a body is kept.
    :param hours: how long an answer counts.
    :param clock: the present moment in UTC.
    """

    def __init__(
        self,
        cache: RobotsCache,
        path: str,
        read: Callable[[RobotsRecord], T],
        *,
        shorten: Callable[[bytes], bytes],
        hours: float,
        clock: Callable[[], datetime],
    ) -> None:
        self._cache = cache
        self._path = path
        self._read_record = read
        self._shorten = shorten
        self._hours = hours
        self._clock = clock
        self._known: dict[str, asyncio.Future[tuple[RobotsRecord, T]]] = {}

    def known(self, origin: str) -> T | None:
        """Return what an origin's file says if this run has read it."""
        future = self._known.get(origin)
        return future.result()[1] if future is not None and future.done() and not _broken(future) else None

    async def of(self, origin: str, fetch: Fetch) -> T:
        """Return what an origin's file says, from this run, from the cache, or fetched now.

        :raises PortError: when the cache cannot be reached.
        """
        future = self._known.get(origin)
        if future is None or (future.done() and (_broken(future) or self._expired(future.result()[0]))):
            future = asyncio.ensure_future(self._read(origin, fetch))
            self._known[origin] = future
        return (await asyncio.shield(future))[1]

    async def _read(self, origin: str, fetch: Fetch) -> tuple[RobotsRecord, T]:
        key = remembered_under(origin, self._path)
        record = await asyncio.to_thread(self._cache.get, key)
        # The cache goes by its own clock, which may be behind ours: what has expired for us is fetched again.
        if record is None or self._expired(record):
            record = self._record(key, await follow(origin + self._path, fetch))
            await asyncio.to_thread(self._cache.put, record)
        return record, self._read_record(record)

    def _expired(self, record: RobotsRecord) -> bool:
        return record.expires_at <= self._clock()

    def _record(self, key: str, answer: FileAnswer) -> RobotsRecord:
        now = self._clock()
        hours = self._hours if settled(answer.status) else min(self._hours, FAILURE_HOURS)
        keep = timedelta(hours=hours)
        if answer.retry_after_seconds:
            keep = min(max(keep, timedelta(seconds=answer.retry_after_seconds)), timedelta(hours=self._hours))
        body = self._shorten(answer.body) if succeeded(answer.status) else b""
        return RobotsRecord(key, now, now + keep, answer.status, body, answer.detail)


def remembered_under(origin: str, path: str) -> str:
    """Return the key of an origin's file: robots.txt has the origin's own."""
    return origin if path == "/robots.txt" else origin + path


def succeeded(status: int | None) -> bool:
    """Whether an answer has a body that counts."""
    return status is not None and 200 <= status < 300


def settled(status: int | None) -> bool:
    """Whether an answer says what the site means, rather than that it cannot say so now."""
    return status is not None and 200 <= status < 500 and status != TOO_MANY and status not in REDIRECTS


def _broken(future: "asyncio.Future[tuple[RobotsRecord, T]]") -> bool:
    return future.cancelled() or future.exception() is not None


async def follow(address: str, fetch: Fetch) -> FileAnswer:
    """Fetch a file through at most five redirects (RFC 9309 section 2.3.1.2), to any host.

    Where they lead nowhere, the answer is the last redirect with the reason.
    """
    answer = FileAnswer(None)
    for _ in range(MOST_REDIRECTS + 1):
        answer = await fetch(address)
        if answer.status not in REDIRECTS:
            return answer
        if not answer.location:
            return replace(answer, detail=f"{address} redirects to nowhere")
        try:
            address = parse(join(address, answer.location)).text
        except GuardError as error:
            return replace(answer, detail=f"{address} redirects to what may not be read: {error}")
    return replace(answer, detail=f"more than {MOST_REDIRECTS} redirects")
