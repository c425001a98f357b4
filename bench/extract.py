"""How well pages are read, beside what was measured of others: docs/accuracy.md says what each figure means.

``make bench NAME=extract DATA=FOLDER``: the folder holds ``sites/`` (labelled sites, as docs/evaluate.md says),
``data/article-extraction``, ``data/skillspan``, ``data/dotin`` and ``suites/microformats-v2``; what is missing is
skipped. ``--sites FOLDER`` adds labelled sites, ``--write`` puts table and plot into ``docs/``. Labelled sites go
through the whole pipeline: a crawl over loopback, with the browser where a site is built by JavaScript, and a database
of its own. The last line is one JSON object; null is what was not measured.
"""

import argparse
import json
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rich.console import Console

from bench import accuracy, labelled, naive
from bench.labelled import Figure, Labelled
from crawler.items import Snapshot

ARTICLE_KEYS = ("article_body_f1", "article_body_unseen_f1", "trafilatura_body_f1")
PARTS = (
    ("bench.tagging_scores", "skillspan", "data/skillspan", ("skillspan_exact", "skillspan_lenient", "crf_exact")),
    ("bench.tagging_scores", "dotin", "data/dotin", ("dotin_title", "dotin_employer", "dotin_tools")),
    ("bench.article_body", "score", "data/article-extraction", ARTICLE_KEYS),
    ("bench.microformats", "score", "suites/microformats-v2", ("microformats_failed", "microformats_total")),
)
"""Module, function, folder below the argument, and the keys of what it returns."""
TABLE_WIDTH = 125
PAGES_PER_SITE = 15
"""Pages of one site that are timed: a large blog must not stand for all."""


def measure_sites(folders: Sequence[Path], told: Console) -> tuple[Labelled | None, dict[str, Figure], dict[str, int]]:
    """Run the labelled sites; return the run, its figures and its counts."""
    if not folders:
        told.print("labelled sites: skipped, no folder has any")
        return None, {}, {}
    run = labelled.run(folders, told)
    ours, theirs = labelled.trap_counts(run)
    counts = {"traps": ours, "naive_traps": theirs, "sites": len(run.results)}
    counts["sites_with_older_version"] = sum(result.site.older is not None for result in run.results)
    return run, labelled.figures(run), counts


def measure_part(module: str, function: str, folder: Path, told: Console) -> Mapping[str, Any]:
    """Run one of the other scorers on its folder; nothing where either is missing."""
    if not folder.is_dir():
        told.print(f"{folder.name}: skipped, there is no {folder}")
        return {}
    if find_spec(module) is None:
        told.print(f"{folder.name}: skipped, there is no {module}")
        return {}
    told.print(f"{folder.name} ...")
    scored: Mapping[str, Any] = getattr(import_module(module), function)(folder)
    return scored


def measure_speed(run: Labelled | None, articles: Path, told: Console) -> Mapping[str, Any]:
    """Time whole extraction and trafilatura in a process of their own, over labelled sites and article pages."""
    pages: list[tuple[Snapshot, str]] = []
    for result in run.results if run else ():
        name = str(result.site.newer.values["name"][0])
        pages += [(snapshot, name) for snapshot in result.snapshots[:PAGES_PER_SITE]]
    pages += [(page, "Nobody") for page in accuracy.article_pages(articles)]
    if not pages:
        told.print("speed: skipped, there are no pages")
        return {}
    told.print(f"speed over {len(pages)} pages ...")
    with tempfile.TemporaryDirectory(prefix="perennial-bench-") as folder:
        file = Path(folder) / "pages"
        file.write_bytes(b"".join(map(pickle.dumps, pages)))
        done = subprocess.run(
            [sys.executable, "-m", "bench.extract_speed", str(file)], stdout=subprocess.PIPE, text=True, check=True
        )
    timed: Mapping[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return timed


def last_line(
    figures: Mapping[str, Figure], others: Mapping[str, Any], intervals: Mapping[str, Sequence[float] | None]
) -> dict[str, Any]:
    """Return the JSON object: the keys that are promised first, None for what was not measured."""
    values = {key: None if figure.value is None else round(figure.value, 4) for key, figure in figures.items()}
    known = {**values, **others}
    line = {key: known.pop(key, None) for key in accuracy.PROMISED}
    rounded = {key: [round(end, 3) for end in ends] for key, ends in intervals.items() if ends}
    return {**line, **known, "intervals": rounded}


def main() -> None:
    """Measure, print the table, and as the last line one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench.extract", description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of labelled sites, data sets and suites")
    parser.add_argument("--sites", type=Path, action="append", default=[], help="another folder of labelled sites")
    parser.add_argument("--write", action="store_true", help="write docs/accuracy.md and docs/accuracy.svg")
    asked = parser.parse_args()
    if not asked.data.is_dir():
        parser.error(f"there is no folder {asked.data}")
    if asked.write and find_spec("matplotlib") is None:
        parser.error("the plot needs matplotlib; install the extra [bench]")
    told = Console(stderr=True, highlight=False, soft_wrap=True)
    folders = [folder for folder in (asked.data / "sites", *asked.sites) if any(folder.glob("*/truth.json"))]
    run, figures, counts = measure_sites(folders, told)
    others: dict[str, Any] = {**counts}
    between = {key: figure.interval for key, figure in figures.items()}
    for module, function, place, keys in PARTS:
        scored = measure_part(module, function, asked.data / place, told)
        others |= {key: scored.get(key) for key in keys}
        between |= {key: scored[f"{key}_interval"] for key in keys if f"{key}_interval" in scored}
    others |= measure_speed(run, asked.data / "data" / "article-extraction", told)
    if counts:
        others["naive_titles"] = naive.list_name()
    line = last_line(figures, others, between)
    accuracy.show(line, Console(highlight=False, width=TABLE_WIDTH))
    if asked.write:
        accuracy.write(line, run.results if run else ())
    print(json.dumps(line))


if __name__ == "__main__":
    main()
