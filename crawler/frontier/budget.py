"""What one run may take, in all, of one host and for one source: pages, bytes, and seconds of waiting for answers.

A page is admitted when it is handed out, and looked at once more when its host's turn has come: what the pages
before it cost is known only then. What is not admitted stays due. The run's own time is a deadline, kept by
:mod:`crawler.run`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from time import monotonic
from typing import Literal

from config import sources
from crawler.items import DuePage
from crawler.politeness import LeftDue

Scope = Literal["run", "host", "source"]
DEFAULT_PAGES_PER_SOURCE = 50
"""Where the catalogue names no number for a kind."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of one scope; None is no limit."""

    pages: int | None = None
    body_bytes: int | None = None
    """As they came over the wire."""
    seconds: float | None = None
    """Spent on requests, from their first byte to the answer's last; waiting for a host's turn does not count."""


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Spent:
    """A budget that is used up."""

    scope: Scope
    name: str
    """The host's politeness key or the source's id; empty for the run."""
    detail: str


class BudgetSpent(LeftDue):
    """A page waited for its turn while its budget was used up."""

    counted = "budget"

    def __init__(self, spent: Spent) -> None:
        super().__init__(spent.detail)
        self.spent = spent


@dataclass(slots=True)
class _Used:
    pages: int = 0
    body_bytes: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Meter:
    """What one request costs; its bytes are told while it is metered."""

    body_bytes: int = 0


@dataclass(slots=True)
class _Ledger:
    """What each host or source has used."""

    used: dict[str, _Used] = field(default_factory=dict)

    def of(self, name: str) -> _Used:
        return self.used.setdefault(name, _Used())


class Budget:
    """Admits pages until a budget is used up, each page once.

    A page that is read for several sources is admitted while any of them has room, and counts for all of them.

    :param now: a monotonic clock in seconds.
    """

    def __init__(
        self,
        *,
        run: Limits = NO_LIMITS,
        host: Limits = NO_LIMITS,
        source: Limits = NO_LIMITS,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._limits: dict[Scope, Limits] = {"run": run, "host": host, "source": source}
        self._now = now
        self._run = _Used()
        self._hosts = _Ledger()
        self._sources = _Ledger()
        self._admitted: set[str] = set()
        self._alias_of: dict[str, str] = {}

    def admit(self, page: DuePage, host: str) -> Spent | None:
        """Admit a page, or say which budget is used up.

        :param host: the politeness key of the page's address.
        """
        spent = self._spent(page, host, self._pages_left)
        if spent is None:
            spent = self.spent(page, host)
        if spent is not None:
            return spent
        for used in self._concerned(page, host):
            used.pages += 1
        self._admitted.add(page.address)
        if page.alias_of is not None:
            self._alias_of[page.address] = page.alias_of
        return None

    def admitted(self, page: DuePage) -> bool:
        """Whether this run was given the page already."""
        return page.address in self._admitted

    def claim(self, target: str, page: DuePage) -> bool:
        """Take an address that a page leads to as read through that page; False when it is read by itself.

        A target that was the page's own alias before has no content of its own, and is no obstacle.
        """
        if target in self._admitted and self._alias_of.get(target) != page.address:
            return False
        self._admitted.add(target)
        return True

    def spent(self, page: DuePage, host: str) -> Spent | None:
        """Say whose bytes or seconds an admitted page would go over."""
        return self._spent(page, host, self._cost_left)

    @contextmanager
    def metering(self, page: DuePage | None, host: str) -> Iterator[Meter]:
        """Charge what happens inside to the run, the host and the page's sources, failed or not.

        :param page: None for a robots.txt, which is charged to its host.
        """
        meter, began = Meter(), self._now()
        try:
            yield meter
        finally:
            seconds = self._now() - began
            for used in self._concerned(page, host):
                used.body_bytes += meter.body_bytes
                used.seconds += seconds

    def _concerned(self, page: DuePage | None, host: str) -> list[_Used]:
        names = [source.source_id for source in page.sources] if page is not None else []
        return [self._run, self._hosts.of(host), *(self._sources.of(name) for name in names)]

    def _spent(self, page: DuePage, host: str, judge: Callable[[_Used, Limits, Scope], str | None]) -> Spent | None:
        outer: list[tuple[Scope, str, _Used]] = [("run", "", self._run), ("host", host, self._hosts.of(host))]
        for scope, name, used in outer:
            if detail := judge(used, self._limits[scope], scope):
                return Spent(scope, name, detail)
        names = [source.source_id for source in page.sources]
        limits = self._of_source(page.spider)
        details = [judge(self._sources.of(name), limits, "source") for name in names]
        if names and all(details):
            return Spent("source", names[0], details[0] or "")
        return None

    def _of_source(self, spider: str) -> Limits:
        asked, catalogue = self._limits["source"], pages_per_source(spider)
        pages = catalogue if asked.pages is None else min(asked.pages, catalogue)
        return Limits(pages, asked.body_bytes, asked.seconds)

    @staticmethod
    def _pages_left(used: _Used, limits: Limits, scope: Scope) -> str | None:
        if limits.pages is not None and used.pages >= limits.pages:
            return f"the {scope}'s {limits.pages:,} pages of this run are used up"
        return None

    @staticmethod
    def _cost_left(used: _Used, limits: Limits, scope: Scope) -> str | None:
        if limits.body_bytes is not None and used.body_bytes >= limits.body_bytes:
            return f"the {scope}'s {limits.body_bytes:,} bytes of this run are used up"
        if limits.seconds is not None and used.seconds >= limits.seconds:
            return f"the {scope}'s {limits.seconds:,.0f} seconds of this run are used up"
        return None


@cache
def pages_per_source(spider: str) -> int:
    """Return how many pages of one source the catalogue permits in a run, the fewest of a spider's kinds."""
    rates = [kind.rates.pages_per_run for kind in sources.load().values() if kind.spider == spider and kind.rates]
    return min(rates, default=DEFAULT_PAGES_PER_SOURCE)
