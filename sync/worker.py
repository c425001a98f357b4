"""The composition root: joins store, ports, crawl runs and extraction into the work that a door asks for."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import islice

from config.settings import Settings
from crawler.archive import Archive
from crawler.guard import LoopbackMap
from crawler.spec import Progress, RunSpec
from extractors.claims import PersonHint
from sync.commands import leftovers
from sync.commands import runs as run_commands
from sync.commands.upkeep import Extracted, file_extractions, propose_due
from sync.crawl_process import crawl_in_child
from sync.models.candidate import Candidate
from sync.models.document import new_id
from sync.models.run import Run
from sync.models.snapshot import Snapshot
from sync.store import Store
from sync.store.crawl import Selection
from sync.store.due import Given, StoreFrontier

logger = logging.getLogger(__name__)
EXTRACTION_BATCH = 20
"""Snapshots per transaction."""
CLAIMS_AT_A_TIME = 1_000
"""A rich page must not make its neighbours' transaction too large for the server."""
LOOKED_AT = 100
"""Due pages looked at at a time to tell whether any may be read: those of paused sources and lapsed links may not."""


class Watcher:
    """Is told how far the work is; does nothing with it. The command line draws bars instead."""

    def crawled(self, progress: Progress) -> None:
        """Pages asked for and done so far."""

    def extracted(self, done: int, total: int) -> None:
        """Snapshots extracted so far."""

    def proposed(self, done: int, total: int) -> None:
        """People compared so far."""


@dataclass(frozen=True, slots=True)
class Orders:
    """What a crawl is asked to do beyond the settings."""

    selection: Selection = field(default_factory=Selection)
    budget: int | None = None
    """Most pages of the run; None: as the settings say."""
    max_minutes: float | None = None
    """After which the run asks for nothing more; None: as the settings say."""
    loopback: LoopbackMap | None = None
    """Given by code only: demo, evaluate, bench and tests."""
    delay_override: float | None = None
    on_demand: bool = False
    """Read what is selected although it is not due yet, unless it was read within the shortest interval."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What one whole round did."""

    run: Run
    extracted: int
    observations: int
    truncated: int
    failed: int
    opened: int
    updated: int
    withdrawn: int

    @property
    def stages(self) -> dict[str, int]:
        """What came after the crawl, as a run's report keeps it."""
        return {
            "extracted": self.extracted,
            "observations": self.observations,
            "truncated": self.truncated,
            "extraction_failed": self.failed,
            "opened": self.opened,
            "updated": self.updated,
            "withdrawn": self.withdrawn,
        }


def refresh(settings: Settings, store: Store, orders: Orders, watcher: Watcher) -> Refreshed:
    """Do one whole round: crawl what is due, extract what is new, propose what differs.

    Each step goes on where an interrupted round stopped.

    :raises NotConfigured: when public hosts would be crawled without a contact.
    """
    run = crawl(settings, store, orders, watcher)
    counts = extract_pending(settings, store, watcher)
    proposed = propose_due(store, watcher.proposed)
    done = Refreshed(run, *counts, *proposed)
    if run.process:
        done = replace(done, run=run_commands.add_stages(store, run, done.stages))
    told = {"run": run.id, "state": run.state, "counts": run.counts, "stages": done.stages}
    logger.info("round finished", extra=told)
    return done


def crawl(settings: Settings, store: Store, orders: Orders, watcher: Watcher) -> Run:
    """Read what is due, in a child process (the reactor cannot be started twice in one); stored unless nothing was.

    :raises NotConfigured: when public hosts would be crawled without a contact; nothing was fetched.
    :raises PortError: when the database went away; what was filed is stored.
    """
    run_id = new_id("run")
    if dead := run_commands.close_dead(store):
        leftovers.after_death(store, Archive(settings.archive), dead)
    if orders.on_demand:
        store.pages.bring_forward(orders.selection.query(), store.now(), timedelta(hours=settings.revisit_hours))
    if not StoreFrontier(store, Given(), orders.selection).due(LOOKED_AT):
        # No report: a timetable that finds nothing to do every few minutes would bury the runs that did something.
        return Run(id=run_id, started_at=store.now(), finished_at=store.now(), state="succeeded", process="")
    spec = RunSpec.from_settings(
        settings,
        run_id=run_id,
        owner=run_id,
        loopback=orders.loopback,
        delay_override=orders.delay_override,
        **_limits(orders),
    )
    spec.check()
    run_commands.start(store, run_id)
    try:
        summary = crawl_in_child(settings, spec, orders.selection, watcher.crawled)
    except BaseException as error:
        run_commands.break_off(store, run_id, error)
        raise
    return run_commands.finish(store, run_id, summary)


def _limits(orders: Orders) -> dict[str, object]:
    asked = {
        "pages_per_run": orders.budget,
        "seconds_per_run": None if orders.max_minutes is None else 60 * orders.max_minutes,
    }
    return {name: limit for name, limit in asked.items() if limit is not None}


def extract_pending(settings: Settings, store: Store, watcher: Watcher) -> tuple[int, int, int, int]:
    """Extract every snapshot that waits; return how many were extracted, observed, truncated and failed."""
    total = store.snapshots.count_pending()
    if not total:
        return 0, 0, 0, 0
    # Only now: spaCy takes most of a second to import, and a crawl process or a round without news needs none of it.
    from extractors.extract import versions
    from extractors.skilling.lexicon import imported_digest
    from sync.extraction import ExtractionPool, Task

    done = observations = truncated = failed = 0
    archive = Archive(settings.archive)
    lists = store.skill_lists.all()
    today = dict(versions(settings.spacy_model, imported_digest(one.sha256 for one in lists)))
    with ExtractionPool(settings, lists, most=total) as pool:
        while pending := store.snapshots.pending(EXTRACTION_BATCH * settings.extraction_processes):
            people = {one.id: one for one in store.candidates.get_many({one.candidate_id for one in pending})}
            tasks = [Task(one, _hint(people.get(one.candidate_id)), _known_text(store, one, today)) for one in pending]
            results = pool.extract(tasks)
            while batch := list(_batch(results)):
                # First, so that no kill leaves a body behind that may not be kept; its page is then read again.
                _drop_transient(archive, batch)
                observations += file_extractions(store, batch)
                done += len(batch)
                truncated += sum(one.state == "truncated" for one in batch)
                failed += sum(one.state == "failed" for one in batch)
                watcher.extracted(done, max(total, done))
    return done, observations, truncated, failed


def _batch(results: Iterator[Extracted]) -> Iterator[Extracted]:
    """Take results for one transaction: a bounded number of snapshots, and of claims."""
    claims = 0
    for result in islice(results, EXTRACTION_BATCH):
        yield result
        claims += len(result.extraction.claims) if result.extraction else 0
        if claims >= CLAIMS_AT_A_TIME:
            return


def _known_text(store: Store, snapshot: Snapshot, today: Mapping[str, str]) -> str | None:
    before = store.snapshots.latest_extracted(snapshot.source_id, snapshot.page)
    if before is None or before.verdict.may_quote is not snapshot.verdict.may_quote:
        # The same text under another permission is to be quoted otherwise.
        return None
    return before.text_sha256 if before.extractor_versions == today else None


def _hint(person: Candidate | None) -> PersonHint:
    return PersonHint(name=person.name if person else "")


def _drop_transient(archive: Archive, batch: Sequence[Extracted]) -> None:
    """Remove bodies that their page forbids to keep, now that they are extracted."""
    for one in batch:
        if not one.snapshot.verdict.may_keep_body and one.snapshot.archive_path:
            archive.remove(one.snapshot.archive_path)
