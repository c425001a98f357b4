"""The lines of a page that may be an article's, and the core, the element that holds most running text.

The core is found as Readability does it: each paragraph speaks for the elements around it, the nearer the more.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from lxml.html import HtmlElement

from extractors.page_text import VisibleText
from extractors.word_sets import word_set

INLINE = word_set("a abbr b big cite code del dfn em font i ins kbd label mark q s small span strong sub sup time tt u")
PARAGRAPHS = word_set("p li td dd blockquote pre")
MOST_LINES = 10_000
"""Lines that are looked at; a page of more is no article."""
LONG_LINE, LONGER_LINE = 12, 30
"""Words from which a line is running text when it also ends a sentence; words from which it is in any case."""
BEFORE_CORE, BEHIND_CORE = 6, 2
"""Lines beside the core that may belong to the article: a standfirst or a last paragraph may stand outside."""
REACH = 3
"""Elements above a paragraph that it speaks for."""
FADING = 0.6
WIDER = 1.25
"""The core grows to an element around it that holds so many times its running text."""

CUES: Mapping[str, re.Pattern[str]] = {
    "aside": re.compile(
        r"relat|recommend|read-?more|popular|trending|most-|also|next|prev|teaser|promo|carousel|latest|recirc"
        r"|footer|sidebar|rail|aside|widget|secondary|copyright"
    ),
    "tool": re.compile(
        r"share|social|follow|toolbar|button|btn|newsletter|subscri|sign-?up|paywall|regist|login|cookie|consent"
        r"|banner|modal|popup|donat|advert|(?:^|[-_ ])ads?(?:$|[-_ ])|sponsor|dfp|cta|callout|survey|poll"
    ),
    "comment": re.compile(r"comment|disqus|respond|reply"),
    "about": re.compile(
        r"byline|author|bio|date|time|meta|posted|publish|kicker|eyebrow|categor|tags?\b|label|topic|credit|toc\b"
    ),
    "figure": re.compile(r"caption|image|photo|gallery|media|video|player|figure|slide|embed|infobox|factbox"),
    "body": re.compile(
        r"article-?_?(?:body|content|text)|(?:entry|post|story|body|single|blog|rich|text)-?_?(?:content|body|copy|text)"
        r"|content__|markdown|hentry"
    ),
}
"""What classes, ids, roles and microdata names say of an element."""
LONGEST_NAMES = 300
SENTENCE_END = re.compile(r"[.!?…。][\"”’')\]]*$")
CLOSING = 20
"""Characters at a line's end in which a sentence must end."""
WORD = re.compile(r"\w+")
UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
"""Thai, Japanese and Chinese, written without blanks between words."""


@dataclass(slots=True)
class BodyLine:
    """One line of a page with what its elements say of it."""

    start: int
    end: int
    text: str
    words: int
    ends: bool
    """Whether a sentence ends with it."""
    owner: HtmlElement | None = None
    """The innermost block that holds the whole line."""
    linked: int = 0
    """Characters inside links."""
    slanted: int = 0
    bold: int = 0

    link_share: float = 0.0
    """Share of characters inside links."""
    running: bool = False
    """Whether it is running text: long, mostly without links, and ending a sentence."""

    def settle(self) -> None:
        """Judge the line by what its elements have told."""
        self.link_share = min(1.0, self.linked / (self.end - self.start))
        if self.words >= LONG_LINE:
            longer = self.words >= LONGER_LINE and self.link_share < 0.3
            self.running = longer or (self.ends and self.link_share < 0.35)


@dataclass(slots=True)
class BodyLines:
    """The lines of a page, its core, and running sums over the lines."""

    lines: list[BodyLine]
    covered: dict[HtmlElement, tuple[int, int]]
    """Per element the half-open range of lines that it touches."""
    running: list[int] = field(default_factory=lambda: [0])
    """Sums of words in running text, one entry more than lines."""
    words: list[int] = field(default_factory=lambda: [0])
    """Sums of all words, likewise."""
    core: HtmlElement | None = None
    first: int = 0
    """The first line of running text in the core."""
    last: int = -1
    """The last one."""
    cues: dict[HtmlElement, frozenset[str]] = field(default_factory=dict)

    def candidates(self) -> range:
        """Return the numbers of the lines that may belong to the article; none where there is no running text."""
        if self.core is None:
            return range(0)
        first, last = self.covered[self.core]
        return range(max(0, first - BEFORE_CORE), min(len(self.lines), last + BEHIND_CORE))

    def running_in(self, element: HtmlElement | None) -> int:
        """Return the words of running text in an element."""
        if element is None or element not in self.covered:
            return 0
        first, last = self.covered[element]
        return self.running[last] - self.running[first]

    def cues_of(self, element: HtmlElement) -> frozenset[str]:
        """Return what an element's own names say of it, see :data:`CUES`."""
        known = self.cues.get(element)
        if known is None:
            names = " ".join(element.get(name) or "" for name in ("class", "id", "itemprop", "role")).strip()
            names = names.lower()[:LONGEST_NAMES]
            known = frozenset(cue for cue, words in CUES.items() if words.search(names)) if names else frozenset()
            self.cues[element] = known
        return known


def read_lines(visible: VisibleText) -> BodyLines:
    """Divide visible text into lines and find the core."""
    lines = list(islice(_lines(visible.text), MOST_LINES))
    found = BodyLines(lines, _covered(visible, lines))
    for line in lines:
        line.settle()
        found.running.append(found.running[-1] + (line.words if line.running else 0))
        found.words.append(found.words[-1] + line.words)
    found.core = _core(found)
    if found.core is not None:
        first, last = found.covered[found.core]
        inner = [number for number in range(first, last) if found.running[number + 1] > found.running[number]]
        found.first, found.last = inner[0], inner[-1]
    return found


def _lines(text: str) -> Iterator[BodyLine]:
    start = 0
    for row in text.split("\n"):
        if row:
            ends = SENTENCE_END.search(row, max(0, len(row) - CLOSING)) is not None
            yield BodyLine(start, start + len(row), row, _words(row), ends)
        start += len(row) + 1


def _words(text: str) -> int:
    """Count words; scripts without blanks between words count two characters as one."""
    words = len(WORD.findall(text))
    return words if text.isascii() else max(words, len(UNSPACED.findall(text)) // 2)


def _covered(visible: VisibleText, lines: Sequence[BodyLine]) -> dict[HtmlElement, tuple[int, int]]:
    """Return each element's range of lines, and tell the lines what elements they stand in."""
    starts = [line.start for line in lines]
    covered: dict[HtmlElement, tuple[int, int]] = {}
    for element, (start, end) in visible.spans.items():
        first, last = max(0, bisect_right(starts, start) - 1), bisect_left(starts, end)
        if first >= last or start >= lines[last - 1].end:
            continue
        covered[element] = (first, last)
        tag = str(element.tag)
        if tag in INLINE:
            if tag in ("a", "em", "i", "b", "strong"):
                _mark(lines[first:last], tag, start, end)
        elif start <= lines[first].start and end >= lines[last - 1].end:
            for line in lines[first:last]:
                line.owner = element
    return covered


def _mark(lines: Sequence[BodyLine], tag: str, start: int, end: int) -> None:
    for line in lines:
        inside = min(end, line.end) - max(start, line.start)
        if tag == "a":
            line.linked += inside
        elif tag in ("em", "i"):
            line.slanted += inside
        else:
            line.bold += inside


def _core(page: BodyLines) -> HtmlElement | None:
    scores: dict[HtmlElement, float] = {}
    for line in page.lines:
        if line.owner is None or not line.running:
            continue
        element: HtmlElement | None = line.owner.getparent() if line.owner.tag in PARAGRAPHS else line.owner
        weight = float(line.words)
        for _ in range(REACH):
            if element is None or element.tag in ("body", "html"):
                break
            if element in page.covered:
                scores[element] = scores.get(element, 0.0) + weight * _trust(page, element)
            element, weight = element.getparent(), weight * FADING
    if not scores:
        body = next((element for element in page.covered if element.tag == "body"), None)
        return body if page.running_in(body) else None
    core = max(scores, key=lambda element: scores[element])
    for level, around in enumerate(core.iterancestors()):
        if around.tag in ("body", "html") or around not in page.covered or "comment" in page.cues_of(around):
            break
        if page.running_in(around) <= WIDER * page.running_in(core):
            continue
        if level and around.tag != "article" and "body" not in page.cues_of(around):
            break  # what is gained stands in a neighbour, such as the list of other posts
        core = around
    return core


def _trust(page: BodyLines, element: HtmlElement) -> float:
    if element.tag in ("aside", "footer", "nav", "form"):
        return 0.2
    cues = page.cues_of(element)
    if "body" in cues:
        return 1.3
    return 1.0 if cues.isdisjoint(("comment", "aside", "tool")) else 0.3
