"""What is due and why, and what a budget of looks a day would keep fresh."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import floor, log10
from typing import Any

import numpy as np

from config.settings import Settings
from sync.change_rate import Floats, Whole
from sync.commands.desk import Desk
from sync.models.page import Page
from sync.schedule import Forecast, forecast
from sync.store.learning import Learning
from sync.store.revisits import DAY, Revisits
from sync.store.schedule import ABSENT, Standing, in_order, places_of, standing

SHARES = (0.90, 0.95, 0.99)
"""The shares of pages kept fresh that the needed budgets are worked out for."""
SAMPLE = 4_000
"""Pages that the needed budgets are worked out on; more changes their second digit."""
HALVINGS = 14
REASONS = {
    "ok": "may have changed",
    "waiting": "not read yet",
    "failing": "failed, tried again",
    "gone": "gone, may be back",
    "parked": "parked, may be back",
    "alias": "another name of a page",
    "login": "asked for a login, tried again",
}
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class DuePerson:
    """Somebody whose page it is."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class DueRow:
    """One page that is due, and why."""

    address: str
    role: str
    state: str
    people: Sequence[DuePerson]
    last_looked_at: datetime | None
    intervals: int
    """How many times it was seen whether the page had changed: looks but the first."""
    changes: int
    """In how many of them it had."""
    changes_a_day: float
    """The estimate."""
    value: float | None
    """The crawl value; None for a page that somebody has never seen."""
    importance: float
    days_overdue: float
    """Since it became due."""
    why: str


@dataclass(frozen=True, slots=True)
class Due:
    """What is due now, the most pressing first."""

    rows: Sequence[DueRow]
    total: int
    next_due_at: datetime | None
    """When the next of the other pages is due; None when there is none."""


@dataclass(frozen=True, slots=True)
class RoleOutlook:
    """What becomes of the pages of one role."""

    role: str
    pages: int
    looks_a_day: float
    every_days: float
    """The median interval between two looks."""
    fresh: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a budget keeps fresh in the long run, if pages go on changing as they did: an estimate."""

    budget: int
    pages: int
    judged: int
    """Pages whose own looks say how often they change; of the others similar pages' do."""
    looks_a_day: float
    """What of the budget is used."""
    fresh: float
    """The expected share of pages that are up to date, weighted by the people's importance."""
    fresh_most: float
    """The same without a budget, as often as pages come due."""
    at_longest: int
    """Pages that are looked at only because the longest interval is over."""
    needed_for_longest: int
    """Looks a day that the longest interval alone needs."""
    roles: Sequence[RoleOutlook]
    needed: Sequence["Needed"]
    """What it would take to keep more fresh."""


@dataclass(frozen=True, slots=True)
class Needed:
    """What keeps a share of the pages up to date."""

    share: float
    looks_a_day: int | None
    """The least budget; None: reading every page at its shortest interval is not enough."""
    revisit_chance: float | None
    """What that setting must be brought down to, or None: pages come due soon enough as it is."""


def due_now(
    desk: Desk, settings: Settings, *, candidate_id: str | None = None, host: str | None = None, limit: int
) -> Due:
    """Return what is due, in the order in which a run with a budget reads it.

    :param host: only pages on this host or below it.
    :raises NotFound: for an unknown person.
    """
    store, now = desk.store, desk.store.now()
    only = _only(desk, candidate_id, host)
    learning = Learning(store, Revisits.of(settings))
    pages = standing(store, learning, {"$and": [{"next_due_at": {"$lte": now}}, *only]}, now)
    rows = in_order(pages)
    shown = [pages.addresses[at] for at in rows[:limit]]
    stored = {page.id: page for page in store.pages.get_many(shown)}
    people = {one.candidate_id for page in stored.values() for one in page.sources}
    names = {one.id: one.name for one in store.candidates.get_many(people) if one.state == "active"}
    found = [
        _row(pages, at, stored[pages.addresses[at]], names, now) for at in rows[:limit] if pages.addresses[at] in stored
    ]
    return Due(found, len(rows), store.pages.next_due_after(now, {"$and": only} if only else {}))


def outlook(desk: Desk, settings: Settings, budget: int) -> Outlook:
    """Return what a budget of so many looks a day keeps fresh."""
    store, now = desk.store, desk.store.now()
    revisits = Revisits.of(settings)
    pages = standing(store, Learning(store, revisits), {"state": {"$nin": sorted(ABSENT)}}, now)
    places = places_of(pages, settings)
    size = len(pages.addresses)
    longest = revisits.longest / DAY
    network = _Network(
        rate=pages.rates.rate,
        weight=pages.lasting,
        hosts=places.turn,
        room=places.room,
        shortest=revisits.days(pages.rates, pages.roles),
        longest=longest,
    )
    expected, most = network.at(budget), network.at(np.inf)
    roles = np.array(pages.roles)
    return Outlook(
        budget=budget,
        pages=size,
        judged=store.pages.count({"reads": {"$gt": 1}}),
        looks_a_day=min(expected.reads_a_day, float(budget)),
        fresh=expected.freshness,
        fresh_most=most.freshness,
        at_longest=int((expected.interval >= longest - TOLERANCE).sum()),
        needed_for_longest=int(np.ceil(size / longest)),
        roles=[_role(role, roles == role, expected) for role in sorted(set(pages.roles))],
        needed=[
            Needed(share, network.needed(share, revisits.read / DAY), _chance_for(share, most, revisits))
            for share in SHARES
        ],
    )


@dataclass(frozen=True, slots=True)
class _Network:
    """All pages as the forecast sees them."""

    rate: Floats
    weight: Floats
    hosts: Whole
    room: Floats
    shortest: Floats
    longest: float

    def at(self, budget: float) -> Forecast:
        """Return what a budget keeps fresh; one that is too small for the longest interval stretches it."""
        longest = max(self.longest, self.rate.size / budget) if budget > 0 else self.longest
        shortest = np.minimum(self.shortest, longest)
        return forecast(self.rate, self.hosts, budget, self.room, self.weight, longest, shortest)

    def needed(self, share: float, shortest: float) -> int | None:
        """Return the least budget that keeps a share of the pages fresh, or None when none does.

        :param shortest: the days after which any page may be read again, whether it is likely to have changed or not.
        """
        part = self._sampled(shortest)
        scale = self.rate.size / max(part.rate.size, 1)
        most = float((1.0 / part.shortest).sum())
        if not self.rate.size or part.at(most).freshness < share:
            return None
        low, high = 0.0, most
        for _ in range(HALVINGS):
            middle = (low + high) / 2.0
            low, high = (low, middle) if part.at(middle).freshness >= share else (middle, high)
        return int(np.ceil(high * scale))

    def _sampled(self, shortest: float) -> "_Network":
        size = min(self.rate.size, SAMPLE)
        rows = np.linspace(0, self.rate.size - 1, size).astype(np.intp)
        room = self.room * size / max(self.rate.size, 1)
        least = np.full(size, shortest)
        return _Network(self.rate[rows], self.weight[rows], self.hosts[rows], room, least, self.longest)


def chance(share: float, most: float, now: float) -> float:
    """Return the ``revisit_chance`` that lets a share of the pages be kept fresh, rounded down to two digits.

    Of a page that is read whenever it has changed with a small chance c, the copy is stale about c/2 of the time: the
    stale share goes down with the chance.

    :param most: the share that is reached with today's chance at best.
    :param now: today's chance.
    """
    wanted = now * (1 - share) / (1 - most)
    unit = 10.0 ** (floor(log10(wanted)) - 1)
    return round(floor(wanted / unit) * unit, 12)


def _chance_for(share: float, most: Forecast, revisits: Revisits) -> float | None:
    return None if most.freshness >= share else chance(share, most.freshness, revisits.chance)


def _only(desk: Desk, candidate_id: str | None, host: str | None) -> list[dict[str, Any]]:
    only: list[dict[str, Any]] = []
    if candidate_id is not None:
        only.append({"sources.candidate_id": desk.candidate(candidate_id).id})
    if host is not None:
        only.append({"_id": {"$regex": rf"^https?://([^/]*\.)?{re.escape(host.lower())}[:/]"}})
    return only


def _row(pages: Standing, at: int, page: Page, names: dict[str, str], now: datetime) -> DueRow:
    unseen = bool(np.isnan(pages.days[at]))
    value = None if unseen else float(pages.value[at])
    people = dict.fromkeys(one.candidate_id for one in page.sources if one.candidate_id in names)
    return DueRow(
        address=page.id,
        role=page.role,
        state=page.state,
        people=[DuePerson(one, names[one]) for one in people],
        last_looked_at=page.looked_at or page.last_read_at,
        intervals=max(page.reads - 1, 0),
        changes=page.changes,
        changes_a_day=float(pages.rates.rate[at]),
        value=value,
        importance=float(pages.importance[at]),
        days_overdue=(now - page.next_due_at) / DAY,
        why=_why(page, overdue=bool(pages.overdue[at]), unseen=unseen, days=float(pages.days[at])),
    )


def _why(page: Page, *, overdue: bool, unseen: bool, days: float) -> str:
    if overdue:
        return f"not looked at for {days:.0f} days"
    if unseen:
        return "never read" if page.state == "waiting" else "somebody new waits for it"
    return REASONS.get(page.state, f"{page.state}, tried again")


def _role(role: str, mine: Any, expected: Forecast) -> RoleOutlook:
    interval = expected.interval[mine]
    return RoleOutlook(
        role=role,
        pages=int(mine.sum()),
        looks_a_day=float((1.0 / interval).sum()),
        every_days=float(np.median(interval)),
        fresh=float(expected.fresh[mine].mean()),
    )
