"""Sentences of a text, with offsets, and which of them must not be used."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from config import lexicons
from extractors.word_sets import word_set

LONGEST_QUOTE = 300
END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]?[^\sa-zäöüß])|\n")
ABBREVIATIONS = word_set(
    "dr prof mr mrs ms st inc ltd corp co dept univ e.g i.e cf vs no vol fig ca approx est jr sr m.sc b.sc ph.d "
    "m.a b.a m.s b.s u.s u.k z.b d.h bzw ggf inkl dipl ing rer nat phil med habil bspw u.a o.ä mag feb jan sept "
    "aug oct nov dec gen hon rev mt al"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: a half-open span of characters."""

    start: int
    end: int
    text: str


def split(text: str, offset: int = 0) -> list[Sentence]:
    """Divide a text into sentences; a line break ends one, an abbreviation or an initial does not."""
    sentences: list[Sentence] = []
    start = 0
    for match in END.finditer(text):
        if match.group() != "\n" and _abbreviated(text, start, match):
            continue
        _append(sentences, text, start, match.end(), offset)
        start = match.end()
    _append(sentences, text, start, len(text), offset)
    return sentences


def _abbreviated(text: str, start: int, match: re.Match[str]) -> bool:
    if not match.group().startswith(".") or len(match.group()) > 1:
        return False
    word = text[start : match.start()].rsplit(None, 1)[-1:] or [""]
    last = word[0].lstrip("(\"'“‘[").lower()
    return (
        last in ABBREVIATIONS
        or (len(last) == 1 and last.isalpha() and last != "i")
        or (last.isdigit() and len(last) <= 2)
    )


def _append(sentences: list[Sentence], text: str, start: int, end: int, offset: int) -> None:
    inner = text[start:end]
    stripped = inner.strip()
    if stripped:
        begin = start + len(inner) - len(inner.lstrip())
        sentences.append(Sentence(offset + begin, offset + begin + len(stripped), stripped))


@cache
def _sensitive() -> re.Pattern[str]:
    lexicon = lexicons.load("sensitive")
    tables = [table for table in lexicon.tables if table != "work"]
    words = sorted({word for table in tables for word in lexicon.words(table)}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)


@cache
def _about_work() -> re.Pattern[str]:
    words = lexicons.load("sensitive").words("work")
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))), re.IGNORECASE)


def is_sensitive(sentence: str) -> bool:
    """Tell whether a sentence speaks of health, belief, origin, orientation, union membership or age.

    Such text is neither quoted nor read. When in doubt it is dropped: a missed skill costs less.
    """
    return _sensitive().search(_about_work().sub(" ", sentence)) is not None


def quote_of(sentences: Sequence[Sentence], start: int, end: int) -> str | None:
    """Return the sentence around a span, cut to :data:`LONGEST_QUOTE` characters around it.

    None when a sensitive sentence is touched.
    """
    position = max(0, bisect_right(sentences, start, key=lambda sentence: sentence.start) - 1)
    touched = []
    while position < len(sentences) and sentences[position].start < end:
        if sentences[position].end > start:
            touched.append(sentences[position])
        position += 1
    if not touched or any(is_sensitive(sentence.text) for sentence in touched):
        return None
    begin, stop = touched[0].start, touched[-1].end
    whole = "\n".join(sentence.text for sentence in touched) if len(touched) > 1 else touched[0].text
    if len(whole) <= LONGEST_QUOTE or len(touched) > 1:
        return whole[:LONGEST_QUOTE]
    margin = max(0, (LONGEST_QUOTE - (end - start)) // 2)
    left = max(begin, min(start - margin, stop - LONGEST_QUOTE))
    return whole[left - begin : left - begin + LONGEST_QUOTE].strip()
