"""A difference between record and observations, the decision on it, and what standing rules remember."""

from typing import Literal

from pydantic import Field, JsonValue

from sync.models.document import Document, Id, KeyId, Moment, Part
from sync.models.observation import Evidence, StatedAt

Op = Literal["add", "replace", "remove"]
ProposalState = Literal["open", "approved", "rejected", "withdrawn", "superseded"]


class Proposal(Document):
    """At most one is open per candidate, field and item; ``revision`` moves when what it says moves."""

    id: Id = Field(alias="_id")
    candidate_id: Id
    field: Id
    item_id: Id
    op: Op
    before: JsonValue = None
    after: JsonValue = None
    normal: str
    """Normal form of ``after``."""
    confidence: float = Field(ge=0, le=1)
    evidence: list[Evidence] = Field(min_length=1)
    """The best proof first; one per distinct source and page."""
    state: ProposalState = "open"
    state_detail: str = ""
    revision: int = 1
    opened_at: Moment
    updated_at: Moment
    key_id: KeyId = None


class Decision(Document):
    """Who settled a proposal, when and why."""

    id: Id = Field(alias="_id")
    proposal_id: Id
    proposal_revision: int
    candidate_id: Id
    verb: Literal["approve", "reject", "undo"]
    actor: str
    reason: str = ""
    at: Moment
    change_seq: int | None = None
    """Sequence number of the change it made; a rejection makes none."""
    undoes: str | None = None
    """For an undo, the decision it takes back."""
    undone_by: str | None = None
    key_id: KeyId = None


class Witness(Part):
    """What one source said when a value was rejected."""

    source_id: Id
    quote: str
    """The quote's normal form."""
    stated_at: StatedAt | None = None


class Rejection(Document):
    """A rejected value stays rejected until its evidence changes."""

    id: Id = Field(alias="_id")
    candidate_id: Id
    field: Id
    item_id: Id
    normal: str
    witnesses: list[Witness]
    decision_id: Id
    at: Moment
    key_id: KeyId = None
