"""What flows through a crawl run: due pages in, readings out, and the snapshot that extraction is given.

All times are aware datetimes in UTC. Addresses are canonical (WHATWG-parsed, no fragment).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

PageRole = Literal["home", "feed", "sitemap", "profile", "article", "data", "other"]
"""Why a spider asked for a page: ``data`` is a JSON document such as resume.json."""


class Outcome(StrEnum):
    """How the attempt to read one page ended."""

    FETCHED = "fetched"  # a body that differs from the last one
    UNCHANGED = "unchanged"  # 304, or a 200 with the same body
    GONE = "gone"  # 404 or 410
    ALIAS = "alias"  # another address of a page of the same site, which is read by itself
    PARKED = "parked"  # a domain for sale, or a placeholder: nobody's page
    LOGIN = "login"  # shown to members only
    MOVED = "moved"  # redirected outside the source's site; not followed
    REFUSED = "refused"  # the permission verdict said no, before or after the fetch
    FAILED = "failed"  # timeout, reset, DNS, 5xx, too large, not HTTP


@dataclass(frozen=True, slots=True)
class SourceRef:
    """One source that a page is read for."""

    source_id: str
    candidate_id: str
    home: str
    """Address of the source's first page; its site bounds the crawl."""
    basis: str
    """The recorded basis: ``consent`` or ``legitimate_interest``."""
    consent_overrides_noindex: bool = False
    """The candidate's recorded written consent for their own site; overrides noindex and nothing else."""
    spider: str | None = None
    """Name of the spider of its kind; a page that serves several kinds is followed by each of their spiders."""


@dataclass(frozen=True, slots=True)
class DuePage:
    """One page to read now."""

    address: str
    spider: str
    role: PageRole
    depth: int
    sources: tuple[SourceRef, ...]
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    """Hash of the last body read; an equal one makes the reading ``unchanged``."""
    content_sha256: str | None = None
    """Hash of what that body said, see :mod:`crawler.answers.fingerprint`; an equal one makes it ``unchanged``, too."""
    alias_of: str | None = None
    """The address that it turned out to be the same page as, last time."""
    signals: tuple[str, ...] = ()
    """What the last reading found the page to say about its own use, as :attr:`Verdict.signals`."""


@dataclass(frozen=True, slots=True)
class Discovered:
    """A page found while reading another one, to be read for the same sources."""

    address: str
    role: PageRole
    depth: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a page may be fetched and used, and why; stored with the snapshot or the refusal."""

    allowed: bool
    reason: str
    """One word: ``robots``, ``robots_unreachable``, ``closed_door``, ``rate_limited``, ``terms``, ``noindex``,
    ``noai``, ``reservation_unreachable``, ``guard``, ``no_basis``, ``suppressed``, ``outside_site``, ``budget``,
    ``trap``, ``host_busy``, ``host_down``, ``no_browser`` or ``permitted``."""
    detail: str
    """The sentence a person reads: the rule, header or term that decided."""
    basis: str | None = None
    robots_rule: str | None = None
    robots_line: int | None = None
    robots_read_at: datetime | None = None
    """When the robots.txt that decided was fetched; it may have been remembered since."""
    term: str | None = None
    """The platform whose terms apply to the address, with where they stand and when they were read."""
    signals: tuple[str, ...] = ()
    may_keep_body: bool = True
    may_quote: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole result of one attempt on one page; filed in one write."""

    page: DuePage
    outcome: Outcome
    at: datetime
    verdict: Verdict
    status: int | None = None
    final_address: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str | None = None
    body_sha256: str | None = None
    """Of the body that stands for the page now: for ``unchanged`` the one that is kept already."""
    content_sha256: str | None = None
    body_bytes: int = 0
    archive_paths: Mapping[str, str] = field(default_factory=dict)
    """Per candidate id, the path of the WARC file inside the archive; empty when no body is kept."""
    discovered: tuple[Discovered, ...] = ()
    same_as: str | None = None
    """The address inside the site that this page redirects to or names as canonical; it is filed under that one."""
    lasting: bool = False
    """Whether it is the same for good: by permanent redirects, or by the page's own word."""
    error: str | None = None
    """For ``failed``: a named error of :mod:`crawler.errors` and its words."""
    retry_after_seconds: float | None = None
    rendered: bool | None = None
    """True: the body is what the browser made of the page. False: it needed JavaScript and was read without."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One stored reading as extraction is given it."""

    snapshot_id: str
    address: str
    fetched_at: datetime
    body: bytes
    content_type: str
    """Media type with parameters, as the server sent it; empty when it sent none."""
    role: PageRole = "other"
    site: str = ""
    """Address of the source's first page."""
    last_modified: str | None = None
    may_quote: bool = True
