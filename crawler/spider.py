"""What every spider does the same way: take due pages, read answers, file readings, follow what they found."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, cast

import scrapy
from lxml.html import HtmlElement
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from scrapy.http import HtmlResponse, Request, Response, TextResponse
from scrapy.spiderloader import get_spider_loader
from twisted.python.failure import Failure

from config.fields import explain
from crawler import reader
from crawler.answers import content, fingerprint
from crawler.browser.rendering import Need
from crawler.context import CONTEXT_SETTING, RunContext
from crawler.errors import ArchiveError, CrawlError, Defect, FetchError, GuardError, NoListing, PortError
from crawler.failures import as_fetch_error, named_error
from crawler.frontier import pagekind
from crawler.frontier.budget import BudgetSpent
from crawler.frontier.links import canonical_of, metas
from crawler.frontier.site import inside
from crawler.frontier.tidy import prefers, tidy
from crawler.guard import canonical
from crawler.items import Discovered, DuePage, Outcome, PageRole, Reading, SourceRef, Verdict
from crawler.middleware import MovedAway, Refused, SamePage
from crawler.permission import refused
from crawler.politeness import HostResting, LeftDue, RunStopping
from crawler.queues import left

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

MOST_DISCOVERED = 300
"""Pages that one page may add."""
_PRIORITY: dict[PageRole, int] = {
    "home": 100, "feed": 60, "data": 50, "sitemap": 40, "profile": 30, "article": 10, "other": 0,
}  # fmt: skip


class SpiderParams(BaseModel):
    """Arguments of a plain ``scrapy crawl``; a run of the worker gets its pages from the frontier instead."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    home: str | None = Field(default=None, title="Home", description="Address of the source's first page.")
    basis: str | None = Field(
        default=None, title="Basis", description="The recorded basis: consent or legitimate_interest."
    )


class SourceSpider(scrapy.Spider):
    """A spider for one kind of source; a subclass says in :meth:`find` what a page leads to."""

    title: ClassVar[str]
    description: ClassVar[str]
    params_class: ClassVar[type[SpiderParams]] = SpiderParams

    context: RunContext

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args)
        self._peers: dict[str, SourceSpider] = {}
        try:
            self.params = self.params_class(**kwargs)
        except ValidationError as error:
            raise CrawlError(f"{self.name}: {explain(error)}") from error

    @classmethod
    def from_crawler(cls, crawler: "Crawler", *args: Any, **kwargs: Any) -> "SourceSpider":
        """Build it for a crawler, with the run's context."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.context = RunContext.of(crawler)
        return spider

    def find(self, page: DuePage, response: TextResponse) -> Sequence[Discovered]:
        """Return what a fetched page leads to; :meth:`parse` drops what lies outside the site or too deep."""
        raise NotImplementedError

    async def start(self) -> AsyncIterator[Any]:
        """Yield a request for each due page."""
        if self.crawler.settings.get(CONTEXT_SETTING) is None:
            yield self._plain_request()
            return
        async for page in self.context.due.of(self.name):
            try:
                request = self.request_for(page)
            except ValueError as error:
                reading = reader.refusal(page, refused(page, "guard", str(error)), self.context.clock())
                async for output in self._file(reading, b""):
                    yield output
            else:
                yield request

    def request_for(self, page: DuePage) -> Request:
        """Return the (conditional) request for a page."""
        headers: dict[str, str] = {}
        if page.etag:
            headers["If-None-Match"] = page.etag
        if page.last_modified:
            headers["If-Modified-Since"] = page.last_modified
        return Request(
            page.address,
            callback=self.parse,
            errback=self.failed,
            headers=headers,
            meta={"page": page},
            priority=_PRIORITY[page.role] - page.depth,
            dont_filter=True,
        )

    async def parse(self, response: Response, **_: Any) -> AsyncIterator[Any]:
        """Read one answer, file it, and follow what is due of what it led to."""
        try:
            async for output in self._parsed(response):
                yield output
        finally:
            left(self.crawler, cast("Request", response.request))

    async def _parsed(self, response: Response) -> AsyncIterator[Any]:
        page: DuePage = response.meta["page"]
        try:
            reading, response = await self._seen(page, response)
        except LeftDue as error:
            self._leave_due(page, error)
            return
        except PortError as error:
            self.context.fail(error)
            self.context.due.done()
            return
        except Exception as error:
            # One strange page must neither end the run nor come back for ever without a trace.
            if not isinstance(error, FetchError):
                self.logger.exception("%s could not be read", response.url)
            verdict: Verdict = response.meta["verdict"]
            reading = reader.failed(page, verdict, named_error(error), self.context.clock())
            if isinstance(error, NoListing):
                reading = replace(reading, outcome=Outcome.GONE, status=response.status)
        async for output in self._file(reading, response.body if reading.outcome is Outcome.FETCHED else b""):
            yield output

    async def _seen(self, page: DuePage, response: Response) -> tuple[Reading, Response]:
        """Read an answer, in the browser where it shows nothing without; returns what was read, too."""
        reading = self._read(page, response)
        if reading.outcome not in (Outcome.FETCHED, Outcome.UNCHANGED) or response.status == 304:
            return reading, response
        served = content.checked(page.role, response)
        rendering = self.context.rendering
        if not isinstance(served, HtmlResponse) or (need := rendering.need(page, served)) is None:
            return reading, response
        render = rendering.render if need is Need.SHELL else rendering.render_hollow
        shown, rendered = await render(reading.page, served, self.crawler.engine.download_async)
        # What the page said about its own use before its scripts ran still holds.
        said = metas(root_of(served))
        return replace(self._read(page, shown, said), rendered=rendered), shown

    def _read(self, page: DuePage, response: Response, said: tuple[tuple[str, str], ...] = ()) -> Reading:
        response = content.checked(page.role, response)
        root = content.parsed(response)
        answer = reader.Answer(
            address=response.url,
            status=response.status,
            header_lines=_header_lines(response),
            body=response.body,
            metas=tuple(dict.fromkeys((*said, *(metas(root) if root is not None else ())))),
            content_sha256=_fingerprint(root, response),
        )
        got = reader.read(page, response.meta["verdict"], answer, self.context.clock())
        if root is not None and got.reading.outcome is Outcome.FETCHED:
            found = pagekind.judge(root, response.body, response.url, page.address)
            if found is not None:
                return reader.nobodys(got.reading, found)
        reading = self._named(got.reading, response, root)
        if got.follow and isinstance(response, TextResponse):
            return replace(reading, discovered=self._bounded(reading.page, response))
        return reading

    def _named(self, reading: Reading, response: Response, root: HtmlElement | None) -> Reading:
        """Return a reading with the address that the site prefers for its page."""
        if reading.outcome is not Outcome.FETCHED:
            return reading
        page, named = reading.page, canonical_of(root, response.url) if root is not None else None
        preferred = response.url
        if named is not None and prefers(response.url, named, [source.home for source in page.sources]):
            preferred = named
            self.context.budget.claim(named, page)
        if preferred == page.address:
            return reading
        lasting = preferred != response.url or response.meta.get("lasting", False)
        return replace(reading, same_as=preferred, lasting=lasting)

    async def failed(self, failure: Failure) -> AsyncIterator[Any]:
        """File an attempt that ended without an answer, or leave its page due."""
        request: Request = failure.request  # type: ignore[attr-defined]
        try:
            async for output in self._given_up(request, failure):
                yield output
        finally:
            left(self.crawler, request)

    async def _given_up(self, request: Request, failure: Failure) -> AsyncIterator[Any]:
        page: DuePage = request.meta["page"]
        now, error = self.context.clock(), cast("Exception", failure.value)
        verdict: Verdict = request.meta.get("verdict") or refused(page, "permitted", "Not judged to the end.")
        match error:
            case Refused():
                reading = reader.refusal(page, error.verdict, now)
            case SamePage():
                reading = reader.alias(page, verdict, error.target, now, lasting=error.lasting)
            case MovedAway():
                reading = reader.moved(page, error.verdict, error.target, error.status, now)
                if found := pagekind.judge_redirect(error.target):
                    reading = reader.nobodys(reading, found)
            case GuardError():
                reading = reader.refusal(page, refused(page, "guard", str(error)), now)
            case LeftDue():
                self._leave_due(page, error)
                return
            case PortError() | ArchiveError():
                self.context.fail(error)
                self.context.due.done()
                return
            case _:
                if isinstance(as_fetch_error(error), Defect):
                    self.logger.error("%s could not be asked for", request.url, exc_info=error)
                reading = reader.failed(page, verdict, named_error(error), now)
        async for output in self._file(reading, b""):
            yield output

    async def _file(self, reading: Reading, body: bytes) -> AsyncIterator[Any]:
        try:
            found = await self.context.filing.file(reading, body)
        except Exception as error:
            # Whatever the store raised: going on would fetch pages whose readings nobody keeps.
            self.context.fail(error)
            return
        finally:
            self.context.due.done()
        if self.crawler.settings.get(CONTEXT_SETTING) is None:
            yield _as_item(reading)
        for page in found:
            if self.context.admit(page):
                self.context.due.taken()
                yield self.request_for(page)

    def _leave_due(self, page: DuePage, reason: LeftDue) -> None:
        self.context.due.done()
        if isinstance(reason, BudgetSpent):
            self.context.budget_left(page, reason.spent)
            return
        self.context.left_due(self.context.stop_reason if isinstance(reason, RunStopping) else reason.counted)
        if isinstance(reason, HostResting):
            self.context.resting(page, reason)

    def _bounded(self, page: DuePage, response: TextResponse) -> tuple[Discovered, ...]:
        found: dict[str, Discovered] = {}
        for one in chain.from_iterable(finder.find(page, response) for finder in self._finders(page)):
            address = tidy(one.address)
            if one.depth > self.context.spec.max_depth or address in (page.address, response.url):
                continue
            if address in found or not any(inside(source.home, address) for source in page.sources):
                continue
            if trap := self.context.traps.trap(address):
                self.context.trapped(page, address, trap)
                continue
            found[address] = replace(one, address=address)
            if len(found) >= MOST_DISCOVERED:
                break
        return tuple(found.values())

    def _finders(self, page: DuePage) -> list["SourceSpider"]:
        """Return this spider and those of the other kinds that the page is read for: a portfolio may be a blog too."""
        others = sorted({source.spider for source in page.sources if source.spider} - {self.name})
        return [self, *(self._peer(name) for name in others)]

    def _peer(self, name: str) -> "SourceSpider":
        if name not in self._peers:
            peer = cast("SourceSpider", get_spider_loader(self.crawler.settings).load(name)())
            peer.context = self.context
            self._peers[name] = peer
        return self._peers[name]

    def _plain_request(self) -> Request:
        if not self.params.home or not self.params.basis:
            raise CrawlError(
                f"scrapy crawl {self.name} needs -a home=ADDRESS and -a basis=consent (or legitimate_interest)"
            )
        home = canonical(self.params.home)
        source = SourceRef(source_id="plain", candidate_id="plain", home=home, basis=self.params.basis)
        page = DuePage(home, self.name, "home", 0, (source,))
        self.context.admit(page)
        self.context.due.taken()
        return self.request_for(page)


def root_of(response: TextResponse) -> HtmlElement:
    """Return the parsed HTML of a response; parsed once."""
    return cast("HtmlElement", response.selector.root)


def _fingerprint(root: HtmlElement | None, response: Response) -> str | None:
    if root is not None:
        return fingerprint.of_html(root, response.url)
    return fingerprint.of_document(response.body) if 200 <= response.status < 300 else None


def _header_lines(response: Response) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )


def _as_item(reading: Reading) -> dict[str, Any]:
    return {
        "address": reading.page.address,
        "role": reading.page.role,
        "outcome": reading.outcome.value,
        "status": reading.status,
        "verdict": reading.verdict.reason,
        "detail": reading.verdict.detail,
        "bytes": reading.body_bytes,
        "error": reading.error,
    }
