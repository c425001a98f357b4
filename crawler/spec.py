"""What one crawl run is told, and what it reports; both cross a process boundary."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from config.settings import LogFormat, LogLevel, Settings
from crawler.errors import GuardError, NotConfigured
from crawler.guard import LoopbackMap, parse
from crawler.hosts.breaker import BackOff
from crawler.items import Outcome, Reading

PROJECT = "perennial-talent"
LOOPBACK_CONTACT = "https://perennial.example/contact"


@dataclass(frozen=True, slots=True)
class RunSpec:
    """One run's orders. Immutable and picklable, so that a child process can be given it."""

    run_id: str
    owner: str
    """Who holds the run's host leases."""
    archive_url: str
    contact: str | None = None
    delay_seconds: float = 1.0
    max_hosts_at_once: int = 32
    timeout_seconds: float = 30.0
    max_page_bytes: int = 4_000_000
    max_depth: int = 3
    robots_hours: float = 24.0
    log_level: LogLevel = "warning"
    log_format: LogFormat = "console"
    loopback: LoopbackMap | None = None
    delay_override: float | None = None
    """Seconds that replace our own delays (settings and catalogue), in a closed loopback run only."""
    obey_crawl_delay: bool = True
    """Whether sites' own Crawl-delay counts; may be off in a closed loopback run only."""
    pages_per_source: int | None = None
    """None: as the catalogue says, which no number raises."""
    pages_per_run: int | None = None
    pages_per_host: int | None = None
    bytes_per_run: int | None = None
    bytes_per_host: int | None = None
    bytes_per_source: int | None = 50_000_000
    seconds_per_run: float | None = None
    """By the clock on the wall; the other two count the seconds that requests took."""
    seconds_per_host: float | None = None
    seconds_per_source: float | None = None
    patience_seconds: float = 120.0
    """A host that must rest longer keeps its pages due."""
    browser: Path | None = None
    """The browser program; None: as :func:`crawler.browser.chromium.find_program` finds one."""
    renders_per_run: int = 500
    render_seconds: float = 15.0
    """Time of a page's own in the browser, without what it waits for."""
    render_bytes: int = 10_000_000
    """Scripts and data that one page may load."""
    back_off: BackOff = field(default_factory=BackOff)
    """How long a host that fails rests, and when it is left alone."""

    @classmethod
    def from_settings(cls, settings: Settings, *, run_id: str, owner: str, **more: object) -> "RunSpec":
        """Take what a run needs from the settings; keyword arguments win."""
        values: dict[str, object] = {
            "archive_url": settings.archive,
            "contact": settings.contact,
            "delay_seconds": settings.delay_seconds,
            "max_hosts_at_once": settings.max_hosts_at_once,
            "timeout_seconds": settings.timeout_seconds,
            "max_page_bytes": settings.max_page_bytes,
            "max_depth": settings.max_depth,
            "robots_hours": settings.robots_hours,
            "pages_per_source": settings.pages_per_source,
            "pages_per_run": settings.pages_per_run,
            "pages_per_host": settings.pages_per_host,
            "bytes_per_run": settings.bytes_per_run,
            "bytes_per_host": settings.bytes_per_host,
            "bytes_per_source": settings.bytes_per_source,
            "seconds_per_run": _seconds(settings.minutes_per_run),
            "seconds_per_host": _seconds(settings.minutes_per_host),
            "seconds_per_source": _seconds(settings.minutes_per_source),
            "patience_seconds": settings.patience_seconds,
            "browser": settings.browser,
            "renders_per_run": settings.renders_per_run,
            "render_seconds": settings.render_seconds,
            "render_bytes": settings.render_bytes,
            "log_level": settings.log_level,
            "log_format": settings.log_format,
        }
        return cls(run_id=run_id, owner=owner, **{**values, **more})  # type: ignore[arg-type]

    @property
    def stays_here(self) -> bool:
        """Whether nothing of this run can leave the machine."""
        return self.loopback is not None and self.loopback.closed

    @property
    def user_agent(self) -> str:
        """The honest User-Agent, with where to reach the operator."""
        contact = LOOPBACK_CONTACT if self.stays_here and not self.contact else self.contact
        return f"Perennial/{project_version()} (+{contact})"

    def check(self) -> None:
        """Refuse orders that must not be carried out.

        :raises NotConfigured: public hosts without a contact, or public hosts without our delays.
        """
        if self.stays_here:
            return
        if not self.contact:
            raise NotConfigured(
                "A crawl of public hosts needs a contact in its User-Agent. "
                "Set contact in perennial.toml, or PERENNIAL_CONTACT, to a mail or web address of yours."
            )
        if self.delay_override is not None or not self.obey_crawl_delay:
            raise NotConfigured("Delays may be changed in a closed loopback run only.")


def _seconds(minutes: float | None) -> float | None:
    return None if minutes is None else 60 * minutes


def project_version() -> str:
    """Return the installed version, or 0 for a checkout that is not installed."""
    try:
        return version(PROJECT)
    except PackageNotFoundError:
        return "0"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is; given to the caller after each batch."""

    asked: int
    """Pages that were admitted to the run."""
    done: int
    outcomes: Mapping[str, int]
    host: str = ""
    """Of the page that was filed last."""


@dataclass(slots=True)
class Tally:
    """Counts of one run while it goes on."""

    asked: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    left_due: Counter[str] = field(default_factory=Counter)
    body_bytes: int = 0
    last_address: str = ""
    renderings: Counter[str] = field(default_factory=Counter)

    def add(self, reading: Reading) -> None:
        """Count one filed reading."""
        self.last_address = reading.page.address
        self.outcomes[reading.outcome.value] += 1
        self.body_bytes += reading.body_bytes
        if reading.outcome is Outcome.REFUSED:
            self.refusals[reading.verdict.reason] += 1
        if reading.rendered is not None:
            self.renderings["rendered" if reading.rendered else "without_javascript"] += 1
        if reading.error:
            self.errors[reading.error.partition(":")[0]] += 1

    def progress(self) -> Progress:
        """Return the present state."""
        return Progress(self.asked, self.outcomes.total(), dict(self.outcomes), _host(self.last_address))


def _host(address: str) -> str:
    try:
        return parse(address).host
    except GuardError:
        # None yet, or a page that was refused because its address cannot be read.
        return ""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """The report of one run."""

    run_id: str
    started_at: datetime
    ended_at: datetime
    asked: int
    """Pages that were admitted: due at the start, or found due on the way."""
    outcomes: Mapping[str, int]
    """Per outcome, pages."""
    refusals: Mapping[str, int]
    """Per verdict reason, pages."""
    errors: Mapping[str, int]
    """Per named error, pages."""
    left_due: Mapping[str, int]
    """Pages that stay due, per reason: ``budget``, ``renders``, ``time``, ``host_busy``, ``host_down``, ``stopping``,
    ``unknown_spider``; ``lost`` for those whose attempt ended in an error of this program."""
    body_bytes: int
    interrupted: bool = False
    complaints: tuple[str, ...] = ()
    """What :mod:`crawler.monitors` finds wrong with the run as a whole; empty for a success."""
    renderings: Mapping[str, int] = field(default_factory=dict)
    """``rendered``: pages read as the browser shows them; ``without_javascript``: pages that lacked a browser."""
