"""What the store keeps of the browser: where it is of use, and which pages were read with it."""

from datetime import timedelta

import pytest

from crawler.ports import RenderRecord

HOME = "https://ada.example/"


def test_where_the_browser_is_of_use_is_remembered_for_other_runs(store, open_run):
    """A later record takes the place of an earlier one; another host has none."""
    now = store.now()
    first = RenderRecord("ada.example", now - timedelta(days=1), gained=False)
    latest = RenderRecord("ada.example", now, gained=True)
    for record in (first, latest):
        open_run().renderings.put(record)
        assert open_run("run_2").renderings.get("ada.example") == record
    assert open_run().renderings.get("bob.example") is None


def test_a_forgotten_persons_host_is_forgotten(store, add_person, open_run):
    """A host's name may be a person's."""
    add_person("c_1", HOME)
    add_person("c_2", "https://bob.example/")
    for host in ("ada.example", "bob.example"):
        open_run().renderings.put(RenderRecord(host, store.now(), gained=True))
    store.transaction(lambda tx: store.forget("c_1", tx))
    assert open_run().renderings.get("ada.example") is None
    assert open_run().renderings.get("bob.example") is not None


@pytest.mark.parametrize(
    ("rendered", "of_page", "of_snapshot"), [(True, True, True), (False, False, False), (None, None, False)]
)
def test_a_reading_says_whether_it_was_rendered(store, add_person, open_run, reading, rendered, of_page, of_snapshot):
    """The page knows all three cases, the snapshot whether its body is the browser's."""
    add_person("c_1", HOME)
    ports = open_run()
    [page] = ports.frontier.due(10)
    ports.sink.file([reading(page, rendered=rendered)])
    [snapshot] = store.snapshots.of("c_1")
    assert (store.pages.get(HOME).rendered, snapshot.rendered) == (of_page, of_snapshot)


@pytest.mark.parametrize(
    ("before", "after", "changes"), [(False, True, 0), (None, True, 0), (True, True, 1), (None, None, 1)]
)
def test_a_page_that_the_browser_shows_for_the_first_time_has_not_changed(
    store, add_person, open_run, reading, before, after, changes
):
    """Only a body that was got in the same way tells of a change."""
    add_person("c_1", HOME)
    for run, rendered, body in (("run_1", before, "one"), ("run_2", after, "two")):
        store.pages.put([store.pages.get(HOME).model_copy(update={"next_due_at": store.now()})])
        ports = open_run(run)
        [page] = ports.frontier.due(10)
        ports.sink.file([reading(page, body=body, rendered=rendered)])
    assert store.pages.get(HOME).changes == changes
