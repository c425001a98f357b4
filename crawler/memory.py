"""The ports of a run in memory: for tests, benchmarks and a plain ``scrapy crawl``.

They keep the promises of :mod:`crawler.ports`: a page leaves "due" only when its reading is filed, a host
has one owner, and the next request to it waits. Safe to call from several threads.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from threading import RLock

from crawler.items import DuePage, Outcome, Reading, Verdict
from crawler.permission import ENDED_BY_SIGNALS
from crawler.ports import HostEnd, HostLease, Ports, RenderRecord, RobotsRecord

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


class MemoryPages:
    """Frontier and sink over one dictionary of pages."""

    def __init__(self, pages: Iterable[DuePage] = ()) -> None:
        self._lock = RLock()
        self._pages = {page.address: page for page in pages}
        self._given: set[str] = set()
        self._filed: dict[str, Reading] = {}

    def due(self, limit: int) -> Sequence[DuePage]:
        """See :class:`crawler.ports.Frontier`."""
        with self._lock:
            waiting = [page for address, page in self._pages.items() if address not in self._given]
            batch = [page for page in waiting if page.address not in self._filed][:limit]
            self._given.update(page.address for page in batch)
            return batch

    def remaining(self) -> int:
        """See :class:`crawler.ports.Frontier`."""
        return len(self.due(len(self._pages)))

    def file(self, readings: Sequence[Reading]) -> Sequence[DuePage]:
        """See :class:`crawler.ports.SnapshotSink`."""
        with self._lock:
            found = []
            for reading in readings:
                self._filed[reading.page.address] = reading
                if reading.same_as in self._pages and reading.outcome is not Outcome.ALIAS:
                    self._filed[reading.same_as] = reading
                for one in reading.discovered:
                    if one.address in self._pages:
                        continue
                    page = DuePage(one.address, reading.page.spider, one.role, one.depth, reading.page.sources)
                    self._pages[one.address] = page
                    self._given.add(one.address)
                    found.append(page)
            return found

    @property
    def readings(self) -> list[Reading]:
        """The last reading of every page, in the order of filing."""
        with self._lock:
            return list(self._filed.values())

    def left(self) -> list[DuePage]:
        """Return the pages that are still due."""
        with self._lock:
            return [page for address, page in self._pages.items() if address not in self._filed]

    def again(self) -> list[DuePage]:
        """Return all pages, due again, with what their last reading taught about them."""
        with self._lock:
            return [_refreshed(page, self._filed.get(page.address)) for page in self._pages.values()]


def _answered_in_full(reading: Reading) -> bool:
    """Whether an unchanged page came with a body, whose validators are the ones to ask with from now on."""
    return reading.outcome is Outcome.UNCHANGED and reading.status != 304


def _refreshed(page: DuePage, reading: Reading | None) -> DuePage:
    if reading is not None and reading.outcome is Outcome.REFUSED and reading.verdict.reason in ENDED_BY_SIGNALS:
        # Asked with validators it would say "not modified", and no longer what forbids it.
        return replace(page, etag=None, last_modified=None, body_sha256=None, content_sha256=None, signals=())
    if reading is None or not (reading.outcome is Outcome.FETCHED or _answered_in_full(reading)):
        return page
    return replace(
        page,
        etag=reading.headers.get("etag"),
        last_modified=reading.headers.get("last-modified"),
        body_sha256=reading.body_sha256,
        content_sha256=reading.content_sha256,
        signals=reading.verdict.signals,
    )


@dataclass(slots=True)
class _Host:
    owner: str | None
    not_before: datetime
    failures: int = 0
    open_until: datetime | None = None


@dataclass(slots=True)
class _SharedHosts:
    lock: AbstractContextManager[bool] = field(default_factory=RLock)
    hosts: dict[str, _Host] = field(default_factory=dict)


class MemoryHosts:
    """Host leases; runs that share one instance share its leases."""

    def __init__(self, owner: str = "memory", clock: Clock = utc_now, shared: "MemoryHosts | None" = None) -> None:
        self._owner = owner
        self._clock = clock
        self._shared: _SharedHosts = shared._shared if shared else _SharedHosts()
        self._lock, self._hosts = self._shared.lock, self._shared.hosts

    def acquire(self, keys: Sequence[str]) -> Sequence[HostLease]:
        """See :class:`crawler.ports.HostState`."""
        with self._lock:
            now = self._clock()
            leases = []
            for key in keys:
                host = self._hosts.setdefault(key, _Host(None, now))
                if host.owner not in (None, self._owner):
                    continue
                host.owner = self._owner
                opened = None if host.open_until is None else _seconds(host.open_until - now)
                leases.append(HostLease(key, host.not_before, _seconds(host.not_before - now), host.failures, opened))
            return leases

    def holds(self, key: str) -> bool:
        """See :class:`crawler.ports.HostState`; leases in memory last."""
        with self._lock:
            return key in self._hosts and self._hosts[key].owner == self._owner

    def completed(self, ends: Sequence[HostEnd]) -> None:
        """See :class:`crawler.ports.HostState`."""
        with self._lock:
            now = self._clock()
            for end in ends:
                host = self._hosts.setdefault(end.key, _Host(self._owner, now))
                host.not_before = max(host.not_before, now + timedelta(seconds=end.rest_seconds))
                host.failures = end.failures
                host.open_until = None if end.open_seconds is None else now + timedelta(seconds=end.open_seconds)

    def release(self, keys: Sequence[str]) -> None:
        """See :class:`crawler.ports.HostState`."""
        with self._lock:
            for key in keys:
                host = self._hosts.get(key)
                if host is not None and host.owner == self._owner:
                    host.owner = None

    def leased(self) -> set[str]:
        """Return the keys that are held now, by whomever."""
        with self._lock:
            return {key for key, host in self._hosts.items() if host.owner is not None}


def _seconds(left: timedelta) -> float:
    return max(0.0, left.total_seconds())


class MemoryRobots:
    """Robots answers."""

    def __init__(self, clock: Clock = utc_now) -> None:
        self._clock = clock
        self._records: dict[str, RobotsRecord] = {}

    def get(self, origin: str) -> RobotsRecord | None:
        """See :class:`crawler.ports.RobotsCache`."""
        record = self._records.get(origin)
        return record if record is not None and record.expires_at > self._clock() else None

    def put(self, record: RobotsRecord) -> None:
        """See :class:`crawler.ports.RobotsCache`."""
        self._records[record.origin] = record

    @property
    def records(self) -> list[RobotsRecord]:
        """All answers, expired ones too."""
        return list(self._records.values())


class MemoryRenderings:
    """Where the browser is of use."""

    def __init__(self) -> None:
        self._records: dict[str, RenderRecord] = {}

    def get(self, host: str) -> RenderRecord | None:
        """See :class:`crawler.ports.Renderings`."""
        return self._records.get(host)

    def put(self, record: RenderRecord) -> None:
        """See :class:`crawler.ports.Renderings`."""
        self._records[record.host] = record


class MemorySuppressions:
    """Addresses of erased people."""

    def __init__(self, addresses: Iterable[str] = ()) -> None:
        self._addresses = set(addresses)

    def add(self, address: str) -> None:
        """Suppress one more address from now on."""
        self._addresses.add(address)

    def suppressed(self, addresses: Sequence[str]) -> set[str]:
        """See :class:`crawler.ports.Suppressions`."""
        return self._addresses & set(addresses)

    def state(self) -> int:
        """See :class:`crawler.ports.Suppressions`."""
        return len(self._addresses)


@dataclass
class MemoryLog:
    """The run log as two lists."""

    readings: list[Reading] = field(default_factory=list)
    notes: list[tuple[str, Verdict]] = field(default_factory=list)

    def reading(self, reading: Reading) -> None:
        """See :class:`crawler.ports.RunLog`."""
        self.readings.append(reading)

    def note(self, verdict: Verdict, address: str) -> None:
        """See :class:`crawler.ports.RunLog`."""
        self.notes.append((address, verdict))


@dataclass
class Memory:
    """All state of runs in memory; :meth:`ports` hands it to one."""

    pages: MemoryPages = field(default_factory=MemoryPages)
    hosts: MemoryHosts = field(default_factory=MemoryHosts)
    robots: MemoryRobots = field(default_factory=MemoryRobots)
    suppressions: MemorySuppressions = field(default_factory=MemorySuppressions)
    log: MemoryLog = field(default_factory=MemoryLog)
    renderings: MemoryRenderings = field(default_factory=MemoryRenderings)

    def ports(self) -> Ports:
        """Return the ports over this state."""
        return Ports(
            frontier=self.pages,
            hosts=self.hosts,
            robots=self.robots,
            suppressions=self.suppressions,
            sink=self.pages,
            log=self.log,
            renderings=self.renderings,
        )
