"""Skills in lists: sections about skills, and runs of short lines or tags that all name skills."""

from collections.abc import Iterator, Sequence

from extractors.outline import Line, section_words
from extractors.skilling.items import Item, hobbies, is_never, is_plausible, items
from extractors.skilling.lexicon import SkillLexicon
from extractors.skilling.mentions import Mention
from extractors.skilling.places import LABEL, SUBJECTS, Place
from extractors.skilling.telling import is_of_others
from extractors.word_sets import word_set

LISTED = 0.92
"""Known, in the person's own list of skills."""
LISTED_UNKNOWN = 0.6
"""Unknown, in a list of which a third is known, or whose heading asks for subjects."""
LISTED_ALONE = 0.45
"""Unknown, in a list of which little is known."""
RUN = 0.72
"""Known, in a run of lines that all name skills, under no heading about skills."""
HEADED = 0.65
"""Known, as a heading in a section about skills that lists nothing else."""
LEAST_RUN = 3
LEAST_KNOWN = 1 / 3
LONGEST_LINE = 1500
LONGEST_TAG_LINE = 120
MOST_WORDS = 4
RUNNING = word_set("using with in for to on your our my the into from by mit für zur zum auf")
"""Words of running text, not of an entry."""


def listed(
    lines: Sequence[Line], places: Sequence[Place], lexicon: SkillLexicon, names: frozenset[str]
) -> Iterator[Mention]:
    """Return the entries of lists of skills."""
    for heading, block, place in _blocks(lines, places):
        labelled = {line.number: line.text for line in block if LABEL.match(line.text)}
        about_skills = place in ("skills", "interests")
        entries = [
            (line, _entries(line, lexicon))
            for line in block
            if about_skills or len(line.text) <= LONGEST_TAG_LINE or line.number in labelled
        ]
        if labelled and not about_skills and place != "none":
            of_labelled = [(line, found) for line, found in entries if line.number in labelled]
            yield from _of_section(next(iter(labelled.values())), of_labelled, names, needs_known=False)
        if about_skills:
            yield from _of_section(heading, entries, names, needs_known=place == "interests")
        else:
            yield from _of_run(entries)


def _blocks(lines: Sequence[Line], places: Sequence[Place]) -> Iterator[tuple[str, list[Line], Place]]:
    """Divide lines where the kind of section or its place changes; the heading comes with each part."""
    heading, block, before = "", list[Line](), ("", "none")
    for line, place in zip(lines, places, strict=True):
        if (line.section, place) != before or (
            line.is_heading and place in ("skills", "interests") and SUBJECTS.search(line.text)
        ):
            if block:
                yield heading, block, before[1]  # type: ignore[misc]
            heading, block, before = (line.text if line.is_heading else ""), [], (line.section, place)
        if place != "none":
            block.append(line)
    if block:
        yield heading, block, before[1]  # type: ignore[misc]


def _entries(line: Line, lexicon: SkillLexicon) -> list[Item]:
    """Return a line's entries, none when it is running text."""
    if len(line.text) > LONGEST_LINE:
        return []
    found = list(items(line.text, lexicon))
    wordy = sum(one.term is None and _is_wordy(one.text) for one in found)
    return [] if wordy * 4 > len(found) or is_of_others(line.text) else found


def _is_wordy(text: str) -> bool:
    words = text.lower().split()
    return len(words) > MOST_WORDS or (len(words) > 2 and not RUNNING.isdisjoint(words))


def _of_section(
    heading: str, entries: Sequence[tuple[Line, list[Item]]], names: frozenset[str], *, needs_known: bool
) -> Iterator[Mention]:
    every = [one for line, found in entries if not line.is_heading for one in found]
    counted = [one for one in every if one.term or is_plausible(one.text, names)]
    known = sum(one.term is not None for one in counted) / len(counted) if counted else 0.0
    spare_time = any(one.text.lower() in hobbies() for one in every)
    trusted = known >= LEAST_KNOWN or (SUBJECTS.search(heading) is not None and not spare_time)
    if needs_known and (spare_time or known < LEAST_KNOWN):
        return
    only_headings = not counted
    running = sum(not found for line, found in entries if not line.is_heading)
    in_prose = running * 2 > sum(not line.is_heading for line, _ in entries)
    for line, found in entries:
        if line.is_heading and not only_headings:
            continue  # the name of a group
        for one in found:
            if one.term is not None:
                if not is_never(one.text.lower()):
                    yield _mention(line, one, HEADED if only_headings else LISTED)
            elif not only_headings and not in_prose and not spare_time and is_plausible(one.text, names):
                yield _mention(line, one, LISTED_UNKNOWN if trusted else LISTED_ALONE)


def _of_run(entries: Sequence[tuple[Line, list[Item]]]) -> Iterator[Mention]:
    """Return the entries of lines that consist of known skills, when there are enough of them."""
    whole = [
        (line, one)
        for line, found in entries
        if found and all(one.term is not None for one in found) and _covers(line, found)
        for one in found
        if not is_never(one.text.lower()) and one.text.lower() not in section_words()
    ]
    if len({one.term.label for _, one in whole if one.term is not None}) < LEAST_RUN:
        return
    for line, one in whole:
        yield _mention(line, one, RUN)


def _covers(line: Line, found: Sequence[Item]) -> bool:
    """Tell whether a line says nothing beside its entries."""
    letters = sum(letter.isalnum() for letter in line.text)
    said = sum(letter.isalnum() for one in found for letter in one.text)
    return said * 4 >= letters * 3


def _mention(line: Line, one: Item, confidence: float) -> Mention:
    return Mention(line.start + one.start, line.start + one.end, one.text, confidence)
