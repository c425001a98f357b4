"""Filing in batches."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive import Archive, body_hash
from crawler.errors import ArchiveError, PortError
from crawler.items import Discovered, DuePage, Outcome, Reading, SourceRef, Verdict
from crawler.memory import MemoryLog, MemoryPages, MemorySuppressions
from crawler.pipeline import Filed, Filing

SOURCE = SourceRef("s", "ada", "https://ada.example/", "consent")


def reading(path: str, *found: str, outcome: Outcome = Outcome.FETCHED) -> Reading:
    page = DuePage(f"https://ada.example/{path}", "portfolio", "home", 0, (SOURCE,))
    discovered = tuple(Discovered(f"https://ada.example/{name}", "profile", 1) for name in found)
    verdict = Verdict(True, "permitted", "fine")
    return Reading(page, outcome, datetime(2026, 11, 1, tzinfo=UTC), verdict, status=200, discovered=discovered)


class CountingPages(MemoryPages):
    """Memory pages that remember how they were called."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[int] = []
        self.threads: set[int] = set()
        self.broken = False

    def file(self, readings: Sequence[Reading]) -> Sequence[DuePage]:
        if self.broken:
            raise PortError("the database went away")
        self.batches.append(len(readings))
        self.threads.add(threading.get_ident())
        return super().file(readings)


@pytest.fixture
def pages() -> CountingPages:
    return CountingPages()


def filing(
    pages: CountingPages, folder: Path, log: MemoryLog, filed: list[Filed] | None = None, **more: object
) -> Filing:
    seen: list[Filed] = [] if filed is None else filed
    archive = Archive(folder.as_uri())
    return Filing(pages, MemorySuppressions(["https://ada.example/gone"]), log, archive, on_filed=seen.append, **more)  # type: ignore[arg-type]


def test_readings_are_filed_together_off_the_loop(pages: CountingPages, tmp_path: Path) -> None:
    """Two hundred and twenty readings make three batches in another thread."""
    log = MemoryLog()

    async def many() -> None:
        filer = filing(pages, tmp_path, log)
        await asyncio.gather(*(filer.file(reading(str(n)), b"x") for n in range(220)))

    asyncio.run(many())
    assert pages.batches == [100, 100, 20]
    assert threading.get_ident() not in pages.threads
    assert len(log.readings) == 220


def test_each_reading_gets_the_pages_that_it_found(pages: CountingPages, tmp_path: Path) -> None:
    """Of two that found the same page the first gets it, and known pages are not due again."""
    log = MemoryLog()

    async def two() -> list[list[str]]:
        filer = filing(pages, tmp_path, log)
        got = await asyncio.gather(filer.file(reading("a", "x", "y"), b"1"), filer.file(reading("b", "y", "z"), b"2"))
        again = await filer.file(reading("c", "x"), b"3")
        return [[page.address.rpartition("/")[2] for page in found] for found in (*got, again)]

    assert asyncio.run(two()) == [["x", "y"], ["z"], []]


def test_bodies_are_on_disk_before_the_sink_knows(tmp_path: Path) -> None:
    """The sink never sees a path without its file."""

    class LookingPages(CountingPages):
        def file(self, readings: Sequence[Reading]) -> Sequence[DuePage]:
            for one in readings:
                for path in one.archive_paths.values():
                    assert (tmp_path / path).exists()
            return super().file(readings)

    async def one() -> None:
        filer = filing(LookingPages(), tmp_path, MemoryLog(), filed)
        await filer.file(reading("a"), b"body")

    filed: list[Filed] = []
    asyncio.run(one())
    assert filed[0].readings[0].archive_paths == {"ada": f"ada/{body_hash(b'body')}.warc.gz"}


def test_only_fetched_bodies_are_kept(pages: CountingPages, tmp_path: Path) -> None:
    """A refusal or an unchanged page leaves no file."""

    async def several() -> None:
        filer = filing(pages, tmp_path, MemoryLog())
        for outcome in (Outcome.UNCHANGED, Outcome.REFUSED, Outcome.GONE, Outcome.FAILED, Outcome.MOVED):
            await filer.file(reading(outcome.value, outcome=outcome))

    asyncio.run(several())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_body_is_kept_per_candidate(pages: CountingPages, tmp_path: Path) -> None:
    """A page that serves two people is filed under both."""
    bob = replace(SOURCE, source_id="t", candidate_id="bob")

    async def one() -> None:
        shared = reading("a")
        filer = filing(pages, tmp_path, MemoryLog())
        await filer.file(replace(shared, page=replace(shared.page, sources=(SOURCE, bob))), b"body")

    asyncio.run(one())
    assert sorted(path.parent.name for path in tmp_path.rglob("*.warc.gz")) == ["ada", "bob"]


def test_suppressed_pages_are_told(pages: CountingPages, tmp_path: Path) -> None:
    """An erased person's page that somebody links to is known before it is asked for."""
    filed: list[Filed] = []

    async def one() -> None:
        await filing(pages, tmp_path, MemoryLog(), filed).file(reading("a", "gone", "x"), b"1")

    asyncio.run(one())
    assert filed[0].suppressed == {"https://ada.example/gone"}


def test_a_broken_store_fails_its_batch_and_no_more(pages: CountingPages, tmp_path: Path) -> None:
    """Everyone who waited hears of it, and the next batch is filed."""

    async def broken() -> None:
        filer = filing(pages, tmp_path, MemoryLog())
        pages.broken = True
        results = await asyncio.gather(*(filer.file(reading(str(n)), b"x") for n in range(3)), return_exceptions=True)
        assert [type(result) for result in results] == [PortError] * 3
        pages.broken = False
        assert await filer.file(reading("a"), b"x") == ()

    asyncio.run(broken())
    assert pages.batches == [1]


def test_an_unwritable_archive_files_nothing(pages: CountingPages, tmp_path: Path) -> None:
    """A reading whose body is not kept is not filed."""
    (tmp_path / "ada").write_bytes(b"in the way")

    async def one() -> None:
        with pytest.raises(ArchiveError):
            await filing(pages, tmp_path, MemoryLog()).file(reading("a"), b"x")

    asyncio.run(one())
    assert pages.batches == []


def test_notes_are_logged_with_the_next_batch_or_at_the_end(pages: CountingPages, tmp_path: Path) -> None:
    """None is lost."""
    log = MemoryLog()
    verdict = Verdict(False, "budget", "used up")

    async def one() -> Filing:
        filer = filing(pages, tmp_path, log)
        filer.note(verdict, "https://ada.example/1")
        await filer.file(reading("a"), b"x")
        filer.note(verdict, "https://ada.example/2")
        return filer

    filer = asyncio.run(one())
    assert [address for address, _ in log.notes] == ["https://ada.example/1"]
    filer.close()
    assert [address for address, _ in log.notes] == ["https://ada.example/1", "https://ada.example/2"]
