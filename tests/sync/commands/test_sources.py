"""Permitted places, and whose they are."""

import pytest

from sync import commands
from sync.errors import Conflict, NotFound
from sync.intake import ImportedSource


def _given(address, **changes):
    values = {"address": address, "kind": "portfolio", "basis": "consent", "given_by": "candidate"}
    return ImportedSource.model_validate(values | changes)


def test_a_source_is_added_with_its_first_page_due(desk, store, mira):
    """Under its canonical address; the audit says on which basis."""
    source = commands.sources.add_source(desk, mira, _given("http://WWW.New.example:80/a/../#top"))
    assert source.address == "http://www.new.example/"
    assert store.sources.get(source.id) == source
    assert [page.id for page in store.pages.of_source(source.id)] == [source.address]
    line = store.audit.of([mira])[-1]
    assert (line.action, line.detail["basis"], line.detail["given_by"]) == ("source.add", "consent", "candidate")


@pytest.mark.parametrize("address", ["https://mira.example/", "https://MIRA.example/#about"])
def test_the_same_place_twice_is_refused(desk, mira, dump, address):
    """With the id that it has."""
    before = dump()
    with pytest.raises(Conflict, match=r"already\. See: perennial sources list"):
        commands.sources.add_source(desk, mira, _given(address))
    assert dump() == before


def test_unknown_ids_are_not_found(desk, dump):
    """With the command that lists the right ones."""
    before = dump()
    with pytest.raises(NotFound, match="perennial candidates list"):
        commands.sources.add_source(desk, "c_nobody", _given("https://new.example/"))
    for command in (commands.sources.remove_source, lambda d, s: commands.sources.pause_source(d, s, paused=True)):
        with pytest.raises(NotFound, match=r"no source s_none.*perennial sources list"):
            command(desk, "s_none")
    assert dump() == before


def test_nothing_is_proposed_from_a_page_until_a_person_says_whose_it_is(desk, store, mira, see):
    """A yes opens what it says, a no withdraws it again."""
    see(mira, ("title", "Chef"), at_source=2)
    assert store.proposals.open_of(mira) == []
    found = next(one for one in store.sources.of(mira) if one.link.state == "claimed")

    def answer(same):
        return commands.sources.confirm_source(desk, found.id, same_person=same).link

    yes = answer(same=True)
    assert (yes.state, yes.settled_by) == ("verified", "nele")
    [proposal] = store.proposals.open_of(mira)
    assert proposal.after == "Chef"
    assert answer(same=False).state == "denied"
    assert store.proposals.get(proposal.id).state == "withdrawn"


def test_removing_a_source_takes_what_was_read_and_leaves_what_was_approved(desk, store, mira, proposed):
    """Its open proposals are withdrawn, its pages are not due any more."""
    commands.proposals.approve(desk, proposed()["Staff Engineer"])
    own = next(one for one in store.sources.of(mira) if one.address == "https://mira.example/")
    commands.sources.remove_source(desk, own.id)
    assert proposed() == {}
    assert store.observations.of(mira) == []
    assert store.pages.of_source(own.id) == []
    assert store.candidates.get(mira).profile["title"][0].value == "Staff Engineer"
