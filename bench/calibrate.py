"""Fit ``config/lexicons/calibration.toml``: how often each kind of cue proves right on labelled sites.

``python -m bench.calibrate --data FOLDER [--sites FOLDER ...]`` takes the folders of ``bench.extract``, runs the sites
through the pipeline, and prints how reliable confidences are before, and after with each site calibrated by the others
alone. ``--write`` stores the curves fitted to all.

The fit, per extractor and field: values are put together by the confidence they were given; each such group's share of
right ones is drawn towards that confidence by as much as ``PRIOR`` values weigh; pooling adjacent violators (Ayer et
al. 1955, *An empirical distribution function for sampling with incomplete information*) makes the shares rise. One
site's values in one group weigh ``MOST_PER_SITE`` at most, since they are right or wrong together. A truth names the
skills that a site lists, not all that it speaks of: one that is missing there weighs half.

A truth may also leave a whole kind of value out, such as the papers of a site whose posts alone were labelled; every
paper then counts as wrong. Lists of which the truth has less than half are printed, for somebody to look at; those
found unlabelled are left out with ``--leave-out SITE:FIELD`` or ``--leave-out SITE:FIELD:EXTRACTOR``, and the file
says so.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rich.console import Console

from bench import labelled
from bench.judged import Judged, judged
from bench.reliability import Weighed, bins_of, brier, table
from extractors.calibration import Curve, along
from sync.evaluate.truth import SINGLE

PRIOR = 6.0
"""Values that an extractor's own confidence counts for."""
MOST_PER_SITE = 3.0
UNLISTED = {"skills": 0.5}
"""Per field whose truth does not claim to list everything, what a value that it lacks weighs against."""
FILE = Path(__file__).parent.parent / "config" / "lexicons" / "calibration.toml"

DESCRIPTION = "Per extractor and field, from the confidence an extractor gives to the share that proved right."

DOUBTED = 0.5
"""What an extractor holds for less likely than not, it does not want proposed: that is never raised."""

LEAST_LISTED = 8
"""Values of one list; a shorter one may well be read wrong as a whole."""

Curves = Mapping[tuple[str, str], Curve]


def fit(seen: Iterable[Judged]) -> dict[tuple[str, str], Curve]:
    """Return a curve per extractor and field that was judged."""
    groups: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    for one in seen:
        groups[one.extractor, one.field].append(one)
    return {key: _curve(values) for key, values in sorted(groups.items())}


def _curve(values: Sequence[Judged]) -> Curve:
    crowd = Counter((one.site, round(one.said, 2)) for one in values)
    weight: dict[float, float] = defaultdict(float)
    right: dict[float, float] = defaultdict(float)
    for one in values:
        said = round(one.said, 2)
        own = min(1.0, MOST_PER_SITE / crowd[one.site, said])
        own *= 1.0 if one.right else UNLISTED.get(one.field, 1.0)
        weight[said] += own
        right[said] += own * one.right
    inner = sorted(said for said in weight if 0 < said < 1)
    shares = [(right[said] + PRIOR * said) / (weight[said] + PRIOR) for said in inner]
    shares = [min(share, said) if said < DOUBTED else share for said, share in zip(inner, shares, strict=True)]
    risen = rising(shares, [weight[said] + PRIOR for said in inner])
    points = [(said, round(share, 4)) for said, share in zip(inner, risen, strict=True)]
    return ((0.0, 0.0), *points, (1.0, 1.0))


def without(seen: Iterable[Judged], left_out: Iterable[str]) -> list[Judged]:
    """Return the values but those of ``SITE:FIELD`` or ``SITE:FIELD:EXTRACTOR``."""
    names = frozenset(left_out)
    return [
        one for one in seen if names.isdisjoint((f"{one.site}:{one.field}", f"{one.site}:{one.field}:{one.extractor}"))
    ]


def half_labelled(seen: Iterable[Judged]) -> list[str]:
    """Return as ``SITE:FIELD:EXTRACTOR`` the lists of which the truth has less than half: badly read, or unlabelled."""
    counts: dict[str, list[bool]] = defaultdict(list)
    for one in seen:
        if one.field not in SINGLE:
            counts[f"{one.site}:{one.field}:{one.extractor}"].append(one.right)
    return sorted(name for name, right in counts.items() if len(right) >= LEAST_LISTED and sum(right) * 2 < len(right))


def rising(shares: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Return the nearest rising values, by least squares: neighbours out of order are pooled."""
    pools: list[tuple[float, float, int]] = []
    for share, weight in zip(shares, weights, strict=True):
        pool = (share, weight, 1)
        while pools and pools[-1][0] > pool[0]:
            before = pools.pop()
            both = before[1] + pool[1]
            pool = ((before[0] * before[1] + pool[0] * pool[1]) / both, both, before[2] + pool[2])
        pools.append(pool)
    return [share for share, _, count in pools for _ in range(count)]


def across_sites(seen: Sequence[Judged]) -> list[Weighed]:
    """Return every value with the confidence that curves fitted to the other sites give it."""
    found = []
    for site in sorted({one.site for one in seen}):
        curves = fit(one for one in seen if one.site != site)
        found += [Weighed(one, _by(curves, one)) for one in seen if one.site == site]
    return found


def _by(curves: Curves, one: Judged) -> float:
    curve = curves.get((one.extractor, one.field))
    return one.said if curve is None else along(curve, one.said)


def as_toml(curves: Curves, seen: Sequence[Judged], left_out: Sequence[str] = ()) -> str:
    """Return the lexicon file."""
    sites = len({one.site for one in seen})
    but = f", {len(left_out)} unlabelled lists left out" if left_out else ""
    lines = [
        f'origin = "Fitted by python -m bench.calibrate to {len(seen)} values of {sites} labelled sites{but}."',
        'licence = "MIT"',
        f'description = "{DESCRIPTION}"',
    ]
    extractor = ""
    for (name, field), curve in sorted(curves.items()):
        if name != extractor:
            lines += ["", f"[curves.{name}]"]
            extractor = name
        lines.append(f"{field} = {json.dumps([list(point) for point in curve[1:-1]])}")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Fit, print the reliability before and after, and store the curves if asked to."""
    parser = argparse.ArgumentParser(prog="python -m bench.calibrate", description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, help="folder that holds sites/")
    parser.add_argument("--sites", type=Path, action="append", default=[], help="another folder of labelled sites")
    parser.add_argument(
        "--leave-out", action="append", default=[], metavar="SITE:FIELD[:EXTRACTOR]", help="a list that is not labelled"
    )
    parser.add_argument("--write", action="store_true", help=f"store the curves in config/lexicons/{FILE.name}")
    asked = parser.parse_args()
    folders = [*([asked.data / "sites"] if asked.data else []), *asked.sites]
    folders = [folder for folder in folders if any(folder.glob("*/truth.json"))]
    if not folders:
        parser.error("no folder holds SITE/truth.json; name some with --data or --sites")
    seen = without(judged(labelled.run(folders, Console(stderr=True, highlight=False)).results), asked.leave_out)
    before, after = [Weighed(one, one.said) for one in seen], across_sites(seen)
    print("As extractors say:\n")
    print(table(bins_of(before)))
    print("Calibrated, each site by the others:\n")
    print(table(bins_of(after)))
    if suspects := half_labelled(seen):
        print("The truth has less than half of these lists; leave out what it does not label:", *suspects, sep="\n  ")
    if asked.write:
        FILE.write_text(as_toml(fit(seen), seen, asked.leave_out), "utf-8")
    print(json.dumps({"values": len(seen), "brier_before": brier(before), "brier_after": brier(after)}))


if __name__ == "__main__":
    main()
