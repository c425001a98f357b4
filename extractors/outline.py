"""Lines of a page with what they belong to: a section by its heading, and a region by its element."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from lxml.html import HtmlElement

from config import lexicons
from extractors.page_text import VisibleText

Region = Literal["body", "nav", "header", "footer", "aside", "article", "comments"]
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
ARIA_LEVELS = frozenset("123456789")
LONGEST_HEADING = 60
PLAIN_KINDS = ("experience", "education")
PLAIN_LEVEL = 3
JOINED = re.compile(r"&|\b(?:and|und|et|y|e|of|at|in|since)\b", re.IGNORECASE)
NOT_WORDS = re.compile(r"[^\w'\- ]+", re.UNICODE)
REGION_TAGS: dict[str, Region] = {
    "nav": "nav", "header": "header", "footer": "footer", "aside": "aside", "article": "article",
}  # fmt: skip
REGION_CLASSES: dict[str, Region] = {
    "navbar": "nav", "navigation": "nav", "menu": "nav", "breadcrumb": "nav", "breadcrumbs": "nav", "toc": "nav",
    "sidebar": "aside", "footer": "footer", "site-footer": "footer", "comments": "comments", "comment-list": "comments",
    "disqus_thread": "comments", "webmentions": "comments", "hentry": "article", "h-entry": "article",
    "post-content": "article", "entry-content": "article", "blog-post": "article",
}  # fmt: skip
OTHERS_WORDS = re.compile(
    r"(?:comment|testimonial|review|guestbook|tweet|webmention|pingback|trackback|endorsement)s?"
    r"(?:[-_]?(?:list|area|section|item|body|content|text|card|block|box|wrap|wrapper|container|thread|entry|slider"
    r"|carousel|widget))?|twitter-tweet|bluesky-embed|mastodon-embed|instagram-media|fb-post"
)
"""Classes and ids of what visitors, clients and other networks' users wrote."""
QUOTING_TAGS = ("blockquote", "pre")
MOST_QUOTED = 0.5
"""Share of a page's text from which on it is no quotation: the whole page is laid out in this element."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of visible text: a block element, or a part of one between line breaks."""

    start: int
    end: int
    text: str
    section: str
    """A kind of the lexicon ``sections``; ``intro`` before the first heading that announces another kind;
    ``other`` under a heading that announces nothing known."""
    region: Region
    is_heading: bool
    number: int


@dataclass(frozen=True, slots=True)
class Outline:
    """All lines of a page, in order."""

    lines: tuple[Line, ...]

    def at(self, offset: int) -> Line | None:
        """Return the line that a character stands in."""
        position = bisect_right(self.lines, offset, key=lambda line: line.start) - 1
        return self.lines[position] if position >= 0 and offset <= self.lines[position].end else None

    def between(self, start: int, end: int) -> Sequence[Line]:
        """Return the lines that a span touches."""
        first = max(0, bisect_right(self.lines, start, key=lambda line: line.start) - 1)
        last = bisect_left(self.lines, end, key=lambda line: line.start)
        return self.lines[first:last]


@cache
def section_words() -> dict[str, str]:
    """Return the heading words and the kind each announces."""
    table = lexicons.load("sections").tables["sections"]
    return {word: kind for kind, words in table.items() for word in words}


def section_of(heading: str) -> str | None:
    """Return the kind of section that a heading announces, None for an unknown one."""
    words = " ".join(NOT_WORDS.sub(" ", heading.lower()).split())
    if not words or len(words) > LONGEST_HEADING:
        return None
    known = section_words()
    if words in known:
        return known[words]
    # "Selected work experience since 2015", "Skills and tools": the longest known beginning or end decides.
    parts = words.split()
    if _names_role(parts, known):
        return None
    for size in range(min(4, len(parts) - 1), 0, -1):
        ends = (" ".join(parts[-size:]), " ".join(parts[:size]))
        # "Software Engineering Experience" is experience; "Publications and talks" are publications.
        for piece in reversed(ends) if JOINED.search(heading) else ends:
            if piece not in known or known[piece] in ("about", "past") or (size == 1 and len(parts) > 3):
                continue
            # "Mitarbeiter Logistik" is a job, "our members" are people.
            if known[piece] != "team" or size > 1 or piece == parts[-1]:
                return known[piece]
    return None


def _names_role(parts: list[str], known: dict[str, str]) -> bool:
    """Tell whether a heading of several words is a job title or degree, such as "Software Engineer" or "Team Lead"."""
    return parts[-1] not in known and any(part in _role_nouns() for part in parts[1:])


@cache
def _role_nouns() -> frozenset[str]:
    titles = lexicons.load("titles")
    return titles.words("heads", "en") | titles.words("heads", "de")


def outline(visible: VisibleText, own_names: Iterable[str] = ()) -> Outline:
    """Divide visible text into lines.

    :param own_names: lower-case words that a heading with the person's name consists of; such a heading opens
        the introduction.
    """
    spans = _line_spans(visible.text)
    starts = [start for start, _ in spans]
    regions: list[Region] = ["body"] * len(spans)
    anchored: list[str | None] = [None] * len(spans)
    headings: dict[int, tuple[int, str]] = {}
    panels: list[str | None] = [None] * len(spans)
    labels: dict[str, str] = {}
    linked: set[int] = set()
    for element, (start, end) in visible.spans.items():
        if element.get("id") and end - start <= LONGEST_HEADING:
            labels[element.get("id") or ""] = visible.text[start:end]
        first, last = bisect_right(starts, start) - 1, bisect_left(starts, end)
        region = _region(element) or _quoted(element, (end - start) / len(visible.text))
        if region is not None and not (region == "header" and _inside_article(element)):
            regions[first:last] = [region] * (last - first)
        kind = section_words().get((element.get("id") or "").lower().replace("-", " ").replace("_", " "))
        if kind and element.tag in ("section", "div", "article", "main", "ul", "ol") and last - first < len(spans):
            anchored[first:last] = [kind] * (last - first)
        if element.get("role") == "tabpanel" or "tab-pane" in (element.get("class") or "").split():
            panel = section_of(labels.get((element.get("aria-labelledby") or "").strip(), ""))
            if panel and last - first < len(spans):
                panels[first:last] = [panel] * (last - first)
        level = _heading_level(element)
        if level and last - first <= 2:
            headings[first] = (level, visible.text[start:end])
        if element.tag == "a":
            linked.add(first)
    for number in _plain_headings(visible.text, spans, regions):
        if number not in headings and number not in linked:
            headings[number] = (PLAIN_LEVEL, visible.text[slice(*spans[number])])
    names = frozenset(own_names)
    kinds = _sections(len(spans), headings, names)
    lines = []
    for number, (start, end) in enumerate(spans):
        section = panels[number] or kinds[number]
        if section in ("intro", "other") and anchored[number]:
            section = str(anchored[number])
        lines.append(Line(start, end, visible.text[start:end], section, regions[number], number in headings, number))
    return Outline(tuple(lines))


def _plain_headings(text: str, spans: list[tuple[int, int]], regions: list[Region]) -> Iterator[int]:
    """Yield the lines that only name a part of a CV and stand alone: headings whose author used no element for it."""
    known = section_words()
    kinds = [known.get(text[start:end].lower().strip(" :")) if end - start <= 40 else None for start, end in spans]
    for number, kind in enumerate(kinds):
        if kind in PLAIN_KINDS and regions[number] in ("body", "article"):
            around = kinds[max(0, number - 1) : number] + kinds[number + 1 : number + 2]
            if around and not any(around):  # else a menu
                yield number


def _line_spans(text: str) -> list[tuple[int, int]]:
    spans = []
    start = 0
    for row in text.split("\n"):
        if row:
            spans.append((start, start + len(row)))
        start += len(row) + 1
    return spans


def _region(element: HtmlElement) -> Region | None:
    tag = str(element.tag)
    if tag in REGION_TAGS:
        return REGION_TAGS[tag]
    role = element.get("role")
    if role in ("navigation", "contentinfo", "complementary", "banner"):
        roles: dict[str, Region] = {"navigation": "nav", "contentinfo": "footer", "complementary": "aside"}
        return roles.get(role, "header")
    if tag in ("div", "section", "ul", "ol", "body"):
        hints = f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()
        if tag != "body":
            for hint in hints:
                if hint in REGION_CLASSES:
                    return REGION_CLASSES[hint]
    return None


def _quoted(element: HtmlElement, share: float) -> Region | None:
    """Return the region of what its author only repeats: others' words, code and logs.

    :param share: how much of the page's text the element holds.
    """
    if element.tag == "pre" and element.find("code") is not None:
        return "comments"
    if share >= MOST_QUOTED:
        return None
    if element.tag in QUOTING_TAGS:
        return "comments"
    if element.tag in ("div", "section", "ul", "ol", "li", "figure", "article"):
        hints = f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()
        return "comments" if any(OTHERS_WORDS.fullmatch(hint) for hint in hints) else None
    return None


def _inside_article(element: HtmlElement) -> bool:
    return any(ancestor.tag == "article" for ancestor in element.iterancestors())


def _heading_level(element: HtmlElement) -> int | None:
    tag = str(element.tag)
    if tag in HEADINGS:
        return HEADINGS[tag]
    if element.get("role") == "heading":
        level = (element.get("aria-level") or "").strip()
        return int(level) if level in ARIA_LEVELS else 2
    if tag in ("div", "span", "p", "dt") and "title" in (element.get("class") or "").lower():
        # Themes mark headings by class; only those that announce a known section count as headings.
        return 2 if section_of(" ".join(element.itertext())[: LONGEST_HEADING + 1]) else None
    if tag in ("b", "strong", "dt"):
        text = " ".join(element.itertext())
        return 4 if len(text) < LONGEST_HEADING and text.strip().lower().rstrip(":") in section_words() else None
    return None


def _sections(count: int, headings: dict[int, tuple[int, str]], names: frozenset[str]) -> list[str]:
    kinds: list[str] = []
    open_levels: list[tuple[int, str]] = []
    for number in range(count):
        if number in headings:
            level, text = headings[number]
            while open_levels and open_levels[-1][0] >= level:
                open_levels.pop()
            words = set(NOT_WORDS.sub(" ", text.lower()).split())
            kind = section_of(text)
            if kind == "posts" and words & names:  # "Jane Doe's blog" is the site's title
                kind = None
            if kind is None and (words & names or not open_levels) and not _left_intro(kinds):
                kind = "intro"
            if kind is None:
                kind = open_levels[-1][1] if open_levels and open_levels[-1][1] != "intro" else "other"
            open_levels.append((level, kind))
        kinds.append(open_levels[-1][1] if open_levels else "intro")
    return kinds


def _left_intro(kinds: list[str]) -> bool:
    return any(kind != "intro" for kind in kinds)
