"""What a crawl costs beside a bare Scrapy spider: pages read for the first time, and pages that did not change.

Our side is the crawl process of :func:`sync.worker.crawl`: permission, politeness (with a delay of zero), durable WARC
files, state in MongoDB; nothing is extracted. The bare spider parses one CSS selector a page and keeps nothing; for
the refresh it sends the same validators. Both run as processes of their own, in turn, start-up and way out counted;
robots.txt is asked for by our side alone and counts as no page. CPU is user and system time. The database's is shown
beside it and is in no ratio, as is that of the process which started the crawl.

A refresh is the whole job (:func:`sync.worker.refresh`) over a network whose pages all answer 304: it must extract,
store and propose nothing new.

Memory is the crawl process's resident set over one longer run: the slope of a line through the samples that follow
the first quarter of the pages.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from statistics import linear_regression, median

from rich.console import Console
from rich.table import Table

from bench.sites import PAGES_PER_SITE
from bench.stage import Measured, Place, Stage, prepared
from config.settings import Settings
from sync.store import Store
from sync.store.connect import open_store

PAGES = 5_000
LONG_RUN_PAGES = 20_000
ROUNDS = 3
WARM_UP = 0.25
"""Share of a run's pages after which its memory is looked at."""


@dataclass(slots=True)
class Rounds:
    """What each round measured, in its order."""

    full: list[Measured] = field(default_factory=list)
    full_bare: list[Measured] = field(default_factory=list)
    refresh: list[Measured] = field(default_factory=list)
    refresh_bare: list[Measured] = field(default_factory=list)


def measure(stage: Stage, pages: int, rounds: int, console: Console) -> Rounds:
    """Run all four jobs in turn; every job of every round serves exactly the same pages."""
    found = Rounds()
    for number in range(rounds):
        settings = stage.new_network(f"round_{number}", people=max(1, round(pages / PAGES_PER_SITE)))
        full = stage.ours("crawl", settings, expected=pages)
        read = full.pages
        assert full.said["outcomes"]["fetched"] == len(read), "a page was not fetched, or fetched twice"
        assert not found.full or read == found.full[0].pages, "other pages than in the first round"
        found.full_bare.append(stage.bare(read))
        validators = _time_passes(settings)
        refresh = stage.ours("refresh", settings)
        assert refresh.pages == read, "the refresh asked for other pages than the crawl"
        _check_nothing_was_done(refresh, len(read))
        found.refresh_bare.append(stage.bare(read, validators))
        found.full.append(full)
        found.refresh.append(refresh)
        console.print(
            f"round {number + 1} of {rounds}: {len(read)} pages in {full.seconds:.1f} s, "
            f"bare {found.full_bare[-1].seconds:.1f} s; unchanged {refresh.seconds:.1f} s, "
            f"bare {found.refresh_bare[-1].seconds:.1f} s"
        )
    return found


def _time_passes(settings: Settings) -> Mapping[Place, Mapping[str, str]]:
    """Make every page due again with nothing left to extract; return the validators that it will be asked with."""
    with open_store(settings) as store:
        # What the first extraction costs is another benchmark's figure; here it counts as done.
        store.database["snapshots"].update_many({}, {"$set": {"extraction": "done"}})
        store.database["pages"].update_many({}, {"$set": {"next_due_at": store.now()}})
        return _validators(store)


def _validators(store: Store) -> dict[Place, dict[str, str]]:
    found = {}
    for page in store.database["pages"].find({}, {"etag": 1, "last_modified": 1}):
        host, slash, path = page["_id"].removeprefix("https://").partition("/")
        headers = {"If-None-Match": page["etag"], "If-Modified-Since": page["last_modified"]}
        found[host, slash + path] = {name: value for name, value in headers.items() if value}
    return found


def _check_nothing_was_done(refresh: Measured, pages: int) -> None:
    said = refresh.said
    assert said["outcomes"]["unchanged"] == pages, "a page of the refresh was not unchanged"
    done = {name: said[name] for name in ("extracted", "snapshots_added", "proposed")}
    assert not any(done.values()), f"a refresh of what did not change did work: {done}"


def measure_memory(stage: Stage, pages: int, console: Console) -> float:
    """Crawl many pages once and return how the process grew, in MB per 10,000 pages."""
    settings = stage.new_network("long", people=max(1, round(pages / PAGES_PER_SITE)))
    found = stage.ours("crawl", settings, expected=pages)
    samples = [(done, megabytes) for done, megabytes in found.said["memory"] if done >= WARM_UP * len(found.pages)]
    slope = linear_regression(*zip(*samples, strict=True)).slope * 10_000
    low, high = (limit(megabytes for _, megabytes in samples) for limit in (min, max))
    console.print(
        f"{len(found.pages)} pages in {found.seconds:.1f} s; {len(samples)} samples of the crawl process after the "
        f"first {WARM_UP:.0%}: {low:.0f} to {high:.0f} MB"
    )
    return slope


def measure_rendering(console: Console) -> float | None:
    """Return how much faster pages are rendered than with scrapy-playwright, one page a request."""
    if find_spec("bench.render") is None:
        console.print("render_speedup is null: there is no bench/render.py yet.")
        return None
    from bench.render import measure_render

    return measure_render(console=console)["render_speedup"]


def show(rounds: Rounds, console: Console) -> dict[str, float]:
    """Print the table and return the two ratios, medians of the rounds' own."""
    pages = len(rounds.full[0].pages)
    table = Table(title=f"{pages} pages, {len(rounds.full)} rounds, medians (least to most)", title_justify="left")
    for column in ("", "pages/s", "CPU ms/page", "mongod ms/page", "parent ms/page"):
        table.add_column(column, justify="right" if column else "left")
    ratios = {}
    for name, ours, bare in (
        ("full", rounds.full, rounds.full_bare),
        ("refresh", rounds.refresh, rounds.refresh_bare),
    ):
        each = [one.said["crawl"] / other.cpu for one, other in zip(ours, bare, strict=True)]
        ratios[f"{name}_cpu_ratio"] = round(median(each), 2)
        table.add_row(
            f"{name}: crawl process",
            f"{pages / median(one.seconds for one in ours):.0f}",
            _spread([one.said["crawl"] / pages * 1000 for one in ours]),
            _spread([one.database_cpu / pages * 1000 for one in ours]),
            _spread([(one.cpu - one.said["crawl"]) / pages * 1000 for one in ours]),
        )
        table.add_row(
            f"{name}: bare spider",
            f"{pages / median(one.seconds for one in bare):.0f}",
            _spread([one.cpu / pages * 1000 for one in bare]),
        )
        table.add_row("  ratio", "", _spread(each))
    console.print(table)
    return ratios


def _spread(values: Sequence[float]) -> str:
    return f"{median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def main() -> None:
    """Measure, print the table, and as the last line one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench.crawl", description=__doc__.partition("\n")[0])
    parser.add_argument("--pages", type=int, default=PAGES, help="pages of a round, about (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="runs of each job (default: %(default)s)")
    parser.add_argument(
        "--long-run",
        type=int,
        default=LONG_RUN_PAGES,
        help="pages of the run for memory, 0: none (default: %(default)s)",
    )
    parser.add_argument(
        "--rendering", action=argparse.BooleanOptionalAction, default=True, help="measure the browser, too"
    )
    arguments = parser.parse_args()
    told = Console(stderr=True, highlight=False, soft_wrap=True)
    memory: float | None = None
    with prepared(max(arguments.pages, arguments.long_run)) as stage:
        rounds = measure(stage, arguments.pages, max(1, arguments.rounds), told)
        if arguments.long_run:
            memory = measure_memory(stage, arguments.long_run, told)
        # Before tens of thousands of files are removed again, which takes its time.
        figures: dict[str, float | None] = dict(show(rounds, Console(highlight=False)))
    figures["render_speedup"] = measure_rendering(told) if arguments.rendering else None
    figures["rss_growth_mb_per_10k"] = None if memory is None else round(memory, 2)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
