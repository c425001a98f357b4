"""The entries of a page's lists of positions whose dates still run."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise

from extractors import tense
from extractors.outline import Line, section_words
from extractors.page import Page
from extractors.roles.candidate import Candidate
from extractors.roles.entries import read_company, read_entry, window_around
from extractors.roles.page_links import links_in
from extractors.roles.role import Reading, Speaker

LARGEST_ENTRY = 600
MOST_ENTRIES = 40
"""Running dates that are looked around: nobody holds more positions at once."""
ROLES_AT_ONE = 40
"""Lines above a role that its organisation's heading may stand."""


def running_entries(page: Page, lines: list[Line], speaker: Speaker) -> Iterator[Candidate]:
    """Return the role of each entry that still runs, with the organisation in its heading where it names none."""
    dated = (line for line in lines if line.section != "contact" and tense.running_range(line.text, speaker.year))
    for line in islice(dated, MOST_ENTRIES):
        for start, end in [*_blocks_around(page, line), *_window(page, line)]:
            role = read_entry(Reading(page.text.text[start:end], speaker, links_in(page, start)))
            if role and (role.employer or (end - start > line.end - line.start and line.section != "other")):
                if line.section == "other":  # under a heading that tells nothing: a post, an office, a membership
                    role = replace(role, confidence=role.confidence - 0.1)
                since = tense.years_since(page.text.text[start:end])
                yield Candidate(role, start, "entry", since=since)
                if role.employer is None:
                    yield from _company_above(page, line, speaker)
                break


def _company_above(page: Page, line: Line, speaker: Speaker) -> Iterator[Candidate]:
    """Return the organisation whose heading and running dates stand above several roles held there."""
    above = page.outline.lines[max(0, line.number - ROLES_AT_ONE) : line.number]
    for heading, dates in reversed(list(pairwise(above))):
        if not heading.is_heading or heading.section != line.section or tense.open_end().search(dates.text) is None:
            continue
        role = read_company(Reading(heading.text, speaker, links_in(page, heading.start)))
        if role is not None:
            yield Candidate(role, heading.start, "entry")
            return


def _window(page: Page, line: Line) -> Iterator[tuple[int, int]]:
    """Return the span of the short lines around a date, for entries that no element holds together."""
    first, last = max(0, line.number - 40), line.number + 4
    section = [
        one for one in page.outline.lines[first:last] if one.section == line.section and one.region == line.region
    ]
    section = [one for one in section if one.text.lower().strip(" :") not in section_words()]
    texts = [one.text for one in section]
    position = next((number for number, one in enumerate(section) if one.number == line.number), None)
    if position is None:
        return
    ranges = [
        number for number, text in enumerate(texts) if tense.any_range().search(text) or tense.open_end().search(text)
    ]
    headings = [one.is_heading for one in section]
    begin, end = window_around(texts, headings, position, dates_first=bool(ranges) and ranges[0] == 0)
    yield section[begin].start, section[end].end


def _blocks_around(page: Page, line: Line) -> Iterator[tuple[int, int]]:
    """Return the line's own span and those of the blocks around it, up to one that holds another date range."""
    yield line.start, line.end
    spans = {span for span in page.visible.spans.values() if span[0] <= line.start and line.end <= span[1]}
    for start, end in sorted(spans, key=lambda span: span[1] - span[0]):
        if (start, end) == (line.start, line.end):
            continue
        if end - start > LARGEST_ENTRY:
            return
        text = page.text.text[start:end]
        if len(tense.any_range().findall(text)) + sum(1 for _ in tense.open_end().finditer(text)) > 1:
            return
        yield start, end
