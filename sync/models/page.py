"""Crawl state: pages, hosts, robots answers, and where the browser is of use."""

from typing import Literal

from pydantic import Field

from crawler.items import PageRole
from sync.models.document import Document, Id, Moment, Part


class PageSource(Part):
    """A source that a page is read for."""

    source_id: Id
    candidate_id: Id


class PageLooks(Part):
    """What the looks at one page told of how often it changes, as :class:`sync.change_rate.Looks` keeps it."""

    unchanged_days: float = 0.0
    changed: tuple[float, ...] = ()
    changed_days: tuple[float, ...] = ()


class Page(Document):
    """One canonical address, fetched once for all sources that it serves."""

    id: Id = Field(alias="_id")
    """The canonical address itself."""
    spider: str
    role: PageRole
    depth: int
    sources: list[PageSource]
    next_due_at: Moment
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    content_sha256: str | None = None
    """What that body said, see :mod:`crawler.answers.fingerprint`."""
    signals: list[str] = []
    """What the last whole reading found the page to say about its own use."""
    last_read_at: Moment | None = None
    last_changed_at: Moment | None = None
    looked_at: Moment | None = None
    """When it was last read, by the database's clock; intervals between looks are counted from here."""
    looks: PageLooks = PageLooks()
    reads: int = 0
    changes: int = 0
    failures: int = 0
    """Failed attempts in a row."""
    alias_of: str | None = None
    """The address of the site that this one is another name for; what was read is filed there."""
    aliases: list[str] = []
    """Addresses that are other names for this one."""
    state: Literal["waiting", "ok", "gone", "moved", "alias", "parked", "login", "failing", "refused"] = "waiting"
    state_detail: str = ""
    rendered: bool | None = None
    """True: last read as the browser shows it. False: it needed JavaScript and was read without."""


class Host(Document):
    """Politeness of one key, shared by all runs: the ``hosts`` document is the mechanism everywhere."""

    id: Id = Field(alias="_id")
    owner: str | None = None
    lease_until: Moment | None = None
    not_before: Moment
    failures: int = 0
    """Requests that failed in a row."""
    state: Literal["closed", "open", "half_open"] = "closed"
    """Of its circuit breaker: open, nothing is asked of it; half open, one request is made as a probe."""
    open_until: Moment | None = None
    abandoned: bool = False
    """A killed run had it last: when its last request ended nobody knows."""


class Robots(Document):
    """One remembered robots.txt."""

    id: Id = Field(alias="_id")
    """The origin: scheme, host and port."""
    fetched_at: Moment
    expires_at: Moment
    status: int | None
    body: bytes
    detail: str = ""


class HostRendering(Document):
    """Whether rendering a host's pages in the browser showed more than the pages as served."""

    id: Id = Field(alias="_id")
    """The host."""
    at: Moment
    gained: bool
