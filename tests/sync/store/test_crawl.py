"""The remaining ports: robots answers, suppressions and the run's log; and what a run meets when the store is gone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from pymongo import MongoClient

from config.settings import Settings
from crawler.errors import PortError
from crawler.items import Verdict
from crawler.ports import HostEnd, RobotsRecord
from sync.models.run import Run
from sync.store import Store
from sync.store.connect import open_store
from sync.store.crawl import ports_for
from sync.store.suppress import SuppressionList


def test_a_robots_answer_is_remembered_until_it_expires(store, open_run):
    """By the database's clock; bytes come back as they were."""
    robots = open_run().robots
    now = store.now()
    record = RobotsRecord("https://a.example", now, now + timedelta(hours=24), 200, b"User-agent: *\n\xff", "read")
    robots.put(record)
    assert robots.get("https://a.example") == record
    assert robots.get("http://a.example") is None
    robots.put(RobotsRecord("https://a.example", now, now - timedelta(milliseconds=1), None, b""))
    assert robots.get("https://a.example") is None


@pytest.mark.parametrize(
    ("address", "suppressed"),
    [
        ("https://people.example/~ada", True),
        ("http://www.people.example/~ada/", True),
        ("https://people.example/~ada/blog/post?page=2", True),
        ("https://people.example/~adam", False),
        ("https://people.example/", False),
        ("https://other.example/~ada", False),
    ],
)
def test_an_erased_persons_addresses_are_not_fetched(store, store_settings, open_run, address, suppressed):
    """Nor what lies below them; their neighbours are not touched."""
    erased = SuppressionList(store.suppressions, store_settings)
    store.suppressions.put(
        erased.marks(
            emails=[], addresses=["https://people.example/~ada/"], remote_ids={}, record="c_ada", at=store.now()
        )
    )
    assert open_run().suppressions.suppressed([address]) == ({address} if suppressed else set())


def test_a_decision_is_noted_once(store, add_person, open_run):
    """With its verdict and whose page it is, in the run's report."""
    add_person("c_1", "https://ada.example/")
    before = store.pages.get("https://ada.example/")
    log = open_run().log
    verdict = Verdict(allowed=False, reason="host_down", detail="ada.example failed 5 times in a row")
    log.note(verdict, "https://ada.example/")
    log.note(verdict, "https://ada.example/")
    [noted] = store.refusals.of_run("run_1")
    assert (noted.page, noted.outcome, noted.verdict.reason) == ("https://ada.example/", "refused", "host_down")
    assert noted.source_ids == ["src_c_1"]
    assert store.pages.get("https://ada.example/") == before


def test_of_an_erased_person_nothing_is_noted(store, store_settings, add_person, open_run):
    """Decisions wait in the run until it writes them; whichever commits first, nothing of the person stays."""
    verdict = Verdict(allowed=False, reason="host_down", detail="ada.example failed 5 times in a row")
    open_run()
    with open_store(store_settings) as crawl, ThreadPoolExecutor(2) as pool:
        log = ports_for(crawl, store_settings, run_id="run_1", owner="crawl").log
        for number in range(10):
            person, address = f"c_{number}", f"https://p{number}.example/"
            add_person(person, address)
            noting = pool.submit(log.note, verdict, address)
            erasure = pool.submit(store.transaction, lambda tx, who=person: store.forget(who, tx))
            noting.result()
            erasure.result()
            log.note(verdict, address)
    assert store.refusals.of_run("run_1") == []


def test_progress_is_told_of_every_reading(store, store_settings, add_person, reading):
    """The counts are stored with the readings; the log only passes them on."""
    add_person("c_1", "https://ada.example/")
    store.runs.insert(Run(id="run_1", started_at=store.now(), process="tests"))
    seen = []
    ports = ports_for(store, store_settings, run_id="run_1", owner="run_1", progress=seen.append)
    [due] = ports.frontier.due(1)
    read = reading(due)
    ports.sink.file([read])
    ports.log.reading(read)
    assert seen == [read]
    assert store.runs.get("run_1").counts == {"fetched": 1, "bytes": 100}


def test_a_store_that_is_gone_ends_the_run_with_a_named_error(tmp_path):
    """Whichever port meets it first."""
    client = MongoClient("mongodb://127.0.0.1:1/", serverSelectionTimeoutMS=20)
    ports = ports_for(Store(client, "none"), Settings(data_dir=tmp_path), run_id="r", owner="r")
    for ask in (
        lambda: ports.frontier.due(1),
        lambda: ports.hosts.acquire(["a.example"]),
        lambda: ports.hosts.completed([HostEnd("a.example", 1)]),
        lambda: ports.robots.get("https://a.example"),
        lambda: ports.suppressions.suppressed(["https://a.example/"]),
        lambda: ports.sink.file([]),
    ):
        with pytest.raises(PortError, match="does not answer"):
            ask()
    client.close()
