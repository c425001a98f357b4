"""Platforms on whose servers many people's own sites live, one file each: ``config/host_groups/<group>.toml``.

Each person below a platform's domain is a host of their own for politeness; the platform's machines are one
party all the same. A group therefore has a turn and a pause of its own, which every request to anyone below
it waits for, too. What may be read there is for the source kinds, robots.txt and the recorded basis to say.
"""

import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config.errors import SourceKindError
from config.fields import explain


class HostGroup(BaseModel):
    """One platform as its file declares it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    description: str
    hosts: list[str] = Field(min_length=1, description="Domains whose names below belong to a person each.")
    delay_seconds: float = Field(ge=0, description="Least pause between two requests to anyone on the platform.")


@cache
def load() -> dict[str, HostGroup]:
    """Read every group, in file name order.

    :raises SourceKindError: naming the file, the key and what is allowed.
    """
    entries = [entry for entry in (files("config") / "host_groups").iterdir() if entry.name.endswith(".toml")]
    return {group.id: group for group in map(_read, sorted(entries, key=lambda entry: entry.name))}


def for_host(host: str) -> HostGroup | None:
    """Return the group that a host name belongs to (a platform's domain itself or a name below it), or None."""
    found = _find(host)
    return found[0] if found else None


def persons_host(host: str) -> str | None:
    """Return the name right below the platform's domain, which is one person's, or the domain itself; else None."""
    found = _find(host)
    if found is None:
        return None
    labels = _labels(host)
    return ".".join(labels[-(found[1].count(".") + 2) :])


def _find(host: str) -> tuple[HostGroup, str] | None:
    labels = _labels(host)
    return next((known for index in range(len(labels)) if (known := _by_domain().get(".".join(labels[index:])))), None)


def _labels(host: str) -> list[str]:
    return host.lower().rstrip(".").split(".")


@cache
def _by_domain() -> dict[str, tuple[HostGroup, str]]:
    return {domain: (group, domain) for group in load().values() for domain in group.hosts}


def _read(entry: Traversable) -> HostGroup:
    try:
        return HostGroup(id=entry.name.removesuffix(".toml"), **tomllib.loads(entry.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise SourceKindError(f"config/host_groups/{entry.name}: {error}") from error
    except ValidationError as error:
        raise SourceKindError(f"config/host_groups/{entry.name}: {explain(error)}") from error
