"""The guard and the politeness around Scrapy's HTTP/1.1 handler: every request of a run passes here.

The HTTP/1.1 handler stays, because others resolve names past Twisted. Three looks at each address: as it is
written, as its name resolves, and as the connection stands, before a byte is sent.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _LenientHTTP11ClientFactory
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Request, Response
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from twisted.web._newclient import HTTP11ClientProtocol
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.answers.wire import BoundedProtocol
from crawler.context import CONTEXT_SETTING, RunContext
from crawler.errors import GuardError
from crawler.guard import LOOPBACK_HOST, Guard, parse
from crawler.hosts.retry_after import retry_after_seconds
from crawler.items import DuePage
from crawler.middleware import Refused
from crawler.permission import before_robots

if TYPE_CHECKING:
    from scrapy.crawler import AsyncCrawlerProcess, Crawler
    from twisted.internet.base import ReactorBase


class PoliteHandler(HTTP11DownloadHandler):
    """Downloads one request when its host's turn has come, from where the guard permits."""

    lazy = False

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        self._context = RunContext.of(crawler)
        self._spider_name = crawler.spidercls.name
        # One connection per host; behind a loopback map many hosts share 127.0.0.1.
        mapped = self._context.guard.loopback is not None
        self._pool.maxPersistentPerHost = self._context.spec.max_hosts_at_once if mapped else 1
        self._pool._factory = _guarded_factory(self._context.guard)
        # Twisted would send a request again at once when a kept connection breaks: a second one without a pause.
        self._pool.retryAutomatically = False

    async def download_request(self, request: Request) -> Response:
        """See :class:`scrapy.core.downloader.handlers.DownloadHandlerProtocol`.

        :raises GuardError: when the address must not be contacted.
        :raises crawler.politeness.LeftDue: when the host's turn does not come in this run, or a budget is used up.
        :raises crawler.middleware.Refused: when the page's owner was erased while it waited for its turn.
        """
        context = self._context
        address = parse(request.url)
        context.guard.route(address)
        key = context.key(address)
        async with context.politeness.turn(key, context.delay(address, self._spider_name)) as turn:
            await context.filing.room()
            page: DuePage | None = request.meta.get("page")
            if page is not None and await context.is_suppressed(page, address.text):
                raise Refused(before_robots(page, None, suppressed=True))
            if page is not None:
                context.within_budget(page, key)
            turn.confirm()
            with context.budget.metering(page, key) as meter:
                response = await self._download(request)
                meter.body_bytes = len(response.body)
            turn.answered(response.status, retry_after_seconds(response.headers.get(b"Retry-After"), context.clock()))
            return response

    async def _download(self, request: Request) -> Response:
        address = parse(request.url)
        port = self._context.guard.route(address)
        if port is None:
            try:
                same = request.url == address.text
                return await super().download_request(request if same else request.replace(url=address.text))
            except CannotResolveHostError as error:
                reason = _why_unresolved(address.host.strip("[]"))
                if reason:
                    raise GuardError(f"{address.host} resolves to what must not be contacted ({reason})") from error
                raise
        local = f"http://{LOOPBACK_HOST}:{port}{address.text[len(address.origin) :]}"
        mapped = request.replace(url=local)
        mapped.headers[b"Host"] = address.origin.partition("://")[2].encode("ascii")
        response = await super().download_request(mapped)
        # Response.replace would decide the encoding now; only the address changes.
        response._set_url(request.url)
        return response


def _guarded_factory(guard: Guard) -> type[_LenientHTTP11ClientFactory]:
    class GuardedFactory(_LenientHTTP11ClientFactory):
        def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: N802 - Twisted's name
            guard.connected(getattr(addr, "host", ""), getattr(addr, "port", 0))
            return BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]

    return GuardedFactory


def _why_unresolved(name: str) -> str | None:
    from twisted.internet import reactor  # Scrapy installs it; importing it earlier would install another.

    resolver = cast("ReactorBase", reactor).nameResolver
    return resolver.why_nothing(name) if isinstance(resolver, FilteringResolver) else None


@implementer(IHostResolution)
class _Nothing:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Nothing is under way."""


@implementer(IResolutionReceiver)
class PermittedAddresses:
    """Passes on those addresses of a name that may be contacted.

    :param ended: told why the last dropped address was, or None when one was passed on or there was none.
    """

    def __init__(self, receiver: Any, host: str, guard: Guard, ended: Callable[[str | None], None]) -> None:
        self._receiver = receiver
        self._host = host
        self._guard = guard
        self._ended = ended
        self._passed = False
        self._dropped: str | None = None

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 - Twisted's name
        """See :class:`twisted.internet.interfaces.IResolutionReceiver`."""
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802 - Twisted's name
        """Drop an address that must not be contacted, and keep why."""
        reason = self._guard.resolved(self._host, address.host)
        if reason is None:
            self._passed = True
            self._receiver.addressResolved(address)
        else:
            self._dropped = f"{address.host}: {reason}"

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's name
        """See :class:`twisted.internet.interfaces.IResolutionReceiver`."""
        self._ended(None if self._passed else self._dropped)
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class FilteringResolver:
    """Twisted's resolver, minus addresses that must not be contacted; in a closed run it asks nobody."""

    def __init__(self, inner: Any, guard: Guard, reactor: Any = None) -> None:
        self._inner = inner
        self._guard = guard
        self._reactor = reactor
        self._nothing_left: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: "AsyncCrawlerProcess", reactor: "ReactorBase") -> "FilteringResolver":
        """Build it for a crawler process, as Scrapy's TWISTED_DNS_RESOLVER setting asks."""
        given = crawler.settings.get(CONTEXT_SETTING)
        guard = given().guard if given is not None else Guard()
        return cls(reactor.nameResolver, guard, reactor)

    def why_nothing(self, name: str) -> str | None:
        """Return why a name's latest resolution left no address to contact; None when it had none. Told once."""
        return self._nothing_left.pop(name, None)

    def install_on_reactor(self) -> None:
        """Make all of this process's connections resolve names here."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803 - Twisted's name
        hostName: str,  # noqa: N803 - Twisted's name
        portNumber: int = 0,  # noqa: N803 - Twisted's name
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803 - Twisted's name
        transportSemantics: str = "TCP",  # noqa: N803 - Twisted's name
    ) -> Any:
        """See :class:`twisted.internet.interfaces.IHostnameResolver`."""
        receiver = PermittedAddresses(resolutionReceiver, hostName, self._guard, partial(self._end, hostName))
        if self._guard.closed and hostName != LOOPBACK_HOST:
            nothing = _Nothing(hostName)
            receiver.resolutionBegan(nothing)
            receiver.resolutionComplete()
            return nothing
        return self._inner.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)

    def _end(self, name: str, dropped: str | None) -> None:
        # A later failure of the same name must not be told with an earlier reason.
        self._nothing_left.pop(name, None)
        if dropped is not None:
            self._nothing_left[name] = dropped
