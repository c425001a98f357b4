"""Title, employer, degree and school inside the first lines of an entry of a CV."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from config import lexicons
from extractors.employers import has_marker
from extractors.places import is_place
from extractors.position_dates import period_in
from extractors.position_entries import Entry
from extractors.position_words import SPEAKING
from extractors.titles import find_titles

SEPARATOR = re.compile(
    r"\s*[|•·\t\n;@]\s*|\s+[-–—]+\s+|\s*,\s+(?!(?:Inc|Ltd|LLC|GmbH|Corp|Co|Pty)\b)|\s+\(|\)\s*|\s*:\s+"
    r"|(?<=[a-zà-ÿ]{4})\.\s+(?=[A-ZÀ-Þ])"
)
LETTERS = re.compile(r"[^\W\d_]{2}")
AT = re.compile(
    r"\s+(?:à l['’]|dans l['’])(?=[A-ZÀ-Þ]|universit|école|institut)"
    r"|\s+(?:at|with|bei|beim|am|an der|im|chez|en|na|no|em|à la|à|au|dans|presso|pour|for the)\s+"
    r"(?:the\s+|der\s+|dem\s+|la\s+)?(?=[A-ZÀ-Þ0-9]|[\w-]{2,30}\.[a-z]{2,4}\b|collège|lycée|faculté)"
)
LEADING = re.compile(
    r"(?:[Aa]n der|[Aa]m|[Aa]n dem|[Bb]ei der|[Bb]eim|[Aa]t the|[Aa]t|à l['’]|à la|[Ee]n la)\s?(?=[A-ZÀ-Þ])"
)
DURATION = re.compile(
    r"\(?\d{1,2}\+?\s?(?:years?|yrs?|months?|mos?|weeks?|jahre?|monate?|ans?|mois|años?|meses|anos?)\b", re.IGNORECASE
)
SENTENCE = re.compile(r"[.!?]\s+[A-ZÀ-Þ]|[a-zà-ÿ]{3,}\.$")
LONGEST_FIELD = 90
LONGEST_HEAD = 170
LONGEST_READ = 400
"""Characters of a line that are looked at."""
MOST_HEADS = 5
MOST_WORDS = 11
BULLETS = "•·–—-*▪►○ \t"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an entry's first lines: a half-open span of the page's text."""

    start: int
    end: int
    text: str
    line: int
    """Which of the entry's lines it stands in."""
    kind: str
    """``title``, ``degree``, ``school``, ``org``, ``place`` or ``unknown``; ``employer`` where a label says so,
    ``topic`` behind a title and a colon, ``aside`` in brackets."""
    lead: str = ""
    """What divides it from the part before: ``@``, ``(``, ``:``, or nothing that matters."""


def parts(entry: Entry) -> list[Part]:
    """Return the parts of an entry that can name something, in order."""
    found: list[Part] = []
    heads = 0
    for number, line in enumerate(([entry.above] if entry.above else []) + list(entry.lines)):
        own = list(_of_line(line.text[:LONGEST_READ], line.start, number))
        if line is not entry.dated and (_is_description(line.text) if heads else _tells(line.text)):
            if heads:
                break
            continue
        found += own
        heads += bool(own)
        if heads >= MOST_HEADS:
            break
    return found


def labelled(entry: Entry) -> dict[str, tuple[int, int, str]]:
    """Return the fields of an entry whose lines name them, such as ``Position<tab>Editor``."""
    found: dict[str, tuple[int, int, str]] = {}
    for line in entry.lines:
        label, separator, rest = line.text.partition("\t" if "\t" in line.text else ":")
        key = _labels().get(label.strip().lower())
        value = rest.strip()
        if separator and key and value and key not in found and len(value) <= 2 * LONGEST_FIELD:
            start = line.start + len(line.text) - len(rest) + (len(rest) - len(rest.lstrip()))
            found[key] = (start, start + len(value), value)
    return found


@cache
def _labels() -> dict[str, str]:
    table = lexicons.load("positions").tables["labels"]
    return {word: key for key, words in table.items() for word in words}


def _of_line(text: str, offset: int, number: int) -> Iterator[Part]:
    cells = "\t" in text
    label, _, rest = text.partition("\t" if cells else ":")
    key = _labels().get(label.strip(BULLETS).lower())
    if key == "period" or (key is None and not cells and _only_describes(label, rest)):
        return
    period = period_in(text)
    # What a period leaves behind is read like what stands beside it.
    masked = text if period is None else text[: period.start] + "\t" * (period.end - period.start) + text[period.end :]
    start, lead, before = 0, "", ""
    for match in [*SEPARATOR.finditer(masked), None]:
        end = match.start() if match else len(masked)
        for part in _split_at(masked, start, end, offset, number):
            kind = _kind_here(part.kind, part.lead or lead, before, key)
            if kind == "unknown" and match and ":" in match.group() and LETTERS.search(masked, match.end()):
                kind = "topic"  # what a line speaks about
            found = replace(part, kind=kind, lead=part.lead or lead)
            yield found
            before, key = found.kind, None if found.kind in ("employer", "title") else key
        lead = next((mark for mark in "@(:" if match and mark in match.group()), "")
        start = match.end() if match else end


def _only_describes(label: str, rest: str) -> bool:
    """Tell whether a line such as ``Tech stack: ...`` says how and with what, rather than who."""
    if not rest.strip() or len(label.split()) > 3 or re.search(r"\d", label):
        return False
    if kind_of(label.strip(BULLETS)) != "unknown":
        return False
    period = period_in(rest)
    plain = rest if period is None else rest[: period.start] + rest[period.end :]
    return bool(plain.strip(BULLETS)) and not any(title.strong for title in find_titles(plain[:LONGEST_FIELD]))


def _kind_here(kind: str, lead: str, before: str, key: str | None) -> str:
    if key in ("name", "position", "location") and kind in ("unknown", "org", "school", "title"):
        return {"name": "employer", "position": "title", "location": "place"}[key]
    if kind == "unknown" and lead == "(":
        return "aside"
    return "topic" if kind == "unknown" and lead == ":" and before == "title" else kind


def _split_at(text: str, start: int, end: int, offset: int, number: int) -> Iterator[Part]:
    at = AT.search(text, start, end)
    if at is not None and (find_titles(text[start : at.start()]) or _degree(text[start : at.start()])):
        yield from _part(text, start, at.start(), offset, number)
        yield from (replace(part, lead="@") for part in _part(text, at.end(), end, offset, number))
    else:
        yield from _part(text, start, end, offset, number)


def _part(text: str, start: int, end: int, offset: int, number: int) -> Iterator[Part]:
    inner = text[start:end]
    words = inner.strip(BULLETS + "\"'“”„«»|,;:([{}<>").lstrip(". ")
    leading = LEADING.match(words)
    words = words[leading.end() :] if leading else words
    words = words.rstrip(".") if not re.search(r"\b\w{1,4}\.$", words) else words
    if not 2 <= len(words) <= LONGEST_FIELD or len(words.split()) > MOST_WORDS or not re.search(r"[^\W\d_]{2}", words):
        return
    if (
        words.lower() in _noise()
        or words.lower() in _labels()
        or SPEAKING.search(words)
        or DURATION.match(words)
        or "://" in words
        or "@" in words
    ):
        return
    begin = start + inner.index(words)
    yield Part(offset + begin, offset + begin + len(words), words, number, kind_of(words))


def _tells(text: str) -> bool:
    """Tell whether a first line is running text; a long one that begins with a title is none."""
    titles = find_titles(text[:LONGEST_HEAD])
    return _is_description(text) and not (titles and titles[0].start == 0)


def _is_description(text: str) -> bool:
    return len(text) > LONGEST_HEAD or (len(text) > 60 and SENTENCE.search(text) is not None)


@cache
def _noise() -> frozenset[str]:
    return lexicons.load("positions").words("noise")


@cache
def _degree_pattern() -> re.Pattern[str]:
    words = sorted(lexicons.load("positions").words("degrees"), key=len, reverse=True)
    return re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, words))})(?![\w'’-])", re.IGNORECASE)


def _degree(text: str) -> re.Match[str] | None:
    found = _degree_pattern().search(text)
    # "be", "ma" and "ms" are words and names unless they are written as degrees.
    if found and len(found.group()) <= 2 and not found.group().isupper():
        return None
    return found


def degree_in(text: str) -> tuple[str, str | None] | None:
    """Return the degree that a text names, and its field; None for no degree."""
    found = _degree(text)
    if found is None:
        return None
    degree = found.group()
    behind = text[found.end() :]
    extended = re.match(
        r"\s(?:of\s(?:Science|Arts|Engineering|Technology)|Hons?\b\.?|\(Hons?\.?\)|degree\b)", behind, re.IGNORECASE
    )
    if extended:
        degree, behind = degree + extended.group(), behind[extended.end() :]
    field = re.match(
        r"\s*(?:in|of|en|em|für|,|-|–|:|\()\s+?(?P<field>[^,()|–]{2,80})|\s+(?P<bare>[A-ZÀ-Þ][^,()|–]{2,80})", behind
    )
    area = (field["field"] or field["bare"]).strip(" .") if field else text[: found.start()].strip(" ,-–(|.")
    area = re.split(r"\s(?:at|from|with|an der|am)\s", area)[0].strip()
    return degree, area if area and len(area.split()) <= 10 and not _is_school(area) else None


@cache
def _schools() -> re.Pattern[str]:
    words = sorted(lexicons.load("positions").words("schools"), key=len, reverse=True)
    return re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, words))})(?![\w-])", re.IGNORECASE)


def _is_school(text: str) -> bool:
    found = _schools().search(text)
    if found and (len(found.group()) > 4 or found.group().isupper() or found.group()[0].isupper()):
        return True
    compounds = lexicons.load("positions").listed("schools", "compounds")
    return any(word.strip(".,").endswith(compounds) for word in text.lower().split())


def kind_of(text: str) -> str:
    """Return what a part of an entry names."""
    if _is_school(text) and not _degree(text):
        titles = find_titles(text)
        return "title" if titles and titles[0].start == 0 and titles[0].end >= len(text) - 1 else "school"
    titles = [title for title in find_titles(text) if title.strong]
    if titles and (_covers(titles[0].start, titles[-1].end, text) or titles[-1].end >= len(text) - 1):
        return "title"
    if _degree(text):
        return "degree"
    if titles and titles[0].start == 0:
        return "title"
    if is_place(text) and not has_marker(text):
        return "place"
    return "org" if has_marker(text) else "unknown"


def _covers(start: int, end: int, text: str) -> bool:
    return (end - start) * 2 >= len(text)


@cache
def _placeholders() -> frozenset[str]:
    return lexicons.load("positions").words("placeholders")


def is_placeholder(values: Sequence[str]) -> bool:
    """Tell whether a template wrote an entry: any of its values is a template's own."""
    return any(value.lower().strip(" .[]{}<>") in _placeholders() or "{{" in value for value in values)
