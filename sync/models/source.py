"""One permitted place to look for one person."""

from typing import Literal

from pydantic import Field

from sync.models.document import Document, Id, KeyId, Moment, Part

LinkState = Literal["claimed", "verified", "suspected", "denied", "lapsed"]


class Basis(Part):
    """Why this place may be read for this person."""

    kind: Literal["consent", "legitimate_interest"]
    given_by: Literal["candidate", "recruiter"]
    """Who gave us the address."""
    note: str = ""
    recorded_at: Moment
    recorded_by: str


class IdentityLink(Part):
    """Whether this is the same person, and why we think so."""

    state: LinkState
    reasons: list[str]
    changed_at: Moment
    settled_by: str | None = None
    """The person who answered "same person?"; the gate does not overrule them."""


class Source(Document):
    """A link between a person and an address of one kind."""

    id: Id = Field(alias="_id")
    candidate_id: Id
    kind: Id
    address: str
    basis: Basis
    link: IdentityLink
    paused: bool = False
    state: Literal["waiting", "ok", "gone", "moved", "parked", "login", "failing", "refused"] = "waiting"
    state_detail: str = ""
    moved_to: str | None = None
    """Where the whole site redirects to for good; a person decides whether that is its new address."""
    kept_from: list[str] = []
    """Addresses that a person has said are not its new one."""
    link_before: IdentityLink | None = None
    """The link as it was before it lapsed by itself."""
    created_at: Moment
    last_read_at: Moment | None = None
    key_id: KeyId = None
