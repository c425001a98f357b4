"""Talks that the person gave: the entries of a list of talks, one claim each."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from extractors.citations import QUOTED, TITLE_CLASS
from extractors.claims import Claim, StatedAt
from extractors.dates import DOTTED, MONTHS, PLAIN_ISO, YEAR, precision, without_year, written
from extractors.demo_content import is_demo
from extractors.headed_entries import HeadedEntry, headed_entries
from extractors.names import fold
from extractors.not_posts import segments_of
from extractors.outline import section_of
from extractors.page import Link, Page
from extractors.sentences import is_sensitive
from extractors.word_sets import word_set

NAME = "talks"
FIELDS = ("talks",)
LEXICONS = ("placeholders",)
USES_MODEL = False

MARKED = 0.8
"""The title is set apart by quotation marks, a link, emphasis, a heading or a class."""
CUT_OUT = 0.65
"""The title is the entry's first part."""
TALK_PAGES = word_set(
    "talks talk speaking presentations presentation vortraege vorträge praesentationen präsentationen conferences "
    "conférences conferencias charlas ponencias palestras slides keynotes lectures invited-talks my-talks speaker"
)
NOT_TALKS = ("posts", "publications", "projects", "teaching", "education", "experience", "skills", "contact", "news",
             "awards", "testimonials", "team", "related", "jobs")  # fmt: skip
ENTRY_TAGS = frozenset(("li", "tr", "p", "dd", "article", "div"))
SHORTEST_ENTRY, LONGEST_ENTRY = 15, 1500
LEAST_WORDS, MOST_WORDS = 2, 30
SURE_WORDS = 3
"""Least words of a title that is only the first part of its entry; the entry must state its own date then."""
LONGEST_EVENT = 160
LONGEST_YEAR = 20
"""Of a heading that is a year, as "2019 so far"."""
MOST_ABOVE = 200
"""Lines above an entry that are searched for its year."""
EVENT = re.compile(
    r"\b(?:conf(?:erence)?|con|meetup|meet-up|summit|workshop|symposium|seminar|colloquium|kolloquium|tagung|konferenz"
    r"|kongress|congress|devfest|days?|fest|forum|university|universität|université|universidad|institute|institut"
    r"|camp|barcamp|expo|hackathon|school|user group|webinar|podcast|proceedings|chapter|annual meeting|jahrestagung)\b"
    r"|[a-z]{2,}(?:conf|con|fest|camp|days)\b|['’]\d{2}\b",
    re.IGNORECASE,
)
"""What the name of an occasion holds, and a talk's title seldom."""
LABELS = word_set(
    "slides slide deck video videos recording youtube vimeo pdf html abstract event link website code demo folien "
    "aufzeichnung videoaufzeichnung mitschnitt transcript poster paper speakerdeck slideshare slidewiki details watch "
    "photos präsentation presentation vortrag keynote invited talk lightning workshop tutorial live"
)
TEACHING = re.compile(r"\b(?:lehrauftrag|lehrveranstaltung|teaching assistant|course at|course in)\b", re.IGNORECASE)
SEPARATOR = re.compile(r"\s[–—|·•]\s|\n|\t|\.\s(?=[A-ZÄÖÜ0-9])|\s-\s")
AT = re.compile(r"^(?:invited talk at|keynote at|talk at|at|in|beim|bei|auf der|auf dem|@)\s+", re.IGNORECASE)
EDGES = ' \t\n.,:;–—-|·•()[]"“”„«»@'
NAME_LIKE = re.compile(r"[^\W\d_][\w.’'-]*(?:\s+[^\W\d_][\w.’'-]*){1,3}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One talk of a list."""

    start: int
    end: int
    title: str
    at: int
    """Where the title begins."""
    sureness: float
    block: HtmlElement | None


def read(page: Page) -> Iterable[Claim]:
    """Return the entries of a page of talks, or of the section of talks on a profile."""
    if page.root is None or page.type not in ("profile", "about", "cv", "other", "index"):
        return []
    return _claims(page)


def _claims(page: Page) -> Iterator[Claim]:
    whole = not TALK_PAGES.isdisjoint(segments_of(page.address)[-1:])
    headed = [entry for entry in headed_entries(page) if _is_listed(page, entry.start, whole)]
    entries = [entry for one in headed if (entry := _headed(page, one)) is not None]
    spans = [(entry.start, entry.end) for entry in entries]
    entries += [one for one in _blocks(page, whole) if not any(start <= one.start < end for start, end in spans)]
    # An address that several talks share is a repository or a channel, and tells them not apart.
    shared = Counter(link.href for entry in entries for link in {one.href: one for one in _links(page, entry)}.values())
    seen: set[str] = set()
    for entry in sorted(entries, key=lambda one: one.start):
        key = re.sub(r"\W", "", fold(entry.title))
        if key in seen or is_demo(entry.title) or is_sensitive(entry.title):
            continue
        claim = _claim(page, entry, shared)
        if claim is not None:
            seen.add(key)
            yield claim


def _claim(page: Page, entry: Entry, shared: Counter[str]) -> Claim | None:
    text = page.text.text[entry.start : entry.end]
    rest = text.replace(entry.title, "\n", 1)
    day = _day(rest) or _year_above(page, entry.start)
    links = list(_links(page, entry))
    if day is None and not links:
        return None
    if day is not None and day > page.fetched_at.date().isoformat()[: len(day)]:
        return None  # announced, not given
    evidence = page.evidence(entry.at, entry.at + len(entry.title))
    if evidence is None or _is_of_another(page, text[: max(0, entry.at - entry.start)]):
        return None
    value: dict[str, Any] = {"title": entry.title}
    if event := _event(rest):
        value["event"] = event
    own = [link for link in links if shared[link.href] == 1]
    if own:
        value["url"] = next((link for link in own if entry.title in link.text), own[0]).href
    if day:
        value["date"] = day
    stated = StatedAt(day, day, precision(day), "explicit") if day else None
    return Claim("talks", value, entry.sureness, evidence, NAME, stated)


def _is_listed(page: Page, offset: int, whole: bool) -> bool:
    line = page.outline.at(offset)
    if line is None or line.region in ("nav", "footer", "comments"):
        return False
    return line.section == "talks" or (whole and line.section not in NOT_TALKS)


def _headed(page: Page, entry: HeadedEntry) -> Entry | None:
    title = " ".join(entry.title(page).split())
    if not LEAST_WORDS <= len(title.split()) <= MOST_WORDS or page.text.text[entry.start : entry.stop] != title:
        return None
    if TEACHING.search(entry.rest(page)):
        return None
    return Entry(entry.start, entry.end, title, entry.start, MARKED, None)


def _blocks(page: Page, whole: bool) -> Iterator[Entry]:
    """Yield the smallest blocks that read like a talk."""
    inside: set[HtmlElement] = set()
    found: list[Entry] = []
    for element in reversed(list(page.visible.spans)):
        if element.tag not in ENTRY_TAGS:
            continue
        if element in inside:
            inside.update(element.iterancestors())
            continue
        start, end = page.visible.spans[element]
        if not SHORTEST_ENTRY <= end - start <= LONGEST_ENTRY or not _is_listed(page, start, whole):
            continue
        text = page.text.text[start:end]
        if element.tag not in ("li", "tr") and _day(text) is None:
            continue
        entry = _titled(page, element, start, end)
        if entry is not None:
            found.append(entry)
            inside.update(element.iterancestors())
    yield from reversed(found)


def _titled(page: Page, block: HtmlElement, start: int, end: int) -> Entry | None:
    text = page.text.text[start:end]
    if TEACHING.search(text):
        return None
    for (first, last), sureness in _places(page, block, start, end):
        raw = page.text.text[first:last]
        title = raw.strip(EDGES)
        if not LEAST_WORDS <= len(title.split()) <= MOST_WORDS or "\n" in title or "\t" in title or _is_label(title):
            continue
        if _is_date(title):
            continue
        if sureness < MARKED and (EVENT.search(title) or len(title.split()) < SURE_WORDS or not _day(text)):
            continue
        return Entry(start, end, title, first + raw.index(title), sureness, block)
    return None


def _places(page: Page, block: HtmlElement, start: int, end: int) -> Iterator[tuple[tuple[int, int], float]]:
    spans = page.visible.spans
    text = page.text.text[start:end]
    elements = [element for element in block.iter() if element in spans and element is not block]
    for element in elements:
        if TITLE_CLASS.search(element.get("class") or "") or element.tag in ("h3", "h4", "h5", "h6"):
            yield spans[element], MARKED
    if match := QUOTED.search(text):
        yield (start + match.start(1), start + match.end(1)), MARKED
    apart = [spans[element] for element in elements if element.tag in ("a", "em", "i", "strong", "b", "cite")]
    # An occasion is set apart as often as a title: what sounds like one comes last.
    for place in apart:
        if not EVENT.search(page.text.text[place[0] : place[1]]):
            yield place, MARKED
    begin = 0
    for match in SEPARATOR.finditer(text):
        if text[begin : match.start()].strip(EDGES) and not _is_date(text[begin : match.start()].strip(EDGES)):
            yield (start + begin, start + match.start()), CUT_OUT
        begin = match.end()


def _is_label(text: str) -> bool:
    words = {word.strip(EDGES) for word in text.lower().split()}
    return words <= LABELS | {"", "and", "und", "&", "/", "+"}


def _is_date(text: str) -> bool:
    """Tell whether a text is a date, perhaps with a place, and nothing that could be a title."""
    day = written(text) or without_year(text)
    if day is None:
        return False
    words = [word.strip(EDGES).lower() for word in text.split() if not any(letter.isdigit() for letter in word)]
    # "Lund 3 May 2022" is a day with a place, "Riverfest 2022" an occasion.
    return sum(word not in MONTHS and word != "" for word in words) <= (0 if YEAR.fullmatch(day) else 1)


def _day(text: str) -> str | None:
    """Return the day a talk was given; of a range such as "13. - 14.08.2019" the last."""
    for pattern in (DOTTED, PLAIN_ISO):
        if pattern.search(text):
            return written(text)
    return written(text)


def _year_above(page: Page, start: int) -> str | None:
    """Return the year of the nearest short heading with one, in the same section."""
    line = page.outline.at(start)
    if line is None:
        return None
    for above in reversed(page.outline.lines[max(0, line.number - MOST_ABOVE) : line.number]):
        if above.is_heading or len(above.text) <= len("2020"):
            match = YEAR.search(above.text) if len(above.text) <= LONGEST_YEAR else None
            if match:
                return match.group(1)
            if section_of(above.text) is not None:
                return None
    return None


def _links(page: Page, entry: Entry) -> Iterator[Link]:
    if entry.block is not None:
        anchors = set(entry.block.iter("a"))
        yield from (link for link in page.links if link.element in anchors and link.href.startswith("http"))
        return
    for link in page.links:
        if link.start is not None and entry.start <= link.start < entry.end and link.href.startswith("http"):
            yield link


def _event(rest: str) -> str | None:
    """Return the occasion: the first part of the entry beside the title that is no date and no label."""
    for part in re.split(r"\n|\t|\s[–—|·•]\s|;\s", rest):
        plain = AT.sub("", " ".join(part.split()).strip(EDGES))
        kept: list[str] = []
        for piece in plain.split(", "):
            if _is_date(piece):
                break
            kept.append(piece)
        event = _without_labels(", ".join(kept).strip(EDGES))
        if len(event) >= 3 and not _is_date(event) and not _is_label(event):
            return event if len(event) <= LONGEST_EVENT else None
    return None


def _without_labels(event: str) -> str:
    words = event.split()
    while words and words[-1].strip(EDGES).lower() in LABELS | {""}:
        words.pop()
    return " ".join(words).strip(EDGES) if len(words) < len(event.split()) and words else event


def _is_of_another(page: Page, before: str) -> bool:
    """Tell whether another person's name stands before the title, as in a list of a seminar's guests."""
    plain = before.strip(EDGES)
    return NAME_LIKE.fullmatch(plain) is not None and plain.istitle() and page.is_other(plain)
