"""Which pages are due, and for whom they may be read now."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from ada_url import URL

import config.sources
from crawler.items import DuePage, SourceRef
from sync.models.page import Page
from sync.models.source import Source
from sync.store import Store
from sync.store.ports import port_errors
from sync.store.repository import Transaction

CLOSED_LINKS = {"denied", "lapsed"}
COUNTED_AT_A_TIME = 2_000


def readable_sources(store: Store, pages: Iterable[Page], tx: Transaction | None = None) -> dict[str, Source]:
    """Return, by id, those sources of some pages that may be read now.

    Suspected and claimed links are read too: whether they say something about the person is decided later.
    """
    wanted = {serves.source_id for page in pages for serves in page.sources}
    sources = store.sources.get_many(wanted, tx) if wanted else []
    open_sources = [source for source in sources if not source.paused and source.link.state not in CLOSED_LINKS]
    active = store.candidates.active_among({source.candidate_id for source in open_sources}, tx)
    return {source.id: source for source in open_sources if source.candidate_id in active}


def of_page(page: Page, readable: Mapping[str, Source]) -> list[Source]:
    """Return the readable ones of a page's sources, the oldest first."""
    sources = [readable[serves.source_id] for serves in page.sources if serves.source_id in readable]
    return sorted(sources, key=lambda source: (source.created_at, source.id))


def source_ref(source: Source) -> SourceRef:
    """Return a source as a run is given it."""
    return SourceRef(
        source_id=source.id,
        candidate_id=source.candidate_id,
        home=source.address,
        basis=source.basis.kind,
        consent_overrides_noindex=_owner_consents(source),
        spider=config.sources.get(source.kind).spider,
    )


def due_pages(
    store: Store, pages: Sequence[Page], readable: Mapping[str, Source], tx: Transaction | None = None
) -> list[DuePage]:
    """Return those of the pages that have a readable source as a run is given them, in their order."""
    held = store.snapshots.held({page.id: page.body_sha256 for page in pages if page.body_sha256}, tx)
    found = []
    for page in pages:
        sources = of_page(page, readable)
        if not sources:
            continue
        # Validators ask for nothing if nothing changed; a person without the last body needs it once.
        known = all((page.id, source.candidate_id) in held for source in sources)
        found.append(
            DuePage(
                address=page.id,
                spider=page.spider,
                role=page.role,
                depth=page.depth,
                sources=tuple(source_ref(source) for source in sources),
                etag=page.etag if known else None,
                last_modified=page.last_modified if known else None,
                body_sha256=page.body_sha256 if known else None,
                content_sha256=page.content_sha256 if known else None,
                alias_of=page.alias_of,
                signals=tuple(page.signals),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Selection:
    """What a run is limited to: the pages of these people and of these sources; both empty, everything that is due."""

    candidate_ids: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()

    def query(self) -> dict[str, Any]:
        """Return it as a condition on pages."""
        wanted = []
        if self.candidate_ids:
            wanted.append({"sources.candidate_id": {"$in": list(self.candidate_ids)}})
        if self.source_ids:
            wanted.append({"sources.source_id": {"$in": list(self.source_ids)}})
        return {"$or": wanted} if wanted else {}


class Given:
    """The pages that one run was given; a page is given once, whichever way it comes."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._addresses: set[str] = set()

    def take(self, pages: Iterable[DuePage]) -> list[DuePage]:
        """Return those of the pages that are given now for the first time."""
        with self._lock:
            fresh = [page for page in pages if page.address not in self._addresses]
            self._addresses.update(page.address for page in fresh)
            return fresh

    def has(self, address: str) -> bool:
        """Whether the run was given a page."""
        with self._lock:
            return address in self._addresses

    def again(self, addresses: Collection[str]) -> None:
        """Let pages be given once more: they have a reader who lacks their body."""
        with self._lock:
            self._addresses.difference_update(addresses)


@dataclass(slots=True)
class Plan:
    """Which pages a run with a budget reads, the most pressing first."""

    addresses: Sequence[str]
    due: int
    """Pages that were due when it was made, chosen or not."""
    given: int = 0

    def take(self, limit: int) -> Sequence[str]:
        """Return the next addresses."""
        taken = self.addresses[self.given : self.given + limit]
        self.given += len(taken)
        return taken


class StoreFrontier:
    """See :class:`crawler.ports.Frontier`; the longest due come first, or those of a plan in its order.

    :param plan: makes the plan of a run with a budget, when its first page is asked for.
    """

    def __init__(
        self, store: Store, given: Given, selection: Selection, plan: Callable[[], Plan] | None = None
    ) -> None:
        self._store = store
        self._given = given
        self._only = selection.query()
        self._last: tuple[datetime, str] | None = None
        self._make_plan = plan
        self._plan: Plan | None = None

    def due(self, limit: int) -> Sequence[DuePage]:
        """See :class:`crawler.ports.Frontier`."""
        with port_errors():
            if self._plan is None and self._make_plan is not None:
                self._plan = self._make_plan()
            batch: list[DuePage] = []
            while len(batch) < limit:
                wanted = limit - len(batch)
                pages = self._next(wanted) if self._plan is None else self._planned(self._plan, wanted)
                if pages is None or (self._plan is None and not pages):
                    break
                batch += self._given.take(due_pages(self._store, pages, readable_sources(self._store, pages)))
            return batch

    def remaining(self) -> int:
        """See :class:`crawler.ports.Frontier`."""
        if self._plan is not None:
            return self._plan.due - self._plan.given
        left = 0
        with port_errors():
            while pages := self._next(COUNTED_AT_A_TIME):
                readable = readable_sources(self._store, pages)
                left += sum(1 for page in pages if of_page(page, readable) and not self._given.has(page.id))
        return left

    def _planned(self, plan: Plan, limit: int) -> list[Page] | None:
        """Return those of the plan's next pages that are still due, or None at its end."""
        addresses = plan.take(limit)
        if not addresses:
            return None
        now = self._store.now()
        found = {page.id: page for page in self._store.pages.get_many(addresses)}
        # Another run may have read or erased one meanwhile.
        return [found[one] for one in addresses if one in found and found[one].next_due_at <= now]

    def _next(self, limit: int) -> list[Page]:
        pages = self._store.pages.due(self._store.now(), after=self._last, limit=limit, only=self._only)
        if pages:
            self._last = (pages[-1].next_due_at, pages[-1].id)
        return pages


def _owner_consents(source: Source) -> bool:
    """Tell whether the candidate's own consent is on record for a site of their own, proven to be theirs."""
    theirs = source.basis.given_by == "candidate" and source.link.state == "verified"
    # A kind without hosts of its own is any site; on a platform's host the platform owns it.
    kind = config.sources.load().get(source.kind)
    own_site = kind is not None and not kind.hosts and config.sources.for_host(URL(source.address).hostname) is None
    return source.basis.kind == "consent" and theirs and own_site
