"""Subjects that head an explanation: "Graph theory: planar graphs, tournaments", "Data privacy: I look at how ..."."""

import re
from collections.abc import Iterator, Sequence

from extractors.outline import Line, section_words
from extractors.skilling.items import is_never, is_plausible
from extractors.skilling.lexicon import SkillLexicon
from extractors.skilling.mentions import Mention
from extractors.skilling.places import LABEL, OF_RESEARCH, Place

LABELLED = 0.85
"""Known, before a colon among a researcher's subjects."""
LABELLED_UNKNOWN = 0.6
LEAST_LABELS = 3
LEAST_EXPLANATION = 5
"""Words that make an explanation, where no heading says that these are subjects."""
MOST_WORDS = 4
SUBJECT = re.compile(r"^\W{0,3}(?P<subject>[A-ZÄÖÜ][^:.!?(\n]{2,48}):\s+(?=\S)")
ANNOUNCES = re.compile(
    r"\b(?:research|interest\w*|focus\w*|expertise|challenges|topics|areas|forsch\w*|schwerpunkt\w*|themen)\b",
    re.IGNORECASE,
)
LONGEST_ANNOUNCEMENT = 400


def labelled(
    lines: Sequence[Line], places: Sequence[Place], lexicon: SkillLexicon, names: frozenset[str]
) -> Iterator[Mention]:
    """Return what stands before the colon in runs of such lines: below a heading about research, or explained."""
    run: list[Mention] = []
    before: Line | None = None
    heading: Line | None = None
    for line, place in zip(lines, places, strict=True):
        subject = _subject(line, lexicon, names) if place in ("skills", "telling", "elsewhere") else None
        if subject is not None and _is_subject_line(line, heading, place):
            run.append(subject)
            continue
        yield from _whole(run, before, heading)
        run, before = [], line
        if line.is_heading:
            heading = line
    yield from _whole(run, before, heading)


def _is_subject_line(line: Line, heading: Line | None, place: Place) -> bool:
    if place == "skills" and heading is not None and OF_RESEARCH.search(heading.text):
        return True
    return len(line.text.split(":", 1)[1].split()) >= LEAST_EXPLANATION


def _subject(line: Line, lexicon: SkillLexicon, names: frozenset[str]) -> Mention | None:
    found = None if line.is_heading or LABEL.match(line.text) else SUBJECT.match(line.text)
    if found is None:
        return None
    start, end = found.span("subject")
    phrase = line.text[start:end]
    if is_never(phrase.lower()) or phrase.lower() in section_words() or len(phrase.split()) > MOST_WORDS:
        return None
    known = lexicon.get(phrase) is not None
    if not known and not is_plausible(phrase, names):
        return None
    return Mention(line.start + start, line.start + end, phrase, LABELLED if known else LABELLED_UNKNOWN)


def _whole(run: Sequence[Mention], before: Line | None, heading: Line | None) -> Sequence[Mention]:
    """Return a run that is long enough and announced as subjects."""
    announced = (heading is not None and OF_RESEARCH.search(heading.text)) or (
        before is not None and ANNOUNCES.search(before.text[-LONGEST_ANNOUNCEMENT:])
    )
    return run if announced and len(run) >= LEAST_LABELS else ()
