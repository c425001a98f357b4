"""Employment and education as a page lists them: one claim per entry of a CV, with its dates.

An entry needs what it is about and a period, or a section and two fields that leave no doubt. A template's jobs,
other people's, courses, prizes and hobbies are left out.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pydantic import JsonValue

from extractors.claims import Claim, Evidence
from extractors.demo_content import filler_spans
from extractors.names import is_other_person
from extractors.page import READ_TEXT, Page
from extractors.position_entries import Entry, Run, entries, runs
from extractors.position_fields import Part, degree_in, is_placeholder, kind_of, labelled, parts
from extractors.position_words import GRANTS

NAME = "positions"
FIELDS = ("work", "education")
LEXICONS = ("positions", "titles", "organisations", "places", "placeholders")
USES_MODEL = False

PAGES = ("profile", "about", "cv")
NEAR_FILLER = 800
BEGINNING = re.compile(
    r"(?:supervised|advised|under|betreut|clients?|kunden|to|until|bis|of|in|im|within|as|als|for|für|and|und|with|mit|the|a|an"
    r"|an der|am|bei|beim|an dem|zu|zur|vom)\s",
    re.IGNORECASE,
)
DOMAIN = re.compile(r"[\w-]{2,40}\.[a-z]{2,6}")
PERSON = re.compile(r"(?:dr|prof|professor|mr|mrs|ms|herr|frau)\b", re.IGNORECASE)
FIGURES = re.compile(r"\d{1,2}/\d{2}")
"""A date in a form that no period is read from."""
DIGITS = re.compile(r"\d{2}")
NAMING = ("name", "nom", "nombre", "nome")
"""What a CV calls the line with whose it is."""


@dataclass(frozen=True, slots=True)
class Found:
    """What an entry says, with the part that names it best."""

    field: str
    value: dict[str, str]
    start: int
    end: int
    confidence: float


def read(page: Page) -> Iterable[Claim]:
    """Return a claim per position and per degree."""
    if page.type not in PAGES or _of_somebody_else(page):
        return
    fillers = filler_spans(page.text.text[:READ_TEXT])
    for run in runs(page):
        if any(start - NEAR_FILLER < run.lines[0].start < end + NEAR_FILLER for start, end in fillers if run.lines):
            continue
        for entry, found in _of_run(page, run):
            evidence = _evidence(page, entry, found)
            if str(found.value.get("startDate", "")) > page.fetched_at.date().isoformat():
                continue  # it has not begun
            if evidence is not None and not is_placeholder(list(found.value.values())):
                value: JsonValue = dict(found.value)
                yield Claim(found.field, value, found.confidence, evidence, NAME)


def _of_somebody_else(page: Page) -> bool:
    """Tell whether a CV names somebody else as its subject: a template's hero, a colleague."""
    for line in page.outline.lines[:80]:
        label, _, name = line.text.partition("\t" if "\t" in line.text else ":")
        if label.strip().lower() in NAMING and is_other_person(name, page.names):
            return True
    return False


def _of_run(page: Page, run: Run) -> Iterator[tuple[Entry, Found]]:
    if not run.lines:
        return
    read_entries = [(entry, parts(entry)) for entry in entries(page, run)]
    order = _order(read_entries)
    for entry, found in read_entries:
        told = _labelled(entry) or _told(entry, found, order)
        if told is not None:
            yield entry, told


def _order(read_entries: list[tuple[Entry, list[Part]]]) -> str | None:
    """Return which stands first in this list, ``title`` or ``org``, by the entries that leave no doubt."""
    votes: Counter[str] = Counter()
    for _, found in read_entries:
        named = [part.kind for part in found if part.kind != "place"][:2]
        if len(named) == 2 and "title" in named and named[0] != named[1]:
            votes["title" if named[0] == "title" else "org"] += 1
    return votes.most_common(1)[0][0] if votes else None


def _told(entry: Entry, found: list[Part], order: str | None) -> Found | None:
    degree = next((part for part in found if part.kind == "degree"), None)
    title = next((part for part in found if part.kind == "title" and not BEGINNING.match(part.text)), None)
    studied = entry.kind == "education" and (title is None or degree is not None)
    if studied or (degree is not None and title is None):
        return _education(entry, found, degree)
    return _work(entry, found, title, order)


def _work(entry: Entry, found: list[Part], title: Part | None, order: str | None) -> Found | None:
    organisation = _organisation(found, title)
    if title is None:
        title, organisation = _by_place(entry, found) or _by_order(found, organisation, order)
        if title is None and (organisation is None or organisation.kind not in ("org", "school", "employer")):
            return None
    if entry.kind == "any" and (
        title is None or title.kind != "title" or organisation is None or entry.period is None or entry.period.single
    ):
        return None
    if (entry.period is None or entry.period.single) and (title is None or organisation is None):
        return None
    if title is None and organisation and (GRANTS.search(organisation.text) or len(organisation.text.split()) > 6):
        return None
    best = organisation or title
    if best is None:
        return None
    value = {} if organisation is None else {"name": organisation.text}
    if title is not None:
        value["position"] = title.text
    lines = {part.line for part in (title, organisation) if part is not None}
    place = next((part for part in found if part.kind == "place" and part.line in lines), None)
    if place is not None:
        value["location"] = place.text
    sure = 0.85 if title is not None and title.kind == "title" and organisation is not None else 0.68
    sure = 0.55 if title is None else sure if entry.period is not None else 0.62
    return Found("work", value | _dates(entry, "work"), best.start, best.end, sure)


def _organisation(found: list[Part], title: Part | None) -> Part | None:
    """Return the part that names the employer: one with a mark of its own, else the nearest to the title."""
    stated = next((part for part in found if part.kind == "employer" and not PERSON.match(part.text)), None)
    if stated is not None:
        return stated
    usable = [part for part in found if part.kind in ("org", "school", "unknown") and part is not title]
    if title is None:
        return next((part for part in usable if part.kind != "unknown"), None)
    near = [part for part in usable if abs(part.line - title.line) <= 1]
    marked = [part for part in near if part.kind in ("org", "school")]
    same = [part for part in near if part.line == title.line]
    behind = [part for part in same if part.start > title.start]
    candidates = [*(part for part in same if part in marked), *behind[:1], *marked]
    others = sorted(near, key=lambda part: abs(part.start - title.start))
    return next((part for part in [*candidates, *others] if _may_employ(part, title)), None)


def _may_employ(part: Part, title: Part) -> bool:
    if GRANTS.search(part.text) or PERSON.match(part.text) or FIGURES.search(part.text):
        return False
    # A brand in small letters names itself only where nothing else stands in its line.
    alone = part.line == title.line - 1 and part.text.isalpha() and len(part.text) > 3
    return _may_name(part) or (alone and part.kind == "unknown")


def _may_name(part: Part) -> bool:
    first = part.text[:1]
    marked = first.isupper() or first.isdigit() or part.kind != "unknown" or DOMAIN.fullmatch(part.text)
    return bool(marked) and not BEGINNING.match(part.text)


def _by_place(entry: Entry, found: list[Part]) -> tuple[Part, Part] | None:
    """Read a heading as the title where the line below it can only name the employer.

    That is a name behind "@", or a name and a place: ``Courier`` over ``Talwerk | Bremen``.
    """
    if entry.kind != "work" or len(found) < 2:
        return None
    first, second, *rest = found
    if first.kind != "unknown" or second.line != first.line + 1 or len(first.text.split()) > 9:
        return None
    if second.kind not in ("unknown", "org", "school", "employer") or not _may_name(second):
        return None
    placed = bool(rest) and rest[0].line == second.line and rest[0].kind == "place"
    return (first, second) if placed or second.lead == "@" else None


def _by_order(found: list[Part], marked: Part | None, order: str | None) -> tuple[Part | None, Part | None]:
    """Tell title and employer apart by their places, as the list's other entries have them."""
    named = [part for part in found if part.kind in ("unknown", "org", "school") and _may_name(part)][:2]
    if (
        order is None
        or len(named) < 2
        or not all(len(part.text.split()) <= 6 and not DIGITS.search(part.text) for part in named)
    ):
        return None, marked
    first, second = named
    title, organisation = (first, second) if order == "title" else (second, first)
    if title.kind != "unknown" or first.line == second.line:
        return None, marked
    return title, organisation


def _education(entry: Entry, found: list[Part], degree: Part | None) -> Found | None:
    named = ("school", "employer") if entry.kind == "education" else ("school",)
    schools = [part for part in found if part.kind in named and part is not degree]
    if degree is None and not schools:
        return None
    others = [part for part in found if part.kind in ("org", "unknown") and part is not degree]
    school = next(iter(schools), None)
    if school is None and entry.kind == "education":
        near = [part for part in others if degree is not None and abs(part.line - degree.line) <= 1 and _may_name(part)]
        school = next((part for part in near if part.kind == "org"), None) or next(iter(near), None)
    if school is None or (entry.period is None and degree is None):
        return None
    value = {"institution": school.text}
    told = degree_in(degree.text) if degree is not None else None
    if told is not None:
        area = told[1] or _behind(found, degree)
        value |= {"studyType": told[0]} | ({"area": area} if area else {})
    sure = 0.86 if degree is not None else 0.75
    return Found("education", value | _dates(entry, "education"), school.start, school.end, sure)


def _behind(found: list[Part], degree: Part | None) -> str | None:
    """Return the part right behind a degree, which is its field where it stands in the same line."""
    if degree is None or degree is found[-1]:
        return None
    following = found[found.index(degree) + 1]
    return following.text if following.line == degree.line and following.kind == "unknown" else None


def _labelled(entry: Entry) -> Found | None:
    fields = labelled(entry)
    dated = entry.period is not None and not entry.period.single
    if "name" not in fields or "position" not in fields or PERSON.match(fields["name"][2]):
        return None
    if entry.kind != "education" and dated and kind_of(entry.lines[0].text) != "title":
        value = {key: fields[key][2] for key in ("name", "position", "location") if key in fields}
        return Found("work", value | _dates(entry, "work"), fields["name"][0], fields["name"][1], 0.88)
    return None


def _dates(entry: Entry, kind: str) -> dict[str, str]:
    period = entry.period
    if period is None:
        return {}
    if period.single:
        # A year beside a degree is when it was awarded.
        return (
            {"endDate": str(period.last)}
            if kind == "education"
            else {"startDate": str(period.first), "endDate": str(period.last)}
        )
    dates = {"startDate": period.first, "endDate": period.last}
    return {name: date for name, date in dates.items() if date}


def _evidence(page: Page, entry: Entry, found: Found) -> Evidence | None:
    """Return the evidence: the span of what names the entry, quoted with the lines around it."""
    own = page.evidence(found.start, found.end)
    if own is None or own.quote is None:
        return own
    dated = entry.period
    first = min(found.start, dated.start if dated else found.start)
    last = max(found.end, dated.end if dated else found.end)
    around = page.evidence(first, last)
    if around is None:
        return None
    name = page.text.text[found.start : found.end]
    quote = around.quote if around.quote and name in around.quote else own.quote
    return replace(own, quote=quote)
