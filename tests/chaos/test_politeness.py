"""Parallel runs, killed, stopped and started again, read from the servers' side: one at a time, and never too soon."""

import asyncio
import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from multiprocessing.synchronize import Event
from pathlib import Path
from random import Random

import pytest

from config.settings import Settings
from crawler.guard import LoopbackMap
from crawler.hosts.breaker import BackOff
from crawler.politeness import Politeness
from crawler.run import run
from crawler.spec import RunSpec
from sync.models.run import Run
from sync.store import Store
from sync.store.connect import open_store
from sync.store.crawl import Selection, ports_for
from sync.store.hosts import StoreHosts
from tests.chaos.timed_server import Reply, Site, TimedServer, Work
from tests.sync.store.conftest import a_candidate, a_source

LONG = bool(os.environ.get("TEST_LONG"))
HOSTS = 20 if LONG else 6
PAGES = 12 if LONG else 3
KILLS = 6 if LONG else 1
DELAY_SECONDS = 0.3
KILL_DELAY_SECONDS = 1.0
RETRY_AFTER_SECONDS = 3
LEASE_MILLISECONDS = 60_000
SHORT_LEASE_MILLISECONDS = 3_000
LONGEST_SECONDS = 240.0 if LONG else 60.0
RULES = "rules.example"
TIRED = "tired.example"
USUAL = BackOff()
EVERYBODY = Selection()
NONE = Reply(status=404)

logger = logging.getLogger(__name__)


@dataclass
class Crawl:
    """One run in a process of its own, which has everything imported and waits for :meth:`start`."""

    name: str
    process: multiprocessing.process.BaseProcess
    gate: Event

    def start(self) -> None:
        """Let it crawl."""
        self.gate.set()

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self.process.pid is not None
        os.kill(self.process.pid, number)

    def kill(self) -> None:
        """Kill it as kill -9 does, and wait until it is gone."""
        self.process.kill()
        self.process.join()

    def made(self, work: Work) -> bool:
        """Whether a request was this run's."""
        return f"{self.name}@" in work.user_agent

    def finish(self) -> None:
        """Wait for its end."""
        self.process.join(LONGEST_SECONDS)
        assert self.process.exitcode == 0, f"{self.name} ended with {self.process.exitcode}"


@dataclass(frozen=True)
class Orders:
    """What a run is told."""

    name: str
    loopback: LoopbackMap
    lease_milliseconds: int
    back_off: BackOff
    selection: Selection


def crawl(settings: Settings, orders: Orders, ready: Event, gate: Event) -> None:
    """Crawl what is due, as the worker's child process does."""
    name = orders.name
    with open_store(settings) as store:
        spec = RunSpec.from_settings(
            settings,
            run_id=name,
            owner=name,
            contact=f"mailto:{name}@perennial.example",
            loopback=orders.loopback,
            back_off=orders.back_off,
            delay_override=DELAY_SECONDS,
            log_level="error",
        )
        ports = ports_for(store, settings, run_id=name, owner=name, selection=orders.selection)
        lease = orders.lease_milliseconds
        hosts = StoreHosts(store, name, lease_milliseconds=lease, renew_seconds=lease / 4_000)
        ready.set()
        assert gate.wait(LONGEST_SECONDS)
        run(spec, replace(ports, hosts=hosts))


class Chaos:
    """A store with people, a server with their sites, and the runs over both."""

    def __init__(self, settings: Settings, store: Store, server: TimedServer) -> None:
        self.settings, self.store, self.server = settings, store, server
        self.crawls: list[Crawl] = []

    def people(self, homes: Sequence[str]) -> None:
        """Store a person per home page, which is due."""
        for number, home in enumerate(homes):
            person, source = a_candidate(f"c_{number}"), a_source(f"s_{number}", f"c_{number}", home)
            self.store.candidates.put([person])
            self.store.transaction(partial(self.store.add_source, source))

    def prepare(
        self,
        count: int,
        *,
        lease_milliseconds: int = LEASE_MILLISECONDS,
        back_off: BackOff = USUAL,
        selection: Selection = EVERYBODY,
    ) -> list[Crawl]:
        """Start so many processes and wait until each is ready to crawl."""
        context = multiprocessing.get_context("spawn")
        prepared = []
        for _ in range(count):
            name = f"run{len(self.crawls)}"
            self.store.runs.insert(Run(id=name, started_at=self.store.now(), process="tests"))
            ready, gate = context.Event(), context.Event()
            orders = Orders(name, LoopbackMap(self.server.ports), lease_milliseconds, back_off, selection)
            process = context.Process(target=crawl, args=(self.settings, orders, ready, gate), daemon=True)
            process.start()
            prepared.append((Crawl(name, process, gate), ready))
            self.crawls.append(prepared[-1][0])
        for one, ready in prepared:
            self.wait(lambda one=one, ready=ready: ready.is_set() or not one.process.is_alive())
            assert ready.is_set(), f"{one.name} did not come up"
        return [one for one, _ in prepared]

    def crawl_the_rest(self, waiting: list[Crawl]) -> None:
        """Run again until nothing is due: what another run held meanwhile stayed so."""
        for _ in range(5):
            if not self.store.pages.count_due():
                return
            [one] = waiting[:1] or self.prepare(1)
            del waiting[:1]
            one.start()
            one.finish()
        assert not self.store.pages.count_due()

    def wait(self, until: Callable[[], bool]) -> None:
        """Wait for something to come true."""
        latest = time.monotonic() + LONGEST_SECONDS
        while not until():
            assert time.monotonic() < latest, "it did not happen"
            time.sleep(0.005)

    def close(self) -> None:
        """Leave no process behind."""
        for one in self.crawls:
            one.process.kill()
            one.process.join()
            one.process.close()


@contextmanager
def chaos_over(settings: Settings, store: Store, folder: Path, sites: dict[str, Site]) -> Iterator[Chaos]:
    """Serve sites and open a chaos over them."""
    settings = settings.model_copy(update={"archive_url": (folder / "archive").as_uri()})
    with TimedServer(sites) as server:
        chaos = Chaos(settings, store, server)
        try:
            yield chaos
        finally:
            chaos.close()


def persons_site(host: str) -> Site:
    """Return a site whose pages are slow, some behind redirects to itself and to its other name."""

    def answer(path: str, before: int) -> Reply:
        seconds = Random(f"{host}{path}").uniform(0.0, 0.12)
        if path == "/robots.txt":
            return Reply(status=301, headers={"Location": f"https://{RULES}/robots.txt"})
        if path == "/":
            links = "".join(f"<a href=/{kind}{n}>CV</a>" for n in range(PAGES) for kind in ("cv-a", "cv-b", "cv-c"))
            return Reply(f"<title>{host}</title>{links}", seconds=seconds)
        if path.startswith("/cv-a"):
            return Reply(status=302, headers={"Location": f"/here/{path[1:]}"}, seconds=seconds)
        if path.startswith("/cv-b"):
            return Reply(status=302, headers={"Location": f"https://www.{host}{path}"}, seconds=seconds)
        known = path.startswith(("/here/cv-a", "/cv-c"))
        return Reply(f"<p>{host}{path}</p>", seconds=seconds) if known else Reply(status=404, seconds=seconds)

    return answer


def plain_site(pages: int) -> Site:
    """Return a site with a home page and so many others."""

    def answer(path: str, before: int) -> Reply:
        if path == "/":
            return Reply("".join(f"<a href=/cv{n}>CV</a>" for n in range(pages)))
        return Reply(f"<p>{path}</p>") if path.startswith("/cv") else NONE

    return answer


def other_name(path: str, before: int) -> Reply:
    """Answer under a site's other name, which is a politeness key of its own here."""
    return Reply(f"<p>{path}</p>", seconds=0.1) if path.startswith("/cv-b") else NONE


def rules(path: str, before: int) -> Reply:
    """Serve the one robots.txt that all sites redirect to."""
    text = {"Content-Type": "text/plain"}
    return Reply("User-agent: *\nDisallow: /never\n", headers=text, seconds=0.05) if path == "/robots.txt" else NONE


def tired(path: str, before: int) -> Reply:
    """Serve a home page, then ask for a rest once."""
    if path == "/cv0":
        return Reply(status=429, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
    return plain_site(3)(path, before)


def check(server: TimedServer) -> float:
    """Check every host's log, and return the smallest gap in seconds."""
    smallest = float("inf")
    for host, works in server.by_host().items():
        for earlier, later in pairwise(works):
            gap = later.began - earlier.ended
            assert gap >= DELAY_SECONDS, f"{host}: {gap:.4f} s between\n{earlier}\n{later}"
            smallest = min(smallest, gap)
    logger.info("%d requests, smallest gap %.4f s, delay %s s", len(server.log), smallest, DELAY_SECONDS)
    return smallest


@pytest.mark.timeout(900 if LONG else 120)
def test_parallel_runs_with_kills_are_polite(store_settings: Settings, store: Store, tmp_path: Path) -> None:
    """Two runs share hosts; some are killed in the middle, above all the one that was just asked to rest."""
    names = [f"h{number}.example" for number in range(HOSTS)]
    sites: dict[str, Site] = {name: persons_site(name) for name in names}
    sites |= {f"www.{name}": other_name for name in names}
    sites |= {RULES: rules, TIRED: tired}
    random = Random(7)
    with chaos_over(store_settings, store, tmp_path, sites) as chaos:
        schemes = ("http", "https")
        chaos.people([f"{schemes[index % 2]}://{name}/" for index, name in enumerate([*names, TIRED])])
        log = chaos.server.log
        half = Selection(candidate_ids=tuple(f"c_{number}" for number in range(0, HOSTS, 2)))
        [second] = chaos.prepare(1, selection=half)
        first, *waiting = chaos.prepare(KILLS + 2)
        alive = [first, second]
        second.start()
        # The second has some of the hosts by then, and the first wants them all.
        chaos.wait(lambda: len(log) >= 3)
        first.start()
        chaos.wait(lambda: rests(store, TIRED))
        [limited] = [work for work in log if work.status == 429]
        for kill in range(KILLS):
            living = [one for one in alive if one.process.is_alive()]
            victim = random.choice([one for one in living if kill or one.made(limited)] or alive)
            victim.kill()
            alive.remove(victim)
            alive.append(waiting.pop())
            alive[-1].start()
            aim = len(log) + random.randrange(10, 40)
            chaos.wait(lambda aim=aim: len(log) >= aim or not any(one.process.is_alive() for one in alive))
        for one in alive:
            one.finish()
        chaos.crawl_the_rest(waiting)
        check(chaos.server)
        shares = {one.name: sum(map(one.made, log)) for one in chaos.crawls}
        logger.info("requests per run: %s; cut off by kills: %d", shares, sum(work.status == 0 for work in log))
        after = next(work for work in chaos.server.by_host()[TIRED] if work.began > limited.ended)
        assert after.began - limited.ended >= RETRY_AFTER_SECONDS
        assert not first.made(after), "the run that was asked to rest is dead"
        assert {work.host for work in log if work.status == 0} <= set(sites), "only kills cut requests off"
        assert store.pages.count({"state": "ok"}) == HOSTS * (1 + 3 * PAGES) + 3


def take_a_turn(settings: Settings, name: str, ended: Event) -> None:
    """Make one request, say so, and wait to be killed."""
    with open_store(settings) as store:

        async def once() -> None:
            async with turns(store, name).turn("h0.example", KILL_DELAY_SECONDS):
                pass
            ended.set()
            await asyncio.sleep(LONGEST_SECONDS)

        asyncio.run(once())


def turns(store: Store, name: str) -> Politeness:
    """Return the politeness of a run."""
    return Politeness(StoreHosts(store, name), hosts_at_once=8, patience_seconds=60.0, now=time.monotonic)


@pytest.mark.timeout(120)
def test_a_kill_right_after_a_request_does_not_cut_the_pause(store_settings: Settings, store: Store) -> None:
    """Nothing of the request's end was written; the run that takes the host over at once waits all the same."""
    context = multiprocessing.get_context("spawn")
    ended = context.Event()
    process = context.Process(target=take_a_turn, args=(store_settings, "killed", ended), daemon=True)
    process.start()
    assert ended.wait(LONGEST_SECONDS)
    ended_at = time.monotonic()
    process.kill()
    process.join()
    process.close()

    async def take_over() -> float:
        async with turns(store, "next").turn("h0.example", KILL_DELAY_SECONDS):
            return time.monotonic()

    assert asyncio.run(take_over()) - ended_at >= KILL_DELAY_SECONDS


@pytest.mark.timeout(120)
def test_a_stopped_run_notices_that_its_host_is_another_runs(
    store_settings: Settings, store: Store, tmp_path: Path
) -> None:
    """It was stopped for longer than its lease; going on, it asks nothing of the host that was taken over."""
    host = "h0.example"
    with chaos_over(store_settings, store, tmp_path, {host: plain_site(12)}) as chaos:
        chaos.people([f"https://{host}/"])
        log = chaos.server.log
        stopped, other = chaos.prepare(2, lease_milliseconds=SHORT_LEASE_MILLISECONDS)
        stopped.start()
        chaos.wait(lambda: len(log) >= 4)
        stopped.send(signal.SIGSTOP)
        time.sleep(SHORT_LEASE_MILLISECONDS / 1000 + 0.1)
        before = len(log)
        other.start()
        chaos.wait(lambda: len(log) >= before + 2)
        stopped.send(signal.SIGCONT)
        stopped.finish()
        other.finish()
        check(chaos.server)
        assert all(other.made(work) for work in log[before:])
        assert store.pages.count({"state": "ok"}) == 13


@pytest.mark.timeout(120)
def test_a_failing_host_is_left_alone_and_probed(store_settings: Settings, store: Store, tmp_path: Path) -> None:
    """Three failures open its breaker: the run asks no more; a later one probes it, and goes on when it is well."""
    host, back_off = "h0.example", BackOff(failures=3, open_seconds=3.0)
    broken = [True]

    def failing(path: str, before: int) -> Reply:
        return Reply(status=503) if broken[0] and path.startswith("/cv") else plain_site(9)(path, before)

    with chaos_over(store_settings, store, tmp_path, {host: failing}) as chaos:
        chaos.people([f"https://{host}/"])
        opening, closing = chaos.prepare(2, back_off=back_off)
        opening.start()
        opening.finish()
        assert [work.status for work in chaos.server.log if work.path.startswith("/cv")] == [503] * 3
        assert breaker(store, host) == ("open", 3)
        [down] = [one for one in store.refusals.of_run(opening.name) if one.verdict.reason == "host_down"]
        assert "failed 3 times in a row" in down.verdict.detail
        assert store.pages.count_due() == 6
        broken[0] = False
        chaos.wait(lambda: store.hosts.get(host).open_until <= store.now())
        closing.start()
        closing.finish()
        assert breaker(store, host) == ("closed", 0)
        assert store.pages.count_due() == 0


def rests(store: Store, host: str) -> bool:
    """Whether a host's rest is on record."""
    found = store.hosts.get(host)
    return found is not None and (found.not_before - store.now()).total_seconds() > RETRY_AFTER_SECONDS / 2


def breaker(store: Store, host: str) -> tuple[str, int]:
    """Return the state of a host's breaker and its failures in a row."""
    found = store.hosts.get(host)
    assert found is not None
    return found.state, found.failures
