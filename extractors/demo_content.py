"""Text that a template brought along: its posts and fillers are nobody's."""

import re
from functools import cache

from config import lexicons

UNFILLED = re.compile(r"^\[[^\]]*\]$|\{\{|\{%|^<[^>]*>$|\byour [\w ]{0,20}(?:title|name) here\b")
"""A field of a template that nobody filled in, such as ``[Your title]``."""


@cache
def _titles() -> tuple[frozenset[str], tuple[str, ...]]:
    lexicon = lexicons.load("placeholders")
    starts = tuple(start.lower() for start in lexicon.listed("demo_titles", "starts"))
    return lexicon.words("demo_titles", "exact"), starts


def is_demo(title: str) -> bool:
    """Tell whether a title is a template's own post, or no title of anything written, such as ``Home``."""
    exact, starts = _titles()
    plain = " ".join(title.lower().split())
    if UNFILLED.search(plain):
        return True
    return plain in exact or plain.rstrip(".!? ") in exact or plain.startswith(starts)


@cache
def _filler() -> re.Pattern[str]:
    words = lexicons.load("placeholders").words("filler")
    return re.compile("|".join(map(re.escape, sorted(words))), re.IGNORECASE)


def filler_spans(text: str) -> list[tuple[int, int]]:
    """Return where a text holds filler, such as lorem ipsum."""
    lower = text.lower()
    # Few texts hold any, and one search per word costs a tenth of the pattern.
    if not any(word in lower for word in lexicons.load("placeholders").words("filler")):
        return []
    return [match.span() for match in _filler().finditer(text)]
