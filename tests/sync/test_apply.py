"""Writing changes into a record, and taking them back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.apply import apply_items, inverse
from sync.errors import Conflict
from sync.models.change import ItemChange
from tests.sync.builders import AT, LATER, record

PERSON = record(title="Engineer", skills=["Go", "Rust", "Zig"])
GO, RUST, ZIG = PERSON.profile["skills"]


def change(field, item_id, op, before=None, after=None):
    """Return a change of one item."""
    return ItemChange(field=field, item_id=item_id, op=op, before=before, after=after)


REPLACE = change("title", "title", "replace", "Engineer", "Staff Engineer")
FILL = change("employer", "employer", "add", after="Havnelys")
ADD = change("skills", "i_new", "add", after={"name": "Erlang"})
RESPELL = change("skills", RUST.item_id, "replace", {"name": "Rust"}, {"name": "rust", "label": "Rust"})


@pytest.mark.parametrize("done", [REPLACE, FILL, ADD, RESPELL])
def test_a_change_and_its_inverse_restore_the_profile_exactly(done):
    """Values, item ids and order; both count as revisions."""
    after = apply_items(PERSON, [done], AT)
    assert after.profile != PERSON.profile
    back = apply_items(after, [inverse(done)], LATER)
    assert back.profile == PERSON.profile
    assert [item.item_id for item in back.profile["skills"]] == [GO.item_id, RUST.item_id, ZIG.item_id]
    assert (after.revision, back.revision, back.updated_at) == (PERSON.revision + 1, PERSON.revision + 2, LATER)


@given(st.permutations([REPLACE, FILL, ADD, RESPELL]), st.permutations([REPLACE, FILL, ADD, RESPELL]))
def test_changes_of_different_items_commute(order, undone):
    """Whatever order they are approved in, and whatever order they are taken back in."""
    person = PERSON
    for one in order:
        person = apply_items(person, [one], AT)
    assert person.profile == apply_items(PERSON, [REPLACE, FILL, ADD, RESPELL], AT).profile
    for one in undone:
        person = apply_items(person, [inverse(one)], AT)
    assert person.profile == PERSON.profile


def test_an_item_keeps_its_id_and_place_when_its_value_changes():
    """A position is never an identity."""
    after = apply_items(PERSON, [RESPELL], AT)
    assert [item.item_id for item in after.profile["skills"]] == [GO.item_id, RUST.item_id, ZIG.item_id]


def test_removing_the_last_item_leaves_no_empty_field():
    """A record that never had the field and one that lost it are equal."""
    bare = record(employer="Havnelys")
    after = apply_items(bare, [change("employer", "employer", "remove", "Havnelys")], AT)
    assert "employer" not in after.profile


@pytest.mark.parametrize(
    ("stale", "words"),
    [
        (change("title", "title", "replace", "Junior Engineer", "Staff Engineer"), "is now 'Engineer'"),
        (change("title", "title", "add", None, "Staff Engineer"), "is now 'Engineer'"),
        (change("location", "location", "replace", "Bergen", "Hamburg"), "is now None"),
        (change("skills", "i_gone", "remove", {"name": "Perl"}), "is now None"),
        (change("skills", "i_twin", "add", None, {"name": "RUST"}), "already has"),
    ],
)
def test_a_change_that_does_not_fit_is_refused(stale, words):
    """The message says what is there now and where to look; the changes beside it are not applied either."""
    before = PERSON.model_dump()
    with pytest.raises(Conflict, match=words) as refused:
        apply_items(PERSON, [FILL, stale], AT)
    assert f"perennial candidates show {PERSON.id}" in str(refused.value)
    assert PERSON.model_dump() == before
