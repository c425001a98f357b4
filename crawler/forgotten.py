"""What a run knows of the suppression list: each address is looked up once, and the list's state every few seconds.

Erasures are rare and must count within seconds; pages are many. So the answers of the list are kept until the list
itself has grown, which costs one small question for all pages together.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from math import inf

from crawler.ports import Suppressions

MOST_KNOWN = 20_000
"""Addresses that are remembered; beyond them all are forgotten and asked for again."""


class KnownSuppressions:
    """The list as one run sees it; :meth:`suppressed` may be called from any thread.

    :param now: a monotonic clock in seconds.
    """

    def __init__(self, port: Suppressions, now: Callable[[], float]) -> None:
        self._port = port
        self._now = now
        self._known: dict[str, bool] = {}
        self._state: int | None = None
        self._checked = -inf
        self._generation = 0

    def suppressed(self, addresses: Sequence[str]) -> set[str]:
        """See :class:`crawler.ports.Suppressions`; asks the list, and remembers its answer.

        :raises PortError: when it cannot be reached.
        """
        if self._state is None:
            self._check()
        generation = self._generation
        hits = self._port.suppressed(addresses)
        # An answer from before the list grew must not be kept after it did.
        if generation == self._generation:
            if len(self._known) + len(addresses) > MOST_KNOWN:
                self._known.clear()
            self._known.update((one, one in hits) for one in addresses)
        return hits

    def state(self) -> int:
        """See :class:`crawler.ports.Suppressions`."""
        return self._port.state()

    async def any_of(self, addresses: Collection[str], oldest_seconds: float) -> bool:
        """Whether any of some addresses belongs to an erased person.

        :param oldest_seconds: how old the knowledge of the list's state may be.
        :raises PortError: when it cannot be reached.
        """
        began = self._now()
        if self._checked <= began - oldest_seconds:
            before, self._checked = self._checked, began
            try:
                await asyncio.to_thread(self._check)
            except BaseException:
                self._checked = before
                raise
        known = {one: self._known.get(one) for one in addresses}
        asked = [one for one, hit in known.items() if hit is None]
        hits = await asyncio.to_thread(self.suppressed, asked) if asked else set()
        return bool(hits) or any(known.values())

    def _check(self) -> None:
        state = self.state()
        if state != self._state:
            self._generation += 1
            self._known.clear()
            self._state = state
