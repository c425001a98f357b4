"""Policies that ``bench.freshness`` compares: what each would read next, knowing what it may know.

All read within the same budget, caps and longest interval, through :func:`sync.schedule.select`; they differ in what a
look at a page is worth to them.
"""

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from bench.worlds import ROLES, Floats, Whole, World
from sync.change_rate import DRIFT, KIN, START, LookTable, estimate, fit_priors
from sync.schedule import NEVER_READ_DAYS, crawl_value


class Policy(ABC):
    """What a look at each page is worth, by one way of thinking."""

    def __init__(self, world: World) -> None:
        self.world = world

    @abstractmethod
    def value(self, age: Floats, now: float) -> Floats:
        """Return the worth of a look at each page; not above 0: no look.

        :param age: days since the last look, at most ``NEVER_READ_DAYS``.
        :param now: days since the beginning.
        """

    def looked(self, pages: Whole, age: Floats, changed: NDArray[np.bool_]) -> None:  # noqa: B027  knowing is optional
        """Learn from further looks at some pages: whether each had changed since the look before."""

    def read(self, pages: Whole) -> None:  # noqa: B027
        """Note that pages are read now, for the first time or again."""


class KnowsRates(Policy):
    """Knows each page's rate, the long-run one and under drift that of each moment, and takes changes as Poisson."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._then = np.full(world.pages, -np.inf)

    def value(self, age: Floats, now: float) -> Floats:  # noqa: ARG002
        """See :meth:`Policy.value`."""
        # D*t of a rate that moved is its integral since the look.
        since = np.minimum((self.world.expected - self._then) / self.world.rate, NEVER_READ_DAYS)
        return crawl_value(self.world.rate, since, self.world.weight)

    def read(self, pages: Whole) -> None:
        """See :meth:`Policy.read`."""
        self._then[pages] = self.world.expected[pages]


class KnowsLaw(Policy):
    """Knows also by which law each page changes; the best that a policy can do that goes by the age of its copies."""

    def value(self, age: Floats, now: float) -> Floats:  # noqa: ARG002
        """See :meth:`Policy.value`."""
        return self.world.look_value(age)


class Learned(Policy):
    """Ours: starts from nothing, and is told of each look only whether the page had changed since the last.

    :param drift: see :meth:`sync.change_rate.LookTable.add`.
    :param averaged: whether the value is averaged over what the rate may be, which explores more.
    :param kin: see :data:`sync.change_rate.KIN`; huge for one prior per role.
    :param chance: a page waits until it has changed with this chance, even where the budget is not used up.
    """

    RELEARN_DAYS = 7.0
    RELEARN_AT_MOST_DAYS = 28.0
    """The priors are fitted after a week, again after two, four and eight, and then every four weeks."""

    def __init__(
        self, world: World, drift: float = DRIFT, *, averaged: bool = False, kin: float = KIN, chance: float = 0.0
    ) -> None:
        super().__init__(world)
        self._drift, self._averaged, self._kin, self._chance = drift, averaged, kin, chance
        self._looks = LookTable.empty(world.pages)
        names, self._group = np.unique(world.host * len(ROLES) + world.role, return_inverse=True)
        self._role_of_group = names % len(ROLES)
        self._shape = np.full(world.pages, START.shape)
        self._days = np.full(world.pages, START.days)
        self._rates = estimate(self._looks, self._shape, self._days)
        self._relearn_at = self.RELEARN_DAYS

    def value(self, age: Floats, now: float) -> Floats:
        """See :meth:`Policy.value`."""
        if now >= self._relearn_at:
            self._relearn_at = now + min(now, self.RELEARN_AT_MOST_DAYS)
            fitted = fit_priors(self._looks, self._role_of_group, self._group, self._kin)
            self._shape, self._days = fitted.shape[self.world.role], fitted.group_days[self._group]
            self._rates = estimate(self._looks, self._shape, self._days)
        if self._averaged:
            return averaged_value(self._rates.rate, self._rates.certainty, age, self.world.weight)
        changed = -np.expm1(-self._rates.rate * age)
        return np.where(changed < self._chance, 0.0, crawl_value(self._rates.rate, age, self.world.weight))

    def looked(self, pages: Whole, age: Floats, changed: NDArray[np.bool_]) -> None:
        """See :meth:`Policy.looked`."""
        self._looks.add(pages, age, changed, self._drift)
        found = estimate(self._looks.rows(pages), self._shape[pages], self._days[pages])
        self._rates.rate[pages], self._rates.certainty[pages] = found.rate, found.certainty


class Uniform(Policy):
    """Reads every page equally often."""

    def value(self, age: Floats, now: float) -> Floats:  # noqa: ARG002
        """See :meth:`Policy.value`."""
        return age


class Proportional(Policy):
    """Told the rates, reads each page as often as it changes."""

    def value(self, age: Floats, now: float) -> Floats:  # noqa: ARG002
        """See :meth:`Policy.value`."""
        return age * self.world.rate


class Nutch(Policy):
    """Nutch's AdaptiveFetchSchedule with its defaults; what is most overdue, by importance, goes first.

    An unchanged page's interval grows by 0.4, a changed one's shrinks by 0.2. ``sync_delta``: the interval is at least
    the time since a change was last seen, and the next look comes earlier by 0.3 of that time.
    """

    DEFAULT_DAYS, LEAST_DAYS, MOST_DAYS = 30.0, 60.0 / 86400.0, 365.0
    GROWS, SHRINKS, SYNC = 0.4, 0.2, 0.3

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._interval = np.full(world.pages, self.DEFAULT_DAYS)
        self._wait = self._interval.copy()
        self._unchanged_for = np.zeros(world.pages)

    def value(self, age: Floats, now: float) -> Floats:  # noqa: ARG002
        """See :meth:`Policy.value`."""
        return np.where(age >= self._wait, (age - self._wait + 0.01) * self.world.weight, 0.0)

    def looked(self, pages: Whole, age: Floats, changed: NDArray[np.bool_]) -> None:
        """See :meth:`Policy.looked`."""
        interval = self._interval[pages] * np.where(changed, 1.0 - self.SHRINKS, 1.0 + self.GROWS)
        unchanged_for = np.where(changed, 0.0, self._unchanged_for[pages] + age)
        interval = np.clip(np.maximum(interval, unchanged_for), self.LEAST_DAYS, self.MOST_DAYS)
        self._interval[pages], self._unchanged_for[pages] = interval, unchanged_for
        self._wait[pages] = interval - self.SYNC * unchanged_for


def averaged_value(rate: Floats, certainty: Floats, age: Floats, weight: Floats) -> Floats:
    """Return the crawl value averaged over a gamma distribution of that mean and shape; for comparison only.

    It is m * (integral of S from 0 to t - t*S(t)) with S(t) = (1 + t*rate/shape)**-shape.
    """
    y = np.maximum(rate * age, 1e-6) / certainty
    log = np.log1p(y)
    less = np.where(np.abs(certainty - 1.0) < 1e-8, 1e-8, certainty - 1.0)
    return weight * age * (-np.expm1(-less * log) / (less * y) - np.exp(-certainty * log))
