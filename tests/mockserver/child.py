"""Runs one crawl in a child process, as the worker does, and brings back what its ports hold."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from threading import Thread
from time import monotonic, sleep

from crawler.items import DuePage, Reading, SourceRef, Verdict
from crawler.memory import Memory, MemoryPages, MemorySuppressions
from crawler.ports import RobotsRecord
from crawler.run import run
from crawler.spec import Progress, RunSpec, RunSummary

LONGEST_SECONDS = 60


@dataclass(frozen=True)
class Crawled:
    """The outcome of one crawl."""

    summary: RunSummary
    readings: tuple[Reading, ...]
    notes: tuple[tuple[str, Verdict], ...]
    left: tuple[DuePage, ...]
    again: tuple[DuePage, ...]
    leased: frozenset[str]
    robots: tuple[RobotsRecord, ...]
    progress: tuple[Progress, ...]

    def of(self, address: str) -> Reading:
        """Return the reading of one address."""
        return next(reading for reading in self.readings if reading.page.address == address)


def source(home: str, candidate: str = "ada", **more: object) -> SourceRef:
    """Return a source with consent."""
    values: dict[str, object] = {"basis": "consent", **more}
    return SourceRef(source_id=f"{candidate}-{home}", candidate_id=candidate, home=home, **values)  # type: ignore[arg-type]


def due(home: str, spider: str = "portfolio", **more: object) -> DuePage:
    """Return a source's home page, due."""
    return DuePage(home, spider, "home", 0, (source(home, **more),))


def crawl(
    spec: RunSpec,
    pages: Sequence[DuePage],
    suppressed: Sequence[str] = (),
    interrupt: Callable[[], bool] | None = None,
    *,
    deaf: bool = False,
    longest_seconds: float = LONGEST_SECONDS,
) -> Crawled:
    """Crawl in a child process.

    :param interrupt: asked every few milliseconds; once true, the child gets SIGTERM.
    :param deaf: whether telling progress fails, as it does when the parent is gone.
    :param longest_seconds: after which the child is killed.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=_crawl, args=(theirs, spec, tuple(pages), tuple(suppressed), deaf))
    child.start()
    theirs.close()
    watcher = Thread(target=_interrupt, args=(child.pid, interrupt, ours))
    if interrupt is not None:
        watcher.start()
    try:
        assert ours.poll(longest_seconds), "the crawl did not end"
        result = ours.recv()
    finally:
        child.join(10)
        if child.is_alive():
            child.kill()
        if interrupt is not None:
            watcher.join()
        ours.close()
        child.close()
    if isinstance(result, Exception):
        raise result
    assert isinstance(result, Crawled)
    return result


def _interrupt(pid: int | None, interrupt: Callable[[], bool], ours: Connection) -> None:
    until = monotonic() + LONGEST_SECONDS
    while monotonic() < until and not ours.poll():
        if interrupt():
            assert pid is not None
            os.kill(pid, signal.SIGTERM)
            return
        sleep(0.005)


def _crawl(results: Connection, spec: RunSpec, pages: Sequence[DuePage], suppressed: Sequence[str], deaf: bool) -> None:
    memory = Memory(pages=MemoryPages(pages), suppressions=MemorySuppressions(suppressed))
    progress: list[Progress] = []

    def tell(now: Progress) -> None:
        if deaf:
            raise BrokenPipeError
        progress.append(now)

    try:
        summary = run(spec, memory.ports(), tell)
    except Exception as error:
        results.send(error)
        return
    results.send(
        Crawled(
            summary=summary,
            readings=tuple(memory.pages.readings),
            notes=tuple(memory.log.notes),
            left=tuple(memory.pages.left()),
            again=tuple(memory.pages.again()),
            leased=frozenset(memory.hosts.leased()),
            robots=tuple(memory.robots.records),
            progress=tuple(progress),
        )
    )
