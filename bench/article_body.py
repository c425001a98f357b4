"""Measures finding an article's body, beside trafilatura in the same run.

``python -m bench.article_body --data FOLDER``, with the pages and the truth of
scrapinghub/article-extraction-benchmark (``ground-truth.json`` and ``html/*.html.gz``); the measure is that
benchmark's own, see ``bench/shingles.py``. The model has learned from half of that benchmark, so
``article_body_unseen_f1`` tells what models learned on nine tenths of the hosts reach on the others. The last line is
JSON.
"""

import argparse
import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from statistics import mean

import trafilatura

from bench.shingles import Overlap, averaged, overlap, read_pages
from bench.training.article_body import cross_validated, sample
from extractors.article_body import body_of
from extractors.page_text import parse, visible_text

ROUNDS = 1000
"""Of the bootstrap, which draws pages with replacement."""
FOLDS, SEEDS = 10, (1, 2, 3)
"""Of the cross-validation by hosts."""


def score(data: Path) -> dict[str, float | list[float]]:
    """Return F1, precision, recall and speed of our reader and of trafilatura, with 95 % intervals.

    :param data: the data set's folder, or the folder that holds it as ``article-extraction``.
    """
    folder = data if (data / "ground-truth.json").is_file() else data / "article-extraction"
    pages = read_pages(folder)
    figures: dict[str, float | list[float]] = {"article_body_pages": len(pages)}
    readers: Mapping[str, Callable[[str], str]] = {
        "article": ours, "trafilatura": trafilatura_precise, "trafilatura_default": trafilatura_default,
    }  # fmt: skip
    for name, reader in readers.items():
        reader(pages[0].source)  # what is loaded once is not the reader's speed
        began = time.perf_counter()
        found = [reader(page.source) for page in pages]
        seconds = time.perf_counter() - began
        overlaps = [overlap(page.body, text) for page, text in zip(pages, found, strict=True)]
        f1, precision, recall = averaged(overlaps)
        figures |= {
            f"{name}_body_f1": round(f1, 4),
            f"{name}_body_f1_interval": interval(overlaps),
            f"{name}_body_precision": round(precision, 4),
            f"{name}_body_recall": round(recall, 4),
            f"{name}_body_pages_per_second": round(len(pages) / seconds, 1),
        }
    samples = [sample(page) for page in pages]
    unseen = [cross_validated(samples, FOLDS, seed)["f1"] for seed in SEEDS]
    return figures | {"article_body_unseen_f1": round(mean(unseen), 4)}


def ours(source: str) -> str:
    """Read a page's body as the extractors do."""
    root = parse(source)
    title = root.find(".//title")
    return body_of(root, visible_text(root), "".join(title.itertext()) if title is not None else "").text


def trafilatura_precise(source: str) -> str:
    """Read a page's body with trafilatura, tuned to precision."""
    return trafilatura.extract(source, include_comments=False, favor_precision=True) or ""


def trafilatura_default(source: str) -> str:
    """Read a page's body with trafilatura as the benchmark runs it."""
    return trafilatura.extract(source, include_comments=False) or ""


def interval(overlaps: Sequence[Overlap], seed: int = 1) -> list[float]:
    """Return the 95 % bootstrap interval of F1, over pages."""
    random = Random(seed)
    drawn = sorted(averaged(random.choices(overlaps, k=len(overlaps)))[0] for _ in range(ROUNDS))
    return [round(drawn[int(ROUNDS * 0.025)], 4), round(drawn[int(ROUNDS * 0.975)], 4)]


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    print(json.dumps(score(parser.parse_args().data)))


if __name__ == "__main__":
    main()
