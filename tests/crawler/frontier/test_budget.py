"""Budgets of one run."""

from contextlib import suppress

import pytest

from crawler.frontier.budget import Budget, Limits
from crawler.items import DuePage, SourceRef

ADA = SourceRef("ada", "ada", "https://ada.example/", "consent")
BOB = SourceRef("bob", "bob", "https://bob.example/", "consent")


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def page(number: int, *sources: SourceRef) -> DuePage:
    return DuePage(f"https://ada.example/{number}", "portfolio", "other", 1, sources or (ADA,))


def admitted(budget: Budget, *pages: DuePage, host: str = "ada.example") -> list[bool]:
    return [budget.admit(one, host) is None for one in pages]


def test_a_source_has_so_many_pages() -> None:
    """The last one of the budget is admitted and the next is not; another source has its own."""
    budget = Budget(source=Limits(pages=2))
    assert admitted(budget, page(0), page(1), page(2)) == [True, True, False]
    assert admitted(budget, page(9, BOB)) == [True]


def test_a_shared_page_is_read_while_any_of_its_sources_has_room() -> None:
    """One used-up source does not keep another's page away."""
    budget = Budget(source=Limits(pages=1))
    assert admitted(budget, page(1), page(2, ADA, BOB), page(3, ADA, BOB)) == [True, True, False]


@pytest.mark.parametrize(("asked", "pages"), [(None, 30), (29, 29), (30, 30), (31, 30)])
def test_the_catalogue_wins_where_it_is_smaller(asked: int | None, pages: int) -> None:
    """A portfolio has thirty pages a run; a setting can only make them fewer."""
    budget = Budget(source=Limits(pages=asked))
    assert admitted(budget, *(page(n) for n in range(40))).count(True) == pages


def test_hosts_have_budgets_of_their_own() -> None:
    """However many people's sources are on one host."""
    budget = Budget(host=Limits(pages=2))
    assert admitted(budget, page(0), page(1, BOB), page(2)) == [True, True, False]
    assert admitted(budget, page(3), host="bob.example") == [True]


def test_the_run_has_a_budget() -> None:
    """It says so, that the caller may stop asking."""
    budget = Budget(run=Limits(pages=1))
    assert admitted(budget, page(0)) == [True]
    spent = budget.admit(page(1), "ada.example")
    assert spent is not None
    assert (spent.scope, spent.name) == ("run", "")


@pytest.mark.parametrize("scope", ["run", "host", "source"])
@pytest.mark.parametrize(("limits", "unit"), [(Limits(body_bytes=100), "bytes"), (Limits(seconds=100.0), "seconds")])
def test_what_pages_cost_is_bounded_in_each_scope(scope: str, limits: Limits, unit: str) -> None:
    """The cost is known only afterwards: the page that goes over is read, the next one is not."""
    clock = Clock()
    budget = Budget(**{scope: limits}, now=clock)
    for cost, expected in ((99, None), (1, unit), (0, unit)):
        assert budget.spent(page(1), "ada.example") is None or cost == 0
        with budget.metering(page(1), "ada.example") as meter:
            clock.seconds += cost
            meter.body_bytes = cost
        spent = budget.spent(page(2), "ada.example")
        assert (spent is not None and unit in spent.detail) is (expected is not None)
    assert admitted(budget, page(3)) == [False]


def test_a_request_that_fails_costs_its_time() -> None:
    """A host that keeps every request waiting until it times out uses up its seconds."""
    clock = Clock()
    budget = Budget(host=Limits(seconds=60.0), now=clock)
    for _ in range(2):
        with suppress(TimeoutError), budget.metering(page(1), "slow.example"):
            clock.seconds += 30
            raise TimeoutError
    spent = budget.spent(page(2), "slow.example")
    assert spent is not None
    assert (spent.scope, spent.name) == ("host", "slow.example")


def test_a_robots_txt_costs_its_host() -> None:
    """It belongs to no source."""
    budget = Budget(host=Limits(body_bytes=10))
    with budget.metering(None, "ada.example") as meter:
        meter.body_bytes = 10
    assert budget.spent(page(1), "ada.example") is not None


def test_a_page_is_admitted_once() -> None:
    """The run remembers what it was given."""
    budget = Budget()
    assert not budget.admitted(page(1))
    assert admitted(budget, page(1)) == [True]
    assert budget.admitted(page(1))
