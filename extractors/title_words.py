"""The words that titles are made of, as ``config/lexicons/titles.toml`` lists them."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from config import lexicons
from extractors.word_sets import word_set

Language = Literal["en", "de", "romance"]
"""Of a title's head: where its modifiers stand depends on it. English is also everybody's second language."""

WORD = re.compile(r"[^\W_][\w&+#./'’*:-]*", re.UNICODE)
TRAILING = ".,:'’-/*"
DOTTED = word_set("ph.d sr jr inc wiss m.sc b.sc")
ELIDED = re.compile(r"[dlDL]['’](?=\w)")
GERMAN_TAILS = tuple(
    word_set(
        "entwickler entwicklerin ingenieur ingenieurin wissenschaftler wissenschaftlerin leiter leiterin berater "
        "beraterin forscher forscherin architekt architektin manager managerin redakteur redakteurin referent "
        "referentin informatiker informatikerin psychologe psychologin analyst analystin techniker technikerin "
        "assistent assistentin lehrer lehrerin professor professorin gestalter gestalterin student studentin therapeut "
        "therapeutin designer designerin anwalt anwältin arzt ärztin pfleger pflegerin mitarbeiter mitarbeiterin "
        "gründer gründerin trainer trainerin planer planerin berater betreuer betreuerin"
    )
)
NO_TRADE = word_set("non anti pre fellow would-be no")
TRADES = re.compile(
    r"\w{2,30}(?:(?P<en>ologist|ographer|otherapist|ician)|(?P<de>ologe|ologin|therapeut(?:in)?)"
    r"|(?P<romance>ologue|thérapeute|ólogo|óloga|ólogu[ao]|terapeuta))"
)
"""Trades that no list holds in full: they end alike in each language."""
GENDERED = re.compile(r"(?:[*:_/]-?in|In)$")
LEAST_COMPOUND = 10
"""Letters of a German compound that ends in a head: shorter words are heads or accidents."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, without the punctuation behind it: a half-open span of characters."""

    start: int
    end: int
    text: str
    lower: str


def words_in(text: str) -> list[Word]:
    """Return the words of a text, without the punctuation behind them and the article elided before them."""
    words = []
    for match in WORD.finditer(text):
        found, start = match.group(), match.start()
        elided = ELIDED.match(found)
        if elided:
            words.append(Word(start, start + 2, found[:2], found[:2].lower()))
            found, start = found[2:], start + 2
        plain = found.rstrip(TRAILING)
        if plain.lower() in DOTTED and found.startswith(plain + "."):
            plain += "."
        if plain:
            words.append(Word(start, start + len(plain), plain, plain.lower()))
    return words


@cache
def listed(table: str, *keys: str) -> frozenset[str]:
    """Return one or several lists of the lexicon, in lower case."""
    lexicon = lexicons.load("titles")
    return frozenset().union(*(lexicon.words(table, key) for key in keys))


@cache
def phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the titles of several words, by their last word."""
    by_last: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(listed("phrases", "all"), key=len, reverse=True):
        words = tuple(phrase.split())
        by_last.setdefault(words[-1], []).append(words)
    return {last: tuple(found) for last, found in by_last.items()}


def head_language(word: str) -> Language | None:
    """Return the language of a word that can be the head of a title, None for other words."""
    lower = word.lower()
    if lower in listed("heads", "en"):
        return "en"
    first, _, last = lower.rpartition("-")
    if first and last in listed("heads", "en") and last not in listed("weak_heads", "all") and first not in NO_TRADE:
        return "en"  # physician-scientist
    if first and last in listed("heads", "de") and first not in NO_TRADE:
        return "de"  # UX-Designerin
    plain = GENDERED.sub("", word).lower()
    if plain in listed("heads", "de") or lower in listed("heads", "de"):
        return "de"
    if plain != lower and plain in listed("heads", "en"):
        return "de"
    if len(plain) >= LEAST_COMPOUND and plain.rsplit("-", 1)[-1].endswith(GERMAN_TAILS) and "." not in plain:
        return "de"
    if lower in listed("heads", "romance"):
        return "romance"
    trade = TRADES.fullmatch(lower.rsplit("-", 1)[-1])
    return trade.lastgroup if trade else None  # type: ignore[return-value]


def is_head(word: str) -> bool:
    """Tell whether a word can be the head of a title."""
    return head_language(word) is not None
