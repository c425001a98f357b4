"""One page of the browser, kept for one host: shows documents one after the other and returns what became of them.

Chromium is spoken to in its own DevTools protocol, in a JavaScript world of our own where a page's scripts cannot
replace what we call. The document is what Scrapy was answered; every other request is asked of ``load``, and what
that does not answer fails.
"""

import asyncio
import json
from base64 import b64encode
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

from crawler.browser import views
from crawler.browser.javascript import ALMOST_NOTHING
from crawler.browser.requests import Load, PageRequest, Resource, kept_by_the_page, may_load, preflight
from crawler.errors import RenderCrashed, RenderFailed, RenderTimeout, TooLarge

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, CDPSession, Page

QUIET_MILLISECONDS = 100
"""A document that has not changed for so long, with nothing under way, has come to rest."""
RESTLESS_MILLISECONDS = 1_500
"""One that changes all the time, such as a clock, is taken as it is after so long."""
MOST_REQUESTS = 100
"""Requests of one document that are answered; the rest fails."""
MOST_ELEMENTS = 100_000
MOST_ROUNDS = 20
"""How often a document may fetch more when it seemed at rest, and still be waited for."""
REST_SECONDS = 1.0
"""A document whose scripts may still run is left after so long, unless the next one comes first."""
_TICK_SECONDS = 0.1
_WORLD = "perennial"

_SETTLE = """(quiet, longest) => new Promise(done => {
  let timer = 0;
  const end = () => { observer.disconnect(); clearTimeout(last); clearTimeout(timer); done(true); };
  const observer = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(end, quiet); });
  observer.observe(document, {subtree: true, childList: true, characterData: true});
  timer = setTimeout(end, quiet);
  const last = setTimeout(end, longest);
})"""
# Asked again and again, since an observer would have to lay the page out at each change.
_WAIT_FOR_WORDS = """(characters, longest) => new Promise(done => {
  const until = performance.now() + longest;
  const look = () => {
    const shown = (document.body ? document.body.innerText : '').trim().length;
    if (shown >= characters || performance.now() > until) done(shown >= characters); else setTimeout(look, 100);
  };
  look();
})"""
# A browser with scripts shows no noscript; what stands in open shadow trees is shown like the rest.
_SERIALISE = """(mostElements, mostCharacters) => {
  const root = document.documentElement;
  if (!root) return '';
  const flatten = (tree, left) => {
    for (const one of tree.querySelectorAll('*')) {
      if (!one.shadowRoot || left === 0) continue;
      flatten(one.shadowRoot, left - 1);
      const box = document.createElement('div');
      box.append(...[...one.shadowRoot.childNodes].map(node => node.cloneNode(true)));
      one.append(box);
    }
  };
  if (document.getElementsByTagName('*').length > mostElements) return null;
  flatten(document, 8);
  for (const one of [...document.getElementsByTagName('noscript')]) one.remove();
  const html = root.outerHTML;
  return html.length > mostCharacters ? null : html;
}"""


@dataclass(frozen=True, slots=True)
class Document:
    """A page as it was served."""

    address: str
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """How far one document may go."""

    seconds: float
    """Time in which nothing is being fetched for it."""
    total_seconds: float
    """Time with all fetching and waiting for hosts' turns."""
    characters: int
    splash_seconds: float = 0.0
    """How long a document at rest that shows next to nothing is waited for: its words may follow an animation."""


@dataclass(slots=True)
class _Showing:
    """One document on its way."""

    document: Document
    load: Load
    began: float
    loaded: asyncio.Event = field(default_factory=asyncio.Event)
    crashed: asyncio.Event = field(default_factory=asyncio.Event)
    served: bool = False
    requests: int = 0
    under_way: int = 0
    fetching_since: float = 0.0
    fetched_seconds: float = 0.0

    def begin_fetch(self) -> None:
        if not self.under_way:
            self.fetching_since = monotonic()
        self.under_way += 1

    def end_fetch(self) -> None:
        self.under_way -= 1
        if not self.under_way:
            self.fetched_seconds += monotonic() - self.fetching_since

    def seconds(self) -> float:
        """Return how long the page itself has had, without what it waited for."""
        now = monotonic()
        waiting = now - self.fetching_since if self.under_way else 0.0
        return now - self.began - self.fetched_seconds - waiting


class Tab:
    """A page in a context of its own: no cookies, no storage, nothing left of other hosts.

    :ivar shown: documents so far.
    """

    def __init__(self, context: "BrowserContext", page: "Page", session: "CDPSession") -> None:
        self._context = context
        self._page = page
        self._session = session
        self._showing: _Showing | None = None
        self._answers: set[asyncio.Task[None]] = set()
        self._frame = ""
        self._rest: asyncio.Task[None] | None = None
        self.shown = 0

    @classmethod
    async def open(cls, context: "BrowserContext") -> "Tab":
        """Open the one page of a fresh context."""
        page = await context.new_page()
        session = await context.new_cdp_session(page)
        tab = cls(context, page, session)
        session.on("Fetch.requestPaused", tab._paused)
        session.on("Page.loadEventFired", tab._loaded)
        # A page that tries to go elsewhere while it loads stops loading, and has no load event then.
        session.on("Page.frameStoppedLoading", tab._stopped_loading)
        page.on("crash", tab._crashed)
        page.on("close", tab._crashed)
        await session.send("Fetch.enable", {"patterns": [{"urlPattern": "*"}]})
        await session.send("Page.enable")
        tab._frame = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        return tab

    async def show(self, document: Document, load: Load, limits: Limits) -> str:
        """Show one document and return its HTML once it has come to rest.

        :raises RenderTimeout: when its scripts keep the page busy for longer than the limits.
        :raises RenderCrashed: when the page's process died.
        :raises TooLarge: when it grew beyond the limits.
        :raises RenderFailed: for anything else that the browser says. After any error the tab is of no use.
        """
        if self._rest is not None:
            self._rest.cancel()
        showing = self._showing = _Showing(document, load, monotonic())
        work = asyncio.ensure_future(self._show(showing, limits))
        crash = asyncio.ensure_future(showing.crashed.wait())
        try:
            while not work.done():
                await asyncio.wait({work, crash}, timeout=_TICK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                if showing.crashed.is_set():
                    raise RenderCrashed("the browser's process for this page died, of memory most often")
                if not work.done() and _over(showing, limits):
                    raise RenderTimeout(f"not at rest after {showing.seconds():.0f} s of its own; closed")
            html = _result(work)
        finally:
            self._showing = None
            for task in (work, crash):
                task.cancel()
            await asyncio.gather(work, crash, return_exceptions=True)
        self.shown += 1
        # Leaving costs as much as arriving, and the next document of a busy host does it anyway.
        self._rest = asyncio.ensure_future(self._leave())
        return html

    async def _leave(self) -> None:
        await asyncio.sleep(REST_SECONDS)
        with suppress(*_browser_errors()):
            await self._session.send("Page.navigate", {"url": "about:blank"})

    async def close(self) -> None:
        """Close page and context, and end the page's process."""
        for task in (*self._answers, *([self._rest] if self._rest is not None else ())):
            task.cancel()
        with suppress(*_browser_errors()):
            await self._context.close()

    async def _show(self, showing: _Showing, limits: Limits) -> str:
        navigated = await self._session.send("Page.navigate", {"url": showing.document.address})
        if not showing.served:
            raise RenderFailed(f"the browser did not ask for the page ({navigated.get('errorText') or 'no reason'})")
        await showing.loaded.wait()
        world = await self._come_to_rest(showing)
        splash = min(limits.splash_seconds, (limits.seconds - showing.seconds()) / 2)
        if await self._call(world, _WAIT_FOR_WORDS, ALMOST_NOTHING, round(splash * 1000)):
            world = await self._come_to_rest(showing)
        html = await self._serialised(world, limits.characters)
        shown: list[tuple[str, str]] = []
        for view in await self._call(world, views.LIST, views.MOST_VIEWS):
            if showing.seconds() > limits.seconds / 2:
                break  # what is there is worth more than a document that took too long
            await self._call(world, views.OPEN, view)
            left = limits.characters - len(html) - sum(len(body) for _, body in shown)
            shown.append((view, await self._serialised(await self._come_to_rest(showing), left)))
        return f"<!DOCTYPE html>\n{views.joined(html, shown)}"

    async def _serialised(self, world: Mapping[str, Any], characters: int) -> str:
        html = await self._call(world, _SERIALISE, MOST_ELEMENTS, characters)
        if html is None:
            raise TooLarge(f"its scripts built more than {characters} characters or {MOST_ELEMENTS} elements")
        return str(html)

    async def _come_to_rest(self, showing: _Showing) -> Mapping[str, Any]:
        """Wait until nothing changes and nothing is fetched; return a world of our own in the document."""
        frame = {"frameId": self._frame, "worldName": _WORLD}
        rounds, requests = 0, -1
        while rounds < MOST_ROUNDS and (showing.under_way or showing.requests != requests):
            rounds, requests = rounds + 1, showing.requests
            world = await self._session.send("Page.createIsolatedWorld", frame)
            await self._call(world, _SETTLE, QUIET_MILLISECONDS, RESTLESS_MILLISECONDS)
        return world

    async def _call(self, world: Mapping[str, Any], function: str, *arguments: int | str) -> Any:
        called = await self._session.send(
            "Runtime.evaluate",
            {
                "expression": f"({function})({', '.join(map(json.dumps, arguments))})",
                "contextId": world["executionContextId"],
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        if "exceptionDetails" in called:
            raise RenderFailed(str(called["exceptionDetails"].get("text", "an error in the page"))[:200])
        return called["result"].get("value")

    def _loaded(self, _: object) -> None:
        if self._showing is not None and self._showing.served:
            self._showing.loaded.set()

    def _stopped_loading(self, event: Mapping[str, Any]) -> None:
        if event["frameId"] == self._frame:
            self._loaded(event)

    def _crashed(self, _: object) -> None:
        if self._showing is not None:
            self._showing.crashed.set()

    def _paused(self, event: Mapping[str, Any]) -> None:
        showing = self._showing
        request, kind = event["request"], event["resourceType"]
        if showing is None:
            answer = self._fail(event, "Aborted")
        elif kind == "Document":
            answer = self._document(showing, event)
        elif kind == "Stylesheet":
            # Nothing reads the layout; some loaders wait for the sheet all the same, and an empty one will do.
            answer = self._fulfil(event, Resource(200, (("Content-Type", "text/css"),)))
        elif request["method"] == "OPTIONS":
            answer = self._fulfil(event, preflight(request))
        elif showing.requests >= MOST_REQUESTS or not may_load(event):
            answer = self._fail(event, "BlockedByClient")
        else:
            showing.requests += 1
            answer = self._load(showing, event)
        task = asyncio.ensure_future(_quietly(answer))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    def _document(self, showing: _Showing, event: Mapping[str, Any]) -> Coroutine[Any, Any, None]:
        document = showing.document
        if showing.served or event["request"]["url"] != document.address:
            # Another document, here or in a frame: the crawl follows links itself, and aborting keeps this one.
            return self._fail(event, "Aborted")
        showing.served = True
        return self._fulfil(event, Resource(200, (("Content-Type", document.content_type),), document.body))

    async def _load(self, showing: _Showing, event: Mapping[str, Any]) -> None:
        headers = {name.lower(): value for name, value in event["request"]["headers"].items()}
        wanted = PageRequest(event["request"]["url"], headers.get("accept", "*/*"), headers.get("origin"))
        showing.begin_fetch()
        try:
            resource = await showing.load(wanted)
            if self._showing is not showing:
                return
            if resource is None:
                await self._fail(event, "BlockedByClient")
            else:
                await self._fulfil(event, kept_by_the_page(event, resource))
        finally:
            showing.end_fetch()

    async def _fulfil(self, event: Mapping[str, Any], resource: Resource) -> None:
        await self._session.send(
            "Fetch.fulfillRequest",
            {
                "requestId": event["requestId"],
                "responseCode": resource.status,
                "responseHeaders": [{"name": name, "value": value} for name, value in resource.headers],
                "body": b64encode(resource.body).decode("ascii"),
            },
        )

    async def _fail(self, event: Mapping[str, Any], reason: str) -> None:
        await self._session.send("Fetch.failRequest", {"requestId": event["requestId"], "errorReason": reason})


def _over(showing: _Showing, limits: Limits) -> bool:
    return showing.seconds() > limits.seconds or monotonic() - showing.began > limits.total_seconds


def _result(work: "asyncio.Task[str]") -> str:
    try:
        return work.result()
    except _browser_errors() as error:
        raise RenderFailed(" ".join(str(error).split())[:200]) from error


async def _quietly(answer: Coroutine[Any, Any, None]) -> None:
    # The page may be gone before it is answered.
    with suppress(*_browser_errors()):
        await answer


def _browser_errors() -> tuple[type[Exception], ...]:
    from playwright.async_api import Error  # an extra: only where a browser is

    return (Error,)
