"""Which lines of a page belong to one position or one degree.

An entry is the largest element that holds one period and no other; where a page has no such elements, the lines
around the period, before or behind it as the list's first entry has them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from config import lexicons
from extractors.outline import NOT_WORDS, Line, section_of
from extractors.page import READ_TEXT, Page
from extractors.position_dates import LONGEST_LINE, Period, period_in
from extractors.position_words import SPEAKING

KINDS = {"experience": "work", "past": "work", "education": "education"}
MOST_ENTRIES = 80
MOST_ELEMENTS = 4000
MOST_LINES = 14
"""Lines of an entry that are read: who and what stand in its first ones."""
LEAST_OWN = 12
"""Characters beside a period that make a line more than a date."""
LABELLED = re.compile(r"[^\W\d][^:\n]{1,24}:\s")
"""A line that says itself what it states."""
LONGEST_REST = 70
"""Characters that a line may hold beside a single year and still be dated by it."""
FLAT_LINES = 3
"""Lines before or behind a period that may belong to it, where no element says so."""
LONGEST_DATED = 220
"""Characters of a line whose period stands for the whole; a longer one is a sentence that mentions a date."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One position or degree as it stands on the page."""

    kind: str
    """``work`` or ``education`` by its section, ``any`` on a CV page without a section that says."""
    lines: tuple[Line, ...]
    period: Period | None
    """Characters count into the page's text."""
    dated: Line | None
    above: Line | None = None
    """The heading over several entries: an employer with several roles."""


@dataclass(frozen=True, slots=True)
class Run:
    """Lines one after the other under one heading."""

    kind: str
    lines: tuple[Line, ...]
    heading: str
    """The words of the heading, lower case."""


def runs(page: Page) -> Iterator[Run]:
    """Return the parts of a page that list positions or degrees."""
    lines = [line for line in page.outline.lines if line.start < READ_TEXT and line.region not in ("nav", "comments")]
    start = 0
    heading = ""
    for number in range(1, len(lines) + 1):
        first = lines[start]
        opens = _announces(first)
        heading = first.text.lower() if opens else heading
        if number < len(lines) and _kind(page, lines[number]) == _kind(page, first) and not _announces(lines[number]):
            continue
        kind = _kind(page, first)
        if kind and not _excluded(heading):
            yield Run(kind, tuple(lines[start + opens : number]), heading)
        start = number


def entries(page: Page, run: Run) -> list[Entry]:
    """Divide a run into its entries, dated ones first where it has any."""
    dated = [(line, period) for line in run.lines if (period := _period(line)) is not None]
    ranges = [(line, period) for line, period in dated if not period.single]
    # Beside ranges, only a line with little else is dated by a single year; others mention one.
    short = [(line, period) for line, period in dated if not period.single or _is_short(line, period)]
    chosen = short if ranges else dated
    if not chosen:
        return _undated(run) if run.kind != "any" else []
    chosen = chosen[:MOST_ENTRIES]
    blocks = _blocks(page, run, [period for _, period in chosen])
    first_dated = chosen[0][0]
    date_first = not any(line.start < first_dated.start for line in run.lines)
    found = []
    for number, (line, period) in enumerate(chosen):
        block = blocks[number]
        inside = [one for one in run.lines if block[0] <= one.start < block[1]] if block else [line]
        above = None
        if len(inside) == 1:
            before = chosen[number - 1][0] if number else None
            behind = chosen[number + 1][0] if number + 1 < len(chosen) else None
            inside = _flat(run.lines, line, before, behind, date_first, run.kind)
        else:
            above = _above(run.lines, inside[0], [one for one, _ in chosen])
            # What was used there may stand above who and what: the lines next to the period count.
            position = inside.index(line)
            inside = inside[position - FLAT_LINES :] if position > FLAT_LINES + 1 else inside
        found.append(Entry(run.kind, tuple(inside[:MOST_LINES]), period, line, above))
    return found


def _is_short(line: Line, period: Period) -> bool:
    rest = line.text[: period.start - line.start] + line.text[period.end - line.start :]
    return len(rest) <= LONGEST_REST and not SPEAKING.search(rest) and not rest.rstrip().endswith(".")


def _undated(run: Run) -> list[Entry]:
    """Divide a list without periods: at its headings, else one entry a line."""
    headings = [line for line in run.lines if line.is_heading]
    if len(headings) < 1:
        return [Entry(run.kind, (line,), None, None) for line in run.lines[:MOST_ENTRIES]]
    found: list[list[Line]] = []
    for line in run.lines:
        if line.is_heading:
            found.append([])
        if found:
            found[-1].append(line)
    return [Entry(run.kind, tuple(lines[:FLAT_LINES]), None, None) for lines in found[:MOST_ENTRIES]]


def _kind(page: Page, line: Line) -> str | None:
    if line.region == "footer":
        return None
    if line.section == "other" and page.type == "cv":
        return "any"
    return KINDS.get(line.section)


def _announces(line: Line) -> bool:
    return line.is_heading and section_of(line.text) is not None


@cache
def _not_education() -> frozenset[str]:
    return lexicons.load("positions").words("not_education")


def _excluded(heading: str) -> bool:
    words = NOT_WORDS.sub(" ", heading).split()
    known = [word for word in words if word in _not_education()]
    return bool(known) and not any(word in ("education", "ausbildung", "formation", "educación") for word in words)


def _period(line: Line) -> Period | None:
    found = period_in(line.text)
    if found is None or (found.first or found.last or "") < "1950":
        return None
    preposition = line.text[: found.start].rstrip().rsplit(" ", 1)[-1].lower() in ("in", "en", "im", "em", "since")
    if found.loose and found.start > 3:
        return None
    if found.loose or (found.single and preposition):
        rest = line.text[: found.start] + line.text[found.end :]
        if rest.rstrip().endswith(".") or (preposition and len(rest) > LEAST_OWN):
            return None
    between = line.text[: found.start].rstrip()[-1:] in ("|", "·", "•", "\t")
    at_edge = found.start <= 3 or found.end >= min(len(line.text), LONGEST_LINE) - 3 or between
    if len(line.text) > LONGEST_DATED or (len(line.text) > 100 and not at_edge) or (found.single and not at_edge):
        return None
    return Period(line.start + found.start, line.start + found.end, found.first, found.last, found.single)


def _blocks(page: Page, run: Run, periods: Sequence[Period]) -> list[tuple[int, int] | None]:
    """Return, per period, the span of the largest element of the run that holds no other period."""
    start, end = run.lines[0].start, run.lines[-1].end
    spans = {span for span in page.visible.spans.values() if start <= span[0] and span[1] <= end}
    ordered = sorted(spans, key=lambda span: (span[0], -span[1]))[:MOST_ELEMENTS]
    found: list[tuple[int, int] | None] = []
    for number, period in enumerate(periods):
        low = periods[number - 1].end if number else start
        high = periods[number + 1].start if number + 1 < len(periods) else end + 1
        holding = [
            (first, last)
            for first, last in ordered
            if low <= first <= period.start and period.end <= last <= high and (first, last) != (start, end)
        ]
        if not holding and len(periods) == 1:
            holding = [(start, end)]
        found.append(max(holding, key=lambda span: span[1] - span[0], default=None))
    return found


def _flat(
    lines: Sequence[Line], line: Line, before: Line | None, behind: Line | None, date_first: bool, kind: str
) -> list[Line]:
    position = lines.index(line)
    own = len(line.text) - (period.end - period.start if (period := period_in(line.text)) else 0)
    following = []
    for one in lines[position + 1 : position + 1 + FLAT_LINES]:
        if behind is not None and one.start >= behind.start:
            break
        following.append(one)
    if date_first:
        return [line, *following[: 1 if own > LEAST_OWN else FLAT_LINES]]
    if line.is_heading and own > LEAST_OWN:
        return [line, *following[:1]]
    preceding: list[Line] = []
    for one in reversed(lines[max(0, position - 2) : position]):
        if (before is not None and one.start <= before.start) or one.text.endswith("."):
            break
        preceding.insert(0, one)
    if own > LEAST_OWN:
        return [*preceding[-1:], line]
    if kind == "education" and lines[-1] is not line and following:
        # Degree, years, school: the line two before is another entry's.
        return [*preceding[-1:], line, following[0]]
    named = list(takewhile(lambda one: LABELLED.match(one.text) is not None, following))
    return [*preceding, line, *named]


def _above(lines: Sequence[Line], first: Line, dated: Sequence[Line]) -> Line | None:
    """Return the heading right above an entry, or above the entries before it, that belongs to none of them."""
    position = lines.index(first)
    if position and lines[position - 1].is_heading and lines[position - 1] not in dated:
        return lines[position - 1]
    return None
