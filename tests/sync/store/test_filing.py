"""Filing readings: one transaction per batch, and twice is once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.errors import PortError
from crawler.items import Discovered, DuePage, Outcome
from crawler.ports import RenderRecord, RobotsRecord
from sync.errors import Conflict
from sync.store.connect import open_store
from sync.store.crawl import ports_for
from sync.store.revisits import Revisits

HOME = "https://ada.example/"
POST = "https://ada.example/post"


def test_a_fetched_page_becomes_a_snapshot_and_is_due_tomorrow(store, add_person, open_run, reading):
    """One write stores the snapshot, the page's validators and its next due time."""
    add_person("c_1", HOME)
    ports = open_run()
    [due] = ports.frontier.due(10)
    read = reading(due)
    assert ports.sink.file([read]) == []
    [snapshot] = store.snapshots.pending(10)
    page = store.pages.get(HOME)
    assert (snapshot.candidate_id, snapshot.page, snapshot.fetched_at) == ("c_1", HOME, read.at)
    assert snapshot.archive_path == read.archive_paths["c_1"]
    assert (page.etag, page.body_sha256, page.reads, page.changes) == ('"one"', read.body_sha256, 1, 0)
    assert page.next_due_at - store.now() > timedelta(hours=23)
    assert store.sources.get("src_c_1").state == "ok"
    assert store.sources.get("src_c_1").last_read_at == read.at
    assert store.runs.get("run_1").counts == {"fetched": 1, "bytes": 100}


def test_filing_the_same_reading_twice_changes_nothing(store, add_person, open_run, reading):
    """A batch that is filed again after an unknown outcome counts and stores nothing twice."""
    add_person("c_1", HOME)
    add_person("c_2", POST)
    ports = open_run()
    first, second = ports.frontier.due(10)
    batch = [reading(first), reading(second, Outcome.FAILED, error="Timeout: no answer in 30 seconds")]
    ports.sink.file(batch)
    store.snapshots.note_extraction(store.snapshots.pending(1)[0].id, {"extraction": "done"})
    before = (store.pages.get(HOME), store.pages.get(POST), store.runs.get("run_1"), store.snapshots.of("c_1"))
    ports.sink.file(batch)
    assert before == (store.pages.get(HOME), store.pages.get(POST), store.runs.get("run_1"), store.snapshots.of("c_1"))
    assert len(store.refusals.of_run("run_1")) == 1


def test_a_batch_is_filed_whole_or_not_at_all(store, add_person, open_run, reading):
    """A reading that cannot be stored keeps its whole batch due."""
    add_person("c_1", HOME)
    add_person("c_2", POST)
    ports = open_run()
    first, second = ports.frontier.due(10)
    unstorable = reading(second, headers={"x": "y" * 17_000_000})
    with pytest.raises(PortError):
        ports.sink.file([reading(first), unstorable])
    assert store.snapshots.count() == 0
    assert store.runs.get("run_1").counts == {}
    assert {page.address for page in open_run("run_2").frontier.due(10)} == {HOME, POST}


def test_a_header_that_is_no_text_does_not_stop_a_batch(store, add_person, open_run, reading):
    """Half a surrogate pair in a header is replaced, the reading is filed."""
    add_person("c_1", HOME)
    ports = open_run()
    [due] = ports.frontier.due(10)
    ports.sink.file([reading(due, headers={"X-Odd": "\udcff", "ETag": '"\udcff"'})])
    assert store.snapshots.pending(1)[0].headers["x-odd"] == "?"


def test_discovered_pages_are_due_now_and_given_once(store, add_person, open_run, reading, discovered):
    """What a page links to is read in the same run, without going back to the frontier."""
    add_person("c_1", HOME)
    ports = open_run()
    [due] = ports.frontier.due(10)
    [found] = ports.sink.file([reading(due, discovered=(discovered(POST),))])
    assert (found.address, found.role, found.depth, found.spider) == (POST, "article", 1, "portfolio")
    assert found.sources == due.sources
    assert ports.frontier.due(10) == []
    assert [page.address for page in open_run("run_2").frontier.due(10)] == [POST]


def test_a_page_found_by_two_readings_of_a_batch_is_one_page(store, add_person, open_run, reading, discovered):
    """A shared page is stored once and serves both people."""
    add_person("c_1", HOME)
    add_person("c_2", "https://ada.example/team")
    ports = open_run()
    first, second = ports.frontier.due(10)
    found = ports.sink.file([reading(one, discovered=(discovered(POST),)) for one in (first, second)])
    assert [page.address for page in found] == [POST]
    assert {source.candidate_id for source in found[0].sources} == {"c_1", "c_2"}


def test_a_known_page_is_read_again_for_a_person_who_lacks_its_body(store, add_person, open_run, reading, discovered):
    """A second person's discovery brings the page back at once, and without validators."""
    add_person("c_1", HOME)
    ports = open_run()
    [due] = ports.frontier.due(10)
    [post] = ports.sink.file([reading(due, discovered=(discovered(POST),))])
    ports.sink.file([reading(post)])
    add_person("c_2", "https://ada.example/team")
    [team] = ports.frontier.due(10)
    [again] = ports.sink.file([reading(team, discovered=(discovered(POST),))])
    assert (again.address, again.etag, again.body_sha256) == (POST, None, None)
    ports.sink.file([reading(again)])
    assert [one.candidate_id for one in store.snapshots.pending(10) if one.page == POST] == ["c_1", "c_2"]
    assert store.pages.get(POST).changes == 0


def test_two_sources_of_one_person_give_one_snapshot(store, add_person, open_run, reading):
    """The snapshot hangs on the older source."""
    add_person("c_1", HOME)
    later = store.sources.get("src_c_1").created_at + timedelta(days=1)
    add_person("c_1", HOME, source_id="src_blog", kind="blog", created_at=later)
    ports = open_run()
    [due] = ports.frontier.due(10)
    ports.sink.file([reading(due)])
    assert [(one.candidate_id, one.source_id) for one in store.snapshots.pending(10)] == [("c_1", "src_c_1")]


def test_an_unchanged_page_moves_its_time_and_makes_no_snapshot(store, add_person, open_run, reading):
    """A 304 is a reading of the page and nothing else."""
    add_person("c_1", HOME)
    ports = open_run()
    [due] = ports.frontier.due(10)
    ports.sink.file([reading(due)])
    read = reading(due, Outcome.UNCHANGED, status=304)
    ports.sink.file([read])
    page = store.pages.get(HOME)
    assert (page.last_read_at, page.reads, page.etag) == (read.at, 2, '"one"')
    assert store.snapshots.count() == 1


def test_a_changed_body_is_counted_as_a_change(store, add_person, open_run, reading):
    """And a body that comes back is a new reading, though its hash is known."""
    add_person("c_1", HOME)
    ports = open_run()
    [due] = ports.frontier.due(10)
    for body in ("one", "two", "one"):
        ports.sink.file([reading(due, body=body)])
    page = store.pages.get(HOME)
    assert (page.reads, page.changes) == (3, 2)
    assert store.snapshots.count() == 3


@pytest.mark.parametrize(
    ("outcome", "failures", "retry_after", "expected"),
    [
        (Outcome.FETCHED, 0, None, timedelta(hours=24)),
        (Outcome.UNCHANGED, 0, None, timedelta(hours=24)),
        (Outcome.REFUSED, 0, None, timedelta(hours=24)),
        (Outcome.MOVED, 0, None, timedelta(hours=24)),
        (Outcome.GONE, 0, None, timedelta(days=30)),
        (Outcome.FAILED, 1, None, timedelta(hours=1)),
        (Outcome.FAILED, 2, None, timedelta(hours=2)),
        (Outcome.FAILED, 8, None, timedelta(hours=128)),
        (Outcome.FAILED, 9, None, timedelta(days=7)),
        (Outcome.FAILED, 1000, None, timedelta(days=7)),
        (Outcome.FAILED, 1, 7200.0, timedelta(hours=2)),
        (Outcome.REFUSED, 0, 7200.0, timedelta(hours=24)),
    ],
)
def test_when_a_page_is_due_again(reading, outcome, failures, retry_after, expected):
    """Failures double up to a week; a host's own wish only ever makes it later."""
    revisits = Revisits(read=timedelta(hours=24), failed=timedelta(hours=1))
    assert (
        revisits.after(
            reading(DuePage(HOME, "portfolio", "home", 0, ()), outcome, retry_after_seconds=retry_after), failures
        )
        == expected
    )


@pytest.mark.parametrize(
    ("outcome", "changes", "state", "detail"),
    [
        (Outcome.GONE, {"status": 410}, "gone", "HTTP 410"),
        (Outcome.MOVED, {"final_address": "https://else.example/"}, "moved", "moved to https://else.example/"),
        (Outcome.REFUSED, {}, "refused", "Disallow: / in line 2"),
        (Outcome.FAILED, {"error": "ServerError: HTTP 503"}, "failing", "ServerError: HTTP 503"),
    ],
)
def test_an_attempt_without_a_body_is_recorded_with_its_reason(
    store, add_person, open_run, reading, outcome, changes, state, detail
):
    """The page, the source and the run's refusals all say what happened."""
    add_person("c_1", HOME)
    ports = open_run()
    [due] = ports.frontier.due(10)
    ports.sink.file([reading(due, outcome, **changes)])
    page, source = store.pages.get(HOME), store.sources.get("src_c_1")
    assert (page.state, page.state_detail) == (source.state, source.state_detail) == (state, detail)
    assert source.last_read_at is None
    [refusal] = store.refusals.of_run("run_1")
    assert (refusal.page, refusal.outcome, refusal.source_ids) == (HOME, outcome.value, ["src_c_1"])
    assert store.runs.get("run_1").counts[outcome.value] == 1
    assert store.snapshots.count() == 0


def test_failures_in_a_row_are_counted_until_a_page_is_read(store, add_person, open_run, reading):
    """A success forgets them."""
    add_person("c_1", HOME)
    ports = open_run()
    [due] = ports.frontier.due(10)
    for expected in (1, 2, 3):
        ports.sink.file([reading(due, Outcome.FAILED, error="Timeout: none")])
        assert store.pages.get(HOME).failures == expected
    ports.sink.file([reading(due)])
    assert store.pages.get(HOME).failures == 0


def test_nothing_is_filed_for_an_erased_person(store, store_settings, add_person, open_run, reading, discovered):
    """Not the snapshot, not the page, not the run's count, and the body that was archived goes."""
    add_person("c_1", HOME)
    ports = open_run()
    [due] = ports.frontier.due(10)
    read = reading(due, discovered=(discovered(POST),))
    body = Path(store_settings.data_dir) / "archive" / read.archive_paths["c_1"]
    body.parent.mkdir(parents=True, exist_ok=True)
    body.write_bytes(b"a body that was archived before its reading is filed")
    store.transaction(lambda tx: store.forget("c_1", tx))
    assert ports.sink.file([read]) == []
    assert store.snapshots.count() == store.pages.count() == store.refusals.count() == 0
    assert store.runs.get("run_1").counts == {}
    assert not body.exists()


def test_what_a_run_learns_of_an_erased_persons_site_goes_with_their_page(store, add_person, open_run, reading):
    """It may have asked for the site's rules after the erasure; a host's name may be a person's."""
    add_person("c_1", HOME)
    ports = open_run()
    [due] = ports.frontier.due(10)
    store.transaction(lambda tx: store.forget("c_1", tx))
    now = store.now()
    for path in ("", "/.well-known/tdmrep.json"):
        ports.robots.put(RobotsRecord(f"https://ada.example{path}", now, now + timedelta(hours=24), 200, b""))
    ports.renderings.put(RenderRecord("ada.example", now, gained=True))
    ports.sink.file([reading(due)])
    assert store.robots.count() == store.renderings.count() == 0


@pytest.mark.parametrize("needed", [False, True])
def test_a_body_whose_source_was_removed_meanwhile_goes(store, store_settings, add_person, open_run, reading, needed):
    """It was archived before its reading is filed; one that another page has, too, stays."""
    _, source = add_person("c_1", HOME)
    ports = open_run()
    [due] = ports.frontier.due(10)
    read = reading(due)
    body = Path(store_settings.data_dir) / "archive" / read.archive_paths["c_1"]
    body.parent.mkdir(parents=True, exist_ok=True)
    body.write_bytes(b"a body that was archived before its reading is filed")
    if needed:
        add_person("c_1", POST, source_id="src_other")
        [other] = ports.frontier.due(10)
        ports.sink.file([reading(other)])
    store.transaction(lambda tx: store.remove_source(source, tx))
    ports.sink.file([read])
    assert body.exists() is needed


def test_a_page_of_an_erased_person_is_filed_for_the_other_one(store, add_person, open_run, reading):
    """A shared page goes on serving who is left."""
    add_person("c_1", HOME)
    add_person("c_2", HOME)
    ports = open_run()
    [due] = ports.frontier.due(10)
    store.transaction(lambda tx: store.forget("c_1", tx))
    ports.sink.file([reading(due)])
    assert [one.candidate_id for one in store.snapshots.pending(10)] == ["c_2"]


def test_erasure_beside_a_filing_leaves_nothing(store, store_settings, add_person, open_run, reading):
    """Whichever commits first, the two write the same page, and nothing of the person stays."""
    run = open_run()
    with open_store(store_settings) as crawl, ThreadPoolExecutor(2) as pool:
        sink = ports_for(crawl, store_settings, run_id="run_1", owner="crawl").sink
        for number in range(10):
            person, address = f"c_{number}", f"https://p{number}.example/"
            add_person(person, address)
            [due] = run.frontier.due(10)
            filing = pool.submit(sink.file, [reading(due)])
            erasure = pool.submit(store.transaction, lambda tx, who=person: store.forget(who, tx))
            filing.result()
            erasure.result()
            assert store.snapshots.of(person) == []
            assert store.pages.get(address) is None


def test_runs_that_find_the_same_pages_at_once_all_file(store, store_settings, add_person, open_run, reading):
    """The slower ones find the pages known, and add their people to them."""
    people = 4
    for number in range(people):
        add_person(f"c_{number}", f"https://p{number}.example/")
    new = tuple(Discovered(f"https://shared.example/{number}", "article", 1) for number in range(20))
    readings = [reading(one, discovered=new) for one in open_run().frontier.due(people)]

    def file(one):
        with open_store(store_settings) as own:
            ports_for(own, store_settings, run_id="run_1", owner=one.page.address).sink.file([one])

    with ThreadPoolExecutor(people) as pool:
        list(pool.map(file, readings))
    assert store.pages.count() == people + len(new)
    assert {len(store.pages.get(page.address).sources) for page in new} == {people}
    assert store.runs.get("run_1").counts["fetched"] == people


def test_a_source_that_was_denied_meanwhile_gets_nothing(store, add_person, open_run, reading):
    """Identity first: a reading that was under way is not filed for it."""
    _, source = add_person("c_1", HOME)
    ports = open_run()
    [due] = ports.frontier.due(10)
    denied = source.model_copy(update={"link": source.link.model_copy(update={"state": "denied"})})
    store.sources.put([denied])
    ports.sink.file([reading(due)])
    assert store.snapshots.count() == 0


def test_a_rolled_back_transaction_leaves_nothing(store, add_person):
    """All of it or none of it."""
    add_person("c_1", HOME)

    def work(tx):
        store.changes.take_numbers(3, tx)
        store.pages.put([store.pages.get(HOME, tx).model_copy(update={"reads": 99})], tx)
        raise Conflict("the item has changed")

    with pytest.raises(Conflict):
        store.transaction(work)
    assert store.changes.last_number() == 0
    assert store.pages.get(HOME).reads == 0


def test_a_page_that_says_the_same_in_other_bytes_keeps_its_snapshot(store, add_person, open_run, reading):
    """No new snapshot waits for extraction; the page is asked for with the new validators from then on."""
    add_person("c_1", HOME)
    [due] = open_run().frontier.due(10)
    open_run().sink.file([reading(due, content_sha256="said")])
    store.database["pages"].update_many({}, {"$set": {"next_due_at": store.now()}})
    [again] = open_run("run_2").frontier.due(10)
    assert again.content_sha256 == "said"
    kept = store.pages.get(HOME).body_sha256
    same = reading(
        again, Outcome.UNCHANGED, status=200, headers={"ETag": '"two"'}, body_sha256=kept, content_sha256="said"
    )
    open_run("run_2").sink.file([same])
    page = store.pages.get(HOME)
    assert (page.etag, page.body_sha256, page.content_sha256, page.changes) == ('"two"', kept, "said", 0)
    assert store.snapshots.count() == 1


def test_a_body_read_for_a_new_reader_that_says_the_same_is_no_change(store, add_person, open_run, reading):
    """Other bytes are counted as a change only when they say something else."""
    add_person("c_1", HOME)
    ports = open_run()
    [due] = ports.frontier.due(10)
    ports.sink.file([reading(due, body="one", content_sha256="said")])
    ports.sink.file([reading(due, body="two", content_sha256="said")])
    assert store.pages.get(HOME).changes == 0
    ports.sink.file([reading(due, body="three", content_sha256="otherwise")])
    assert store.pages.get(HOME).changes == 1
