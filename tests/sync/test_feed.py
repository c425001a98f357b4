"""Changes as integrators and timelines see them."""

import pytest

from sync.feed import as_cloud_event, in_words, timeline_events
from sync.models.change import Change, ItemChange
from tests.sync.builders import AT, observation


def _change(*items, **content):
    values = {
        "seq": 7,
        "event_id": "ev_1",
        "type": "updated",
        "candidate_id": "c_mira",
        "record_revision": 3,
        "at": AT,
        "actor": "nele",
        "items": items,
        "remote_ids": {"ats": "1001"},
    }
    return Change.model_validate(values | content)


TITLE = ItemChange(field="title", item_id="title", op="replace", before="Engineer", after="Staff Engineer")


def test_a_change_is_a_cloud_event():
    """The required attributes of CloudEvents 1.0, the number to read on from, and before and after."""
    event = as_cloud_event(_change(TITLE, evidence=[observation("title", "Staff Engineer").evidence], undoes_seq=3))
    assert {name: event[name] for name in ("specversion", "id", "source", "type", "subject", "time", "sequence")} == {
        "specversion": "1.0",
        "id": "ev_1",
        "source": "/perennial",
        "type": "net.perennial.candidate.updated",
        "subject": "c_mira",
        "time": "2026-11-02T09:00:00Z",
        "sequence": "7",
    }
    data = event["data"]
    assert data["items"] == [
        {"field": "title", "item_id": "title", "op": "replace", "before": "Engineer", "after": "Staff Engineer"}
    ]
    assert (data["revision"], data["remote_ids"], data["actor"], data["undoes"]) == (3, {"ats": "1001"}, "nele", 3)
    assert data["evidence"][0]["quote"] == "She says so."


@pytest.mark.parametrize(
    ("item", "content", "kind", "text", "happened_on"),
    [
        (TITLE, {}, "career_move", "title: Engineer became Staff Engineer", None),
        (TITLE, {"type": "undone"}, "record", "title: Engineer became Staff Engineer (undone)", None),
        (
            ItemChange(field="skills", item_id="i_1", op="add", after={"name": "Rust"}),
            {},
            "new_skill",
            "skills: Rust added",
            None,
        ),
        (
            ItemChange(field="skills", item_id="i_1", op="remove", before={"name": "Rust"}),
            {},
            "record",
            "skills: Rust removed",
            None,
        ),
        (
            ItemChange(field="articles", item_id="i_2", op="add", after={"title": "Part one", "date": "2024-05"}),
            {},
            "article",
            "articles: Part one · 2024-05 added",
            "2024-05",
        ),
    ],
)
def test_a_change_is_a_line_on_the_timeline(item, content, kind, text, happened_on):
    """With the kind of event that it is, and the day that the source gives."""
    [event] = timeline_events(_change(item, **content))
    assert (event.kind, event.text, event.happened_on, event.change_seq) == (kind, text, happened_on, 7)
    assert timeline_events(_change(item, **content)) == [event], "written twice it is one line"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "(nothing)"),
        ("Engineer", "Engineer"),
        ({"name": "Havnelys", "position": "Engineer"}, "Havnelys · Engineer"),
        ({"url": "https://a.example/"}, "https://a.example/"),
        ({"position": "Engineer"}, '{"position": "Engineer"}'),
    ],
)
def test_a_value_in_words(value, words):
    """As a person reads it."""
    assert in_words(value) == words
