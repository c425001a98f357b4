"""What every stored document has in common."""

import hashlib
import secrets
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no letter is mistaken for another


def _to_utc_milliseconds(moment: datetime) -> datetime:
    # MongoDB keeps milliseconds; cutting here makes a document equal to itself after a round trip.
    if moment.tzinfo is None:
        raise ValueError("a time needs a zone")
    moment = moment.astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


Moment = Annotated[datetime, AfterValidator(_to_utc_milliseconds)]
"""An aware UTC time with millisecond precision."""


def new_id(prefix: str, length: int = 10) -> str:
    """Make a random id that a person can read out: ``p_4x7k…``."""
    return f"{prefix}_" + "".join(secrets.choice(ALPHABET) for _ in range(length))


def stable_id(prefix: str, *parts: str, length: int = 16) -> str:
    """Make the id that the same parts always give, so that writing twice is writing once."""
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=20).digest()
    number = int.from_bytes(digest)
    return f"{prefix}_" + "".join(ALPHABET[number >> (5 * index) & 31] for index in range(length))


class Part(BaseModel):
    """A piece of a document."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Document(BaseModel):
    """A document of one collection; ``schema_version`` counts the shapes it has had."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    schema_version: int = 1

    def to_store(self) -> dict[str, Any]:
        """Return the document as MongoDB keeps it."""
        return self.model_dump(by_alias=True, mode="python")

    @classmethod
    def from_store(cls, raw: dict[str, Any]) -> Self:
        """Read a stored document."""
        return cls.model_validate(raw)


Id = Annotated[str, Field(min_length=1)]
KeyId = Annotated[str | None, Field(description="Names the key this person's data is encrypted with, once it is.")]
