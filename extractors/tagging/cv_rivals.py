"""What stands against a phrase of a CV: other candidates that overlap it, and the larger phrases it is part of."""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from extractors.tagging.cv_candidates import WIDEST, Candidate, Numbers, Span

NO_RIVAL = -30.0
"""Score where no candidate overlaps."""


class Index:
    """Spans by where they begin, none longer than :data:`~extractors.tagging.cv_candidates.WIDEST` words."""

    def __init__(self, found: Sequence[Span]) -> None:
        """Keep spans that are sorted."""
        self._spans = found
        self._firsts = [first for first, _ in found]

    def overlapping(self, first: int, behind: int) -> list[int]:
        """Return the numbers of the spans that share a word with this one."""
        window = range(bisect_left(self._firsts, first - WIDEST), bisect_left(self._firsts, behind))
        return [at for at in window if self._spans[at][1] > first]


def rivalry(own: Sequence[Candidate], others: Sequence[Candidate], phrases: Sequence[Span]) -> Numbers:
    """Return one row per candidate.

    :param others: the candidates of the other kind.
    :param phrases: what the layout sets apart, sorted.
    """
    index, foreign = (Index([(one.first, one.behind) for one in found]) for found in (own, others))
    parts = Index(phrases)
    rows = []
    for at, one in enumerate(own):
        rivals = [own[other] for other in index.overlapping(one.first, one.behind) if other != at]
        same_first = [rival.score for rival in rivals if rival.first == one.first]
        same_end = [rival.score for rival in rivals if rival.behind == one.behind]
        wholes = [phrases[part] for part in parts.overlapping(one.first, one.behind)]
        wholes = [whole for whole in wholes if whole[0] <= one.first and one.behind <= whole[1]]
        first, behind = max(wholes, key=lambda whole: whole[1] - whole[0], default=(one.first, one.behind))
        rows.append(
            [
                len(rivals),
                max((rival.score for rival in rivals), default=NO_RIVAL) - one.score,
                max(same_first, default=NO_RIVAL) - one.score,
                max(same_end, default=NO_RIVAL) - one.score,
                max((others[at].score for at in foreign.overlapping(one.first, one.behind)), default=NO_RIVAL),
                float((one.first, one.behind) in wholes),
                one.first - first,
                behind - one.behind,
                len(wholes),
            ]
        )
    return np.array(rows, dtype=np.float64).reshape(len(rows), 9)
