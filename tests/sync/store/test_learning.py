"""What is believed of change rates, and what filing makes of it."""

from datetime import timedelta

import numpy as np
import pytest

from crawler.items import Outcome
from sync.change_rate import learn_priors
from sync.models.page import Page, PageLooks, PageSource
from sync.store.learning import START_DAYS, Learning, starting_point
from sync.store.revisits import Revisits

HOME = "https://ada.example/"
DAY = timedelta(days=1)


@pytest.fixture
def learning(store, store_settings) -> Learning:
    """Return what a run that starts now believes."""
    return Learning(store, Revisits.of(store_settings))


@pytest.fixture
def look(store, open_run, reading):
    """Return a function that lets so many days pass and then reads the page once more; returns the page."""
    runs = 0

    def looked(days: float, *, body: str = "one", outcome: Outcome = Outcome.FETCHED, **changes) -> Page:
        nonlocal runs
        runs += 1
        page, now = store.pages.get(HOME), store.now()
        past = {"looked_at": now - timedelta(days=days)} if page.looked_at else {}
        store.pages.put([page.model_copy(update={"next_due_at": now, **past})])
        ports = open_run(f"run_{runs}")
        [due] = ports.frontier.due(10)
        ports.sink.file([reading(due, outcome, body=body, **changes)])
        return store.pages.get(HOME)

    return looked


def pause(page: Page) -> float:
    return (page.next_due_at - page.looked_at) / DAY


def test_a_first_look_tells_nothing_of_changes(add_person, look):
    """It starts the clock; when the page is due again is what pages of its role do."""
    add_person("c_1", HOME)
    page = look(0)
    assert page.looks == PageLooks()
    assert page.looked_at is not None
    assert 1.0 <= pause(page) <= 7.0


def test_a_look_is_counted_in_the_write_that_files_it(add_person, look):
    """Its interval and whether the page had changed; a 304 and an equal body are unchanged."""
    add_person("c_1", HOME)
    look(0)
    assert look(3, outcome=Outcome.UNCHANGED, status=304).looks.unchanged_days == pytest.approx(3, abs=0.01)
    assert look(2).looks.unchanged_days == pytest.approx(5, abs=0.02)
    page = look(4, body="two")
    assert sum(page.looks.changed) == pytest.approx(1)
    assert sum(page.looks.changed_days) == pytest.approx(4, abs=0.01)
    assert (page.reads, page.changes) == (4, 1)


def test_an_attempt_without_a_body_is_no_look(add_person, look):
    """Neither a failure nor a refusal, a vanished or a moved page counts; the next real look does, in full."""
    add_person("c_1", HOME)
    before = look(0)
    for outcome in (Outcome.FAILED, Outcome.GONE, Outcome.REFUSED, Outcome.MOVED):
        page = look(0.001, outcome=outcome, error="Timeout: none" if outcome is Outcome.FAILED else None)
        assert page.looks == before.looks
        assert page.looked_at < before.looked_at
    assert look(6).looks.unchanged_days == pytest.approx(6, abs=0.02)


def test_a_page_that_never_changes_is_read_ever_more_rarely(store, add_person, look):
    """Up to the longest interval of its role, never beyond."""
    add_person("c_1", HOME)
    look(0)
    store.pages.put([store.pages.get(HOME).model_copy(update={"role": "profile"})])
    pauses = [pause(look(days)) for days in (1, 5, 10, 20, 30, 30, 30)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == pytest.approx(30)


def test_a_page_that_changes_every_day_is_read_every_day(add_person, look):
    """And no oftener than the shortest interval."""
    add_person("c_1", HOME)
    look(0)
    pauses = [pause(look(1, body=f"day {day}")) for day in range(8)]
    assert pauses[-1] == pytest.approx(1)


def test_a_change_brings_a_quiet_page_back(add_person, look):
    """One change after many quiet looks makes it due sooner than it was."""
    add_person("c_1", HOME)
    look(0)
    quiet = [look(5) for _ in range(4)][-1]
    assert pause(look(5, body="news")) < pause(quiet)


def test_two_looks_within_minutes_hardly_count(add_person, look):
    """A second run straight after the first neither wears out a page nor makes it restless when nothing changed."""
    add_person("c_1", HOME)
    look(0)
    before = look(5)
    after = look(0.001)
    assert after.looks.unchanged_days == pytest.approx(before.looks.unchanged_days, abs=0.02)
    assert pause(after) == pytest.approx(pause(before), rel=0.1)


def test_a_page_that_somebody_new_waits_for_stays_due(store, add_person, open_run, reading, discovered):
    """Read for one person and found for another one in the same batch, it is still to be read for the second."""
    add_person("c_1", HOME)
    add_person("c_2", "https://ada.example/team")
    ports = open_run()
    home, team = sorted(ports.frontier.due(10), key=lambda page: page.address)
    ports.sink.file([reading(home), reading(team, discovered=(discovered(HOME),))])
    assert store.pages.get(HOME).next_due_at <= store.now()


def test_pages_without_statistics_are_scheduled_like_their_kin(store, add_person, look):
    """A document written before there were statistics is read, and learns from then on."""
    add_person("c_1", HOME)
    look(0)
    old = {"$unset": {"looks": "", "looked_at": ""}}
    store.database["pages"].update_one({"_id": HOME}, old)
    page = look(0)
    assert page.looked_at is not None
    assert page.looks.changed == ()


def test_roles_start_from_a_guess_that_gives_way(learning):
    """Feeds before homes before articles, without a single look in the database."""
    rates = {role: prior.shape / prior.days for role, prior in learning.priors.roles.items()}
    assert set(rates) == set(START_DAYS)
    assert rates["feed"] > rates["home"] > rates["profile"] > rates["article"]


def test_one_quiet_day_of_a_small_network_is_not_its_nature():
    """After a single unchanged look at each of twenty homes they are still looked at every week at least."""
    table, kinds = starting_point()
    alone = learn_priors(table, kinds).roles["home"]
    more = type(table)(
        np.r_[table.unchanged_days, np.ones(20)],
        np.r_[table.changed, np.zeros((20, table.changed.shape[1]))],
        np.r_[table.changed_days, np.zeros((20, table.changed.shape[1]))],
    )
    then = learn_priors(more, [*kinds, *[("home", f"p{number}.example") for number in range(20)]]).roles["home"]
    assert alone.shape / alone.days > then.shape / then.days > 0.2 * alone.shape / alone.days


def test_a_hosts_pages_teach_about_their_neighbours(store, learning):
    """A page that was looked at once is taken to change as the host's other pages of its role do."""
    now = store.now()

    def page(host: str, number: int, changes: float) -> Page:
        looks = PageLooks(unchanged_days=20.0, changed=(0.0, 0.0, changes), changed_days=(0.0, 0.0, 2 * changes))
        return Page(
            id=f"https://{host}.example/{number}",
            spider="blog",
            role="article",
            depth=1,
            sources=[PageSource(source_id="s", candidate_id="c")],
            next_due_at=now,
            reads=12,
            looks=looks if changes else PageLooks(unchanged_days=40.0),
        )

    store.pages.put([page("busy", number, 10.0) for number in range(15)])
    store.pages.put([page("quiet", number, 0.0) for number in range(15)])
    priors = learning.priors
    busy, quiet = priors.of("article", "busy.example"), priors.of("article", "quiet.example")
    unknown = priors.of("article", "new.example")
    assert busy.shape / busy.days > unknown.shape / unknown.days > quiet.shape / quiet.days


def test_learning_reads_a_bounded_number_of_pages(store):
    """Of a large network a part, drawn by lot."""
    now = store.now()
    pages = [
        Page(id=f"https://p{at}.example/", spider="blog", role="home", depth=0, sources=[], next_due_at=now, reads=2)
        for at in range(40)
    ]
    store.pages.put(pages)
    assert len(list(store.pages.looks(10))) == 10
    assert len(list(store.pages.looks(40))) == 40
