"""Forgetting a person for good."""

import json

import pytest

from crawler.archive import Archive, body_hash
from crawler.items import DuePage, Outcome, Reading, Verdict
from sync import commands
from sync.errors import InvalidImport, NotFound, Refused
from sync.intake import ImportedSource
from sync.models.run import Refusal
from sync.models.snapshot import StoredVerdict
from tests.sync.builders import AT, PERSON

TRACES = (
    "Solberg",
    "solberg.example",
    "ats-77",
    "mira.example",
    "blog.example/mira",
    "found.example",
    "Staff Engineer",
)
READING = Reading(
    page=DuePage("https://mira.example/", "portfolio", "home", 0, ()),
    outcome=Outcome.FETCHED,
    at=AT,
    verdict=Verdict(allowed=True, reason="permitted", detail="no rule against it"),
    status=200,
    body_sha256=body_hash(b"Solberg"),
)


@pytest.fixture
def known_everywhere(desk, store, settings, mira, proposed, see):
    """Leave traces of Mira in every collection and in the archive; return her id."""
    see(mira, ("title", "Staff Engineer"), at_source=1)
    ids = proposed()
    commands.proposals.approve(desk, ids["Staff Engineer"])
    commands.proposals.approve(desk, ids["Rust"])
    commands.proposals.reject(desk, ids["Zig"], reason="Solberg says no")
    commands.proposals.undo(desk, ids["Rust"])
    commands.people.note(desk, mira, "Solberg prefers mail")
    commands.people.edit_candidate(desk, mira, "location", "Solberg")
    Archive(settings.archive).write(mira, READING, b"Solberg")
    verdict = StoredVerdict(allowed=False, reason="robots", detail="Disallow: /")
    [own] = [one for one in store.sources.of(mira) if one.address == "https://mira.example/"]
    store.refusals.insert(
        Refusal(
            id="ref_1",
            run_id="run_1",
            page="https://mira.example/",
            outcome="refused",
            verdict=verdict,
            source_ids=[own.id],
            at=AT,
        )
    )
    return mira


def _traces(dump):
    """Return which collections still hold any string of her."""
    return {
        (name, trace)
        for name, documents in dump().items()
        for document in documents
        for trace in TRACES
        if trace.lower() in repr(document).lower()
    }


def test_nothing_returns_the_person(desk, store, settings, known_everywhere, dump, tmp_path):
    """No collection holds a string of her, no file either; her changes keep number and type."""
    assert {name for name, _ in _traces(dump)} > {"candidates", "changes", "sources", "observations", "decisions"}
    before = [(one.seq, one.type, one.at) for one in store.changes.since(0)]
    folder = tmp_path / "archive" / known_everywhere
    assert list(folder.iterdir())
    change = commands.erasure.erase(desk, known_everywhere)
    assert _traces(dump) == set()
    assert not folder.exists()
    left = [path for path in tmp_path.rglob("*") if path.is_file() and b"olberg" in path.read_bytes()]
    assert left == []
    feed = store.changes.since(0)
    assert [(one.seq, one.type, one.at) for one in feed[:-1]] == before
    assert feed[-1] == change
    assert (change.seq, change.type) == (len(feed), "erased")
    assert all((one.items, one.evidence, one.remote_ids) == ([], [], {}) for one in feed)
    with pytest.raises(NotFound):
        desk.candidate(known_everywhere)
    with pytest.raises(NotFound):
        commands.erasure.erase(desk, known_everywhere)
    assert commands.upkeep.refresh_proposals(store, known_everywhere, 1).writes == ()


def test_an_address_that_is_none_does_not_stop_an_erasure(desk, store, mira):
    """Another version may have stored what this one cannot read."""
    page = store.pages.get("https://mira.example/")
    store.pages.put([page.model_copy(update={"id": "https://[mira/"})])
    commands.erasure.erase(desk, mira)
    assert store.pages.of_candidate(mira) == []


def test_nothing_is_left_of_a_source_that_was_removed_before(desk, store, known_everywhere):
    """What was refused of it has no other way back to the person."""
    [own] = [one for one in store.sources.of(known_everywhere) if one.address == "https://mira.example/"]
    commands.sources.remove_source(desk, own.id)
    commands.erasure.erase(desk, known_everywhere)
    assert store.refusals.count() == 0


def test_a_site_that_was_theirs_until_it_moved_stays_out(desk, store, mira):
    """The link lapsed with the move; that it had been verified is remembered."""
    [own] = [one for one in store.sources.of(mira) if one.address == "https://mira.example/"]
    lapsed = own.link.model_copy(update={"state": "lapsed"})
    theirs = own.link.model_copy(update={"state": "verified"})
    store.sources.put([own.model_copy(update={"link": lapsed, "link_before": theirs})])
    commands.erasure.erase(desk, mira)
    assert desk.suppressions.suppressed_addresses(["https://mira.example/cv"]) == {"https://mira.example/cv"}


def test_an_erased_person_stays_out(desk, store, mira):
    """By mail address, outside id, and address with all below it; the lines beside are imported."""
    commands.erasure.erase(desk, mira)
    own = PERSON["sources"][0]
    for raw, field in (
        (dict(PERSON), "email"),
        ({"name": "M. S.", "email": "Mira@Solberg.example "}, "email"),
        ({"name": "M. S.", "external_ids": {"ats": "ats-77"}}, "remote_id"),
        ({"name": "M. S.", "sources": [own | {"address": "http://www.mira.example"}]}, "address"),
        ({"name": "M. S.", "sources": [own | {"address": "https://mira.example/cv"}]}, "address"),
    ):
        with pytest.raises(InvalidImport, match=rf"people.jsonl:1: {field}: this person was erased"):
            commands.imports.import_people(desk, [json.dumps(raw)], "people.jsonl")
        with pytest.raises(Refused, match="erased"):
            commands.imports.add_candidate(desk, raw)
        lines = [json.dumps(raw), json.dumps({"name": "Ada"})]
        done = commands.imports.import_people(desk, lines, "people.jsonl", skip_invalid=True)
        assert (len(done.added) + done.known, [bad.line for bad in done.bad]) == (1, [1])
    assert [one.name for one in store.candidates.active()] == ["Ada"]


def test_a_line_without_any_mark_of_a_person_stays_out_too(desk):
    """The very line that made the record."""
    line = '{"name": "Mira Solberg", "title": "Engineer"}'
    [person] = commands.imports.import_people(desk, [line], "people.jsonl").added
    commands.erasure.erase(desk, person)
    with pytest.raises(InvalidImport, match=r"people.jsonl:1: record: this person was erased"):
        commands.imports.import_people(desk, [line], "people.jsonl")


def test_an_erased_persons_site_is_not_read_for_somebody_else(desk, mira, add):
    """Neither its first page nor one below it."""
    other = add(name="Ada", email="ada@a.example", external_ids={}, sources=[])
    commands.erasure.erase(desk, mira)
    for address in ("https://mira.example/", "https://mira.example/about/"):
        given = ImportedSource(address=address, kind="portfolio", basis="consent", given_by="candidate")
        with pytest.raises(Refused, match="erased"):
            commands.sources.add_source(desk, other, given)


def test_the_others_keep_what_is_theirs(desk, store, mira, add, see, dump):
    """Also a page that two people share."""
    shared = [PERSON["sources"][0]]
    other = add(name="Ada", email="ada@a.example", external_ids={}, sources=shared)
    see(other, ("skills", "Rust"))
    before = (store.candidates.get(other), store.sources.of(other), store.proposals.open_of(other))
    commands.erasure.erase(desk, mira)
    assert (store.candidates.get(other), store.sources.of(other), store.proposals.open_of(other)) == before
    [page] = store.pages.of_candidate(other)
    assert [one.candidate_id for one in page.sources] == [other]


def test_a_namesakes_site_is_not_barred_for_the_namesake(desk, store, mira, add):
    """Only places that are proven to be theirs stay out with an erased person."""
    foreign = next(one for one in store.sources.of(mira) if one.link.state == "claimed")
    commands.sources.confirm_source(desk, foreign.id, same_person=False)
    other = add(name="Ada", email="ada@a.example", external_ids={}, sources=[])
    commands.erasure.erase(desk, mira)
    given = ImportedSource(address=foreign.address, kind="portfolio", basis="consent", given_by="candidate")
    assert commands.sources.add_source(desk, other, given).address == foreign.address


def test_hosts_that_others_are_read_on_keep_their_pauses(desk, store, mira, add):
    """An erasure must not let the next request come too early for somebody else's page on the same domain."""
    database = store.database
    neighbour = "https://neighbour.mira.example/"
    source = {"address": neighbour, "kind": "portfolio", "basis": "consent", "given_by": "candidate"}
    add(name="Ada", email="ada@a.example", external_ids={}, sources=[source])
    database.hosts.insert_many([{"_id": name, "not_before": store.now()} for name in ("mira.example", "found.example")])
    commands.erasure.erase(desk, mira)
    assert [raw["_id"] for raw in database.hosts.find()] == ["mira.example"]
