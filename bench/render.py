"""Pages that need JavaScript: how many a second, beside scrapy-playwright with a page per request, in the same run.

Both read the same pages of the same sites from the same server with the same Chromium, each as a process of its own,
in turn. The peer is a bare spider in its default configuration; all that it is told is where the browser is and
where fictional hosts are. It keeps nothing. Ours is a whole crawl run: robots.txt, permission, guard, politeness
(without pauses, since the sites are ours) and WARC files. Starting and ending the browser is counted on both sides,
starting Python on neither.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import psutil
import scrapy
from rich.console import Console
from rich.table import Table
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import HtmlResponse, Response

from bench.render_sites import mark, write_javascript_sites
from crawler.browser.chromium import installed_program
from crawler.errors import BrowserUnavailable
from crawler.guard import LoopbackMap
from crawler.items import DuePage, SourceRef
from crawler.memory import Memory, MemoryPages
from crawler.run import run
from crawler.spec import RunSpec
from sync.loopback import LoopbackServer, Site

SEED = 20261101
SITES = 8
ROUNDS = 3
MOST_SECONDS = 600


def ours(orders: Mapping[str, Any]) -> dict[str, Any]:
    """Do one crawl run over all pages, in memory but for the archive."""
    pages = [
        DuePage(f"http://{host}{path}", "portfolio", "other", 9, (_source(host),))
        for host, paths in orders["pages"].items()
        for path in paths
    ]
    memory = Memory(pages=MemoryPages(pages))
    spec = RunSpec(
        run_id="bench",
        owner="bench",
        archive_url=orders["archive"],
        loopback=LoopbackMap({("http", host): orders["port"] for host in orders["pages"]}),
        delay_override=0.0,
        browser=Path(orders["browser"]),
        renders_per_run=len(pages),
    )
    begun = time.perf_counter()
    summary = run(spec, memory.ports())
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "pages": summary.renderings.get("rendered", 0), "outcomes": dict(summary.outcomes)}


def _source(host: str) -> SourceRef:
    return SourceRef(f"source-{host}", f"person-{host}".replace(".", "-"), f"http://{host}/", "consent")


def peer(orders: Mapping[str, Any]) -> dict[str, Any]:
    """Read all pages with scrapy-playwright, a page per request."""
    built: list[str] = []
    handler = "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"
    process = AsyncCrawlerProcess(
        {
            "LOG_LEVEL": "ERROR",
            "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
            "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
            "PLAYWRIGHT_LAUNCH_OPTIONS": {
                "executable_path": orders["browser"],
                "args": [f"--host-resolver-rules=MAP *.example 127.0.0.1:{orders['port']}"],
            },
        }
    )
    process.crawl(_Peer, pages=orders["pages"], built=built)
    begun = time.perf_counter()
    process.start()
    return {"seconds": time.perf_counter() - begun, "pages": len(set(built)), "outcomes": {}}


class _Peer(scrapy.Spider):
    name = "peer"

    def __init__(self, pages: Mapping[str, list[str]], built: list[str]) -> None:
        super().__init__()
        self._pages, self._built = pages, built

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for host, paths in self._pages.items():
            for path in paths:
                yield scrapy.Request(f"http://{host}{path}", meta={"playwright": True})

    def parse(self, response: Response, **_: object) -> None:
        assert isinstance(response, HtmlResponse)
        said = response.css("body::attr(data-ready)").get()
        host, _, path = response.url.removeprefix("http://").partition("/")
        if said == mark(host, path.removesuffix(".html")):
            self._built.append(response.url)


JOBS = {"ours": ours, "peer": peer}


class RenderBench:
    """The sites, their server and the browser that all rounds share."""

    def __init__(self, folder: Path, server: LoopbackServer, pages: Mapping[str, list[str]], browser: Path) -> None:
        self._folder, self._server, self._pages, self._browser = folder, server, pages, browser
        self._rounds = 0

    @property
    def pages(self) -> int:
        """How many pages each job reads."""
        return sum(len(paths) for paths in self._pages.values())

    def do(self, job: str) -> dict[str, Any]:
        """Do one job in a process of its own; its result carries the most memory that its processes took, in MB."""
        self._rounds += 1
        orders = {
            "port": self._server.port,
            "pages": dict(self._pages),
            "browser": str(self._browser),
            "archive": (self._folder / f"archive{self._rounds}").as_uri(),
        }
        orders_file, result_file = self._folder / "orders.json", self._folder / "result.json"
        orders_file.write_text(json.dumps(orders), "utf-8")
        command = [sys.executable, "-m", "bench.render", "--job", job, str(orders_file), str(result_file)]
        with subprocess.Popen(command, env=os.environ) as process:
            peak = _Peak(process.pid)
            status = process.wait(MOST_SECONDS)
            memory = peak.megabytes()
        if status:
            sys.exit(f"The job {job} ended with status {status}; its error is above.")
        result: dict[str, Any] = json.loads(result_file.read_text("utf-8"))
        if result["pages"] != self.pages:
            sys.exit(
                f"The job {job} read {result['pages']} of {self.pages} pages as they are built: {result['outcomes']}"
            )
        return {**result, "memory": memory}


class _Peak:
    """Looks at the memory of a process and its children twice a second; what they share is counted once."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._most = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def megabytes(self) -> float:
        self._done.set()
        self._thread.join()
        return self._most / 1_000_000

    def _watch(self) -> None:
        while not self._done.wait(0.5):
            try:
                family = [self._process, *self._process.children(recursive=True)]
                sizes = [one.memory_info() for one in family]
            except psutil.Error:
                continue
            self._most = max(self._most, sum(one.rss - getattr(one, "shared", 0) for one in sizes))


@contextmanager
def prepared(sites: int) -> Iterator[RenderBench]:
    """Write the sites and serve them.

    :raises crawler.errors.BrowserUnavailable: where no browser is installed.
    """
    browser = installed_program()
    with tempfile.TemporaryDirectory(prefix="perennial-render-") as name:
        folder = Path(name)
        pages = write_javascript_sites(folder, sites, SEED)
        served = [Site(host, folder / "javascript" / host, scheme="http") for host in pages]
        with LoopbackServer(served) as server:
            yield RenderBench(folder, server, pages, browser)


def measure_render(sites: int = SITES, rounds: int = ROUNDS, console: Console | None = None) -> dict[str, float]:
    """Run both jobs in turn; returns ``render_speedup`` and both speeds in pages a second, medians of the rounds.

    :raises crawler.errors.BrowserUnavailable: where no browser is installed.
    """
    results: dict[str, list[dict[str, Any]]] = {job: [] for job in JOBS}
    with prepared(sites) as bench:
        for number in range(rounds):
            for job, done in results.items():
                done.append(bench.do(job))
            if console is not None:
                console.print(
                    f"round {number + 1} of {rounds}: {bench.pages} pages; "
                    + ", ".join(f"{job} {done[-1]['seconds']:.1f} s" for job, done in results.items())
                )
        speeds = {job: median(bench.pages / one["seconds"] for one in done) for job, done in results.items()}
        memory = {job: median(one["memory"] for one in done) for job, done in results.items()}
    return {
        "render_speedup": round(speeds["ours"] / speeds["peer"], 2),
        "pages_per_second": round(speeds["ours"], 2),
        "peer_pages_per_second": round(speeds["peer"], 2),
        "memory_mb": round(memory["ours"]),
        "peer_memory_mb": round(memory["peer"]),
    }


def main() -> None:
    """Measure, print the table, and as the last line one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench.render", description=__doc__.partition("\n")[0])
    parser.add_argument("--sites", type=int, default=SITES, help="sites of ten pages each (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="runs of each job (default: %(default)s)")
    parser.add_argument("--job", nargs=3, metavar=("JOB", "ORDERS", "RESULT"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.job:
        job, orders, result = arguments.job
        done = JOBS[job](json.loads(Path(orders).read_text("utf-8")))
        Path(result).write_text(json.dumps(done), "utf-8")
        return
    try:
        found = measure_render(arguments.sites, max(1, arguments.rounds), Console(stderr=True, highlight=False))
    except BrowserUnavailable as error:
        sys.exit(str(error))
    table = Table(title="Pages built by JavaScript, medians", title_justify="left")
    for column in ("", "pages/s", "memory, MB"):
        table.add_column(column, justify="right" if column else "left")
    table.add_row("a whole crawl run", f"{found['pages_per_second']:.1f}", f"{found['memory_mb']:.0f}")
    table.add_row("scrapy-playwright, bare", f"{found['peer_pages_per_second']:.1f}", f"{found['peer_memory_mb']:.0f}")
    Console(highlight=False).print(table)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
