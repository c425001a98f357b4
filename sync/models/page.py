"""Crawl state: pages, hosts and robots answers."""

from typing import Literal

from pydantic import Field

from crawler.items import PageRole
from sync.models.document import Document, Id, Moment, Part


class PageSource(Part):
    """A source that a page is read for."""

    source_id: Id
    candidate_id: Id


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
    last_read_at: Moment | None = None
    last_changed_at: Moment | None = None
    reads: int = 0
    changes: int = 0
    failures: int = 0
    """Failed attempts in a row."""
    state: Literal["waiting", "ok", "gone", "moved", "failing", "refused"] = "waiting"
    state_detail: str = ""


class Host(Document):
    """Politeness of one key, shared by all runs: the ``hosts`` document is the mechanism everywhere."""

    id: Id = Field(alias="_id")
    owner: str | None = None
    lease_until: Moment | None = None
    not_before: Moment


class Robots(Document):
    """One remembered robots.txt."""

    id: Id = Field(alias="_id")
    """The origin: scheme, host and port."""
    fetched_at: Moment
    expires_at: Moment
    status: int | None
    body: bytes
    detail: str = ""
