"""What extractors look up: ``config/lexicons/<name>.toml``, each saying where it came from.

A lexicon file has the keys ``origin`` (who compiled it from what, and when), ``licence`` (of the list) and
``description``; everything else is its tables. Adding a lexicon is adding a file.
"""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from config.errors import LexiconError

ABOUT = ("origin", "licence", "description")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One file of words."""

    name: str
    origin: str
    licence: str
    description: str
    tables: Mapping[str, Any]
    sha256: str
    """Of the file's bytes, so that an extractor's version changes with its words."""

    def words(self, table: str, key: str = "words") -> frozenset[str]:
        """Return one list of words, in lower case.

        :raises LexiconError: when the file has no such list.
        """
        return frozenset(word.lower() for word in self.listed(table, key))

    def listed(self, table: str, key: str) -> tuple[str, ...]:
        """Return one list as it is written.

        :raises LexiconError: when the file has no such list.
        """
        words = self.tables.get(table, {}).get(key)
        if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
            raise LexiconError(f"config/lexicons/{self.name}.toml: [{table}] {key} must be a list of non-empty strings")
        return tuple(words)


def names() -> tuple[str, ...]:
    """Return the names of all lexicons, sorted."""
    entries = (files("config") / "lexicons").iterdir()
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in entries if entry.name.endswith(".toml")))


@cache
def load(name: str) -> Lexicon:
    """Read one lexicon.

    :raises LexiconError: for an unknown name, a broken file or a missing origin, naming file and key.
    """
    entry = files("config") / "lexicons" / f"{name}.toml"
    if not entry.is_file():
        raise LexiconError(f"unknown lexicon {name!r}; there are: {', '.join(names())}")
    return parse(name, entry.read_bytes())


def parse(name: str, content: bytes) -> Lexicon:
    """Check the bytes of one lexicon file.

    :raises LexiconError: naming file and key.
    """
    try:
        tables = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LexiconError(f"config/lexicons/{name}.toml: {error}") from error
    about = {key: tables.pop(key, None) for key in ABOUT}
    for key, text in about.items():
        if not isinstance(text, str) or not text.strip():
            raise LexiconError(f"config/lexicons/{name}.toml: {key} is missing; every lexicon says where it came from")
    return Lexicon(
        name=name,
        origin=about["origin"],
        licence=about["licence"],
        description=about["description"],
        tables=MappingProxyType(tables),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def digest(lexicons: Iterable[str]) -> str:
    """Return one short hash over several lexicons, independent of their order."""
    sums = "".join(load(name).sha256 for name in sorted(lexicons))
    return hashlib.sha256(sums.encode()).hexdigest()[:12]
