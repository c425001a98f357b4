"""What pages are worth reading, as columns over many pages, and which of them a run with a budget reads."""

import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from config.settings import Settings
from crawler.errors import GuardError
from crawler.frontier.budget import pages_per_source
from crawler.guard import parse
from crawler.hosts.keys import group_of, longest_delay, politeness_key
from sync.change_rate import ChangeRates, Floats, Whole
from sync.schedule import crawl_value, importance, select
from sync.store import Store
from sync.store.due import CLOSED_LINKS, Plan
from sync.store.learning import Learning, LookColumns, host_of
from sync.store.revisits import DAY

DAY_SECONDS = 86_400.0
SHORTEST_REQUEST_SECONDS = 0.1
ABSENT = frozenset({"gone", "moved", "alias", "parked", "login"})
"""States of addresses that had no page of their own to read at the last look."""
ABSENT_WEIGHT = 0.02
"""What such an address counts for: few come back."""
ABSENT_PATIENCE = 6.0
"""How many longest intervals it is left alone before it counts as forgotten."""
NEVER_READ = 1e9
"""Added to the value of a page that was never asked for: above everything but what would be forgotten."""
FIRST_LOOKS: Mapping[str, float] = {
    "home": 7.0,
    "feed": 6.0,
    "data": 5.0,
    "profile": 4.0,
    "sitemap": 3.0,
    "article": 2.0,
    "other": 1.0,
}
"""In which order pages are read for the first time, as factors of their importance: what leads to others first."""
WANTED = ("role", "spider", "sources", "state", "next_due_at", "looked_at", "last_read_at", "looks")


@dataclass(frozen=True, slots=True)
class Reader:
    """A readable source: whose it is, and how much the person's pages count."""

    source_id: str
    candidate_id: str
    importance: float
    """Now, with what a first look at a person is worth."""
    lasting: float
    """Once the person was seen."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How some pages stand at one moment: columns of equal length, one row per page that may be read."""

    addresses: list[str]
    roles: list[str]
    spiders: list[str]
    sources: list[str]
    """Of each page, the readable source that its budget is counted on."""
    rates: ChangeRates
    days: Floats
    """Since the last look; NaN for a page that was never asked for."""
    importance: Floats
    lasting: Floats
    value: Floats
    """The crawl value; for a page that was never asked for, :data:`NEVER_READ` and its rank among those."""
    overdue: NDArray[np.bool_]
    """Not looked at for the longest interval."""


def readers(store: Store) -> dict[str, Reader]:
    """Return every source that may be read, by id."""
    marks = {raw["_id"]: raw for raw in store.candidates.projected({"state": "active"}, ("starred", "open_role"))}
    open_sources = [
        raw
        for raw in store.sources.projected({"paused": False}, ("candidate_id", "link.state", "last_read_at"))
        if raw["link"]["state"] not in CLOSED_LINKS and raw["candidate_id"] in marks
    ]
    seen = {raw["candidate_id"] for raw in open_sources if raw.get("last_read_at")}
    found = {}
    for raw in open_sources:
        candidate_id = raw["candidate_id"]
        given = {name: bool(marks[candidate_id].get(name)) for name in ("starred", "open_role")}
        now = importance(**given, never_seen=candidate_id not in seen)
        found[raw["_id"]] = Reader(raw["_id"], candidate_id, now, importance(**given))
    return found


def standing(store: Store, learning: Learning, query: Mapping[str, Any], now: datetime) -> Standing:
    """Return how those pages of a query stand that somebody may read.

    :param now: the moment by the database's clock.
    """
    by_source = readers(store)
    rows: list[_Row] = []
    columns = LookColumns()
    for raw in store.pages.projected(query, WANTED):
        readable = [one["source_id"] for one in raw["sources"] if one["source_id"] in by_source]
        if readable:
            people = {by_source[one].candidate_id: by_source[one] for one in readable}.values()
            rows.append(_row(raw, by_source[readable[0]].source_id, people, learning.revisits.read, now))
            columns.add(raw.get("looks"))
    rates = learning.rates(columns.table(), [(row.role, host_of(row.address)) for row in rows])
    days = np.array([row.days for row in rows], float)
    absent = np.array([row.absent for row in rows], bool)
    weight = np.array([row.importance for row in rows], float)
    value = crawl_value(rates.rate, np.nan_to_num(days), weight * np.where(absent, ABSENT_WEIGHT, 1.0))
    first = NEVER_READ + weight * np.array([FIRST_LOOKS.get(row.role, 1.0) for row in rows], float)
    longest = learning.revisits.longest / DAY
    return Standing(
        addresses=[row.address for row in rows],
        roles=[row.role for row in rows],
        spiders=[row.spider for row in rows],
        sources=[row.source_id for row in rows],
        rates=rates,
        days=days,
        importance=weight,
        lasting=np.array([row.lasting for row in rows], float),
        value=np.where(np.isnan(days), first, value),
        overdue=np.nan_to_num(days) >= np.where(absent, longest * ABSENT_PATIENCE, longest),
    )


def planned(store: Store, learning: Learning, settings: Settings, only: Mapping[str, Any], budget: int) -> Plan:
    """Return which of the pages that are due now a run of so many pages reads.

    :param only: a condition on pages that limits the run.
    """
    now = store.now()
    pages = standing(store, learning, {"$and": [{"next_due_at": {"$lte": now}}, only]}, now)
    resting = store.hosts.resting(settings.patience_seconds)
    rows = chosen(pages, budget, settings, resting)
    return Plan([pages.addresses[row] for row in rows], due=len(pages.addresses))


def in_order(pages: Standing) -> Whole:
    """Return the rows of all pages, the most pressing first."""
    return np.lexsort((-pages.value, ~pages.overdue)).astype(np.intp)


def chosen(pages: Standing, budget: int, settings: Settings, resting: Collection[str] = ()) -> Whole:
    """Return which pages a run of so many pages reads, as rows, the most pressing first.

    Pages that would be forgotten come first, then those never asked for, then those worth most; no source and no host
    gives more pages than one run takes of it, and no platform more than a day has room for.

    :param resting: hosts and groups that rest for longer than a run waits. What is theirs takes only what the others
        leave of the budget, or one large platform that is down would use up every run while it is.
    """
    names: dict[str, int] = {}
    sources = np.array([names.setdefault(one, len(names)) for one in pages.sources], np.intp)
    most = settings.pages_per_source
    of_source = {one: min(filter(None, (most, pages_per_source(one)))) for one in set(pages.spiders)}
    rows = _most_pressing(pages, np.arange(sources.size), sources, [of_source[one] for one in pages.spiders])
    places = places_of(pages, settings)
    if settings.pages_per_host is not None:
        rows = _most_pressing(pages, rows, places.host, [settings.pages_per_host] * sources.size)
    room = np.floor(places.room).astype(np.intp)
    asleep = places.among(resting)[rows]
    taken: list[Whole] = []
    for part in (rows[~asleep], rows[asleep]):
        best = part[select(pages.value[part], places.turn[part], budget, room, pages.overdue[part])]
        budget -= best.size
        taken.append(best)
    return np.concatenate(taken)


@dataclass(frozen=True, slots=True)
class Places:
    """Where pages are, as a crawl takes turns."""

    host: Whole
    """Of each page, its politeness key, as an index."""
    turn: Whole
    """Of each page, whose turn it needs: its platform's where many people live on one, else its host's."""
    room: Floats
    """How many looks a day each of the turns has room for: one at a time, with a pause after each."""
    hosts: list[str]
    """The politeness keys."""
    turns: list[str]
    """The keys whose turns are needed: a platform's, or the host's own."""

    def among(self, keys: Collection[str]) -> NDArray[np.bool_]:
        """Tell of each page whether its host or its platform is one of some."""
        hosts = np.array([one in keys for one in self.hosts], bool)
        turns = np.array([one in keys for one in self.turns], bool)
        return np.asarray(hosts[self.host] | turns[self.turn], dtype=bool)


def places_of(pages: Standing, settings: Settings) -> Places:
    """Return where the pages are."""
    hosts: dict[str, int] = {}
    turns: dict[str, int] = {}
    room: list[float] = []
    known: dict[tuple[str, str], tuple[int, int]] = {}
    found: list[tuple[int, int]] = []
    for address, spider in zip(pages.addresses, pages.spiders, strict=True):
        # Many pages share an origin, and keys are slow to work out.
        place = (address[: address.find("/", 8)], spider)
        if place not in known:
            host, turn, looks = _place(place[0], spider, settings)
            known[place] = hosts.setdefault(host, len(hosts)), turns.setdefault(turn, len(turns))
            if len(room) < len(turns):
                room.append(looks)
            room[known[place][1]] = min(room[known[place][1]], looks)
        found.append(known[place])
    columns = np.array(found, np.intp).reshape(-1, 2)
    return Places(columns[:, 0], columns[:, 1], np.array(room, float), list(hosts), list(turns))


def _place(origin: str, spider: str, settings: Settings) -> tuple[str, str, float]:
    """Return the politeness key of an origin, whose turn it needs, and how many looks a day that has room for."""
    try:
        address = parse(origin + "/")
    except GuardError:
        # The run refuses it with the reason; here it only needs a place.
        return origin, origin, DAY_SECONDS
    key, delay = politeness_key(address), longest_delay(address, spider, settings.delay_seconds)
    group = group_of(key)
    turn, delay = (key, delay) if group is None else (group.key, max(delay, group.delay_seconds))
    # A request takes its time, too, however short the pause.
    return key, turn, DAY_SECONDS / max(delay, SHORTEST_REQUEST_SECONDS)


def _most_pressing(pages: Standing, rows: Whole, group: Whole, most: Sequence[int]) -> Whole:
    """Return those of some rows that are among the most pressing of their group, as many as one run takes of it."""
    if not rows.size:
        return rows
    order = rows[np.lexsort((-pages.value[rows], ~pages.overdue[rows], group[rows]))]
    starts = np.flatnonzero(np.r_[True, np.diff(group[order]) > 0])
    rank = np.arange(order.size) - np.repeat(starts, np.diff(np.r_[starts, order.size]))
    return np.sort(order[rank < np.asarray(most)[order]])


class _Row(NamedTuple):
    address: str
    role: str
    spider: str
    source_id: str
    importance: float
    lasting: float
    days: float
    absent: bool


def _row(raw: Mapping[str, Any], source_id: str, people: Iterable[Reader], shortest: timedelta, now: datetime) -> _Row:
    # A page that serves several people is worth as much to each of them.
    weights = [(one.importance, one.lasting) for one in people]
    importance, lasting = (sum(column) for column in zip(*weights, strict=True))
    role, spider = sys.intern(raw["role"]), sys.intern(raw["spider"])
    days = _days(raw, shortest, now)
    return _Row(raw["_id"], role, spider, source_id, importance, lasting, days, raw["state"] in ABSENT)


def _days(raw: Mapping[str, Any], shortest: timedelta, now: datetime) -> float:
    last: datetime | None = raw.get("looked_at") or raw.get("last_read_at")
    due: datetime = raw["next_due_at"]
    # Due again at once: somebody new waits for a page that is known already, and has not seen it yet.
    for_somebody_new = last is not None and raw["state"] == "ok" and due < last + shortest * 0.99
    if (last is None and raw["state"] == "waiting") or for_somebody_new:
        return float("nan")
    if last is not None:
        return max(0.0, (now - last) / DAY)
    # Tried and not read: it counts from when it was to be tried again, so that it never crowds out what can be read.
    return max(0.0, (now - due + shortest) / DAY)
