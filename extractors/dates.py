"""Dates as sources write them, to strings of their own precision. Never a time of day, never a guess."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from extractors.claims import Precision

ISO = re.compile(r"\s*(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ]\d{2}:\d{2}.*)?\s*")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner janvier janv enero ene janeiro",
            "february feb februar feber février fevrier févr febrero fevereiro fev",
            "march mar märz maerz mrz mars marzo março marco",
            "april apr avril avr abril abr",
            "may mai mayo maio",
            "june jun juni juin junio junho",
            "july jul juli juillet juil julio julho",
            "august aug août aout agosto ago",
            "september sep sept septembre septiembre setembro",
            "october oct oktober okt octobre octubre outubro",
            "november nov novembre noviembre novembro",
            "december dec dezember dez décembre decembre déc diciembre dic dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
"""Names in English, German, French, Spanish and Portuguese, and their usual short forms."""
SHORT_OF_DAY = {"set": 9, "out": 10}
"""Portuguese short forms that are English words too: read only between a day and a year."""
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
DAY_MONTH = "|".join(sorted([*MONTHS, *SHORT_OF_DAY], key=len, reverse=True))
DAY_MONTH_YEAR = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|er|re|º|ª|\.)?(?:\s+(?:of\s+|de\s+)?|-)({DAY_MONTH})\.?,?(?:\s+(?:del?\s+)?|-)(\d{{4}})\b",
    re.IGNORECASE,
)
MONTH_DAY_YEAR = re.compile(rf"\b({MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|\s+)(\d{{4}})\b", re.IGNORECASE)
MONTH_YEAR = re.compile(rf"\b({MONTH})\.?,?(?:\s+(?:del?\s+)?|-)(\d{{4}})\b", re.IGNORECASE)
DAY_MONTH_ONLY = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+)?({MONTH})\b", re.IGNORECASE)
MONTH_DAY_ONLY = re.compile(rf"\b({MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)", re.IGNORECASE)
YEAR_MONTH_DAY = re.compile(rf"\b(\d{{4}}),?\s+({MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.]\d)", re.IGNORECASE)
DOTTED = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b")
SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")
PLAIN_ISO = re.compile(r"\b(\d{4})([-/.])(\d{2})\2(\d{2})\b")
FIGURES_MONTH = re.compile(r"(?<![\d/.-])(?:(\d{1,2})/|(\d{2})\.)((?:19|20)\d{2})(?![\d/]|[.-]\d)")
YEAR_FIRST = re.compile(r"(?<![\d/.-])((?:19|20)\d{2})[-/](\d{2})(?![\d/]|-\d)")
YEAR = re.compile(r"(?<![\d./-])((?:19[5-9]|20[0-4])\d)(?![\d/]|-\d)")


def from_iso(text: str) -> str | None:
    """Return an ISO 8601 date, date-time or part of one as a partial date, None for anything else."""
    match = ISO.fullmatch(text)
    return _checked(match.group(1), match.group(2), match.group(3)) if match else None


def written(text: str) -> str | None:
    """Return the first date that a short text states in words or figures, at its own precision."""
    found = [one for one in _days(text) if one is not None]
    if found:
        return min(found)[1]
    for read in (_month_in_words, _month_in_figures, _year_and_month):
        if month := read(text):
            return month
    match = YEAR.search(text)
    return match.group(1) if match else None


def without_year(text: str) -> str | None:
    """Return the first month and day of a short text as ``MM-DD``, for lists that name the year above."""
    found = [(match.start(), match.group(2), match.group(1)) for match in DAY_MONTH_ONLY.finditer(text)]
    found += [(match.start(), match.group(1), match.group(2)) for match in MONTH_DAY_ONLY.finditer(text)]
    for _, month, day in sorted(found):
        # A leap year allows every day that some year has.
        if checked := _checked("2000", month, day):
            return checked[5:]
    return None


def _days(text: str) -> Iterator[tuple[int, str] | None]:
    """Yield where a day stands, and the day, by each way of writing one."""
    for pattern, order in (
        (DAY_MONTH_YEAR, (3, 2, 1)),
        (MONTH_DAY_YEAR, (3, 1, 2)),
        (YEAR_MONTH_DAY, (1, 2, 3)),
        (DOTTED, (3, 2, 1)),
        (PLAIN_ISO, (1, 3, 4)),
    ):
        match = pattern.search(text)
        value = _checked(*(match.group(group) for group in order)) if match else None
        yield (match.start(), value) if match and value else None
    if match := SLASHED.search(text):
        one, other, year = match.groups()
        # Which is the day shows only where one of them cannot be a month.
        day, month = (one, other) if int(one) > 12 else (other, one)
        value = _checked(year, month, day) if int(day) > 12 or one == other else _checked(year, None, None)
        yield (match.start(), value) if value else None


def _month_in_words(text: str) -> str | None:
    match = MONTH_YEAR.search(text)
    return _checked(match.group(2), match.group(1), None) if match else None


def _month_in_figures(text: str) -> str | None:
    match = FIGURES_MONTH.search(text)
    return _checked(match.group(3), match.group(1) or match.group(2), None) if match else None


def _year_and_month(text: str) -> str | None:
    """Return a month written ``2016-08``; ``2011-12`` may be a winter, and is the year alone."""
    match = YEAR_FIRST.search(text)
    if match is None:
        return None
    year, month = match.groups()
    return _checked(year, month if int(month) <= int(year[2:]) else None, None)


def precision(value: str) -> Precision:
    """Return the precision of a partial date."""
    precisions: dict[int, Precision] = {4: "year", 7: "month"}
    return precisions.get(len(value), "day")


def is_over(end: str, now: datetime) -> bool:
    """Tell whether an end lies before the day of ``now``; a year or month is over when all of it is."""
    return end < now.date().isoformat()[: len(end)]


def _checked(year: str, month: str | None, day: str | None) -> str | None:
    number = (
        None
        if month is None
        else MONTHS.get(month.lower()) or SHORT_OF_DAY.get(month.lower()) or (int(month) if month.isdigit() else None)
    )
    if month is not None and number is None:
        return None
    if int(year) < 1900:
        return None  # generators write year 1 for "no date"
    try:
        date(int(year), number or 1, int(day or 1))
    except ValueError:
        return None
    parts = [year]
    if number:
        parts.append(f"{number:02d}")
        if day:
            parts.append(f"{int(day):02d}")
    return "-".join(parts)
