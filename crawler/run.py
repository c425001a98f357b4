"""One crawl run: Scrapy's settings, and the function that a child process calls.

The names in capitals are Scrapy's settings module (``scrapy.cfg`` points here); :func:`run` adds what a
:class:`~crawler.spec.RunSpec` says.
"""

import asyncio
import gc
import threading
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any

from scrapy import Spider
from scrapy.core.downloader import contextfactory  # noqa: F401 - costs thrice as much once all else is imported
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Request, Response
from scrapy.logformatter import LogFormatter
from scrapy.settings import Settings

from crawler import logs
from crawler.context import CONTEXT_SETTING, RunContext
from crawler.errors import CrawlError
from crawler.frontier.due import BATCH
from crawler.guard import LoopbackMap
from crawler.items import DuePage
from crawler.memory import utc_now
from crawler.monitors import Counts, complaints
from crawler.ports import Ports
from crawler.spec import Progress, RunSpec, RunSummary

__all__ = ["LoopbackMap", "Progress", "RunSpec", "RunSummary", "run"]

BOT_NAME = "perennial"
SPIDER_MODULES = ["spiders"]
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
TWISTED_DNS_RESOLVER = "crawler.handler.FilteringResolver"

# Only the web, only through the guard.
DOWNLOAD_HANDLERS = {
    "http": "crawler.handler.PoliteHandler",
    "https": "crawler.handler.PoliteHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_MAXSIZE = 4_000_000
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30

# Turns, pauses and budgets are ours: crawler.politeness and crawler.frontier.budget.
CONCURRENT_REQUESTS = 0
# Scrapy starts so many tasks per answer to pass its output on; ours is a few requests.
CONCURRENT_ITEMS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1_000_000
DOWNLOAD_DELAY = 0
DOWNLOAD_DELAY_JITTER = 0
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 64_000_000
SCHEDULER = "crawler.queues.HostQueues"
DOWNLOADER = "crawler.queues.TurnDownloader"

# Doors into the process, and things done behind the verdict's back.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False
RETRY_ENABLED = False
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
COOKIES_ENABLED = False
HTTPPROXY_ENABLED = False
REFERER_ENABLED = False
ROBOTSTXT_OBEY = False
HTTPCACHE_ENABLED = False

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en,*;q=0.5",
}
# These and no others: what Scrapy adds by itself is done elsewhere (redirects, retries, robots.txt, politeness), or
# costs something for every page and serves nobody here.
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES = {
    "crawler.middleware.PermissionMiddleware": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "crawler.answers.coding.ContentCodings": 590,
}
# Every status is a reading, and depth and sites are judged per source.
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
# For ``scrapy crawl -o``.
EXTENSIONS_BASE = {"scrapy.extensions.feedexport.FeedExporter": 0}
LOG_FORMATTER = "crawler.run.OneLineLess"
STATS_DUMP = False
WARN_ON_GENERATOR_RETURN_VALUE = False


GARBAGE_THRESHOLDS = (5_000, 5, 5)
"""Python's own look through the youngest objects comes after 700, which is less than one page makes."""


class OneLineLess(LogFormatter):
    """Scrapy's log without a line for each answer: readings are filed, and addresses are no business of a log."""

    def crawled(self, request: Request, response: Response, spider: Spider) -> None:  # type: ignore[override]
        """See :class:`scrapy.logformatter.LogFormatter`: nothing is said."""


class _Process(AsyncCrawlerProcess):
    """Scrapy's process, which also wakes up those who wait for a turn when it is told to stop."""

    on_stop: Callable[[], None] = staticmethod(lambda: None)

    async def stop(self) -> None:
        self.on_stop()
        await super().stop()


def run(
    spec: RunSpec,
    ports: Ports,
    on_progress: Callable[[Progress], None] | None = None,
) -> RunSummary:
    """Read all due pages once, in this process, and report.

    Starts Twisted's reactor, which cannot start twice: call it in a process of its own. In that process's main
    thread SIGINT and SIGTERM end the run cleanly: what was answered is filed, the rest stays due.

    :param on_progress: called in the event loop's thread after each filed batch.
    :raises NotConfigured: when public hosts would be read without a contact; nothing has been fetched.
    :raises PortError: when the state cannot be reached; pages whose reading was not filed stay due.
    :raises ArchiveError: when a body cannot be kept; its page stays due.
    """
    started_at = utc_now()
    first = ports.frontier.due(BATCH)
    if not first:
        return RunSummary(spec.run_id, started_at, utc_now(), 0, {}, {}, {}, {}, 0)
    spec.check()
    # What is imported stays for the whole run: looking through it for garbage again and again costs a fifth of a page.
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    return _Run(spec, ports, on_progress, started_at).read(first)


class _Run:
    def __init__(
        self, spec: RunSpec, ports: Ports, on_progress: Callable[[Progress], None] | None, started_at: datetime
    ) -> None:
        self._started_at = started_at
        self._interrupted = False
        self.context = RunContext(
            spec, ports, on_progress=on_progress, start_spider=self._start_spider, stop=self._stop_soon
        )
        self.process = _Process(scrapy_settings(spec, self.context))
        # After Scrapy, which turns its own loggers up to the level where each answer is a line.
        logs.configure(spec.log_level, spec.log_format)
        self.process.on_stop = self._stopping
        self._tasks: set[asyncio.Task[None]] = set()

    def read(self, first: Sequence[DuePage]) -> RunSummary:
        try:
            while first and not self.process.crawlers:
                self.context.look_up(first)
                self.context.due.offer(first)
                first = () if self.process.crawlers else self.context.ports.frontier.due(BATCH)
            if self.process.crawlers:
                self._spawn(self._fill())
                if self.context.spec.seconds_per_run is not None:
                    loop = asyncio.get_event_loop()
                    loop.call_later(self.context.spec.seconds_per_run, self.context.time_is_up)
                in_main_thread = threading.current_thread() is threading.main_thread()
                self.process.start(install_signal_handlers=in_main_thread)
        finally:
            self.context.close()
        if self.context.fault is not None:
            raise self.context.fault
        if self.process.bootstrap_failed:
            raise CrawlError("a spider could not be started; its error is in the log above")
        self.context.count_left()
        return self._summary()

    async def _fill(self) -> None:
        try:
            await self.context.due.fill()
        except Exception as error:
            # Without an end of the queue the spiders would wait for ever.
            self.context.fail(error)

    def _start_spider(self, name: str) -> bool:
        try:
            spider = self.process.spider_loader.load(name)
        except KeyError:
            return False
        self.process.crawl(spider)
        return True

    def _stop_soon(self) -> None:
        self._spawn(self.process.stop())

    def _stopping(self) -> None:
        # Scrapy also calls this when everything is done; only a stop with work left is an interruption.
        if self.process.crawlers:
            self._interrupted = True
            self.context.stop()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_event_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _summary(self) -> RunSummary:
        tally = self.context.tally
        return RunSummary(
            run_id=self.context.spec.run_id,
            started_at=self._started_at,
            ended_at=utc_now(),
            asked=tally.asked,
            outcomes=dict(tally.outcomes),
            refusals=dict(tally.refusals),
            errors=dict(tally.errors),
            left_due=dict(tally.left_due),
            body_bytes=tally.body_bytes,
            renderings=dict(tally.renderings),
            interrupted=self._interrupted,
            complaints=complaints(Counts(tally.asked, tally.outcomes, tally.left_due)),
        )


def scrapy_settings(spec: RunSpec, context: RunContext) -> Settings:
    """Return Scrapy's settings for one run."""
    settings = Settings()
    settings.setmodule(__name__, priority="project")
    settings.setdict(
        {
            # Scrapy deep-copies settings; a function survives that, a client or a lock inside it would not.
            CONTEXT_SETTING: lambda: context,
            "USER_AGENT": spec.user_agent,
            "DOWNLOAD_MAXSIZE": spec.max_page_bytes,
            "DOWNLOAD_TIMEOUT": spec.timeout_seconds,
            "LOG_INSTALL_ROOT_HANDLER": False,
            "LOG_VERSIONS": [],
        },
        priority="cmdline",
    )
    return settings
