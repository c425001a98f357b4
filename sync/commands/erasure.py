"""The right to be forgotten."""

from sync.commands.desk import Desk, draft_change
from sync.models.change import Change
from sync.models.source import Source
from sync.store.repository import Transaction


def erase(desk: Desk, candidate_id: str) -> Change:
    """Forget a person for good: everything of them goes, and they are kept out from now on.

    The feed keeps the number and type of their earlier changes, and says that they were erased.

    :raises NotFound: for an unknown person.
    """
    at = desk.store.now()
    person = desk.candidate(candidate_id)
    addresses = [source.address for source in desk.store.sources.of(candidate_id) if _was_theirs(source)]
    # The list comes first and the files second: a crash in between must never let the person back in.
    marks = desk.suppressions.marks(
        emails=person.emails, addresses=addresses, remote_ids=person.remote_ids, record=candidate_id, at=at
    )
    if not desk.dry_run:
        desk.suppressions.journal(marks)
        desk.archive.remove_candidate(candidate_id)

    def work(tx: Transaction) -> Change:
        store = desk.store
        seq = store.changes.take_numbers(1, tx)
        before = desk.candidate(candidate_id, tx)
        change = draft_change(
            seq, before, desk, at, type="erased", items=[], remote_ids={}, record_revision=before.revision + 1
        )
        store.changes.blank(candidate_id, tx)
        store.changes.insert(change, tx)
        store.suppressions.put(marks, tx)
        store.forget(candidate_id, tx)
        desk.audit("candidate.erase", candidate_id, at, tx, change=seq)
        return change

    change = desk.transaction(work)
    if not desk.dry_run:
        # Once more, for what a running crawl wrote before the record was gone.
        desk.archive.remove_candidate(candidate_id)
    return change


def _was_theirs(source: Source) -> bool:
    """Tell whether a place is, or was until it moved or was parked, the person's own.

    A namesake's site must not be barred for the namesake.
    """
    known = (source.link, source.link_before)
    return any(link is not None and link.state == "verified" for link in known)
