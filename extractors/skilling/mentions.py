"""Skills in running text: those that a sentence says outright, and those that it mentions of the person."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.outline import Line
from extractors.sentences import Sentence, split
from extractors.skilling.items import SENTENCE_WORDS, hobbies, is_plausible, items
from extractors.skilling.lexicon import SkillLexicon, SkillMatch
from extractors.skilling.places import Place
from extractors.skilling.telling import Told, is_in_a_name, is_of_oneself, is_of_others, told

SAID = 0.85
"""Known, and said outright: "experienced in ..."."""
SAID_UNKNOWN = 0.55
"""Said outright, in words that the lexicon does not know."""
MENTIONED = 0.65
"""Known, in a sentence of the person about themselves."""
LONGEST_SENTENCE = 2000
"""Characters; what is longer has no sentences."""
LEAST_WORDS_UNKNOWN = 2
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
        for item in items(text[cue.start : cue.end], lexicon, told=True):
            start, end = cue.start + item.start, cue.start + item.end
            if is_in_a_name(text, start, end):
                continue
            if SENTENCE_WORDS.search(item.text):
                break  # the next clause
            if item.term is not None:
                if item.term.broad and not cue.with_fields:
                    continue
                if item.term.written in (None, item.text) and item.text.lower() not in hobbies():
                    yield _mention(sentence, start, end, SAID)
            elif (
                cue.strength == "strong"
                and (own or place == "telling")
                and not any(start <= match.start and match.end <= end for match in found)
            ):
                end = start + len(FIRST_PART.split(item.text, maxsplit=1)[0])
                if _is_subject(text[start:end], names):
                    yield _mention(sentence, start, end, SAID_UNKNOWN)
    has_company = any(match.term.written is None for match in found)
    for match in found:
        if is_in_a_name(text, match.start, match.end) or not _is_clear(text, match, has_company=has_company):
            continue
        said = any(cue.start <= match.start and match.end <= cue.end for cue in cues)
        if said or (own and place in ("skills", "telling")):
            yield _mention(sentence, match.start, match.end, SAID if said else MENTIONED)


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


def _is_subject(phrase: str, names: frozenset[str]) -> bool:
    """Tell whether unknown words that someone names as their subject are one: no single plain word."""
    if not is_plausible(phrase, names):
        return False
    # One word of its own: a name such as "XNA", or a German noun, but not "things".
    return len(phrase.split()) >= LEAST_WORDS_UNKNOWN or (len(phrase) > SHORT and phrase[0].isupper())
