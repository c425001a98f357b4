"""Whether confidences mean what they say: of the values at 0.9, nine in ten should be right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bench.intervals import Interval, wilson
from bench.judged import Judged

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Weighed:
    """One judged value and how sure it is held to be."""

    judged: Judged
    confidence: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Values of about one confidence."""

    low: float
    high: float
    values: int
    sites: int
    confidence: float
    """Their mean."""
    right: float
    """The share of right ones."""
    interval: Interval


def bins_of(values: Iterable[Weighed]) -> list[Bin]:
    """Put values into bins by their confidence; empty ones are left out."""
    known, found = list(values), []
    for low, high in pairwise(EDGES):
        inside = [one for one in known if low <= one.confidence < high or one.confidence == high == EDGES[-1]]
        right = sum(one.judged.right for one in inside)
        interval = wilson(right, len(inside))
        if interval is None:
            continue
        mean = sum(one.confidence for one in inside) / len(inside)
        sites = len({one.judged.site for one in inside})
        found.append(Bin(low, high, len(inside), sites, mean, right / len(inside), interval))
    return found


def brier(values: Sequence[Weighed]) -> float:
    """Return the mean square of what confidences are off (Brier 1950); 0 is best."""
    return round(sum((one.confidence - one.judged.right) ** 2 for one in values) / max(1, len(values)), 4)


def table(bins: Sequence[Bin]) -> str:
    """Return the bins as a table in Markdown."""
    lines = ["| confidence | values | sites | mean confidence | right | 95% interval |", "| --- " + "| ---: " * 5 + "|"]
    for one in bins:
        low, high = one.interval
        lines.append(
            f"| {one.low:.1f} to {one.high:.1f} | {one.values} | {one.sites} | {one.confidence:.2f} | {one.right:.2f} "
            f"| {low:.2f} to {high:.2f} |"
        )
    return "\n".join(lines) + "\n"


def draw(series: dict[str, Sequence[Bin]], path: Path) -> None:
    """Draw the share of right values over their confidence, a line per series; the same results give the same bytes.

    :raises ImportError: without matplotlib, the extra ``[bench]``.
    """
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    with pyplot.rc_context({"svg.hashsalt": "accuracy", "svg.fonttype": "none", "font.size": 9}):
        figure, axis = pyplot.subplots(figsize=(5.0, 4.2), layout="constrained")
        axis.plot([0, 1], [0, 1], "--", color="black", linewidth=0.8, label="as it should be")
        for (name, bins), colour in zip(series.items(), ("#c1666b", "#0b6e4f"), strict=False):
            sure, right = [one.confidence for one in bins], [one.right for one in bins]
            off = [
                [one.right - one.interval[0] for one in bins],
                [one.interval[1] - one.right for one in bins],
            ]
            axis.errorbar(sure, right, yerr=off, fmt="o-", color=colour, capsize=3, markersize=4, label=name)
        axis.set(xlabel="confidence", ylabel="share of right values", xlim=(0, 1.02), ylim=(0, 1.02))
        axis.grid(visible=True, alpha=0.3)
        axis.legend(loc="upper left")
        figure.savefig(path, metadata={"Date": None})
        pyplot.close(figure)
