"""What is measured of a phrase of a CV to tell how likely it is a title or an employer.

Beside the phrase itself: what the taggers see around it, in its line and the lines next to it, and in the whole CV,
where the same words may stand again. Part of the trained model: a change asks for training anew.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import exp, log

import numpy as np

from extractors.tagging.cv_candidates import TINY, Candidate, Numbers
from extractors.tagging.cv_layout import COLUMN, LINE, NONE, PARAGRAPH, SPACE, Layout
from extractors.tagging.cv_words import SECTIONS

KINDS = ("title", "employer", "tool", "college", "location", "period", "other")
AROUND = ("title", "employer", "period", "location")
"""Kinds that are looked for next to a phrase."""
NEAR = (4, 15)
"""Words to each side."""
OVERALL = ("title", "employer", "tool", "period", "college")
"""Kinds whose share of the CV is told."""
LINES = (-2, -1, 0, 1, 2)
BREAKS = PARAGRAPH + LINE + COLUMN + SPACE + NONE
SIGNS = (",", ".", ":", "-", "–", "—", "(", ")", "/", "&", "|", ";", "•")
SMALL = ("at", "for", "in", "of", "as", "a", "an", "the", "with", "to", "and", "from", "by")
SECTION_NAMES = (*SECTIONS, "-")
LIST_FLAGS = "TOhqwp"
LAST_FLAGS = "ThOp"


class Measures:
    """Measures the candidates of one kind in one CV."""

    def __init__(self, layout: Layout, labels: Sequence[str], chances: Numbers, views: Sequence[Numbers]) -> None:
        """Add up the chances along the text.

        :param chances: words by labels, as averaged.
        :param views: the same of each tagger alone.
        """
        self._layout = layout
        self._size = len(layout.words)
        self._begins = {kind: chances[:, labels.index(f"B-{kind}")] for kind in KINDS}
        self._masses = {kind: self._begins[kind] + chances[:, labels.index(f"I-{kind}")] for kind in KINDS}
        self._sums = {kind: np.concatenate([[0.0], np.cumsum(mass)]) for kind, mass in self._masses.items()}
        self._views = [
            {kind: (view[:, labels.index(f"B-{kind}")], view[:, labels.index(f"I-{kind}")]) for kind in AROUND[:2]}
            for view in views
        ]

    def rows(self, kind: str, found: Sequence[Candidate]) -> Numbers:
        """Return one row per candidate."""
        repeated = _repeated(self._layout, found)
        rows = [
            self._of_span(kind, one)
            + repeated[at]
            + self._of_place(kind, one)
            + self._of_surroundings(kind, one)
            + self._of_lines(one)
            + _of_words(self._layout, one)
            + self._of_views(kind, one)
            for at, one in enumerate(found)
        ]
        return np.array(rows, dtype=np.float64) if rows else np.zeros((0, 1))

    def _mean(self, kind: str, first: int, behind: int) -> float:
        return float(self._sums[kind][behind] - self._sums[kind][first]) / (behind - first)

    def _sum(self, kind: str, first: int, behind: int) -> float:
        sums = self._sums[kind]
        return float(sums[min(behind, self._size)] - sums[max(first, 0)])

    def _of_span(self, kind: str, one: Candidate) -> list[float]:
        begins, masses = self._begins[kind], self._masses[kind]
        goes_on = one.behind < self._size
        return [
            one.score,
            log(begins[one.first] + TINY),
            log(one.least + TINY),
            one.ends,
            log(self._mean(kind, one.first, one.behind) + TINY),
            one.behind - one.first,
            float(masses[one.first - 1]) if one.first else 0.0,
            float(masses[one.behind]) if goes_on else 0.0,
            float(begins[one.behind]) if goes_on else 0.0,
        ]

    def _of_place(self, kind: str, one: Candidate) -> list[float]:
        layout = self._layout
        line, last = layout.line_of[one.first], layout.line_of[one.behind - 1]
        start, end = layout.lines[line].start, layout.lines[line].end
        expected = float(self._begins[kind].sum())
        return [
            BREAKS.index(layout.breaks[one.first]),
            BREAKS.index(layout.breaks[one.behind]),
            sum(gap not in (SPACE, NONE) for gap in layout.breaks[one.first + 1 : one.behind]),
            one.first - start,
            layout.lines[last].end - one.behind,
            end - start,
            float(line != last),
            one.first,
            one.first / self._size,
            self._size,
            expected,
            expected / self._size * 1000,
            SECTION_NAMES.index(layout.sections[one.first]),
        ]

    def _of_surroundings(self, kind: str, one: Candidate) -> list[float]:
        found = [self._mean(other, one.first, one.behind) for other in KINDS if other != kind]
        for other in AROUND:
            for width in NEAR:
                found.append(self._sum(other, one.behind, one.behind + width))
                found.append(self._sum(other, one.first - width, one.first))
        return found + [self._mean(other, 0, self._size) * 1000 for other in OVERALL]

    def _of_lines(self, one: Candidate) -> list[float]:
        found: list[float] = []
        own = self._layout.line_of[one.first]
        for off in LINES:
            if not 0 <= own + off < len(self._layout.lines):
                found += [-1.0] * 4
                continue
            line = self._layout.lines[own + off]
            found += [
                self._sum("period", line.start, line.end),
                self._mean("title", line.start, line.end),
                self._mean("employer", line.start, line.end),
                line.end - line.start,
            ]
        return found

    def _of_views(self, kind: str, one: Candidate) -> list[float]:
        found: list[float] = []
        for view in self._views:
            begins, insides = view[kind]
            own = (begins + insides)[one.first : one.behind]
            found += [
                float(begins[one.first]),
                min([float(begins[one.first]), *insides[one.first + 1 : one.behind].tolist()]),
                1 - float(insides[one.behind]) if one.behind < self._size else 1.0,
                float(own.mean()),
                float(own.min()),
            ]
        return found


def _repeated(layout: Layout, found: Sequence[Candidate]) -> list[list[float]]:
    """Return what each candidate's words reach elsewhere: a name that is sure once helps its other mentions."""
    keys = [tuple(layout.low[one.first : one.behind]) for one in found]
    best: Mapping[tuple[str, ...], list[float]] = defaultdict(list)
    firsts: dict[tuple[str, ...], int] = {}
    for key, one in zip(keys, found, strict=True):
        best[key].append(exp(one.score))
        firsts.setdefault(key, one.first)
    sizes = {len(key) for key in keys}
    grams = {size: Counter(zip(*(layout.low[at:] for at in range(size)), strict=False)) for size in sizes}
    return [
        [max(best[key]), sum(best[key]), len(best[key]), grams[len(key)][key], one.first - firsts[key]]
        for key, one in zip(keys, found, strict=True)
    ]


def _of_words(layout: Layout, one: Candidate) -> list[float]:
    words = layout.words[one.first : one.behind]
    low = layout.low[one.first : one.behind]
    flags = layout.flags[one.first : one.behind]
    after = layout.words[one.behind] if one.behind < len(layout.words) else ""
    before = layout.words[one.first - 1] if one.first else ""
    return [
        sum(word[:1].isupper() for word in words) / len(words),
        sum(word.isupper() and len(word) > 1 for word in words) / len(words),
        sum(map(len, words)),
        sum(not word[:1].isalnum() for word in words),
        *(sum(flag in own for own in flags) for flag in LIST_FLAGS),
        *(float(flag in flags[-1]) for flag in LAST_FLAGS),
        float("," in words),
        float("-" in words or "–" in words),
        float("and" in low or "&" in low),
        float("of" in low),
        float(any(sign.isdigit() for word in words for sign in word)),
        _sign(after),
        _sign(before),
        _small(after),
        _small(before),
    ]


def _sign(word: str) -> float:
    if word in SIGNS:
        return float(SIGNS.index(word))
    return 20.0 if word[:1].isupper() else 21.0


def _small(word: str) -> float:
    return float(SMALL.index(word.lower())) if word.lower() in SMALL else -1.0
