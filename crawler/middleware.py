"""Judging every request before it is made, and every redirect before it is followed.

Redirects are ours, not Scrapy's: each hop is judged anew (guard, terms, suppression, robots, the source's
site) and waits for its own host's turn.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Request, Response

from config import sources
from crawler.context import RunContext
from crawler.errors import GuardError, TooManyRedirects
from crawler.failures import named_error
from crawler.guard import Address, Guard, join, parse
from crawler.items import DuePage, Verdict
from crawler.media import readable
from crawler.permission import before_robots, permitted_sources, refused, with_robots
from crawler.politeness import LeftDue
from crawler.retry_after import retry_after_seconds
from crawler.robots import RobotsAnswer
from crawler.site import inside
from crawler.statuses import MOST_REDIRECTS, REDIRECTS

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_ANY_RUN = Guard()
ROBOTS_BYTES = 4_000_000
"""A longer robots.txt counts as unreadable; its first 512 KiB are parsed."""


class Refused(IgnoreRequest):
    """The verdict said no."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.detail)
        self.verdict = verdict


class MovedAway(IgnoreRequest):
    """A redirect led outside the source's site and was not followed."""

    def __init__(self, verdict: Verdict, target: str, status: int) -> None:
        super().__init__(verdict.detail)
        self.verdict = verdict
        self.target = target
        self.status = status


class PermissionMiddleware:
    """Raises :class:`Refused` for what may not be fetched; puts the verdict into ``request.meta``."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._context = RunContext.of(crawler)
        self._user_agent = self._context.spec.user_agent

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "PermissionMiddleware":
        """Build it for one crawler."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.headers_received, signal=signals.headers_received)
        return middleware

    def headers_received(self, headers: Any, request: Request, **_: Any) -> None:
        """Stop before the body of a media type that nothing here reads."""
        media_type = headers.get(b"Content-Type", b"").decode("latin-1")
        if "page" in request.meta and not readable(media_type):
            raise StopDownload(fail=True)

    async def process_request(self, request: Request) -> None:
        """Judge one request.

        :raises Refused: by suppression, terms, basis, the guard or robots.txt.
        """
        request.headers[b"User-Agent"] = self._user_agent
        page: DuePage | None = request.meta.get("page")
        if page is None:
            # robots.txt itself: the service that asks for it judges it.
            return
        verdict, page = await self._judge(page, request.url)
        if not verdict.allowed:
            raise Refused(verdict)
        request.meta["verdict"] = verdict
        request.meta["page"] = page

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        """Place a redirect anew, or say why not.

        :raises MovedAway: when it leaves the source's site.
        :raises Refused: when it leads to what must not be contacted.
        :raises TooManyRedirects: after five hops.
        """
        page: DuePage | None = request.meta.get("page")
        location = response.headers.get(b"Location")
        if page is None or response.status not in REDIRECTS or not location:
            return response
        try:
            target = join(request.url, location.decode("utf-8", "replace").strip())
            # Special addresses are named as what they are; a mere other site is judged below.
            _ANY_RUN.route(parse(target))
        except GuardError as error:
            raise Refused(refused(page, "guard", f"Redirects to what may not be read: {error}.")) from error
        hops = request.meta.get("hops", 0) + 1
        if not any(inside(source.home, target) for source in page.sources):
            detail = f"Redirects to {target}, outside the source's site; not followed."
            raise MovedAway(refused(page, "outside_site", detail), target, response.status)
        if hops > MOST_REDIRECTS:
            raise TooManyRedirects(f"more than {MOST_REDIRECTS} redirects, the last to {target}")
        hop = request.replace(url=target)
        hop.meta["hops"] = hops
        return hop

    async def _judge(self, page: DuePage, url: str) -> tuple[Verdict, DuePage]:
        context = self._context
        try:
            address = parse(url)
        except GuardError as error:
            return refused(page, "guard", str(error)), page
        kind = sources.for_host(address.host)
        verdict = before_robots(page, kind, suppressed=await context.is_suppressed(page, address.text))
        if not verdict.allowed:
            return verdict, page
        try:
            context.guard.route(address)
        except GuardError as error:
            return refused(page, "guard", str(error)), page
        # A source without a basis gets nothing of a page that others may read.
        page = replace(page, sources=permitted_sources(page, kind))
        robots = await context.robots.rules(address.origin, self._fetch_robots)
        return with_robots(verdict, robots.decide(address)), page

    async def _fetch_robots(self, url: str) -> RobotsAnswer:
        context = self._context
        try:
            address = parse(url)
            context.guard.route(address)
        except GuardError as error:
            return RobotsAnswer(None, detail=str(error))
        if _forbids_pages(address):
            return RobotsAnswer(None, detail=f"{address.host}'s terms forbid automated reading")
        request = Request(address.text, meta={"download_maxsize": ROBOTS_BYTES}, dont_filter=True)
        try:
            response = await self._crawler.engine.download_async(request)
        except LeftDue:
            raise
        except Exception as error:
            return RobotsAnswer(None, detail=named_error(error))
        location = response.headers.get(b"Location")
        return RobotsAnswer(
            response.status,
            response.body,
            location.decode("utf-8", "replace").strip() if location else None,
            retry_after_seconds=retry_after_seconds(response.headers.get(b"Retry-After"), context.clock()),
        )


def _forbids_pages(address: Address) -> bool:
    kind = sources.for_host(address.host)
    return kind is not None and not kind.terms.allows_web_pages
