"""Runs one crawl in a child process and watches how much memory it takes."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import psutil

from crawler.items import DuePage
from crawler.spec import RunSpec
from tests.mockserver.child import Crawled, crawl

SAMPLE_SECONDS = 0.02


@dataclass(frozen=True)
class Watched:
    """One crawl, its length in seconds and its child's resident memory in MB."""

    crawled: Crawled
    seconds: float
    peak_mb: float
    """Its resident memory at most, code included."""


def crawl_watched(spec: RunSpec, pages: Sequence[DuePage], longest_seconds: float) -> Watched:
    """Crawl in a child process; its resident memory is sampled fifty times a second, and the kernel's own peak.

    :param longest_seconds: after which the run counts as one that does not end.
    """
    done = threading.Event()
    samples: list[float] = []
    watcher = threading.Thread(target=_watch, args=(done, samples))
    watcher.start()
    began = monotonic()
    try:
        crawled = crawl(spec, pages, longest_seconds=longest_seconds)
    finally:
        done.set()
        watcher.join()
    return Watched(crawled, monotonic() - began, max(samples, default=0.0))


def _watch(done: threading.Event, samples: list[float]) -> None:
    while not done.wait(SAMPLE_SECONDS):
        for child in psutil.Process().children():
            try:
                if "spawn_main" in " ".join(child.cmdline()):
                    samples.append(max(child.memory_info().rss, _kernel_peak(child.pid)) / 1_000_000)
            except psutil.Error:
                continue


def _kernel_peak(pid: int) -> int:
    """Return the kernel's high-water mark in bytes, which no sample misses; 0 where there is none."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)
