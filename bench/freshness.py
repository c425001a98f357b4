"""How near the learned revisit policy comes to the optimum that knows how pages change.

``python -m bench.freshness`` simulates networks of 1,000 and of 100,000 pages, prints the table, and ends with one line
of JSON: the lowest share of the optimum at budgets of 10% a day and more, below that, and under drift. ``--quick`` is
one small network of each kind, ``--variants`` what the parts of the estimate are worth, ``--write`` puts table and
plot into ``docs/``.
"""

import argparse
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

from bench.revisit import KnowsLaw, KnowsRates, Learned, Nutch, Policy, Proportional, Uniform
from bench.simulation import BURN_IN_DAYS, MEASURED_DAYS, Cell, simulate
from bench.worlds import KINDS, World

BUDGETS = (0.02, 0.05, 0.10, 0.20, 0.50)
AMPLE = 0.10
"""Budgets from here on count as ample, those below as low."""
SEEDS: Mapping[int, Sequence[int]] = {1_000: (1, 2, 3), 100_000: (1,)}
POLICIES: Mapping[str, Callable[[World], Policy]] = {
    "law": KnowsLaw,
    "rates": KnowsRates,
    "learned": Learned,
    "uniform": Uniform,
    "proportional": Proportional,
    "nutch": Nutch,
}
KNOWING = ("law", "rates")
DOCS = Path(__file__).parent.parent / "docs"
BEGIN, END = "<!-- written by python -m bench.freshness --write -->\n", "<!-- end -->"


def _averaged(world: World) -> Policy:
    return Learned(world, averaged=True)


def _without_hosts(world: World) -> Policy:
    return Learned(world, kin=1e9)


def _without_fading(world: World) -> Policy:
    return Learned(world, drift=0.0)


def _more_fading(world: World) -> Policy:
    return Learned(world, drift=0.004)


def _waiting(world: World) -> Policy:
    return Learned(world, chance=0.1)


VARIANTS: Mapping[str, Callable[[World], Policy]] = {
    "law": KnowsLaw,
    "rates": KnowsRates,
    "learned": Learned,
    "no fading": _without_fading,
    "fading .004": _more_fading,
    "no host prior": _without_hosts,
    "averaged": _averaged,
    "waits for 10%": _waiting,
}


@dataclass(frozen=True, slots=True)
class Job:
    """One world to simulate; a process of its own may do it."""

    kind: str
    pages: int
    seed: int
    policies: Mapping[str, Callable[[World], Policy]]
    burn_in: float = BURN_IN_DAYS
    measured: float = MEASURED_DAYS

    def cells(self) -> list[Cell]:
        """Return its results, one per budget."""
        # Where changes are Poisson at the moment's rate, to know the rates is to know the law.
        known = {"law"} if self.kind in ("lognormal", "drifting") else set[str]()
        policies = {name: make for name, make in self.policies.items() if name not in known}
        return simulate(self.kind, self.pages, self.seed, BUDGETS, policies, self.burn_in, self.measured)


def optimum(cell: Cell) -> float:
    """Return the freshness of the better one of the policies that know: it is what ours is held against."""
    return max(cell.freshness[name] for name in KNOWING if name in cell.freshness)


def of_optimum(cell: Cell, policy: str = "learned") -> float:
    """Return a policy's freshness as a share of the optimum's in the same world."""
    return cell.freshness[policy] / optimum(cell)


def summary(cells: Iterable[Cell]) -> dict[str, float]:
    """Return the lowest shares of the optimum over the grid: ample budgets, low ones, and ample ones under drift."""
    cells = list(cells)
    ample = [cell for cell in cells if cell.budget >= AMPLE]
    low = [cell for cell in cells if cell.budget < AMPLE]
    drift = [cell for cell in ample if cell.kind == "drifting"]
    return {
        "of_optimum": round(min(map(of_optimum, ample)), 4),
        "of_optimum_low_budget": round(min(map(of_optimum, low)), 4),
        "of_optimum_drift": round(min(map(of_optimum, drift)), 4),
    }


def mean(cells: Sequence[Cell]) -> Cell:
    """Return the mean over the seeds of one cell of the grid."""
    freshness = {name: sum(cell.freshness[name] for cell in cells) / len(cells) for name in cells[0].freshness}
    return replace(cells[0], freshness=freshness)


def run(jobs: Sequence[Job]) -> list[Cell]:
    """Run all jobs, the longest first, as many at once as there are processors; return the grid in order."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = [cell for cells in pool.map(Job.cells, sorted(jobs, key=lambda job: -job.pages)) for cell in cells]
    found.sort(key=_place)
    return [mean(list(same)) for _, same in groupby(found, key=_place)]


def _place(cell: Cell) -> tuple[int, int, float]:
    return cell.pages, KINDS.index(cell.kind), cell.budget


def table(cells: Sequence[Cell]) -> str:
    """Return the grid as a table in Markdown."""
    others = [name for name in cells[0].freshness if name not in (*KNOWING, "learned")]
    columns = ["pages", "changes", "budget a day", "optimum", "learned", "of optimum", *others, "rates only"]
    lines = [f"| {' | '.join(columns)} |", "| ---: | --- |" + " ---: |" * (len(columns) - 2)]
    for cell in cells:
        fresh = [f"{cell.freshness[name]:.4f}" for name in (*others, "rates")]
        row = [f"{cell.pages:,}", cell.kind, f"{cell.budget:.0%}", f"{optimum(cell):.4f}"]
        row += [f"{cell.freshness['learned']:.4f}", f"**{of_optimum(cell):.3f}**", *fresh]
        lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines) + "\n"


def write(cells: Sequence[Cell]) -> None:
    """Write the table into ``docs/freshness.md`` between its marks, and draw ``docs/freshness.svg``.

    :raises ImportError: without the extra ``[bench]``; only the plot needs it.
    """
    from bench.freshness_plot import draw

    page = DOCS / "freshness.md"
    before, rest = page.read_text("utf-8").split(BEGIN)
    after = rest.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n{table(cells)}\n{END}{after}", "utf-8")
    draw(cells, DOCS / "freshness.svg")


def main() -> None:
    """Print the table and the line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.freshness", description=__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=list(SEEDS), help="sizes of networks")
    parser.add_argument("--seeds", type=int, nargs="+", help="worlds of each size, whose mean is shown")
    parser.add_argument("--quick", action="store_true", help="one network of 1,000 pages per kind of change")
    parser.add_argument("--variants", action="store_true", help="what the parts of the estimate are worth")
    parser.add_argument("--write", action="store_true", help="write docs/freshness.md and docs/freshness.svg")
    asked = parser.parse_args()
    if asked.write and find_spec("matplotlib") is None:
        parser.error("the plot needs matplotlib; install the extra [bench]")
    sizes = [1_000] if asked.quick else asked.pages
    policies = VARIANTS if asked.variants else POLICIES
    seeds = {pages: asked.seeds or ((1,) if asked.quick else SEEDS.get(pages, (1,))) for pages in sizes}
    cells = run([Job(kind, pages, seed, policies) for pages in sizes for kind in KINDS for seed in seeds[pages]])
    print(
        f"Seeds {seeds}; nothing known at the beginning; {BURN_IN_DAYS:.0f} days of burn-in, then "
        f"{MEASURED_DAYS:.0f} days measured; freshness weighted by importance.\n"
    )
    print(table(cells))
    if asked.write:
        write(cells)
    print(json.dumps(summary(cells)))


if __name__ == "__main__":
    main()
