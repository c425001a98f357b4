"""What is due and why, and what a budget would keep fresh."""

from datetime import timedelta

import pytest

from sync import commands
from sync.commands.schedule import chance, due_now, outlook
from sync.errors import NotFound
from sync.models.page import Page, PageLooks, PageSource

DAY = timedelta(days=1)
PORTFOLIO = "https://mira.example/"


@pytest.fixture
def fill(store, mira):
    """Return a function that stores so many pages of Mira's, read ten times and due for an hour."""
    source = next(one for one in store.sources.of(mira) if one.kind == "portfolio")

    def filled(number: int, **changes: object) -> None:
        now = store.now()
        values: dict[str, object] = {
            "spider": "portfolio",
            "role": "profile",
            "depth": 1,
            "sources": [PageSource(source_id=source.id, candidate_id=mira)],
            "next_due_at": now - timedelta(hours=1),
            "looked_at": now - 5 * DAY,
            "reads": 10,
            "changes": 2,
            "looks": PageLooks(unchanged_days=90.0, changed=(0.0, 0.0, 2.0), changed_days=(0.0, 0.0, 4.0)),
            "state": "ok",
        }
        store.pages.put([Page.model_validate({"id": f"{PORTFOLIO}{at}"} | values | changes) for at in range(number)])

    return filled


def test_what_is_due_is_told_with_its_reason(store, desk, settings, mira, fill):
    """Who, what was learned, how long it is due, and why it comes where it comes."""
    fill(1)
    due = due_now(desk, settings, limit=10)
    assert due.total == 4
    assert [row.why for row in due.rows] == ["never read"] * 3 + ["may have changed"]
    known = due.rows[-1]
    assert (known.address, [one.name for one in known.people]) == (f"{PORTFOLIO}0", ["Mira Solberg"])
    assert (known.intervals, known.changes, known.role) == (9, 2, "profile")
    assert 20 < 1 / known.changes_a_day < 90
    assert known.days_overdue == pytest.approx(1 / 24, abs=0.01)
    assert known.value > 0
    assert due.rows[0].value is None


def test_the_most_pressing_come_first_and_the_rest_is_counted(desk, settings, fill):
    """A short list says how long the whole one is."""
    fill(30, looked_at=None, last_read_at=None, state="waiting")
    due = due_now(desk, settings, limit=5)
    assert (len(due.rows), due.total) == (5, 33)
    assert [row.role for row in due.rows[:3]] == ["home"] * 3


@pytest.mark.parametrize(
    ("state", "changes", "why"),
    [
        ("failing", {}, "failed, tried again"),
        ("gone", {}, "gone, may be back"),
        ("refused", {}, "refused, tried again"),
        ("alias", {}, "another name of a page"),
        ("ok", {"age": 31}, "not looked at for 31 days"),
        ("ok", {"age": 0.1}, "somebody new waits for it"),
    ],
)
def test_each_reason_has_its_words(store, desk, settings, fill, state, changes, why):
    """A recruiter need not know the states of the crawler."""
    age = changes.get("age", 5)
    fill(1, state=state, looked_at=store.now() - age * DAY)
    [row] = [row for row in due_now(desk, settings, limit=10).rows if row.address == f"{PORTFOLIO}0"]
    assert row.why == why


def test_marks_move_a_persons_pages_up(desk, settings, add, mira):
    """From the next look at the schedule on."""
    other = add(name="Jonas Wiechert", email="j@w.example", external_ids={}, sources=[
        {"address": "https://jonas.example/", "kind": "portfolio", "basis": "consent", "given_by": "candidate"}
    ])  # fmt: skip
    commands.people.mark(desk, mira, starred=True)
    assert due_now(desk, settings, limit=1).rows[0].people[0].id == mira
    commands.people.mark(desk, mira, starred=False)
    commands.people.mark(desk, other, open_role=True)
    assert due_now(desk, settings, limit=1).rows[0].people[0].id == other


def test_the_list_can_be_limited(desk, settings, mira, fill):
    """To a person, or to a host and what is below it; a host's name is no pattern."""
    fill(2)

    def addresses(**only):
        return {row.address for row in due_now(desk, settings, limit=50, **only).rows}

    assert len(addresses(candidate_id=mira)) == 5
    assert addresses(host="mira.example") == {PORTFOLIO, f"{PORTFOLIO}0", f"{PORTFOLIO}1"}
    assert addresses(host="BLOG.example") == {"https://blog.example/mira/"}
    assert len(addresses(host="example")) == 5
    assert addresses(host="ira.example") == addresses(host="mira.exampl.") == addresses(host=".*") == set()
    with pytest.raises(NotFound, match="no candidate c_nobody"):
        addresses(candidate_id="c_nobody")


def test_nothing_due_tells_when_something_will_be(store, desk, settings, mira):
    """And an empty network has no next page."""
    later = store.now() + DAY
    pages = store.pages.of_candidate(mira)
    store.pages.put([page.model_copy(update={"next_due_at": later}) for page in pages])
    due = due_now(desk, settings, limit=10)
    assert (due.rows, due.total) == ([], 0)
    assert abs(due.next_due_at - later) < timedelta(milliseconds=1)
    commands.erasure.erase(desk, mira)
    assert due_now(desk, settings, limit=10).next_due_at is None


def test_a_larger_budget_keeps_more_fresh(desk, settings, fill):
    """Up to what comes due, and the needed budgets rise with the share."""
    fill(300, looks=PageLooks(unchanged_days=300.0, changed=(0.0, 0.0, 2.0), changed_days=(0.0, 0.0, 4.0)))
    found = {budget: outlook(desk, settings, budget) for budget in (2, 15, 40, 4000)}
    fresh = [found[budget].fresh for budget in (2, 15, 40, 4000)]
    assert fresh == sorted(fresh)
    assert fresh[0] < 0.7 < 0.9 < fresh[-1] <= found[4000].fresh_most + 1e-9
    assert found[15].looks_a_day == pytest.approx(15, rel=0.01)
    assert found[4000].looks_a_day < 100
    assert (found[2].pages, found[2].judged, found[2].needed_for_longest) == (303, 300, 11)
    assert found[2].at_longest == 303
    looks = [one.looks_a_day for one in found[15].needed]
    assert looks == sorted(looks)
    chances = [one.revisit_chance for one in found[15].needed]
    assert chances[0] is None
    assert 0.09 <= chances[1] < 0.1
    assert chances[2] == pytest.approx(chances[1] / 5, abs=0.001)


def test_a_needed_budget_keeps_what_it_promises(desk, settings, fill):
    """What is said to be needed for 90 % gives 90 %, and a tenth less does not."""
    fill(300)
    needed = outlook(desk, settings, 1).needed[0]
    assert needed.share == 0.90
    assert outlook(desk, settings, needed.looks_a_day).fresh >= 0.9 - 1e-6
    assert outlook(desk, settings, round(needed.looks_a_day * 0.9)).fresh < 0.9


def test_roles_are_told_apart_and_add_up(desk, settings, fill):
    """Looks of all roles are the looks of all pages; the quiet ones are looked at more rarely."""
    fill(50)
    found = outlook(desk, settings, 10)
    assert {one.role: one.pages for one in found.roles} == {"home": 3, "profile": 50}
    assert sum(one.looks_a_day for one in found.roles) == pytest.approx(found.looks_a_day)


def test_pages_that_change_too_often_are_no_promise(desk, settings, fill):
    """Where even a look a day leaves most copies stale, no budget is named."""
    fill(50, looks=PageLooks(changed=(200.0,), changed_days=(20.0,)))
    assert outlook(desk, settings, 10).needed[-1].looks_a_day is None


def test_an_empty_network_has_an_outlook_of_nothing(desk, settings):
    """No division by nobody."""
    found = outlook(desk, settings, 10)
    assert (found.pages, found.roles, found.looks_a_day) == (0, [], 0.0)
    assert [one.looks_a_day for one in found.needed] == [None, None, None]


@pytest.mark.parametrize(
    ("share", "most", "now", "expected"),
    [(0.99, 0.94, 0.1, 0.016), (0.95, 0.949, 0.1, 0.098), (0.99, 0.9899, 0.02, 0.019), (0.99, 0.51, 0.1, 0.002)],
)
def test_the_chance_that_goes_with_a_share(share, most, now, expected):
    """What is stale goes down with it; always lower than today's, which is not enough."""
    assert chance(share, most, now) == pytest.approx(expected)
