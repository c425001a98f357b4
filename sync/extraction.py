"""Run the extractors beside everything else: in processes of their own, under limits of time and memory.

A page over a limit is ``truncated`` and proposes nothing; the process that it spoiled is replaced and the run
goes on.
"""

import multiprocessing
import resource
from collections.abc import Iterator, Sequence
from concurrent.futures import TimeoutError as TooSlow
from dataclasses import dataclass, replace
from multiprocessing.context import BaseContext

from pebble import ProcessExpired, ProcessPool

from config.settings import Settings
from crawler.archive import Archive
from crawler.errors import ArchiveError
from crawler.items import Snapshot as RawSnapshot
from extractors.claims import Extraction, PersonHint
from extractors.extract import extract, extract_unless
from extractors.skilling.imported import unpack
from extractors.skilling.lexicon import SkillLexicon, with_imported
from sync.commands.upkeep import Extracted
from sync.interrupts import starting_unheard
from sync.models.skill_list import SkillList
from sync.models.snapshot import Snapshot

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Task:
    """One snapshot to extract, for the person it is about."""

    snapshot: Snapshot
    person: PersonHint
    known_sha256: str | None = None
    """Hash of the text that today's extractors read at this address before: the same text is not read again."""


class ExtractionPool:
    """Processes that extract; a context manager that ends them."""

    def __init__(self, settings: Settings, lists: Sequence[SkillList] = (), *, most: int | None = None) -> None:
        """Start nothing yet: processes start with the first task.

        :param lists: the operator's lists of skills, which the processes read with beside the shipped ones.
        :param most: no more processes than this, as where there are fewer pages to extract.
        """
        self._settings = settings
        self._pool = ProcessPool(
            max_workers=min(settings.extraction_processes, most or settings.extraction_processes),
            context=_clean_process(),
            initializer=_begin,
            initargs=(settings.extraction_memory_mb, tuple((one.content, one.version) for one in lists)),
        )

    def __enter__(self) -> "ExtractionPool":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._pool.close()  # type: ignore[no-untyped-call]
        else:
            self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def extract(self, tasks: Sequence[Task]) -> Iterator[Extracted]:
        """Yield each task's result, in the order of the tasks.

        Never raises for what a page does: its result says ``truncated`` or ``failed`` and why.
        """
        # The pool starts its threads with its first task, and from them its processes.
        with starting_unheard():
            waiting = [
                (
                    task,
                    self._pool.schedule(
                        _extract,
                        args=(self._settings.archive, _raw(task.snapshot), task.snapshot.archive_path, task.person),
                        kwargs={"model": self._settings.spacy_model, "known_sha256": task.known_sha256},
                        timeout=self._settings.extraction_seconds,
                    ),
                )
                for task in tasks
            ]
        for task, future in waiting:
            try:
                extraction = future.result()
            except TooSlow:
                detail = f"took longer than {self._settings.extraction_seconds:g} s"
                yield Extracted(task.snapshot, None, "truncated", detail)
            except (ProcessExpired, MemoryError):
                detail = f"needed more than {self._settings.extraction_memory_mb} MB, or ended its process"
                yield Extracted(task.snapshot, None, "truncated", detail)
            except ArchiveError as error:
                yield Extracted(task.snapshot, None, "failed", str(error))
            except Exception as error:
                # An extractor's defect on one page must not end the run; the report carries it.
                yield Extracted(task.snapshot, None, "failed", f"{type(error).__name__}: {error}")
            else:
                warnings = "; ".join(extraction.warnings) if extraction else ""
                yield Extracted(task.snapshot, extraction, _state(extraction), warnings)


def as_read(archive: Archive, snapshot: Snapshot) -> RawSnapshot:
    """Return a stored reading as extraction is given it.

    :raises ArchiveError: when its body was not kept, or cannot be read.
    """
    return _with_body(archive, _raw(snapshot), snapshot.archive_path)


def _state(extraction: Extraction | None) -> str:
    if extraction is None:
        return "same_text"
    return "truncated" if extraction.truncated else "done"


def _raw(snapshot: Snapshot) -> RawSnapshot:
    return RawSnapshot(
        snapshot_id=snapshot.id,
        address=snapshot.page,
        fetched_at=snapshot.fetched_at,
        body=b"",
        content_type=snapshot.content_type or "",
        role=snapshot.role,
        site=snapshot.site,
        last_modified=snapshot.last_modified,
        may_quote=snapshot.verdict.may_quote,
    )


def skills_with(lists: Sequence[SkillList]) -> SkillLexicon | None:
    """Return what skills are read by under the operator's lists; None for the shipped lexicons alone."""
    return with_imported(unpack(one.content, one.version) for one in lists) if lists else None


def _clean_process() -> BaseContext:
    """Return a way to start processes: forked, but not from this one, whose threads and sockets they must not have."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "sync.extraction_start"])
    return context


_skills: SkillLexicon | None = None
"""What this process reads skills by; None for the shipped lexicons alone. Handed over once, for it may be large."""


def _begin(megabytes: int, lists: Sequence[tuple[bytes, str]]) -> None:
    global _skills
    _limit_memory(megabytes)
    _skills = with_imported(unpack(content, version) for content, version in lists) if lists else None


def _limit_memory(megabytes: int) -> None:
    # Address space, not resident memory, is what the kernel limits.
    limit = megabytes * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _extract(
    archive: str,
    snapshot: RawSnapshot,
    path: str | None,
    person: PersonHint,
    *,
    model: str | None,
    known_sha256: str | None,
) -> Extraction | None:
    whole = _with_body(Archive(archive), snapshot, path)
    if known_sha256 is None:
        return extract(whole, person, model=model, skills=_skills)
    return extract_unless(whole, person, known_sha256, model=model, skills=_skills)


def _with_body(archive: Archive, snapshot: RawSnapshot, path: str | None) -> RawSnapshot:
    if path is None:
        raise ArchiveError(f"{snapshot.address}: its body was not kept")
    return replace(snapshot, body=archive.read(path))
