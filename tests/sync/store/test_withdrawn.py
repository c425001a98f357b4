"""What goes when a page that two people share forbids what it permitted."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.archive import Archive
from crawler.items import Outcome, Verdict
from tests.sync.builders import observation

HOME = "https://team.example/"
NOINDEX = Verdict(True, "permitted", "The candidate's consent overrides it.", signals=("meta robots: noindex",))


@pytest.fixture
def shared(store, store_settings, add_person, open_run, reading):
    """Let a page that serves two people have been read, extracted and quoted; return its next due form."""
    for person in ("c_1", "c_2"):
        add_person(person, HOME)
    ports = open_run()
    [due] = ports.frontier.due(1)
    first = reading(due)
    archive = Archive(store_settings.archive)
    written = {person: archive.write(person, replace(first, body_sha256="a" * 64), b"one") for person in ("c_1", "c_2")}
    ports.sink.file([replace(first, body_sha256="a" * 64, archive_paths=written)])
    found = [
        observation("title", "Engineer", candidate_id=person, source=f"src_{person}", page=HOME)
        for person in ("c_1", "c_2")
    ]
    store.observations.put(found)
    store.database["pages"].update_many({}, {"$set": {"next_due_at": datetime(2026, 1, 1, tzinfo=UTC)}})
    [again] = open_run("run_2").frontier.due(1)
    assert len(again.sources) == 2
    return again


def standing(store) -> dict[str, tuple[bool, int, int]]:
    """Return per person whether the body is kept, how many statements count, and how many are quoted."""
    kept = {}
    for person in ("c_1", "c_2"):
        [snapshot] = store.snapshots.of(person)
        observed = store.observations.of(person)
        current = len(store.observations.standing(person))
        kept[person] = (
            snapshot.archive_path is not None,
            current,
            sum(one.evidence.quote is not None for one in observed),
        )
    return kept


@pytest.mark.parametrize(
    ("verdict", "outcome", "people", "first", "second"),
    [
        (replace(NOINDEX, signals=()), Outcome.UNCHANGED, 2, (True, 1, 1), (True, 1, 1)),
        (NOINDEX, Outcome.UNCHANGED, 1, (True, 1, 1), (False, 0, 0)),
        (replace(NOINDEX, signals=("X-Robots-Tag: noarchive",), may_keep_body=False), Outcome.UNCHANGED, 2,
         (False, 1, 1), (False, 1, 1)),
        (replace(NOINDEX, signals=("X-Robots-Tag: nosnippet",), may_quote=False), Outcome.UNCHANGED, 2,
         (True, 1, 0), (True, 1, 0)),
        (Verdict(False, "noai", "The page says X-Robots-Tag: noai."), Outcome.REFUSED, 2, (False, 0, 0), (False, 0, 0)),
        (Verdict(False, "robots", "line 2: Disallow: /"), Outcome.REFUSED, 2, (True, 1, 1), (True, 1, 1)),
    ],
    ids=["nothing", "noindex-one-consents", "noarchive", "nosnippet", "noai", "robots"],
)  # fmt: skip
def test_earlier_readings_give_up_what_is_forbidden_now(
    store, store_settings, open_run, reading, shared, verdict, outcome, people, first, second
):
    """Each person by their own permission; a rule of robots.txt stops the fetching alone."""
    files = {one: store.snapshots.of(one)[0].archive_path for one in ("c_1", "c_2")}
    now = reading(replace(shared, sources=shared.sources[:people]), outcome, verdict=verdict, body_sha256="a" * 64)
    open_run("run_2").sink.file([now])
    assert standing(store) == {"c_1": first, "c_2": second}
    archive = Archive(store_settings.archive)
    there = {one: archive._fs.exists(archive._at(path)) for one, path in files.items()}
    assert there == {"c_1": first[0], "c_2": second[0]}


def test_nothing_that_waits_is_extracted_from_a_page_that_forbids_it(store, open_run, reading, shared):
    """Its reading ends as failed, so that a later permission makes the page be read anew."""
    refused = Verdict(False, "noindex", "The page says meta robots: noindex.")
    open_run("run_2").sink.file([reading(shared, Outcome.REFUSED, verdict=refused)])
    assert store.snapshots.count_pending() == 0
    [snapshot] = store.snapshots.of("c_1")
    assert (snapshot.extraction, snapshot.extraction_detail) == ("failed", "the page forbids its use now")


def test_what_waits_is_extracted_without_its_words_once_they_may_not_be_quoted(store, open_run, reading, shared):
    """The round that read it was broken off before it was extracted."""
    unquoted = replace(NOINDEX, signals=("X-Robots-Tag: nosnippet",), may_quote=False)
    open_run("run_2").sink.file([reading(shared, Outcome.UNCHANGED, verdict=unquoted, body_sha256="a" * 64)])
    assert [one.verdict.may_quote for one in store.snapshots.pending(10)] == [False, False]
