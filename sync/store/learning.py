"""Change rates of stored pages: the looks they are estimated from, and what is believed before there are looks.

What is believed of a page that was looked at once is learned from the other pages of its role and of its host, and
what is believed of a role is a starting guess that gives way as looks come in.
"""

import sys
from array import array
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

import numpy as np

from crawler.items import PageRole
from sync.change_rate import ChangeRates, LookTable, Priors, estimate, learn_priors
from sync.models.page import Page, PageLooks
from sync.store import Store
from sync.store.revisits import Look, Revisits

LEARN_FROM = 50_000
"""Pages that the priors are learned from at most; more would not change them."""
START_DAYS: Mapping[PageRole, float] = {
    "home": 30.0,
    "feed": 10.0,
    "sitemap": 20.0,
    "profile": 120.0,
    "article": 400.0,
    "data": 120.0,
    "other": 90.0,
}
"""Our guess, before anything is known, of the days between two changes of a page: feeds move, old articles hardly."""
START_SPREAD = (0.01, 0.08, 0.24, 0.50, 0.93, 1.68, 3.56)
"""Rates of seven imagined pages as multiples of their mean: even quantiles of a gamma distribution of shape 1/2."""
START_CHANGES = 2.0
"""Changes that each imagined page is taken to have shown."""
DAY_SECONDS = 86_400
NOBODY = "(nobody)"
"""The host of imagined pages."""


class Learning:
    """What one run believes of change rates; the priors are learned once, when they are first needed.

    Safe to use from several threads.
    """

    def __init__(self, store: Store, revisits: Revisits) -> None:
        self._store = store
        self.revisits = revisits
        self._priors: Priors | None = None
        self._lock = Lock()

    @property
    def priors(self) -> Priors:
        """What is believed of pages before they were looked at twice."""
        with self._lock:
            if self._priors is None:
                table, kinds = starting_point()
                looks = LookColumns()
                for raw in self._store.pages.looks(LEARN_FROM):
                    looks.add(raw.get("looks"))
                    kinds.append((sys.intern(raw["role"]), sys.intern(host_of(raw["_id"]))))
                self._priors = learn_priors(_joined(table, looks.table()), kinds)
            return self._priors

    def prepare(self) -> None:
        """Learn the priors now, before a transaction waits for it."""
        _ = self.priors

    def rates(self, looks: LookTable, kinds: Sequence[tuple[str, str]]) -> ChangeRates:
        """Return the change rates of pages.

        :param kinds: the role and the host of each row of the table.
        """
        priors = [self.priors.of(role, host) for role, host in kinds]
        return estimate(looks, [prior.shape for prior in priors], [prior.days for prior in priors])

    def learned(self, pages: Sequence[Page], looks: Mapping[str, Look], now: datetime) -> list[Page]:
        """Return pages that were looked at now, with their change statistics and the moment they are due again.

        :param looks: per page, by its address, what the look told.
        :param now: the moment of the looks by the database's clock.
        """
        if not pages:
            return []
        known = LookColumns()
        for page in pages:
            known.add(page.looks.model_dump())
        table = known.table()
        again = [at for at, page in enumerate(pages) if looks[page.id].days is not None]
        taken = [looks[pages[at].id] for at in again]
        table.add(np.array(again, np.intp), [one.days or 0.0 for one in taken], [one.changed for one in taken])
        rates = self.rates(table, [(page.role, host_of(page.id)) for page in pages])
        days = self.revisits.days(rates, [page.role for page in pages])
        found = []
        for at, page in enumerate(pages):
            # What a new reader needs now stays due now; a host's own wish to rest may be later than what was learned.
            due = page.next_due_at
            if due > now:
                due = max(due, now + timedelta(seconds=round(days[at] * DAY_SECONDS)))
            found.append(page.model_copy(update={"looks": _stored(table, at), "looked_at": now, "next_due_at": due}))
        return found


def starting_point() -> tuple[LookTable, list[tuple[str, str]]]:
    """Return the looks at a few imagined pages of each role, and their kinds.

    They keep the first looks of a small network from being taken for its whole nature: after one quiet day of
    twenty pages, nothing would be believed to change ever.
    """
    table = LookTable.empty(len(START_DAYS) * len(START_SPREAD))
    kinds: list[tuple[str, str]] = []
    for role, days in START_DAYS.items():
        for multiple in START_SPREAD:
            at = len(kinds)
            table.changed[at, 0] = START_CHANGES
            table.unchanged_days[at] = START_CHANGES * days / multiple
            kinds.append((role, NOBODY))
    return table, kinds


class LookColumns:
    """Stored looks, collected row by row: of 100,000 pages the documents themselves would be too large to keep."""

    def __init__(self) -> None:
        self._unchanged_days = array("d")
        self._changed: list[tuple[int, Sequence[float], Sequence[float]]] = []

    def add(self, looks: Mapping[str, Any] | None) -> None:
        """Add one page's; a page of an older version has none."""
        if looks and looks["changed"]:
            self._changed.append(
                (len(self._unchanged_days), array("d", looks["changed"]), array("d", looks["changed_days"]))
            )
        self._unchanged_days.append(looks["unchanged_days"] if looks else 0.0)

    def table(self) -> LookTable:
        """Return them as the table that rates are estimated from."""
        table = LookTable.empty(len(self._unchanged_days))
        table.unchanged_days[:] = self._unchanged_days
        for at, changed, days in self._changed:
            table.changed[at, : len(changed)] = changed
            table.changed_days[at, : len(days)] = days
        return table


def host_of(address: str) -> str:
    """Return the host of a canonical address, with its port where it has one."""
    return address.split("/", 3)[2]


def _joined(one: LookTable, other: LookTable) -> LookTable:
    return LookTable(
        np.concatenate([one.unchanged_days, other.unchanged_days]),
        np.concatenate([one.changed, other.changed]),
        np.concatenate([one.changed_days, other.changed_days]),
    )


def _stored(table: LookTable, at: int) -> PageLooks:
    row = table.row(at)
    return PageLooks(unchanged_days=row.unchanged_days, changed=row.changed, changed_days=row.changed_days)
