"""A page's visible text, and where each element stands in it.

Block elements stand on lines of their own, cells of a row are divided by tabs, runs of white space are one
space. Comments, scripts, styles, templates, form choices and hidden elements are not visible.
"""

import re
from dataclasses import dataclass, field

from lxml.html import HtmlElement, HTMLParser, document_fromstring

from extractors.decoding import BLANKS, WIDTHLESS
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
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
HIDING_CLASSES = word_set(
    "sr-only visually-hidden screen-reader-text screen-reader-only visuallyhidden d-none is-hidden hidden hide"
)
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
    except (ValueError, SyntaxError):  # lxml's ParserError is a SyntaxError
        return document_fromstring(b"<html></html>", parser=parser)


def is_hidden(element: HtmlElement) -> bool:
    """Tell whether an element is marked as not shown, as far as its own attributes say."""
    if element.get("hidden") is not None or (element.get("aria-hidden") or "").strip().lower() == "true":
        return True
    style = element.get("style")
    if style and HIDDEN_STYLE.search(style):
        return True
    classes = element.get("class")
    if not classes:
        return False
    return not HIDING_CLASSES.isdisjoint(classes.lower().split()) and not SHOWN_AGAIN.search(classes.lower())


def visible_text(root: HtmlElement) -> VisibleText:
    """Walk a document once and lay out its visible text."""
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
        if not isinstance(tag, str) or tag in INVISIBLE or is_hidden(element):
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
        if not raw.isprintable():
            raw = raw.translate(BLANKS)
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
