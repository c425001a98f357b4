"""The feed's log, the timeline, the audit and the counters behind them."""

from typing import Any, Literal

from pydantic import Field, JsonValue

from sync.models.document import Document, Id, KeyId, Moment, Part
from sync.models.observation import Evidence
from sync.models.proposal import Op

ChangeType = Literal["created", "updated", "undone", "merged", "split", "erased"]


class ItemChange(Part):
    """What happened to one item of one field."""

    field: Id
    item_id: Id
    op: Op
    before: JsonValue = None
    after: JsonValue = None


class Change(Document):
    """One committed change; its id is its number in the feed: 1, 2, 3, … without a gap."""

    seq: int = Field(alias="_id", gt=0)
    event_id: Id
    type: ChangeType
    candidate_id: Id
    record_revision: int
    at: Moment
    actor: str
    items: list[ItemChange]
    evidence: list[Evidence] = []
    proposal_id: str | None = None
    decision_id: str | None = None
    undoes_seq: int | None = None
    remote_ids: dict[str, str] = {}
    key_id: KeyId = None


class Event(Document):
    """One line of a person's timeline."""

    id: Id = Field(alias="_id")
    candidate_id: Id
    kind: Literal["article", "career_move", "new_skill", "conversation", "engagement", "reply", "record"]
    channel: str
    external_id: str | None = None
    idempotency_key: Id
    at: Moment
    happened_on: str | None = None
    """Partial date when it happened, where the source says so."""
    text: str
    change_seq: int | None = None
    key_id: KeyId = None


class AuditLine(Document):
    """Who did what through which command; append-only and without profile values."""

    id: Id = Field(alias="_id")
    at: Moment
    actor: str
    action: str
    subject: str
    detail: dict[str, Any] = {}


class Counter(Document):
    """A number that only transactions move."""

    id: Id = Field(alias="_id")
    value: int
