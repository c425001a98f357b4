"""Reservations of text and data mining for a whole site: ``/.well-known/tdmrep.json`` (TDMRep, W3C community group).

=======================  =====================================================================
Answer                   Here
=======================  =====================================================================
200 with a list of       each rule's ``location`` is matched as in robots.txt; one that matches
rules in JSON            with ``tdm-reservation`` other than 0 reserves the address
200 that is no JSON      no declaration: many sites answer every path with a page
200, JSON that is cut    everything is reserved: the owner declares what nobody can read
short or broken
4xx, lost redirects      no declaration, as the protocol has it
5xx, 429, no answer      nobody can say: nothing is fetched, asked again within the hour
=======================  =====================================================================

The protocol lets a page's own header or meta element lift what the file reserves. We would have to fetch the page to
find that out, so we do not. What the page reserves beyond the file counts (:mod:`crawler.rules.signals`).
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from crawler.guard import Address
from crawler.ports import RobotsCache, RobotsRecord
from crawler.rules.robots_lines import decoded, matches, normal, target_of
from crawler.rules.site_files import Fetch, SiteFiles, succeeded
from crawler.statuses import TOO_MANY

TDMREP_PATH = "/.well-known/tdmrep.json"
LONGEST_BODY = 512 * 1024
MOST_RULES = 5_000
_FREE = frozenset({"0", "false"})


@dataclass(frozen=True, slots=True)
class LocationRule:
    """One rule of the file."""

    number: int
    """Counted from 1."""
    location: str
    """As written."""
    pattern: str
    reserves: bool


@dataclass(frozen=True, slots=True)
class ReservationDecision:
    """Whether an address may be mined, as far as the site's file says."""

    allowed: bool
    reason: str
    """``permitted``, ``noai``, or ``reservation_unreachable``."""
    detail: str


class Reservations:
    """The file of one origin, parsed."""

    def __init__(self, record: RobotsRecord) -> None:
        self.record = record
        self.rules: tuple[LocationRule, ...] = ()
        self.unreadable = False
        if succeeded(record.status) and record.body:
            self._read(decoded(record.body).strip())

    def _read(self, text: str) -> None:
        if not text.startswith(("[", "{")):
            return
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            self.unreadable = True
            return
        # Who forgets the brackets around a single rule means it all the same.
        listed = document if isinstance(document, list) else [document]
        self.unreadable = len(listed) > MOST_RULES
        self.rules = tuple(_rules(listed[:MOST_RULES]))

    @property
    def declared(self) -> bool:
        """Whether the site declares anything."""
        return self.unreadable or bool(self.rules)

    def decide(self, address: Address) -> ReservationDecision:
        """Decide on one address of this origin."""
        status, name = self.record.status, self.record.origin
        if status is None or status >= 500 or status < 200 or status == TOO_MANY:
            why = self.record.detail or f"it answered {status}"
            said = f"{name} could not be read ({why}); tried again later"
            return ReservationDecision(False, "reservation_unreachable", said)
        if self.unreadable:
            return ReservationDecision(False, "noai", f"{name} reserves what nobody can read: it is no valid JSON")
        rule = self.reserving(address)
        if rule is not None:
            said = f"{name}, rule {rule.number}: {rule.location} is reserved from text and data mining"
            return ReservationDecision(False, "noai", said)
        return ReservationDecision(True, "permitted", f"{name}: nothing reserves it")

    def reserving(self, address: Address) -> LocationRule | None:
        """Return the rule that reserves an address.

        The protocol wants the most specific match and calls the first one that; where the first and the longest
        match disagree, the one that reserves counts.
        """
        target = target_of(address.text)
        found = [rule for rule in self.rules if matches(rule.pattern, target)]
        if not found:
            return None
        return next((rule for rule in (found[0], max(found, key=lambda one: len(one.pattern))) if rule.reserves), None)


class ReservationService:
    """Reads each origin's file once per run at most, through the cache that robots.txt uses."""

    def __init__(self, cache: RobotsCache, *, hours: float, clock: Callable[[], datetime]) -> None:
        self._files = SiteFiles(
            cache, TDMREP_PATH, Reservations, shorten=lambda body: body[:LONGEST_BODY], hours=hours, clock=clock
        )

    async def of(self, origin: str, fetch: Fetch) -> Reservations:
        """Return what an origin reserves, from this run, from the cache, or fetched now.

        :raises PortError: when the cache cannot be reached.
        """
        return await self._files.of(origin, fetch)


def _rules(listed: list[Any]) -> Iterator[LocationRule]:
    for number, entry in enumerate(listed, start=1):
        if not isinstance(entry, dict):
            continue
        properties = {str(key).strip().lower(): value for key, value in entry.items()}
        if "tdm-reservation" not in properties:
            continue
        given = properties.get("location")
        location = given.strip() if isinstance(given, str) and given.strip() else "/"
        reserves = str(properties["tdm-reservation"]).strip().lower() not in _FREE
        yield LocationRule(number, location[:200], normal(_path(location)), reserves)


def _path(location: str) -> str:
    if location.startswith(("http://", "https://")):
        try:
            parts = urlsplit(location)
        except ValueError:
            return "/"
        return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return location if location.startswith(("/", "*")) else f"/{location}"
