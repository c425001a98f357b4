"""What the worker writes: filed extractions, and each person's proposals brought up to date."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import config.sources
from extractors.claims import Extraction
from sync.comparators import normal_address
from sync.diff import compare
from sync.identity import PageIdentity, assess
from sync.models.candidate import Candidate
from sync.models.observation import Observation
from sync.models.snapshot import Snapshot
from sync.models.source import Source
from sync.observe import no_longer_stated, observations_of, rejected_claims
from sync.propose import Reconciled, confirmed, reconcile
from sync.store import Store
from sync.store.repository import Transaction

PEOPLE_AT_A_TIME = 100
MOST_COMPLAINTS = 10
PROVING_ROLES = frozenset({"home", "profile", "data"})
"""Pages that say whose site it is; an article may name anybody."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """How the extraction of one snapshot ended."""

    snapshot: Snapshot
    extraction: Extraction | None
    """None when it failed or went over its limits."""
    state: str
    """As :attr:`sync.models.snapshot.Snapshot.extraction`."""
    detail: str = ""


def file_extractions(store: Store, results: Sequence[Extracted]) -> int:
    """Store what a batch of extractions gave, all or nothing; return the number of observations.

    Filing the same results twice is filing them once.
    """
    at = store.now()

    def work(tx: Transaction) -> int:
        people = {one.id: one for one in store.candidates.get_many({one.snapshot.candidate_id for one in results}, tx)}
        sources = {one.id: one for one in store.sources.get_many({one.snapshot.source_id for one in results}, tx)}
        stored = {one.id: one for one in store.snapshots.get_many([one.snapshot.id for one in results], tx)}
        count = 0
        notes: dict[str, Mapping[str, object]] = {}
        for result in results:
            # A person erased while their page was being read leaves no trace.
            person, source = people.get(result.snapshot.candidate_id), sources.get(result.snapshot.source_id)
            if person is None or person.state != "active" or source is None:
                nobody = {"extraction": "failed", "extraction_detail": "its person or source is gone"}
                notes[result.snapshot.id] = nobody
                continue
            if not _stands(result, stored.get(result.snapshot.id)):
                continue
            filed = _file(store, person, source, result, at, tx)
            sources[source.id], notes[result.snapshot.id] = filed.source, filed.noted
            count += filed.observations
        store.snapshots.note_extractions(notes, tx)
        store.due_for_diff.add(sorted({result.snapshot.candidate_id for result in results}), tx)
        return count

    return store.transaction(work)


def refresh_proposals(store: Store, candidate_id: str, marks: int) -> Reconciled:
    """Compare one person's record with what their sources say now, and write what follows.

    :param marks: how often the person was put on the list when it was read; more since then keeps them on it.
    """
    at = store.now()

    def work(tx: Transaction) -> Reconciled:
        store.due_for_diff.done(candidate_id, marks, tx)
        person = store.candidates.get(candidate_id, tx)
        if person is None or person.state != "active":
            return Reconciled((), (), ())
        known = store.freshness.of(candidate_id, tx)
        comparison = compare(
            person,
            store.observations.standing(candidate_id, tx),
            _trust(store, candidate_id, tx),
            store.rejections.of(candidate_id, tx),
            known,
        )
        reconciled = reconcile(person, comparison, store.proposals.open_of(candidate_id, tx), at)
        # Withdrawn ones first: only one may be open per item at any moment of the transaction.
        store.proposals.put(reconciled.withdrawn, tx)
        store.proposals.put([*reconciled.updated, *reconciled.opened], tx)
        store.freshness.put(confirmed(person, comparison, known), tx)
        return reconciled

    return store.transaction(work)


def verified_observations(store: Store, candidate_id: str, tx: Transaction) -> list[Observation]:
    """Return what a person's verified sources say now: all that a proposal can rest on."""
    trust = _trust(store, candidate_id, tx)
    return [one for one in store.observations.standing(candidate_id, tx) if one.source_id in trust]


def _trust(store: Store, candidate_id: str, tx: Transaction) -> dict[str, float]:
    return {
        source.id: config.sources.get(source.kind).trust
        for source in store.sources.of(candidate_id, tx)
        if source.link.state == "verified"
    }


def propose_due(store: Store, on_progress: Callable[[int, int], None] | None = None) -> tuple[int, int, int]:
    """Compare everybody whose observations moved; return how many proposals were opened, updated, withdrawn.

    :param on_progress: is told how many people were compared, of how many.
    """
    done = opened = updated = withdrawn = 0
    while due := store.due_for_diff.some(PEOPLE_AT_A_TIME):
        total = done + len(due)
        for candidate_id, marks in due.items():
            reconciled = refresh_proposals(store, candidate_id, marks)
            opened += len(reconciled.opened)
            updated += len(reconciled.updated)
            withdrawn += len(reconciled.withdrawn)
            done += 1
            if on_progress is not None:
                on_progress(done, total)
    return opened, updated, withdrawn


def _stands(result: Extracted, stored: Snapshot | None) -> bool:
    """Tell whether a reading may still be used as it was when its extraction began.

    Meanwhile another run may have found that the page forbids it. One that waits still is extracted anew.
    """
    if stored is None or stored.extraction == "failed" != result.state:
        return False
    return stored.verdict == result.snapshot.verdict


@dataclass(frozen=True, slots=True)
class _Filed:
    observations: int
    noted: Mapping[str, object]
    """What is recorded on the snapshot."""
    source: Source
    """As it is now: the page may have proved whose it is."""


def _file(store: Store, person: Candidate, source: Source, result: Extracted, at: datetime, tx: Transaction) -> _Filed:
    snapshot, extraction = result.snapshot, result.extraction
    # A claim that its field refuses is an extractor's defect: kept for whoever mends it, never dropped in silence.
    refused = rejected_claims(extraction) if extraction else []
    detail = "; ".join(filter(None, [result.detail, *refused[:MOST_COMPLAINTS]]))
    noted: dict[str, object] = {"extraction": result.state, "extraction_detail": detail}
    if not snapshot.verdict.may_keep_body:
        noted["archive_path"] = None
    found: list[Observation] = []
    if result.state == "same_text":
        store.freshness.seen_again([snapshot.page], at, tx)
    if extraction is not None and not extraction.truncated:
        noted |= {"text_sha256": extraction.text_sha256, "extractor_versions": dict(extraction.versions)}
        found = observations_of(snapshot, extraction, at)
        before = store.observations.current_of_page(source.id, snapshot.page, tx)
        found += no_longer_stated(snapshot, extraction, before, found, at)
        store.observations.retire_page(source.id, snapshot.page, snapshot.id, tx)
        store.observations.put(found, tx)
        if snapshot.role in PROVING_ROLES:
            source = _judge_link(store, person, source, snapshot, extraction, at, tx)
    return _Filed(len(found), noted, source)


def _judge_link(
    store: Store,
    person: Candidate,
    source: Source,
    snapshot: Snapshot,
    extraction: Extraction,
    at: datetime,
    tx: Transaction,
) -> Source:
    says = extraction.identity
    page = PageIdentity(says.names, says.emails, says.rel_me, says.same_as, home=snapshot.role == "home")
    verified = [one for one in store.sources.of(person.id, tx) if one.link.state == "verified" and one.id != source.id]
    pointing_back = _pointing_at(store, person, source, {one.id for one in verified}, tx)
    link = assess(person, source, page, pointing_back, at)
    if link is not source.link:
        source = source.model_copy(update={"link": link})
        store.sources.put([source], tx)
    return source


def _pointing_at(store: Store, person: Candidate, source: Source, verified: set[str], tx: Transaction) -> set[str]:
    """Return the addresses of verified sources whose pages link to this source."""
    here = normal_address(source.address)
    pointing = {
        one.source_id
        for one in store.observations.standing(person.id, tx)
        if one.field == "links" and one.source_id in verified and one.normal == here
    }
    return {one.address for one in store.sources.of(person.id, tx) if one.id in pointing}
