"""Reading a page as a reader with JavaScript sees it, where the page as served shows next to nothing.

The browser is the last resort: not for pages with text of their own, not where it was of no use within the last
weeks, and not beyond the run's budget. Without a browser the run goes on, and the report says what was read without.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any, cast

from lxml.html import HtmlElement
from scrapy.http import HtmlResponse
from twisted.internet.defer import Deferred

from crawler.answers import content
from crawler.browser.chromium import ChromiumPool
from crawler.browser.javascript import is_hollow, needs_javascript, visible_characters
from crawler.browser.requests import PageRequest, Resource
from crawler.browser.subresources import Fetch, Subresources, Wish
from crawler.browser.tab import Document, Limits
from crawler.errors import BrowserUnavailable, FetchError, RenderFailed
from crawler.guard import parse
from crawler.items import DuePage, Verdict
from crawler.politeness import LeftDue, RunStopping
from crawler.ports import Renderings, RenderRecord
from crawler.spec import RunSpec

if TYPE_CHECKING:
    from twisted.internet.base import ReactorBase

GAIN = 80
"""Characters of visible text that rendering must add for it to have been of use."""
REVISIT = timedelta(weeks=3)
"""How long a host where rendering was of no use is read without; sites are rebuilt now and then."""
SPLASH_SECONDS = 8.0
"""How long a page may show next to nothing: portfolios begin with animations of two to six seconds, and their words
come after it."""
FETCH_SECONDS = 180.0
"""How long a page may wait for its scripts and data on top of its own time, hosts' turns included."""
_SCRIPT = re.compile(rb"<script", re.IGNORECASE)
_UNREAD_ROLES = frozenset({"feed", "sitemap", "data"})
# What vouches for the shell says nothing about what its scripts made of it.
_OF_THE_SHELL = ("ETag", "Last-Modified", "Content-Encoding", "Content-Length", "Content-MD5", "Digest")
logger = logging.getLogger(__name__)


class Need(Enum):
    """Why a page is looked at in the browser."""

    SHELL = "shell"
    """It shows next to nothing without its scripts."""
    HOLLOW = "hollow"
    """It has words, and empty places for its lists."""


class RendersUsedUp(LeftDue):
    """The run has rendered as many pages as it may; the page stays due."""

    counted = "renders"


class Rendering:
    """The run's one way to its browser.

    :param note: told once per host why its pages are read without JavaScript.
    :param clock: the present moment in UTC.
    """

    def __init__(
        self,
        spec: RunSpec,
        renderings: Renderings,
        *,
        note: Callable[[Verdict, str], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._spec = spec
        self._renderings = renderings
        self._note = note
        self._clock = clock
        self._subresources = Subresources(clock)
        self._records: dict[str, RenderRecord | None] = {}
        self._told: set[str] = set()
        self._unavailable: str | None = None
        self._pool: ChromiumPool | None = None
        self._stopping = asyncio.Event()
        self.rendered = 0

    def need(self, page: DuePage, response: HtmlResponse) -> Need | None:
        """Tell why a page as served should be looked at in the browser; None when it says all that it has to say."""
        if page.role in _UNREAD_ROLES or not _SCRIPT.search(response.body):
            return None
        root = cast("HtmlElement", response.selector.root)
        if needs_javascript(root):
            return Need.SHELL
        return Need.HOLLOW if is_hollow(root) else None

    async def render_hollow(
        self, page: DuePage, response: HtmlResponse, fetch: Fetch
    ) -> tuple[HtmlResponse, bool | None]:
        """Return what to read instead of a page whose lists are filled by scripts: as served where that fails.

        :raises crawler.politeness.RunStopping: when the run ends meanwhile; the page stays due.
        :raises PortError: when the state behind a port cannot be reached.
        """
        if self._unavailable is not None or not self._spec.renders_per_run:
            return response, None
        try:
            return await self.render(page, response, fetch)
        except RunStopping:
            raise
        except (FetchError, LeftDue):
            # It has words of its own: those are read now, rather than nothing until the scripts can be had.
            return _without_validators(response), None

    async def render(self, page: DuePage, response: HtmlResponse, fetch: Fetch) -> tuple[HtmlResponse, bool | None]:
        """Return what to read instead of a shell, and whether that is rendered.

        None stands for a host where rendering is of no use, False for a page that wanted a browser and had none.
        Whatever is returned carries no validators: a shell that is unchanged does not say that its page is.

        :raises RendersUsedUp: when the run's budget is spent; the page stays due.
        :raises crawler.politeness.RunStopping: when the run ends meanwhile; the page stays due.
        :raises FetchError: with the name of what went wrong in the browser.
        :raises PortError: when the state behind a port cannot be reached.
        """
        host = parse(response.url).host
        record = await self._record(host)
        if record is not None and not record.gained and self._clock() - record.at < REVISIT:
            return _without_validators(response), None
        if not self._spec.renders_per_run:
            self._unavailable = "the setting renders_per_run is 0"
        if self._unavailable is not None:
            return self._unrendered(page, host, response)
        if self.rendered >= self._spec.renders_per_run:
            raise RendersUsedUp(f"{self.rendered} pages were rendered, which is all that this run may")
        self.rendered += 1
        wish = Wish(page, fetch, self._spec.render_bytes)
        try:
            html = await self._show(host, response, wish)
        except BrowserUnavailable as error:
            self._unavailable = str(error)
            logger.info("Pages that need JavaScript are read without it: %s", error)
            return self._unrendered(page, host, response)
        rendered = _rendered(response, html)
        gained = visible_characters(_root(rendered)) >= visible_characters(_root(response)) + GAIN
        if wish.left is not None and (not gained or isinstance(wish.left, RunStopping)):
            raise wish.left
        if not gained and wish.failed is not None:
            raise RenderFailed(f"what its scripts need could not be loaded: {wish.failed}")
        await self._remember(RenderRecord(host, self._clock(), gained))
        return (rendered, True) if gained else (_without_validators(response), None)

    def stop(self) -> None:
        """Give up on pages in the browser; they stay due."""
        self._stopping.set()

    def close(self) -> None:
        """End the browser's processes if they are still there; called when the reactor has stopped."""
        if self._pool is not None:
            self._pool.kill()

    async def _show(self, host: str, response: HtmlResponse, wish: Wish) -> str:
        async def load(wanted: PageRequest) -> Resource | None:
            return await self._subresources.load(wish, wanted)

        seconds = self._spec.render_seconds
        limits = Limits(seconds, seconds + FETCH_SECONDS, self._spec.max_page_bytes, SPLASH_SECONDS)
        document = Document(response.url, _content_type(response), response.body)
        try:
            html = await self._unless_stopping(self._browser().show(host, document, load, limits))
        except FetchError as error:
            # What kept it from being loaded says more than that it was not at rest without.
            if reason := wish.fault or wish.left:
                raise reason from error
            raise
        if wish.fault is not None:
            raise wish.fault
        return html

    async def _unless_stopping(self, showing: Coroutine[Any, Any, str]) -> str:
        work = asyncio.ensure_future(showing)
        stop = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise RunStopping("the run ended while the browser had the page")
            return await work
        finally:
            stop.cancel()
            work.cancel()
            await asyncio.gather(work, stop, return_exceptions=True)

    def _browser(self) -> ChromiumPool:
        if self._pool is None:
            from twisted.internet import reactor  # Scrapy installs it; importing it earlier would install another.

            pool = self._pool = ChromiumPool(self._spec.browser)
            cast("ReactorBase", reactor).addSystemEventTrigger(
                "before", "shutdown", lambda: Deferred.fromFuture(asyncio.ensure_future(pool.close()))
            )
        return self._pool

    def _unrendered(self, page: DuePage, host: str, response: HtmlResponse) -> tuple[HtmlResponse, bool]:
        if host not in self._told:
            self._told.add(host)
            detail = f"Read without JavaScript, which its pages need: {self._unavailable}."
            self._note(Verdict(True, "no_browser", detail), page.address)
        return _without_validators(response), False

    async def _record(self, host: str) -> RenderRecord | None:
        if host not in self._records:
            self._records[host] = await asyncio.to_thread(self._renderings.get, host)
        return self._records[host]

    async def _remember(self, now: RenderRecord) -> None:
        before = self._records.get(now.host)
        if before is not None and before.gained and (not now.gained or now.at - before.at < REVISIT / 3):
            # One page that stays empty says nothing against a host whose others do not.
            return
        self._records[now.host] = now
        await asyncio.to_thread(self._renderings.put, now)


def _root(response: HtmlResponse) -> HtmlElement:
    root = content.parsed(response)
    if root is None:
        raise RenderFailed("the browser made no page of it")
    return root


def _content_type(response: HtmlResponse) -> str:
    return (response.headers.get(b"Content-Type") or b"text/html").decode("latin-1")


def _without_validators(response: HtmlResponse) -> HtmlResponse:
    headers = response.headers.copy()
    for name in _OF_THE_SHELL:
        headers.pop(name, None)
    return response.replace(headers=headers)


def _rendered(response: HtmlResponse, html: str) -> HtmlResponse:
    bare = _without_validators(response)
    headers = bare.headers.copy()
    headers["Content-Type"] = "text/html; charset=utf-8"
    return bare.replace(headers=headers, body=html.encode("utf-8", "replace"), encoding="utf-8")
