"""An operator's own list of skills, ESCO's or O*NET's, as it is stored and handed to extraction."""

import gzip
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImportedTerm:
    """One skill of a list."""

    label: str
    others: tuple[str, ...] = ()
    uri: str | None = None
    """Address of its concept."""


@dataclass(frozen=True, slots=True)
class ImportedTerms:
    """One list of skills in one release and language."""

    version: str
    entries: tuple[ImportedTerm, ...]
    sha256: str
    """Of the packed content, so that an extractor's version changes with the list."""


def pack(entries: Iterable[ImportedTerm]) -> bytes:
    """Return a list as it is stored: gzipped JSON Lines of label, URI and other names, the same for the same list."""
    lines = (json.dumps([one.label, one.uri, *one.others], ensure_ascii=False) for one in entries)
    return gzip.compress("\n".join(lines).encode(), mtime=0)


def unpack(content: bytes, version: str) -> ImportedTerms:
    """Return a stored list.

    :raises ValueError: when the content is not one that :func:`pack` made.
    """
    try:
        rows = [json.loads(line) for line in gzip.decompress(content).decode().splitlines()]
        entries = tuple(ImportedTerm(label, tuple(others), uri) for label, uri, *others in rows)
    except (OSError, EOFError) as error:
        raise ValueError(f"not a stored list of skills: {error}") from error
    if not entries:
        raise ValueError("not a stored list of skills: it is empty")
    return ImportedTerms(version, entries, digest_of(content))


def digest_of(content: bytes) -> str:
    """Return the hash that a stored list is known by."""
    return hashlib.sha256(content).hexdigest()
