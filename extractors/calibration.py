"""From how sure a cue sounds to how often it is right.

An extractor gives each kind of cue a confidence of its own making. ``config/lexicons/calibration.toml`` holds, per
extractor and field, a rising curve from that to the share that proved right on labelled sites, drawn towards the
extractor's own number where little was seen (``python -m bench.calibrate`` fits it). Without a curve the number stands.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from config import lexicons
from config.errors import LexiconError
from extractors.claims import Claim

LEXICON = "calibration"

Curve = Sequence[tuple[float, float]]
"""Points (said, right), both rising from (0, 0) to (1, 1)."""


def calibrated(claim: Claim) -> Claim:
    """Return a claim with the probability that its kind of cue is right."""
    curve = _curves().get((claim.extractor, claim.field))
    if curve is None:
        return claim
    return replace(claim, confidence=along(curve, claim.confidence))


def along(curve: Curve, said: float) -> float:
    """Return the probability at a confidence, linear between the curve's points, to four places."""
    right = bisect_right([point for point, _ in curve], said)
    if right == len(curve):
        return curve[-1][1]
    (low, least), (high, most) = curve[right - 1], curve[right]
    return round(least + (most - least) * (said - low) / (high - low), 4)


@cache
def _curves() -> Mapping[tuple[str, str], Curve]:
    tables = lexicons.load(LEXICON).tables.get("curves", {})
    return {
        (extractor, field): _checked(f"{extractor}.{field}", points)
        for extractor, fields in tables.items()
        for field, points in fields.items()
    }


def _checked(name: str, points: Sequence[Sequence[float]]) -> Curve:
    curve = ((0.0, 0.0), *((float(said), float(right)) for said, right in points), (1.0, 1.0))
    rising = all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(curve))
    if not rising:
        raise LexiconError(
            f"config/lexicons/{LEXICON}.toml: curves.{name} must rise between 0 and 1; fit it anew: "
            "python -m bench.calibrate"
        )
    return curve
