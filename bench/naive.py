"""The peer of the labelled sites: a reader that knows titles and organisations, and nothing of people.

Its title is the first phrase of the home page's visible text that is on a list of job titles; its employer the first
organisation after it that spaCy's stock model sees. The list is the package ``find-job-titles`` where it is installed,
else our own lexicon.
"""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import spacy
from spacy.language import Language

from config import lexicons
from crawler.items import Snapshot
from extractors.claims import PersonHint
from extractors.language_model import default_model, tokenizable
from extractors.page import build

LISTED = "find_job_titles"
LONGEST_TITLE = 8
"""Words."""
BEFORE = 500
AFTER = 5_000
"""Characters after the title in which an organisation is looked for."""
EDGES = ".,;:!?()[]{}|/\"'’“”•·–—-"


@dataclass(frozen=True, slots=True)
class NaiveProfile:
    """What it takes for the current role."""

    title: str | None = None
    employer: str | None = None


def read(snapshot: Snapshot) -> NaiveProfile:
    """Read one page."""
    text = build(snapshot, PersonHint("")).text.text
    found = next(_titles(text), None)
    if found is None:
        return NaiveProfile()
    start, end = found
    # With what stands before the title, so that the model sees whole sentences.
    begin = max(0, start - BEFORE)
    seen = _organisations()(tokenizable(text[begin : end + AFTER]))
    later = (one.text for one in seen.ents if one.label_ == "ORG" and begin + one.start_char >= end)
    return NaiveProfile(text[start:end], next((_bare(words) for words in later if words.strip()), None))


def _bare(text: str) -> str:
    return text.strip().splitlines()[0].strip(EDGES + " ")


def list_name() -> str:
    """Return which list of titles it has."""
    return "find-job-titles" if find_spec(LISTED) else "config/lexicons/titles.toml"


def _titles(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of listed titles, the longest of those that begin at a word."""
    words, known = list(_words(text)), _listed()
    for first in range(len(words)):
        for last in range(min(len(words), first + LONGEST_TITLE) - 1, first - 1, -1):
            start, end = words[first][0], words[last][1]
            if " ".join(text[start:end].lower().split()) in known:
                yield start, end
                break


def _words(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        bare = word.strip(EDGES)
        if bare:
            begin = text.index(bare, start)
            yield begin, begin + len(bare)


@cache
def _listed() -> frozenset[str]:
    package = find_spec(LISTED)
    if package is not None and package.origin:
        # Not imported: it asks for pkg_resources, which setuptools no longer has.
        packed = Path(package.origin).parent / "data" / "titles_combined.txt.gz"
        return frozenset(line.strip().lower() for line in gzip.decompress(packed.read_bytes()).decode().splitlines())
    tables = lexicons.load("titles").tables
    return frozenset(
        word.lower()
        for table in tables.values()
        if isinstance(table, dict)
        for words in table.values()
        if isinstance(words, list)
        for word in words
        if isinstance(word, str)
    )


@cache
def _organisations() -> Language:
    return spacy.load(default_model(), exclude=["parser", "lemmatizer", "attribute_ruler", "senter", "tagger"])
