"""Dates as sources write them, to strings of their own precision. Never a time of day, never a guess."""

import re
from datetime import date, datetime

from extractors.claims import Precision

ISO = re.compile(r"\s*(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ]\d{2}:\d{2}.*)?\s*")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner janvier enero", "february feb februar février febrero",
            "march mar märz mars marzo", "april apr avril abril", "may mai mayo", "june jun juni juin junio",
            "july jul juli juillet julio", "august aug août agosto", "september sep sept septembre septiembre",
            "october oct oktober okt octobre octubre", "november nov novembre noviembre",
            "december dec dezember dez décembre diciembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
DAY_MONTH_YEAR = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th|\.)?\s+({MONTH})\.?,?\s+(\d{{4}})\b", re.IGNORECASE)
MONTH_DAY_YEAR = re.compile(rf"\b({MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.IGNORECASE)
MONTH_YEAR = re.compile(rf"\b({MONTH})\.?,?\s+(\d{{4}})\b", re.IGNORECASE)
DOTTED = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b")
PLAIN_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
YEAR = re.compile(r"(?<![\d./-])((?:19[5-9]|20[0-4])\d)(?![\d/]|-\d)")


def from_iso(text: str) -> str | None:
    """Return an ISO 8601 date, date-time or part of one as a partial date, None for anything else."""
    match = ISO.fullmatch(text)
    return _checked(match.group(1), match.group(2), match.group(3)) if match else None


def written(text: str) -> str | None:
    """Return the first date that a short text states in words or figures, at its own precision."""
    found: list[tuple[int, str]] = []
    for pattern, order in (
        (DAY_MONTH_YEAR, (3, 2, 1)),
        (MONTH_DAY_YEAR, (3, 1, 2)),
        (DOTTED, (3, 2, 1)),
        (PLAIN_ISO, (1, 2, 3)),
    ):
        match = pattern.search(text)
        value = _checked(*(match.group(group) for group in order)) if match else None
        if match and value:
            found.append((match.start(), value))
    if found:
        return min(found)[1]
    match = MONTH_YEAR.search(text)
    if match:
        return _checked(match.group(2), match.group(1), None)
    match = YEAR.search(text)
    return match.group(1) if match else None


def precision(value: str) -> Precision:
    """Return the precision of a partial date."""
    precisions: dict[int, Precision] = {4: "year", 7: "month"}
    return precisions.get(len(value), "day")


def is_over(end: str, now: datetime) -> bool:
    """Tell whether an end lies before the day of ``now``; a year or month is over when all of it is."""
    return end < now.date().isoformat()[: len(end)]


def _checked(year: str, month: str | None, day: str | None) -> str | None:
    number = None if month is None else MONTHS.get(month.lower()) or (int(month) if month.isdigit() else None)
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
