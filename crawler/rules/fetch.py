"""Fetching the files in which sites state their rules, through Scrapy's engine: guarded and polite like a page."""

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.exceptions import StopDownload
from scrapy.http import Request

from config import sources
from crawler.context import RunContext
from crawler.errors import Defect, GuardError, PortError
from crawler.failures import as_fetch_error
from crawler.guard import Address, parse
from crawler.hosts.retry_after import retry_after_seconds
from crawler.items import Verdict
from crawler.permission import with_reservation, with_robots
from crawler.politeness import LeftDue
from crawler.robots import Robots
from crawler.rules.site_files import FileAnswer
from crawler.rules.tdmrep import TDMREP_PATH

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

LONGEST_READ = 4_000_000
"""Bytes of such a file that are downloaded; what lies behind them counts as absent, as RFC 9309 section 2.5 allows."""
_RULES = "rules_bytes"


class RulesReader:
    """Asks a site for its rules and adds what they say to a verdict; :meth:`of` gives a crawler's own."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._context = RunContext.of(crawler)
        self._reservable: WeakKeyDictionary[Robots, bool] = WeakKeyDictionary()
        crawler.signals.connect(self.headers_received, signal=signals.headers_received)
        crawler.signals.connect(self.bytes_received, signal=signals.bytes_received)

    @classmethod
    def of(cls, crawler: "Crawler") -> "RulesReader":
        """Return the one reader of a crawler; two would count the same bytes."""
        if crawler not in _READERS:
            _READERS[crawler] = cls(crawler)
        return _READERS[crawler]

    def headers_received(self, request: Request, **_: Any) -> None:
        """Lift the limit that would refuse a long file unread; :meth:`bytes_received` stops it instead."""
        if _RULES in request.meta:
            # This request is the handler's own copy: what is decompressed later stays limited.
            request.meta["download_maxsize"] = 0

    def bytes_received(self, data: bytes, request: Request, **_: Any) -> None:
        """Take the beginning of a file that is too long."""
        if _RULES not in request.meta:
            return
        request.meta[_RULES] += len(data)
        if request.meta[_RULES] > LONGEST_READ:
            raise StopDownload(fail=False)

    async def judge(self, verdict: Verdict, address: Address) -> Verdict:
        """Add what an address's robots.txt and the site's reservations say to a verdict that permitted so far.

        :raises PortError: when the cache cannot be reached.
        :raises crawler.politeness.LeftDue: when the host's turn does not come in this run.
        """
        robots = await self._context.robots.rules(address.origin, self._fetch)
        verdict = with_robots(verdict, robots.decide(address))
        # Unlike robots.txt itself, the file of reservations is read only where robots.txt permits that.
        if not verdict.allowed or not self._may_ask_reservations(robots, address.origin):
            return verdict
        reservations = await self._context.reservations.of(address.origin, self._fetch)
        return with_reservation(verdict, reservations.decide(address))

    def _may_ask_reservations(self, robots: Robots, origin: str) -> bool:
        if robots not in self._reservable:
            # The same for all pages of the site: asked once.
            self._reservable[robots] = robots.decide(parse(origin + TDMREP_PATH)).allowed
        return self._reservable[robots]

    async def _fetch(self, url: str) -> FileAnswer:
        context = self._context
        try:
            address = parse(url)
            context.guard.route(address)
            kind = sources.for_host(address.host)
            if kind is not None and not kind.terms.allows_web_pages:
                return FileAnswer(None, detail=f"{address.host}'s terms forbid automated reading")
            request = Request(address.text, meta={"download_maxsize": LONGEST_READ, _RULES: 0}, dont_filter=True)
            response = await self._crawler.engine.download_async(request)
        except (LeftDue, PortError):
            raise
        except GuardError as error:
            return FileAnswer(None, detail=str(error))
        except Exception as error:
            named = as_fetch_error(error)
            if isinstance(named, Defect):
                # The site's rules are not at fault, and must not be remembered as out of reach.
                raise
            return FileAnswer(None, detail=f"{type(named).__name__}: {named}")
        location = response.headers.get(b"Location")
        return FileAnswer(
            response.status,
            response.body,
            location.decode("utf-8", "replace").strip() if location else None,
            retry_after_seconds=retry_after_seconds(response.headers.get(b"Retry-After"), context.clock()),
        )


_READERS: "WeakKeyDictionary[Crawler, RulesReader]" = WeakKeyDictionary()
