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

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from protego import Protego

from crawler.errors import GuardError
from crawler.guard import Address, join
from crawler.ports import RobotsCache, RobotsRecord
from crawler.rules.robots_lines import PRODUCT_TOKEN, Rules, decoded, read_rules
from crawler.rules.site_files import Fetch, FileAnswer, SiteFiles, follow, succeeded
from crawler.statuses import CLOSED_DOOR, REDIRECTS, TOO_MANY

__all__ = ["ROBOTS_PATH", "Fetch", "FileAnswer", "Robots", "RobotsDecision", "RobotsService", "follow", "shortened"]

ROBOTS_PATH = "/robots.txt"
LONGEST_BODY = 512 * 1024
"""Bytes of rules that are read at least; RFC 9309 section 2.5 asks for 500 KiB."""
_COMMENT = re.compile(r"[ \t]*#[^\r\n]*")


@dataclass(frozen=True, slots=True)
class RobotsDecision:
    """Whether one address may be fetched."""

    allowed: bool
    reason: str
    """``permitted``, ``robots``, ``robots_unreachable``, ``closed_door``, ``rate_limited``, or ``noai`` for a
    ``Content-Usage`` line that reserves our use."""
    detail: str
    rule: str | None = None
    line: int | None = None
    read_at: datetime | None = None
    """When the answer was fetched."""


class Robots:
    """The rules of one origin, parsed.

    :param agent: the product token by which the file may address us.
    """

    def __init__(self, record: RobotsRecord, agent: str = PRODUCT_TOKEN) -> None:
        self.record = record
        self._agent = agent
        self._rules: Rules | None = None
        self._protego: Protego | None = None
        if succeeded(record.status):
            self._rules = read_rules(record.body, agent)
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
        rate = self._protego.request_rate(self._agent)
        asked = self._protego.crawl_delay(self._agent) or 0.0
        return max(asked, rate.seconds / rate.requests if rate else 0.0)

    def decide(self, address: Address) -> RobotsDecision:
        """Decide on one address of this origin."""
        status, name, read_at = self.record.status, f"{self.record.origin}/robots.txt", self.record.fetched_at
        if status is None or status >= 500 or status < 200 or status in REDIRECTS:
            why = self.record.detail or f"it answered {status}"
            said = f"{name} could not be read ({why}); tried again later"
            return RobotsDecision(False, "robots_unreachable", said, read_at=read_at)
        if status in CLOSED_DOOR:
            said = f"{name} answered {status}: the owner closed the door"
            return RobotsDecision(False, "closed_door", said, read_at=read_at)
        if status == TOO_MANY:
            return RobotsDecision(False, "rate_limited", f"{name} answered 429: too many requests", read_at=read_at)
        if self._rules is None or self._protego is None:
            return RobotsDecision(True, "permitted", f"{name} answered {status}: no rules", read_at=read_at)
        return self._by_rules(address, self._rules, self._protego, name)

    def _by_rules(self, address: Address, rules: Rules, protego: Protego, name: str) -> RobotsDecision:
        read_at = self.record.fetched_at
        rule = rules.deciding(address.text)
        allowed = protego.can_fetch(address.text, self._agent) and (rule is None or rule.allows)
        reserved = rules.reserving(address.text) if allowed else None
        if reserved is not None:
            says = f"{name}, line {reserved.line}: {reserved.text}"
            return RobotsDecision(False, "noai", says, reserved.text, reserved.line, read_at)
        reason = "permitted" if allowed else "robots"
        if rule is None:
            detail = f"{name}: no rule matches" if allowed else f"{name} forbids it"
            return RobotsDecision(allowed, reason, detail, read_at=read_at)
        says = f"{name}, line {rule.line}: {rule.text}"
        return RobotsDecision(allowed, reason, says, rule.text, rule.line, read_at)


class RobotsService:
    """Reads each origin's robots.txt once per run at most, through the shared cache."""

    def __init__(self, cache: RobotsCache, *, hours: float, clock: Callable[[], datetime]) -> None:
        self._files = SiteFiles(cache, ROBOTS_PATH, Robots, shorten=shortened, hours=hours, clock=clock)

    def known(self, origin: str) -> Robots | None:
        """Return the rules of an origin if this run has read them."""
        return self._files.known(origin)

    async def rules(self, origin: str, fetch: Fetch) -> Robots:
        """Return the rules of an origin, from this run, from the cache, or fetched now.

        :raises PortError: when the cache cannot be reached.
        """
        return await self._files.of(origin, fetch)


def shortened(body: bytes) -> bytes:
    """Return what is kept of a body, as UTF-8: without comments, and cut at a line's end.

    Comments do not count towards the limit, or a long one would hide the rules below it; their lines stay, so that
    the numbers of the others are right. Half a path would be another rule.
    """
    if len(body) <= LONGEST_BODY:
        return body
    bare = _COMMENT.sub("", decoded(body)).encode()
    if len(bare) <= LONGEST_BODY:
        return bare
    head = bare[:LONGEST_BODY]
    return head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1]
