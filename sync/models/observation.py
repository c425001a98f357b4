"""One claim from one snapshot, with its evidence."""

from typing import Literal

from pydantic import Field, JsonValue

from sync.models.document import Document, Id, KeyId, Moment, Part


class StatedAt(Part):
    """When the source said it: an interval of ISO 8601 dates or UTC times, both ends included."""

    earliest: str | None
    latest: str | None
    precision: Literal["year", "month", "day", "second"]
    basis: Literal["explicit", "feed", "last_modified", "first_seen"]


class Evidence(Part):
    """What proves a value: address, time, content hash, text span, extractor version."""

    source_id: Id
    snapshot_id: Id
    address: str
    quote: str | None
    start: int | None = None
    end: int | None = None
    pointer: str | None = None
    body_sha256: str
    text_sha256: str | None
    read_at: Moment
    stated_at: StatedAt | None
    extractor: str
    extractor_version: str
    confidence: float = Field(ge=0, le=1)


class Observation(Document):
    """``live``: of the newest version of its extractor. ``current``: of its page's newest reading."""

    id: Id = Field(alias="_id")
    candidate_id: Id
    source_id: Id
    snapshot_id: Id
    page: str
    field: Id
    value: JsonValue
    normal: str
    """The value's normal form under the field's comparator."""
    confidence: float = Field(ge=0, le=1)
    evidence: Evidence
    stated: bool = True
    """False: the page stated this value in an earlier reading, and states none of its field now."""
    live: bool = True
    current: bool = True
    observed_at: Moment
    key_id: KeyId = None


def freshness_id(candidate_id: str, field: str, item_id: str) -> str:
    """Return the id under which an item's confirmation is kept."""
    return f"{candidate_id}/{field}/{item_id}"


class Freshness(Document):
    """When a value of the record was last confirmed; kept apart so that it never touches the record."""

    id: Id = Field(alias="_id")
    """``<candidate>/<field>/<item>``."""
    candidate_id: Id
    field: Id
    item_id: Id
    confirmed_at: Moment
    source_ids: list[str]
    pages: list[str] = []
    """Pages that state the value: read again unchanged, they confirm it again."""
    stated_at: StatedAt | None = None
