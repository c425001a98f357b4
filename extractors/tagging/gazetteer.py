"""The lexicon of skills as it was when the models were trained.

A copy, so that a lexicon that grows later does not shift what the models learned of its matches; training anew takes
the lexicon of that day.
"""

import gzip
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from extractors.tagging.words import core

OUT = "-"


@cache
def _terms() -> dict[tuple[str, ...], str]:
    content = gzip.decompress((files("extractors.tagging") / "models" / "gazetteer.tsv.gz").read_bytes()).decode()
    rows = (line.split("\t") for line in content.splitlines())
    return {tuple(term.split()): kind for term, kind in rows}


@cache
def _longest() -> int:
    return max(map(len, _terms()), default=0)


def marks(words: Sequence[str]) -> list[str]:
    """Return one mark per word: begins (``B``) or goes on (``I``) in a term, is ambiguous (``a``), has a part
    that is a term (``s``), or none of these.
    """
    terms, longest = _terms(), _longest()
    lowered = [core(word).lower() for word in words]
    found = [OUT] * len(words)
    at = 0
    while at < len(lowered):
        for length in range(min(longest, len(lowered) - at), 0, -1):
            kind = terms.get(tuple(lowered[at : at + length]))
            if kind is not None:
                found[at] = kind
                found[at + 1 : at + length] = ["I"] * (length - 1)
                at += length
                break
        else:
            if "/" in lowered[at] and any((part,) in terms for part in lowered[at].split("/")[:8]):
                found[at] = "s"
            at += 1
    return found


@cache
def _lists() -> dict[str, str]:
    content = gzip.decompress((files("extractors.tagging") / "models" / "word_lists.tsv.gz").read_bytes()).decode()
    return dict(line.split("\t", 1) for line in content.splitlines())


def kinds(word: str) -> str:
    """Return which lists a word in lower case is in: heads of titles (``h``) and words before them (``q``), words of
    organisations' names (``w``), places (``p``).
    """
    return _lists().get(word, "")
