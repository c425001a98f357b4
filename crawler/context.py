"""What all parts of one run share: orders, ports, guard, robots, politeness, budget and filing.

Scrapy deep-copies its settings, so the context travels in them as a function that returns it.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from math import inf
from time import monotonic
from typing import TYPE_CHECKING
from uuid import uuid4
from weakref import WeakKeyDictionary

from config import settings as perennial_settings
from crawler.archive import Archive
from crawler.budget import Budget
from crawler.due import DuePages
from crawler.guard import Address, Guard
from crawler.items import DuePage
from crawler.memory import Memory, utc_now
from crawler.permission import refused
from crawler.pipeline import Filed, Filing
from crawler.politeness import Politeness, longest_delay, politeness_key
from crawler.ports import Ports
from crawler.robots import RobotsService
from crawler.spec import Progress, RunSpec, Tally

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

CONTEXT_SETTING = "PERENNIAL_CONTEXT"
SUPPRESSION_SECONDS = 5.0
"""How long an answer of the suppression list counts: a run goes on that long after an erasure, at the most."""
logger = logging.getLogger(__name__)


class RunContext:
    """The shared state of one run.

    :param on_progress: called after each filed batch.
    :param start_spider: see :class:`crawler.due.DuePages`.
    :param stop: asked to end the whole run after an error that must end it.
    :param clock: the present moment in UTC.
    :param now: a monotonic clock in seconds.
    """

    def __init__(
        self,
        spec: RunSpec,
        ports: Ports,
        *,
        on_progress: Callable[[Progress], None] | None = None,
        start_spider: Callable[[str], bool] = lambda _: True,
        stop: Callable[[], None] = lambda: None,
        clock: Callable[[], datetime] = utc_now,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self.spec = spec
        self.ports = ports
        self.clock = clock
        self.guard = Guard(spec.loopback)
        self.tally = Tally()
        self.robots = RobotsService(ports.robots, hours=spec.robots_hours, clock=clock)
        self.politeness = Politeness(
            ports.hosts, hosts_at_once=spec.max_hosts_at_once, patience_seconds=spec.patience_seconds, now=now
        )
        self.budget = Budget(
            pages_per_source=spec.pages_per_source,
            pages_per_run=spec.pages_per_run,
            bytes_per_source=spec.bytes_per_source,
        )
        self.filing = Filing(ports.sink, ports.suppressions, ports.log, Archive(spec.archive_url), on_filed=self._filed)
        self.due = DuePages(ports.frontier, admit=self.admit, start_spider=start_spider, no_spider=self.no_spider)
        self.fault: Exception | None = None
        self._on_progress = on_progress
        self._stop = stop
        self._now = now
        self._suppressed: dict[str, tuple[float, bool]] = {}
        self._delays: dict[tuple[str, str], float] = {}

    @classmethod
    def of(cls, crawler: "Crawler") -> "RunContext":
        """Return the context of a crawler's run; a plain ``scrapy crawl`` gets one of its own, in memory."""
        given = crawler.settings.get(CONTEXT_SETTING)
        if given is not None:
            context: RunContext = given()
            return context
        if crawler not in _PLAIN:
            _PLAIN[crawler] = _plain_context()
        return _PLAIN[crawler]

    def admit(self, page: DuePage) -> bool:
        """Admit a page to this run; one that exhausts a budget is noted and stays due."""
        if self.budget.admitted(page):
            return False
        used_up = self.budget.admit(page)
        if used_up:
            self.left_due("budget")
            self.filing.note(refused(page, "budget", f"Not read now and still due: {used_up}."), page.address)
            return False
        self.tally.asked += 1
        return True

    def left_due(self, reason: str) -> None:
        """Count a page that stays due."""
        self.tally.left_due[reason] += 1

    def key(self, address: Address) -> str:
        """Return an address's politeness key."""
        mapped = self.guard.loopback is not None and self.guard.loopback.port(address) is not None
        return politeness_key(address, loopback=mapped)

    def delay(self, address: Address, spider: str) -> float:
        """Return the pause after a request, in seconds."""
        robots = self.robots.known(address.origin)
        crawl_delay = robots.crawl_delay if robots is not None and self.spec.obey_crawl_delay else 0.0
        if self.spec.delay_override is not None:
            return max(self.spec.delay_override, crawl_delay)
        ours = self._delays.get((address.host, spider))
        if ours is None:
            ours = self._delays[(address.host, spider)] = longest_delay(address, spider, self.spec.delay_seconds)
        return max(ours, crawl_delay)

    async def is_suppressed(self, page: DuePage, address: str) -> bool:
        """Whether an address, the page's own or a hop's, belongs to an erased person.

        :raises PortError: when the list cannot be reached.
        """
        began = self._now()
        names = {address, page.address}
        asked = [one for one in names if self._answered(one) <= began - SUPPRESSION_SECONDS]
        if asked:
            hits = await asyncio.to_thread(self.ports.suppressions.suppressed, asked)
            self._suppressed.update((one, (began, one in hits)) for one in asked)
        return any(self._suppressed[one][1] for one in names)

    def _answered(self, address: str) -> float:
        return self._suppressed[address][0] if address in self._suppressed else -inf

    def no_spider(self, page: DuePage) -> None:
        """Leave a page due that no spider here reads."""
        logger.error("%s: there is no spider %r; the page stays due", page.address, page.spider)
        self.left_due("unknown_spider")

    def fail(self, fault: Exception) -> None:
        """End the run for an error that it cannot go on after; the first one is reported."""
        if self.fault is None:
            self.fault = fault
            logger.error("The run ends: %s: %s", type(fault).__name__, fault)
            self._stop()

    def stop(self) -> None:
        """Hand out nothing more and wake up all who wait."""
        self.due.stop()
        self.politeness.stop()

    def close(self) -> None:
        """Write the last notes and give the leases back; called when the reactor has stopped."""
        try:
            self.filing.close()
        finally:
            self.politeness.close()

    def _filed(self, filed: Filed) -> None:
        for reading in filed.readings:
            self.tally.add(reading)
            self.budget.read(reading.page, reading.body_bytes)
        now = self._now()
        self._suppressed.update((page.address, (now, page.address in filed.suppressed)) for page in filed.due)
        if self._on_progress is None:
            return
        try:
            self._on_progress(self.tally.progress())
        except Exception as error:
            # Nobody listens any more; what is filed is filed, the rest stays due.
            self.fail(error)


_PLAIN: "WeakKeyDictionary[Crawler, RunContext]" = WeakKeyDictionary()


def _plain_context() -> RunContext:
    """Return a context in memory with the operator's settings.

    :raises NotConfigured: without a contact.
    """
    spec = RunSpec.from_settings(
        perennial_settings.load(), run_id=uuid4().hex, owner="scrapy", archive_url="memory://perennial"
    )
    spec.check()
    return RunContext(spec, Memory().ports())
