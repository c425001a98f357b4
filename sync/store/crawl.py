"""The ports of a crawl run over the store; see :mod:`crawler.ports` for what they promise."""

from collections.abc import Callable, Sequence
from datetime import datetime

from config.settings import Settings
from crawler.archive import Archive
from crawler.items import Reading, Verdict
from crawler.ports import Ports, RenderRecord, RobotsRecord
from sync.models.document import stable_id
from sync.models.page import HostRendering, Robots
from sync.models.run import Refusal
from sync.store import Store
from sync.store.due import Given, Plan, Selection, StoreFrontier
from sync.store.filed import stored_verdict
from sync.store.filing import StoreSink
from sync.store.hosts import StoreHosts
from sync.store.learning import Learning
from sync.store.ports import port_errors
from sync.store.repository import Transaction
from sync.store.revisits import Revisits
from sync.store.schedule import planned
from sync.store.suppress import SuppressionList

EVERYTHING = Selection()
__all__ = ["Selection", "StoreLog", "StoreRenderings", "StoreRobots", "StoreSuppressions", "ports_for"]


def ports_for(
    store: Store,
    settings: Settings,
    *,
    run_id: str,
    owner: str,
    selection: Selection = EVERYTHING,
    budget: int | None = None,
    progress: Callable[[Reading], None] | None = None,
) -> Ports:
    """Return the ports of one run.

    :param run_id: the stored run whose counts grow with each filed batch.
    :param owner: names this run among all that may hold a host.
    :param selection: what the run is limited to.
    :param budget: how many pages it reads at most; they are chosen by what a look at them is worth.
    :param progress: called with each reading after it is filed.
    """
    given = Given()
    learning = Learning(store, Revisits.of(settings))

    def plan() -> Plan:
        return planned(store, learning, settings, selection.query(), budget or 0)

    return Ports(
        frontier=StoreFrontier(store, given, selection, plan if budget is not None else None),
        hosts=StoreHosts(store, owner),
        robots=StoreRobots(store),
        suppressions=StoreSuppressions(store, settings),
        sink=StoreSink(
            store,
            given,
            run_id=run_id,
            learning=learning,
            erase_files=Archive(settings.archive).remove_candidate,
            remove_body=Archive(settings.archive).remove,
        ),
        log=StoreLog(store, run_id, progress),
        renderings=StoreRenderings(store),
    )


class StoreRobots:
    """See :class:`crawler.ports.RobotsCache`; answers expire by the database's clock."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, origin: str) -> RobotsRecord | None:
        """See :class:`crawler.ports.RobotsCache`."""
        with port_errors():
            found = self._store.robots.valid(origin)
        if found is None:
            return None
        return RobotsRecord(found.id, found.fetched_at, found.expires_at, found.status, found.body, found.detail)

    def put(self, record: RobotsRecord) -> None:
        """See :class:`crawler.ports.RobotsCache`."""
        answer = Robots(
            id=record.origin,
            fetched_at=record.fetched_at,
            expires_at=record.expires_at,
            status=record.status,
            body=record.body,
            detail=record.detail,
        )
        with port_errors():
            self._store.robots.put([answer])


class StoreRenderings:
    """See :class:`crawler.ports.Renderings`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, host: str) -> RenderRecord | None:
        """See :class:`crawler.ports.Renderings`."""
        with port_errors():
            found = self._store.renderings.get(host)
        return RenderRecord(found.id, found.at, found.gained) if found is not None else None

    def put(self, record: RenderRecord) -> None:
        """See :class:`crawler.ports.Renderings`."""
        with port_errors():
            self._store.renderings.put([HostRendering(id=record.host, at=record.at, gained=record.gained)])


class StoreSuppressions:
    """See :class:`crawler.ports.Suppressions`."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._list = SuppressionList(store.suppressions, settings)

    def suppressed(self, addresses: Sequence[str]) -> set[str]:
        """See :class:`crawler.ports.Suppressions`."""
        with port_errors():
            return self._list.suppressed_addresses(addresses)

    def state(self) -> int:
        """See :class:`crawler.ports.Suppressions`: entries are added and never removed, so their number tells."""
        with port_errors():
            return self._list.count()


class StoreLog:
    """See :class:`crawler.ports.RunLog`; the counts of filed readings are stored with the readings themselves."""

    def __init__(self, store: Store, run_id: str, progress: Callable[[Reading], None] | None = None) -> None:
        self._store = store
        self._run_id = run_id
        self._progress = progress

    def reading(self, reading: Reading) -> None:
        """See :class:`crawler.ports.RunLog`."""
        if self._progress is not None:
            self._progress(reading)

    def note(self, verdict: Verdict, address: str) -> None:
        """See :class:`crawler.ports.RunLog`; of a page that is gone, as an erased person's is, nothing is noted."""
        with port_errors():
            now: datetime = self._store.now()
            noted = Refusal(
                id=stable_id("rf", self._run_id, address, verdict.reason, verdict.detail),
                run_id=self._run_id,
                page=address,
                outcome="noted" if verdict.allowed else "refused",
                verdict=stored_verdict(verdict),
                at=now,
            )
            self._store.transaction(lambda tx: self._note(noted, tx))

    def _note(self, noted: Refusal, tx: Transaction) -> None:
        page = self._store.pages.held(noted.page, tx)
        if page is None:
            self._store.forget_hosts([noted.page], tx)
            return
        # By these it is found when they are erased, wherever their site has moved by then.
        whose = [source.source_id for source in page.sources]
        self._store.refusals.put([noted.model_copy(update={"source_ids": whose})], tx)
