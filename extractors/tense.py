"""Whether words speak of now, of before or of later, and of whom."""

import re
from functools import cache

from config import lexicons

YEAR = r"(?:19|20)\d{2}"
MONTH = (
    r"(?:jan|feb|f[eé]v|mar|mär|mrz|apr|avr|abr|may|mai|jun|juin|jul|juil|aug|ago|aoû|sep|set|oct|okt|out|nov|dec|dez|dic|déc"
    r"|ene|spring|summer|fall|autumn|winter|frühjahr|sommer|herbst|q[1-4])[a-zéèûôçä]{0,8}"
)
POINT = rf"(?:(?:\b{MONTH}\.?,? (?:(?:de|of) )?(?:\d{{1,2}},? )?|\d{{1,2}}[./])?{YEAR}(?:[./](?:0?[1-9]|1[0-2])\b)?)"
"""A year, with a month before or behind it."""
DASH = r"\s*(?:-{1,3}|–|—|−|~|→|->|to|until|till|through|and|und|bis|à|a|al|até|hasta)\s*"
ENDED = re.compile(
    rf"\W{{0,3}}(?:\w+ ){{0,3}}(?:\w+\.? )?{YEAR}(?:/\d\d)?{DASH}(?:\w+\.? ){{0,2}}(?:\d{{1,2}}[./])?{YEAR}"
)
UNTIL = re.compile(
    rf"\W{{0,3}}(?:until|till|bis|through|up to|jusqu['’]en|jusqu['’]à|hasta|até)\b(?: \w+\.?){{0,2}} {YEAR}",
    re.IGNORECASE,
)


NEVER = 9999
"""The year when every date range has ended."""
DENIED = re.compile(r"\W{0,3}(?:no|nein|non)\b", re.IGNORECASE)
"""Behind a label: "Open for opportunities: No"."""


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


def has_ended(after: str, year: int = NEVER) -> bool:
    """Tell whether the words right behind a role close it: a range of years, or "until".

    :param year: when the words were read; what ends later still runs.
    """
    ended = ENDED.match(after) or UNTIL.match(after)
    return ended is not None and not _ends_after(ended.group(), year)


def _ends_after(dates: str, year: int) -> bool:
    return max((int(one) for one in re.findall(YEAR, dates)), default=0) > year


def closed_range(text: str, year: int = NEVER) -> re.Match[str] | None:
    """Return the first date range of a text that ended by a year."""
    return next((match for match in any_range().finditer(text) if not _ends_after(match.group(), year)), None)


def running_range(text: str, year: int = NEVER) -> re.Match[str] | None:
    """Return the first date range that still runs: open, or with an end after a year, as a doctoral student's."""
    planned = (match for match in any_range().finditer(text) if _ends_after(match.group(), year))
    return open_end().search(text) or next(planned, None)


@cache
def open_end() -> re.Pattern[str]:
    """Return the pattern of a date range that still runs, such as "06/2020 - present"."""
    words = "|".join(map(re.escape, sorted(lexicons.load("tense").words("open_end"), key=len, reverse=True)))
    return re.compile(
        rf"{POINT}{DASH}(?:(?:{words})(?!\w)|$|(?=[|)\]\t\n:,;]))"
        rf"|^\W*(?:present|now|current|currently|heute|aktuell|actuel|actual|atual)\s*[:|–—-]"
        rf"|\b(?:since|seit|depuis|desde|as of)\s+{POINT}(?!{DASH}{POINT})",
        re.IGNORECASE,
    )


MONTHS = tuple(
    tuple(names.split())
    for names in (
        "jan ene", "feb fév fev", "mar mär mrz", "apr avr abr", "may mai", "jun juin", "jul juil", "ago aug aoû",
        "sep set", "oct okt out", "nov", "dec dez dic déc",
    )
)  # fmt: skip


def years_since(text: str) -> float:
    """Return when the running range of a text begins: a year, months as fractions; 0 without one."""
    running = open_end().search(text)
    year = re.search(YEAR, running.group()) if running else None
    if running is None or year is None:
        return 0.0
    month = re.search(rf"\b{MONTH}", running.group()[: year.start()], re.IGNORECASE)
    names = month.group().lower() if month else ""
    number = next((count for count, words in enumerate(MONTHS) if names.startswith(words)), 0)
    digits = re.search(r"(\d{1,2})[./]$", running.group()[: year.start()])
    if digits and not month:
        number = min(int(digits[1]), 12) - 1
    return int(year.group()) + number / 12


def starts_later(text: str, year: int = NEVER) -> bool:
    """Tell whether all years that a text names are still to come."""
    years = [int(one) for one in re.findall(rf"\b{YEAR}\b", text)]
    return bool(years) and min(years) > year


def first_year(text: str) -> float:
    """Return the first year that a text names, 0 for none."""
    year = re.search(rf"\b{YEAR}\b", text)
    return float(year.group()) if year else 0.0


@cache
def any_range() -> re.Pattern[str]:
    """Return the pattern of a closed date range."""
    return re.compile(
        rf"{YEAR}(?:[./]\d{{1,2}})?{DASH}(?:{MONTH}\.?,? |\d{{1,2}}[./])?(?:{YEAR}|\d{{2}}\b)", re.IGNORECASE
    )


def is_seeking(sentence: str) -> bool:
    """Tell whether a sentence of the person's says that they look for work."""
    seeking = _pattern("seeking").search(sentence)
    if seeking is None or _pattern("seeking", "not_about").search(sentence, seeking.end()):
        return False
    what = _pattern("seeking", "what").search(sentence, seeking.end(), seeking.end() + 120)
    return what is not None and DENIED.match(sentence, what.end()) is None
