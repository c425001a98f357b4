"""When to look at a page again: the crawl value of a look, what to read within a budget, and what that keeps fresh.

A copy is fresh while its page has not changed since it was read. For a page of D changes a day and importance m,
a look after t days is worth V(t) = (m/D) * (1 - exp(-D*t) * (1 + D*t)): reading whatever is worth most keeps the
weighted freshness of all pages highest (Cho and Garcia-Molina 2003 for the optimum; Olston and Pandey 2008, Azar et
al. 2018 and Kolobov et al. 2019 for the value of one look). A page that changes all the time is worth little: its
copy would be stale at once. Pure: no clock, no input, no output. All times are days, all rates are a day.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sync.change_rate import Floats, Whole

SHORTEST_DAYS = 0.25
"""No page is read again sooner."""
LONGEST_DAYS = 120.0
"""No page is forgotten for longer, whatever a look at it is worth."""
NEVER_READ_DAYS = 3650.0
"""What counts as the time since the last look at a page that was never read: longer than any other."""
STARRED = 4.0
OPEN_ROLE = 2.0
NEVER_SEEN = 3.0
"""Weights of a candidate, multiplied: for how many ordinary candidates one of these counts."""

SMALL = 1e-2
"""Below it, 1 - exp(-x) * (1 + x) is worked out as a series."""


def importance(*, starred: bool = False, open_role: bool = False, never_seen: bool = False) -> float:
    """Return m of a candidate's pages: it weighs what a recruiter waits for, never the person.

    :param starred: a recruiter marked the candidate.
    :param open_role: the candidate is considered for a role that is open.
    :param never_seen: no page of the candidate was ever read.
    """
    return (STARRED if starred else 1.0) * (OPEN_ROLE if open_role else 1.0) * (NEVER_SEEN if never_seen else 1.0)


def crawl_value(rate: ArrayLike, days: ArrayLike, weight: ArrayLike = 1.0) -> Floats:
    """Return V(t) = (m/D) * (1 - exp(-D*t) * (1 + D*t)): the weighted freshness that a look now gains, in days.

    :param days: since the last look; infinite for a page that was never read.
    :param weight: m, the importance.
    """
    t = np.clip(np.asarray(days, float), 0.0, NEVER_READ_DAYS)
    x = np.asarray(rate, float) * t
    apart, near = np.maximum(x, SMALL), np.minimum(x, SMALL)
    exact = (1.0 - np.exp(-apart) * (1.0 + apart)) / apart
    # For small D*t the exact form loses its digits by cancellation; the series has them.
    series = near * (0.5 - near * (1.0 / 3.0 - near * (0.125 - near * (1.0 / 30.0 - near / 144.0))))
    return np.asarray(weight * t * np.where(x < SMALL, series, exact), dtype=float)


# x * V/(m*t) = 1 - exp(-x) * (1 + x) on a grid that is even in ln(x); its inverse is read off.
_GRID = np.geomspace(1e-6, 60.0, 8192)
_LOG_X, _LOG_PHI = np.log(_GRID), np.log(crawl_value(_GRID, 1.0) * _GRID)


def due_after(rate: ArrayLike, threshold: ArrayLike, weight: ArrayLike = 1.0) -> Floats:
    """Return the days after which a look is worth the threshold: the inverse of :func:`crawl_value` at a known rate.

    Infinite for a page that changes so often, or weighs so little, that no look is ever worth as much.
    """
    known = np.maximum(np.asarray(rate, float), 1e-12)
    share = np.asarray(threshold, float) * known / np.asarray(weight, float)
    log_share = np.log(np.clip(share, 1e-300, 1.0))
    # Below the grid phi(x) is x*x/2 to all digits.
    log_x = np.where(log_share < _LOG_PHI[0], (log_share + np.log(2.0)) / 2.0, np.interp(log_share, _LOG_PHI, _LOG_X))
    return np.where(share >= 1.0, np.inf, np.exp(log_x) / known)


def select(
    value: Floats, hosts: Whole, budget: int, room: NDArray[np.intp], overdue: NDArray[np.bool_] | None = None
) -> Whole:
    """Return which pages to read now: the most valuable within the budget, under the hosts' caps.

    :param value: of each page; not above 0: not to be read now.
    :param hosts: each page's host, as an index into ``room``.
    :param budget: how many pages at most.
    :param room: how many pages each host may still be asked for.
    :param overdue: pages past the longest interval; they go first, the most valuable of them first.
    :returns: indices, the most urgent first.
    """
    first = np.zeros(value.size, bool) if overdue is None else overdue
    open_pages = np.flatnonzero(value > 0.0)
    chosen: list[Whole] = []
    left, room = budget, room.copy()
    for candidates in (open_pages[first[open_pages]], open_pages[~first[open_pages]]):
        taken = _most_valuable(value, hosts, candidates, left, room)
        room -= np.bincount(hosts[taken], minlength=room.size)
        left -= taken.size
        chosen.append(taken)
    return np.concatenate(chosen)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a budget keeps fresh in the long run, if pages go on changing as they did."""

    freshness: float
    """The share of the time that a copy is fresh, weighted by importance, between 0 and 1."""
    reads_a_day: float
    """What of the budget is used; less when the hosts' caps or the shortest interval bind."""
    threshold: float
    """The value at which a look is worth a place in the budget."""
    interval: Floats
    """Days between looks at each page."""
    fresh: Floats
    """The freshness of each page."""
    feasible: bool
    """Whether budget and caps allow every page its longest interval."""


def forecast(
    rate: ArrayLike,
    hosts: Whole,
    budget: float,
    caps: ArrayLike = np.inf,
    weight: ArrayLike = 1.0,
    longest: float = LONGEST_DAYS,
    shortest: ArrayLike = SHORTEST_DAYS,
) -> Forecast:
    """Return what a budget keeps fresh when pages are read by value, at the known rates.

    This is the optimum of sum of m*F over all intervals T with sum of 1/T at most the budget, 1/T summed per host at
    most its cap, and T between shortest and longest, where F = (1 - exp(-D*T)) / (D*T): at it, V(T) equals one
    price for all pages, plus its host's own price where a cap binds (the conditions of Karush, Kuhn and Tucker).

    :param hosts: each page's host, as an index.
    :param budget: looks a day.
    :param caps: looks a day at each host, or at any.
    :param shortest: days, of each page or of all.
    """
    known = np.maximum(np.asarray(rate, float), 1e-12)
    m = np.broadcast_to(np.asarray(weight, float), known.shape)
    count = int(hosts.max()) + 1 if hosts.size else 0
    cap = np.broadcast_to(np.asarray(caps, float), (count,))

    # Where the longest interval cannot be kept for all, the forecast goes without it rather than beyond the budget.
    pages = np.bincount(hosts, minlength=count)
    feasible = bool(known.size / longest <= budget and np.all(pages / longest <= cap))
    last = longest if feasible else NEVER_READ_DAYS

    def intervals(price: ArrayLike) -> Floats:
        return np.clip(due_after(known, price, m), shortest, last)

    top = float((m / known).max()) if known.size else 0.0
    own = _lowest_price(lambda price: np.bincount(hosts, 1.0 / intervals(price[hosts]), count) <= cap, top, count)
    price = _lowest_price(lambda price: (1.0 / intervals(np.maximum(price, own[hosts]))).sum() <= budget, top, 1)
    interval = intervals(np.maximum(price, own[hosts]))
    x = known * interval
    fresh = -np.expm1(-x) / x
    return Forecast(
        freshness=float((m * fresh).sum() / m.sum()) if known.size else 1.0,
        reads_a_day=float((1.0 / interval).sum()),
        threshold=float(price[0]),
        interval=interval,
        fresh=fresh,
        feasible=feasible,
    )


def _most_valuable(value: Floats, hosts: Whole, candidates: Whole, budget: int, room: NDArray[np.intp]) -> Whole:
    """Return at most ``budget`` of the candidates, the most valuable first, no host over its room."""
    candidates = candidates[room[hosts[candidates]] > 0]
    reach = budget
    while budget > 0:
        # Enough of the best for the budget, or twice as many: of whatever is left out, none is worth more.
        reach = min(2 * reach, candidates.size)
        best = candidates[np.argpartition(-value[candidates], reach - 1)[:reach]] if reach else candidates
        best = best[np.argsort(-value[best])]
        allowed = _within_room(best, hosts, room)
        if allowed.size >= budget or reach == candidates.size:
            return allowed[:budget]
    return candidates[:0]


def _within_room(pages: Whole, hosts: Whole, room: NDArray[np.intp]) -> Whole:
    """Return, in their order, those pages that are among the first of their host as far as it has room."""
    host = hosts[pages]
    crowded = np.flatnonzero((np.bincount(host, minlength=room.size) > room)[host])
    if not crowded.size:
        return pages
    order = crowded[np.argsort(host[crowded], kind="stable")]
    grouped = host[order]
    starts = np.flatnonzero(np.r_[True, grouped[1:] != grouped[:-1]])
    rank = np.arange(order.size) - np.repeat(starts, np.diff(np.r_[starts, order.size]))
    return np.delete(pages, order[rank >= room[grouped]])


def _lowest_price(affordable: Callable[[Floats], ArrayLike], top: float, count: int) -> Floats:
    """Return the lowest prices, one per constraint, at which each holds; ``top`` where none does."""
    low, high = np.full(count, np.log(1e-12 * max(top, 1e-300))), np.full(count, np.log(max(top, 1e-300)))
    for _ in range(60):
        middle = (low + high) / 2.0
        holds = np.asarray(affordable(np.exp(middle)))
        low, high = np.where(holds, low, middle), np.where(holds, middle, high)
    return np.asarray(np.exp(high))
