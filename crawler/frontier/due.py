"""Handing due pages from the frontier to the spiders, a bounded number at a time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

from crawler.items import DuePage
from crawler.ports import Frontier

BATCH = 500
MOST_IN_FLIGHT = 4_000
"""Admitted pages whose reading is not filed yet; bounds memory, and is far above what hosts at once can use."""


class DuePages:
    """One queue per spider, filled from the frontier.

    :param admit: whether a page is read in this run.
    :param start_spider: called once per spider, before its first page is handed out; False: no such spider.
    :param no_spider: called for each page without a spider.
    :param look_up: called in another thread with each batch before it is handed out.
    """

    def __init__(
        self,
        frontier: Frontier,
        *,
        admit: Callable[[DuePage], bool],
        start_spider: Callable[[str], bool],
        no_spider: Callable[[DuePage], None],
        look_up: Callable[[Sequence[DuePage]], None] = lambda _: None,
    ) -> None:
        self._frontier = frontier
        self._admit = admit
        self._start_spider = start_spider
        self._no_spider = no_spider
        self._look_up = look_up
        self._queues: dict[str, asyncio.Queue[DuePage | None]] = {}
        self._unknown: set[str] = set()
        self._in_flight = 0
        self._room = asyncio.Event()
        self._ended = False
        self._stopped = False
        self.had_enough = False
        """Whether the run's budget is used up, so that nothing more is taken from the frontier."""
        self.cut_short = False
        """Whether the frontier may have pages that the run was never given."""

    @property
    def stopped(self) -> bool:
        """Whether the run was told to hand out nothing more."""
        return self._stopped

    @property
    def unfinished(self) -> int:
        """Pages that were admitted and whose attempt has not ended."""
        return self._in_flight

    def offer(self, pages: Sequence[DuePage]) -> None:
        """Put pages into their spiders' queues."""
        for page in pages:
            if not self._has_spider(page.spider):
                self._no_spider(page)
            elif self._admit(page):
                self._in_flight += 1
                self._queues[page.spider].put_nowait(page)

    async def fill(self) -> None:
        """Take pages from the frontier until it has none that this run was not given.

        :raises PortError: when the frontier cannot be reached.
        """
        while not self._ended and not self.had_enough:
            pages = await asyncio.to_thread(self._next)
            if not pages:
                self.end()
                return
            self.offer(pages)
            while self._in_flight >= MOST_IN_FLIGHT and not self._ended:
                self._room.clear()
                await self._room.wait()
        self.cut_short = True
        self.end()

    def _next(self) -> Sequence[DuePage]:
        pages = self._frontier.due(BATCH)
        self._look_up(pages)
        return pages

    async def of(self, spider: str) -> AsyncIterator[DuePage]:
        """Yield a spider's pages until the frontier is empty or the run ends."""
        if self._ended and spider not in self._queues:
            return
        queue = self._queues.setdefault(spider, asyncio.Queue())
        while (page := await queue.get()) is not None:
            if self._stopped:
                return
            yield page

    def taken(self) -> None:
        """Count a page that came with another one's filing, not from the frontier."""
        self._in_flight += 1

    def done(self) -> None:
        """Count a page whose attempt ended."""
        self._in_flight -= 1
        if self._in_flight < MOST_IN_FLIGHT:
            self._room.set()

    def end(self) -> None:
        """Let the spiders' queues run dry."""
        if not self._ended:
            self._ended = True
            self._room.set()
            for queue in self._queues.values():
                queue.put_nowait(None)

    def enough(self) -> None:
        """Take nothing more from the frontier; what was handed out is read."""
        self.had_enough = True

    def stop(self) -> None:
        """Hand out no further page."""
        self._stopped = True
        self.end()

    def _has_spider(self, name: str) -> bool:
        if name in self._queues:
            return True
        if name in self._unknown or not self._start_spider(name):
            self._unknown.add(name)
            return False
        self._queues.setdefault(name, asyncio.Queue())
        return True
