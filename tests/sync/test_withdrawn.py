"""What a page says about its use may change while the page does not: a round over real HTTP, then another."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from config.settings import Settings
from crawler.archive import Archive
from crawler.guard import LoopbackMap
from sync import commands
from sync.commands.desk import Desk, open_desk
from sync.models.page import Page
from sync.models.snapshot import Snapshot
from sync.store import Store
from sync.worker import Orders, Watcher, refresh
from tests.mockserver.server import Answer, MockServer, Route
from tests.mockserver.server import page as html

SAYS = (
    "<h1>Mira Solberg</h1><p>I am a staff engineer at Kolanut Payments.</p>"
    "<p>Before that I was an engineer at Havnelys.</p>"
)
HOSTS = ("kept", "unquoted", "unkept", "ended", "mined", "gone-meta")


def always(answer: Answer) -> Route:
    return answer


def later(first: Answer, then: Answer, changed_after: int = 1) -> Route:
    """Return an answer that becomes another one."""
    return lambda asked_before: first if asked_before < changed_after else then


def says(tag: str, adds: str = "", **more: object) -> Answer:
    return replace(html("Mira Solberg", SAYS + adds), headers={"X-Robots-Tag": tag} if tag else {}, **more)  # type: ignore[arg-type]


ROUTES: dict[str, dict[str, Route]] = {
    # 304 both times, and nothing new.
    "kept.example": {"/": says("", etag='"1"')},
    # 304 with another signal: asked again in full at once.
    "unquoted.example": {"/": later(says("", "1", etag='"1"'), says("nosnippet", "1", etag='"1"'))},
    # 200 with the same body and another signal.
    "unkept.example": {"/": later(says("", "2"), says("noarchive", "2"))},
    # 304 that forbids; its body is that of the first site, too.
    "ended.example": {"/": later(says("", etag='"1"'), says("noai", etag='"1"'))},
    # The site reserves it, in a file that it did not have before.
    "mined.example": {
        "/": says("", "3", etag='"1"'),
        "/.well-known/tdmrep.json": later(
            Answer(status=404), Answer(b'[{"location": "/", "tdm-reservation": 1}]', content_type="application/json")
        ),
    },
    # A date that passes while the page stays as it is; its meta element is not in the 304.
    "gone-meta.example": {
        "/": Answer(
            b"<title>M</title><meta name=robots content='unavailable_after: 2026-01-01T00:00:00Z'>" + SAYS.encode()
        )
    },
}


@dataclass(frozen=True)
class Rounds:
    """What is stored after each of two rounds."""

    desk: Desk
    server: MockServer
    first: dict[str, list[Snapshot]]
    archive: Archive

    def page(self, host: str) -> Page:
        found = self.desk.store.pages.get(f"https://{host}.example/")
        assert found is not None
        return found

    def snapshots(self, host: str) -> list[Snapshot]:
        everyone = [one.candidate_id for one in self.desk.store.sources.everyone()]
        found = [one for person in set(everyone) for one in self.desk.store.snapshots.of(person)]
        return [one for one in found if one.page == f"https://{host}.example/"]

    def quotes(self, host: str) -> list[str]:
        address = f"https://{host}.example/"
        raw = self.desk.store.database["observations"].find({"page": address, "evidence.quote": {"$ne": None}})
        return [one["evidence"]["quote"] for one in raw]

    def current(self, host: str) -> int:
        query = {"page": f"https://{host}.example/", "current": True}
        return self.desk.store.database["observations"].count_documents(query)

    def has_body(self, path: str | None) -> bool:
        return path is not None and (Path(self.desk_folder) / path).exists()

    @property
    def desk_folder(self) -> str:
        return str(self.archive._root)


def make_due(store: Store) -> None:
    store.database["pages"].update_many({}, [{"$set": {"next_due_at": "$$NOW"}}])
    store.database["robots"].delete_many({})


@pytest.fixture(scope="module")
def rounds(mongod: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rounds]:
    folder = tmp_path_factory.mktemp("withdrawn")
    settings = mongod.model_copy(
        update={"mongo_database": "test_withdrawn", "archive_url": (folder / "archive").as_uri()}
    )
    line = json.dumps(
        {
            "name": "Mira Solberg",
            "email": "mira@solberg.example",
            "title": "Engineer",
            "employer": "Havnelys",
            "sources": [
                {
                    "address": f"https://{host}.example/",
                    "kind": "portfolio",
                    "basis": "legitimate_interest",
                    "given_by": "candidate",
                }
                for host in HOSTS
            ],
        }
    )
    with MockServer(ROUTES) as server, open_desk(settings, "tests") as desk:
        commands.imports.import_people(desk, [line], "people.jsonl")
        orders = Orders(loopback=LoopbackMap(server.ports()), delay_override=0.0)
        refresh(settings, desk.store, orders, Watcher())
        empty = Rounds(desk, server, {}, desk.archive)
        first = {host: empty.snapshots(host) for host in HOSTS}
        make_due(desk.store)
        refresh(settings, desk.store, orders, Watcher())
        yield Rounds(desk, server, first, desk.archive)
        desk.store.database.client.drop_database("test_withdrawn")


def test_a_page_whose_signals_stay_costs_one_question(rounds: Rounds) -> None:
    """A 304 without a word about use changes nothing."""
    assert rounds.server.paths("kept.example").count("/") == 2
    assert (rounds.page("kept").state, len(rounds.snapshots("kept"))) == ("ok", 1)
    assert rounds.quotes("kept")


def test_a_304_with_another_signal_is_asked_again_in_full(rounds: Rounds) -> None:
    """The page is filed anew under the new permission, and counts as unchanged all the same."""
    assert [one.status for one in rounds.server.requests("unquoted.example") if one.path == "/"] == [200, 304, 200]
    newest, oldest = rounds.snapshots("unquoted")
    assert (newest.verdict.may_quote, oldest.verdict.may_quote) == (False, True)
    assert newest.extraction == "done"
    assert rounds.page("unquoted").signals == ["X-Robots-Tag: nosnippet"]
    assert rounds.page("unquoted").changes == 0


def test_what_may_no_longer_be_quoted_is_not(rounds: Rounds) -> None:
    """Statements stay, their words go."""
    assert rounds.quotes("unquoted") == []
    assert rounds.current("unquoted") > 0


def test_an_equal_body_under_noarchive_loses_its_copies(rounds: Rounds) -> None:
    """The body that was kept with permission goes with the permission; what it says stays."""
    [before] = rounds.first["unkept"]
    assert before.archive_path is not None
    newest, oldest = rounds.snapshots("unkept")
    assert (newest.archive_path, oldest.archive_path) == (None, None)
    assert not rounds.has_body(before.archive_path)
    assert rounds.current("unkept") > 0


@pytest.mark.parametrize(("host", "requests", "shared"), [("ended", 2, True), ("mined", 1, False)])
def test_a_page_that_is_reserved_now_leaves_nothing_behind(
    rounds: Rounds, host: str, requests: int, shared: bool
) -> None:
    """No body but one that another page needs, no quote, no statement that counts; the next look is in full."""
    assert len(rounds.first[host]) == 1
    assert rounds.server.paths(f"{host}.example").count("/") == requests
    page = rounds.page(host)
    assert (page.state, page.etag, page.body_sha256) == ("refused", None, None)
    [snapshot] = rounds.snapshots(host)
    assert snapshot.archive_path is None
    assert rounds.has_body(rounds.first[host][0].archive_path) is shared
    assert (rounds.quotes(host), rounds.current(host)) == ([], 0)
    refusal = rounds.desk.store.refusals.latest_of(page.id)
    assert refusal is not None
    assert refusal.verdict.reason == "noai"


def test_other_pages_of_the_person_keep_theirs(rounds: Rounds) -> None:
    """Only the page that forbids it is touched, though all say the same."""
    [kept] = rounds.snapshots("kept")
    assert rounds.has_body(kept.archive_path)


def test_a_page_past_its_date_is_refused(rounds: Rounds) -> None:
    """``unavailable_after`` ends a page's use."""
    page = rounds.page("gone-meta")
    assert page.state == "refused"
    assert "unavailable_after" in page.state_detail
