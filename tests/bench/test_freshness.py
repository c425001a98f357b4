"""The short form of ``python -m bench.freshness``: a policy that schedules badly fails here."""

import numpy as np
import pytest

from bench.freshness import of_optimum, optimum, summary, table
from bench.revisit import KnowsLaw, KnowsRates, Learned, Uniform
from bench.simulation import simulate
from bench.worlds import KINDS, World
from sync.schedule import crawl_value

DAYS = {"burn_in": 120.0, "measured": 60.0}


class Bent(KnowsRates):
    """Knows the rates, and values quick pages by a power of their rate more or less than they are worth."""

    bend = 0.3

    def value(self, age, now):
        return super().value(age, now) * self.world.rate**self.bend


class BentBack(Bent):
    bend = -0.3


@pytest.mark.parametrize(("kind", "least"), [("lognormal", 0.97), ("drifting", 0.95)])
def test_the_learned_policy_comes_near_the_optimum(kind, least):
    """At 10% a day, from nothing known, after four months; and well above reading all pages equally often."""
    policies = {"rates": KnowsRates, "learned": Learned, "uniform": Uniform}
    [cell] = simulate(kind, 1_000, 1, [0.10], policies, **DAYS)
    assert of_optimum(cell) >= least
    assert of_optimum(cell) > of_optimum(cell, "uniform") + 0.015


def test_the_optimum_is_no_weak_one():
    """Measured, it reaches what is worked out for divisible time and pages, and bending its values only loses."""
    policies = {"law": KnowsLaw, "rates": KnowsRates, "bent": Bent, "bent back": BentBack}
    [cell] = simulate("lognormal", 1_000, 1, [0.10], policies, **DAYS)
    assert optimum(cell) == pytest.approx(cell.bound, rel=0.015)
    assert max(cell.freshness["bent"], cell.freshness["bent back"]) < optimum(cell)


@pytest.mark.parametrize("kind", KINDS)
def test_worlds_change_at_their_rates(kind):
    """Over a year pages change as often as their rates say, whatever the law."""
    world = World.make(kind, 2_000, 0.05, 3)
    slow, seen = world.rate < 0.5, np.zeros(2_000)
    for _ in range(2_000):
        seen += np.isfinite(world.next_slot())
    assert seen[slow].sum() == pytest.approx(world.expected[slow].sum(), rel=0.08)


def test_one_seed_is_one_world():
    """The same seed gives the same changes, another one others."""
    one, same, other = (World.make("bursty", 500, 0.5, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.next_slot(), same.next_slot())
    assert not np.array_equal(one.rate, other.rate)


@pytest.mark.parametrize("kind", ["bursty", "periodic"])
def test_the_worth_of_a_look_follows_from_the_law(kind):
    """The integral of the chance to be fresh less age times that chance, measured from the world's own changes."""
    world = World.make(kind, 4_000, 0.5, 5)
    world.rate[:] = 0.1
    world.due = world.rng.random(4_000) * 10.0
    world.weight[:] = 1.0
    fresh, shares = np.ones(4_000, bool), [1.0]
    for _ in range(16):
        fresh &= np.isinf(world.next_slot())
        shares.append(fresh.mean())
    expected = np.trapezoid(shares, dx=0.5) - 8.0 * shares[-1]
    assert world.look_value(np.full(4_000, 8.0))[0] == pytest.approx(expected, rel=0.12)
    assert world.look_value(np.full(4_000, 8.0))[0] != pytest.approx(float(crawl_value(0.1, 8.0)), rel=0.12)


def test_the_summary_takes_the_lowest_of_each_kind():
    """Ample budgets start at 10%; a table line per cell."""
    policies = {"law": KnowsLaw, "rates": KnowsRates, "learned": Uniform}
    cells = [
        cell
        for kind in ("lognormal", "drifting")
        for cell in simulate(kind, 100, 1, [0.05, 0.10], policies, burn_in=10.0, measured=10.0)
    ]
    found = summary(cells)
    assert found["of_optimum"] == round(min(of_optimum(cell) for cell in cells if cell.budget == 0.10), 4)
    assert found["of_optimum_low_budget"] == round(min(of_optimum(cell) for cell in cells if cell.budget == 0.05), 4)
    assert found["of_optimum_drift"] == round(of_optimum(cells[3]), 4)
    assert len(table(cells).splitlines()) == 2 + len(cells)
