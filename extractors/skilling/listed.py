"""Skills in lists: sections about skills, and runs of short lines or tags that all name skills."""

import re
from collections.abc import Iterator, Sequence

from extractors.outline import Line, section_words
from extractors.skilling.items import Item, hobbies, is_never, is_plausible, items
from extractors.skilling.lexicon import SkillLexicon
from extractors.skilling.mentions import Mention, first_part
from extractors.skilling.places import LABEL, OF_RESEARCH, QUALITIES, SUBJECTS, TRADES, Place
from extractors.skilling.telling import is_of_others
from extractors.word_sets import word_set

LISTED = 0.92
"""Known, in the person's own list of skills."""
LISTED_UNKNOWN = 0.6
"""Unknown, in a list of which a third is known, or whose heading asks for subjects."""
LISTED_ALONE = 0.4
"""Unknown, in a list of which little is known."""
RUN = 0.72
"""Known, in a run of lines that all name skills, under no heading about skills."""
HEADED = 0.65
"""Known, as a heading in a section about skills that lists nothing else."""
BUILT_WITH = re.compile(r"^\W{0,3}built with:", re.IGNORECASE)
"""Said of a project; in a sentence it is said of the site."""
LEAST_CARDS = 3
LEAST_RUN = 3
LEAST_KNOWN = 1 / 3
LONGEST_LINE = 1500
LONGEST_TAG_LINE = 120
MOST_WORDS = 4
OF_QUALITIES = ("ative", "itative", "ical", "ional", "mental", "oral", "ous")
"""Ends of adjectives, which share the noun of the next entry."""
SPOKEN = re.compile(r"\W{0,3}(?:languages|sprachen)\b", re.IGNORECASE)
"""A label of what is spoken as often as of what is programmed."""
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
            (line, _entries(line, lexicon, of_research=about_skills and OF_RESEARCH.search(heading) is not None))
            for line in block
            if about_skills or len(line.text) <= LONGEST_TAG_LINE or line.number in labelled
        ]
        if labelled and not about_skills and place != "none":
            of_labelled = [(line, found) for line, found in entries if line.number in labelled]
            label = next(iter(labelled.values()))
            spoken = SPOKEN.match(label) is not None
            for mention in _of_section(label, of_labelled, names, needs_known=spoken):
                if not spoken or lexicon.get(mention.text):
                    yield mention
        if about_skills and (QUALITIES.search(heading) or TRADES.search(heading)):
            continue
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


def _entries(line: Line, lexicon: SkillLexicon, *, of_research: bool = False) -> list[Item]:
    """Return a line's entries, none when it is running text; of a researcher's subjects the part before "in the"."""
    if len(line.text) > LONGEST_LINE:
        return []
    found = list(items(line.text, lexicon))
    if of_research:
        found = [one if one.term else _shortened(one) for one in found]
    wordy = sum(one.term is None and _is_wordy(one.text) for one in found)
    return [] if wordy * 4 > len(found) or is_of_others(BUILT_WITH.sub("", line.text)) else found


def _shortened(one: Item) -> Item:
    text = first_part(one.text)
    return Item(one.start, one.start + len(text), text, one.term)


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
    of_research = OF_RESEARCH.search(heading)
    explained = _are_explained([line for line, _ in entries])
    in_prose = running * 2 > sum(not line.is_heading for line, _ in entries)
    for line, found in entries:
        if line.is_heading and SUBJECTS.search(line.text):
            continue
        if _names_group(line, found) or (line.is_heading and (explained or not only_headings)):
            # Of groups' names only those that are a skill themselves, or a card's over its explanation.
            yield from (
                _mention(line, one, HEADED if one.term else LISTED_UNKNOWN)
                for one in found
                if _is_clear(one) or (explained and trusted and one.term is None and is_plausible(one.text, names))
            )
            continue
        for one in found:
            if one.term is not None:
                if not is_never(one.text.lower()):
                    yield _mention(line, one, HEADED if only_headings else LISTED)
            elif of_research and ": " in line.text[: line.text.find(one.text) + 1]:
                continue  # a part of the subject before the colon
            elif " " not in one.text and one.text.endswith(OF_QUALITIES) and one.text.isascii():
                continue  # "Qualitative, quantitative and mixed methods"
            elif not only_headings and not in_prose and not spare_time and is_plausible(one.text, names):
                yield _mention(line, one, LISTED_UNKNOWN if trusted else LISTED_ALONE)


def _are_explained(lines: Sequence[Line]) -> bool:
    """Tell whether each heading has sentences below it, as on cards."""
    headings = sum(line.is_heading for line in lines)
    sentences = sum(not line.is_heading and line.text.endswith(".") for line in lines)
    return LEAST_CARDS <= headings <= sentences + 1


def _names_group(line: Line, found: Sequence[Item]) -> bool:
    """Tell whether a line names a group of skills, such as "Cloud & Infrastructure": two broad words."""
    return (
        " & " in line.text
        and all(" " not in one.text for one in found)
        and len(found) > 1
        and any(one.term.broad if one.term else is_never(one.text.lower()) for one in found)
        and not any(_is_clear(one) for one in found)
    )


def _is_clear(one: Item) -> bool:
    return one.term is not None and not one.term.broad and not is_never(one.text.lower())


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
