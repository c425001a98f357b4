"""Sentences of a text, with offsets, and which of them must not be used."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import unquote

from config import lexicons
from extractors.word_sets import word_set

LONGEST_QUOTE = 300
REMEMBERED = 64
"""Sentences whose judgement is kept: each of a thousand links in one sentence asks for it."""
KINDS = ("health", "belief", "party", "descent", "orientation", "union", "age")
END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+(?=\s+[\"'“‘(\[]?[^\sa-zäöüß])|\n")
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
    return re.compile("|".join(_alternatives(KINDS)), re.IGNORECASE)


@cache
def _as_written() -> re.Pattern[str]:
    lexicon = lexicons.load("sensitive")
    words = [word for kind in KINDS for word in lexicon.tables[kind].get("exact", ())]
    return re.compile(_any_word(words))


@cache
def _table(name: str) -> re.Pattern[str]:
    return re.compile("|".join(_alternatives((name,))), re.IGNORECASE)


def _alternatives(kinds: Sequence[str]) -> list[str]:
    tables = [lexicons.load("sensitive").tables[kind] for kind in kinds]
    words = _any_word([word for table in tables for word in table.get("words", ())])
    stems = [re.escape(stem) for table in tables for stem in table.get("stems", ())]
    patterns = [pattern for table in tables for pattern in table.get("patterns", ())]
    return [words, *(rf"(?<!\w)(?:{part})" for part in stems + patterns)]


def _any_word(words: Sequence[str]) -> str:
    longest_first = sorted(set(words), key=len, reverse=True)
    return rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"


@lru_cache(maxsize=REMEMBERED)
def is_sensitive(sentence: str) -> bool:
    """Tell whether a sentence speaks of health, belief, origin, orientation, union, party or age.

    Such text is neither quoted nor read. When in doubt it is dropped: a missed skill costs less.
    """
    told = _table("work").sub(" ", sentence.replace("\u2019", "'"))
    return _sensitive().search(told) is not None or _as_written().search(told) is not None


def is_sensitive_address(address: str) -> bool:
    """Tell whether the words of an address are sensitive, as in ``/posts/my-first-year-with-adhd``."""
    words = " ".join(re.split(r"[\W_]+", unquote(address)))
    return _sensitive().search(_table("work").sub(" ", words)) is not None


def is_sensitive_title(title: str) -> bool:
    """Tell whether a publication's title is sensitive: its topic is not, unless its author is the topic."""
    return is_sensitive(title) and _table("personal").search(title) is not None


@lru_cache(maxsize=REMEMBERED)
def is_family(sentence: str) -> bool:
    """Tell whether a sentence names the person's partner: what else it says may be used, not quoted."""
    return _table("family").search(sentence) is not None


def quote_of(
    sentences: Sequence[Sentence], start: int, end: int, refused: Callable[[str], bool] = is_sensitive
) -> str | None:
    """Return the sentence around a span, cut to :data:`LONGEST_QUOTE` characters around it.

    None when a sentence is touched that is refused.
    """
    position = max(0, bisect_right(sentences, start, key=lambda sentence: sentence.start) - 1)
    touched = []
    while position < len(sentences) and sentences[position].start < end:
        if sentences[position].end > start:
            touched.append(sentences[position])
        position += 1
    if not touched or any(refused(sentence.text) for sentence in touched):
        return None
    begin, stop = touched[0].start, touched[-1].end
    whole = "\n".join(sentence.text for sentence in touched) if len(touched) > 1 else touched[0].text
    if len(whole) <= LONGEST_QUOTE or len(touched) > 1:
        return whole[:LONGEST_QUOTE]
    margin = max(0, (LONGEST_QUOTE - (end - start)) // 2)
    left = max(begin, min(start - margin, stop - LONGEST_QUOTE))
    return whole[left - begin : left - begin + LONGEST_QUOTE].strip()
