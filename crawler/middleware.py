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
from crawler.answers.media import readable
from crawler.answers.unpacking import is_packed, unpacked
from crawler.context import RunContext
from crawler.errors import GuardError, TooManyRedirects
from crawler.frontier.site import inside
from crawler.guard import Guard, join, parse
from crawler.items import DuePage, Verdict
from crawler.permission import before_robots, by_signals, permitted_sources, refused
from crawler.rules.fetch import RulesReader
from crawler.rules.signals import SIGNAL_HEADERS, of_unchanged, remembered
from crawler.statuses import MOST_REDIRECTS, PERMANENT, REDIRECTS

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_ANY_RUN = Guard()
_CONDITIONS = ("If-None-Match", "If-Modified-Since")


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


class SamePage(IgnoreRequest):
    """A redirect led to a page of the site that this run reads by itself."""

    def __init__(self, target: str, *, lasting: bool) -> None:
        super().__init__(f"the same page as {target}")
        self.target = target
        self.lasting = lasting


class PermissionMiddleware:
    """Raises :class:`Refused` for what may not be fetched; puts the verdict into ``request.meta``."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._context = RunContext.of(crawler)
        self._rules = RulesReader.of(crawler)
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
        page: DuePage | None = request.meta.get("page")
        if page is None or request.meta.get("subresource") or readable(media_type):
            return
        if page.role != "sitemap" or not is_packed(media_type):
            raise StopDownload(fail=True)

    async def process_request(self, request: Request) -> None:
        """Judge one request.

        :raises Refused: by suppression, terms, basis, the guard or robots.txt.
        """
        request.headers[b"User-Agent"] = self._user_agent
        page: DuePage | None = request.meta.get("page")
        if page is None:
            # A file of rules: whoever asks for it has judged it.
            return
        verdict, page = await self._judge(page, request.url)
        if not verdict.allowed:
            raise Refused(verdict)
        request.meta["verdict"] = verdict
        request.meta["page"] = page

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        """Place a redirect anew, or say why not; ask again in full where "not modified" comes with other signals.

        :raises TooLarge: when a packed sitemap holds more than a page may.
        :raises MovedAway: when it leaves the source's site.
        :raises Refused: when it leads to what must not be contacted.
        :raises SamePage: when it leads to a page that this run reads by itself.
        :raises TooManyRedirects: after five hops.
        """
        page: DuePage | None = request.meta.get("page")
        location = response.headers.get(b"Location")
        if page is not None and response.status == 304 and self._says_otherwise(page, request, response):
            return _unconditional(request, page)
        if page is not None and page.role == "sitemap":
            response = unpacked(response, self._context.spec.max_page_bytes)
        if page is None or response.status not in REDIRECTS or not location:
            return response
        try:
            target = join(request.url, location.decode("utf-8", "replace").strip())
            # Special addresses are named as what they are; a mere other site is judged below.
            _ANY_RUN.route(parse(target))
        except GuardError as error:
            raise Refused(refused(page, "guard", f"Redirects to what may not be read: {error}.")) from error
        hops = request.meta.get("hops", 0) + 1
        # What a page in the browser loads may lie anywhere; it is judged like any address.
        if not request.meta.get("subresource") and not any(inside(source.home, target) for source in page.sources):
            detail = f"Redirects to {target}, outside the source's site; not followed."
            raise MovedAway(refused(page, "outside_site", detail), target, response.status)
        if hops > MOST_REDIRECTS:
            raise TooManyRedirects(f"more than {MOST_REDIRECTS} redirects, the last to {target}")
        hop = request.replace(url=target)
        hop.meta["hops"] = hops
        if request.meta.get("subresource"):
            return hop
        lasting = response.status in PERMANENT and request.meta.get("lasting", True)
        if target not in (page.address, request.url) and not self._context.budget.claim(target, page):
            raise SamePage(target, lasting=lasting)
        hop.meta["lasting"] = lasting
        return hop

    def _says_otherwise(self, page: DuePage, request: Request, response: Response) -> bool:
        """Whether an unchanged page may now be kept, quoted or extracted otherwise than when it was read."""
        if not any(name in request.headers for name in _CONDITIONS):
            return False
        now = self._context.clock()
        signals = of_unchanged(page.signals, _signal_lines(response), now=now)
        allowed = by_signals(request.meta["verdict"], page, signals)[0].allowed
        # What forbids the page altogether needs no body: the reader refuses it.
        return allowed and signals.effects != remembered(page.signals, now=now).effects

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
        return await self._rules.judge(verdict, address), page


def _unconditional(request: Request, page: DuePage) -> Request:
    again = request.replace(meta={**request.meta, "page": replace(page, etag=None, last_modified=None)})
    for name in _CONDITIONS:
        again.headers.pop(name, None)
    return again


def _signal_lines(response: Response) -> list[tuple[str, str]]:
    return [(name, value.decode("latin-1")) for name in SIGNAL_HEADERS for value in response.headers.getlist(name)]
