"""What a crawl run needs from outside, as protocols.

The run itself never knows where state lives: :mod:`crawler.memory` keeps it in memory,
``sync/store/crawl.py`` in MongoDB. All methods are synchronous and may block; the run calls them with
``asyncio.to_thread`` and in batches. All may raise :class:`crawler.errors.PortError`, which ends the run.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from crawler.items import DuePage, Reading, Verdict


@dataclass(frozen=True, slots=True)
class RobotsRecord:
    """One remembered answer to ``/robots.txt`` of one origin (scheme, host and port)."""

    origin: str
    fetched_at: datetime
    expires_at: datetime
    status: int | None
    """HTTP status after redirects; None for a timeout, reset or DNS failure."""
    body: bytes
    detail: str = ""


@dataclass(frozen=True, slots=True)
class HostLease:
    """The right to talk to one politeness key for a while."""

    key: str
    not_before: datetime
    """Earliest time of the next request, by the database's clock."""
    seconds_until: float
    """The same as a distance from now, so that a run can use its monotonic clock."""
    failures: int = 0
    """Requests that failed in a row, in whatever run."""
    open_seconds: float | None = None
    """For so long nothing may be asked of the host, 0 for a probe; None while its breaker is closed."""
    abandoned: bool = False
    """The run that had it last did not give it back: its last request may have ended only now."""


@dataclass(frozen=True, slots=True)
class HostEnd:
    """How one key stands after a request; see :class:`HostLease`."""

    key: str
    rest_seconds: float
    """The next request may start so many seconds from now."""
    failures: int = 0
    open_seconds: float | None = None


class Frontier(Protocol):
    """Which pages are due."""

    def due(self, limit: int) -> Sequence[DuePage]:
        """Return up to ``limit`` due pages that this run has not been given yet, the most pressing first."""

    def remaining(self) -> int:
        """Count the due pages that this run has not been given; none of them is given afterwards."""


class HostState(Protocol):
    """Politeness across runs: one owner per key, and a not-before time."""

    def acquire(self, keys: Sequence[str]) -> Sequence[HostLease]:
        """Lease those of the keys that no other live run holds; the others are left out."""

    def holds(self, key: str) -> bool:
        """Tell without a round trip whether a lease of this run certainly stands for a while yet.

        A process that was stopped and goes on later finds that it does not: it must ask anew.
        """

    def completed(self, ends: Sequence[HostEnd]) -> None:
        """Record in one write how keys stand after their last requests. A rest is never cut short by that."""

    def release(self, keys: Sequence[str]) -> None:
        """Give leases back at the end of a run."""


class RobotsCache(Protocol):
    """Robots answers shared by all runs."""

    def get(self, origin: str) -> RobotsRecord | None:
        """Return the remembered answer while it is valid, else None."""

    def put(self, record: RobotsRecord) -> None:
        """Remember an answer until its ``expires_at``."""


@dataclass(frozen=True, slots=True)
class RenderRecord:
    """Whether rendering a page of a host in the browser showed more than the page as served."""

    host: str
    at: datetime
    gained: bool


class Renderings(Protocol):
    """Where the browser is of use, as runs before found it; one record a host."""

    def get(self, host: str) -> RenderRecord | None:
        """Return what is known of a host, or None."""

    def put(self, record: RenderRecord) -> None:
        """Remember it, instead of what was known before."""


class Suppressions(Protocol):
    """People who asked to be forgotten."""

    def suppressed(self, addresses: Sequence[str]) -> set[str]:
        """Return those of the addresses that belong to an erased person and must not be fetched."""

    def state(self) -> int:
        """Return a number that is another one whenever somebody was put on the list since."""


class SnapshotSink(Protocol):
    """Where readings are filed."""

    def file(self, readings: Sequence[Reading]) -> Sequence[DuePage]:
        """File readings in one transaction and return the discovered pages that are due now.

        The same write takes the pages out of "due", so that a kill before it leaves them due and a kill
        after it loses nothing. Filing for a person who was erased meanwhile stores nothing of them.
        """


class RunLog(Protocol):
    """The report of one run, live and stored."""

    def reading(self, reading: Reading) -> None:
        """Count one finished attempt; called after it is filed."""

    def note(self, verdict: Verdict, address: str) -> None:
        """Record a decision that has no page, such as an unfollowed redirect."""


@dataclass(frozen=True, slots=True)
class Ports:
    """All ports of one run."""

    frontier: Frontier
    hosts: HostState
    robots: RobotsCache
    suppressions: Suppressions
    sink: SnapshotSink
    log: RunLog
    renderings: Renderings | None = None
    """None: each run finds out anew."""
