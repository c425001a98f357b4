"""Whose page the browser shows next: one at a time per host, so many at once in all."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

LINGER_SECONDS = 0.5
"""How long a host keeps its place for its next page, which is asked for once this one is filed."""


class BrowserTurns:
    """Turns per host; a host whose page is open goes before one that needs a new one, since that costs a process.

    :param at_once: most turns at the same time.
    :param is_open: whether a host's page is open.
    """

    def __init__(self, at_once: int, is_open: Callable[[str], bool]) -> None:
        self._at_once = at_once
        self._is_open = is_open
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._paused = False
        self._lingering: dict[str, asyncio.TimerHandle] = {}
        self.busy: set[str] = set()
        """Hosts that have their turn now."""

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a host's turn, and have it while the block lasts."""
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(host, deque()).append(mine)
        self._give()
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self._end(host)
            else:
                self._forget(host, mine)
            raise
        try:
            yield
        finally:
            self._end(host)

    def pause(self, *, paused: bool) -> None:
        """Give no turns for a while, or give them again."""
        self._paused = paused
        self._give()

    def _end(self, host: str) -> None:
        self.busy.discard(host)
        if self._is_open(host):
            # Its next page is on its way: opening a page for another host now would close this one's.
            later = asyncio.get_running_loop().call_later(LINGER_SECONDS, self._part, host)
            self._lingering[host] = later
        self._give()

    def _part(self, host: str) -> None:
        self._lingering.pop(host, None)
        self._give()

    def _forget(self, host: str, mine: "asyncio.Future[None]") -> None:
        queue = self._waiting.get(host)
        if queue is not None and mine in queue:
            queue.remove(mine)
            if not queue:
                del self._waiting[host]

    def _give(self) -> None:
        while not self._paused and len(self.busy) < self._at_once:
            free = [host for host in self._waiting if host not in self.busy]
            if not free:
                return
            host = next(filter(self._is_open, free), free[0])
            if host in self._lingering:
                self._lingering.pop(host).cancel()
            elif len(self.busy) + len(self._lingering) >= self._at_once:
                return
            queue = self._waiting[host]
            mine = queue.popleft()
            if not queue:
                del self._waiting[host]
            if not mine.done():
                self.busy.add(host)
                mine.set_result(None)
