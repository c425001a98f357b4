"""A page's visible text, and where each element stands in it.

Block elements stand on lines of their own, cells of a row are divided by tabs, runs of white space are one
space. Comments, scripts, styles, templates, form choices and hidden elements are not visible. What a reader opens
with one click is: folded details, the panels of tabs, and what a script reveals on scrolling.
"""

import re
from dataclasses import dataclass, field
from itertools import islice

from lxml.etree import LxmlError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from extractors.decoding import WIDTHLESS, without_controls
from extractors.word_sets import word_set

BLOCKS = word_set(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary "
    "table tbody tfoot thead tr ul"
)
CELLS = frozenset(("td", "th"))
INVISIBLE = word_set(
    "script style template noscript svg iframe object embed canvas select datalist textarea audio video map head "
    "title math noframes frameset"
)
HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?P<later>hidden)|(?:text-indent|left|top)\s*:\s*-\d{4}", re.IGNORECASE
)
REVEALED_STYLE = re.compile(r"transform\s*:|animation-name\s*:|transition\s*:", re.IGNORECASE)
"""Beside ``visibility: hidden``: a script shows the element when it is scrolled to."""
HIDING_CLASSES = word_set(
    "sr-only visually-hidden screen-reader-text screen-reader-only visuallyhidden d-none is-hidden hidden hide"
)
FOR_SCREEN_READERS = word_set(
    "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only a11y-hidden"
)
MOST_PIECES = 50
"""Pieces of text that are compared."""
LEAST_TEXT = 40
"""Characters below which a page counts as empty without its script."""
LEAST_NOSCRIPT = 200
"""Characters that a ``noscript`` must hold to be more than a request to turn scripts on."""
NO_WIDTH = dict.fromkeys((0x00AD, *WIDTHLESS))
SHOWN_AGAIN = re.compile(r"(?:^|\s)(?:d-(?:sm|md|lg|xl)-(?!none)|(?:sm|md|lg|xl|2xl):(?:block|flex|inline|grid|table))")


@dataclass(slots=True)
class VisibleText:
    """The text, and per element the half-open span of its characters."""

    text: str
    spans: dict[HtmlElement, tuple[int, int]] = field(default_factory=dict)
    """In document order; elements without text are absent."""

    def of(self, element: HtmlElement) -> str:
        """Return the visible text of an element, empty when it has none."""
        start, end = self.spans.get(element, (0, 0))
        return self.text[start:end]


def parse(html: str) -> HtmlElement:
    """Parse HTML leniently; an empty or unreadable page gives an empty document."""
    encoded = html.replace("\x00", "").encode("utf-8", "replace")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    if not encoded.strip():
        encoded = b"<html></html>"
    try:
        return document_fromstring(encoded, parser=parser)
    except (ValueError, LxmlError):
        return document_fromstring(b"<html></html>", parser=parser)


def is_hidden(element: HtmlElement) -> bool:
    """Tell whether an element is marked as not shown, as far as its own attributes say."""
    attributes = element.attrib
    if not attributes:
        return element.tag == "dialog"
    if attributes.get("role") == "tabpanel":
        return False
    hidden = attributes.get("hidden")
    if hidden is not None and hidden.strip().lower() != "until-found":
        return True
    if (attributes.get("aria-hidden") or "").strip().lower() == "true" and not _spoken_otherwise(element):
        return True
    if element.tag == "dialog" and attributes.get("open") is None:
        return True
    style = attributes.get("style")
    if style and _is_hiding(style):
        return True
    classes = attributes.get("class")
    if not classes:
        return False
    return not HIDING_CLASSES.isdisjoint(classes.lower().split()) and not SHOWN_AGAIN.search(classes.lower())


def _is_hiding(style: str) -> bool:
    found = HIDDEN_STYLE.search(style)
    return found is not None and not (found["later"] and REVEALED_STYLE.search(style))


def _spoken_otherwise(element: HtmlElement) -> bool:
    """Tell whether what is hidden from screen readers only stands beside a text for them: everybody else sees it."""
    for one in (element.getprevious(), element.getnext()):
        if one is not None and not FOR_SCREEN_READERS.isdisjoint((one.get("class") or "").split()):
            return _words(one) == _words(element)
    return False


def _words(element: HtmlElement) -> list[str]:
    return "".join(islice(element.itertext(), MOST_PIECES)).split()


def visible_text(root: HtmlElement) -> VisibleText:
    """Lay out a document's visible text; of a page that is empty without its script, what it says instead."""
    visible = _laid_out(root, INVISIBLE)
    if len(visible.text) < LEAST_TEXT and root.find(".//noscript") is not None:
        instead = _laid_out(root, INVISIBLE - {"noscript"})
        if len(instead.text) >= LEAST_NOSCRIPT:
            return instead
    return visible


def _laid_out(root: HtmlElement, invisible: frozenset[str]) -> VisibleText:
    layout = _Layout()
    found: list[tuple[HtmlElement, int, int]] = []
    # Iterative on purpose: a page may nest deeper than Python's recursion limit.
    stack: list[tuple[HtmlElement, int, bool]] = [(root, -1, False)]
    while stack:
        element, slot, leaving = stack.pop()
        if leaving:
            _leave(element, layout)
            found[slot] = (element, found[slot][1], layout.length)
            if element is not root and element.tail:
                layout.write(element.tail)
            continue
        tag = element.tag
        if not isinstance(tag, str) or (tag in invisible and not _is_shadow(element)) or is_hidden(element):
            if element is not root and element.tail:
                layout.write(element.tail)
            continue
        _enter(tag, layout)
        found.append((element, layout.length, 0))
        stack.append((element, len(found) - 1, True))
        if element.text:
            layout.write(element.text, preserved=tag == "pre")
        stack.extend((child, -1, False) for child in reversed(element))
    text = layout.result()
    return VisibleText(text, _trimmed(text, found))


def _is_shadow(element: HtmlElement) -> bool:
    """Tell whether a template is one that browsers show in its place (declarative shadow DOM)."""
    return element.tag == "template" and element.get("shadowrootmode") is not None


def _enter(tag: str, layout: "_Layout") -> None:
    if tag == "br" or tag in BLOCKS:
        layout.new_line()
    elif tag in CELLS:
        layout.new_cell()


def _leave(element: HtmlElement, layout: "_Layout") -> None:
    if element.tag in BLOCKS:
        layout.new_line()
    elif element.tag in CELLS:
        layout.new_cell()


def _trimmed(text: str, found: list[tuple[HtmlElement, int, int]]) -> dict[HtmlElement, tuple[int, int]]:
    spans: dict[HtmlElement, tuple[int, int]] = {}
    for element, start, end in found:
        inner = text[start:end]
        stripped = inner.strip()
        if stripped:
            begin = start + len(inner) - len(inner.lstrip())
            spans[element] = (begin, begin + len(stripped))
    return spans


class _Layout:
    """Collects words; white space is written only when a word follows it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.pending = ""

    def write(self, raw: str, preserved: bool = False) -> None:
        if preserved and "\n" in raw:
            for number, row in enumerate(raw.split("\n")):
                if number:
                    self.new_line()
                self.write(row)
            return
        # Soft hyphens and zero-width characters are not seen, and would split words for every lookup.
        if not raw.isascii():
            raw = raw.translate(NO_WIDTH)
        raw = without_controls(raw)
        words = raw.split()
        if not words:
            if raw:
                self._space()
            return
        if raw[0].isspace():
            self._space()
        joined = " ".join(words)
        if self.pending and self.length:
            joined = self.pending + joined
        self.pending = ""
        self.parts.append(joined)
        self.length += len(joined)
        if raw[-1].isspace():
            self._space()

    def new_line(self) -> None:
        self.pending = "\n"

    def new_cell(self) -> None:
        if self.pending != "\n":
            self.pending = "\t"

    def _space(self) -> None:
        if not self.pending:
            self.pending = " "

    def result(self) -> str:
        return "".join(self.parts)
