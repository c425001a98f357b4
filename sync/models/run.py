"""The report of one crawl run, what it refused, and who must not come back."""

from typing import Literal

from pydantic import Field

from sync.models.document import Document, Id, Moment
from sync.models.snapshot import StoredVerdict


class Run(Document):
    """Counts grow while the run goes on."""

    id: Id = Field(alias="_id")
    started_at: Moment
    finished_at: Moment | None = None
    state: Literal["running", "succeeded", "partly_failed", "failed", "interrupted"] = "running"
    detail: str = ""
    process: str
    """Names the process that does it, with its machine; see sync/store/holder.py."""
    counts: dict[str, int] = {}
    """Per outcome (fetched, unchanged, alias, gone, moved, parked, login, refused, failed), pages; and bytes."""
    refusals: dict[str, int] = {}
    """Per reason of the verdict, pages."""
    errors: dict[str, int] = {}
    """Per named error, pages."""
    left_due: dict[str, int] = {}
    """Per reason (budget, host_busy, ...), pages that were due and still are."""
    renderings: dict[str, int] = {}
    """Pages ``rendered`` in the browser, and pages that lacked one (``without_javascript``)."""
    complaints: list[str] = []
    """What the monitors find wrong with the run as a whole."""
    stages: dict[str, int] = {}
    """What came after the crawl: extracted, observations, truncated, extraction_failed, opened, updated, withdrawn."""


class Refusal(Document):
    """One attempt that ended without a body to use: refused, failed, gone or moved, and why."""

    id: Id = Field(alias="_id")
    run_id: Id
    page: str
    outcome: str
    verdict: StoredVerdict
    status: int | None = None
    error: str | None = None
    source_ids: list[str] = []
    guessed: bool = False
    """Nobody linked to it: a feed's or a sitemap's usual address that this site does not use."""
    at: Moment


class Suppression(Document):
    """A keyed hash of one identifier of an erased person."""

    id: Id = Field(alias="_id")
    """HMAC-SHA256, hexadecimal, under a key that is kept outside the database."""
    kind: Literal["email", "address", "remote_id", "record"]
    at: Moment


class NetworkMark(Document):
    """What this database is: set once, so that the demo never mixes with real people."""

    id: Id = Field(alias="_id")
    sample: bool
    created_at: Moment
