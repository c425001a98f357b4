"""What a page costs: the whole job beside a bare Scrapy spider on the same pages, in the same run.

The whole job is :func:`sync.worker.refresh`: crawl with permission and politeness, WARC files, database, extraction,
proposals. The bare spider parses one CSS selector per page and keeps nothing. Both run as processes of their own, in
turn; the web server is this process, and the database server was started by it, so that neither is counted in the
ratio. Start-up is counted on both sides.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import psutil
from rich.console import Console
from rich.table import Table

from bench.jobs import cpu_seconds
from bench.sites import PAGES_PER_SITE, write_sites
from config.settings import Settings
from sync.commands.desk import open_desk
from sync.commands.imports import import_people
from sync.loopback import LoggedRequest, LoopbackServer, Site
from sync.store.embedded import find_running

SEED = 20261101
PAGES = 30 * PAGES_PER_SITE
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of one job."""

    seconds: float
    cpu: float
    """Seconds of user and system time, of the process and all that it started."""
    said: dict[str, float]
    """What the job reported itself."""
    pages: tuple[tuple[str, str], ...]
    """(host, path) of what it was served with status 200, robots.txt left out."""
    database_cpu: float


class Bench:
    """The sites, their server and the database that all rounds share."""

    def __init__(self, folder: Path, settings: Settings, server: LoopbackServer, records: Sequence[str]) -> None:
        self._folder, self._settings, self._server, self._records = folder, settings, server, records
        running = find_running(settings.data_dir.resolve())
        assert running is not None, "the database that this process has open runs"
        self._database = psutil.Process(running.pid)

    def whole(self, number: int) -> Measured:
        """Run the whole job on a database and an archive of its own."""
        orders = {
            "data_dir": str(self._settings.data_dir),
            "database": f"bench_{number}",
            "archive": (self._folder / f"archive-{number}").as_uri(),
            "hosts": sorted({host for _, host in self._server.mapping}),
        }
        settings = self._settings.model_copy(update={"mongo_database": orders["database"]})
        with open_desk(settings, "bench") as desk:
            import_people(desk, self._records, "generated records")
        return self._run("whole", orders)

    def bare(self, pages: Sequence[tuple[str, str]]) -> Measured:
        """Run the bare spider on some pages."""
        return self._run("bare", {"pages": pages})

    def _run(self, job: str, orders: Mapping[str, object]) -> Measured:
        orders_file, result_file = self._folder / "orders.json", self._folder / "result.json"
        orders_file.write_text(json.dumps({"port": self._server.port, **orders}), "utf-8")
        asked = len(self._server.log)
        database = sum(self._database.cpu_times()[:2])
        begun = time.perf_counter()
        arguments = [sys.executable, "-m", "bench.jobs", job, str(orders_file), str(result_file)]
        pid = os.posix_spawn(sys.executable, arguments, os.environ)
        _, status, usage = os.wait4(pid, 0)
        seconds = time.perf_counter() - begun
        if status:
            sys.exit(f"The {job} job ended with status {os.waitstatus_to_exitcode(status)}; its error is above.")
        said = json.loads(result_file.read_text("utf-8"))
        return Measured(
            seconds=seconds,
            cpu=cpu_seconds(usage),
            said=said,
            pages=_pages(self._server.log[asked:]),
            database_cpu=sum(self._database.cpu_times()[:2]) - database,
        )


def _pages(log: Sequence[LoggedRequest]) -> tuple[tuple[str, str], ...]:
    served = [(one.host, urlsplit(one.path).path) for one in log if one.status == 200]
    return tuple(sorted((host, path) for host, path in served if path != "/robots.txt"))


@contextmanager
def prepared(pages: int) -> Iterator[Bench]:
    """Write the sites, serve them and start the database."""
    with tempfile.TemporaryDirectory(prefix="perennial-bench-") as name:
        folder = Path(name)
        authors = write_sites(folder / "sites", max(1, round(pages / PAGES_PER_SITE)), SEED)
        settings = Settings(data_dir=folder / "data", mongo_uri=None)
        sites = [Site(author.host, folder / "sites" / author.host) for author in authors]
        with open_desk(settings, "bench"), LoopbackServer(sites) as server:
            yield Bench(folder, settings, server, [author.record() for author in authors])


def measure(bench: Bench, rounds: int, console: Console) -> tuple[list[Measured], list[Measured]]:
    """Run both jobs in turn; every round serves exactly the same pages."""
    whole: list[Measured] = []
    bare: list[Measured] = []
    for number in range(rounds):
        whole.append(bench.whole(number))
        pages = whole[0].pages
        assert whole[-1].pages == pages, "the whole job read other pages than in the first round"
        assert whole[-1].said["truncated"] == 0, "a page could not be extracted"
        bare.append(bench.bare(pages))
        assert bare[-1].pages == pages, "the bare spider read other pages than the whole job"
        assert bare[-1].said["parsed"] == len(pages), "the bare spider did not parse every page"
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
    with prepared(arguments.pages) as bench:
        whole, bare = measure(bench, max(1, arguments.rounds), Console(stderr=True, highlight=False, soft_wrap=True))
    figures = show(whole, bare, Console(highlight=False))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
