"""Who acts, and on what."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from config.settings import Settings
from crawler.archive import Archive
from sync.errors import NotFound
from sync.models.candidate import Candidate
from sync.models.change import AuditLine, Change
from sync.models.document import new_id, stable_id
from sync.models.source import Source
from sync.store import Store
from sync.store.connect import open_store
from sync.store.repository import Transaction
from sync.store.suppress import SuppressionList

T = TypeVar("T")


class _Rehearsed(Exception):
    """Carries a dry run's result out of the transaction that it aborts."""

    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result


@dataclass(frozen=True, slots=True)
class Desk:
    """One actor at one store; every command takes one.

    :ivar actor: the name that decisions are recorded under.
    :ivar archive: where read pages are kept.
    :ivar dry_run: do everything, then take it back: nothing is written.
    """

    store: Store
    actor: str
    suppressions: SuppressionList
    archive: Archive
    dry_run: bool = False

    def transaction(self, work: Callable[[Transaction], T]) -> T:
        """Run ``work`` in one transaction; in a dry run it is rolled back and its result returned all the same."""
        if not self.dry_run:
            return self.store.transaction(work)

        def rehearse(tx: Transaction) -> T:
            raise _Rehearsed(work(tx))

        try:
            return self.store.transaction(rehearse)
        except _Rehearsed as rehearsed:
            result: T = rehearsed.result
            return result

    def candidate(self, candidate_id: str, tx: Transaction | None = None) -> Candidate:
        """Return an active person.

        :raises NotFound: for an unknown, merged or erased one.
        """
        found = self.store.candidates.get(candidate_id, tx)
        if found is None or found.state == "erased":
            raise NotFound(f"There is no candidate {candidate_id}. See who there is: perennial candidates list")
        if found.state == "merged":
            raise NotFound(f"Candidate {candidate_id} was merged into {found.merged_into}; use that id.")
        return found

    def source(self, source_id: str, tx: Transaction | None = None) -> Source:
        """Return a source.

        :raises NotFound: for an unknown one.
        """
        found = self.store.sources.get(source_id, tx)
        if found is None:
            raise NotFound(f"There is no source {source_id}. See what there is: perennial sources list")
        return found

    def audit(self, action: str, subject: str, at: datetime, tx: Transaction, **detail: Any) -> None:
        """Add a line to the audit, without profile values."""
        line = AuditLine(id=new_id("a", 16), at=at, actor=self.actor, action=action, subject=subject, detail=detail)
        self.store.audit.insert(line, tx)


@contextmanager
def open_desk(settings: Settings, actor: str, *, dry_run: bool = False) -> Iterator[Desk]:
    """Open the store for one actor.

    :raises NotSetUp: when something is missing on this machine.
    :raises Unavailable: when the database does not answer.
    """
    with open_store(settings) as store:
        suppressions = SuppressionList(store.suppressions, settings)
        yield Desk(store, actor, suppressions, Archive(settings.archive), dry_run)


def draft_change(seq: int, candidate: Candidate, desk: Desk, at: datetime, **content: Any) -> Change:
    """Return a change of a record as it stands after it; ``content`` fills the other fields of the change."""
    fields: Mapping[str, Any] = {
        "seq": seq,
        "event_id": stable_id("ev", candidate.id, str(seq)),
        "candidate_id": candidate.id,
        "record_revision": candidate.revision,
        "at": at,
        "actor": desk.actor,
        "remote_ids": candidate.remote_ids,
        "key_id": candidate.key_id,
        **content,
    }
    return Change.model_validate(fields)
