"""The current role in a list of positions: an entry whose dates still run."""

import re
from dataclasses import replace

from extractors import tense
from extractors.employers import Employer, employer_at, has_marker
from extractors.places import is_place
from extractors.roles.headlines import SEPARATOR, read_headline
from extractors.roles.role import Reading, Role
from extractors.title_words import listed
from extractors.titles import Title, find_titles

STUDIES = re.compile(
    r"\b(?:b\.?tech|m\.?tech|bachelor\w*|master['’]?s?(?: degree| of)|degree|gpa|cgpa|b\.?sc|m\.?sc|mba"
    r"|diploma|high school|minor in|major in|coursework|undergraduate|studium|abitur|student(?!ische|s)"
    r"|volunteer\w*|ehrenamt\w*|licence|licenciatura|máster|mestrado|graduação|bénévole|voluntari\w*)\b",
    re.IGNORECASE,
)
DOCTORAL = re.compile(r"\b(?:ph\.?d|doctoral)\.? (?:student|candidate|researcher)|doktorand", re.IGNORECASE)
BESIDE_WORK = re.compile(
    r"\b(?:clubs?|society|association|committee|union|volunteer\w*|verein|church|choir|community|resource group)\b",
    re.IGNORECASE,
)
"""What somebody does beside work."""
FREE = re.compile(r"freelance|independent|self-employed|freie|selbstst", re.IGNORECASE)
BEFORE = re.compile(r"\b(?:before|previously|formerly|prior|zuvor|davor|früher)(?: that)?\s*[:,]", re.IGNORECASE)
BULLET = re.compile(r"\W{0,3}(?:[A-ZÀ-Þ][\w-]+ed|[A-Z][\w-]+ing|[Ll]ed|[Bb]uilt|[Ww]rote)\b[^|·]{30,}")
"""What somebody did there: never the line that names the position."""


def read_entry(reading: Reading) -> Role | None:
    """Return the role of a list entry that holds a running date range, such as
    ``Data Analyst | Example Ltd, Bonn | 09/2022 -``; None when it reads like studies or names nothing.
    """
    before = BEFORE.search(reading.text)
    reading = replace(reading, text=reading.text[: before.start()]) if before else reading
    entry = reading.text
    year = reading.speaker.year
    dated = tense.running_range(entry, year)
    if dated is None or (STUDIES.search(entry) and not DOCTORAL.search(entry)):
        return None
    names = reading.speaker.words
    titles = [title for title in find_titles(entry, names) if title.end <= dated.start() or title.start >= dated.end()]
    titles = [title for title in titles if title.held and len(_field_around(entry, title)) <= 100]
    if not titles or tense.is_former(entry[: titles[0].start]):
        return None
    title = titles[0]
    if title.head in listed("offices", "all") and BESIDE_WORK.search(entry):
        return None
    employer = _employer_in(reading, title, dated.span())
    if employer is not None and FREE.match(title.text) and "\n" in entry[title.end : employer.start]:
        employer = None  # what follows is the next entry's
    if employer is None and not title.strong:
        return None
    return Role(title, employer, 0.82 if employer else 0.7)


def read_company(reading: Reading) -> Role | None:
    """Return the organisation that is a whole heading, as above the roles somebody held there one after another."""
    heading = reading.text.strip()
    if len(heading) > 60 or find_titles(heading) or STUDIES.search(heading) or BESIDE_WORK.search(heading):
        return None
    employer = employer_at(reading.text, 0, reading.link_end, reading.speaker.words)
    return Role(None, employer, 0.72) if employer is not None and employer.end >= len(reading.text) - 1 else None


def _field_around(entry: str, title: Title) -> str:
    return entry[: title.start].split("\n")[-1] + title.text + entry[title.end :].split("\n")[0]


def _employer_in(reading: Reading, title: Title, dated: tuple[int, int]) -> Employer | None:
    entry = reading.text
    row_start = entry.rfind("\n", 0, title.start) + 1
    row_end = entry.find("\n", title.end)
    row = entry[row_start : row_end if row_end >= 0 else len(entry)]
    if tense.running_range(row, reading.speaker.year) is None:
        link_end = reading.link_end
        shifted = (
            None
            if link_end is None
            else lambda at: None if (end := link_end(at + row_start)) is None else end - row_start
        )
        stated = read_headline(Reading(row, reading.speaker, shifted))
        if stated is not None and stated.employer is not None:
            one = stated.employer
            return Employer(one.start + row_start, one.end + row_start, one.text, one.marked)
    preposition = re.match(
        r"[^\n|·]{0,40}?(?: at| bei| beim| @| chez| en| na| no)(?: the| der)? ", entry[title.end : title.end + 60]
    )
    if preposition is not None:
        employer = employer_at(entry, title.end + preposition.end(), reading.link_end, reading.speaker.words)
        if employer is not None:
            return employer
    near = sorted(_fields(entry, dated), key=lambda field: (field[0] < title.start, abs(field[0] - title.end)))
    usable = [field for field in near if _may_name(entry, field, title, dated)][:3]
    found = [employer for field in usable if (employer := _filling(reading, field))]
    marked = [employer for employer in found if employer.marked]
    fields = listed("modifiers", "all")
    names = [employer for employer in found if not set(employer.text.lower().split()) <= fields]
    return next(iter([*marked, *names, *found]), None)


def _filling(reading: Reading, field: tuple[int, int]) -> Employer | None:
    """Return the organisation that fills a field, but for a place or a lower-case part of its name at the end."""
    employer = employer_at(reading.text[: field[1]], field[0], reading.link_end, reading.speaker.words)
    if employer is None:
        return None
    rest = reading.text[employer.end : field[1]].rstrip()
    if len(rest) <= 2 or is_place(rest.strip()):
        return employer
    if re.fullmatch(r" [a-zà-ÿ]{4,20}(?: [a-zà-ÿ]{4,20})?", rest):
        return Employer(employer.start, employer.end + len(rest), employer.text + rest, employer.marked)
    return None


def _fields(entry: str, dated: tuple[int, int]) -> list[tuple[int, int]]:
    """Divide an entry at separators and around its dates."""
    fields: list[tuple[int, int]] = []
    start = 0
    cuts = [match.span() for match in SEPARATOR.finditer(entry)] + [dated]
    for first, last in sorted(cuts):
        if first >= start:
            fields.append((start, first))
        start = max(start, last)
        while start < len(entry) and entry[start] in " :)]":
            start += 1
    fields.append((start, len(entry)))
    return fields


def _may_name(entry: str, field: tuple[int, int], title: Title, dated: tuple[int, int]) -> bool:
    start, end = field
    text = entry[start:end].strip()
    if not 2 <= end - start <= 80 or (start < title.end and title.start < end) or (start < dated[1] and dated[0] < end):
        return False
    if (
        tense.any_range().search(text)
        or BULLET.match(text)
        or re.fullmatch(r"[\d\W]*(?:yrs?|mos?|years?|months?|full[- ]time|remote|[\d\W])*", text, re.IGNORECASE)
    ):
        return False
    return not is_place(text) or has_marker(text)


def window_around(lines: list[str], headings: list[bool], number: int, *, dates_first: bool) -> tuple[int, int]:
    """Return the first and the last line of an entry around the line that holds its running dates.

    :param lines: of one section, in order.
    :param headings: whether each of them is a heading: one begins an entry, or goes on a heading right above it.
    :param dates_first: whether entries of this section begin with their dates.
    """
    first = last = number
    while not dates_first and first > 0 and number - first < 3 and _belongs(lines[first - 1]):
        if headings[first] and first < number and not headings[first - 1]:
            break
        first -= 1
    # Two lines above the dates are title and employer; what follows them then is the next entry's.
    reach = 3 if first == number else 1 if first == number - 1 else 0
    begun = any(headings[first:number])
    while last + 1 < len(lines) and last - number < reach and _belongs(lines[last + 1]):
        if begun and headings[last + 1]:
            break
        last += 1
    return first, last


def _belongs(line: str) -> bool:
    dated = tense.any_range().search(line) or tense.open_end().search(line)
    longest = 260 if find_titles(line[:120]) else 100
    return len(line) <= longest and not dated and not BULLET.match(line) and not line.endswith(".")
