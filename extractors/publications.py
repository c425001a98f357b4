"""Papers and books: the entries of a publication list, one claim each."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from extractors.citations import MARKED, Found, has_surname, set_apart, title_of, whole_title
from extractors.cited_lines import cited_lines
from extractors.claims import Claim, Evidence, StatedAt
from extractors.dates import YEAR, precision, written
from extractors.demo_content import is_demo
from extractors.entry_signs import LISTED_AMONG_OTHERS, reads_like_entry
from extractors.headed_entries import HeadedEntry, headed_entries
from extractors.names import fold
from extractors.not_posts import segments_of
from extractors.page import Link, Page
from extractors.paper_signs import is_paper
from extractors.sentences import is_sensitive_title
from extractors.word_sets import word_set

NAME = "publications"
FIELDS = ("articles",)
LEXICONS = ("placeholders",)
USES_MODEL = False

HEADED = 0.8
"""The title is a heading, with a year or a paper's address below it."""
UNNAMED = 0.1
"""Off the confidence of an entry that does not name the person, in a list that mostly does."""
ENTRY_TAGS = ("li", "p", "tr", "dd", "div", "article", "section", "dt")
SHORTEST_ENTRY, LONGEST_ENTRY = 12, 4000
MOST_UNTITLED = 2
"""Blocks without a title in one entry, such as its line of authors; around more of them is a section."""
WIDEST = 4
"""Blocks around an entry that may hold its links."""
BRACKETED = re.compile(r"\(((?:19|20)\d{2})[a-z]?\b")
YEARS = re.compile(r"(?<![\d.-])((?:19[5-9]|20[0-4])\d)(?!\d|-\d)")
"""Also behind the number of an issue, as in "24 (1/2021)"."""
BIBTEX = re.compile(r"\s*(?:@\w{3,20}\s*\{|(?:title|author|booktitle|journal|year)\s*=\s*[{\"])")
LEAST_BESIDE = 2
"""Entries of a list that make its other dated items entries."""
LEAST_HEADED = 3
"""Headings in a row that make a list of publications."""
RESEARCH_PAGES = word_set("research forschung recherche investigacion investigación pesquisa working-papers academic")
"""Pages that list publications under a heading that says so, beside other things."""
SECTIONS = ("intro", "other", "about", "experience", "posts", "publications")
"""Kinds of section that may list publications on a page of publications; the page's other lists are named."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One publication of a list."""

    start: int
    end: int
    title: Found
    tag: str
    blocks: tuple[HtmlElement, ...] = ()
    """Its block, and the widest one around it that holds no other entry: links and years may stand there."""


def read(page: Page) -> Iterable[Claim]:
    """Return the entries of a publications page, or of the publication section of a profile."""
    if page.root is None:
        return []
    research = page.type == "other" and not RESEARCH_PAGES.isdisjoint(segments_of(page.address)[-1:])
    if page.type in ("publications", "profile", "about", "cv") or research:
        return _claims(page)
    return []


def _claims(page: Page) -> Iterator[Claim]:
    seen: set[str] = set()
    links = {link.element: link for link in page.links}
    entries = _merged(_listed(page), list(_headed(page)))
    named = [has_surname(page, page.text.text[entry.start : entry.end]) for entry in entries]
    mostly = sum(named) * 2 > len(named)
    addresses = [_address(entry, links, entry.title[1]) for entry in entries]
    times = Counter(addresses)
    for entry, is_named, address in zip(entries, named, addresses, strict=True):
        start, title, sureness = entry.title
        key = re.sub(r"\W", "", fold(title))
        if key in seen or is_demo(title) or is_sensitive_title(title):
            continue
        seen.add(key)
        evidence = _evidence(page, start, title)
        if evidence is None:
            continue
        value: dict[str, Any] = {"title": title}
        if address and times[address] == 1:  # one that papers share, such as their volume's, tells them not apart
            value["url"] = address
        day = _date(page, entry)
        if day:
            value["date"] = day
        stated = StatedAt(day, day, precision(day), "explicit") if day else None
        confidence = sureness - (UNNAMED if mostly and not is_named else 0.0)
        yield Claim("articles", value, round(confidence, 2), evidence, NAME, stated)


def _evidence(page: Page, start: int, title: str) -> Evidence | None:
    if page.text.text.startswith(title, start):
        return page.evidence(start, start + len(title), is_sensitive_title)
    return page.pointed("title", title)  # broken over two lines: no span holds it as one


def _merged(listed: Sequence[Entry], headed: Sequence[Entry]) -> list[Entry]:
    """Join both kinds of list: a heading over several entries, or over a list item, is a section's."""
    starts = [entry.start for entry in listed]
    kept: list[Entry] = []
    dropped: set[int] = set()
    for entry in headed:
        first, last = bisect_left(starts, entry.start), bisect_left(starts, entry.end)
        inside = listed[first:last]
        holding = first > 0 and listed[first - 1].end >= entry.end
        if holding or len(inside) > 1 or any(one.tag in ("li", "tr") for one in inside):
            continue
        kept.append(entry)
        dropped.update(range(first, last))
    rest = [entry for number, entry in enumerate(listed) if number not in dropped]
    return sorted([*rest, *kept], key=lambda entry: entry.start)


def _listed(page: Page) -> list[Entry]:
    """Return the smallest blocks that read like an entry: some text with a year or a paper's link, in a list."""
    chosen: list[tuple[HtmlElement, Found]] = []
    inside: set[HtmlElement] = set()
    untitled: Counter[HtmlElement] = Counter()
    apart: dict[HtmlElement, Found] = {}
    lines: list[Entry] = []
    for element in reversed(list(page.visible.spans)):
        if element.tag not in ENTRY_TAGS:
            continue
        if element in inside:
            inside.update(element.iterancestors())
            continue
        start, end = page.visible.spans[element]
        if end - start < SHORTEST_ENTRY or not _may_list(page, start):
            continue
        if rows := list(cited_lines(page, element)):
            lines += [Entry(*place, title, "line") for place, title in rows]
            inside.update(element.iterancestors())
            continue
        if end - start > LONGEST_ENTRY:
            continue
        reads = reads_like_entry(page, element, page.text.text[start:end])
        if not reads and YEAR.search(page.text.text, start, end) is None:
            continue
        if BIBTEX.match(page.text.text, start):
            continue
        parts = [part for part in element.iter() if part in page.visible.spans]
        # Around a block without a title, only a heading or a class makes one: bold words may belong to another.
        if untitled[element] > MOST_UNTITLED:
            continue
        found = set_apart(page, parts) if element in untitled else title_of(page, parts, (start, end))
        if found is None:
            if reads and element not in untitled:
                untitled.update(element.iterancestors())
            continue
        if not reads:
            apart[element] = found
            continue
        chosen.append((element, found))
        inside.update(element.iterancestors())
    chosen += _beside(chosen, apart)
    chosen.sort(key=lambda one: page.visible.spans[one[0]][0], reverse=True)
    return sorted([*_with_surroundings(page, chosen[::-1]), *lines], key=lambda entry: entry.start)


def _beside(
    chosen: Sequence[tuple[HtmlElement, Found]], apart: Mapping[HtmlElement, Found]
) -> Iterator[tuple[HtmlElement, Found]]:
    """Yield dated items with a title set apart that stand in one list with entries: theirs need not name anybody."""
    lists = Counter(_list_of(element) for element, _ in chosen)
    inside = {around for element, _ in chosen for around in element.iterancestors()}
    for element, found in apart.items():
        beside = lists[_list_of(element)] >= LEAST_BESIDE and element not in inside
        if beside and found[2] >= MARKED and (element.tag in ("li", "tr") or element.get("class")):
            yield element, found


def _list_of(element: HtmlElement) -> tuple[HtmlElement | None, str, str | None]:
    return element.getparent(), str(element.tag), element.get("class")


def _with_surroundings(page: Page, chosen: Sequence[tuple[HtmlElement, Found]]) -> list[Entry]:
    starts = [page.visible.spans[element][0] for element, _ in chosen]
    entries = []
    for element, found in chosen:
        outer = element
        for block in islice(element.iterancestors(), WIDEST):
            first, last = page.visible.spans.get(block, (0, LONGEST_ENTRY + 1))
            if last - first > LONGEST_ENTRY or bisect_left(starts, last) - bisect_left(starts, first) != 1:
                break
            outer = block
        entries.append(Entry(*page.visible.spans[element], found, str(element.tag), (element, outer)))
    return entries


def _may_list(page: Page, offset: int) -> bool:
    line = page.outline.at(offset)
    if line is None or line.region in ("nav", "footer", "comments"):
        return False
    if line.section == "publications" or (page.type == "publications" and line.section in SECTIONS):
        return True
    return page.type == "profile" and line.section in LISTED_AMONG_OTHERS


def _headed(page: Page) -> Iterator[Entry]:
    entries = [
        entry for entry in headed_entries(page) if _may_list(page, entry.start) and not _is_among_others(page, entry)
    ]
    dated = [entry for entry in entries if _is_dated(page, entry)]
    if len(dated) < LEAST_HEADED:
        return
    for entry in dated:
        found = title_of(page, [entry.heading], (entry.start, entry.stop))
        if found is None and entry.heading.tag == "dt":
            found = whole_title(page, (entry.start, entry.stop))
        if found is not None:
            sure = (found[0], found[1], min(HEADED, found[2]))
            yield Entry(entry.start, entry.end, sure, "heading")


def _is_among_others(page: Page, entry: HeadedEntry) -> bool:
    line = page.outline.at(entry.start)
    return page.type == "profile" and line is not None and line.section in LISTED_AMONG_OTHERS


def _is_dated(page: Page, entry: HeadedEntry) -> bool:
    rest = entry.rest(page)
    return YEARS.search(rest) is not None or written(rest) is not None


def _address(entry: Entry, links: Mapping[HtmlElement, Link], title: str) -> str | None:
    """Return the address that the title leads to, else the paper's; many papers hang on an icon without text."""
    groups: list[list[Link]] = [
        [links[anchor] for anchor in block.iter("a") if anchor in links] for block in dict.fromkeys(entry.blocks)
    ]
    if not groups:
        groups = [[link for link in links.values() if link.start is not None and entry.start <= link.start < entry.end]]
    for group in groups:
        own = [link for link in group if link.href.startswith("http")]
        chosen = [link for link in own if title in link.text] or [link for link in own if is_paper(link.href)]
        if chosen:
            return chosen[0].href
    return None


def _date(page: Page, entry: Entry) -> str | None:
    """Return the date that an entry states, else the year that it is listed under."""
    title = entry.title[1]
    texts = [page.visible.of(block) for block in dict.fromkeys(entry.blocks)]
    for text in texts or [page.text.text[entry.start : entry.end]]:
        if day := _stated(page, text.replace(title, " ")):
            return day
    return _year_above(page, entry.start)


def _stated(page: Page, text: str) -> str | None:
    """Return the date of the first line with one: further down stand reviews and reprints, which are later."""
    return next((day for row in text.split("\n") if (day := _in_line(page, row))), None)


def _in_line(page: Page, text: str) -> str | None:
    """Return a bracketed year first, else the last one, with its month where one is named."""
    latest = page.fetched_at.year + 1
    bracketed = BRACKETED.search(text)
    if bracketed and int(bracketed.group(1)) <= latest:
        return bracketed.group(1)
    years = [match for match in YEARS.finditer(text) if int(match.group(1)) <= latest]
    if not years:
        day = written(text)
        return day if day and int(day[:4]) <= latest else None
    year, at = years[-1].group(1), years[-1].start()
    nearby = written(text[max(0, at - 14) : at + 4])
    is_month = nearby is not None and nearby.startswith(year) and text[at - 1 : at] != "/"
    return nearby if is_month else year


def _year_above(page: Page, start: int) -> str | None:
    line = page.outline.at(start)
    for above in reversed(page.outline.lines[: line.number] if line else ()):
        match = YEAR.search(above.text) if above.is_heading or len(above.text) < 12 else None
        if match or (above.is_heading and above.section != "publications"):
            return match.group(1) if match else None
    return None
