"""Files what a run read: snapshots, page state, refusals and newly found pages, in one transaction per batch."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

from crawler.items import Discovered, DuePage, Outcome, Reading
from crawler.rules.signals import remembered
from sync.errors import Conflict
from sync.models.page import Page, PageSource
from sync.models.run import Refusal
from sync.models.snapshot import Snapshot
from sync.models.source import Source
from sync.store import Store
from sync.store.aliases import Alias, alias_page, settled, target_page
from sync.store.due import Given, due_pages, of_page, readable_sources
from sync.store.filed import READ, detail_of, headers_of, milliseconds, refusal_id, refusal_of, snapshot_of, storable
from sync.store.learning import Learning
from sync.store.ports import port_errors
from sync.store.repository import Transaction
from sync.store.revisits import Look
from sync.store.standing import standing_after
from sync.store.withdrawn import Withdrawals, is_ended

STATES = {
    Outcome.FETCHED: "ok",
    Outcome.UNCHANGED: "ok",
    Outcome.GONE: "gone",
    Outcome.MOVED: "moved",
    Outcome.ALIAS: "alias",
    Outcome.PARKED: "parked",
    Outcome.LOGIN: "login",
    Outcome.REFUSED: "refused",
    Outcome.FAILED: "failing",
}
NOT_MODIFIED = 304
FAILED_FOR_GOOD = 3
"""Failures in a row after which a page's other addresses are tried again."""


@dataclass(slots=True)
class _Batch:
    """What one transaction writes."""

    readable: dict[str, Source]
    pages: dict[str, Page]
    taken: list[Reading] = field(default_factory=list)
    renamed: set[str] = field(default_factory=set)
    """Pages whose content is filed under another address from now on."""
    woken: set[str] = field(default_factory=set)
    """Other addresses of pages that cannot be read under their own any more."""
    touched: set[str] = field(default_factory=set)
    looks: dict[str, Look] = field(default_factory=dict)
    found: dict[str, None] = field(default_factory=dict)
    for_new_readers: set[str] = field(default_factory=set)
    snapshots: list[Snapshot] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    sources: dict[str, Reading] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    dropped: set[str] = field(default_factory=set)
    """Archive paths of bodies that nobody may have any more."""


class StoreSink:
    """See :class:`crawler.ports.SnapshotSink`.

    Readings whose page or person is gone meanwhile leave nothing behind. Filing a reading twice is filing it
    once: ids are made from the content, and a page remembers when it was last attempted.

    :param erase_files: removes a person's folder from the archive; called for people who were erased meanwhile.
    """

    def __init__(
        self,
        store: Store,
        given: Given,
        *,
        run_id: str,
        learning: Learning,
        erase_files: Callable[[str], None],
        remove_body: Callable[[str], None],
    ) -> None:
        self._store = store
        self._given = given
        self._run_id = run_id
        self._learning = learning
        self._erase_files = erase_files
        self._remove_body = remove_body
        self._withdrawals = Withdrawals(store, remove_body)

    def file(self, readings: Sequence[Reading]) -> Sequence[DuePage]:
        """See :class:`crawler.ports.SnapshotSink`."""
        # Two runs that find the same new page at the same moment: the slower one finds it known on its next try.
        attempts = Retrying(retry=retry_if_exception_type(Conflict), stop=stop_after_attempt(5), reraise=True)
        with port_errors():
            self._learning.prepare()
            now = self._store.now()
            targets = {one.same_as for one in readings if one.same_as}
            known = {page.id: page for page in self._store.pages.get_many(targets)} if targets else {}
            readings, aliases = settled(readings, known)
            self._withdrawals.remove_files(readings)
            due, batch = attempts(self._store.transaction, lambda tx: self._file(readings, aliases, now, tx))
            self._erase_left_overs(readings)
            self._remove_dropped(batch.dropped)
        self._given.again(batch.for_new_readers)
        return self._given.take(due)

    def _file(
        self, readings: Sequence[Reading], aliases: Sequence[Alias], now: datetime, tx: Transaction
    ) -> tuple[list[DuePage], _Batch]:
        addresses = {reading.page.address for reading in readings}
        addresses |= {address for alias in aliases for address in (alias.reading.page.address, alias.target)}
        addresses |= {found.address for reading in readings for found in reading.discovered}
        pages = {page.id: page for page in self._store.pages.get_many(addresses, tx)}
        batch = _Batch(readable_sources(self._store, pages.values(), tx), pages)
        bodies = {one.page.address: one.body_sha256 for one in readings if one.outcome is Outcome.FETCHED}
        held = self._store.snapshots.held({page: body for page, body in bodies.items() if body}, tx)
        for alias in aliases:
            self._take_alias(alias, now, batch)
        filed_before = self._filed_before(readings, tx)
        for reading in readings:
            page = pages.get(reading.page.address)
            sources = _served(reading, page, batch.readable)
            served = {source.candidate_id for source in sources}
            batch.dropped.update(path for whose, path in reading.archive_paths.items() if whose not in served)
            if page is None or not sources or (filed_before and refusal_id(self._run_id, reading) in filed_before):
                continue
            if page.last_read_at == milliseconds(reading.at):
                continue
            self._take(reading, page, sources, held, now, batch)
        looked_at = [batch.pages[address] for address in batch.looks]
        batch.pages |= {page.id: page for page in self._learning.learned(looked_at, batch.looks, now)}
        self._withdrawals.file(batch.taken, tx)
        self._write(batch, now, tx)
        found = [batch.pages[address] for address in batch.found if batch.pages[address].next_due_at <= now]
        if gone := addresses - batch.pages.keys():
            # The run asked for a site's rules, and may have shown it in the browser, after its person was erased.
            self._store.forget_hosts(gone, tx)
        return due_pages(self._store, found, batch.readable, tx), batch

    def _take_alias(self, alias: Alias, now: datetime, batch: _Batch) -> None:
        reading = alias.reading
        page = batch.pages.get(reading.page.address)
        sources = _served(reading, page, batch.readable)
        if page is None or not sources or page.last_read_at == milliseconds(reading.at):
            return
        known = batch.pages.get(alias.target)
        serves = [PageSource(source_id=source.id, candidate_id=source.candidate_id) for source in sources]
        batch.pages[alias.target] = target_page(alias, page, known, serves, now)
        batch.pages[page.id] = alias_page(alias, page, now, self._learning.revisits.after(reading, 0))
        batch.touched |= {page.id, alias.target}
        if page.body_sha256 and (reading.outcome is not Outcome.ALIAS or (known is not None and known.reads)):
            batch.renamed.add(page.id)
        if reading.outcome is Outcome.ALIAS:
            batch.found[alias.target] = None
            batch.counts[reading.outcome.value] += 1

    def _take(
        self,
        reading: Reading,
        page: Page,
        sources: Sequence[Source],
        held: set[tuple[str, str]],
        now: datetime,
        batch: _Batch,
    ) -> None:
        if reading.outcome is Outcome.FETCHED:
            same = page.body_sha256 == reading.body_sha256 and not _permits_otherwise(page, reading)
            for source in _one_per_person(sources):
                if not (same and (page.id, source.candidate_id) in held):
                    batch.snapshots.append(snapshot_of(reading, source, self._run_id))
        elif reading.outcome is Outcome.UNCHANGED:
            batch.unchanged.append(page.id)
        else:
            batch.refusals.append(refusal_of(reading, page, sources, self._run_id))
        batch.taken.append(reading)
        after = batch.pages[page.id] = self._after(reading, page, now)
        if reading.outcome is Outcome.GONE or after.failures == FAILED_FOR_GOOD:
            batch.woken.update(page.aliases)
        batch.touched.add(page.id)
        if reading.outcome in READ:
            batch.looks.setdefault(page.id, Look.between(page, now, changed=after.changes > page.changes))
        for source in sources:
            if source.address in (page.id, *page.aliases):
                batch.sources[source.id] = reading
        for found in reading.discovered:
            _discover(found, reading, sources, now, batch)
        batch.counts[reading.outcome.value] += 1
        batch.counts["bytes"] += reading.body_bytes

    def _write(self, batch: _Batch, now: datetime, tx: Transaction) -> None:
        store = self._store
        store.pages.put([batch.pages[address] for address in sorted(batch.touched)], tx)
        store.snapshots.add_new(batch.snapshots, tx)
        store.refusals.put(batch.refusals, tx)
        seen: dict[str, Mapping[str, object]] = {}
        for source_id, reading in sorted(batch.sources.items()):
            read = {"last_read_at": reading.at} if reading.outcome in READ else {}
            how = {"state": STATES[reading.outcome], "state_detail": detail_of(reading), **read}
            source = batch.readable[source_id]
            seen[source_id] = {**how, **standing_after(source, reading, now)}
            if reading.outcome in (Outcome.MOVED, Outcome.PARKED):
                store.due_for_diff.add([source.candidate_id], tx)
        store.sources.note_readings(seen, tx)
        store.freshness.seen_again(batch.unchanged, now, tx)
        if batch.renamed:
            store.due_for_diff.add(store.observations.retire_pages(sorted(batch.renamed), tx), tx)
        store.pages.make_due(sorted(batch.woken - batch.touched), now, tx)
        store.runs.count_up(self._run_id, batch.counts, tx)

    def _after(self, reading: Reading, page: Page, now: datetime) -> Page:
        failures = page.failures + 1 if reading.outcome is Outcome.FAILED else 0
        after: dict[str, object] = {
            "state": STATES[reading.outcome],
            "state_detail": detail_of(reading),
            "failures": failures,
            "next_due_at": milliseconds(now + self._learning.revisits.after(reading, failures)),
        }
        if is_ended(reading):
            # Asked with validators it would say "not modified", and no longer what forbids it.
            after |= {"etag": None, "last_modified": None, "body_sha256": None, "content_sha256": None, "signals": []}
        if reading.outcome in READ:
            after["signals"] = [storable(signal) for signal in reading.verdict.signals]
            after |= {"last_read_at": milliseconds(reading.at), "reads": page.reads + 1, "rendered": reading.rendered}
        if reading.outcome in READ and reading.status not in (None, NOT_MODIFIED):
            headers = headers_of(reading)
            # Of an unchanged page that came in full, too: it is asked for with these from now on.
            after |= {
                "etag": headers.get("etag"),
                "last_modified": headers.get("last-modified"),
                "content_sha256": reading.content_sha256,
            }
        if reading.outcome is Outcome.FETCHED:
            after["body_sha256"] = reading.body_sha256
            # Seen by the browser for the first time, or no longer, a page looks other than it did and is the same.
            seen_alike = bool(page.rendered) == bool(reading.rendered)
            if page.reads and seen_alike and _says_otherwise(page, reading):
                after |= {"changes": page.changes + 1, "last_changed_at": milliseconds(reading.at)}
        return page.model_copy(update=after)

    def _filed_before(self, readings: Iterable[Reading], tx: Transaction) -> set[str]:
        wanted = [refusal_id(self._run_id, one) for one in readings if one.outcome not in READ]
        return {found.id for found in self._store.refusals.get_many(wanted, tx)} if wanted else set()

    def _erase_left_overs(self, readings: Sequence[Reading]) -> None:
        # A body is archived before its reading is filed; whoever was erased in between must not keep a file.
        people = {candidate_id for reading in readings for candidate_id in reading.archive_paths}
        left = self._store.candidates.existing(people) if people else set()
        for candidate_id in sorted(people - left):
            self._erase_files(candidate_id)

    def _remove_dropped(self, paths: set[str]) -> None:
        # Its source was removed, paused or denied while the run had the page; another page may have the same body.
        needed = self._store.snapshots.paths_needed(sorted(paths), ()) if paths else set()
        for path in sorted(paths - needed):
            self._remove_body(path)


def _served(reading: Reading, page: Page | None, readable: dict[str, Source]) -> list[Source]:
    asked_for = {source.source_id for source in reading.page.sources}
    return [source for source in of_page(page, readable) if source.id in asked_for] if page else []


def _says_otherwise(page: Page, reading: Reading) -> bool:
    """Whether a body says what the last one did not; a page may be read in full for a new reader's sake."""
    if reading.content_sha256 is not None and reading.content_sha256 == page.content_sha256:
        return False
    return page.body_sha256 not in (None, reading.body_sha256)


def _permits_otherwise(page: Page, reading: Reading) -> bool:
    """Whether an equal body may now be kept, quoted or extracted otherwise than when it was filed."""
    said = remembered(reading.verdict.signals, now=reading.at)
    return said.effects != remembered(page.signals, now=reading.at).effects


def _one_per_person(sources: Sequence[Source]) -> list[Source]:
    first: dict[str, Source] = {}
    for source in sources:
        first.setdefault(source.candidate_id, source)
    return list(first.values())


def _discover(found: Discovered, reading: Reading, sources: Sequence[Source], now: datetime, batch: _Batch) -> None:
    serves = [PageSource(source_id=source.id, candidate_id=source.candidate_id) for source in sources]
    batch.found[found.address] = None
    known = batch.pages.get(found.address)
    if known is None:
        batch.pages[found.address] = Page(
            id=found.address,
            spider=reading.page.spider,
            role=found.role,
            depth=found.depth,
            sources=serves,
            next_due_at=now,
        )
        batch.touched.add(found.address)
        return
    new = [one for one in serves if one not in known.sources]
    if not new:
        return
    after: dict[str, object] = {"sources": [*known.sources, *new]}
    if {one.candidate_id for one in new} - {one.candidate_id for one in known.sources}:
        after["next_due_at"] = now
        batch.for_new_readers.add(found.address)
    batch.pages[found.address] = known.model_copy(update=after)
    batch.touched.add(found.address)
