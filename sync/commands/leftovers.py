"""Sweeping the archive of what killed runs left in it."""

from collections.abc import Sequence
from datetime import timedelta

from crawler.archive import Archive
from crawler.leftovers import Swept, sweep
from sync.commands.runs import close_dead
from sync.errors import Refused
from sync.models.run import Run
from sync.store import Store

CLOCKS_APART = timedelta(minutes=10)
"""How far the clocks of the database and of the archive's disk may differ."""


def after_death(store: Store, archive: Archive, dead: Sequence[Run]) -> Swept:
    """Sweep what some dead runs may have left, unless another run is under way, whose files look the same."""
    if archive.folder is None or store.runs.running():
        return Swept()
    began = min(run.started_at for run in dead) - CLOCKS_APART
    return sweep(
        archive.folder,
        store.snapshots.named_paths,
        until=store.now().timestamp(),
        changed_since=began.timestamp(),
    )


def sweep_archive(store: Store, archive: Archive) -> Swept:
    """Sweep the whole archive.

    :raises Refused: while a run is under way, or when the archive is not a folder of this machine's.
    """
    close_dead(store)
    if running := store.runs.running():
        raise Refused(f"{running[0].id} is under way and its files look the same. Try again when it has ended.")
    if archive.folder is None:
        raise Refused("Only an archive in a folder of this machine's is swept; a bucket has lifecycle rules for that.")
    return sweep(archive.folder, store.snapshots.named_paths, until=store.now().timestamp())
