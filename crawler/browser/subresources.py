"""What a page in the browser loads besides itself: judged, fetched politely, and kept for the run.

Scripts are the same on every page of a site: asked for once a run, they cost their host one turn, not one a page.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from crawler.browser.requests import PageRequest, Resource
from crawler.errors import ConnectionFailed, Defect, GuardError, PortError, ServerError, Timeout
from crawler.failures import as_fetch_error
from crawler.guard import parse
from crawler.items import DuePage, Verdict
from crawler.permission import by_signals
from crawler.politeness import HostDown, LeftDue
from crawler.rules.signals import read_signals

Fetch = Callable[[Request], Awaitable[Response]]
"""Scrapy's ``engine.download_async``: through the middleware that judges and the handler that waits for turns."""
logger = logging.getLogger(__name__)

CACHE_BYTES = 64_000_000
MOST_KEPT = 5_000
_PASSED_ON = ("content-type", "etag", "last-modified")
_PASSED_ON_FAMILIES = ("access-control-", "cross-origin-", "x-")


@dataclass(slots=True)
class Wish:
    """Whose page it is, how it is fetched, and how much it may still load.

    :ivar left: set when a host's turn did not come, as :class:`~crawler.politeness.LeftDue`.
    :ivar failed: set when something could not be had now and may be had later.
    :ivar fault: set when the state behind a port could not be reached.
    """

    page: DuePage
    fetch: Fetch
    bytes_left: int
    left: LeftDue | None = None
    failed: str | None = None
    fault: PortError | None = None


@dataclass(frozen=True, slots=True)
class _Missing:
    why: str
    may_come: bool
    """Whether it may be had another time: nobody forbade it."""


class Subresources:
    """The run's store of scripts and data.

    :param clock: the present moment in UTC; decides about ``unavailable_after``.
    """

    def __init__(self, clock: Callable[[], datetime], *, cache_bytes: int = CACHE_BYTES) -> None:
        self._clock = clock
        self._cache_bytes = cache_bytes
        self._kept: OrderedDict[PageRequest, Resource | _Missing] = OrderedDict()
        self._bytes = 0
        self._under_way: dict[PageRequest, asyncio.Future[Resource | _Missing]] = {}

    async def load(self, wish: Wish, wanted: PageRequest) -> Resource | None:
        """Return what a page asks for, or None when it must not or cannot be had."""
        if wish.bytes_left <= 0:
            return None
        answer = await self._once(wish, wanted)
        if isinstance(answer, _Missing):
            if answer.may_come:
                wish.failed = f"{wanted.address[:200]}: {answer.why}"
            return None
        if not self._permitted(wish, answer):
            return None
        wish.bytes_left -= len(answer.body)
        if wish.bytes_left < 0:
            return None
        passed = tuple((name, value) for name, value in answer.headers if _passes(name.lower()))
        return replace(answer, headers=passed)

    async def _once(self, wish: Wish, wanted: PageRequest) -> Resource | _Missing:
        if wanted in self._kept:
            self._kept.move_to_end(wanted)
            return self._kept[wanted]
        if wanted in self._under_way:
            return await asyncio.shield(self._under_way[wanted])
        # A fetch goes on when its page gives up: its host's turn is taken, and the next page may want the same.
        task = self._under_way[wanted] = asyncio.ensure_future(self._fetch(wish, wanted))
        task.add_done_callback(lambda _: self._under_way.pop(wanted, None))
        return await asyncio.shield(task)

    async def _fetch(self, wish: Wish, wanted: PageRequest) -> Resource | _Missing:
        try:
            address = parse(wanted.address).text
            headers = {"Accept": wanted.accept} | ({"Origin": wanted.origin} if wanted.origin else {})
            meta = {"page": wish.page, "subresource": True, "download_maxsize": wish.bytes_left}
            response = await wish.fetch(Request(address, headers=headers, meta=meta, dont_filter=True))
        except HostDown as error:
            # Left due, its page would be shown again by every run while that host is down; failed, it waits longer.
            return self._keep(wanted, _Missing(str(error), may_come=True))
        except LeftDue as error:
            wish.left = error
            return _Missing(str(error), may_come=False)
        except PortError as error:
            wish.fault = error
            return _Missing(str(error), may_come=False)
        except (IgnoreRequest, GuardError) as error:
            return self._keep(wanted, _Missing(str(error), may_come=False))
        except Exception as error:
            named = as_fetch_error(error)
            if isinstance(named, Defect):
                logger.exception("%s could not be loaded", wanted.address[:200])
            may_come = isinstance(named, Timeout | ConnectionFailed | ServerError)
            return self._keep(wanted, _Missing(f"{type(named).__name__}: {named}", may_come))
        lines = tuple(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        )
        return self._keep(wanted, Resource(response.status, lines, response.body))

    def _permitted(self, wish: Wish, answer: Resource) -> bool:
        # Per page, not per answer: one candidate's consent to an answer is no other's.
        signals = read_signals(answer.headers, now=self._clock())
        verdict, _ = by_signals(Verdict(True, "permitted", ""), wish.page, signals)
        return verdict.allowed

    def _keep(self, wanted: PageRequest, answer: Resource | _Missing) -> Resource | _Missing:
        if isinstance(answer, _Missing):
            logger.info("%s was not loaded: %s", wanted.address[:200], answer.why)
        self._kept[wanted] = answer
        self._bytes += _size(answer)
        while self._bytes > self._cache_bytes or len(self._kept) > MOST_KEPT:
            _, dropped = self._kept.popitem(last=False)
            self._bytes -= _size(dropped)
        return answer


def _size(answer: Resource | _Missing) -> int:
    return len(answer.body) if isinstance(answer, Resource) else 0


def _passes(name: str) -> bool:
    return name in _PASSED_ON or name.startswith(_PASSED_ON_FAMILIES)
