"""Sites that moved, and domains that are parked: the link lapses, and a person decides."""

import pytest

from crawler.items import DuePage, Outcome, Reading, Verdict
from sync import commands
from sync.errors import Conflict, Refused
from sync.models.run import Run
from sync.store.crawl import ports_for

NEW = "https://new-home.example/"


@pytest.fixture
def answer(store, settings, mira):
    """Return a function that reads the first page of a person's first source, with one outcome."""
    store.runs.insert(Run(id="run_1", started_at=store.now(), process="tests"))

    def answer(outcome: Outcome, **changes: object):
        ports = ports_for(store, settings, run_id="run_1", owner="tests")
        source = store.sources.of(mira)[0]
        pages: list[DuePage] = [one for one in ports.frontier.due(50) if one.address == source.address]
        verdict = Verdict(allowed=True, reason="permitted", detail="A parked or empty domain: for sale.")
        for page in pages:
            ports.sink.file([Reading(page, outcome, store.now(), verdict, **changes)])
        return store.sources.of(mira)[0]

    return answer


@pytest.fixture
def moved(answer):
    """Return a source whose site redirects elsewhere for good."""
    return answer(Outcome.MOVED, status=301, final_address=NEW)


def test_a_site_that_moved_is_proposed_and_no_longer_read(store, moved, mira):
    """Its link lapses, whoever settled it; the new address waits for a person."""
    assert (moved.state, moved.moved_to, moved.link.state) == ("moved", NEW, "lapsed")
    assert moved.link_before.state == "verified"
    assert [one.id for one in store.sources.moved()] == [moved.id]


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_redirect_for_the_moment_moves_nothing(answer, status):
    """It may end any day; the source says where it leads."""
    source = answer(Outcome.MOVED, status=status, final_address=NEW)
    assert (source.state, source.moved_to, source.link.state) == ("moved", None, "verified")


def test_a_parked_domain_is_theirs_no_longer(answer):
    """Nothing is proposed as its new address, and it is not read until somebody says that it is theirs."""
    source = answer(Outcome.PARKED, status=200)
    assert (source.state, source.moved_to, source.link.state) == ("parked", None, "lapsed")
    assert "for sale" in source.state_detail


def test_a_login_wall_says_nothing_about_whose_site_it_is(answer):
    """The source says so, and its link stays."""
    source = answer(Outcome.LOGIN, status=200)
    assert (source.state, source.link.state) == ("login", "verified")


def test_a_move_that_is_taken_changes_the_address_and_asks_whose_it_is(desk, store, moved, mira):
    """The new first page is due, the old pages go, and nothing is read before the confirmation."""
    taken = commands.sources.move_source(desk, moved.id)
    assert (taken.id, taken.address, taken.moved_to, taken.link.state) == (moved.id, NEW, None, "lapsed")
    assert [page.id for page in store.pages.of_source(taken.id)] == [NEW]
    assert store.sources.moved() == []
    assert store.audit.of([mira])[-1].action == "source.move"
    assert commands.sources.confirm_source(desk, taken.id, same_person=True).link.state == "verified"
    assert store.pages.get(NEW).next_due_at <= store.now()


def test_a_move_that_is_turned_down_is_remembered(desk, store, moved, answer):
    """The link is what it was, the old address is read at once, and the same move is not proposed again."""
    kept = commands.sources.keep_source(desk, moved.id)
    assert (kept.link.state, kept.moved_to, kept.kept_from) == ("verified", None, [NEW])
    again = answer(Outcome.MOVED, status=301, final_address=NEW)
    assert (again.state, again.moved_to, again.link.state) == ("moved", None, "verified")
    assert store.sources.moved() == []


def test_what_may_not_be_read_is_no_new_address(desk, store, answer, mira):
    """A platform that forbids it, and a place that the person has already."""
    linkedin = answer(Outcome.MOVED, status=308, final_address="https://www.linkedin.com/in/mira")
    with pytest.raises(Refused, match="--keep"):
        commands.sources.move_source(desk, linkedin.id)
    other = store.sources.of(mira)[1]
    store.transaction(
        lambda tx: store.sources.note_readings({linkedin.id: {"moved_to": other.address, "kind": other.kind}}, tx)
    )
    with pytest.raises(Conflict, match=r"perennial sources remove"):
        commands.sources.move_source(desk, linkedin.id)


def test_only_what_moved_can_be_moved_or_kept(desk, store, mira, dump):
    """The message names the list of what has."""
    before = dump()
    source = store.sources.of(mira)[0]
    for command in (commands.sources.move_source, commands.sources.keep_source):
        with pytest.raises(Refused, match="perennial sources moved"):
            command(desk, source.id)
    assert dump() == before
