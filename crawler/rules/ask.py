"""Asking one site for its rules alone, with the client that a run uses: guarded, polite, and honest about who asks."""

from collections.abc import AsyncIterator
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess

from crawler.context import RunContext
from crawler.errors import CrawlError
from crawler.guard import Address
from crawler.items import Verdict
from crawler.politeness import LeftDue
from crawler.ports import Ports, RobotsCache, RobotsRecord
from crawler.rules.fetch import RulesReader
from crawler.run import scrapy_settings
from crawler.spec import RunSpec

_SO_FAR = Verdict(True, "permitted", "Asked about, not fetched.")


class _Anew:
    """A cache that remembers answers and gives none."""

    def __init__(self, cache: RobotsCache) -> None:
        self._cache = cache

    def get(self, origin: str) -> RobotsRecord | None:  # noqa: ARG002  the port's signature
        """See :class:`crawler.ports.RobotsCache`."""
        return None

    def put(self, record: RobotsRecord) -> None:
        """See :class:`crawler.ports.RobotsCache`."""
        self._cache.put(record)


class _Asker(scrapy.Spider):
    """Reads no page; its only work is the question."""

    name = "rules"

    def __init__(self, address: Address, unanswered: list[Exception], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._address = address
        self._unanswered = unanswered

    async def start(self) -> AsyncIterator[Any]:
        """Ask, and yield no request."""
        try:
            await RulesReader.of(self.crawler).judge(_SO_FAR, self._address)
        except Exception as error:
            self._unanswered.append(error)
        none: tuple[scrapy.Request, ...] = ()
        for request in none:
            yield request


def ask_rules(spec: RunSpec, ports: Ports, address: Address) -> str:
    """Read an address's robots.txt, and what its site reserves, anew into the shared cache.

    Starts Twisted's reactor: call it in a process of its own.

    :returns: why nothing was asked, such as a host that another run reads; empty otherwise.
    :raises NotConfigured: when a public host would be asked without a contact.
    :raises PortError: when the cache cannot be reached.
    """
    spec.check()
    anew = Ports(ports.frontier, ports.hosts, _Anew(ports.robots), ports.suppressions, ports.sink, ports.log)
    context = RunContext(spec, anew)
    unanswered: list[Exception] = []
    try:
        process = AsyncCrawlerProcess(scrapy_settings(spec, context))
        process.crawl(_Asker, address=address, unanswered=unanswered)
        process.start()
    finally:
        context.close()
    match unanswered:
        case [LeftDue() as waiting, *_]:
            return str(waiting)
        case [CrawlError() as error, *_]:
            raise error
        case [error, *_]:
            raise CrawlError(f"{address.origin} could not be asked: {type(error).__name__}: {error}") from error
    return ""
