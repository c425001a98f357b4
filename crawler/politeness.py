"""One connection per host at a time, and a pause between the end of one request and the next.

A host is a politeness key: the registered domain with private suffixes on (a person under github.io is a
host of their own), a platform's host group where the catalogue names one, else host and port. The store's
lease gives a key to one run; inside the run, turns are taken in order of asking. A host that waits holds
nothing that others need.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache

from tldextract import TLDExtract

from config import sources
from crawler.guard import Address
from crawler.ports import HostState

DEFAULT_BACK_OFF_SECONDS = 300.0
"""How long a host rests after a 429 that does not say."""
FLUSH_SECONDS = 0.5
_LONGEST_BACK_OFF_SECONDS = 7 * 86_400.0


class LeftDue(Exception):
    """A page could not be read in this run and stays due; the message says why."""


class RunStopping(LeftDue):
    """The run is ending."""


class HostBusy(LeftDue):
    """Another run holds the host, or it asked for a longer rest than this run waits."""


@cache
def _extract() -> TLDExtract:
    # Without suffix list addresses the bundled list is used, and no request is made.
    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=16_384)
def registered_domain(host: str) -> str | None:
    """Return the domain that was registered, private suffixes counted as public, or None without one."""
    return _extract()(host).top_domain_under_public_suffix or None


def politeness_key(address: Address, *, loopback: bool = False) -> str:
    """Return the key whose requests wait for one another.

    :param loopback: fictional sites on this machine are told apart by their own host names.
    """
    if loopback:
        return address.host
    kind = sources.for_host(address.host)
    if kind is not None and kind.host_group:
        return f"group:{kind.host_group}"
    return registered_domain(address.host) or f"{address.host}:{address.port}"


def longest_delay(address: Address, spider: str, settings_delay: float, crawl_delay: float = 0.0) -> float:
    """Return the pause in seconds: the largest of ours, the platform's, the source kind's and the site's own."""
    kinds = [kind for kind in sources.load().values() if kind.spider == spider]
    platform = sources.for_host(address.host)
    rates = [kind.rates.delay_seconds for kind in (*kinds, platform) if kind is not None and kind.rates is not None]
    return max(settings_delay, crawl_delay, *rates)


@dataclass
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    leased: bool = False
    last_end: float | None = None
    not_before: float = 0.0


@dataclass
class Turn:
    """The right to make one request now; :meth:`hold` keeps the host at rest for longer."""

    hold_seconds: float = 0.0

    def hold(self, seconds: float | None) -> None:
        """Ask that the next request wait at least so many seconds, as a 429 or Retry-After does."""
        asked = DEFAULT_BACK_OFF_SECONDS if seconds is None else seconds
        self.hold_seconds = max(self.hold_seconds, min(asked, _LONGEST_BACK_OFF_SECONDS))


class Politeness:
    """Turns per host for one run.

    :param patience_seconds: a host that must rest longer than this keeps its pages due instead.
    :param now: a monotonic clock in seconds.
    """

    def __init__(
        self, hosts: HostState, *, hosts_at_once: int, patience_seconds: float, now: Callable[[], float]
    ) -> None:
        self._state = hosts
        self._patience = patience_seconds
        self._now = now
        self._hosts: dict[str, _Host] = {}
        self._requests = asyncio.Semaphore(hosts_at_once)
        self._stopping = asyncio.Event()
        self._ended: dict[str, tuple[float, float]] = {}
        self._flush: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def turn(self, key: str, delay_seconds: float) -> AsyncIterator[Turn]:
        """Wait for this host's turn and pause; the pause after it counts from the end of the block.

        :raises RunStopping: when the run ends while waiting.
        :raises HostBusy: when another run has the host, or it must rest longer than the run's patience.
        :raises PortError: when the host's state cannot be reached.
        """
        host = self._hosts.setdefault(key, _Host())
        async with host.lock:
            await self._wait(key, host, delay_seconds)
            async with self._requests:
                if self._stopping.is_set():
                    raise RunStopping("the run is ending")
                turn = Turn()
                try:
                    yield turn
                finally:
                    self._end(key, host, delay_seconds, turn.hold_seconds)
            if turn.hold_seconds:
                # A rest that the host asked for holds across runs, so it is written before anything else happens.
                await self._write_ends()

    def _end(self, key: str, host: _Host, delay: float, hold: float) -> None:
        host.last_end = self._now()
        host.not_before = max(host.not_before, host.last_end + max(delay, hold))
        self._ended[key] = (host.last_end, max(delay, hold))
        if self._flush is None or self._flush.done():
            self._flush = asyncio.ensure_future(self._write_soon())

    async def _wait(self, key: str, host: _Host, delay: float) -> None:
        if self._stopping.is_set():
            raise RunStopping("the run is ending")
        if not host.leased:
            await self._lease(key, host)
        start = host.not_before
        if host.last_end is not None:
            # The site's own delay may have become known only with the last answer.
            start = max(start, host.last_end + delay)
        seconds = start - self._now()
        if seconds > self._patience:
            raise HostBusy(f"{key} must rest {seconds:.0f} more seconds; the page stays due")
        while seconds > 0:
            try:
                await asyncio.wait_for(self._stopping.wait(), seconds)
            except TimeoutError:
                seconds = start - self._now()
            else:
                raise RunStopping("the run is ending")

    async def _lease(self, key: str, host: _Host) -> None:
        leases = await asyncio.to_thread(self._state.acquire, [key])
        lease = next((lease for lease in leases if lease.key == key), None)
        if lease is None:
            raise HostBusy(f"{key} is being read by another run; the page stays due")
        host.leased = True
        host.not_before = self._now() + lease.seconds_until

    async def _write_soon(self) -> None:
        await asyncio.sleep(FLUSH_SECONDS)
        await self._write_ends()

    async def _write_ends(self) -> None:
        # The lease keeps other runs away meanwhile, so that ends may be written together.
        await asyncio.to_thread(self._write, self._taken())

    def _taken(self) -> Sequence[tuple[str, float, float]]:
        ends = [(key, ended, delay) for key, (ended, delay) in self._ended.items()]
        self._ended.clear()
        return ends

    def _write(self, ends: Sequence[tuple[str, float, float]]) -> None:
        for key, ended, delay in ends:
            self._state.completed(key, max(0.0, delay - (self._now() - ended)))

    def stop(self) -> None:
        """Make everyone who waits leave with :class:`RunStopping`."""
        self._stopping.set()

    def close(self) -> None:
        """Write what is unwritten and give all leases back; called when the reactor has stopped.

        :raises PortError: when the host's state cannot be reached.
        """
        self._write(self._taken())
        self._state.release([key for key, host in self._hosts.items() if host.leased])
