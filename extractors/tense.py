"""Whether words speak of now, of before or of later, and of whom."""

import re
from functools import cache

from config import lexicons

YEAR = r"(?:19|20)\d{2}"
ENDED = re.compile(
    rf"\W{{0,3}}(?:\w+ ){{0,3}}(?:\w+\.? )?{YEAR}\s*(?:-|–|—|to|until|till|and|bis"
    rf"|through)\s*(?:\w+\.? ){{0,2}}(?:\d{{1,2}}[./])?{YEAR}"
)
UNTIL = re.compile(rf"\W{{0,3}}(?:until|till|bis|through|up to)\b(?: \w+\.?){{0,2}} {YEAR}", re.IGNORECASE)


@cache
def _pattern(table: str, key: str = "words") -> re.Pattern[str]:
    words = sorted(lexicons.load("tense").words(table, key), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)


def is_former(text: str) -> bool:
    """Tell whether a text before a role says that it was held before."""
    return _pattern("former").search(text) is not None or re.search(r"\bex-", text, re.IGNORECASE) is not None


def is_future(text: str) -> bool:
    """Tell whether a text before a role says that it will or might be held."""
    return _pattern("future").search(text) is not None


def is_of_others(text: str) -> bool:
    """Tell whether a text before a role speaks of someone else."""
    return _pattern("others").search(text) is not None


def has_ended(after: str) -> bool:
    """Tell whether the words right behind a role close it: a range of years, or "until"."""
    return ENDED.match(after) is not None or UNTIL.match(after) is not None


@cache
def open_end() -> re.Pattern[str]:
    """Return the pattern of a date range that still runs, such as "06/2020 - present"."""
    words = "|".join(map(re.escape, sorted(lexicons.load("tense").words("open_end"), key=len, reverse=True)))
    return re.compile(
        rf"(?:(?:[A-Za-zÄä]{{3,9}}\.?,? |\d{{1,2}}[./])?(?P<year>{YEAR})\s*(?:-|–|—|−|to|bis|until"
        rf"|till)\s*(?:(?:{words})\b|$|(?=[|)\]\t]))"
        rf"|\b(?:since|seit)\s+(?:[A-Za-zÄä]{{3,9}}\.? |\d{{1,2}}[./])?(?P<since>{YEAR})\b)",
        re.IGNORECASE,
    )


@cache
def any_range() -> re.Pattern[str]:
    """Return the pattern of a closed date range."""
    return re.compile(
        rf"{YEAR}\s*(?:-|–|—|−|to|bis)\s*(?:[A-Za-zÄä]{{3,9}}\.?,? |\d{{1,2}}[./])?(?:{YEAR}|\d{{2}}\b)", re.IGNORECASE
    )


def is_seeking(sentence: str) -> bool:
    """Tell whether a sentence of the person's says that they look for work."""
    seeking = _pattern("seeking").search(sentence)
    if seeking is None or _pattern("seeking", "not_about").search(sentence, seeking.end()):
        return False
    return _pattern("seeking", "what").search(sentence, seeking.end(), seeking.end() + 120) is not None
