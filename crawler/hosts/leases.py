"""Leasing hosts, and telling how they stand, many at a time.

A journaled write alone costs far more than its share of a batch. What is asked for while a round trip is under way
goes along with the next one; what has ended is told once a second, or at once where it must hold across a kill.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress

from crawler.errors import PortError
from crawler.ports import HostEnd, HostLease, HostState

FLUSH_SECONDS = 1.0


class Leases:
    """One run's leases.

    :param ends: returns how some keys stand now.
    """

    def __init__(self, state: HostState, ends: Callable[[Collection[str]], Sequence[HostEnd]]) -> None:
        self._state = state
        self._ends = ends
        self._asked: dict[str, asyncio.Future[HostLease | None]] = {}
        self._asking: asyncio.Task[None] | None = None
        self._held: set[str] = set()
        self._untold: set[str] = set()
        self._telling = asyncio.Lock()
        self._flush: asyncio.Task[None] | None = None

    def stands(self, key: str) -> bool:
        """Whether a lease was taken and certainly stands for a while yet."""
        return key in self._held and self._state.holds(key)

    async def take(self, key: str) -> HostLease | None:
        """Lease a key, or return None when another run has it.

        :raises PortError: when the hosts' state cannot be reached.
        """
        asked: asyncio.Future[HostLease | None] = asyncio.get_running_loop().create_future()
        self._asked[key] = asked
        if self._asking is None or self._asking.done():
            self._asking = asyncio.ensure_future(self._ask())
        return await asked

    async def _ask(self) -> None:
        while self._asked:
            asked, self._asked = self._asked, {}
            try:
                leases = {lease.key: lease for lease in await asyncio.to_thread(self._state.acquire, list(asked))}
            except Exception as error:
                for future in asked.values():
                    if not future.done():
                        future.set_exception(error)
                continue
            self._held = (self._held - set(asked)) | set(leases)
            for key, future in asked.items():
                if not future.done():
                    future.set_result(leases.get(key))

    def ended(self, key: str) -> None:
        """Tell within a second how a key stands."""
        self._untold.add(key)
        if self._flush is None or self._flush.done():
            self._flush = asyncio.ensure_future(self._tell_soon())

    async def tell(self, keys: Collection[str]) -> None:
        """Tell now how keys stand; returns when that is stored.

        :raises PortError: when the hosts' state cannot be reached.
        """
        # One after the other, so that an older state never comes after a newer one. Who waited here may find
        # that the one before took its own along.
        async with self._telling:
            if self._untold.isdisjoint(keys):
                return
            told, self._untold = self._untold, set()
            try:
                await asyncio.to_thread(self._state.completed, self._ends(told))
            except BaseException:
                self._untold |= told
                raise

    async def _tell_soon(self) -> None:
        await asyncio.sleep(FLUSH_SECONDS)
        # What could not be told stays untold; the run itself meets the same failure and ends.
        with suppress(PortError):
            await self.tell(set(self._untold))

    def close(self, cut_off: Collection[str]) -> None:
        """Tell what is untold and give everything back; called when the reactor has stopped.

        :param cut_off: keys whose last request the end of the run cut off.
        :raises PortError: when the hosts' state cannot be reached.
        """
        if told := self._untold | set(cut_off):
            self._state.completed(self._ends(told))
        self._state.release(sorted(self._held))
