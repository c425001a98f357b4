"""What a store holds, without the ids and times that differ from run to run."""

from collections.abc import Iterable
from typing import Any

from sync.models.observation import Evidence
from sync.store import Store

Rows = list[tuple[object, ...]]
Key = tuple[str, str, str]
"""Candidate, field and item."""


def content(store: Store) -> dict[str, Rows]:
    """Return everything that two runs over the same pages with the same approvals must have in common."""
    people = store.candidates.active()
    every = [one.id for one in people]
    return {
        "records": ordered(
            (one.id, one.state, one.revision, name, item.item_id, item.value)
            for one in people
            for name, item in one.items()
        ),
        "sources": ordered(
            (one.candidate_id, one.address, one.state, one.state_detail, one.link.state, one.link.reasons)
            for one in store.sources.everyone()
        ),
        "pages": ordered(
            (one.id, one.role, one.depth, one.state, one.body_sha256, one.reads, one.changes, one.failures)
            for candidate_id in every
            for one in store.pages.of_candidate(candidate_id)
        ),
        "snapshots": ordered(
            (one.candidate_id, one.page, one.role, one.body_sha256, one.text_sha256, one.extraction, one.archive_path)
            for candidate_id in every
            for one in store.snapshots.of(candidate_id)
        ),
        "observations": ordered(
            (one.candidate_id, one.field, one.value, one.live, one.current, *proof(one.evidence))
            for candidate_id in every
            for one in store.observations.of(candidate_id)
        ),
        "freshness": ordered(
            (one.candidate_id, one.field, one.item_id)
            for candidate_id in every
            for one in store.freshness.of(candidate_id)
        ),
        "proposals": ordered(
            (one.candidate_id, one.field, one.item_id, one.op, one.before, one.after, one.state, one.confidence)
            for candidate_id in every
            for one in store.proposals.of(candidate_id)
        ),
        "their evidence": ordered(
            (one.candidate_id, one.field, one.item_id, *proof(evidence))
            for candidate_id in every
            for one in store.proposals.of(candidate_id)
            for evidence in one.evidence
        ),
        "timelines": ordered(
            (one.candidate_id, one.kind, one.channel, one.happened_on, one.text)
            for candidate_id in every
            for one in store.events.of(candidate_id)
        ),
        "left to do": [
            (store.snapshots.count_pending(), len(store.due_for_diff.some(1000)), len(store.runs.running()))
        ],
    }


def proof(evidence: Evidence) -> tuple[object, ...]:
    """Return what evidence says, without when it was read."""
    place = (evidence.quote, evidence.start, evidence.end, evidence.pointer)
    return (evidence.address, *place, evidence.extractor, evidence.extractor_version, evidence.confidence)


def rebuilt(store: Store) -> dict[Key, Any]:
    """Return every value of every record as the feed from 0 gives it."""
    values: dict[Key, Any] = {}
    for change in store.changes.since(0):
        for item in change.items:
            key = (change.candidate_id, item.field, item.item_id)
            if item.op == "remove":
                del values[key]
            else:
                values[key] = item.after
    return values


def ordered(rows: Iterable[tuple[object, ...]]) -> Rows:
    """Sort rows whose cells cannot be compared with each other."""
    return sorted(rows, key=repr)
