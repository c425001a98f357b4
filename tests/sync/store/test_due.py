"""Which pages a run is given."""

from datetime import timedelta

import pytest

from sync.models.source import IdentityLink
from sync.store.crawl import Selection

HOME = "https://ada.example/"


@pytest.mark.parametrize(
    ("state", "expected"), [("claimed", 1), ("verified", 1), ("suspected", 1), ("denied", 0), ("lapsed", 0)]
)
def test_which_links_are_read(store, add_person, open_run, state, expected):
    """A suspected page is read, its gate comes later; a denied or lapsed one is not."""
    at = store.now()
    add_person("c_1", HOME, link=IdentityLink(state=state, reasons=["a test"], changed_at=at))
    assert len(open_run().frontier.due(10)) == expected


def test_a_paused_source_is_not_read(add_person, open_run):
    """The operator's pause holds."""
    add_person("c_1", HOME, paused=True)
    assert open_run().frontier.due(10) == []


@pytest.mark.parametrize("state", ["merged", "erased"])
def test_a_person_who_is_not_active_is_not_read(store, add_person, open_run, state):
    """Neither a merged nor an erased one."""
    candidate, _ = add_person("c_1", HOME)
    store.candidates.put([candidate.model_copy(update={"state": state})])
    assert open_run().frontier.due(10) == []


def test_a_page_that_is_not_due_is_not_given(store, add_person, open_run):
    """Due means due now, by the database's clock."""
    add_person("c_1", HOME)
    page = store.pages.get(HOME)
    store.pages.put([page.model_copy(update={"next_due_at": store.now() + timedelta(minutes=1)})])
    assert open_run().frontier.due(10) == []


def test_pages_come_once_the_longest_due_first(store, add_person, open_run):
    """In batches of any size; equal times in the order of their addresses."""
    for number in range(7):
        add_person(f"c_{number}", f"https://p{number}.example/")
    late = store.pages.get("https://p6.example/")
    store.pages.put([late.model_copy(update={"next_due_at": late.next_due_at - timedelta(days=1)})])
    frontier = open_run().frontier
    given = [[page.address for page in frontier.due(3)] for _ in range(4)]
    assert given == [
        ["https://p6.example/", "https://p0.example/", "https://p1.example/"],
        ["https://p2.example/", "https://p3.example/", "https://p4.example/"],
        ["https://p5.example/"],
        [],
    ]


def test_unreadable_pages_do_not_end_the_frontier(add_person, open_run):
    """A batch full of paused sources is passed over, not taken for the end."""
    for number in range(5):
        add_person(f"c_{number}", f"https://p{number}.example/", paused=number < 4)
    assert [page.address for page in open_run().frontier.due(2)] == ["https://p4.example/"]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), {"c_1", "c_2", "c_3"}),
        (Selection(candidate_ids=("c_1",)), {"c_1"}),
        (Selection(source_ids=("src_c_2",)), {"c_2"}),
        (Selection(candidate_ids=("c_1",), source_ids=("src_c_2",)), {"c_1", "c_2"}),
        (Selection(candidate_ids=("c_9",)), set()),
    ],
)
def test_a_run_can_be_limited(add_person, open_run, selection, expected):
    """To people, to sources, or to both together."""
    for number in (1, 2, 3):
        add_person(f"c_{number}", f"https://p{number}.example/")
    given = open_run(selection=selection).frontier.due(10)
    assert {page.sources[0].candidate_id for page in given} == expected


@pytest.mark.parametrize(
    ("kind", "address", "basis", "given_by", "state", "expected"),
    [
        ("portfolio", HOME, "consent", "candidate", "verified", True),
        ("blog", HOME, "consent", "candidate", "verified", True),
        ("portfolio", HOME, "consent", "candidate", "suspected", False),
        ("portfolio", HOME, "consent", "recruiter", "verified", False),
        ("portfolio", HOME, "legitimate_interest", "candidate", "verified", False),
        ("portfolio", "https://www.linkedin.com/in/ada", "consent", "candidate", "verified", False),
        ("linkedin", HOME, "consent", "candidate", "verified", False),
    ],
)
def test_consent_overrides_noindex_on_ones_own_proven_site_only(
    store, add_person, open_run, kind, address, basis, given_by, state, expected
):
    """A platform's pages are the platform's, and a stranger's site is the stranger's, whatever a recruiter recorded."""
    _, source = add_person("c_1", address)
    changed = source.basis.model_copy(update={"kind": basis, "given_by": given_by})
    link = source.link.model_copy(update={"state": state})
    store.sources.put([source.model_copy(update={"kind": kind, "basis": changed, "link": link})])
    [page] = open_run().frontier.due(10)
    assert page.sources[0].basis == basis
    assert page.sources[0].consent_overrides_noindex is expected


def test_validators_are_given_once_everyone_has_the_body(store, add_person, open_run, reading):
    """A person whose reading was pruned gets the whole page again."""
    add_person("c_1", HOME)
    [due] = open_run().frontier.due(10)
    open_run().sink.file([reading(due)])
    store.pages.put([store.pages.get(HOME).model_copy(update={"next_due_at": store.now()})])
    [known] = open_run("run_2").frontier.due(10)
    assert (known.etag, known.last_modified) == ('"one"', "Thu, 01 Jan 2026 00:00:00 GMT")
    store.snapshots.delete_of("c_1")
    [again] = open_run("run_3").frontier.due(10)
    assert (again.etag, again.last_modified, again.body_sha256) == (None, None, None)


def test_what_a_budget_leaves_is_read_by_the_next_runs(store, add_person, open_run, reading, discovered):
    """Whatever the order, a run with a budget ends up reading every page before it reads one again."""
    add_person("c_1", HOME)
    ports = open_run("run_0")
    [home] = ports.frontier.due(10)
    ports.sink.file([reading(home, discovered=tuple(discovered(f"{HOME}{n}") for n in range(9)))])
    for number in range(1, 4):
        ports = open_run(f"run_{number}")
        given = ports.frontier.due(3)
        assert ports.frontier.remaining() == 9 - 3 * number
        ports.sink.file([reading(one) for one in given])
    assert {page.reads for page in store.pages.of_source("src_c_1")} == {1}
