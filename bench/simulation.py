"""Lets policies read the same world side by side, and measures how fresh each keeps its copies."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.revisit import Policy
from bench.worlds import HOST_CAP, World
from sync.schedule import LONGEST_DAYS, NEVER_READ_DAYS, forecast, select

SLOT_DAYS = 0.5
"""Two runs a day; changes come at any moment in between."""
BURN_IN_DAYS = 240.0
MEASURED_DAYS = 120.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One world at one budget."""

    kind: str
    pages: int
    budget: float
    """Looks a day as a share of the pages."""
    freshness: Mapping[str, float]
    """Per policy: the share of the measured time that a copy was fresh, weighted by importance."""
    bound: float | None
    """Lognormal only, where it holds: the optimum worked out with time and pages divisible."""


class _Reader:
    """One policy at one budget, with the copies that it holds."""

    def __init__(self, policy: Policy, budget: float) -> None:
        self.policy, self._budget = policy, budget
        self._last = np.full(policy.world.pages, -np.inf)
        self.fresh = np.zeros(policy.world.pages, bool)
        self.gained = 0.0

    def read(self, now: float) -> None:
        world = self.policy.world
        age = np.minimum(now - self._last, NEVER_READ_DAYS)
        budget = round(world.pages * self._budget * SLOT_DAYS)
        room = np.full(world.hosts, round(HOST_CAP * SLOT_DAYS))
        pages = select(self.policy.value(age, now), world.host, budget, room, age >= LONGEST_DAYS)
        again = pages[np.isfinite(self._last[pages])]
        self.policy.looked(again, age[again], ~self.fresh[again])
        self.policy.read(pages)
        self._last[pages] = now
        self.fresh[pages] = True


def simulate(
    kind: str,
    pages: int,
    seed: int,
    budgets: Sequence[float],
    policies: Mapping[str, Callable[[World], Policy]],
    burn_in: float = BURN_IN_DAYS,
    measured: float = MEASURED_DAYS,
) -> list[Cell]:
    """Return the freshness of each policy at each budget, all in one and the same world.

    At the beginning nothing was read and nothing is known.

    :param burn_in: days before measuring starts; the policies learn in them.
    :param measured: days over which freshness is averaged.
    """
    world = World.make(kind, pages, SLOT_DAYS, seed)
    readers = {(budget, name): _Reader(make(world), budget) for budget in budgets for name, make in policies.items()}
    for slot in range(round((burn_in + measured) / SLOT_DAYS)):
        now = slot * SLOT_DAYS
        for reader in readers.values():
            reader.read(now)
        first = world.next_slot()
        stays = np.isinf(first)
        until = np.where(stays, SLOT_DAYS, first) * world.weight
        for reader in readers.values():
            if now >= burn_in:
                reader.gained += float(until[reader.fresh].sum())
            reader.fresh &= stays
    whole = measured * float(world.weight.sum())
    return [
        Cell(
            kind,
            pages,
            budget,
            {name: readers[budget, name].gained / whole for name in policies},
            _bound(world, budget) if kind == "lognormal" else None,
        )
        for budget in budgets
    ]


def _bound(world: World, budget: float) -> float:
    return forecast(world.rate, world.host, world.pages * budget, HOST_CAP, world.weight, shortest=SLOT_DAYS).freshness
