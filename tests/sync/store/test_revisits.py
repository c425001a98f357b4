"""When a page is due again."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from config.settings import Settings
from sync.change_rate import ChangeRates
from sync.models.page import Page
from sync.schedule import forecast
from sync.store.revisits import Look, Revisits

DAY = timedelta(days=1)
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
REVISITS = Revisits(read=DAY, failed=timedelta(hours=1), longest=30 * DAY, chance=0.1)


def a_page(**values: object) -> Page:
    return Page.model_validate(
        {"id": "https://ada.example/", "spider": "blog", "role": "home", "depth": 0, "sources": [], "next_due_at": NOW}
        | values
    )


def days(rate: float, certainty: float, role: str = "article", revisits: Revisits = REVISITS) -> float:
    return float(revisits.days(ChangeRates(np.array([rate]), np.array([certainty])), [role])[0])


@pytest.mark.parametrize(
    ("rate", "role", "expected"),
    [
        (5.0, "article", 1.0),
        (0.1, "article", 1.054),
        (0.05, "article", 2.107),
        (0.01, "article", 10.54),
        (0.001, "article", 30.0),
        (0.001, "profile", 30.0),
        (0.001, "home", 7.0),
        (0.001, "feed", 7.0),
        (0.001, "sitemap", 7.0),
        (5.0, "feed", 1.0),
    ],
)
def test_a_page_is_due_once_it_may_have_changed(rate, role, expected):
    """One in ten, known well; never within a day, never after a month, and what leads to new pages every week."""
    assert days(rate, 1e6, role) == pytest.approx(expected, rel=1e-3)


def test_an_uncertain_rate_is_looked_into_later_than_a_certain_one():
    """Most pages of which little is known hardly ever change: a tenth of them has changed later."""
    assert days(0.02, 0.5) > days(0.02, 50.0)


@pytest.mark.parametrize(("chance", "expected"), [(0.01, 1.005), (0.1, 10.54), (0.5, 69.3)])
def test_a_smaller_chance_keeps_pages_fresher(chance, expected):
    """The setting decides how stale a page may be."""
    revisits = Revisits(read=DAY, failed=DAY, longest=365 * DAY, chance=chance)
    assert days(0.01, 1e6, revisits=revisits) == pytest.approx(expected, rel=1e-3)


def test_the_longest_interval_is_never_below_the_shortest(tmp_path):
    """An operator who asks for a look every 60 days at the earliest gets that, whatever the longest says."""
    revisits = Revisits.of(Settings(data_dir=tmp_path, revisit_hours=60 * 24, longest_revisit_days=30))
    assert revisits.longest == 60 * DAY
    assert days(5.0, 1.0, "feed", revisits) == 60.0


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ({}, None),
        ({"looked_at": NOW - 3 * DAY}, 3.0),
        ({"looked_at": NOW - 3 * DAY, "last_read_at": NOW - DAY}, 3.0),
        ({"last_read_at": NOW - 2 * DAY}, 2.0),
        ({"last_read_at": NOW + DAY}, 0.0),
        ({"looked_at": NOW}, 0.0),
        ({"looked_at": NOW - timedelta(minutes=6)}, 0.1 / 24),
    ],
    ids=["first look", "by the database's clock", "not by the reader's", "older version", "clock ahead", "now", "soon"],
)
def test_intervals_are_counted_by_the_databases_clock(before, expected):
    """A page of an older version has the reader's clock alone, which may be ahead; no interval is negative."""
    look = Look.between(a_page(**before), NOW, changed=True)
    assert look.changed
    assert look.days == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(("share", "least"), [(0.05, 0.998), (0.1, 0.998), (0.2, 0.99), (0.5, 0.96)])
def test_waiting_until_a_page_is_due_costs_little(share, least):
    """Beside reading whatever is worth most after a day, for budgets of a share of the pages a day."""
    random, pages = np.random.default_rng(3), 2_000
    role = random.choice(3, pages, p=[0.2, 0.3, 0.5])
    rate = np.exp(random.normal(0.0, 1.65, pages)) * np.log(2) / np.array([10, 30, 120])[role]
    weight = random.choice([1.0, 2.0, 4.0], pages, p=[0.8, 0.15, 0.05])
    roles = list(np.array(["home", "profile", "article"])[role])
    due = REVISITS.days(ChangeRates(rate, np.full(pages, 3.0)), roles)
    hosts = np.arange(pages) // 25

    def fresh(shortest: object) -> float:
        return forecast(rate, hosts, share * pages, np.inf, weight, longest=30.0, shortest=shortest).freshness

    assert fresh(due) >= least * fresh(1.0)
