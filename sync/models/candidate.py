"""The stored record of one person: approved values only, with consent, notes and outside ids."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal, Self

from pydantic import Field, JsonValue

from sync.models.document import Document, Id, KeyId, Moment, Part, stable_id


class Item(Part):
    """One approved value; ``item_id`` never changes, whatever happens to the value or its position."""

    item_id: Id
    value: JsonValue


class Consent(Part):
    """What a person agreed to, when and how we know."""

    scope: str
    given_on: str
    how: str
    recorded_at: Moment
    recorded_by: str


class Note(Part):
    """What somebody of the team wrote about a person."""

    note_id: Id
    text: str
    at: Moment
    by: str


class Candidate(Document):
    """The record. ``revision`` counts changes of the profile alone."""

    id: Id = Field(alias="_id")
    revision: int = 1
    state: Literal["active", "merged", "erased"] = "active"
    merged_into: str | None = None
    profile: dict[str, list[Item]]
    """Per field id its items in display order; a field of cardinality one has at most one item."""
    as_of: str | None = None
    """Date (partial) that the imported record describes: what a source said before it is no news."""
    emails: list[str] = []
    consents: list[Consent] = []
    notes: list[Note] = []
    tags: list[str] = []
    rating: int | None = Field(default=None, ge=1, le=5)
    starred: bool = False
    open_role: bool = False
    owner: str | None = None
    remote_ids: dict[str, str] = {}
    """Per outside system, this person's id there."""
    created_at: Moment
    updated_at: Moment
    key_id: KeyId = None

    @property
    def name(self) -> str:
        """The person's name; every record has one."""
        return str(self.profile["name"][0].value)

    def to_store(self) -> dict[str, Any]:
        """Return the document as MongoDB keeps it; ``remote_keys`` is what makes an outside id one person's."""
        raw = super().to_store()
        if self.remote_ids:
            raw["remote_keys"] = sorted(remote_key(system, one) for system, one in self.remote_ids.items())
        return raw

    @classmethod
    def from_store(cls, raw: dict[str, Any]) -> Self:
        """Read a stored document."""
        return super().from_store({key: value for key, value in raw.items() if key != "remote_keys"})

    def items(self) -> Iterator[tuple[str, Item]]:
        """Yield every item with its field id."""
        for field, items in self.profile.items():
            for item in items:
                yield field, item

    def item(self, field: str, item_id: str) -> Item | None:
        """Return one item, or None."""
        return next((item for item in self.profile.get(field, []) if item.item_id == item_id), None)


def remote_key(system: str, remote_id: str) -> str:
    """Return an outside system and its id for a person as one value, which an index can keep unique."""
    return f"{system}\x1f{remote_id}"


def mint_item_id(candidate_id: str, field_id: str, normal: str, taken: Iterable[str] = ()) -> str:
    """Make the id that a new list item gets: the same value gets the same id, unless another item holds it."""
    held = set(taken)
    attempt = 0
    while True:
        suffix = [str(attempt)] if attempt else []
        minted = stable_id("i", candidate_id, field_id, normal, *suffix, length=12)
        if minted not in held:
            return minted
        attempt += 1
