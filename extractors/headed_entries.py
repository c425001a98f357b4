"""Lists whose entries are headings: a title as a heading, and below it who, where and when.

A run of headings of one level reads like a list when each has a few lines below it. Publication lists, external
articles and talks are written this way as often as in list items.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from lxml.html import HtmlElement

from extractors.dates import YEAR
from extractors.outline import NOT_WORDS, section_of, section_words
from extractors.page import Page

ENTRY_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6", "dt"))
LONGEST_TITLE = 300
LONGEST_ENTRY = 2500
MOST_LINES = 14
LONGEST_BETWEEN = 60
WRITTEN = ("posts", "publications")
LEAST_RUN = 2
"""Fewer headings of one level in a row are no list."""


@dataclass(frozen=True, slots=True)
class HeadedEntry:
    """One heading with what stands below it."""

    heading: HtmlElement
    start: int
    """Of the heading's text, characters into the page's text."""
    stop: int
    """Where the heading's text ends."""
    end: int
    """Where the entry ends: at the next heading, or with its block."""
    kind: str | None = None
    """What a heading of the same level without text of its own announced before it, such as ``posts``."""

    def title(self, page: Page) -> str:
        """Return the heading's text."""
        return page.text.text[self.start : self.stop]

    def rest(self, page: Page) -> str:
        """Return what stands below the heading."""
        return page.text.text[self.stop : self.end]


def headed_entries(page: Page) -> list[HeadedEntry]:
    """Return the entries of all such lists of a page, in order."""
    found = [entry for entry in _sections(page) if _reads_like_entry(page, entry)]
    return [entry for run in _runs(page, found) if len(run) >= LEAST_RUN for entry in run]


def _sections(page: Page) -> Iterator[HeadedEntry]:
    headings = [
        (start, end, element)
        for element, (start, end) in page.visible.spans.items()
        if element.tag in ENTRY_HEADINGS or element.tag == "h1"
    ]
    closing = (len(page.text.text), len(page.text.text), None)
    announced: dict[str, str | None] = {}
    for (start, end, element), (following, _, after) in pairwise([*headings, closing]):
        if element is None or following < end:
            continue
        tag = str(element.tag)
        stop = min(following, _block_end(page, element, end))
        if after is not None and after.tag == tag and not page.text.text[end:following].strip():
            announced = {tag: section_of(page.text.text[start:end])}
        elif tag not in announced:
            announced = {}
        if tag != "h1":
            yield HeadedEntry(element, start, end, stop, announced.get(tag))


def _block_end(page: Page, heading: HtmlElement, end: int) -> int:
    """Return where the list ends that a heading stands in: text behind it belongs to no entry."""
    for block in heading.iterancestors():
        span = page.visible.spans.get(block)
        if span is None or block.tag in ("body", "html"):
            break
        if span[1] > end:
            return span[1]
    return len(page.text.text)


def _reads_like_entry(page: Page, entry: HeadedEntry) -> bool:
    title = entry.title(page)
    if not 3 < len(title) <= LONGEST_TITLE or "\n" in title or YEAR.fullmatch(title.strip()):
        return False
    line = page.outline.at(entry.start)
    if line is None or line.region in ("nav", "footer", "comments", "aside") or _announces(title):
        return False
    rest = entry.rest(page)
    return 0 < len(rest.strip()) <= LONGEST_ENTRY and rest.strip().count("\n") < MOST_LINES


def _announces(title: str) -> bool:
    """Tell whether a heading is a section's: a known word, or two of which one is; titles too begin with "Writing"."""
    words = NOT_WORDS.sub(" ", title.lower()).split()
    return " ".join(words) in section_words() or (len(words) <= LEAST_RUN and section_of(title) in WRITTEN)


def _runs(page: Page, entries: list[HeadedEntry]) -> Iterator[list[HeadedEntry]]:
    """Yield entries of one level with no other text between them than a heading, such as a year."""
    run: list[HeadedEntry] = []
    for entry in entries:
        between = page.text.text[run[-1].end : entry.start].strip() if run else ""
        if run and (entry.heading.tag != run[-1].heading.tag or len(between) > LONGEST_BETWEEN):
            yield run
            run = []
        run.append(entry)
    if run:
        yield run
