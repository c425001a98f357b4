"""Worlds of changing pages for ``bench.freshness``: hosts, importance, and when each page changes.

Time goes in slots. Of each page a slot tells when in it the first change came; further ones a copy cannot tell.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sync.schedule import crawl_value

Floats = NDArray[np.float64]
Whole = NDArray[np.intp]

ROLES = ("listing", "home", "article")
MEDIAN_DAYS = np.array([10.0, 30.0, 120.0])
"""Per role, the median of the time between changes."""
HOST_SPREAD = 0.7
PAGE_SPREAD = 1.5
"""Standard deviations of ln(rate): between hosts, and between the pages of one host and role."""
FASTEST = 24.0
"""No page changes more often a day: more than that is a clock, not a change."""
PAGES_PER_HOST = 25
HOST_CAP = 20
"""Looks a day that a host bears."""
ACTIVE_DAYS, QUIET_DAYS = 10.0, 40.0
"""Bursty: mean lengths of the spells in which all of a page's changes come, and of those between."""
RELAXATION_DAYS = 200.0
"""Drifting: after so long the correlation of ln(rate) with what it was has fallen to 1/e."""


@dataclass(slots=True)
class World:
    """One network of pages and its future.

    :param kind: how pages change: one of :data:`KINDS`.
    :param slot: days in a slot.
    """

    kind: str
    pages: int
    slot: float
    rng: np.random.Generator
    host: Whole
    role: Whole
    weight: Floats
    """Importance of each page: most 1, one in six 2 (an open role), one in twenty 4 (starred)."""
    rate: Floats
    """Changes a day: the long-run rate, under drift the present one."""
    middle: Floats
    """ln(rate) that a page drifts around."""
    active: NDArray[np.bool_]
    """Bursty: whether a page is in a spell of changes."""
    due: Floats
    """Periodic: days until the next change."""
    expected: Floats
    """Changes to be expected of each page since the beginning: the integral of its rate."""

    @classmethod
    def make(cls, kind: str, pages: int, slot: float, seed: int) -> "World":
        """Return the world of a seed; worlds of different kinds and one seed have the same hosts and first rates."""
        rng = np.random.default_rng([seed, pages])
        hosts = max(2, pages // PAGES_PER_HOST)
        share = rng.lognormal(0.0, 0.8, hosts)
        host = rng.choice(hosts, pages, p=share / share.sum())
        role = rng.choice(len(ROLES), pages, p=[0.2, 0.4, 0.4])
        weight = rng.choice([1.0, 2.0, 4.0], pages, p=[0.80, 0.15, 0.05])
        middle = -np.log(MEDIAN_DAYS[role]) + rng.normal(0.0, HOST_SPREAD, hosts)[host]
        rate = np.minimum(np.exp(middle + rng.normal(0.0, PAGE_SPREAD, pages)), FASTEST)
        active = rng.random(pages) < ACTIVE_DAYS / (ACTIVE_DAYS + QUIET_DAYS)
        due = rng.random(pages) / rate
        return cls(kind, pages, slot, rng, host, role, weight, rate, middle, active, due, np.zeros(pages))

    @property
    def hosts(self) -> int:
        """How many hosts there are."""
        return max(2, self.pages // PAGES_PER_HOST)

    def look_value(self, age: Floats) -> Floats:
        """Return what a look is worth to one who knows each page's law of change, but not its spell or phase.

        It is m * (integral of S from 0 to age - age * S(age)), where S is the chance of no change since the look.
        """
        if self.kind == "bursty":
            # Poisson, switched on and off (a Cox process): S is a mixture of two exponentials.
            on, off = 1.0 / ACTIVE_DAYS, 1.0 / QUIET_DAYS
            busy = self.rate * (on + off) / off
            middle = on + off + busy
            root = np.sqrt(middle * middle - 4.0 * off * busy)
            fast, slow = (middle + root) / 2.0, 2.0 * off * busy / (middle + root)
            share = (fast - self.rate) / (fast - slow)
            return crawl_value(slow, age, share * self.weight) + crawl_value(fast, age, (1.0 - share) * self.weight)
        if self.kind == "periodic":
            # S falls evenly from 1 to 0 over one period.
            aged = np.minimum(age * self.rate, 1.0)
            return aged * aged / (2.0 * self.rate) * self.weight
        return crawl_value(self.rate, age, self.weight)

    def next_slot(self) -> Floats:
        """Go one slot on; return when in it, in days, each page changed first: infinite where it did not."""
        first = _PROCESSES[self.kind](self)
        self.expected += self.rate * self.slot
        return first


def _poisson(world: World, rate: Floats) -> Floats:
    first = world.rng.standard_exponential(world.pages) / np.maximum(rate, 1e-300)
    return np.where(first < world.slot, first, np.inf)


def _steady(world: World) -> Floats:
    return _poisson(world, world.rate)


def _bursty(world: World) -> Floats:
    ends = world.rng.random(world.pages) < world.slot / np.where(world.active, ACTIVE_DAYS, QUIET_DAYS)
    world.active = world.active ^ ends
    return _poisson(world, np.where(world.active, world.rate * (ACTIVE_DAYS + QUIET_DAYS) / ACTIVE_DAYS, 0.0))


def _periodic(world: World) -> Floats:
    first = np.where(world.due < world.slot, world.due, np.inf)
    left = world.due - world.slot
    period = 1.0 / world.rate
    world.due = np.where(left < 0.0, left + period * np.ceil(-left / period), left)
    return first


def _drifting(world: World) -> Floats:
    keep = np.exp(-world.slot / RELAXATION_DAYS)
    noise = world.rng.normal(0.0, PAGE_SPREAD * np.sqrt(1.0 - keep * keep), world.pages)
    log_rate = world.middle + keep * (np.log(world.rate) - world.middle) + noise
    world.rate = np.minimum(np.exp(log_rate), FASTEST)
    return _poisson(world, world.rate)


_PROCESSES: dict[str, Callable[[World], Floats]] = {
    "lognormal": _steady,
    "bursty": _bursty,
    "periodic": _periodic,
    "drifting": _drifting,
}
KINDS = tuple(_PROCESSES)
