"""Load the sample network, serve its sites on loopback, and do one whole round on it."""

from collections.abc import Iterator
from contextlib import contextmanager

from config.settings import Settings
from crawler.guard import LoopbackMap
from sync.commands.desk import Desk
from sync.commands.imports import Imported, import_people
from sync.demo import sites
from sync.errors import NotSetUp
from sync.loopback import LoopbackServer
from sync.models.run import NetworkMark
from sync.worker import Orders, Refreshed, Watcher, refresh

MARK = "network"


def load_sample(desk: Desk) -> Imported:
    """Import the sample's people; those on record already are left as they are.

    :raises NotSetUp: when this database holds people who are not of the sample.
    """
    mark = desk.store.marks.get(MARK)
    if mark is None and desk.store.candidates.count():
        raise NotSetUp(
            "This database holds people of your own, and the demo does not mix its fictional ones with them. "
            "Give it a folder of its own: perennial --data-dir demo-data demo"
        )
    if mark is None:
        desk.store.marks.put([NetworkMark(id=MARK, sample=True, created_at=desk.store.now())])
    lines = sites.NETWORK.read_text("utf-8").split("\n")
    return import_people(desk, lines, "sample network")


@contextmanager
def serve_sample() -> Iterator[LoopbackServer]:
    """Serve the sample's sites under their own names on this machine."""
    with LoopbackServer(sites.load()) as server:
        yield server


def refresh_sample(settings: Settings, desk: Desk, server: LoopbackServer, watcher: Watcher) -> Refreshed:
    """Do one round over what is due; the sites are ours, so no pause is owed to them."""
    orders = Orders(loopback=LoopbackMap(server.mapping), delay_override=0.0)
    return refresh(settings, desk.store, orders, watcher)
