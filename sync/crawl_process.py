"""Crawling in a process of its own, because Twisted's reactor cannot be started twice in one."""

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from types import FrameType

import crawler.rules.ask
import crawler.run
from config.settings import Settings
from crawler.errors import CrawlError
from crawler.guard import LoopbackMap, parse
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
