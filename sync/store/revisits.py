"""When a page is due again: learned from the looks at it, between a shortest and a longest interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from config.settings import Settings
from crawler.items import Outcome, Reading
from sync.change_rate import ChangeRates, Floats
from sync.models.page import Page
from sync.store.withdrawn import is_ended

LONGEST_RETRY = timedelta(days=7)
GONE_AGAIN = timedelta(days=30)
MOST_DOUBLINGS = 20
LISTING_DAYS = 7.0
"""Longest interval of pages that lead to new ones: a blog that was quiet for years may wake up."""
LISTING_ROLES = frozenset({"home", "feed", "sitemap"})
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Revisits:
    """When a page is due again."""

    read: timedelta
    """The shortest interval between two looks."""
    failed: timedelta
    longest: timedelta = GONE_AGAIN
    """The longest interval; never below the shortest."""
    chance: float = 0.1
    """A page is due again once it has changed with this chance."""

    @classmethod
    def of(cls, settings: Settings) -> "Revisits":
        """Take them from the settings."""
        read = timedelta(hours=settings.revisit_hours)
        longest = max(read, timedelta(days=settings.longest_revisit_days))
        return cls(read, timedelta(hours=settings.retry_hours), longest, settings.revisit_chance)

    def after(self, reading: Reading, failures: int) -> timedelta:
        """Return the least pause after an attempt, the ``failures``-th failed one in a row.

        A failed page is tried again sooner, then ever more rarely; a host's own wish to rest is respected.
        """
        pause = self.read
        if reading.outcome is Outcome.FAILED:
            pause = min(self.failed * 2 ** min(failures - 1, MOST_DOUBLINGS), LONGEST_RETRY)
        elif reading.outcome is Outcome.LOGIN:
            pause = max(pause, LONGEST_RETRY)
        elif reading.outcome in (Outcome.GONE, Outcome.PARKED) or (reading.status is not None and is_ended(reading)):
            pause = GONE_AGAIN
        return max(pause, timedelta(seconds=reading.retry_after_seconds or 0))

    def days(self, rates: ChangeRates, roles: Sequence[str]) -> Floats:
        """Return after how many days pages of these change rates are due again.

        A page has changed after t days with the chance 1 - (1 + t*rate/certainty)**-certainty, its rate being
        known as a gamma distribution; this is solved for t and kept between the shortest and the longest interval.
        """
        shortest, longest = self.read / DAY, self.longest / DAY
        longests = np.array([min(longest, LISTING_DAYS) if role in LISTING_ROLES else longest for role in roles])
        stale_at = (rates.certainty / rates.rate) * np.expm1(-np.log1p(-self.chance) / rates.certainty)
        return np.asarray(np.clip(stale_at, shortest, np.maximum(longests, shortest)), dtype=float)


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a page told."""

    days: float | None
    """Since the look before; None for the first one."""
    changed: bool

    @classmethod
    def between(cls, before: Page, now: datetime, *, changed: bool) -> "Look":
        """Return a look at a page as it was known before it, by the database's clock."""
        last = before.looked_at or before.last_read_at
        # A page of an older version has only its reader's clock, which may be ahead.
        return cls(None if last is None else max(0.0, (now - last) / DAY), changed)
