"""Crawling in a process of its own, because Twisted's reactor cannot be started twice in one."""

import multiprocessing
import signal
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import FrameType

import crawler.rules.ask
import crawler.run
from config.settings import Settings
from crawler.archive import Archive
from crawler.errors import CrawlError
from crawler.guard import LoopbackMap, parse
from crawler.items import DuePage, Reading
from crawler.memory import MemoryLog, MemoryPages
from crawler.spec import Progress, RunSpec, RunSummary
from sync.errors import PerennialError
from sync.interrupts import hear, starting_unheard
from sync.models.document import new_id
from sync.store.connect import open_store
from sync.store.crawl import Selection, ports_for

CHILD_PATIENCE_SECONDS = 15.0
"""How long an interrupted run may take to file what it has."""


class Terminated(KeyboardInterrupt):
    """SIGTERM came: to this process alone, unlike a terminal's Ctrl-C, which reaches the child too."""


@contextmanager
def ending_on_sigterm() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does: what was answered is filed, leases are given back.

    Must be entered in the main thread.
    """

    def end(_number: int, _frame: FrameType | None) -> None:
        raise Terminated

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def crawl_in_child(
    settings: Settings, spec: RunSpec, selection: Selection, on_progress: Callable[[Progress], None]
) -> RunSummary:
    """Read what is due in a child process.

    :param on_progress: told after each filed batch.
    :raises CrawlError: what ended the run, or that its process ended without a word.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_crawl_child, args=(settings, spec, selection, theirs), name="perennial-crawl")
    try:
        with starting_unheard():
            child.start()
        theirs.close()
        return _listen(ours, on_progress)
    except Terminated:
        if child.pid is not None:
            child.terminate()
        raise
    except EOFError:
        child.join(CHILD_PATIENCE_SECONDS)
        raise CrawlError(
            f"The crawl process ended unexpectedly (exit code {child.exitcode}); what it filed is stored. "
            "Run the same command again to go on."
        ) from None
    finally:
        _end(child)
        ours.close()


def _end(child: SpawnProcess) -> None:
    if child.pid is None:
        return
    child.join(CHILD_PATIENCE_SECONDS)
    if child.is_alive():
        # What interrupted this process may have been for it alone.
        child.terminate()
        child.join(CHILD_PATIENCE_SECONDS)
    if child.is_alive():
        # A page may hold it where no signal is looked at; what it filed is stored.
        child.kill()
        child.join()


def _listen(pipe: Connection, on_progress: Callable[[Progress], None]) -> RunSummary:
    while True:
        message = pipe.recv()
        if isinstance(message, RunSummary):
            return message
        if isinstance(message, BaseException):
            raise message
        on_progress(message)


def _crawl_child(settings: Settings, spec: RunSpec, selection: Selection, pipe: Connection) -> None:
    try:
        hear()
        with open_store(settings) as store:
            ports = ports_for(
                store,
                settings,
                run_id=spec.run_id,
                owner=spec.owner,
                selection=selection,
                budget=spec.pages_per_run,
            )
            pipe.send(crawler.run.run(spec, ports, pipe.send))
    except (CrawlError, PerennialError, KeyboardInterrupt) as error:
        pipe.send(error)
    finally:
        pipe.close()


def ask_site(settings: Settings, address: str, loopback: LoopbackMap | None = None) -> str:
    """Ask a site for its robots.txt and what it reserves, in a child process as a run would; they are remembered.

    :returns: why nothing was asked, such as another run that reads the host; empty otherwise.
    :raises NotConfigured: when a public host would be asked without a contact.
    """
    run_id = new_id("ask")
    spec = RunSpec.from_settings(settings, run_id=run_id, owner=run_id, loopback=loopback)
    spec.check()
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        with starting_unheard():
            asked = pool.submit(_ask_site, settings, spec, address)
        return asked.result()


def _ask_site(settings: Settings, spec: RunSpec, address: str) -> str:
    hear()
    with open_store(settings) as store:
        ports = ports_for(store, settings, run_id=spec.run_id, owner=spec.owner)
        return crawler.rules.ask.ask_rules(spec, ports, parse(address))


@dataclass(frozen=True, slots=True)
class Fetched:
    """One page that was fetched and is not stored."""

    reading: Reading
    body: bytes | None
    """None unless the page was read."""


def fetch_once(
    settings: Settings, page: DuePage, candidate_id: str, loopback: LoopbackMap | None = None
) -> Fetched | None:
    """Fetch one page in a child process as a run would, under all its rules, and store nothing but the site's rules.

    :param candidate_id: of one of the page's sources.
    :returns: None when the page was left for later, as where another run reads the host.
    :raises NotConfigured: when a public host would be read without a contact.
    """
    run_id = new_id("look")
    with tempfile.TemporaryDirectory(prefix="perennial-look-") as folder:
        spec = RunSpec.from_settings(
            settings,
            run_id=run_id,
            owner=run_id,
            loopback=loopback,
            delay_override=None if loopback is None else 0.0,
            archive_url=Path(folder).as_uri(),
            max_depth=0,
        )
        spec.check()
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            with starting_unheard():
                asked = pool.submit(_fetch_once, settings, spec, page)
            reading = asked.result()
        if reading is None:
            return None
        path = reading.archive_paths.get(candidate_id)
        return Fetched(reading, Archive(spec.archive_url).read(path) if path else None)


class _OnePage(MemoryPages):
    """One page, and nothing that it leads to."""

    def file(self, readings: Sequence[Reading]) -> Sequence[DuePage]:
        super().file([replace(one, discovered=()) for one in readings])
        return ()


def _fetch_once(settings: Settings, spec: RunSpec, page: DuePage) -> Reading | None:
    hear()
    pages = _OnePage([page])
    with open_store(settings) as store:
        of_store = ports_for(store, settings, run_id=spec.run_id, owner=spec.owner)
        crawler.run.run(spec, replace(of_store, frontier=pages, sink=pages, log=MemoryLog()))
    return next(iter(pages.readings), None)
