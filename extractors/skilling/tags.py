"""Tags of one line, such as badges: each becomes a line of its own, for nothing that is read divides them."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml.html import HtmlElement

from extractors.outline import Line
from extractors.page_text import VisibleText

INLINE = frozenset(("span", "a", "code", "button", "small", "em", "strong", "b", "label", "kbd", "mark", "i"))
LEAST_TAGS = 3
MOST_TAGS = 300
"""In one line; nobody has more skills."""
LONGEST_TAG = 50
"""Characters; what is longer is text."""
BETWEEN = " \t|·•,/"
"""What may stand between two tags."""


def divided(lines: Sequence[Line], visible: VisibleText) -> list[Line]:
    """Return the lines with those that consist of tags divided; a part keeps its line's number."""
    starts = [line.start for line in lines]
    tags: dict[int, list[tuple[int, int]]] = {}
    for start, end in _tags(visible):
        position = bisect_right(starts, start) - 1
        if position >= 0 and end <= lines[position].end and not lines[position].is_heading:
            tags.setdefault(position, []).append((start, end))
    parts: list[Line] = []
    for position, line in enumerate(lines):
        found = tags.get(position, [])
        if LEAST_TAGS <= len(found) <= MOST_TAGS and _covers(line, found):
            parts += [
                replace(line, start=start, end=end, text=line.text[start - line.start : end - line.start])
                for start, end in found
            ]
        else:
            parts.append(line)
    return parts


def _tags(visible: VisibleText) -> Iterator[tuple[int, int]]:
    """Yield the spans of inline siblings with the same tag, in document order."""
    groups: dict[tuple[HtmlElement, str], list[tuple[int, int]]] = {}
    for element, span in visible.spans.items():
        parent = element.getparent()
        if element.tag in INLINE and parent is not None and span[1] - span[0] <= LONGEST_TAG:
            groups.setdefault((parent, str(element.tag)), []).append(span)
    for spans in groups.values():
        if len(spans) >= LEAST_TAGS:
            yield from spans


def _covers(line: Line, tags: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a line says nothing beside its tags, which do not overlap."""
    position = line.start
    for start, end in tags:
        if start < position or line.text[position - line.start : start - line.start].strip(BETWEEN):
            return False
        position = end
    return not line.text[position - line.start :].strip(BETWEEN)
