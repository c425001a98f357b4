"""What all parts of one run share: orders, ports, guard, robots, politeness, budget and filing.

Scrapy deep-copies its settings, so the context travels in them as a function that returns it.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING
from uuid import uuid4
from weakref import WeakKeyDictionary

from config import settings as perennial_settings
from crawler.archive import Archive
from crawler.browser.rendering import Rendering
from crawler.errors import GuardError
from crawler.forgotten import KnownSuppressions
from crawler.frontier.budget import Budget, BudgetSpent, Limits, Spent
from crawler.frontier.due import DuePages
from crawler.frontier.traps import Trap, Traps
from crawler.guard import Address, Guard, parse
from crawler.hosts.keys import Group, group_of, longest_delay, politeness_key
from crawler.items import DuePage
from crawler.memory import Memory, MemoryRenderings, utc_now
from crawler.monitors import LOST
from crawler.permission import refused
from crawler.pipeline import Filed, Filing
from crawler.politeness import HostResting, Politeness
from crawler.ports import Ports
from crawler.robots import RobotsService
from crawler.rules.tdmrep import ReservationService
from crawler.spec import Progress, RunSpec, Tally

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

CONTEXT_SETTING = "PERENNIAL_CONTEXT"
SUPPRESSION_SECONDS = 5.0
"""How old the run's knowledge of the suppression list may be: it goes on that long after an erasure, at the most."""
logger = logging.getLogger(__name__)


class RunContext:
    """The shared state of one run.

    :param on_progress: called after each filed batch.
    :param start_spider: see :class:`crawler.frontier.due.DuePages`.
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
        self.reservations = ReservationService(ports.robots, hours=spec.robots_hours, clock=clock)
        self.politeness = Politeness(
            ports.hosts,
            hosts_at_once=spec.max_hosts_at_once,
            patience_seconds=spec.patience_seconds,
            now=now,
            back_off=spec.back_off,
            group=self.group,
        )
        self.budget = Budget(
            run=Limits(spec.pages_per_run, spec.bytes_per_run),
            host=Limits(spec.pages_per_host, spec.bytes_per_host, spec.seconds_per_host),
            source=Limits(spec.pages_per_source, spec.bytes_per_source, spec.seconds_per_source),
            now=now,
        )
        self.suppressions = KnownSuppressions(ports.suppressions, now)
        self.filing = Filing(ports.sink, self.suppressions, ports.log, Archive(spec.archive_url), on_filed=self._filed)
        self.rendering = Rendering(spec, ports.renderings or MemoryRenderings(), note=self.filing.note, clock=clock)
        self.due = DuePages(
            ports.frontier,
            admit=self.admit,
            start_spider=start_spider,
            no_spider=self.no_spider,
            look_up=self.look_up,
        )
        self.fault: Exception | None = None
        self.traps = Traps(lambda: clock().date())
        self.stop_reason = "stopping"
        """Why pages that were not read stay due once the run is told to stop."""
        self._told_spent: set[tuple[str, str]] = set()
        self._on_progress = on_progress
        self._stop = stop
        self._told_resting: set[tuple[str, str]] = set()
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
        try:
            key = self.key(parse(page.address))
        except GuardError:
            # One page: it is refused as soon as it is judged.
            key = page.address
        spent = self.budget.admit(page, key)
        if spent is not None:
            self.budget_left(page, spent)
            return False
        self.tally.asked += 1
        if key != page.address:
            self.traps.count(page.address)
        return True

    def left_due(self, reason: str, pages: int = 1) -> None:
        """Count pages that stay due."""
        if pages:
            self.tally.left_due[reason] += pages

    def budget_left(self, page: DuePage, spent: Spent) -> None:
        """Count a page that a budget leaves due; noted once per budget, at the first page that it leaves."""
        self.left_due("budget")
        if spent.scope == "run":
            self.due.enough()
        if (spent.scope, spent.name) not in self._told_spent:
            self._told_spent.add((spent.scope, spent.name))
            detail = f"From here on not read now and still due: {spent.detail}."
            self.filing.note(refused(page, "budget", detail), page.address)

    def resting(self, page: DuePage, reason: HostResting) -> None:
        """Note a host that cannot be asked now, once per host and reason; its other pages stay due without a note."""
        if (reason.key, reason.counted) not in self._told_resting:
            self._told_resting.add((reason.key, reason.counted))
            self.filing.note(refused(page, reason.counted, str(reason)), page.address)

    def trapped(self, page: DuePage, address: str, trap: Trap) -> None:
        """Note a trap that a page leads to, once per site and kind; it is not followed."""
        if self.traps.first_time(address, trap.kind):
            detail = f"Leads to {address}, which is not followed, nor is what is like it: {trap.detail}."
            self.filing.note(refused(page, "trap", detail), page.address)

    def within_budget(self, page: DuePage, host: str) -> None:
        """Look at what the pages before this one cost.

        :raises BudgetSpent: when they used up what it needs, too; it stays due.
        """
        spent = self.budget.spent(page, host)
        if spent is not None:
            raise BudgetSpent(spent)

    def time_is_up(self) -> None:
        """Ask for nothing more; what is under way is filed, the rest stays due."""
        self.stop_reason = "time"
        self.stop()

    def count_left(self) -> None:
        """Count what a run that ended early leaves due; called when the reactor has stopped.

        :raises PortError: when the frontier cannot be reached.
        """
        self.left_due(self.stop_reason if self.due.stopped else LOST, self.due.unfinished)
        # With a budget the frontier may hand out no more than it allows, and end by itself.
        if self.due.cut_short or self.spec.pages_per_run is not None:
            self.left_due(self.stop_reason if self.due.stopped else "budget", self.ports.frontier.remaining())

    def key(self, address: Address) -> str:
        """Return an address's politeness key."""
        mapped = self.guard.loopback is not None and self.guard.loopback.port(address) is not None
        return politeness_key(address, loopback=mapped)

    def group(self, key: str) -> Group | None:
        """Return the platform whose turn a key's requests need, too."""
        group = group_of(key)
        if group is not None and self.spec.delay_override is not None:
            return Group(group.key, self.spec.delay_override)
        return group

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

    def look_up(self, pages: Sequence[DuePage]) -> None:
        """Ask the suppression list for many pages at once; :meth:`is_suppressed` then knows.

        :raises PortError: when the list cannot be reached.
        """
        if pages:
            self.suppressions.suppressed([page.address for page in pages])

    async def is_suppressed(self, page: DuePage, address: str) -> bool:
        """Whether an address, the page's own or a hop's, belongs to an erased person.

        :raises PortError: when the list cannot be reached.
        """
        return await self.suppressions.any_of({address, page.address}, SUPPRESSION_SECONDS)

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
        self.rendering.stop()

    def close(self) -> None:
        """Write the last notes and give the leases back; called when the reactor has stopped."""
        self.rendering.close()
        try:
            self.filing.close()
        finally:
            self.politeness.close()

    def _filed(self, filed: Filed) -> None:
        for reading in filed.readings:
            self.tally.add(reading)
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
