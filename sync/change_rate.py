"""How often a page changes, learned from looks that only tell whether it had changed since the look before.

Changes between looks are censored: three in a week look like one. They are taken as a Poisson process of D changes a
day, so that a look after t days finds a change with probability 1 - exp(-D*t). With a gamma prior (a, b) the most
probable ln(D) solves (Cho and Garcia-Molina 2003, the prior added)::

    sum over changed of t / (exp(D*t) - 1)  +  a / D  =  sum over unchanged of t  +  b

The sums need no list of looks: unchanged days add up, and changed looks are kept as a count and their days per octave
of the interval. Older looks fade, since rates drift. Pure: no clock, no input, no output. All times are days.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.intp]

OCTAVES = 10
"""Classes of intervals: up to half a day, up to one day, two, four ... up to 128 days, and longer."""
DRIFT = 0.001
"""Assumed variance of the drift of ln(rate) in a day; ``docs/freshness.md`` shows what other values cost."""
STEPS = 40
"""At most so many steps of Newton's method, kept inside a bracket; six or seven are usual."""
PRECISION = 1e-6
ROUNDS, INNER_ROUNDS = 3, 8
"""Rounds of fitting the priors: of finding each page's likelihood anew, and within each of matching the priors."""
SPREADS = (0.25, 5.0)
"""Bounds of how unlike pages of one kind are believed to be, as a prior's shape about 2 and 0.15: a prior of more
weight would outweigh what a page itself shows for too long."""
KIN = 4.0
"""How many pages of the population's mean a host's own pages are weighed against."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What the looks at one page told so far; they fade, so counts are not whole.

    At most ``2 * OCTAVES + 1`` numbers, however often the page is read.
    """

    unchanged_days: float = 0.0
    """The sum of the intervals after which nothing had changed."""
    changed: tuple[float, ...] = ()
    """Per octave of the interval, how many looks found a change; trailing zeros are left out."""
    changed_days: tuple[float, ...] = ()
    """Per octave, the sum of the intervals of those looks."""

    def after(self, days: float, *, changed: bool, drift: float = DRIFT) -> "Looks":
        """Return them with one more look.

        :param days: since the last look; a first look tells nothing and is not passed.
        :param changed: whether the page had changed since then.
        """
        table = LookTable.of([self])
        table.add(np.array([0]), days, changed, drift)
        return table.row(0)


@dataclass(slots=True)
class LookTable:
    """The looks at many pages, one row each."""

    unchanged_days: Floats
    changed: Floats
    """Pages by octaves."""
    changed_days: Floats

    @classmethod
    def empty(cls, pages: int) -> "LookTable":
        """Return the table of pages that were never looked at twice."""
        return cls(np.zeros(pages), np.zeros((pages, OCTAVES)), np.zeros((pages, OCTAVES)))

    @classmethod
    def of(cls, looks: Sequence[Looks]) -> "LookTable":
        """Return stored looks as a table, in their order."""
        table = cls.empty(len(looks))
        for row, page in enumerate(looks):
            table.unchanged_days[row] = page.unchanged_days
            table.changed[row, : len(page.changed)] = page.changed
            table.changed_days[row, : len(page.changed_days)] = page.changed_days
        return table

    def row(self, page: int) -> Looks:
        """Return one page's looks as they are stored."""
        used = np.flatnonzero(self.changed[page])
        end = int(used[-1]) + 1 if used.size else 0
        return Looks(
            float(self.unchanged_days[page]),
            tuple(self.changed[page, :end].tolist()),
            tuple(self.changed_days[page, :end].tolist()),
        )

    def rows(self, pages: Whole) -> "LookTable":
        """Return a table of some of the pages."""
        return LookTable(self.unchanged_days[pages], self.changed[pages], self.changed_days[pages])

    def add(self, pages: Whole, days: ArrayLike, changed: ArrayLike, drift: float = DRIFT) -> None:
        """Add one look at each of some different pages, fading what was known of them.

        ln(rate) is taken to wander with variance ``drift`` a day. What rests on k changes has variance 1/k, and
        after t days 1/k + drift*t: the weight of k/(1 + drift*t*k) changes. So a page that changes often, and is
        soon known anew, forgets fast, and one that hardly ever changes forgets slowly.
        """
        days = np.broadcast_to(np.asarray(days, float), pages.shape)
        changed = np.broadcast_to(np.asarray(changed, bool), pages.shape)
        fade = 1.0 / (1.0 + drift * days * (1.0 + self.changed[pages].sum(axis=1)))
        self.unchanged_days[pages] = self.unchanged_days[pages] * fade + np.where(changed, 0.0, days)
        self.changed[pages] *= fade[:, None]
        self.changed_days[pages] *= fade[:, None]
        hits, octaves = pages[changed], octave_of(days[changed])
        self.changed[hits, octaves] += 1.0
        self.changed_days[hits, octaves] += days[changed]


@dataclass(frozen=True, slots=True)
class Prior:
    """A gamma prior (a, b) of change rates: what is believed of a page that was never looked at twice."""

    shape: float
    """a: how alike pages are, and the weight of the prior in changes seen."""
    days: float
    """b; ``shape / days`` is the mean rate, in changes a day."""


START = Prior(shape=0.7, days=30.0)
"""Before anything is known: one change in six weeks, give or take a factor of five."""


@dataclass(frozen=True, slots=True)
class ChangeRates:
    """Estimates, one per page: a gamma distribution with its mean and its shape."""

    rate: Floats
    """Changes a day: the most probable ln(rate), which is where the matched gamma distribution has its mean."""
    certainty: Floats
    """The shape of that gamma distribution: about the number of changes that the estimate rests on."""


def estimate(looks: LookTable, shape: ArrayLike, days: ArrayLike) -> ChangeRates:
    """Return the most probable change rate of each page.

    :param shape: a of each page's prior, or of all.
    :param days: b likewise.
    """
    a, b = np.asarray(shape, float), np.asarray(days, float)
    pages = looks.unchanged_days.size
    page, octave = np.nonzero(looks.changed)
    count = looks.changed[page, octave]
    interval = looks.changed_days[page, octave] / count
    total = a + looks.changed.sum(axis=1)
    exposure = looks.unchanged_days + b

    def over_changed(log_rate: Floats) -> tuple[Floats, Floats]:
        """Return, summed over changed looks, D*t / (exp(D*t) - 1) and the fall of that with ln(D)."""
        x = np.clip(np.exp(log_rate)[page] * interval, 1e-12, 500.0)
        share = x / np.expm1(x)
        fall = share * (share + x - 1.0)
        return _sums(page, count * share, pages), _sums(page, count * fall, pages)

    # What is left over of the equation falls from above 0 at the low end to below 0 at the high end.
    low, high = np.log(a / exposure), np.log(total / exposure)
    at = high
    for _ in range(STEPS):
        gained, fall = over_changed(at)
        excess = a + gained - np.exp(at) * exposure
        if np.all(np.abs(excess) < PRECISION * total):
            break
        low, high = np.where(excess > 0.0, at, low), np.where(excess > 0.0, high, at)
        newton = at + excess / (fall + np.exp(at) * exposure)
        at = np.where((newton >= low) & (newton <= high), newton, (low + high) / 2.0)
    gained, fall = over_changed(at)
    # The gamma distribution that has the likelihood's slope and curvature in ln(rate) at its top.
    return ChangeRates(rate=np.exp(at), certainty=a + gained + fall)


def octave_of(days: ArrayLike) -> Whole:
    """Return the class of each interval."""
    whole = np.ceil(np.log2(np.maximum(np.asarray(days, float), 1e-9))) + 1.0
    return np.asarray(np.clip(whole, 0, OCTAVES - 1), dtype=np.intp)


@dataclass(frozen=True, slots=True)
class Priors:
    """Priors learned from the pages themselves, per role of a page and host."""

    roles: Mapping[str, Prior]
    """For a host that is not known yet."""
    hosts: Mapping[tuple[str, str], Prior]
    """Per role and host."""

    def of(self, role: str, host: str) -> Prior:
        """Return what to believe of a page before it was looked at twice."""
        return self.hosts.get((role, host)) or self.roles.get(role, START)


def learn_priors(looks: LookTable, kinds: Sequence[tuple[str, str]]) -> Priors:
    """Return the priors under which what was seen is most probable (empirical Bayes).

    :param kinds: the role and the host of each row of the table.
    """
    role_names, role = np.unique([kind[0] for kind in kinds], return_inverse=True)
    groups, group = np.unique(["\0".join(kind) for kind in kinds], return_inverse=True)
    role_of_group = np.zeros(groups.size, np.intp)
    role_of_group[group] = role
    fitted = fit_priors(looks, role_of_group, group)
    shape = fitted.shape
    roles = {str(name): Prior(float(shape[at]), float(fitted.days[at])) for at, name in enumerate(role_names)}
    hosts = {}
    for at, name in enumerate(groups):
        role_name, host = str(name).split("\0")
        hosts[role_name, host] = Prior(float(shape[role_of_group[at]]), float(fitted.group_days[at]))
    return Priors(roles, hosts)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Priors as arrays: what :func:`fit_priors` found."""

    shape: Floats
    """a per role."""
    days: Floats
    """b per role."""
    group_days: Floats
    """b per group."""


def fit_priors(looks: LookTable, role_of_group: Whole, group: Whole, kin: float = KIN) -> Fitted:
    """Return a and b per role, and b per group (a role on a host), by expectation and maximisation.

    Each page's likelihood is first brought to the form D**n * exp(-D*s), so that its rate given the prior is gamma
    (a + n, b + s). A group's mean rate is drawn to its role's as if ``kin`` more pages there had that mean.

    :param role_of_group: each group's role, as an index.
    :param group: each page's group, as an index.
    """
    roles, role = int(role_of_group.max(initial=-1)) + 1, role_of_group[group]
    pages_of_group = np.bincount(group, minlength=role_of_group.size)
    pages_of_role = np.bincount(role, minlength=roles)
    shape, mean = np.full(roles, START.shape), np.full(roles, START.shape / START.days)
    group_mean = mean[role_of_group]
    for _ in range(ROUNDS):
        a, b = shape[role], shape[role] / group_mean[group]
        found = estimate(looks, a, b)
        n = np.maximum(found.certainty - a, 0.0)
        s = np.maximum(found.certainty / found.rate - b, 0.0)
        for _ in range(INNER_ROUNDS):
            a, b = shape[role], shape[role] / group_mean[group]
            rate, log_rate = (a + n) / (b + s), _digamma(a + n) - np.log(b + s)
            mean = _sums(role, rate, roles) / pages_of_role
            sums = _sums(group, rate, role_of_group.size)
            group_mean = (sums + kin * mean[role_of_group]) / (pages_of_group + kin)
            spread = _sums(role, np.log(group_mean[group]) - log_rate, roles) / pages_of_role
            # The mean of ln(mean) - ln(rate) of a gamma distribution, solved for its shape within 1.5% (Minka 2002).
            spread = np.clip(spread, *SPREADS)
            shape = (3.0 - spread + np.sqrt((spread - 3.0) ** 2 + 24.0 * spread)) / (12.0 * spread)
    return Fitted(shape, shape / mean, shape[role_of_group] / group_mean)


def _sums(of: Whole, values: Floats, count: int) -> Floats:
    """Return the sum of the values per index."""
    return np.asarray(np.bincount(of, values, count), dtype=float)


def _digamma(x: Floats) -> Floats:
    """Return the derivative of ln(gamma(x)) for x > 0: six steps of its recurrence, then its asymptotic series."""
    steps = sum((1.0 / (x + step) for step in range(6)), np.zeros_like(x))
    z = x + 6.0
    return np.asarray(np.log(z) - 0.5 / z - 1.0 / (12.0 * z**2) + 1.0 / (120.0 * z**4) - 1.0 / (252.0 * z**6) - steps)
