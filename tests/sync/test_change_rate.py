"""What is learned of a page's rate of change from looks that tell only whether it had changed."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.change_rate import OCTAVES, START, Looks, LookTable, Prior, estimate, learn_priors, octave_of

days = st.floats(0.01, 400.0)
looks = st.lists(st.tuples(days, st.booleans()), max_size=40)


def seen(*history, drift=0.0):
    """Return what looks in a row told."""
    told = Looks()
    for interval, changed in history:
        told = told.after(interval, changed=changed, drift=drift)
    return told


def rate_of(told, prior=START):
    """Return one page's estimated changes a day."""
    return float(estimate(LookTable.of([told]), prior.shape, prior.days).rate[0])


@pytest.mark.parametrize(
    ("unchanged", "changed", "interval"), [(1, 1, 1.0), (9, 1, 7.0), (1, 9, 7.0), (50, 1, 0.1), (3, 2, 300.0)]
)
def test_looks_at_equal_intervals_give_the_closed_form(unchanged, changed, interval):
    """Of n looks k found a change: with next to no prior the rate is -ln(1 - k/n) / t."""
    told = seen(*[(interval, False)] * unchanged, *[(interval, True)] * changed)
    expected = -math.log(1.0 - changed / (changed + unchanged)) / interval
    assert rate_of(told, Prior(shape=1e-9, days=1e-9)) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([], 0.5 / 20.0),
        ([(10.0, False)], 0.5 / 30.0),
        ([(10.0, False), (70.0, False)], 0.5 / 100.0),
    ],
)
def test_without_a_change_the_prior_is_thinned_by_the_days(history, expected):
    """Unchanged days add to the prior's days."""
    assert rate_of(seen(*history), Prior(shape=0.5, days=20.0)) == pytest.approx(expected)


@given(looks, st.floats(0.05, 5.0), st.floats(0.1, 500.0))
@settings(deadline=None)
def test_the_estimate_solves_its_equation(history, shape, prior_days):
    """Changed looks of one octave count as so many looks at their mean interval; nothing else is lost."""
    told = seen(*history)
    rate = rate_of(told, Prior(shape, prior_days))
    gained = 0.0
    for count, total in zip(told.changed, told.changed_days, strict=True):
        if count:
            x = rate * total / count
            gained += count * x / math.expm1(x) if x < 500.0 else 0.0
    left_over = gained + shape - rate * (told.unchanged_days + prior_days)
    assert left_over == pytest.approx(0.0, abs=1e-5 * (shape + len(history)))


@given(looks)
@settings(deadline=None)
def test_a_change_found_never_lowers_the_estimate(history):
    """After one and the same history a changed look leaves a higher rate than an unchanged one."""
    told = seen(*history)
    assert rate_of(told.after(5.0, changed=True)) > rate_of(told.after(5.0, changed=False))


@given(looks)
@settings(deadline=None)
def test_many_pages_at_once_learn_as_one_alone(history):
    """The table and the stored form are one and the same arithmetic."""
    table = LookTable.empty(3)
    for interval, changed in history:
        table.add(np.array([2]), interval, changed)
    told = Looks()
    for interval, changed in history:
        told = told.after(interval, changed=changed)
    assert table.row(2) == told
    assert table.row(0) == Looks()


@pytest.mark.parametrize(
    ("interval", "octave"), [(0.0, 0), (0.5, 0), (0.51, 1), (1.0, 1), (1.01, 2), (128, 8), (1e6, 9)]
)
def test_octaves(interval, octave):
    """Half a day and less, up to a day, up to two ... and all beyond 128 days."""
    assert int(octave_of(interval)) == octave


def test_what_is_kept_of_a_page_is_bounded():
    """Ten thousand looks take no more room than twenty."""
    table, rng = LookTable.empty(1), np.random.default_rng(5)
    for _ in range(10_000):
        table.add(np.array([0]), rng.lognormal(1.0, 3.0), rng.random() < 0.5)
    told = table.row(0)
    assert len(told.changed) == len(told.changed_days) <= OCTAVES
    assert rate_of(told) > 0.0


@pytest.mark.parametrize("interval", [0.0, 1e-9, 1e-3, 1e6])
@pytest.mark.parametrize("changed", [False, True])
def test_extreme_intervals_give_a_finite_rate(interval, changed):
    """A clock that stood still or jumped does not poison the estimate."""
    rate = rate_of(seen((interval, changed), (interval, changed)))
    assert 0.0 < rate < math.inf


@pytest.mark.parametrize("true_rate", [0.01, 0.1, 1.0])
def test_many_looks_find_the_rate(true_rate):
    """Two thousand looks at mixed intervals leave less than 15% of error."""
    rng, table = np.random.default_rng(7), LookTable.empty(1)
    for interval in rng.uniform(0.2, 3.0, 2_000) / true_rate:
        table.add(np.array([0]), interval, rng.random() < -math.expm1(-true_rate * interval), 0.0)
    assert rate_of(table.row(0)) == pytest.approx(true_rate, rel=0.15)


def test_old_looks_fade():
    """A page that changed daily and has been still for months is soon believed; without fading it takes far longer."""
    history = [(1.0, True)] * 100 + [(10.0, False)] * 9
    assert rate_of(seen(*history, drift=0.001)) < rate_of(seen(*history)) / 2.0


def test_certainty_grows_with_changes_seen():
    """Unchanged looks leave the prior's shape; changes add to it, the less the longer the interval."""
    short, long = seen(*[(1.0, False)] * 90, *[(1.0, True)] * 10), seen(*[(90.0, True)] * 10)
    found = estimate(LookTable.of([Looks(), seen((50.0, False)), short, long]), START.shape, START.days)
    assert found.certainty[0] == found.certainty[1] == pytest.approx(START.shape)
    assert found.certainty[2] > START.shape + 9.0
    assert START.shape < found.certainty[3] < START.shape + 5.0


class TestPriors:
    """Priors learned from the pages themselves."""

    def learned(self, rates, kinds, number=40):
        rng, table = np.random.default_rng(11), LookTable.empty(len(rates))
        for interval in rng.uniform(2.0, 20.0, number):
            changed = rng.random(len(rates)) < -np.expm1(-rates * interval)
            table.add(np.arange(len(rates)), interval, changed, 0.0)
        return learn_priors(table, kinds)

    def test_shape_and_mean_are_those_of_the_pages(self):
        """Rates drawn from a gamma distribution give it back."""
        rates = np.random.default_rng(3).gamma(1.5, 0.05 / 1.5, 4_000)
        prior = self.learned(rates, [("home", "a.example")] * 4_000).of("home", "a.example")
        assert prior.shape == pytest.approx(1.5, rel=0.2)
        assert prior.shape / prior.days == pytest.approx(0.05, rel=0.1)

    def test_a_host_is_known_by_its_pages(self):
        """A busy host's pages are believed busy, a new host's as its role is, a new role's as the start."""
        rates = np.array([0.5] * 30 + [0.01] * 300)
        kinds = [("post", "busy.example")] * 30 + [("post", f"{number % 30}.example") for number in range(300)]
        priors = self.learned(rates, kinds)
        busy, quiet, new = (priors.of("post", host) for host in ("busy.example", "0.example", "new.example"))
        assert busy.shape / busy.days > 0.3
        assert quiet.shape / quiet.days < new.shape / new.days < busy.shape / busy.days
        assert priors.of("feed", "busy.example") == START

    def test_one_page_does_not_make_a_host(self):
        """A host with a single busy page is believed between that page and the rest."""
        rates = np.array([0.5] + [0.01] * 300)
        priors = self.learned(rates, [("post", "one.example")] + [("post", "rest.example")] * 300)
        one = priors.of("post", "one.example")
        rest = priors.of("post", "rest.example")
        assert 1.5 * rest.shape / rest.days < one.shape / one.days < 0.25

    def test_pages_all_alike_leave_room_for_one_that_is_not(self):
        """However alike a host's pages are, a page of another kind is recognised after a few looks."""
        priors = self.learned(np.full(300, 0.01), [("post", "rest.example")] * 300)
        assert rate_of(seen(*[(5.0, True)] * 10), priors.of("post", "rest.example")) > 0.04

    def test_nothing_seen_yet(self):
        """Without pages, or without looks, the start is what is believed."""
        assert learn_priors(LookTable.empty(0), []).of("home", "a.example") == START
        priors = learn_priors(LookTable.empty(2), [("home", "a.example"), ("home", "b.example")])
        prior = priors.of("home", "a.example")
        assert prior.shape / prior.days == pytest.approx(START.shape / START.days, rel=0.01)
