"""Skills in running text: those that a sentence says outright, and those that it mentions of the person."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.outline import Line
from extractors.sentences import Sentence, split
from extractors.skilling.items import (
    SENTENCE_WORDS,
    Item,
    hobbies,
    is_activity,
    is_plausible,
    items,
    profile_sites,
)
from extractors.skilling.lexicon import SkillLexicon, SkillMatch
from extractors.skilling.places import Place
from extractors.skilling.telling import Told, is_in_a_name, is_of_oneself, is_of_others, told
from extractors.word_sets import word_set

SAID = 0.85
"""Known, and said outright: "experienced in ..."."""
SAID_UNKNOWN = 0.55
"""Said outright, in words that the lexicon does not know."""
MENTIONED = 0.65
"""Known, in a sentence of the person about themselves."""
LONGEST_SENTENCE = 2000
"""Characters; what is longer has no sentences."""
LEAST_WORDS_UNKNOWN = 2
LEAST_LISTING = 2
"""Entries that make a list after a cue that also comes before a task."""
LEAST_LIST = 3
LEAST_DENSE = 3
"""Different technologies that make a sentence one about the tools of whoever's page it is."""
LEAST_LETTERS = 6
PLAIN = word_set(
    "analysis research practice practices teaching systems models methods tools technology technologies science "
    "theory particular context contexts studies development work projects products progress impact innovation "
    "growth change success quality value values experience entwicklung forschung arbeit projekte praxis lehre"
)
"""Single words that tell no subject from another."""
OF_QUALITIES = (
    "al",
    "ive",
    "ic",
    "ous",
    "able",
    "ible",
    "ary",
    "ed",
    "ly",
    "ant",
    "ent",
    "er",
    "ers",
    "est",
    "es",
    "ing",
    "ful",
)
"""Ends of adjectives, and of people and things, which are no subject as a single word."""
LONGEST_BRACKET = 200
BETWEEN = re.compile(r"[,;/]|\b(?:and|und)\b")
LONGEST_TAGLINE = 10
"""Words of a line that needs no pronoun to be about the person."""
SHORT = 2
"""Characters of names that are also initials."""
FIRST_PART = re.compile(
    r"\s(?:applied to|for|using|with|like|such as|including|especially|particularly|in particular"
    r"|insbesondere|vor allem|wie|coming from"
    r"|based on|related to|across|within|through|towards?|into|over|via|on|about|as|mit|für|durch|im|in|at|by|from)\s"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One skill of the person, with its span in the page's visible text."""

    start: int
    end: int
    text: str
    confidence: float


def mentioned(
    lines: Sequence[Line], places: Sequence[Place], lexicon: SkillLexicon, names: frozenset[str]
) -> Iterator[Mention]:
    """Return what sentences tell of the person's skills; whoever takes their evidence drops the sensitive ones."""
    for line, place in zip(lines, places, strict=True):
        if place in ("none", "interests") or line.is_heading:
            continue
        for sentence in split(line.text, line.start):
            if len(sentence.text) > LONGEST_SENTENCE or is_of_others(sentence.text):
                continue
            cues = list(told(sentence.text))
            if not cues and place == "elsewhere":
                continue
            yield from _of_sentence(sentence, cues, place, lexicon, names)


def _of_sentence(
    sentence: Sentence, cues: Sequence[Told], place: Place, lexicon: SkillLexicon, names: frozenset[str]
) -> Iterator[Mention]:
    text = sentence.text
    found = [match for match in lexicon.find(text) if not match.term.broad]
    own = place == "skills" or is_of_oneself(text, names) or len(text.split()) <= LONGEST_TAGLINE
    cues = [cue for cue in cues if cue.strength == "strong" or own or place == "working" or cue.opens]
    for cue in cues:
        entries = list(items(text[cue.start : cue.end], lexicon, told=True))
        takes_unknown = (own or place == "telling") and _lists_subjects(cue, entries, names)
        cut = 0
        for item in entries:
            start, end = cue.start + item.start, cue.start + item.end
            if is_in_a_name(text, start, end) and not (cue.is_study and start == cue.start):
                continue
            if SENTENCE_WORDS.search(item.text):
                break  # the next clause
            if item.term is not None:
                if item.term.broad and not cue.with_fields:
                    continue
                if item.term.written in (None, item.text) and item.text.lower() not in hobbies():
                    yield _mention(sentence, start, end, SAID)
            elif takes_unknown and not any(start <= match.start and match.end <= end for match in found):
                if _opens_bracket(text, cue.start, start) or (cut and "," not in text[cut:start]):
                    continue  # a project, or "advice in culture and science": science belongs to where
                end = start + len(first_part(item.text))
                cut = cue.start + item.end if end - start < len(item.text) else 0
                if _is_subject(text[start:end], names, in_list=len(entries) >= LEAST_LIST):
                    yield _mention(sentence, start, end, SAID_UNKNOWN)
    has_company = any(match.term.written is None for match in found)
    # "That means Kafka at the front, dbt for the models": so many in one breath are what somebody works with.
    dense = (
        place == "telling" and len({match.term.label for match in found if match.term.written is None}) >= LEAST_DENSE
    )
    only_profiles = all(match.text.lower() in profile_sites() for match in found)
    for match in found:
        said = any(cue.start <= match.start and match.end <= cue.end for cue in cues)
        if is_in_a_name(text, match.start, match.end) or _is_within_a_bracket(text, match.start, match.end):
            continue
        if not _is_clear(text, match, has_company=has_company or said):
            continue
        if not said and only_profiles:
            continue  # links to them
        if said or dense or (own and place in ("skills", "telling")):
            yield _mention(sentence, match.start, match.end, SAID if said else MENTIONED)


def _lists_subjects(cue: Told, entries: Sequence[Item], names: frozenset[str]) -> bool:
    """Tell whether unknown words after a cue are taken for subjects: after a task, what follows is its parts."""
    if cue.strength == "weak" or not entries:
        return False
    in_list = len(entries) >= LEAST_LIST
    subjects = [one.term is not None or _is_subject(first_part(one.text), names, in_list=in_list) for one in entries]
    if cue.strength == "listing":
        return len(subjects) >= LEAST_LISTING and subjects[0] and sum(subjects) * 2 > len(subjects)
    return subjects[0] or not _opens_with_activity(entries[0].text)


def first_part(phrase: str) -> str:
    """Return what stands before "for the ..." or "in the ..." in a phrase."""
    return FIRST_PART.split(phrase, maxsplit=1)[0]


def _opens_with_activity(phrase: str) -> bool:
    return is_activity(phrase.split(maxsplit=1)[0].lower()) if phrase else False


def _opens_bracket(text: str, first: int, start: int) -> bool:
    """Tell whether a bracket that opened since a place is open where something starts."""
    return text.rfind("(", first, start) > text.rfind(")", first, start)


def _is_within_a_bracket(text: str, start: int, end: int) -> bool:
    """Tell whether a mention is only a part of what a bracket says, such as a project's name."""
    opened = text.rfind("(", max(0, start - LONGEST_BRACKET), start)
    if opened < 0 or ")" in text[opened:start]:
        return False
    closed = text.find(")", end, end + LONGEST_BRACKET)
    around = text[opened + 1 : start], text[end : closed if closed >= 0 else end]
    before, after = BETWEEN.split(around[0])[-1].split(), BETWEEN.split(around[1])[0].split()
    return any(word[0].isupper() for word in (*before, *after)) or len(after) > 1


def _mention(sentence: Sentence, start: int, end: int, confidence: float) -> Mention:
    return Mention(sentence.start + start, sentence.start + end, sentence.text[start:end], confidence)


def _is_clear(text: str, match: SkillMatch, *, has_company: bool) -> bool:
    """Tell whether a word means the skill here: no part of a compound, an everyday word only beside another."""
    before, after = text[: match.start][-1:], text[match.end : match.end + 2]
    if before == "-" or (after[:1] == "-" and after[1:].isalpha() and after[1:].isupper()):
        return False
    written = match.term.written
    if written is None or match.text.lower() != written.lower():
        return True
    if match.text != written or (len(written) <= SHORT and (before.strip("(/,") or after[:1].strip(" ,.;)/"))):
        return False
    inner_capital = any(letter.isupper() for letter in written[1:]) and not written.isupper()
    return inner_capital or has_company


def _is_subject(phrase: str, names: frozenset[str], *, in_list: bool = False) -> bool:
    """Tell whether unknown words that someone names as their subject are one: a single plain word only in a list."""
    if not is_plausible(phrase, names):
        return False
    # One word of its own: a name such as "XNA", or a German noun, but not "things".
    if phrase.lower() in PLAIN:
        return False
    if in_list and len(phrase) >= LEAST_LETTERS and not phrase.endswith(OF_QUALITIES):
        return True
    return len(phrase.split()) >= LEAST_WORDS_UNKNOWN or (len(phrase) > SHORT and phrase[0].isupper())
