"""How far a measured share may be off: 95% confidence intervals.

Wilson's score interval for one answer per site (Wilson 1927, *Probable inference, the law of succession, and
statistical inference*); for lists, whose values of one site stand and fall together, the percentile bootstrap over
sites (Efron 1979).
"""

import random
from collections.abc import Callable, Sequence
from math import sqrt
from typing import TypeVar

T = TypeVar("T")
Interval = tuple[float, float]

Z = 1.959964
RESAMPLES = 2_000
SEED = 20261124


def wilson(right: int, total: int) -> Interval | None:
    """Return the interval of a share; None where nothing was counted."""
    if not total:
        return None
    share, square = right / total, Z * Z / total
    middle = (share + square / 2) / (1 + square)
    half = Z * sqrt(share * (1 - share) / total + square / (4 * total)) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


def bootstrap(sites: Sequence[T], measure: Callable[[Sequence[T]], float | None]) -> Interval | None:
    """Return the interval of a measure over sites; None where it has no value.

    :param measure: of any choice of sites, one of them several times.
    """
    draw = random.Random(SEED)
    found = (measure(draw.choices(sites, k=len(sites))) for _ in range(RESAMPLES if sites else 0))
    values = sorted(one for one in found if one is not None)
    if not values:
        return None
    return values[int(0.025 * len(values))], values[min(len(values) - 1, int(0.975 * len(values)))]
