"""Citations that only line breaks divide, as in one paragraph with a whole list."""

from bisect import bisect_left
from collections.abc import Iterator

from lxml.html import HtmlElement

from extractors.author_lists import title_begin
from extractors.citations import Found, Span, has_surname, title_of
from extractors.page import Page

LEAST_LINES = 2
"""A single citation may be broken over lines itself."""
BLOCKS = frozenset(("div", "p", "ul", "ol", "table", "dl"))
TAGS = frozenset(("p", "td", "div"))


def cited_lines(page: Page, block: HtmlElement) -> Iterator[tuple[Span, Found]]:
    """Yield the place and title of each citation of a block that has several, one a line; nothing of other blocks."""
    if block.tag not in TAGS or next(block.iterchildren("br"), None) is None:
        return
    if any(child.tag in BLOCKS for child in block):
        return
    start, end = page.visible.spans[block]
    lines = [line for line in page.outline.between(start, end) if start <= line.start and line.end <= end]
    cited = [line for line in lines if title_begin(line.text, lambda names: has_surname(page, names))]
    if len(cited) < LEAST_LINES:
        return
    parts = [part for part in block.iterdescendants() if part in page.visible.spans]
    starts = [page.visible.spans[part][0] for part in parts]
    for line in cited:
        inside = parts[bisect_left(starts, line.start) : bisect_left(starts, line.end)]
        found = title_of(page, inside, (line.start, line.end))
        if found is not None:
            yield (line.start, line.end), found
