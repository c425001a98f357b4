"""The phrases of a CV that may be a title or an employer: what the taggers lean to, and what the layout sets apart."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.tagging.cv_layout import NONE, SPACE, Layout

FLOOR = 0.02
"""Chance of a begin above which the taggers' own spans are looked at."""
GOES_ON = 0.04
"""Chance of an inside below which a span ends."""
HINT = 0.003
"""Chance of any word of a phrase that the layout sets apart, for it to be looked at."""
LONGEST = 14
"""Words of a span of the taggers."""
LONGEST_PHRASE = 10
"""Words of a phrase that the layout sets apart."""
WIDEST = 2 * LONGEST
"""Words of any candidate."""
ENDINGS = 4
"""Likeliest ends per begin."""
MOST = 2000
"""Candidates of one kind in one CV: the first ones in the text count."""
SIGNS = frozenset(',;:|()[]–—/•-●*.\uf0b7"➢❖\ufffd')
"""What phrases end at."""
INSIDE = frozenset(("of", "and", "&", "the", "for", "in", "de", "du", "la", "to", "on", "at", "with"))
"""Words in lower case that stand inside of names."""
CUTS = frozenset(("at", "for", "in", "of", "and", "to", "with", "on"))
"""Those of them where a name may end as well: "Editor at Tidewater Press"."""
TINY = 1e-9
LEAST = -25.0
"""Floor of a span's logarithm."""

Span = tuple[int, int]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One span of words, with what the taggers say of it as a whole."""

    first: int
    behind: int
    score: float
    """Logarithm of the chance that it begins, goes on and ends just so."""
    least: float
    """Chance of its least certain word."""
    ends: float
    """Chance that it does not go on."""


def candidates(apart: Sequence[Span], begins: Numbers, insides: Numbers) -> list[Candidate]:
    """Return the candidates of one kind in the text's order; at most :data:`MOST`.

    :param apart: the phrases that the layout sets apart.
    :param begins: the chance of each word to begin a span of the kind.
    :param insides: the chance of each word to be inside of one, behind its begin.
    """
    found: dict[Span, Candidate] = {}
    for first in np.flatnonzero(begins > FLOOR).tolist():
        leaning = sorted(_leaning(begins, insides, first), key=lambda one: (-one.score, one.behind))
        for one in leaning[:ENDINGS]:
            if one.score > np.log(FLOOR / 2):
                found[one.first, one.behind] = one
    hinted = np.concatenate([[0], np.cumsum(begins + insides > HINT)])
    for first, behind in apart:
        if (first, behind) not in found and hinted[behind] > hinted[first]:
            found[first, behind] = _scored(begins, insides, first, behind)
    return [found[span] for span in sorted(found)][:MOST]


def _leaning(begins: Numbers, insides: Numbers, first: int) -> list[Candidate]:
    score = float(np.log(begins[first] + TINY))
    least = float(begins[first])
    found = []
    for behind in range(first + 1, min(first + LONGEST, len(begins)) + 1):
        on = float(insides[behind]) if behind < len(begins) else 0.0
        found.append(Candidate(first, behind, score + float(np.log(1 - on + TINY)), least, 1 - on))
        if on < GOES_ON:
            break
        score += _step(begins, insides, behind)
        least = min(least, on)
    return found


def _step(begins: Numbers, insides: Numbers, at: int) -> float:
    """Return the logarithm of the chance that a span goes on at a word, given the word before is in it."""
    before = float(begins[at - 1] + insides[at - 1])
    return float(np.log(insides[at] / max(before, float(insides[at]), TINY) + TINY))


def _scored(begins: Numbers, insides: Numbers, first: int, behind: int) -> Candidate:
    ends = 1 - float(insides[behind]) if behind < len(begins) else 1.0
    score = float(np.log(begins[first] + TINY) + np.log(ends + TINY))
    score += sum(_step(begins, insides, at) for at in range(first + 1, behind))
    least = min([float(begins[first]), *insides[first + 1 : behind].tolist()])
    return Candidate(first, behind, max(score, LEAST), least, ends)


def phrases(layout: Layout) -> list[Span]:
    """Return the phrases between signs and breaks that begin with a capital, and the runs of capitals in them."""
    found: set[Span] = set()
    at = 0
    while at < len(layout.words):
        if not _in_phrase(layout.words[at]):
            at += 1
            continue
        end = at + 1
        while end < len(layout.words) and layout.words[end] not in SIGNS and layout.breaks[end] in SPACE + NONE:
            end += 1
        if end - at <= LONGEST_PHRASE and _is_capital(layout.words[at]):
            found.add((at, end))
        found |= _names(layout, at, end)
        at = end
    return sorted(found)


def _names(layout: Layout, start: int, end: int) -> set[Span]:
    """Return the runs of words with capitals, whole and cut at the first preposition."""
    found: set[Span] = set()
    at = start
    while at < end:
        behind = at + 1
        if _is_capital(layout.words[at]):
            while behind < end and _goes_on(layout, behind, end):
                behind += 1
            if behind - at <= LONGEST_PHRASE:
                found.add((at, behind))
            cut = next((word for word in range(at + 1, behind) if layout.low[word] in CUTS), None)
            if cut is not None:
                found.add((at, cut))
                found.add((cut + 1, behind))
        at = behind
    return {(first, behind) for first, behind in found if first < behind <= first + WIDEST}


def _goes_on(layout: Layout, at: int, end: int) -> bool:
    if _is_capital(layout.words[at]) or layout.words[at] == "&":
        return True
    return layout.low[at] in INSIDE and at + 1 < end and _is_capital(layout.words[at + 1])


def _in_phrase(word: str) -> bool:
    return word not in SIGNS and word[:1].isalnum()


def _is_capital(word: str) -> bool:
    return word[:1].isupper()
