"""One page under several addresses."""

from dataclasses import replace
from datetime import timedelta

from crawler.items import DuePage, Outcome, Reading
from tests.sync.builders import observation

HOME = "http://ada.example/"
TARGET = "https://www.ada.example/"
CV = "https://www.ada.example/cv"


def same(reading: Reading, target: str, *, lasting: bool = True) -> Reading:
    return replace(reading, same_as=target, lasting=lasting)


def test_what_a_redirect_leads_to_is_filed_under_its_own_address(store, add_person, open_run, reading):
    """The snapshot, the validators and the next look belong to the target; the source counts as read."""
    add_person("c_1", HOME)
    ports = open_run()
    [due] = ports.frontier.due(10)
    ports.sink.file([same(reading(due), TARGET)])
    [snapshot] = store.snapshots.pending(10)
    alias, target = store.pages.get(HOME), store.pages.get(TARGET)
    assert (snapshot.page, snapshot.role, snapshot.site) == (TARGET, "home", HOME)
    assert (alias.state, alias.alias_of, alias.etag, alias.reads) == ("alias", TARGET, None, 0)
    assert (target.state, target.role, target.etag, target.aliases) == ("ok", "home", '"one"', [HOME])
    assert alias.next_due_at - store.now() > timedelta(days=29)
    assert store.sources.get("src_c_1").state == "ok"
    assert store.runs.get("run_1").counts == {"fetched": 1, "bytes": 100}


def test_later_readings_of_the_target_are_the_sources_own(store, add_person, open_run, reading):
    """Its state follows the address that the site prefers."""
    add_person("c_1", HOME)
    ports = open_run()
    [due] = ports.frontier.due(10)
    ports.sink.file([same(reading(due), TARGET)])
    target = replace(due, address=TARGET)
    ports.sink.file([reading(target, Outcome.FAILED, error="ServerError: answered 500")])
    assert store.sources.get("src_c_1").state == "failing"


def test_an_alias_that_leads_elsewhere_for_the_moment_is_asked_again_soon(store, add_person, open_run, reading):
    """A temporary redirect may end any day."""
    add_person("c_1", HOME)
    ports = open_run()
    [due] = ports.frontier.due(10)
    ports.sink.file([same(reading(due), TARGET, lasting=False)])
    assert store.pages.get(HOME).next_due_at - store.now() < timedelta(days=2)


def test_filing_an_alias_twice_changes_nothing(store, add_person, open_run, reading):
    """A batch that is filed again after an unknown outcome counts nothing twice."""
    add_person("c_1", HOME)
    ports = open_run()
    [due] = ports.frontier.due(10)
    batch = [same(reading(due), TARGET)]
    ports.sink.file(batch)
    before = (store.pages.get(HOME), store.pages.get(TARGET), store.runs.get("run_1").counts, store.snapshots.count())
    ports.sink.file(batch)
    after = (store.pages.get(HOME), store.pages.get(TARGET), store.runs.get("run_1").counts, store.snapshots.count())
    assert before == after


def test_an_alias_without_a_body_makes_its_target_known(store, add_person, open_run, reading):
    """The target is read by itself, in this run where it was not given yet."""
    add_person("c_1", HOME)
    ports = open_run()
    [due] = ports.frontier.due(10)
    [found] = ports.sink.file([same(reading(due, Outcome.ALIAS), TARGET)])
    assert (found.address, found.role, found.sources) == (TARGET, "home", due.sources)
    assert store.snapshots.count() == store.refusals.count() == 0
    assert store.runs.get("run_1").counts == {"alias": 1}


def test_two_addresses_that_name_each_other_keep_one_content(store, add_person, open_run, reading, discovered):
    """The alias stays the alias, whichever of the two is read."""
    add_person("c_1", HOME)
    ports = open_run()
    [due] = ports.frontier.due(10)
    ports.sink.file([same(reading(due), TARGET)])
    target: DuePage = replace(due, address=TARGET)
    ports.sink.file([same(reading(target, body="two"), HOME)])
    ports.sink.file([same(reading(target, Outcome.ALIAS), HOME)])
    assert store.pages.get(TARGET).state == "ok"
    assert store.pages.get(HOME).alias_of == TARGET
    assert {one.page for one in store.snapshots.pending(10)} == {TARGET}


def test_a_page_that_becomes_an_alias_says_nothing_by_itself_any_more(store, add_person, open_run, reading):
    """What it said before is said by the target from now on; the person is compared again."""
    add_person("c_1", HOME)
    ports = open_run()
    [due] = ports.frontier.due(10)
    ports.sink.file([reading(due)])
    said = observation("title", "Engineer", source="src_c_1", page=HOME, candidate_id="c_1")
    store.observations.put([said])
    ports.sink.file([same(reading(due, body="two"), TARGET)])
    assert store.observations.standing("c_1") == []
    assert set(store.due_for_diff.some(10)) == {"c_1"}


def test_a_target_that_is_gone_wakes_its_aliases(store, add_person, open_run, reading):
    """They are read again, under their own names if they lead nowhere now."""
    add_person("c_1", HOME)
    ports = open_run()
    [due] = ports.frontier.due(10)
    ports.sink.file([same(reading(due), TARGET)])
    ports.sink.file([reading(replace(due, address=TARGET), Outcome.GONE, status=404)])
    assert [page.address for page in open_run("run_2").frontier.due(10)] == [HOME]
