"""Two months of runs with a budget on a small network, day by day, on the real store."""

import numpy as np
import pytest

from config.settings import Settings
from crawler.items import DuePage, Outcome
from sync.models.page import Page, PageSource
from sync.store import Store
from sync.store.crawl import ports_for
from tests.sync.store.conftest import LONG_AGO, a_candidate, a_source

DAYS, MEASURED_FROM, BUDGET, LONGEST = 60, 30, 6, 20
CHANGES_A_DAY = {"lively": 1 / 8, "clock": 5.0, "quiet": 1 / 2000}
PAGES = ["lively"] * 20 + ["clock"] * 10 + ["quiet"] * 30


@pytest.fixture
def addresses(store: Store) -> dict[str, str]:
    """Store a person with sixty pages that are due; return how each behaves, by its address."""
    store.candidates.put([a_candidate("c_1")])
    store.sources.put([a_source("s_1", "c_1", "https://ada.example/", kind="blog", last_read_at=LONG_AGO)])
    behaves = {f"https://ada.example/{kind}/{number}": kind for number, kind in enumerate(PAGES)}
    store.pages.put(
        [
            Page(
                id=address,
                spider="blog",
                role="profile",
                depth=1,
                sources=[PageSource(source_id="s_1", candidate_id="c_1")],
                next_due_at=store.now(),
            )
            for address in behaves
        ]
    )
    return behaves


def let_a_day_pass(store: Store) -> None:
    earlier = {name: {"$subtract": [f"${name}", 86_400_000]} for name in ("next_due_at", "looked_at")}
    store.database["pages"].update_many({}, [{"$set": earlier}])


def test_a_budget_goes_where_news_is_and_forgets_nothing(store, store_settings: Settings, addresses, open_run, reading):
    """Pages that bring news are read more than quiet ones, hopeless ones take no more than that, none is left out."""
    settings = store_settings.model_copy(update={"longest_revisit_days": float(LONGEST)})
    random = np.random.default_rng(7)
    versions = dict.fromkeys(addresses, 0)
    read: dict[str, int] = {}
    looks: dict[str, list[int]] = {address: [] for address in addresses}
    fresh: list[float] = []
    open_run()
    for day in range(DAYS):
        ports = ports_for(store, settings, run_id="run_1", owner=f"day_{day}", budget=BUDGET)
        given: list[DuePage] = list(ports.frontier.due(100))
        assert len(given) <= BUDGET
        found = [
            reading(page, Outcome.UNCHANGED, status=304)
            if read.get(page.address) == versions[page.address]
            else reading(page, body=f"{page.address} {versions[page.address]}")
            for page in given
        ]
        ports.sink.file(found)
        for page in given:
            read[page.address] = versions[page.address]
            looks[page.address].append(day)
        if day >= MEASURED_FROM:
            steady = [one for one, kind in addresses.items() if kind != "clock"]
            fresh.append(sum(read.get(one) == versions[one] for one in steady) / len(steady))
        let_a_day_pass(store)
        for address, kind in addresses.items():
            versions[address] += int(random.poisson(CHANGES_A_DAY[kind]))
    often = {kind: _looks_at(kind, addresses, looks) for kind in CHANGES_A_DAY}
    assert often["lively"] > 1.3 * often["quiet"]
    # They change forty times as often, and each of their looks finds a change.
    assert often["clock"] < 1.5 * often["lively"]
    longest = max(max(np.diff([*days, DAYS])) for days in looks.values())
    # Until a run has room for it, and counted in whole days.
    assert longest <= LONGEST + 3
    evenly = np.mean([1.0 if addresses[one] == "quiet" else _fresh_when_read_every(10.0) for one in steady])
    assert np.mean(fresh) > evenly


def _looks_at(kind: str, addresses: dict[str, str], looks: dict[str, list[int]]) -> float:
    mine = [days for address, days in looks.items() if addresses[address] == kind]
    return float(np.mean([len([day for day in days if day >= MEASURED_FROM]) for days in mine]))


def _fresh_when_read_every(days: float) -> float:
    x = CHANGES_A_DAY["lively"] * days
    return float(-np.expm1(-x) / x)
