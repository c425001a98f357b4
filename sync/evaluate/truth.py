"""Read labelled sites: a folder per site with ``truth.json`` and the site's versions as folders ``A`` and ``B``."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from pydantic import JsonValue

from config.values import parse_partial_date
from sync.errors import Invalid

FIELDS = ("name", "title", "employer", "location", "skills", "articles", "links")
SINGLE = frozenset({"name", "title", "employer", "location"})


@dataclass(frozen=True, slots=True)
class Version:
    """What one version of a site truly says."""

    values: Mapping[str, tuple[JsonValue, ...]]
    """Per field of :data:`FIELDS`, in the form of an import line."""
    acceptable: Mapping[str, tuple[JsonValue, ...]]
    """Per field, other right answers."""
    articles_total: int
    """How many articles there are; ``values`` lists up to thirty."""
    not_current: tuple[str, ...]
    """Traps: never to be proposed as current title or employer."""


@dataclass(frozen=True, slots=True)
class LabelledSite:
    """One site with its truth."""

    slug: str
    folder: Path
    home: str
    """Address of its first page."""
    newer: Version
    older: Version | None


def read_sites(folder: Path, only: str | None = None) -> list[LabelledSite]:
    """Read every site of a folder, or one.

    :raises Invalid: when the folder holds none, or a truth file cannot be read.
    """
    found = [_read(truth) for truth in sorted(folder.glob("*/truth.json")) if only in (None, truth.parent.name)]
    if not found:
        wanted = f"{only}/truth.json" if only else "SITE/truth.json"
        raise Invalid(f"{folder} holds no {wanted}. Give the folder that has one folder per labelled site.")
    return found


def _read(path: Path) -> LabelledSite:
    try:
        raw = json.loads(path.read_text("utf-8"))
        home = urljoin(raw["site_url"], raw["home"].removesuffix("index.html"))
        versions = {
            key: _version(raw["name"], value, home)
            for key, value in raw["versions"].items()
            if (path.parent / key).is_dir()
        }
        return LabelledSite(raw["slug"], path.parent, home, versions["B"], versions.get("A"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Invalid(f"{path}: not a truth file ({type(error).__name__}: {error})") from error


def _version(name: str, raw: Mapping[str, Any], home: str) -> Version:
    values: dict[str, tuple[JsonValue, ...]] = {"name": (name,)}
    for field in ("title", "employer", "location"):
        values[field] = (raw[field],) if raw.get(field) else ()
    values["skills"] = tuple({"name": one} for one in raw.get("skills", []))
    values["links"] = tuple({"url": one} for one in raw.get("links", []))
    values["articles"] = tuple(_articles(raw.get("articles", []), home))
    acceptable = {key: tuple(one for one in found if one) for key, found in raw.get("acceptable", {}).items()}
    total = raw.get("articles_total") or len(values["articles"])
    return Version(values, acceptable, total, tuple(raw.get("not_current", [])))


def _articles(raw: list[Mapping[str, Any]], home: str) -> Iterator[JsonValue]:
    for one in raw:
        article = {"title": one["title"]}
        if one.get("path"):
            article["url"] = re.sub(r"\s+", "", urljoin(home, one["path"]))
        if date := _partial_date(one.get("date")):
            article["date"] = date
        yield article


def _partial_date(text: str | None) -> str | None:
    try:
        return parse_partial_date(text) if text else None
    except ValueError:
        # "November 2024": the label is for people, and a record does without.
        return None
