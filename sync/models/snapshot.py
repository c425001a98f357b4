"""One reading of one page for one person; immutable but for what extraction notes on it."""

from typing import Literal

from pydantic import Field

from crawler.items import PageRole
from sync.models.document import Document, Id, KeyId, Moment, Part


class StoredVerdict(Part):
    """The permission verdict of the fetch, as :class:`crawler.items.Verdict`."""

    allowed: bool
    reason: str
    detail: str
    basis: str | None = None
    robots_rule: str | None = None
    robots_line: int | None = None
    robots_read_at: Moment | None = None
    term: str | None = None
    signals: list[str] = []
    may_keep_body: bool = True
    may_quote: bool = True


class Snapshot(Document):
    """Headers and verdict are here, the body in a WARC file under the person."""

    id: Id = Field(alias="_id")
    candidate_id: Id
    source_id: Id
    page: str
    """The page's canonical address."""
    origin: Literal["fetched", "api", "handed_in", "answered", "noted"]
    role: PageRole
    site: str
    fetched_at: Moment
    status: int | None = None
    headers: dict[str, str] = {}
    content_type: str | None = None
    last_modified: str | None = None
    body_sha256: str
    body_bytes: int
    archive_path: str | None
    """None once a body that may not be kept has been extracted."""
    verdict: StoredVerdict
    run_id: str | None = None
    text_sha256: str | None = None
    extraction: Literal["pending", "done", "same_text", "truncated", "failed"] = "pending"
    extraction_detail: str = ""
    extractor_versions: dict[str, str] = {}
    rendered: bool = False
    """Whether the body is what the browser made of the page."""
    key_id: KeyId = None
