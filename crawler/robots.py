"""``robots.txt`` by RFC 9309, and stricter where the owner plainly closed the door.

=======================  ==========  =======================================================
Answer                   RFC 9309    Here
=======================  ==========  =======================================================
5xx, timeout, reset      disallow    disallow, try again within the hour
404, 410, other 4xx      allow       allow
401, 402, 403, 407, 451  allow       stay out: the owner closed the door
429                      allow       stay out and back off
HTML or garbage, 200     rules that  the same
                         parse
more than 5 redirects    allow       disallow: nobody can say what the rules are
=======================  ==========  =======================================================

Protego decides; a reading of our own names the rule and line, and the stricter of the two counts.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from protego import Protego

from crawler.errors import GuardError
from crawler.guard import Address, join, parse
from crawler.ports import RobotsCache, RobotsRecord
from crawler.robots_rules import PRODUCT_TOKEN, Rules, read_rules
from crawler.statuses import CLOSED_DOOR, MOST_REDIRECTS, REDIRECTS

LONGEST_BODY = 512 * 1024
"""Bytes that are read at least; RFC 9309 section 2.5 asks for 500 KiB."""
FAILURE_HOURS = 1.0
_TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """One answer to a request for robots.txt."""

    status: int | None
    """None for a timeout, a reset, DNS, or a refusal by the guard."""
    body: bytes = b""
    location: str | None = None
    detail: str = ""
    retry_after_seconds: float | None = None


Fetch = Callable[[str], Awaitable[RobotsAnswer]]
"""Fetches one address without following redirects, guarded and polite; failures are answers, not exceptions."""


@dataclass(frozen=True, slots=True)
class RobotsDecision:
    """Whether one address may be fetched."""

    allowed: bool
    reason: str
    """``permitted``, ``robots``, ``robots_unreachable``, ``closed_door`` or ``rate_limited``."""
    detail: str
    rule: str | None = None
    line: int | None = None


class Robots:
    """The rules of one origin, parsed."""

    def __init__(self, record: RobotsRecord) -> None:
        self.record = record
        self._rules: Rules | None = None
        self._protego: Protego | None = None
        if _has_rules(record.status):
            self._rules = read_rules(record.body)
            self._protego = Protego.parse(self._rules.text)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Canonical addresses of the ``Sitemap:`` lines."""
        found = []
        for line in self._protego.sitemaps if self._protego else ():
            try:
                found.append(join(self.record.origin, line))
            except GuardError:
                continue
        return tuple(found)

    @property
    def crawl_delay(self) -> float:
        """Seconds between requests that the site asks for, by Crawl-delay or Request-rate; 0 when it does not."""
        if self._protego is None:
            return 0.0
        rate = self._protego.request_rate(PRODUCT_TOKEN)
        asked = self._protego.crawl_delay(PRODUCT_TOKEN) or 0.0
        return max(asked, rate.seconds / rate.requests if rate else 0.0)

    def decide(self, address: Address) -> RobotsDecision:
        """Decide on one address of this origin."""
        status, name = self.record.status, f"{self.record.origin}/robots.txt"
        if status is None or status >= 500 or status < 200 or status in REDIRECTS:
            why = self.record.detail or f"it answered {status}"
            return RobotsDecision(False, "robots_unreachable", f"{name} could not be read ({why}); tried again later")
        if status in CLOSED_DOOR:
            return RobotsDecision(False, "closed_door", f"{name} answered {status}: the owner closed the door")
        if status == _TOO_MANY:
            return RobotsDecision(False, "rate_limited", f"{name} answered 429: too many requests")
        if self._rules is None or self._protego is None:
            return RobotsDecision(True, "permitted", f"{name} answered {status}: no rules")
        return self._by_rules(address, self._rules, self._protego, name)

    @staticmethod
    def _by_rules(address: Address, rules: Rules, protego: Protego, name: str) -> RobotsDecision:
        rule = rules.deciding(address.text)
        allowed = protego.can_fetch(address.text, PRODUCT_TOKEN) and (rule is None or rule.allows)
        if rule is None:
            detail = f"{name}: no rule matches" if allowed else f"{name} forbids it"
            return RobotsDecision(allowed, "permitted" if allowed else "robots", detail)
        says = f"{name}, line {rule.line}: {rule.text}"
        return RobotsDecision(allowed, "permitted" if allowed else "robots", says, rule.text, rule.line)


def _has_rules(status: int | None) -> bool:
    return status is not None and 200 <= status < 300


class RobotsService:
    """Reads each origin's robots.txt once per run at most, through the shared cache."""

    def __init__(self, cache: RobotsCache, *, hours: float, clock: Callable[[], datetime]) -> None:
        self._cache = cache
        self._hours = hours
        self._clock = clock
        self._known: dict[str, asyncio.Future[Robots]] = {}

    def known(self, origin: str) -> Robots | None:
        """Return the rules of an origin if this run has read them."""
        future = self._known.get(origin)
        return future.result() if future is not None and future.done() and not _broken(future) else None

    async def rules(self, origin: str, fetch: Fetch) -> Robots:
        """Return the rules of an origin, from this run, from the cache, or fetched now.

        :raises PortError: when the cache cannot be reached.
        """
        future = self._known.get(origin)
        if future is None or (future.done() and (_broken(future) or self._expired(future.result().record))):
            future = asyncio.ensure_future(self._read(origin, fetch))
            self._known[origin] = future
        return await asyncio.shield(future)

    async def _read(self, origin: str, fetch: Fetch) -> Robots:
        record = await asyncio.to_thread(self._cache.get, origin)
        # The cache goes by its own clock, which may be behind ours: what has expired for us is fetched again.
        if record is None or self._expired(record):
            record = self._record(origin, await follow(origin, fetch))
            await asyncio.to_thread(self._cache.put, record)
        return Robots(record)

    def _expired(self, record: RobotsRecord) -> bool:
        return record.expires_at <= self._clock()

    def _record(self, origin: str, answer: RobotsAnswer) -> RobotsRecord:
        now = self._clock()
        settled = answer.status is not None and answer.status < 500 and answer.status != _TOO_MANY
        hours = self._hours if settled else min(self._hours, FAILURE_HOURS)
        keep = timedelta(hours=hours)
        if answer.retry_after_seconds:
            keep = min(max(keep, timedelta(seconds=answer.retry_after_seconds)), timedelta(hours=self._hours))
        body = shortened(answer.body) if _has_rules(answer.status) else b""
        return RobotsRecord(origin, now, now + keep, answer.status, body, answer.detail)


def _broken(future: "asyncio.Future[Robots]") -> bool:
    return future.cancelled() or future.exception() is not None


async def follow(origin: str, fetch: Fetch) -> RobotsAnswer:
    """Fetch an origin's robots.txt, through at most five redirects (RFC 9309 section 2.3.1.2), any host."""
    address = f"{origin}/robots.txt"
    for _ in range(MOST_REDIRECTS + 1):
        answer = await fetch(address)
        if answer.status not in REDIRECTS:
            return answer
        if not answer.location:
            return RobotsAnswer(None, detail=f"{address} redirects to nowhere")
        try:
            address = parse(join(address, answer.location)).text
        except GuardError as error:
            return RobotsAnswer(None, detail=f"{address} redirects to what may not be read: {error}")
    return RobotsAnswer(None, detail=f"more than {MOST_REDIRECTS} redirects")


def shortened(body: bytes) -> bytes:
    """Cut a body to what is read, at a line's end: half a path would be another rule."""
    if len(body) <= LONGEST_BODY:
        return body
    head = body[:LONGEST_BODY]
    return head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1]
