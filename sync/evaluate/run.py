"""Serve labelled sites on loopback, store what they said before as records, and run the whole pipeline on them."""

import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from config.settings import Settings
from crawler.guard import LoopbackMap
from crawler.items import Snapshot
from sync.commands.desk import Desk, open_desk
from sync.commands.imports import import_people
from sync.diff import LEAST_CONFIDENCE, group_by_value, strongest
from sync.errors import Invalid
from sync.evaluate.truth import FIELDS, SINGLE, LabelledSite
from sync.extraction import as_read
from sync.loopback import LoopbackServer, Site
from sync.models.observation import Observation
from sync.models.proposal import Proposal
from sync.store.crawl import Selection
from sync.worker import Orders, Watcher, refresh

KINDS = ("portfolio", "blog")


@dataclass(frozen=True, slots=True)
class SiteResult:
    """What the pipeline made of one site."""

    site: LabelledSite
    candidate_id: str
    values: dict[str, list[Observation]]
    """Per field, the current profile as read: the best proof of each value that is sure enough to be proposed."""
    proposals: list[Proposal]
    pages: int
    seconds: float
    snapshots: tuple[Snapshot, ...] = ()
    """What was read, as extraction was given it; only where it was asked for."""


def evaluate_sites(
    settings: Settings, sites: Sequence[LabelledSite], watcher: Watcher, *, keep_snapshots: bool = False
) -> Iterator[SiteResult]:
    """Yield each site's result, one site after the other, on a database of its own that is thrown away."""
    with _scratch(settings) as (scratch, desk):
        for site in sites:
            with LoopbackServer([_served(site)]) as server:
                result = _evaluate(scratch, desk, site, server, watcher)
            yield replace(result, snapshots=_snapshots(desk, result)) if keep_snapshots else result


def _evaluate(
    settings: Settings, desk: Desk, site: LabelledSite, server: LoopbackServer, watcher: Watcher
) -> SiteResult:
    imported = import_people(desk, [json.dumps(_record(site))], site.slug)
    if not imported.added:
        raise Invalid(f"{site.slug}: two of the sites are about the same record")
    candidate_id = imported.added[0]
    orders = Orders(Selection(candidate_ids=(candidate_id,)), loopback=LoopbackMap(server.mapping), delay_override=0.0)
    begun = time.monotonic()
    done = refresh(settings, desk.store, orders, watcher)
    seconds = time.monotonic() - begun
    standing = desk.store.observations.standing(candidate_id)
    pages = sum(number for name, number in done.run.counts.items() if name in ("fetched", "unchanged"))
    return SiteResult(
        site, candidate_id, _profile(standing), desk.store.proposals.open_of(candidate_id), pages, seconds
    )


def _snapshots(desk: Desk, result: SiteResult) -> tuple[Snapshot, ...]:
    """Return the newest reading of each page whose body is kept, in the order of their addresses."""
    newest = {one.page: one for one in reversed(desk.store.snapshots.of(result.candidate_id)) if one.archive_path}
    return tuple(as_read(desk.archive, newest[page]) for page in sorted(newest))


def _profile(standing: Sequence[Observation]) -> dict[str, list[Observation]]:
    """Return the profile that the pages state, whatever the record says."""
    trust = {one.source_id: 1.0 for one in standing}
    profile: dict[str, list[Observation]] = {}
    for field in FIELDS:
        groups = group_by_value(field, [one for one in standing if one.field == field])
        groups = [group for group in groups if group.confidence() >= LEAST_CONFIDENCE]
        if groups and field in SINGLE:
            groups = [strongest(groups, trust)]
        profile[field] = [group.proof()[0] for group in groups]
    return profile


def _record(site: LabelledSite) -> dict[str, object]:
    """Return the record as an import line: what version A truly said, or a name alone."""
    record: dict[str, object] = {"name": site.newer.values["name"][0]}
    for field in FIELDS[1:]:
        found = site.older.values[field] if site.older else ()
        if found:
            record[field] = found[0] if field in SINGLE else list(found)
    record["external_ids"] = {"labelled": site.slug}
    record["sources"] = [
        {"address": site.home, "kind": kind, "basis": "consent", "given_by": "candidate"} for kind in KINDS
    ]
    return record


def _served(site: LabelledSite) -> Site:
    parts = urlsplit(site.home)
    return Site(
        host=parts.hostname or "",
        scheme="http" if parts.scheme == "http" else "https",
        root=site.folder / "B",
        base=parts.path or "/",
    )


@contextmanager
def _scratch(settings: Settings) -> Iterator[tuple[Settings, Desk]]:
    # Real people's pages: nothing of an evaluation stays behind.
    with tempfile.TemporaryDirectory(prefix="perennial-evaluate-") as folder:
        own = {"data_dir": Path(folder), "mongo_uri": None, "archive_url": None, "max_depth": 4}
        scratch = settings.model_copy(update=own)
        with open_desk(scratch, "evaluate") as desk:
            yield scratch, desk
