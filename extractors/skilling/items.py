"""The items of a list: what stands between commas, bars and bullets, freed of levels and years."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from config import lexicons
from extractors.outline import section_words
from extractors.skilling.lexicon import SkillLexicon, Term
from extractors.word_sets import word_set

MOST_WORDS = 5
MOST_LEADING = 5
LONGEST = 60
DIVIDERS = re.compile(r"[,;|•·●▪‣–—→»«()\[\]\t]+|\s[-/+]\s|:\s|(?<=[\w)])(?<!\bbzw)(?<!\binkl)(?<!\bvs)\.(?=\s|$)")
CONJUNCTIONS = re.compile(r"\s(?:and|und|sowie|as well as|et|y|e|&)\s|\s?/\s?", re.IGNORECASE)
PIECE = re.compile(r"\S+(?: \S+)*")
EDGE = " \t\"'“”„‘’`*~#<>_-+.!?…:"
LEVEL = re.compile(
    r"\s*(?:\d{1,3}\s?%|\d+\+?\s?(?:years?|yrs?|jahre?n?)(?: (?:of )?experience| erfahrung)?|advanced|expert"
    r"|intermediate|certified|zertifiziert"
    r"|beginner|basics?"
    r"|level [a-f]\d?|niveau [a-f]\d?|solid|solide|basic knowledge"
    r"|fluent|fließend|verhandlungssicher|muttersprache|native|proficient|very good|good"
    r"|sehr gut|gut|fortgeschritten|grundkenntnisse|experte"
    r"|etc|usw|and more|u\.\s?a|z\.\s?b|e\.\s?g)\s*$",
    re.IGNORECASE,
)
ACTIVITY = re.compile(
    r"[\s-]*(?:development|programming|programmierung|entwicklung|language|framework|library)\s*$", re.IGNORECASE
)
"""Says nothing more of a skill that the lexicon knows without it."""
LEADING = re.compile(
    r"^(?:and|und|sowie|or|oder|also|as well as|including|e\.?g\.?|such as|the|a|an|der|die|das|den|dem|des"
    r"|in|mit|with|of|the likes of|(?:tools|technologies|languages|frameworks|topics|areas|themen) (?:like|such as|wie)"
    r"|topics (?:related|relating) to|(?:bereich|themenfeld|themengebiet)(?:s|e[ns]?|er[ns]?)?|themen"
    r"|(?:interplay|interactions?|relations?|relationships?|links?|connections?) (?:of|between)"
    r"|on (?=topics|questions|issues|problems)|of course|various"
    r"|modern|all things|mostly|mainly|especially|insbesondere|vor allem|some|bit of|advanced|basic"
    r"|(?:diverse |wide |broad )?(?:set|range|variety|array) of"
    r"|knowledge of|experience (?:with|in)|(?:intersections?|development|understanding|processing"
    r"|applications?|study|use|role|theory"
    r"|fields?|areas?|topics?|aspects?|questions?|problems?|issues|world|realm)\s(?:of|in|around))\s+",
    re.IGNORECASE,
)
SENTENCE_WORDS = re.compile(
    r"\b(?:i|i['’]m|i['’]ve|my|me|we|our|you|your|he|she|his|her|they|their|(?-i:[Ii]ts?)|is|are|was|were|be|been"
    r"|has|have|had|will|can|that|which"
    r"|who|where|when|how|what|this|these|those|not|ich|mein|meine|meinen|wir|unser|sie|ihr|er|ist|sind|war"
    r"|habe|haben|hat"
    r"|je|j['’]ai|nous|mon|avec|travaille|yo|trabajo|eu|trabalho|wird|werden|kann|dass|welche|nicht|here"
    r"|click|more|hello|hi|than|about|at|from|by|since|bei|seit|aus|vom|zwischen)\b",
    re.IGNORECASE,
)
UNLIKELY = re.compile(r"https?:|www\.|@|\d{4}|^[\W\d]+$|^\W|(?<!bzw)[.!?]\s|=|©|[{}\\$€]")
SHARP = ("++", "c#", "f#", "q#", "j#")
LOOSE_ENDS = word_set(
    "on of in with for to and or the a an from by as at into through via und oder mit für von der die das im zu "
    "zur zum auf coming based related i e g etc more others other things stuff lot lots"
)
NOUNS_IN_ING = word_set(
    "engineering imaging marketing manufacturing learning teaching modeling modelling programming computing "
    "networking sensing scheduling planning testing rendering mining sequencing processing accounting banking "
    "controlling consulting coaching training writing editing drawing painting branding pricing recruiting "
    "sourcing mentoring storytelling design lighting animating compositing texturing rigging modding fuzzing "
    "hacking pentesting parsing caching logging monitoring ranking clustering embedding aging ageing housing "
    "nursing parenting reading signaling trading string spring"
)
"""Fields and crafts; other words that end so are what someone does with the rest of the phrase."""
GENERAL = word_set(
    "new newest latest better best great good people world life team teams stuff things "
    "thing ideas idea problems problem challenges challenge solutions solution everything anything something "
    "others many every fun customers clients friends folgenden folgend folgende neue neuen menschen welt ideen "
    "dinge frage fragen"
)
"""Words of what people say they care about; no skill has one in its name."""
WORD = re.compile(r"[^\W_]+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list, with its span in the text it was read from."""

    start: int
    end: int
    text: str
    term: Term | None
    """None: unknown to the lexicon."""


def items(text: str, lexicon: SkillLexicon, *, told: bool = False) -> Iterator[Item]:
    """Return the entries of one line, in order; a long piece is none.

    :param told: the text is a clause, in which "and" divides two subjects even where there is no comma.
    """
    pieces = [piece for piece in _pieces(text) if text[slice(*piece)].strip()]
    for number, (start, end) in enumerate(pieces, 1):
        if text[end : end + 1] == "(" and "&" in text[start:end] and not lexicon.get(text[start:end].strip()):
            continue  # "Data & Reporting (SQL, KPIs)" names a group
        # The last of several often is two: "glass, clay and glaze".
        # So is the last of a sentence.
        is_last = (number == len(pieces) or text[end : end + 1] == ".") and (told or number > 1)
        yield from _entry(text, start, end, lexicon, is_last=is_last or (told and _joins_phrases(text[start:end])))


def _joins_phrases(piece: str) -> bool:
    """Tell whether "and" joins two phrases of several words each."""
    parts = CONJUNCTIONS.split(piece)
    return len(parts) > 1 and all(len(part.split()) > 1 for part in parts)


def is_plausible(text: str, names: frozenset[str] = frozenset()) -> bool:
    """Tell whether an unknown entry of a list of skills can be one: a short noun phrase, no group and no quality.

    :param names: words of the person's own name, in lower case.
    """
    lowered = text.lower()
    words = WORD.findall(lowered)
    if not words or len(lowered.split()) > MOST_WORDS or not 2 <= len(text) <= LONGEST or len(max(words, key=len)) < 2:
        return False
    if UNLIKELY.search(text) or SENTENCE_WORDS.search(text) or text.endswith("-") or names.intersection(words):
        return False
    if (
        lowered.split()[0] in LOOSE_ENDS
        or words[-1] in LOOSE_ENDS
        or not GENERAL.isdisjoint(words)
        or is_activity(words[0])
    ):
        return False
    return not is_never(lowered) and lowered not in section_words() and " skills" not in f" {lowered}"


def is_activity(word: str) -> bool:
    """Tell whether a word in lower case is what someone does with the rest of the phrase, such as "improving"."""
    return word.endswith("ing") and not word.endswith(tuple(NOUNS_IN_ING))


@cache
def _never() -> frozenset[str]:
    lexicon = lexicons.load("skills")
    return frozenset().union(*(lexicon.words("never", kind) for kind in ("qualities", "groups", "spoken", "hobbies")))


def is_never(phrase: str) -> bool:
    """Tell whether a phrase in lower case is a quality, a heading of a group, a spoken language or a hobby."""
    return phrase in _never()


@cache
def profile_sites() -> frozenset[str]:
    """Return names, in lower case, under which people link to their profiles."""
    return lexicons.load("skills").words("never", "profiles")


@cache
def hobbies() -> frozenset[str]:
    """Return words that show a list to be about spare time."""
    return lexicons.load("skills").words("never", "hobbies")


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in DIVIDERS.finditer(text):
        # What stands before a colon names the group.
        if not match.group().startswith(":"):
            yield start, match.start()
        start = match.end()
    yield start, len(text)


def _entry(text: str, start: int, end: int, lexicon: SkillLexicon, *, is_last: bool) -> Iterator[Item]:
    start, end = _trimmed(text, start, end)
    if end - start < 1 or end - start > 2 * LONGEST:
        return
    if text[start:end].islower() and LEVEL.fullmatch(text, start, end):
        return  # "solid", "fluent": so well, although products bear these names
    term = lexicon.get(text[start:end])
    if term is None:
        start, end = _stripped(text, start, end)
        activity = ACTIVITY.search(text, max(start, end - LONGEST), end)
        if activity and lexicon.get(text[start:end]) is None and lexicon.get(text[start : activity.start()]):
            end = activity.start()
        term = lexicon.get(text[start:end])
    if term is None and (parts := list(_parts(text, start, end))) and len(parts) > 1:
        found = [(first, last, lexicon.get(text[first:last])) for first, last in parts]
        if any(one for _, _, one in found) or (is_last and not _is_uneven(text, found)):
            yield from (Item(first, last, text[first:last], one) for first, last, one in found if first < last)
            return
    if start < end:
        yield Item(start, end, text[start:end], term)


def _is_uneven(text: str, found: Sequence[tuple[int, int, Term | None]]) -> bool:
    """Tell whether a plain word stands beside a longer phrase: "literary theory and media" is one subject."""
    sizes = {len(text[start:end].split()) for start, end, _ in found}
    return len(sizes) > 1 and any(text[start:end].islower() and " " not in text[start:end] for start, end, _ in found)


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in CONJUNCTIONS.finditer(text, start, end):
        yield _stripped(text, *_trimmed(text, start, match.start()))
        start = match.end()
    yield _stripped(text, *_trimmed(text, start, end))


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out what says how well, how long or that the list goes on."""
    level = LEVEL.search(text, max(start, end - 40), end)
    if level and level.start() > start and not text[level.start() - 1 : level.start() + 1].isalpha():
        end = level.start()
    elif level and level.start() <= start:
        end = start
    for _ in range(MOST_LEADING):
        if (leading := LEADING.match(text[start:end])) is None:
            break
        start += leading.end()
    return _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start] in EDGE or _is_symbol(text[start])) and not text.startswith(".N", start):
        start += 1
    while (
        end > start
        and not _opens_compound(text, start, end)
        and (text[end - 1] in EDGE or _is_symbol(text[end - 1]))
        and text[end - 2 : end].lower() not in SHARP
    ):
        end -= 1
    return start, end


def _opens_compound(text: str, start: int, end: int) -> bool:
    """Tell whether a piece is the first part of words that share their end, such as ``Arbeits-, Bildungs- und ...``."""
    return text[end - 1] == "-" and end - 1 > start and text[end - 2].isalpha()


def _is_symbol(letter: str) -> bool:
    return ord(letter) > 0x2190 and not letter.isalnum()
