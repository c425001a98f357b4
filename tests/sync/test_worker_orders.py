"""A crawl within a budget, and one on demand, over real HTTP on this machine."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from config.settings import Settings
from crawler.guard import LoopbackMap
from sync.commands.desk import open_desk
from sync.commands.runs import add_stages
from sync.demo.run import load_sample, serve_sample
from sync.models.page import Page
from sync.models.run import Run
from sync.store import Store
from sync.store.crawl import Selection
from sync.worker import Orders, Watcher, crawl

DAY = timedelta(days=1)


@pytest.fixture
def network(store_settings: Settings, tmp_path) -> Iterator[tuple[Store, Callable[..., Run]]]:
    """Serve the sample's sites and load its people; yield the store and a function that crawls once."""
    settings = store_settings.model_copy(update={"archive_url": (tmp_path / "archive").as_uri()})
    with open_desk(settings, "recruiter") as desk, serve_sample() as server:
        load_sample(desk)
        here = {"loopback": LoopbackMap(server.mapping), "delay_override": 0.0}
        yield desk.store, lambda **orders: crawl(settings, desk.store, Orders(**here, **orders), Watcher())


def pages_of_all(store: Store) -> dict[str, Page]:
    return {page.id: page for one in store.candidates.active() for page in store.pages.of_candidate(one.id)}


def test_a_crawl_with_a_budget_reads_what_is_worth_most_and_no_more(network):
    """Home pages that nobody ever saw first, a starred person's before all; the rest is left for the next run."""
    store, run = network
    starred = store.candidates.active()[-1]
    store.candidates.put([starred.model_copy(update={"starred": True})])
    due = store.pages.count_due()

    def asked() -> set[str]:
        return {address for address, page in pages_of_all(store).items() if page.state != "waiting"}

    first = run(budget=1)
    assert asked() == {source.address for source in store.sources.of(starred.id)}
    assert first.left_due["budget"] == sum(first.left_due.values()) >= due - 1
    run(budget=3)
    assert len(asked()) == 4
    run(budget=1000)
    assert len(asked()) > due
    assert store.pages.count_due() == 0
    assert run(budget=1000).process == ""


def test_a_person_is_read_on_demand_although_not_due(network):
    """Every look counts; what was read a moment ago is not read again."""
    store, run = network
    run()
    person = next(
        one for one in store.candidates.active() if any(page.state == "ok" for page in store.pages.of_candidate(one.id))
    )
    selection = Selection(candidate_ids=(person.id,))
    assert run(selection=selection, on_demand=True).process == ""
    before = [page for page in store.pages.of_candidate(person.id) if page.state == "ok"]
    store.pages.put([page.model_copy(update={"looked_at": page.looked_at - 2 * DAY}) for page in before])
    assert run(selection=selection).process == ""
    done = run(selection=selection, on_demand=True)
    assert before
    assert done.counts["unchanged"] == len(before)
    for page in before:
        assert store.pages.get(page.id).looks.unchanged_days == pytest.approx(2, abs=0.1)
        assert store.pages.get(page.id).next_due_at > store.now() + 0.9 * DAY


def test_pages_that_nobody_may_read_are_no_run(network):
    """A timetable that comes by every few minutes must not leave a report each time because a source is paused."""
    store, run = network
    people = [one.id for one in store.candidates.active()]
    store.sources.put([one.model_copy(update={"paused": True}) for id_ in people for one in store.sources.of(id_)])
    assert store.pages.count_due() > 0
    assert run().process == ""
    assert store.runs.latest(1) == []


def test_a_round_that_could_not_extract_is_none(network):
    """What the later stages found wrong counts as much as what the crawl did."""
    store, run = network
    crawled = run()
    assert crawled.state == "succeeded"
    told = add_stages(store, crawled, {"extracted": 20, "extraction_failed": 2})
    assert (told.state, told.complaints) == ("failed", ["2 of 20 pages could not be extracted to the end"])
    assert store.runs.get(crawled.id) == told
