"""Draws what ``bench.freshness`` measured; needs matplotlib, the extra ``[bench]``."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot

from bench.freshness import optimum
from bench.simulation import Cell
from bench.worlds import KINDS

LINES = {
    "optimum": ("black", "--"),
    "learned": ("#0b6e4f", "-"),
    "uniform": ("#8d99ae", "-"),
    "proportional": ("#c1666b", "-"),
    "nutch": ("#d4a373", "-"),
}


def draw(cells: Sequence[Cell], path: Path) -> None:
    """Write one picture: per kind of change, freshness over the budget, in the largest network measured.

    The same results give the same bytes.
    """
    pages = max(cell.pages for cell in cells)
    with pyplot.rc_context({"svg.hashsalt": "freshness", "svg.fonttype": "none", "font.size": 9}):
        figure, axes = pyplot.subplots(1, len(KINDS), figsize=(11.0, 3.2), sharey=True, layout="constrained")
        for axis, kind in zip(axes, KINDS, strict=True):
            shown = [cell for cell in cells if cell.pages == pages and cell.kind == kind]
            budgets = [cell.budget for cell in shown]
            for name, (colour, style) in LINES.items():
                axis.plot(budgets, [_freshness(cell, name) for cell in shown], style, color=colour, label=name)
            axis.set(title=kind, xlabel="pages read a day", xscale="log")
            axis.set_xticks(budgets, [f"{budget:.0%}" for budget in budgets])
            axis.minorticks_off()
            axis.grid(visible=True, alpha=0.3)
        axes[0].set_ylabel(f"freshness, {pages:,} pages")
        axes[-1].legend(loc="lower right")
        figure.savefig(path, metadata={"Date": None})
        pyplot.close(figure)


def _freshness(cell: Cell, name: str) -> float:
    return optimum(cell) if name == "optimum" else cell.freshness[name]
