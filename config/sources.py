"""The catalogue of source kinds, one file each: ``config/sources/<kind>.toml``.

A kind says which spider reads it, on which hosts it lives, what the platform's terms allow, how fast it
may be read and how far its word is trusted. Platforms whose web pages may not be read have a kind too:
it carries the reason and the permitted way, and an address on their hosts is refused with both.
"""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config.errors import SourceKindError
from config.fields import explain


class Terms(BaseModel):
    """What the platform's terms say, where, and when we read them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    summary: str
    allows_web_pages: bool = Field(description="Whether its web pages may be fetched at all.")
    address: str | None = Field(default=None, description="Where the terms stand.")
    read_on: date | None = Field(default=None, description="The day we read them.")
    permitted_way: str | None = Field(default=None, description="How else it may be read, when web pages may not.")


class Rates(BaseModel):
    """How fast a host of this kind may be read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    delay_seconds: float = Field(ge=0, description="Least pause between the end of one request and the next.")
    pages_per_run: int = Field(gt=0, description="Pages of one source in one run at most.")


class SourceKind(BaseModel):
    """One kind of source as its file declares it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    description: str
    spider: str | None = Field(default=None, description="Name of the spider that reads it; none: not fetched.")
    hosts: list[str] = Field(default=[], description="Registered domains it lives on; empty: any.")
    auth: Literal["none", "token", "oauth"] = Field(default="none", description="What its owner demands.")
    trust: float = Field(gt=0, le=1, description="How far its word goes when sources disagree.")
    requires_consent: bool = Field(default=False, description="Whether the candidate's consent must be on record.")
    terms: Terms
    rates: Rates | None = None


@cache
def load() -> dict[str, SourceKind]:
    """Read every source kind, in file name order.

    :raises SourceKindError: naming the file, the key and what is allowed.
    """
    return {kind.id: kind for kind in map(_read, sorted(_files(), key=lambda entry: entry.name))}


def get(kind_id: str) -> SourceKind:
    """Return one kind.

    :raises SourceKindError: for an unknown id, listing the known ones.
    """
    kinds = load()
    if kind_id not in kinds:
        raise SourceKindError(f"unknown source kind {kind_id!r}; known kinds: {', '.join(kinds)}")
    return kinds[kind_id]


def for_host(host: str) -> SourceKind | None:
    """Return the kind whose platform owns a host name (itself or a domain above it), or None."""
    labels = host.lower().rstrip(".").split(".")
    suffixes = {".".join(labels[index:]) for index in range(len(labels))}
    return next((kind for kind in load().values() if suffixes & set(kind.hosts)), None)


def _files() -> list[Traversable]:
    return [entry for entry in (files("config") / "sources").iterdir() if entry.name.endswith(".toml")]


def _read(entry: Traversable) -> SourceKind:
    kind_id = entry.name.removesuffix(".toml")
    try:
        return SourceKind(id=kind_id, **tomllib.loads(entry.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise SourceKindError(f"config/sources/{entry.name}: {error}") from error
    except ValidationError as error:
        raise SourceKindError(f"config/sources/{entry.name}: {explain(error)}") from error
