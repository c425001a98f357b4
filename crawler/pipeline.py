"""Filing readings in batches: one thread hop and one transaction for up to a hundred.

A journaled write alone costs far more than its share of a batch, so readings wait for company, 100 ms at the
most. Bodies are archived before their readings are filed: what the store knows is on the disk.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from crawler.archive import Archive, Body
from crawler.items import DuePage, Outcome, Reading, Verdict
from crawler.ports import RunLog, SnapshotSink, Suppressions

BATCH = 100
MOST_UNFILED = 2 * BATCH
"""Answers that may wait or be on their way to the disk before another page is asked for; bounds what they take."""
PAUSE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class _Waiting:
    reading: Reading
    body: bytes
    filed: "asyncio.Future[tuple[DuePage, ...]]"


@dataclass(frozen=True, slots=True)
class Filed:
    """What one batch left behind."""

    readings: tuple[Reading, ...]
    due: tuple[DuePage, ...]
    suppressed: frozenset[str]


class Filing:
    """Collects readings and files them together.

    :param on_filed: called in the event loop's thread after each batch.
    """

    def __init__(
        self,
        sink: SnapshotSink,
        suppressions: Suppressions,
        log: RunLog,
        archive: Archive,
        *,
        on_filed: Callable[[Filed], None] = lambda _: None,
        batch: int = BATCH,
        pause_seconds: float = PAUSE_SECONDS,
    ) -> None:
        self._sink = sink
        self._suppressions = suppressions
        self._log = log
        self._archive = archive
        self._on_filed = on_filed
        self._batch = batch
        self._pause = pause_seconds
        self._waiting: list[_Waiting] = []
        self._notes: list[tuple[Verdict, str]] = []
        self._worker: asyncio.Task[None] | None = None
        self._full = asyncio.Event()
        self._unfiled = 0
        self._room = asyncio.Event()

    async def room(self) -> None:
        """Wait until another answer may be fetched: one batch waits at most while one is written."""
        while self._unfiled >= MOST_UNFILED:
            self._room.clear()
            await self._room.wait()

    async def file(self, reading: Reading, body: bytes = b"") -> tuple[DuePage, ...]:
        """File one reading with its batch; returns those of its discovered pages that are due now.

        :param body: what to archive, for a ``fetched`` reading.
        :raises ArchiveError: when a body of the batch could not be kept; its pages stay due.
        :raises PortError: when the store cannot be reached; its pages stay due.
        """
        filed: asyncio.Future[tuple[DuePage, ...]] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(reading, body, filed))
        self._unfiled += 1
        if self._worker is None or self._worker.done():
            self._worker = asyncio.ensure_future(self._work())
        elif len(self._waiting) >= self._batch:
            self._full.set()
        return await filed

    def note(self, verdict: Verdict, address: str) -> None:
        """Log a decision with the next batch."""
        self._notes.append((verdict, address))

    def close(self) -> None:
        """Log the last notes; called when the reactor has stopped and nothing waits any more."""
        notes, self._notes = self._notes, []
        for verdict, address in notes:
            self._log.note(verdict, address)

    async def _work(self) -> None:
        while self._waiting:
            if len(self._waiting) < self._batch and not self._full.is_set():
                await self._company()
            batch, self._waiting = self._waiting[: self._batch], self._waiting[self._batch :]
            notes, self._notes = self._notes, []
            try:
                filed = await asyncio.to_thread(self._store, batch, notes)
            except Exception as error:
                _fail(batch, error)
                continue
            finally:
                self._unfiled -= len(batch)
                self._room.set()
            _resolve(batch, filed.due)
            self._on_filed(filed)
        self._full.clear()

    async def _company(self) -> None:
        try:
            await asyncio.wait_for(self._full.wait(), self._pause)
        except TimeoutError:
            return
        self._full.clear()

    def _store(self, batch: Sequence[_Waiting], notes: Iterable[tuple[Verdict, str]]) -> Filed:
        readings = self._archived(batch)
        due = tuple(self._sink.file(readings))
        suppressed = self._suppressions.suppressed([page.address for page in due]) if due else set()
        for reading in readings:
            self._log.reading(reading)
        for verdict, address in notes:
            self._log.note(verdict, address)
        return Filed(readings, due, frozenset(suppressed))

    def _archived(self, batch: Sequence[_Waiting]) -> tuple[Reading, ...]:
        fetched = [waiting for waiting in batch if waiting.reading.outcome is Outcome.FETCHED]
        paths = self._archive.write_all([_body(waiting) for waiting in fetched])
        kept = {id(waiting): own for waiting, own in zip(fetched, paths, strict=True)}
        return tuple(
            replace(one.reading, archive_paths=kept[id(one)]) if id(one) in kept else one.reading for one in batch
        )


def _body(waiting: _Waiting) -> Body:
    candidates = dict.fromkeys(source.candidate_id for source in waiting.reading.page.sources)
    return Body(waiting.reading, waiting.body, tuple(candidates))


def _resolve(batch: Sequence[_Waiting], due: Sequence[DuePage]) -> None:
    # Two readings of a batch may have found the same page; the first of them gets it.
    left = {page.address: page for page in due}
    for waiting in batch:
        mine = tuple(left.pop(one.address) for one in waiting.reading.discovered if one.address in left)
        if not waiting.filed.done():
            waiting.filed.set_result(mine)


def _fail(batch: Sequence[_Waiting], error: Exception) -> None:
    for waiting in batch:
        if not waiting.filed.done():
            waiting.filed.set_exception(error)
