"""Our side of what the benchmarks compare, each run as a process of its own so that its CPU time can be read.

``python -m bench.jobs whole|crawl|refresh ORDERS RESULT``: both files are JSON.
"""

import json
import multiprocessing
import resource
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil

from config.settings import Settings
from crawler.guard import LoopbackMap
from crawler.spec import Progress
from sync.store.connect import open_store
from sync.worker import Orders, Watcher
from sync.worker import crawl as crawl_due
from sync.worker import refresh as refresh_all

SAMPLES = 200
"""Times that a crawl's memory is looked at."""


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
    settings, asked = _settings(orders)
    splitter = _Splitter()
    with open_store(settings) as store:
        done = refresh_all(settings, store, asked, splitter)
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


def crawl(orders: dict[str, Any]) -> dict[str, object]:
    """Crawl, archive and store everything that is due; extract nothing."""
    settings, asked = _settings(orders)
    memory = _MemoryOfCrawl(orders["expected"])
    with open_store(settings) as store:
        run = crawl_due(settings, store, asked, memory)
    children = cpu_seconds(resource.getrusage(resource.RUSAGE_CHILDREN))
    return {"outcomes": dict(run.counts), "state": run.state, "crawl": children, "memory": memory.samples}


def refresh(orders: dict[str, Any]) -> dict[str, object]:
    """Do the whole job over pages that did not change; the only child is the crawl unless something is extracted."""
    settings, asked = _settings(orders)
    with open_store(settings) as store:
        before = store.snapshots.count()
        done = refresh_all(settings, store, asked, Watcher())
        after = store.snapshots.count()
    return {
        "outcomes": dict(done.run.counts),
        "state": done.run.state,
        "crawl": cpu_seconds(resource.getrusage(resource.RUSAGE_CHILDREN)),
        "extracted": done.extracted,
        "snapshots_added": after - before,
        "proposed": done.opened + done.updated,
    }


def _settings(orders: Mapping[str, Any]) -> tuple[Settings, Orders]:
    settings = Settings(
        data_dir=orders["data_dir"], mongo_database=orders["database"], archive_url=orders["archive"], mongo_uri=None
    )
    loopback = LoopbackMap({("https", host): orders["port"] for host in orders["hosts"]})
    return settings, Orders(loopback=loopback, delay_override=0.0)


class _MemoryOfCrawl(Watcher):
    """Notes the resident memory of the crawl process as the pages go by.

    :param expected: about how many pages the crawl will read.
    """

    def __init__(self, expected: int) -> None:
        self.samples: list[tuple[int, float]] = []
        """(pages read, MB)."""
        self._step = max(1, expected // SAMPLES)

    def crawled(self, progress: Progress) -> None:
        if not self.samples or progress.done >= self.samples[-1][0] + self._step:
            [child] = multiprocessing.active_children()
            self.samples.append((progress.done, psutil.Process(child.pid).memory_info().rss / 1e6))


if __name__ == "__main__":
    job, orders_file, result_file = sys.argv[1:]
    chosen = {"whole": whole, "crawl": crawl, "refresh": refresh}[job]
    Path(result_file).write_text(json.dumps(chosen(json.loads(Path(orders_file).read_text("utf-8")))), "utf-8")
