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
from crawler import complexity, reader
from crawler.context import CONTEXT_SETTING, RunContext
from crawler.errors import ArchiveError, CrawlError, GuardError, PortError, TooComplex
from crawler.failures import named_error
from crawler.guard import canonical
from crawler.items import Discovered, DuePage, Outcome, PageRole, Reading, SourceRef, Verdict
from crawler.links import metas
from crawler.middleware import MovedAway, Refused
from crawler.permission import refused
from crawler.politeness import HostBusy, LeftDue
from crawler.site import inside

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
            yield self.request_for(page)

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
        page: DuePage = response.meta["page"]
        try:
            reading = self._read(page, response)
        except Exception as error:
            # One strange page must neither end the run nor come back for ever without a trace.
            if not isinstance(error, TooComplex):
                self.logger.exception("%s could not be read", response.url)
            verdict: Verdict = response.meta["verdict"]
            reading = reader.failed(page, verdict, named_error(error), self.context.clock())
        async for output in self._file(reading, response.body if reading.outcome is Outcome.FETCHED else b""):
            yield output

    def _read(self, page: DuePage, response: Response) -> Reading:
        response = _decodable(response)
        root = _root(response)
        answer = reader.Answer(
            address=response.url,
            status=response.status,
            header_lines=_header_lines(response),
            body=response.body,
            metas=metas(root) if root is not None else (),
        )
        got = reader.read(page, response.meta["verdict"], answer, self.context.clock())
        if got.follow and isinstance(response, TextResponse):
            return replace(got.reading, discovered=self._bounded(got.reading.page, response))
        return got.reading

    async def failed(self, failure: Failure) -> AsyncIterator[Any]:
        """File an attempt that ended without an answer, or leave its page due."""
        request: Request = failure.request  # type: ignore[attr-defined]
        page: DuePage = request.meta["page"]
        now, error = self.context.clock(), cast("Exception", failure.value)
        verdict: Verdict = request.meta.get("verdict") or refused(page, "permitted", "Not judged to the end.")
        match error:
            case Refused():
                reading = reader.refusal(page, error.verdict, now)
            case MovedAway():
                reading = reader.moved(page, error.verdict, error.target, error.status, now)
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
        self.context.left_due("host_busy" if isinstance(reason, HostBusy) else "stopping")
        if isinstance(reason, HostBusy):
            self.context.filing.note(refused(page, "rate_limited", str(reason)), page.address)

    def _bounded(self, page: DuePage, response: TextResponse) -> tuple[Discovered, ...]:
        found: dict[str, Discovered] = {}
        for one in chain.from_iterable(finder.find(page, response) for finder in self._finders(page)):
            if one.depth > self.context.spec.max_depth or one.address in (page.address, response.url):
                continue
            if any(inside(source.home, one.address) for source in page.sources):
                found.setdefault(one.address, one)
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


def _root(response: Response) -> HtmlElement | None:
    if not isinstance(response, HtmlResponse) or not response.body.strip():
        return None
    complexity.check(response.text.encode("utf-8", "replace"))
    return root_of(response)


def _decodable(response: Response) -> Response:
    if isinstance(response, TextResponse):
        try:
            _ = response.text
        except (LookupError, ValueError):
            # Python knows codecs by that name that make no text of bytes, such as zlib_codec and idna.
            return response.replace(encoding="utf-8")
    return response


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
