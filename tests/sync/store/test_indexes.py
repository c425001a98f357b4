"""Indexes: every question of the repositories is answered by one, and what must be unique is."""

import pytest

from sync.errors import Conflict, NotSetUp
from sync.models.change import AuditLine, Event
from sync.models.observation import Evidence
from sync.models.proposal import Proposal
from sync.store import indexes
from sync.store.crawl import Selection


def a_proposal(store, proposal_id, **changes):
    evidence = {
        "source_id": "src_1",
        "snapshot_id": "s_1",
        "address": "https://ada.example/",
        "quote": "I lead research.",
        "body_sha256": "0" * 64,
        "text_sha256": None,
        "read_at": store.now(),
        "stated_at": None,
        "extractor": "title",
        "extractor_version": "1",
        "confidence": 0.9,
    }
    values = {
        "id": proposal_id,
        "candidate_id": "c_1",
        "field": "title",
        "item_id": "title",
        "op": "replace",
        "normal": "head of research",
        "confidence": 0.9,
        "evidence": [Evidence.model_validate(evidence)],
        "opened_at": store.now(),
        "updated_at": store.now(),
    }
    return Proposal.model_validate(values | changes)


def test_no_question_scans_a_collection(store, add_person, open_run, reading):
    """The database's own profiler watches every question; none falls back to reading everything."""
    candidate, source = add_person("c_1", "https://ada.example/")
    store.proposals.insert(a_proposal(store, "p_1"))
    database = store.database
    database.command("profile", 2)
    ports = open_run(selection=Selection(candidate_ids=("c_1",), source_ids=("src_c_1",)))
    [due] = open_run("run_2").frontier.due(10)
    ports.frontier.due(10)
    ports.sink.file([reading(due)])
    ports.robots.get("https://ada.example")
    ports.suppressions.suppressed(["https://ada.example/"])
    ports.hosts.acquire(["ada.example"])
    ports.hosts.release(["ada.example"])
    store.candidates.active(limit=10)
    store.candidates.with_tag("x")
    store.candidates.by_remote_id("ats", "1")
    store.candidates.by_email("ada@ada.example")
    store.sources.of("c_1")
    store.sources.everyone(["suspected"])
    store.pages.of_source("src_c_1")
    store.pages.of_candidate("c_1")
    store.snapshots.pending(10)
    store.snapshots.pending(10, ["c_1"])
    store.snapshots.count_pending()
    store.snapshots.of("c_1")
    store.snapshots.latest_extracted("src_c_1", "https://ada.example/")
    store.observations.standing("c_1")
    store.observations.of("c_1")
    store.observations.retire_page("src_c_1", "https://ada.example/", "s_1")
    store.freshness.of("c_1")
    store.proposals.open(10)
    store.proposals.open(10, "title")
    store.proposals.open_of("c_1")
    store.proposals.of("c_1")
    store.proposals.in_state("rejected", 10)
    store.proposals.starting_with("p_")
    store.decisions.latest(10)
    store.decisions.on("p_1")
    store.rejections.of("c_1")
    store.transaction(lambda tx: store.rejections.delete_by_decision("d_1", tx))
    store.changes.since(0)
    store.changes.since(0, 10, "c_1")
    store.events.of("c_1")
    store.audit.of(["c_1"])
    store.runs.latest(10)
    store.refusals.of_run("run_1")
    store.refusals.latest_of("https://a.example/")
    store.sources.on_host("a.example")
    store.snapshots.with_bodies(["https://a.example/"])
    store.snapshots.paths_needed(["c_1/a.warc.gz"], ["https://a.example/"])
    store.transaction(lambda tx: store.observations.retire_pages(["https://a.example/"], tx))
    store.transaction(lambda tx: store.observations.forget_quotes(["https://a.example/"], tx, but_for=["c_2"]))
    store.transaction(lambda tx: store.remove_source(source, tx))
    store.transaction(lambda tx: store.forget(candidate.id, tx))
    database.command("profile", 0)
    watched = list(database["system.profile"].find({"ns": {"$regex": "^(?!.*system[.])"}}))
    assert len(watched) > 50
    scans = [(one["ns"], one.get("command")) for one in watched if "COLLSCAN" in one.get("planSummary", "")]
    assert scans == []
    assert [one["command"] for one in watched if one.get("hasSortStage")] == []


def test_one_proposal_per_item_is_open(store):
    """Closed ones are not counted, other items are not touched."""
    store.proposals.insert(a_proposal(store, "p_1"))
    store.proposals.insert(a_proposal(store, "p_2", state="rejected"))
    store.proposals.insert(a_proposal(store, "p_3", item_id="other"))
    with pytest.raises(Conflict, match="candidate_id and field and item_id"):
        store.proposals.insert(a_proposal(store, "p_4"))


def test_an_outside_id_is_one_active_persons(store, add_person):
    """It can be found, and a person who is not active does not keep it."""
    ada, _ = add_person("c_1", "https://ada.example/")
    bob, _ = add_person("c_2", "https://bob.example/")
    known = ada.model_copy(update={"remote_ids": {"ats.example": "7", "crm": "$1"}})
    store.candidates.put([known])
    assert store.candidates.by_remote_id("ats.example", "7") == known
    assert store.candidates.by_remote_id("crm", "$1") == known
    assert store.candidates.by_remote_id("crm", "7") is None
    store.candidates.put([bob.model_copy(update={"remote_ids": {"ats.example": "8"}})])
    with pytest.raises(Conflict, match="remote_keys") as caught:
        store.candidates.put([bob.model_copy(update={"remote_ids": {"ats.example": "7"}})])
    assert "Person" not in str(caught.value)
    store.candidates.put([known.model_copy(update={"state": "merged", "merged_into": "c_2"})])
    store.candidates.put([bob.model_copy(update={"remote_ids": {"ats.example": "7"}})])
    assert store.candidates.by_remote_id("ats.example", "7").id == "c_2"


def test_a_person_has_a_source_once(store, add_person):
    """The same address may serve another person, or as another kind."""
    add_person("c_1", "https://ada.example/")
    add_person("c_2", "https://ada.example/")
    add_person("c_1", "https://ada.example/", source_id="src_blog", kind="blog")
    with pytest.raises(Conflict):
        add_person("c_1", "https://ada.example/", source_id="src_again")


def test_an_event_is_on_a_timeline_once(store):
    """By its idempotency key."""
    event = {"candidate_id": "c_1", "kind": "article", "channel": "blog", "idempotency_key": "k", "text": "A post"}
    store.events.insert(Event.model_validate({"id": "e_1", "at": store.now(), **event}))
    with pytest.raises(Conflict):
        store.events.insert(Event.model_validate({"id": "e_2", "at": store.now(), **event}))


def test_an_index_whose_declaration_changed_is_made_anew(store):
    """Under its old name."""
    audit = store.database["audit"]
    audit.drop_indexes()
    [declared] = [one for one in indexes.INDEXES if one.collection == "audit"]
    audit.create_index(list(declared.keys), name=declared.name, sparse=True)
    indexes.ensure(store.database)
    assert "sparse" not in audit.index_information()[declared.name]


def test_documents_that_break_a_unique_index_are_named(store):
    """It is the operator's to decide which one goes."""
    store.database["changes"].drop_indexes()
    store.database["changes"].insert_many([{"_id": 1, "event_id": "ev_1"}, {"_id": 2, "event_id": "ev_1"}])
    with pytest.raises(NotSetUp, match="ev_1"):
        indexes.ensure(store.database)


def test_index_names_are_unique_within_their_collection():
    """Two declarations under one name would undo each other at every start."""
    names = [(one.collection, one.name) for one in indexes.INDEXES]
    assert len(names) == len(set(names))


def test_a_collection_without_further_indexes_still_exists(store):
    """A transaction need not make it."""
    assert set(indexes.WITHOUT_INDEXES) <= set(store.database.list_collection_names())
    line = AuditLine(id="a_1", at=store.now(), actor="tests", action="test", subject="c_1")
    store.transaction(lambda tx: store.audit.insert(line, tx))
    assert store.audit.of(["c_1"]) == [line]
