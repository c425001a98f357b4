"""Adding, correcting, noting and tagging people."""

import pytest

from sync import commands
from sync.errors import Invalid, NotFound
from sync.models.document import new_id
from tests.sync.builders import SAID, stated

edit = commands.people.edit_candidate


def test_a_person_added_by_hand_is_on_record_and_in_the_feed(desk, store):
    """The same person twice is refused with the id that they have."""
    raw = {"name": "Jonas Wiechert", "email": "j@w.example", "skills": ["Python"]}
    person = commands.imports.add_candidate(desk, raw)
    assert store.candidates.get(person.id).profile == person.profile
    [change] = store.changes.since(0)
    assert (change.type, change.candidate_id, len(change.items)) == ("created", person.id, 2)
    with pytest.raises(Invalid, match=f"on record already as {person.id}"):
        commands.imports.add_candidate(desk, {"name": "J. Wiechert", "email": "J@W.example"})


def test_a_wrong_person_is_refused_with_every_reason(desk, store):
    """And nobody is stored."""
    with pytest.raises(Invalid, match=r"rating: .*less than or equal to 5"):
        commands.imports.add_candidate(desk, {"name": "Jonas", "rating": 9})
    assert (store.candidates.count(), store.changes.last_number()) == (0, 0)


def test_edits_are_changes_with_numbers_of_their_own(desk, store, mira):
    """Set, replace, add, respell and remove; an item keeps its id while its value changes."""
    done = [
        edit(desk, mira, "title", "Architect"),
        edit(desk, mira, "location", "Bergen"),
        edit(desk, mira, "skills", "Rust"),
        edit(desk, mira, "skills", {"name": "rust", "label": "Rust"}),
        edit(desk, mira, "skills", "Go", remove=True),
        edit(desk, mira, "employer", "Havnelys", remove=True),
    ]
    assert [change.seq for change in done] == [2, 3, 4, 5, 6, 7]
    assert [change.items[0].op for change in done] == ["replace", "add", "add", "replace", "remove", "remove"]
    assert done[2].items[0].item_id == done[3].items[0].item_id
    profile = store.candidates.get(mira).profile
    assert [item.value for item in profile["skills"]] == [{"name": "rust", "label": "Rust"}]
    assert "employer" not in profile
    assert [event.change_seq for event in store.events.of(mira)] == [7, 6, 5, 4, 3, 2]


def test_an_edit_that_makes_no_sense_is_refused(desk, mira, dump):
    """With the reason, and nothing is written."""
    before = dump()
    for field, value, remove, error, words in (
        ("shoe_size", "44", False, Invalid, "unknown profile field"),
        ("title", "", False, Invalid, "at least 1 character"),
        ("title", "Engineer", False, Invalid, "says that already"),
        ("name", "Mira Solberg", True, Invalid, "name cannot be removed"),
        ("skills", "Cobol", True, NotFound, "has no such skills"),
        ("articles", {"title": "x", "date": "soon"}, False, Invalid, "YYYY-MM"),
    ):
        with pytest.raises(error, match=words):
            edit(desk, mira, field, value, remove=remove)
    assert dump() == before


def test_a_correction_is_not_inferred_again(desk, store, mira, proposed, see):
    """Neither a corrected title nor a removed skill comes back from the same pages; other news does."""
    for words in ("Staff Engineer", "Rust"):
        commands.proposals.approve(desk, proposed()[words])
    edit(desk, mira, "title", "Architect")
    edit(desk, mira, "skills", "rust", remove=True)
    see(mira, *SAID, snapshot=new_id("sn"))
    assert proposed().keys() == {"Kolanut Payments", "Bergen, Norway", "Zig", "Part two · 2026-05"}
    see(mira, *SAID, ("title", "Principal Engineer"), quote="Since June: Principal Engineer.")
    back = {one.after: one.state_detail for one in store.proposals.open_of(mira) if one.field == "title"}
    [(value, why)] = back.items()
    assert value in ("Principal Engineer", "Staff Engineer")
    assert value == "Principal Engineer" or "in new words" in why


def test_a_correction_counts_from_today(desk, store, mira, see):
    """An older statement of another source does not argue with it, also after a page has confirmed it."""
    edit(desk, mira, "title", "Architect")
    see(mira, ("title", "Architect"), said=stated("2020"))
    see(mira, ("title", "Engineer II"), at_source=1, said=stated("2024"), quote="In 2024: Engineer II.")
    assert store.proposals.open_of(mira) == []


def test_a_skill_removed_in_one_spelling_stays_away_in_another(desk, store, add, see):
    """The page says k8s and means Kubernetes; the record had it under the short name."""
    person = add(skills=["k8s"])
    see(person, ("skills", {"name": "K8s", "label": "Kubernetes"}))
    edit(desk, person, "skills", "k8s", remove=True)
    commands.upkeep.refresh_proposals(store, person, 1)
    assert store.proposals.open_of(person) == []


def test_notes_and_tags_are_no_changes_of_the_profile(desk, store, mira):
    """They leave revision and feed alone, and the audit says who wrote them without their words."""
    commands.people.note(desk, mira, " prefers mail ")
    commands.people.tag(desk, mira, ["nordics", "data", "nordics"])
    person = commands.people.tag(desk, mira, remove=["data"])
    assert [(one.text, one.by) for one in person.notes] == [("prefers mail", "nele")]
    assert (person.tags, person.revision, store.changes.last_number()) == (["nordics"], 1, 1)
    assert [one.action for one in store.audit.of([mira])] == [
        "candidate.create",
        "candidate.note",
        "candidate.tag",
        "candidate.tag",
    ]
    assert "mail" not in repr(store.audit.of([mira]))
    with pytest.raises(Invalid, match="needs words"):
        commands.people.note(desk, mira, "  ")


def test_marks_are_no_changes_of_the_profile(desk, store, mira):
    """A star and an open role are set and taken off one by one; revision and feed stay, the audit tells."""
    mark = commands.people.mark
    assert store.candidates.get(mira).starred is False
    mark(desk, mira, starred=True)
    person = mark(desk, mira, open_role=True)
    assert (person.starred, person.open_role) == (True, True)
    assert store.candidates.get(mira) == person
    person = mark(desk, mira, starred=False)
    assert (person.starred, person.open_role, person.revision) == (False, True, 1)
    assert store.changes.last_number() == 1
    assert [one.detail for one in store.audit.of([mira]) if one.action == "candidate.mark"] == [
        {"starred": True},
        {"open_role": True},
        {"starred": False},
    ]


def test_an_unknown_person_is_not_found(desk, dump):
    """With the command that lists everybody; nothing is written."""
    before = dump()
    for command in (
        lambda: edit(desk, "c_nobody", "title", "x"),
        lambda: commands.people.note(desk, "c_nobody", "x"),
        lambda: commands.people.tag(desk, "c_nobody", ["x"]),
        lambda: commands.people.mark(desk, "c_nobody", starred=True),
        lambda: commands.erasure.erase(desk, "c_nobody"),
    ):
        with pytest.raises(NotFound, match=r"no candidate c_nobody.*perennial candidates list"):
            command()
    assert dump() == before
