"""kill -9 of a crawl's whole process tree at random points of a run, then again, until everything is read.

What was asked for is read from the server's own log, what was filed from the database, and what is kept from the
archive's files. A page may be asked for twice only if a kill fell between its answer and the write that files it.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from config.settings import Settings
from crawler.archive import Archive, body_hash
from sync.loopback import LoopbackServer
from sync.models.page import Page
from sync.models.snapshot import Snapshot
from sync.store import Store
from tests.chaos.crawl import HOSTS, PAGES, asked, import_people, started, write_sites
from tests.chaos.demo import LONGEST_SECONDS

LONG = bool(os.environ.get("TEST_LONG"))
KILLS = 20 if LONG else 3
LONGEST_ROUND_SECONDS = 4 * LONGEST_SECONDS


@dataclass(frozen=True)
class Killed:
    """What one kill left behind."""

    log_length: int
    filed: frozenset[str]
    in_flight: frozenset[str]
    """Pages that were answered and not filed."""


@pytest.fixture
def settings(store_settings: Settings, tmp_path: Path) -> Settings:
    """Return settings of a network of its own on the session's database."""
    return store_settings.model_copy(update={"archive_url": (tmp_path / "archive").as_uri()})


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LoopbackServer]:
    """Serve thirty blogs."""
    with LoopbackServer(write_sites(tmp_path / "sites")) as running:
        yield running


@pytest.mark.timeout(1800 if LONG else 300)
def test_killed_crawl_reads_every_page_and_files_nothing_twice(
    settings: Settings, store: Store, server: LoopbackServer
) -> None:
    """Whatever the moments, all pages are read, only in-flight ones were asked for twice, and all bodies are whole."""
    import_people(settings)
    random = Random(20261123)
    kills = [strike(settings, store, server, at, random.uniform(0, 0.2)) for at in points(random)]
    with started(settings, server) as last:
        last.join(LONGEST_ROUND_SECONDS)
    assert last.exitcode == 0
    check_pages(store, server, kills)
    check_snapshots(store, settings)
    check_observations(store)
    check_archive(store, settings)
    caught = caught_by(server, kills)
    assert max(caught) <= HOSTS, "a host has one page on its way, until that is filed"
    sys.stdout.write(f"\nCaught in flight by each kill: {caught}\n")


def points(random: Random) -> list[int]:
    """Draw one point from each of equal parts of the run, in pages that were asked for."""
    part = PAGES / KILLS
    return [int(part * (number + random.random())) for number in range(KILLS)]


def strike(settings: Settings, store: Store, server: LoopbackServer, at: int, delay: float) -> Killed:
    """Start the round, wait until so many different pages were asked for, and kill its process tree."""
    until = time.monotonic() + LONGEST_ROUND_SECONDS
    with started(settings, server) as process:
        while len(asked(server)) < at:
            assert process.is_alive(), f"the round ended before page {at}: {ended(store)}"
            assert time.monotonic() < until, f"the round stands still before page {at}"
            time.sleep(0.002)
        time.sleep(delay)
    return look(store, server)


def ended(store: Store) -> object:
    """Return how the last run ended, to explain a failure."""
    [run] = store.runs.latest(1)
    return run, [(one.page, one.verdict.detail, one.error) for one in store.refusals.of_run(run.id)[:5]]


def look(store: Store, server: LoopbackServer) -> Killed:
    """Return what a kill left: the database and the log as they are while nobody works."""
    filed = frozenset(page.id for page in every_page(store) if page.state != "waiting")
    return Killed(len(server.log), filed, frozenset(asked(server)) - filed)


def caught_by(server: LoopbackServer, kills: Sequence[Killed]) -> list[int]:
    """Return per kill how many pages of its own round it caught in flight; each is asked for once more in its turn."""
    starts = [0, *(one.log_length for one in kills)]
    return [
        len(kill.in_flight & asked(server, start, kill.log_length).keys())
        for start, kill in zip(starts, kills, strict=False)
    ]


def check_pages(store: Store, server: LoopbackServer, kills: Sequence[Killed]) -> None:
    """Check that every page was read, and which were asked for more than once."""
    states = Counter(page.state for page in every_page(store))
    assert states == {"ok": PAGES}
    assert len(asked(server)) == PAGES
    for kill in kills:
        assert kill.filed.isdisjoint(asked(server, kill.log_length)), "a filed page was asked for again"
    in_flight: Counter[str] = Counter()
    for kill in kills:
        in_flight.update(kill.in_flight)
    twice = {page: times - 1 for page, times in asked(server).items() if times > 1}
    assert all(times <= in_flight[page] for page, times in twice.items()), "a page was asked for again without a kill"


def check_snapshots(store: Store, settings: Settings) -> None:
    """Check that each page has one snapshot, whose body is a whole WARC file and the one that the site sent."""
    snapshots = every_snapshot(store)
    assert len(snapshots) == PAGES
    assert len({(one.candidate_id, one.page) for one in snapshots}) == PAGES
    archive = Archive(settings.archive)
    for one in snapshots:
        assert one.archive_path is not None
        assert body_hash(archive.read(one.archive_path)) == one.body_sha256


def check_archive(store: Store, settings: Settings) -> None:
    """Check that nothing lies in the archive that no snapshot names: what kills left was swept by the next round."""
    folder = Archive(settings.archive).folder
    assert folder is not None
    kept = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert kept == {one.archive_path for one in every_snapshot(store)}


def check_observations(store: Store) -> None:
    """Check that nothing was observed twice, and that nothing waits."""
    seen: Counter[tuple[object, ...]] = Counter()
    for person in store.candidates.active():
        for one in store.observations.of(person.id):
            place = (one.evidence.pointer, one.evidence.start, one.evidence.extractor)
            seen[(one.source_id, one.page, one.field, one.normal, *place)] += 1
    assert seen
    assert max(seen.values()) == 1
    assert store.snapshots.count_pending() == 0
    assert store.due_for_diff.some(1) == {}


def every_page(store: Store) -> list[Page]:
    return [page for person in store.candidates.active() for page in store.pages.of_candidate(person.id)]


def every_snapshot(store: Store) -> list[Snapshot]:
    return [one for person in store.candidates.active() for one in store.snapshots.of(person.id)]
