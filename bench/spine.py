"""What a page costs: the whole job beside a bare Scrapy spider on the same pages, in the same run.

The whole job is :func:`sync.worker.refresh`: crawl with permission and politeness, WARC files, database, extraction,
proposals. The bare spider parses one CSS selector per page and keeps nothing. Both run as processes of their own, in
turn; the web server and the database are counted in no ratio. Start-up is counted on both sides.
"""

import argparse
import json
from collections.abc import Sequence
from statistics import median

from rich.console import Console
from rich.table import Table

from bench.sites import PAGES_PER_SITE
from bench.stage import Measured, Stage, prepared

PAGES = 30 * PAGES_PER_SITE
ROUNDS = 3


def measure(stage: Stage, rounds: int, console: Console) -> tuple[list[Measured], list[Measured]]:
    """Run both jobs in turn; every round serves exactly the same pages."""
    whole: list[Measured] = []
    bare: list[Measured] = []
    for number in range(rounds):
        whole.append(stage.ours("whole", stage.new_network(f"bench_{number}")))
        pages = whole[0].pages
        assert whole[-1].pages == pages, "the whole job read other pages than in the first round"
        assert whole[-1].said["truncated"] == 0, "a page could not be extracted"
        bare.append(stage.bare(pages))
        console.print(
            f"round {number + 1} of {rounds}: {len(pages)} pages, {whole[-1].said['extracted']} extracted, "
            f"{whole[-1].said['proposed']} proposed; whole job {whole[-1].seconds:.1f} s, bare {bare[-1].seconds:.1f} s"
        )
    return whole, bare


def show(whole: Sequence[Measured], bare: Sequence[Measured], console: Console) -> dict[str, float]:
    """Print the table and return the two figures that are tracked; all are medians of the rounds."""
    pages = len(whole[0].pages)

    def milliseconds(values: Sequence[float]) -> float:
        return median(values) / pages * 1000

    whole_cpu, bare_cpu = milliseconds([one.cpu for one in whole]), milliseconds([one.cpu for one in bare])
    speed, bare_speed = (pages / median(one.seconds for one in job) for job in (whole, bare))
    table = Table(title=f"The spine on {pages} pages, {len(whole)} rounds, medians", title_justify="left")
    for column in ("", "pages/s", "CPU ms/page", "share"):
        table.add_column(column, justify="right" if column else "left")
    table.add_row("whole job", f"{speed:.1f}", f"{whole_cpu:.2f}", "100 %")
    crawl, extraction = (milliseconds([one.said[part] for one in whole]) for part in ("crawl", "extraction"))
    # The rest, so that the interpreter's way out is counted where it happens.
    parent = milliseconds([one.cpu - one.said["crawl"] - one.said["extraction"] for one in whole])
    for process, cost in (("crawl process", crawl), ("extraction processes", extraction), ("parent process", parent)):
        table.add_row(f"  {process}", "", f"{cost:.2f}", f"{cost / whole_cpu:.0%}")
    table.add_row("bare spider, one CSS selector", f"{bare_speed:.1f}", f"{bare_cpu:.2f}", "")
    table.add_row("mongod (in no ratio)", "", f"{milliseconds([one.database_cpu for one in whole]):.2f}", "")
    console.print(table)
    return {"cpu_ratio": round(whole_cpu / bare_cpu, 2), "pages_per_second": round(speed, 2)}


def main() -> None:
    """Measure, print the table, and as the last line one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench.spine", description=__doc__.partition("\n")[0])
    parser.add_argument("--pages", type=int, default=PAGES, help="about how many pages to read (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="runs of each job (default: %(default)s)")
    arguments = parser.parse_args()
    with prepared(arguments.pages) as stage:
        whole, bare = measure(stage, max(1, arguments.rounds), Console(stderr=True, highlight=False, soft_wrap=True))
    figures = show(whole, bare, Console(highlight=False))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
