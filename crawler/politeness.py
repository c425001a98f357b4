"""One connection per host at a time, and a pause between the end of one request and the next.

A host is a politeness key (:mod:`crawler.hosts.keys`); whoever lives on a platform also waits for the turn of its
group. The store's lease gives a key to one run; inside the run, turns are taken in order of asking. A host that
waits holds nothing that others need.

Within the run a monotonic clock counts, across runs the database's. A run that was killed leaves its hosts
*abandoned*: when its last request ended nobody knows, so the next run counts its pause from taking them over.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from math import inf

from crawler.failures import ending_of_error
from crawler.hosts.breaker import BackOff, Breaker, Ending, ending_of_status
from crawler.hosts.keys import Group
from crawler.hosts.leases import Leases
from crawler.ports import HostEnd, HostState

GROUP_PATIENCE = 4
"""So many times the failures of one host open the breaker of a whole group: one person's site is not the platform."""


class LeftDue(Exception):
    """A page could not be read in this run and stays due; the message says why."""

    counted = "left"
    """Under which word the run's report counts it."""


class RunStopping(LeftDue):
    """The run is ending."""

    counted = "stopping"


class HostResting(LeftDue):
    """A host that cannot be asked now.

    :ivar key: its politeness key, or its group's.
    """

    def __init__(self, message: str, key: str) -> None:
        super().__init__(message)
        self.key = key


class HostBusy(HostResting):
    """Another run holds the host, or it asked for a longer rest than this run waits."""

    counted = "host_busy"


class HostDown(HostResting):
    """The host failed so often in a row that it is left alone for a while."""

    counted = "host_down"


@dataclass
class _Host:
    key: str
    back_off: BackOff
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    last_end: float = -inf
    not_before: float = -inf
    breaker: Breaker = field(default_factory=Breaker)
    at_work: float | None = None
    """The pause that will follow the request that is under way; None without one."""


@dataclass
class Turn:
    """The right to make one request now; :meth:`answered` says how it ended. One that raises tells it by that."""

    key: str
    holds: Callable[[], bool]
    ending: Ending = Ending.NOTHING
    asked_seconds: float | None = None

    def confirm(self) -> None:
        """Make sure, right before the request, that the host is still this run's.

        :raises HostBusy: when it may be another's by now, as after the process was stopped for a while.
        """
        if not self.holds():
            raise HostBusy(f"{self.key} may be another run's by now; the page stays due", self.key)

    def answered(self, status: int, retry_after_seconds: float | None = None) -> None:
        """Note the answer; the host rests as long as a 429 or a 5xx asks for with ``Retry-After``."""
        self.ending = ending_of_status(status)
        if self.ending is not Ending.ANSWERED:
            self.asked_seconds = retry_after_seconds


class Politeness:
    """Turns per host for one run.

    :param patience_seconds: a host that must rest longer than this keeps its pages due instead.
    :param now: a monotonic clock in seconds.
    :param group: returns the group of a key, or None.
    """

    def __init__(
        self,
        hosts: HostState,
        *,
        hosts_at_once: int,
        patience_seconds: float,
        now: Callable[[], float],
        back_off: BackOff | None = None,
        group: Callable[[str], Group | None] = lambda _: None,
    ) -> None:
        self._leases = Leases(hosts, self._stand)
        self._patience = patience_seconds
        self._now = now
        self._back_off = back_off or BackOff()
        self._group_of = group
        self._hosts: dict[str, _Host] = {}
        self._requests = asyncio.Semaphore(hosts_at_once)
        self._stopping = asyncio.Event()

    @asynccontextmanager
    async def turn(self, key: str, delay_seconds: float) -> AsyncIterator[Turn]:
        """Wait for this host's turn and pause, and its group's; the pause after it counts from the block's end.

        :raises RunStopping: when the run ends while waiting.
        :raises HostBusy: when another run has the host, or it must rest longer than the run's patience.
        :raises HostDown: when the host failed too often.
        :raises PortError: when the host's state cannot be reached.
        """
        places = self._places(key, delay_seconds)
        async with AsyncExitStack() as held:
            for host, delay in places:
                await held.enter_async_context(host.lock)
                await self._wait(host, delay)
            await held.enter_async_context(self._requests)
            # While this one waited for room or for its group, the process may have been stopped and its lease lost.
            for host, delay in places:
                await self._wait(host, delay)
            turn = Turn(key, lambda: all(self._leases.stands(host.key) for host, _ in places))
            for host, delay in places:
                host.at_work = delay
            try:
                yield turn
            except Exception as error:
                turn.ending = ending_of_error(error)
                raise
            finally:
                rests = [self._end(host, delay, turn) for host, delay in places]
                if any(rests):
                    # A rest that was asked for holds across runs: it is written before anything else happens.
                    await self._leases.tell({host.key for host, _ in places})

    def _places(self, key: str, delay: float) -> list[tuple[_Host, float]]:
        """Return whose turns are needed, always in this order: the host's own, then its group's."""
        places = [(self._hosts.setdefault(key, _Host(key, self._back_off)), delay)]
        group = self._group_of(key)
        if group is not None:
            patient = replace(self._back_off, failures=self._back_off.failures * GROUP_PATIENCE)
            places.append((self._hosts.setdefault(group.key, _Host(group.key, patient)), group.delay_seconds))
        return places

    def _end(self, host: _Host, delay: float, turn: Turn) -> bool:
        """Note the end of a request; returns whether the host must rest for longer than usual."""
        now = host.last_end = self._now()
        host.at_work = None
        before, host.breaker = host.breaker, host.breaker.after(turn.ending, now, host.back_off)
        rest = host.back_off.rest(turn.ending, host.breaker.failures, delay, turn.asked_seconds)
        opened = -inf if host.breaker.open_until is None else host.breaker.open_until
        host.not_before = max(host.not_before, now + max(delay, rest), opened)
        self._leases.ended(host.key)
        return rest > delay or host.breaker != before

    async def _wait(self, host: _Host, delay: float) -> None:
        if self._stopping.is_set():
            raise RunStopping("the run is ending")
        if not self._leases.stands(host.key):
            await self._lease(host)
        if host.breaker.state(self._now()) == "open":
            raise HostDown(
                f"{host.key} failed {host.breaker.failures} times in a row; it is left alone for another "
                f"{(host.breaker.open_until or 0.0) - self._now():.0f} seconds, and the page stays due",
                host.key,
            )
        # The site's own delay may have become known only with the last answer.
        start = max(host.not_before, host.last_end + delay)
        seconds = start - self._now()
        if seconds > self._patience:
            raise HostBusy(f"{host.key} must rest {seconds:.0f} more seconds; the page stays due", host.key)
        while seconds > 0:
            try:
                await asyncio.wait_for(self._stopping.wait(), seconds)
            except TimeoutError:
                seconds = start - self._now()
            else:
                raise RunStopping("the run is ending")

    async def _lease(self, host: _Host) -> None:
        lease = await self._leases.take(host.key)
        if lease is None:
            raise HostBusy(f"{host.key} is being read by another run; the page stays due", host.key)
        now = self._now()
        host.not_before = max(host.not_before, now + lease.seconds_until)
        host.breaker = Breaker(lease.failures, None if lease.open_seconds is None else now + lease.open_seconds)
        if lease.abandoned:
            host.last_end = now

    def _stand(self, keys: Collection[str]) -> Sequence[HostEnd]:
        """Return how hosts stand now, in distances from now."""
        now = self._now()
        ends = []
        for host in (self._hosts[key] for key in keys):
            opened = host.breaker.open_until
            left = None if opened is None else max(0.0, opened - now)
            ends.append(HostEnd(host.key, max(0.0, host.not_before - now), host.breaker.failures, left))
        return ends

    def stop(self) -> None:
        """Make everyone who waits leave with :class:`RunStopping`."""
        self._stopping.set()

    def close(self) -> None:
        """Write what is unwritten and give all leases back; called when the reactor has stopped.

        :raises PortError: when the host's state cannot be reached.
        """
        cut_off = {host.key: host.at_work for host in self._hosts.values() if host.at_work is not None}
        for key, delay in cut_off.items():
            # Its connection closes with this process.
            self._hosts[key].not_before = max(self._hosts[key].not_before, self._now() + delay)
        self._leases.close(cut_off)
