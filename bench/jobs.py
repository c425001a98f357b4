"""The two jobs that ``bench.spine`` compares, each run as a process of its own so that its CPU time can be read.

``python -m bench.jobs whole|bare ORDERS RESULT``: both files are JSON.
"""

import json
import resource
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from config.settings import Settings
from crawler.guard import LoopbackMap
from sync.store.connect import open_store
from sync.worker import Orders, Watcher, refresh


def cpu_seconds(usage: resource.struct_rusage) -> float:
    """Return user and system time together."""
    return usage.ru_utime + usage.ru_stime


class _Splitter(Watcher):
    """Notes what the children had used when extraction began: until then the only child was the crawl."""

    def __init__(self) -> None:
        self.crawl: float | None = None

    def extracted(self, done: int, total: int) -> None:  # noqa: ARG002  the watcher's signature
        if self.crawl is None:
            self.crawl = cpu_seconds(resource.getrusage(resource.RUSAGE_CHILDREN))


def whole(orders: dict[str, Any]) -> dict[str, object]:
    """Crawl, archive, store, extract and propose everything that is due."""
    settings = Settings(
        data_dir=orders["data_dir"], mongo_database=orders["database"], archive_url=orders["archive"], mongo_uri=None
    )
    loopback = LoopbackMap({("https", host): orders["port"] for host in orders["hosts"]})
    splitter = _Splitter()
    with open_store(settings) as store:
        done = refresh(settings, store, Orders(loopback=loopback, delay_override=0.0), splitter)
    children = cpu_seconds(resource.getrusage(resource.RUSAGE_CHILDREN))
    crawl = splitter.crawl if splitter.crawl is not None else children
    return {
        "outcomes": dict(done.run.counts),
        "extracted": done.extracted,
        "truncated": done.truncated + done.failed,
        "proposed": done.opened,
        "crawl": crawl,
        "extraction": children - crawl,
    }


def bare(orders: dict[str, Any]) -> dict[str, object]:
    """Fetch the same pages with a spider that parses one CSS selector and keeps nothing."""
    titles: list[str | None] = []
    process = AsyncCrawlerProcess({"LOG_LEVEL": "ERROR"})
    process.crawl(_Bare, pages=orders["pages"], port=orders["port"], titles=titles)
    process.start()
    return {"parsed": len(titles)}


class _Bare(scrapy.Spider):
    name = "bare"

    def __init__(self, pages: Sequence[tuple[str, str]], port: int, titles: list[str | None]) -> None:
        super().__init__()
        self._pages, self._port, self._titles = pages, port, titles

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for host, path in self._pages:
            yield scrapy.Request(
                # All hosts are one port here; the query keeps Scrapy's filter of duplicates from dropping pages.
                f"http://127.0.0.1:{self._port}{path}?{host}",
                headers={"Host": host},
                meta={"download_slot": host},
            )

    def parse(self, response: Response, **_: object) -> None:
        self._titles.append(response.css("title::text").get())


if __name__ == "__main__":
    job, orders_file, result_file = sys.argv[1:]
    result = {"whole": whole, "bare": bare}[job](json.loads(Path(orders_file).read_text("utf-8")))
    Path(result_file).write_text(json.dumps(result), "utf-8")
