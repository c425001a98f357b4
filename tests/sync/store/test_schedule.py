"""Which pages a run with a budget reads, and in which order."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from config.settings import Settings
from crawler.items import Outcome
from sync.models.page import Host, Page, PageLooks, PageSource
from sync.models.source import IdentityLink
from sync.store import Store
from sync.store.crawl import Selection, ports_for
from sync.store.learning import Learning
from sync.store.revisits import Revisits
from sync.store.schedule import chosen, planned, standing
from tests.sync.store.conftest import LONG_AGO, a_candidate, a_source

DAY = timedelta(days=1)
AddPage = Callable[..., Page]


@pytest.fixture
def put(store: Store) -> AddPage:
    """Return a function that stores a due page of a person, by default read ten times and last five days ago."""
    people: set[str] = set()

    def page(address: str, *, person: str = "ada", days: float | None = 5.0, **changes: object) -> Page:
        marks = {name: changes.pop(name) for name in ("starred", "open_role") if name in changes}
        source_changes = {name: changes.pop(name) for name in ("paused", "link") if name in changes}
        if person not in people:
            people.add(person)
            store.candidates.put([a_candidate(f"c_{person}", **marks)])
            seen = {"last_read_at": LONG_AGO} if days is not None else {}
            home = f"https://{person}.example/"
            store.sources.put([a_source(f"s_{person}", f"c_{person}", home, kind="blog", **seen, **source_changes)])
        now = store.now()
        read = {} if days is None else {"looked_at": now - days * DAY, "last_read_at": now - days * DAY, "reads": 10}
        values: dict[str, object] = {
            "id": address,
            "spider": "blog",
            "role": "article",
            "depth": 1,
            "sources": [PageSource(source_id=f"s_{person}", candidate_id=f"c_{person}")],
            "next_due_at": now - timedelta(hours=1),
            "state": "waiting" if days is None else "ok",
            **read,
        }
        made = Page.model_validate(values | changes)
        store.pages.put([made])
        return made

    return page


@pytest.fixture
def plan(store: Store, store_settings: Settings) -> Callable[..., list[str]]:
    """Return a function for the addresses that a run of so many pages reads, in its order."""

    def make(budget: int, selection: Selection | None = None, **changes: object) -> list[str]:
        settings = store_settings.model_copy(update=changes)
        learning = Learning(store, Revisits.of(settings))
        only = (selection or Selection()).query()
        return list(planned(store, learning, settings, only, budget).addresses)

    return make


def changed(times: float, quiet_days: float) -> PageLooks:
    """Return the looks at a page that changed so often, each time within two days."""
    return PageLooks(unchanged_days=quiet_days, changed=(0.0, 0.0, times), changed_days=(0.0, 0.0, 2 * times))


def test_what_would_be_forgotten_comes_first_then_what_was_never_read_then_what_is_worth_most(put, plan):
    """In this order, whatever each of them is worth."""
    put("https://ada.example/quiet", looks=changed(0.0, 300.0))
    put("https://ada.example/lively", looks=changed(4.0, 30.0))
    put("https://ada.example/forgotten", days=30.5, looks=changed(0.0, 900.0))
    put("https://ada.example/new", days=None)
    put("https://ada.example/feed.xml", days=None, role="feed")
    ordered = ["forgotten", "feed.xml", "new", "lively", "quiet"]
    assert plan(10) == [f"https://ada.example/{name}" for name in ordered]
    assert plan(3) == [f"https://ada.example/{name}" for name in ordered[:3]]


def test_a_page_that_changes_all_the_time_is_worth_less_than_one_that_may_be_news(put, plan):
    """Its copy would be stale at once."""
    put("https://ada.example/clock", looks=PageLooks(changed=(200.0,), changed_days=(20.0,)))
    put("https://ada.example/about", looks=changed(3.0, 30.0))
    assert plan(1) == ["https://ada.example/about"]


def test_importance_is_the_persons(store, put, plan):
    """Starred before an open role before anybody; taking the marks off takes effect with the next plan."""
    for person, marks in (("ada", {}), ("bea", {"open_role": True}), ("cem", {"starred": True})):
        put(f"https://{person}.example/post", person=person, **marks)
    assert plan(2) == ["https://cem.example/post", "https://bea.example/post"]
    store.candidates.put([a_candidate("c_cem"), a_candidate("c_bea")])
    store.candidates.put([a_candidate("c_ada", starred=True)])
    assert plan(1) == ["https://ada.example/post"]


def test_somebody_nobody_ever_saw_comes_before_more_of_somebody_known(put, plan):
    """Among pages that were never read."""
    put("https://ada.example/old", days=5.0)
    put("https://ada.example/post", days=None)
    put("https://dot.example/post", person="dot", days=None)
    assert plan(1) == ["https://dot.example/post"]


def test_a_page_of_two_people_weighs_for_both(put, plan):
    """One look serves both of them."""
    put("https://ada.example/alone")
    put("https://bea.example/", person="bea", days=2.0)
    shared = [PageSource(source_id=f"s_{one}", candidate_id=f"c_{one}") for one in ("ada", "bea")]
    put("https://team.example/both", sources=shared)
    assert plan(1) == ["https://team.example/both"]


def test_a_known_page_that_somebody_new_waits_for_counts_as_never_read(store, put, plan):
    """It was read for another person a moment ago."""
    put("https://ada.example/post", looks=changed(4.0, 30.0))
    put("https://ada.example/team", days=0.01, next_due_at=store.now())
    assert plan(1) == ["https://ada.example/team"]


@pytest.mark.parametrize(
    "changes",
    [
        {"paused": True},
        {"link": IdentityLink(state="denied", reasons=["a test"], changed_at=LONG_AGO)},
        {"next_due_at": LONG_AGO + timedelta(days=36_500)},
    ],
    ids=["paused", "denied", "not due"],
)
def test_what_may_not_be_read_now_is_not_chosen(put, plan, changes):
    """However much it would be worth."""
    put("https://ada.example/", **changes)
    assert plan(10) == []


def test_what_could_not_be_read_does_not_crowd_out_what_can(store, put, plan):
    """A refused page that was never read, a vanished one and a guess that led nowhere wait behind a real page."""
    now = store.now()
    for state in ("refused", "gone", "failing"):
        put(f"https://ada.example/{state}", days=None, state=state, next_due_at=now)
    for state in ("gone", "alias", "parked", "login", "moved"):
        put(f"https://ada.example/{state}-for-long", days=40.0, state=state, looks=changed(2.0, 40.0))
    put("https://ada.example/real", looks=changed(2.0, 40.0))
    assert plan(10)[0] == "https://ada.example/real"
    assert len(plan(10)) == 9


def test_no_source_gives_more_than_one_run_takes_of_it(put, plan):
    """The catalogue says how many, the settings may say fewer; the rest of the budget goes to others."""
    for number in range(70):
        put(f"https://ada.example/{number}", looks=changed(4.0, 20.0))
    put("https://bea.example/", person="bea", looks=changed(0.0, 400.0))
    for changes, expected in (({}, 60), ({"pages_per_source": 5}, 5), ({"pages_per_source": 500}, 60)):
        given = plan(100, **changes)
        assert len([one for one in given if one.startswith("https://ada")]) == expected
        assert "https://bea.example/" in given


def test_no_host_gives_more_than_a_run_or_a_day_has_room_for(put, plan):
    """At an hour between requests a host answers 24 a day; a platform is one host for all who live on it."""
    for number in range(30):
        put(f"https://p{number}.github.io/", person=f"p{number}")
        put(f"https://q{number}.example/", person=f"q{number}")
        put(f"https://shared.test/{number}", person=f"r{number}")
    slow = plan(1000, delay_seconds=3600)
    assert len([one for one in slow if "github.io" in one]) == 24
    assert len([one for one in slow if "shared.test" in one]) == 24
    assert len([one for one in slow if ".example" in one]) == 30
    assert len([one for one in plan(1000, pages_per_host=7) if "shared.test" in one]) == 7


def test_a_run_with_a_budget_is_given_its_plan_once(store, store_settings, put, open_run, reading):
    """In its order, in batches, without what was read or forgotten meanwhile; what is left over is counted."""
    for number in range(8):
        put(f"https://ada.example/{number}", looks=changed(1.0 + number, 40.0))
    open_run()
    ports = ports_for(store, store_settings, run_id="run_1", owner="run_1", budget=5)
    first = ports.frontier.due(2)
    assert [page.address for page in first] == ["https://ada.example/7", "https://ada.example/6"]
    assert ports.frontier.remaining() == 6
    [other] = [page for page in open_run("run_2").frontier.due(10) if page.address.endswith("/5")]
    open_run("run_2").sink.file([reading(other, Outcome.UNCHANGED, status=304)])
    assert [page.address for page in ports.frontier.due(10)] == ["https://ada.example/4", "https://ada.example/3"]
    assert ports.frontier.due(10) == []
    assert ports.frontier.remaining() == 3


def test_after_a_kill_a_plan_is_made_anew(store, store_settings, put, open_run, reading, discovered):
    """What was filed is not read again; what it led to is."""
    put("https://ada.example/", role="home")
    put("https://ada.example/post")
    run = open_run()
    killed = ports_for(store, store_settings, run_id="run_1", owner="run_1", budget=5)
    [home] = [page for page in killed.frontier.due(5) if page.role == "home"]
    killed.sink.file([reading(home, discovered=(discovered("https://ada.example/new"),))])
    again = ports_for(store, store_settings, run_id="run_1", owner="run_2", budget=5)
    assert [page.address for page in again.frontier.due(5)] == ["https://ada.example/new", "https://ada.example/post"]
    assert run.frontier.remaining() == 2


def test_nothing_due_is_an_empty_plan(store, store_settings, plan, put):
    """On an empty database, for an unknown person, and when nothing is due."""
    assert plan(5) == []
    put("https://ada.example/", next_due_at=store.now() + DAY)
    assert plan(5) == []
    learning = Learning(store, Revisits.of(store_settings))
    nobody = standing(store, learning, {"_id": "https://nobody.example/"}, store.now())
    assert chosen(nobody, 5, store_settings).size == 0
    assert plan(5, Selection(candidate_ids=("c_nobody",))) == []


@pytest.mark.parametrize("rest", [{"not_before": DAY}, {"not_before": -DAY, "open_until": DAY, "state": "open"}])
def test_a_host_that_rests_does_not_use_the_budget_up(put, plan, store, rest):
    """Its pages are worth most and cannot be read: they take what the others leave."""
    down = [put(f"https://down.example.com/{n}", person="down", days=20.0).id for n in range(4)]
    well = [put(f"https://well.example.net/{n}", person="well", days=2.0).id for n in range(3)]
    assert set(plan(4)) == set(down)
    times = {name: store.now() + value if isinstance(value, timedelta) else value for name, value in rest.items()}
    store.hosts.put([Host(id="example.com", **times)])
    assert set(plan(3)) == set(well)
    assert set(plan(4)[:3]) == set(well)
    assert set(plan(7)) == {*well, *down}
