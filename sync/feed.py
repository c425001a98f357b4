"""The change feed: one log, numbered without a gap, read from any number on."""

import json
from typing import Any

from config.values import seen_only
from sync.models.change import Change, Event, ItemChange
from sync.models.document import stable_id

SOURCE = "/perennial"
TYPE_PREFIX = "net.perennial.candidate."


def as_cloud_event(change: Change) -> dict[str, Any]:
    """Return a change as a CloudEvents 1.0 event in its JSON form.

    Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md. ``sequence`` (its extension
    of that name, a string) and ``data.seq`` are the feed's cursor: read on with ``--since`` that number.
    """
    return {
        "specversion": "1.0",
        "id": change.event_id,
        "source": SOURCE,
        "type": TYPE_PREFIX + change.type,
        "subject": change.candidate_id,
        "time": change.at.isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "sequence": str(change.seq),
        "sequencetype": "Integer",
        "data": {
            "seq": change.seq,
            "candidate": change.candidate_id,
            "revision": change.record_revision,
            "remote_ids": change.remote_ids,
            "actor": change.actor,
            "items": [item.model_dump(mode="json") for item in change.items],
            "evidence": [one.model_dump(mode="json", exclude_none=True) for one in change.evidence],
            "proposal": change.proposal_id,
            "decision": change.decision_id,
            "undoes": change.undoes_seq,
        },
    }


def timeline_events(change: Change) -> list[Event]:
    """Return the lines that a change puts on its person's timeline."""
    return [
        Event(
            id=stable_id("e", change.event_id, str(index)),
            candidate_id=change.candidate_id,
            kind=_kind(change, item),
            channel="record",
            idempotency_key=f"{change.event_id}/{index}",
            at=change.at,
            happened_on=item.after.get("date") if isinstance(item.after, dict) else None,
            text=_sentence(change, item),
            change_seq=change.seq,
            key_id=change.key_id,
        )
        for index, item in enumerate(change.items)
    ]


def in_words(value: object) -> str:
    """Return a field's value as a person reads it."""
    if value is None:
        return "(nothing)"
    if not isinstance(value, dict):
        return seen_only(str(value))
    for key in ("title", "name", "institution", "url"):
        if value.get(key):
            extra = [str(value[more]) for more in ("position", "studyType", "date") if value.get(more)]
            return seen_only(" · ".join([str(value[key]), *extra]))
    return json.dumps(value, ensure_ascii=False)


def _kind(change: Change, item: ItemChange) -> Any:
    if change.type != "updated" or item.op == "remove":
        return "record"
    return {"articles": "article", "skills": "new_skill", "title": "career_move", "employer": "career_move"}.get(
        item.field, "record"
    )


def _sentence(change: Change, item: ItemChange) -> str:
    taken_back = " (undone)" if change.type == "undone" else ""
    match item.op:
        case "add":
            return f"{item.field}: {in_words(item.after)} added{taken_back}"
        case "remove":
            return f"{item.field}: {in_words(item.before)} removed{taken_back}"
        case "replace":
            return f"{item.field}: {in_words(item.before)} became {in_words(item.after)}{taken_back}"
