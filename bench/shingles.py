"""The measure of scrapinghub/article-extraction-benchmark, and its pages.

Per page, true and found text as bags of four words in a row; a page's precision and recall from them, averaged over
pages, and F1 of the two averages.
"""

import gzip
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from extractors.decoding import decode

SHINGLE = 4
"""Words in a row that are compared."""
WORD = re.compile(r"\w+")

Overlap = tuple[float, float, float]
"""Of one page: shares of agreed, invented and missed shingles; they sum to 1."""


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """One page with the body that a person marked."""

    key: str
    address: str
    source: str
    body: str


def read_pages(folder: Path) -> list[LabelledPage]:
    """Read the data set, in the order of its keys."""
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    return [
        LabelledPage(
            key,
            str(truth[key].get("url") or ""),
            decode(gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes()), "text/html; charset=utf-8"),
            str(truth[key].get("articleBody") or ""),
        )
        for key in sorted(truth)
    ]


def overlap(true: str, found: str) -> Overlap:
    """Compare two texts by their shingles, each as often as it occurs."""
    wanted, got = shingles(true), shingles(found)
    agreed = sum((wanted & got).values())
    invented, missed = sum((got - wanted).values()), sum((wanted - got).values())
    every = agreed + invented + missed
    # Shares, so that a long text weighs no more than a short one.
    return (agreed / every, invented / every, missed / every) if every else (0.0, 0.0, 0.0)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the bag of four words in a row; a shorter text is one shingle."""
    words = WORD.findall(text)
    return Counter(tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1)) if words)


def averaged(overlaps: Sequence[Overlap]) -> tuple[float, float, float]:
    """Return F1, precision and recall: averages over the pages that have any text found, and any true text."""
    precision = mean([agreed / (agreed + invented) for agreed, invented, _ in overlaps if agreed + invented] or [0.0])
    recall = mean([agreed / (agreed + missed) for agreed, _, missed in overlaps if agreed + missed] or [0.0])
    return (2 * precision * recall / (precision + recall) if precision + recall else 0.0), precision, recall
