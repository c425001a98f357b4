"""People and readings for tests of the store."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from config.settings import Settings
from crawler.items import Discovered, DuePage, Outcome, Reading, Verdict
from crawler.ports import Ports
from sync.models.candidate import Candidate, Item
from sync.models.run import Run
from sync.models.source import Basis, IdentityLink, Source
from sync.store import Store
from sync.store.crawl import Selection, ports_for

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
PERMITTED = Verdict(allowed=True, reason="permitted", detail="robots.txt has no rule against it", basis="consent")
FORBIDDEN = Verdict(allowed=False, reason="robots", detail="Disallow: / in line 2", robots_rule="/", robots_line=2)

AddPerson = Callable[..., tuple[Candidate, Source]]
MakeReading = Callable[..., Reading]
OpenRun = Callable[..., Ports]


def a_candidate(candidate_id: str, **changes: object) -> Candidate:
    """Return an active record with a name."""
    values: dict[str, object] = {
        "id": candidate_id,
        "profile": {"name": [Item(item_id="name", value=f"Person {candidate_id}")]},
        "created_at": LONG_AGO,
        "updated_at": LONG_AGO,
    }
    return Candidate.model_validate(values | changes)


def a_source(source_id: str, candidate_id: str, address: str, **changes: object) -> Source:
    """Return a claimed source with consent."""
    values: dict[str, object] = {
        "id": source_id,
        "candidate_id": candidate_id,
        "kind": "portfolio",
        "address": address,
        "basis": Basis(kind="consent", given_by="candidate", recorded_at=LONG_AGO, recorded_by="tests"),
        "link": IdentityLink(state="claimed", reasons=["given by the candidate"], changed_at=LONG_AGO),
        "created_at": LONG_AGO,
    }
    return Source.model_validate(values | changes)


@pytest.fixture
def add_person(store: Store) -> AddPerson:
    """Return a function that stores a person with one source, whose first page is due."""

    def add(candidate_id: str, address: str, *, source_id: str = "", **changes: object) -> tuple[Candidate, Source]:
        candidate = a_candidate(candidate_id)
        source = a_source(source_id or f"src_{candidate_id}", candidate_id, address, **changes)
        store.transaction(lambda tx: (store.candidates.put([candidate], tx), store.add_source(source, tx)))
        return candidate, source

    return add


@pytest.fixture
def open_run(store: Store, store_settings: Settings) -> OpenRun:
    """Return a function that opens the ports of a new run."""

    def open_ports(run_id: str = "run_1", selection: Selection | None = None, owner: str = "") -> Ports:
        if store.runs.get(run_id) is None:
            store.runs.insert(Run(id=run_id, started_at=store.now(), process="tests"))
        return ports_for(
            store, store_settings, run_id=run_id, owner=owner or run_id, selection=selection or Selection()
        )

    return open_ports


@pytest.fixture
def reading() -> MakeReading:
    """Return a function that makes readings of a page; each is a second later than the one before."""
    made = 0

    def make(page: DuePage, outcome: Outcome = Outcome.FETCHED, *, body: str = "", **changes: object) -> Reading:
        nonlocal made
        made += 1
        digest = (body or "one").encode().hex().ljust(64, "0")
        values: dict[str, object] = {
            "page": page,
            "outcome": outcome,
            "at": LONG_AGO + timedelta(days=1, seconds=made),
            "verdict": FORBIDDEN if outcome is Outcome.REFUSED else PERMITTED,
        }
        if outcome is Outcome.FETCHED:
            values |= {
                "status": 200,
                "headers": {"ETag": f'"{body or "one"}"', "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT"},
                "content_type": "text/html",
                "body_sha256": digest,
                "body_bytes": 100,
                "archive_paths": {one.candidate_id: f"{one.candidate_id}/{digest}.warc.gz" for one in page.sources},
            }
        return Reading(**(values | changes))  # type: ignore[arg-type]

    return make


@pytest.fixture
def discovered() -> Callable[[str], Discovered]:
    """Return a function that makes a found page."""
    return lambda address: Discovered(address, "article", 1)
