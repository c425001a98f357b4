"""Scrapy's scheduler and downloader for a run whose turns and pauses are ours.

Scrapy's own downloader takes every request that waits for its host's turn, each with its tasks and buffers, which
for a large network is most of the memory; and it keeps slots, delays and signals of its own beside
:mod:`crawler.politeness`. Here a host has one page on its way at a time, from its request until its reading is
filed, and the others wait as they are: a run that is killed has asked in vain for one page of a host at most.
"""

from collections import deque
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from scrapy.core.downloader import Downloader
from scrapy.core.scheduler import BaseScheduler
from scrapy.http import Request, Response
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.defer import Deferred

from crawler.context import RunContext
from crawler.errors import GuardError
from crawler.guard import parse

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

Entry = tuple[int, int, Request]


class HostQueues(BaseScheduler):
    """Hands out one request per host: of a host the most pressing, of hosts the one that waits longest."""

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self._waiting: dict[str, list[Entry]] = {}
        self._ready: deque[str] = deque()
        self._under_way: dict[Request, str] = {}
        self._busy: set[str] = set()
        self._count = count()

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "HostQueues":
        """Build it for one crawler, whose downloader tells it what has ended."""
        queues = _QUEUES[crawler] = cls(RunContext.of(crawler))
        return queues

    def has_pending_requests(self) -> bool:
        """Whether any request waits."""
        return bool(self._waiting)

    def enqueue_request(self, request: Request) -> bool:
        """Take a request; returns that it was not dropped."""
        key = self._key(request)
        if key not in self._waiting:
            self._waiting[key] = []
            if key not in self._busy:
                self._ready.append(key)
        heappush(self._waiting[key], (-request.priority, next(self._count), request))
        return True

    def next_request(self) -> Request | None:
        """Return a request of a host that has none on its way, or None."""
        if not self._ready:
            return None
        key = self._ready.popleft()
        _, _, request = heappop(self._waiting[key])
        if not self._waiting[key]:
            del self._waiting[key]
        self._under_way[request] = key
        self._busy.add(key)
        return request

    def left(self, request: Request) -> None:
        """Note that a page is filed or left; a request that was never queued, such as for robots.txt, is ignored."""
        key = self._under_way.pop(request, None)
        if key is None:
            return
        self._busy.remove(key)
        if key in self._waiting:
            self._ready.append(key)

    def _key(self, request: Request) -> str:
        try:
            return self._context.key(parse(request.url))
        except GuardError:
            # Refused as soon as it is judged.
            return request.url


class TurnDownloader(Downloader):
    """Sends requests through the middlewares to the handler, which waits for the host's turn."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        self._crawler = crawler

    def fetch(self, request: Request) -> "Deferred[Response | Request]":  # type: ignore[override]
        """See :class:`scrapy.core.downloader.Downloader`."""
        # Before the coroutine runs: the engine takes a downloader without requests for the end of the crawl.
        self.active.add(request)
        return deferred_from_coro(self._fetch(request))

    async def _fetch(self, request: Request) -> Response | Request:
        try:
            answer = await self.middleware.download_async(self.handlers.download_request_async, request)
        finally:
            self.active.remove(request)
        if isinstance(answer, Request):
            # A redirect is placed anew, in the queue of its own host.
            left(self._crawler, request)
        return answer


def left(crawler: "Crawler", request: Request) -> None:
    """Let a crawler's host have its next page."""
    if crawler in _QUEUES:
        _QUEUES[crawler].left(request)


_QUEUES: "WeakKeyDictionary[Crawler, HostQueues]" = WeakKeyDictionary()
