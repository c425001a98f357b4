"""The sample network goes through the whole job: every proposal a careful recruiter would want, and no other."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import JsonValue

from config.settings import Settings
from crawler.archive import Archive
from crawler.items import Snapshot as ReadPage
from extractors.claims import PersonHint
from extractors.page import build
from sync.commands.desk import open_desk
from sync.demo.run import load_sample, refresh_sample, serve_sample
from sync.demo.sites import load
from sync.loopback import LoggedRequest
from sync.models.proposal import Proposal
from sync.models.run import Refusal
from sync.models.snapshot import Snapshot
from sync.models.source import Source
from sync.store import Store
from sync.worker import Refreshed, Watcher

Person = dict[str, Any]
Documents = dict[str, list[dict[str, Any]]]

PEOPLE: list[Person] = tomllib.loads(Path(__file__).with_name("expected.toml").read_text("utf-8"))["person"]
EACH_PERSON = [pytest.param(person, id=person["name"]) for person in PEOPLE]
EACH_PROPOSAL = [
    pytest.param(person, proposal, id=f"{person['name']}-{proposal['field']}-{index}")
    for person in PEOPLE
    for index, proposal in enumerate(person.get("proposal", []))
]
EACH_TRAP = [
    pytest.param(person, words, id=f"{person['name']}-{words}")
    for person in PEOPLE
    for words in person.get("not_proposed", [])
]
EACH_FORBIDDEN_PATH = [
    pytest.param(person, path, id=path) for person in PEOPLE for path in person.get("never_requested", [])
]
WITHOUT_VALIDATORS = {site.host for site in load() if not (site.sends_etag or site.sends_last_modified)}


@dataclass(frozen=True)
class Round:
    """What one round did and asked for, and what the store holds after it."""

    done: Refreshed
    requests: tuple[LoggedRequest, ...]
    people: dict[str, str]
    """Candidate ids by the id in the sample's ATS."""
    sources: dict[str, Source]
    """By candidate id: each person of the sample has one."""
    proposals: list[Proposal]
    refusals: list[Refusal]
    snapshots: dict[str, Snapshot]
    documents: Documents
    """Everything stored, as it is stored."""

    def of(self, person: Person) -> list[Proposal]:
        """Return the open proposals on one person."""
        return [one for one in self.proposals if one.candidate_id == self.people[person["ats"]]]

    def source(self, person: Person) -> Source:
        """Return a person's source."""
        return self.sources[self.people[person["ats"]]]


@dataclass(frozen=True)
class Rounds:
    """The first round, one straight after it, and one for which every page was made due again."""

    first: Round
    again: Round
    forced: Round
    archive: Archive


@pytest.fixture(autouse=True)
def _machine(request: pytest.FixtureRequest) -> None:
    """Ask for a browser where a test is about a person whose site needs one."""
    if hasattr(request.node, "callspec") and request.node.callspec.params.get("person", {}).get("browser"):
        request.getfixturevalue("chromium")


@pytest.fixture(scope="module")
def rounds(mongod: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rounds]:
    """Work the sample through three times, on a database of its own."""
    archive = tmp_path_factory.mktemp("archive").as_uri()
    settings = mongod.model_copy(update={"mongo_database": "test_sample", "archive_url": archive})
    with open_desk(settings, "recruiter") as desk, serve_sample() as server:
        load_sample(desk)

        def work() -> Round:
            asked = len(server.log)
            done = refresh_sample(settings, desk, server, Watcher())
            return observed(desk.store, done, server.log[asked:])

        first, again = work(), work()
        make_everything_due(desk.store)
        yield Rounds(first, again, work(), Archive(archive))
        desk.store.database.client.drop_database("test_sample")


def observed(store: Store, done: Refreshed, requests: tuple[LoggedRequest, ...]) -> Round:
    people = store.candidates.active()
    database = store.database
    return Round(
        done=done,
        requests=requests,
        people={one.remote_ids["ats"]: one.id for one in people},
        sources={one.candidate_id: one for one in store.sources.everyone()},
        proposals=store.proposals.open(),
        refusals=store.refusals.of_run(done.run.id),
        snapshots={one.id: one for person in people for one in store.snapshots.of(person.id)},
        documents={name: list(database[name].find({}, sort=[("_id", 1)])) for name in database.list_collection_names()},
    )


def make_everything_due(store: Store) -> None:
    now = store.now()
    pages = [page for person in store.candidates.active() for page in store.pages.of_candidate(person.id)]
    store.pages.put([page.model_copy(update={"next_due_at": now}) for page in pages])


def says(value: JsonValue, expected: Any) -> bool:
    """Tell whether a value is the expected one: equal, named so, or an object with all the expected entries."""
    if not isinstance(value, dict):
        return bool(value == expected)
    if isinstance(expected, dict):
        return expected.items() <= value.items()
    return expected in (value.get("name"), value.get("label"))


def is_expected(proposal: Proposal, expected: dict[str, Any]) -> bool:
    return (proposal.field, proposal.op) == (expected["field"], expected["op"]) and says(
        proposal.after, expected["after"]
    )


@pytest.mark.parametrize(("person", "expected"), EACH_PROPOSAL)
def test_expected_change_is_proposed_once(rounds: Rounds, person: Person, expected: dict[str, Any]) -> None:
    """Each change that was written down by hand is proposed against the right value of the record, once."""
    found = [one for one in rounds.first.of(person) if is_expected(one, expected)]
    assert len(found) == 1, [(one.field, one.op, one.after) for one in rounds.first.of(person)]
    assert found[0].before == expected.get("before")


@pytest.mark.parametrize(("person", "expected"), EACH_PROPOSAL)
def test_evidence_is_of_a_page_that_states_the_value(rounds: Rounds, person: Person, expected: dict[str, Any]) -> None:
    """All evidence of a proposal is of pages that state its value."""
    evidence = [one for found in rounds.first.of(person) if is_expected(found, expected) for one in found.evidence]
    assert evidence
    assert {one.address for one in evidence} <= set(expected["pages"])


@pytest.mark.parametrize("person", EACH_PERSON)
def test_evidence_is_found_again_in_the_archive(rounds: Rounds, person: Person) -> None:
    """The body that evidence names is in the archive, and its span of text lies within the quoted sentence."""
    for evidence in (one for found in rounds.first.of(person) for one in found.evidence):
        snapshot = rounds.first.snapshots[evidence.snapshot_id]
        assert (snapshot.page, snapshot.body_sha256) == (evidence.address, evidence.body_sha256)
        assert snapshot.archive_path is not None
        body = rounds.archive.read(snapshot.archive_path)
        if evidence.start is not None and evidence.quote:
            page = ReadPage(
                snapshot_id=snapshot.id,
                address=snapshot.page,
                fetched_at=snapshot.fetched_at,
                body=body,
                content_type=snapshot.content_type or "",
                role=snapshot.role,
                site=snapshot.site,
            )
            text = build(page, PersonHint(person["name"])).text.text
            assert " ".join(text[evidence.start : evidence.end].split()) in " ".join(evidence.quote.split())


@pytest.mark.parametrize("person", EACH_PERSON)
def test_nothing_else_is_proposed(rounds: Rounds, person: Person) -> None:
    """No person has an open proposal that was not written down."""
    expected = person.get("proposal", [])
    extra = [one for one in rounds.first.of(person) if not any(is_expected(one, wanted) for wanted in expected)]
    assert [(one.field, one.op, one.after, one.evidence[0].address) for one in extra] == []


@pytest.mark.parametrize(("person", "words"), EACH_TRAP)
def test_trap_is_not_proposed(rounds: Rounds, person: Person, words: str) -> None:
    """Words of former roles, of other people and of forbidden pages are in no proposed value."""
    assert [one.after for one in rounds.first.of(person) if words.casefold() in str(one.after).casefold()] == []


@pytest.mark.parametrize("person", EACH_PERSON)
def test_source_ends_in_its_state(rounds: Rounds, person: Person) -> None:
    """The identity link and the source's state are as a careful recruiter would put them."""
    source = rounds.first.source(person)
    assert (source.link.state, source.state) == (person["identity"], person["source"])


def test_namesake_changes_nothing_and_is_asked_about(rounds: Rounds) -> None:
    """A namesake's page proposes nothing; the link waits for a person's answer and says why."""
    namesake = next(person for person in PEOPLE if person["identity"] == "suspected")
    source = rounds.first.source(namesake)
    read = [one for one in rounds.first.snapshots.values() if one.source_id == source.id]
    observed = [one for one in rounds.first.documents["observations"] if one["source_id"] == source.id]
    assert read
    assert observed, "the page says things; they are kept, and proposed only once the link is verified"
    assert rounds.first.of(namesake) == []
    assert any("nothing on the page proves" in reason for reason in source.link.reasons)


@pytest.mark.parametrize(("person", "path"), EACH_FORBIDDEN_PATH)
def test_forbidden_page_is_never_requested(rounds: Rounds, person: Person, path: str) -> None:
    """The server's log of all rounds holds no request for a page that robots.txt forbids."""
    host = urlsplit(rounds.first.source(person).address).hostname
    log = [*rounds.first.requests, *rounds.again.requests, *rounds.forced.requests]
    asked = {one.path for one in log if one.host == host}
    assert "/robots.txt" in asked
    assert not any(one.startswith(path) for one in asked)


@pytest.mark.parametrize(
    ("address", "outcome", "words"),
    [
        ("https://inescarvalhal.example/", "gone", "410"),
        ("https://rafaelmontoya.example/", "refused", "could not be read"),
        ("https://sofialindqvist.example/private/next.html", "refused", "Disallow: /private/"),
    ],
)
def test_page_that_was_not_read_is_reported(rounds: Rounds, address: str, outcome: str, words: str) -> None:
    """What has vanished, what is down and what is forbidden stands in the run's report with its reason."""
    found = [one for one in rounds.first.refusals if one.page == address]
    assert [one.outcome for one in found] == [outcome]
    assert words in f"{found[0].status} {found[0].verdict.detail} {found[0].error}"


def test_second_round_asks_for_nothing_and_changes_nothing(rounds: Rounds) -> None:
    """Straight after a round nothing is due: no request leaves, and everything stored stays as it was."""
    assert rounds.again.requests == ()
    assert (rounds.again.done.extracted, rounds.again.done.opened, rounds.again.done.updated) == (0, 0, 0)
    changed = {
        name for name, documents in rounds.again.documents.items() if documents != rounds.first.documents.get(name)
    }
    assert changed == set()


def test_unchanged_pages_are_answered_with_304(rounds: Rounds) -> None:
    """A page that is due again is asked for conditionally, and where the site keeps validators it is not sent again."""
    read_before = {snapshot.page for snapshot in rounds.first.snapshots.values()}
    asked = {f"{one.scheme}://{one.host}{one.path}": one for one in rounds.forced.requests}
    assert read_before <= asked.keys()
    for address in read_before:
        request = asked[address]
        expected = (False, 200) if request.host in WITHOUT_VALIDATORS else (True, 304)
        assert (request.conditional, request.status) == expected, address


def test_forced_round_on_unchanged_pages_writes_nothing_new(rounds: Rounds) -> None:
    """Reading unchanged pages again gives no snapshot, observation, proposal or change; values count as confirmed."""
    assert rounds.forced.done.run.counts["unchanged"] == len({one.page for one in rounds.first.snapshots.values()})
    assert rounds.forced.done.extracted == 0
    kept = ("candidates", "changes", "observations", "proposals", "snapshots")
    for name in kept:
        assert rounds.forced.documents[name] == rounds.first.documents[name], name
    confirmed = {one["_id"]: one["confirmed_at"] for one in rounds.forced.documents["freshness"]}
    assert confirmed
    assert all(confirmed[one["_id"]] > one["confirmed_at"] for one in rounds.first.documents["freshness"])
