"""Periods in lists of positions: "03/2019 - present", "Sept 2016 – May 2020", "seit 2013", "2008-10 to 2009".

Every pattern is bounded and read over short lines only.
"""

import re
from dataclasses import dataclass

from extractors.dates import MONTHS

LONGEST_LINE = 300
"""Characters of a line that are looked at: a line of a list says when at its beginning or end."""
MORE_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janeiro gennaio januari ene", "fevereiro febbraio februari fev févr fév", "março marzo maart mar mrz",
            "abril aprile avr abr", "maio maggio mei mai", "junho giugno jun", "julho luglio juil jul",
            "agosto augustus ago aoû", "setembro settembre sep set", "outubro ottobre out oct okt",
            "novembro novembre nov", "dezembro dicembre dez déc dic",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
ALL_MONTHS = {**MORE_MONTHS, **MONTHS}
MONTH = "|".join(sorted(map(re.escape, ALL_MONTHS), key=len, reverse=True))
SEASON = "spring|summer|fall|autumn|winter|frühjahr|frühling|sommer|herbst|wise|sose|ws|ss|hiver|été|printemps|automne"
OPEN = (
    "present|now|today|current(?:ly)?|ongoing|to date|date|heute|jetzt|aktuell|laufend|gegenwart|andauernd|"
    "actualidad|presente|(?:la )?actualité|actual(?:mente)?|aujourd['’]hui|présent|maintenant|en cours|actuel|"
    "hoje|atual(?:mente)?|o momento|oggi|attuale|in corso|heden|nu"
)
DASH = (
    r"\s{0,3}(?:[-–—−‐‒~→]{1,2}|\bto\b|\buntil\b|\btill\b|\bthrough\b|\bbis(?: zum?)?\b|\bà\b|\bau\b|\bal?\b|\baté\b"
    r"|\bhasta\b|\btot\b)\s{0,3}"
)


def _point(name: str) -> str:
    return (
        rf"(?:(?P<{name}month>{MONTH})\.?,?\s{{0,2}}(?:de\s|of\s)?|(?:{SEASON})\s|(?:\d{{1,2}}\.)?(?P<{name}number>\d{{1,2}})\s?[./]\s?)?"
        rf"(?P<{name}year>(?:19|20)\d{{2}}|(?<=\w)\s?['’]\d{{2}})(?:[-/.](?P<{name}behind>0[1-9]|1[0-2])(?!\d)(?:-\d{{2}}(?!\d))?)?"
    )


RANGE = re.compile(
    rf"(?<![\w/.]){_point('a')}{DASH}(?:{_point('b')}|(?P<open>{OPEN})\b|(?P<short>\d{{2}})(?![\d./:])"
    r"|(?=\s{0,2}(?:$|[)\]|,;\t·•])))",
    re.IGNORECASE,
)
WITHIN = re.compile(
    rf"(?<!\w)(?P<amonth>{MONTH})\.?{DASH}(?P<bmonth>{MONTH})\.?,?\s(?P<byear>(?:19|20)\d{{2}})(?!\w)", re.IGNORECASE
)
SINCE = re.compile(
    rf"(?<!\w)(?:since|seit|depuis|desde|dal|sinds)\s(?:le\s|el\s)?{_point('a')}(?!\w|{DASH}\w)", re.IGNORECASE
)
UNTIL = re.compile(
    rf"(?<!\w)(?:until|till|bis|jusqu['’]en|hasta|até)\s{_point('b')}(?!\w)",
    re.IGNORECASE,
)
TERM = re.compile(
    r"(?<!\w)(?:ws|ss|wise|sose|wintersemester|sommersemester)\s{1,2}(?P<ayear>(?:19|20)\d{2})(?:/\d{2,4})?(?!\w)",
    re.IGNORECASE,
)
SINGLE = re.compile(rf"(?<![\w/.-]){_point('a')}(?![\w/]|-\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """When something was: a half-open span of characters, and partial dates."""

    start: int
    end: int
    first: str | None
    last: str | None
    """A partial date, ``present``, or None where nothing is said."""
    single: bool = False
    """Only one date stands there, which may be either end."""
    loose: bool = False
    """Said with "since" or "until", as running text says it too."""


def period_in(text: str) -> Period | None:
    """Return the first period of a line, None when it states none or an impossible one."""
    line = text[:LONGEST_LINE]
    match = RANGE.search(line)
    if match and (match["short"] is None or match["short"] >= match["ayear"][-2:]):
        first, last = _date(match, "a"), _end(match)
        if first and (last == "present" or first[:4] <= last[:4]):
            return Period(match.start(), match.end(), first, last)
        return None
    match = WITHIN.search(line)
    if match:
        year = match["byear"]
        return Period(
            match.start(), match.end(), f"{year}-{_month(match['amonth']):02d}", f"{year}-{_month(match['bmonth']):02d}"
        )
    match = SINCE.search(line)
    if match:
        return Period(match.start(), match.end(), _date(match, "a"), "present", loose=True)
    match = UNTIL.search(line)
    if match:
        return Period(match.start(), match.end(), None, _date(match, "b"), loose=True)
    match = TERM.search(line)
    if match:
        return Period(match.start(), match.end(), match["ayear"], match["ayear"], single=True)
    match = SINGLE.search(line)
    if match is None:
        return None
    date = _date(match, "a")
    return Period(match.start(), match.end(), date, date, single=True)


def _month(name: str) -> int:
    return ALL_MONTHS[name.lower()]


def _end(match: re.Match[str]) -> str:
    if match["byear"]:
        return _date(match, "b")
    return match["ayear"].strip()[:2] + match["short"] if match["short"] else "present"


def _date(match: re.Match[str], name: str) -> str:
    year = match[f"{name}year"].strip()
    if year[0] in "'’":
        year = f"20{year[1:]}" if int(year[1:]) < 60 else f"19{year[1:]}"
    if match[f"{name}month"]:
        return f"{year}-{_month(match[f'{name}month']):02d}"
    number = match[f"{name}number"] or match[f"{name}behind"]
    if number and 1 <= int(number) <= 12:
        return f"{year}-{int(number):02d}"
    return year
