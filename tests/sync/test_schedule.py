"""What a look is worth, what is read within a budget, and what that keeps fresh."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.schedule import LONGEST_DAYS, SHORTEST_DAYS, crawl_value, due_after, forecast, importance, select

rates = st.floats(1e-6, 1e3)


def exact_value(rate, days):
    """Return V at m = 1 with fifty digits."""
    with localcontext() as context:
        context.prec = 50
        x = Decimal(rate) * Decimal(days)
        return float((1 - (-x).exp() * (1 + x)) / Decimal(rate))


@pytest.mark.parametrize("rate", [1e-9, 1e-5, 0.02, 1.0, 50.0, 1e6])
@pytest.mark.parametrize("days", [1e-6, 0.5, 0.999, 1.0, 30.0, 3650.0])
def test_the_value_has_its_digits_from_tiny_to_huge(rate, days):
    """Against fifty digits, on both sides of where the series takes over."""
    assert float(crawl_value(rate, days)) == pytest.approx(exact_value(rate, days), rel=1e-8)


@pytest.mark.parametrize(
    ("rate", "days", "value"), [(0.0, 5.0, 0.0), (2.0, 0.0, 0.0), (0.1, np.inf, 10.0), (1e300, 1.0, 0.0)]
)
def test_the_value_at_its_ends(rate, days, value):
    """Nothing is worth a page that never changes or was just read; a page never read is worth m/D."""
    assert float(crawl_value(rate, days)) == pytest.approx(value)


def test_a_page_that_changes_all_the_time_is_worth_little():
    """A day after the last look the daily page is worth more than the hourly one, and more than the yearly one."""
    yearly, daily, hourly = crawl_value(np.array([1 / 365, 1.0, 24.0]), 1.0)
    assert daily > hourly > yearly


@given(rates, st.floats(0.01, 500.0), st.floats(0.5, 24.0))
@settings(deadline=None)
def test_due_after_is_the_inverse_of_the_value(rate, days, weight):
    """After that many days a look is worth just the threshold."""
    threshold = float(crawl_value(rate, days, weight))
    if rate * days < 20.0:  # Beyond, the value hardly grows any more and its inverse is any time.
        assert float(due_after(rate, threshold, weight)) == pytest.approx(days, rel=1e-3)


def test_some_pages_never_reach_the_threshold():
    """A copy that is stale at once is never worth more than m/D."""
    assert due_after(np.array([10.0, 0.1]), 0.2)[0] == np.inf
    assert due_after(10.0, 0.2, weight=4.0) < np.inf


@pytest.mark.parametrize(
    ("marks", "expected"),
    [({}, 1.0), ({"starred": True}, 4.0), ({"open_role": True}, 2.0), ({"starred": True, "never_seen": True}, 12.0)],
)
def test_importance(marks, expected):
    """Each mark weighs for itself."""
    assert importance(**marks) == expected


def one_by_one(value, hosts, budget, room, overdue):
    """Choose as :func:`select` promises, slowly."""
    left, chosen = list(room), []
    for page in sorted(range(len(value)), key=lambda page: (not overdue[page], -value[page])):
        if value[page] > 0.0 and left[hosts[page]] > 0 and len(chosen) < budget:
            left[hosts[page]] -= 1
            chosen.append(page)
    return chosen


@given(st.integers(0, 60), st.integers(0, 70), st.integers(1, 5), st.integers(0, 2**32))
@settings(deadline=None)
def test_selection_is_the_greedy_choice(pages, budget, hosts, seed):
    """The most valuable under caps, overdue ones first, the same as choosing one page after the other."""
    rng = np.random.default_rng(seed)
    value, host = rng.permutation(pages) - 5.0, rng.integers(0, hosts, pages)
    room, overdue = rng.integers(0, 12, hosts), rng.random(pages) < 0.2
    found = select(value, host, budget, room, overdue)
    assert found.tolist() == one_by_one(value, host, budget, room, overdue)


@pytest.mark.parametrize(("budget", "read"), [(0, []), (1, [2]), (2, [2, 0]), (3, [2, 0]), (9, [2, 0])])
def test_budget_and_cap_at_their_boundaries(budget, read):
    """Never more than the budget, and of a host with room for one never two."""
    value, hosts = np.array([3.0, 2.0, 5.0, 4.0]), np.array([0, 0, 1, 1])
    assert select(value, hosts, budget, np.array([1, 1])).tolist() == read


class TestForecast:
    """What a budget keeps fresh in the long run."""

    @pytest.fixture
    def network(self):
        rng = np.random.default_rng(2)
        return rng.lognormal(-3.5, 1.5, 400), rng.integers(0, 12, 400), rng.choice([1.0, 4.0], 400)

    @pytest.mark.parametrize("budget", [8.0, 40.0, 100.0])
    @pytest.mark.parametrize("cap", [3.5, 8.0, np.inf])
    def test_all_limits_are_kept(self, network, budget, cap):
        """Budget, caps, the shortest and the longest interval."""
        rate, hosts, weight = network
        found = forecast(rate, hosts, budget, cap, weight)
        reads = 1.0 / found.interval
        assert found.reads_a_day == pytest.approx(reads.sum())
        assert reads.sum() <= budget * 1.0001
        assert np.all(np.bincount(hosts, reads) <= cap * 1.0001)
        assert found.interval.min() >= SHORTEST_DAYS
        assert found.interval.max() <= LONGEST_DAYS
        assert found.feasible

    @pytest.mark.parametrize("cap", [3.5, np.inf])
    def test_no_shift_of_reads_between_pages_is_better(self, network, cap):
        """Four thousand small shifts that keep all limits: none gains; the optimum is one."""
        rate, hosts, weight = network
        found, rng = forecast(rate, hosts, 30.0, cap, weight), np.random.default_rng(4)
        full = np.bincount(hosts, 1.0 / found.interval) > cap * 0.999 if np.isfinite(cap) else np.zeros(12, bool)

        def gain(page, reads):
            x = rate[page] / reads
            return weight[page] * -np.expm1(-x) / x

        tried = 0
        while tried < 4_000:
            giver, taker = rng.integers(0, 400, 2)
            before = 1.0 / found.interval[[giver, taker]]
            moved = before[0] * rng.uniform(0.001, 0.5)
            after = before + np.array([-moved, moved])
            # A full host takes no more but from its own pages.
            blocked = full[hosts[taker]] and hosts[giver] != hosts[taker]
            if giver == taker or blocked or after[0] < 1.0 / LONGEST_DAYS or after[1] > 1.0 / SHORTEST_DAYS:
                continue
            tried += 1
            was = gain(giver, before[0]) + gain(taker, before[1])
            assert gain(giver, after[0]) + gain(taker, after[1]) <= was + 1e-6

    def test_more_budget_keeps_more_fresh(self, network):
        """And what weighs more is fresher than its like."""
        rate, hosts, weight = network
        found = [forecast(rate, hosts, budget, weight=weight) for budget in (8.0, 20.0, 80.0)]
        assert found[0].freshness < found[1].freshness < found[2].freshness
        twins = forecast([0.1, 0.1], np.array([0, 0]), 0.2, weight=[1.0, 4.0])
        assert twins.fresh[1] > twins.fresh[0]

    @pytest.mark.parametrize(("budget", "cap", "feasible"), [(4.0, 1.0, True), (3.3, 1.0, False), (4.0, 0.1, False)])
    def test_it_says_when_the_longest_interval_cannot_be_kept(self, network, budget, cap, feasible):
        """400 pages in 120 days are 3.34 a day, up to 0.4 of them on one host."""
        rate, hosts, _ = network
        found = forecast(rate, hosts, budget, cap)
        assert found.feasible is feasible
        assert found.reads_a_day <= budget * 1.0001
        assert bool(found.interval.max() <= LONGEST_DAYS) is feasible

    def test_an_empty_network(self):
        """Nothing to read is nothing stale."""
        found = forecast([], np.array([], int), 10.0)
        assert (found.freshness, found.reads_a_day, found.feasible) == (1.0, 0.0, True)
