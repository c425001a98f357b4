"""Keys, pauses and turns."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from time import monotonic

import pytest

from crawler.guard import LoopbackMap, parse
from crawler.hosts.breaker import MOST_JITTER_SECONDS, BackOff
from crawler.hosts.keys import Group, group_of, longest_delay, politeness_key
from crawler.memory import MemoryHosts
from crawler.politeness import HostBusy, HostDown, Politeness, RunStopping
from crawler.ports import HostEnd, HostLease
from crawler.spec import RunSpec
from tests.mockserver.child import crawl, due
from tests.mockserver.server import MockServer, Route
from tests.mockserver.server import page as web_page


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://www.example.co.uk/", "example.co.uk"),
        ("https://blog.example.org/", "example.org"),
        ("https://ada.github.io/", "ada.github.io"),
        ("https://bob.github.io/", "bob.github.io"),
        ("https://ada.wordpress.com/", "ada.wordpress.com"),
        ("https://medium.com/@ada", "medium.com"),
        ("http://8.8.8.8:8080/", "8.8.8.8:8080"),
        ("http://[2606:4700::1]/", "[2606:4700::1]:80"),
        ("http://intranet:8080/", "intranet:8080"),
    ],
)
def test_the_key_is_the_registered_domain(address: str, key: str) -> None:
    """A person under a private suffix is a host of their own; without a domain, host and port."""
    assert politeness_key(parse(address)) == key


def test_fictional_sites_are_hosts_of_their_own() -> None:
    """Behind a loopback map the original names tell sites apart, over http and https alike."""
    keys = [politeness_key(parse(f"{scheme}://a.demo.example/"), loopback=True) for scheme in ("http", "https")]
    assert keys == ["a.demo.example", "a.demo.example"]


@pytest.mark.parametrize(("settings", "crawl", "expected"), [(0.0, 0.0, 1.0), (2.0, 0.0, 2.0), (0.0, 7.0, 7.0)])
def test_the_longest_delay_counts(settings: float, crawl: float, expected: float) -> None:
    """Ours, the kind's (one second for a portfolio) and the site's own: the largest."""
    assert longest_delay(parse("https://ada.example/"), "portfolio", settings, crawl) == expected


def turns(hosts: MemoryHosts, patience: float = 5.0, at_once: int = 8) -> Politeness:
    return Politeness(hosts, hosts_at_once=at_once, patience_seconds=patience, now=monotonic)


async def visit(politeness: Politeness, key: str, delay: float, spans: list[tuple[float, float]]) -> None:
    async with politeness.turn(key, delay):
        began = monotonic()
        await asyncio.sleep(0.005)
        spans.append((began, monotonic()))


def gaps(spans: Sequence[tuple[float, float]]) -> list[float]:
    return [later[0] - earlier[1] for earlier, later in pairwise(spans)]


def test_requests_to_one_host_follow_each_other_with_a_pause() -> None:
    """No two at once, and the pause counts from the end of one to the beginning of the next."""
    spans: list[tuple[float, float]] = []

    async def five() -> None:
        politeness = turns(MemoryHosts())
        await asyncio.gather(*(visit(politeness, "ada.example", 0.02, spans) for _ in range(5)))

    asyncio.run(five())
    assert len(spans) == 5
    assert min(gaps(spans)) >= 0.02


def test_a_waiting_host_holds_nobody_up() -> None:
    """With room for a single request at once, a host that rests gives the room away."""
    order: list[str] = []

    async def ask(politeness: Politeness, key: str, delay: float) -> None:
        async with politeness.turn(key, delay):
            order.append(key)

    async def both() -> None:
        politeness = turns(MemoryHosts(), at_once=1)
        await asyncio.gather(
            ask(politeness, "slow", 0.3),
            ask(politeness, "slow", 0.3),
            *(ask(politeness, f"h{n}", 0.0) for n in range(5)),
        )

    asyncio.run(both())
    assert order[-1] == "slow"
    assert len(order) == 7


def test_a_host_of_another_run_is_left_alone() -> None:
    """Its pages stay due, until the other run gives it back."""
    theirs = MemoryHosts("theirs")
    theirs.acquire(["ada.example"])
    ours = MemoryHosts("ours", shared=theirs)

    async def ask() -> None:
        async with turns(ours).turn("ada.example", 0.0):
            pass

    with pytest.raises(HostBusy, match="another run"):
        asyncio.run(ask())
    theirs.release(["ada.example"])
    asyncio.run(ask())


def test_a_rest_outlives_the_run() -> None:
    """What a host asked for is written at once, and the next run does not wait an hour."""
    hosts = MemoryHosts("ours")

    async def held() -> None:
        politeness = turns(hosts)
        async with politeness.turn("ada.example", 0.0) as turn:
            turn.answered(429, 3_600)
        with pytest.raises(HostBusy, match="rest"):
            async with politeness.turn("ada.example", 0.0):
                pass
        politeness.close()

    asyncio.run(held())
    lease = MemoryHosts("next", shared=hosts).acquire(["ada.example"])[0]
    assert 3_590 < lease.seconds_until <= 3_600 + MOST_JITTER_SECONDS


def test_the_end_of_a_run_writes_pauses_and_gives_hosts_back() -> None:
    """The next run waits for what is left of the pause."""
    hosts = MemoryHosts("ours")
    spans: list[tuple[float, float]] = []

    async def once() -> None:
        politeness = turns(hosts)
        await visit(politeness, "ada.example", 30.0, spans)
        politeness.close()

    asyncio.run(once())
    assert not hosts.leased()
    assert 25 < MemoryHosts("next", shared=hosts).acquire(["ada.example"])[0].seconds_until <= 30


def test_stopping_wakes_those_who_wait() -> None:
    """Nobody sits out a pause in a run that ends."""

    async def stopped() -> None:
        politeness = turns(MemoryHosts(), patience=100)
        await visit(politeness, "ada.example", 60.0, [])
        waiting = asyncio.ensure_future(visit(politeness, "ada.example", 60.0, []))
        await asyncio.sleep(0)
        politeness.stop()
        with pytest.raises(RunStopping):
            await waiting
        politeness.close()

    asyncio.run(stopped())


@pytest.mark.parametrize(
    ("key", "group"),
    [
        ("ada.github.io", Group("group:github-pages", 0.5)),
        ("medium.com", Group("group:medium", 1.0)),
        ("ada.example", None),
    ],
)
def test_whoever_lives_on_a_platform_waits_for_it_too(key: str, group: Group | None) -> None:
    """The platform's machines are one party, whoever's site it is."""
    assert group_of(key) == group


def test_a_group_has_one_turn_and_one_pause() -> None:
    """Two people on one platform follow each other at its pace, each of them at their own; a third does not."""
    spans: dict[str, list[tuple[float, float]]] = {"a.town": [], "b.town": [], "elsewhere": []}
    group = Group("group:town", 0.03)

    async def all_of_them() -> None:
        politeness = Politeness(
            MemoryHosts(),
            hosts_at_once=8,
            patience_seconds=5.0,
            now=monotonic,
            group=lambda key: group if key.endswith(".town") else None,
        )
        await asyncio.gather(*(visit(politeness, key, 0.1, spans[key]) for _ in range(2) for key in spans))
        politeness.close()

    asyncio.run(all_of_them())
    together = sorted(spans["a.town"] + spans["b.town"])
    assert min(gaps(together)) >= 0.03
    assert all(min(gaps(spans[key])) >= 0.1 for key in spans)
    assert spans["elsewhere"][0][0] < together[1][0], "who lives elsewhere waits for nobody on the platform"


@dataclass
class Time:
    """A monotonic clock that stands still."""

    seconds: float = 1_000.0

    def __call__(self) -> float:
        return self.seconds


async def fail(politeness: Politeness, key: str = "ada.example") -> None:
    with pytest.raises(ConnectionResetError):
        async with politeness.turn(key, 0.0):
            raise ConnectionResetError


def test_a_failing_host_is_down_then_probed_once() -> None:
    """Its other pages stay due; after its time one request goes through, and another only when that was answered."""

    async def ask() -> None:
        time, back_off = Time(), BackOff(failures=3, open_seconds=100.0)
        politeness = Politeness(MemoryHosts(), hosts_at_once=8, patience_seconds=5.0, now=time, back_off=back_off)
        for _ in range(3):
            await fail(politeness)
        with pytest.raises(HostDown, match=r"ada\.example failed 3 times in a row"):
            await visit(politeness, "ada.example", 0.0, [])
        time.seconds += 111.0
        await fail(politeness)
        with pytest.raises(HostDown, match="failed 4 times"):
            await visit(politeness, "ada.example", 0.0, [])
        time.seconds += 211.0
        async with politeness.turn("ada.example", 0.0) as turn:
            turn.answered(404)
        await visit(politeness, "ada.example", 0.0, [])
        politeness.close()

    asyncio.run(ask())


def test_a_breaker_outlives_the_run() -> None:
    """The next run asks nothing either, and knows how often the host failed."""
    hosts = MemoryHosts("ours")

    async def both() -> None:
        ours = Politeness(hosts, hosts_at_once=8, patience_seconds=5.0, now=monotonic, back_off=BackOff(failures=1))
        await fail(ours)
        ours.close()
        with pytest.raises(HostDown, match="failed 1 times"):
            await visit(turns(MemoryHosts("next", shared=hosts)), "ada.example", 0.0, [])

    asyncio.run(both())


def test_one_persons_failing_site_does_not_close_the_platform() -> None:
    """The group's breaker waits for four times as many failures in a row."""

    async def ask() -> None:
        politeness = Politeness(
            MemoryHosts(),
            hosts_at_once=8,
            patience_seconds=5.0,
            now=monotonic,
            back_off=BackOff(failures=2, open_seconds=100.0),
            group=lambda _: Group("group:town", 0.0),
        )
        for number in range(7):
            await fail(politeness, f"p{number}.town")
        await visit(politeness, "well.town", 0.0, [])
        await fail(politeness, "p8.town")
        with pytest.raises(HostDown, match="group:town failed 8 times"):
            await visit(politeness, "well.town", 0.0, [])
        politeness.close()

    asyncio.run(ask())


class TakenOver(MemoryHosts):
    """Hosts that a killed run left behind."""

    def acquire(self, keys: Sequence[str]) -> Sequence[HostLease]:
        return [replace(lease, abandoned=True) for lease in super().acquire(keys)]


def test_a_host_that_was_taken_over_waits_for_a_whole_pause() -> None:
    """When the killed run's last request ended nobody knows: it may have been just now."""

    async def ask() -> float:
        began = monotonic()
        async with turns(TakenOver()).turn("ada.example", 0.1):
            return monotonic() - began

    assert asyncio.run(ask()) >= 0.1


class Forgetful(MemoryHosts):
    """Hosts whose leases this run cannot be sure of, as after it was stopped for a while."""

    def holds(self, key: str) -> bool:
        return False


def test_a_lease_that_is_not_certain_is_asked_for_again() -> None:
    """When another run has taken it, no request is made; nor when it became uncertain while the turn was prepared."""
    hosts = Forgetful("ours")

    async def ask() -> None:
        politeness = turns(hosts)
        async with politeness.turn("ada.example", 0.0) as turn:
            with pytest.raises(HostBusy, match="another run"):
                turn.confirm()
        hosts.release(["ada.example"])
        MemoryHosts("theirs", shared=hosts).acquire(["ada.example"])
        with pytest.raises(HostBusy, match="another run"):
            await visit(politeness, "ada.example", 0.0, [])

    asyncio.run(ask())


def test_what_is_cut_off_at_the_end_of_a_run_still_counts() -> None:
    """A request that is under way when the run ends is over only then."""
    hosts = MemoryHosts("ours")

    async def cut_off() -> None:
        politeness = turns(hosts)
        async with politeness.turn("ada.example", 30.0):
            politeness.close()

    asyncio.run(cut_off())
    assert 25 < MemoryHosts("next", shared=hosts).acquire(["ada.example"])[0].seconds_until <= 30


class Recorded(MemoryHosts):
    """Hosts that count how often ends are written."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[int] = []

    def completed(self, ends: Sequence[HostEnd]) -> None:
        self.writes.append(len(ends))
        super().completed(ends)


def test_ends_are_written_together() -> None:
    """Two hundred hosts, hardly a write."""
    hosts = Recorded()

    async def many() -> None:
        politeness = turns(hosts, at_once=200)
        await asyncio.gather(*(visit(politeness, f"h{n}.example", 0.0, []) for n in range(200)))
        politeness.close()

    asyncio.run(many())
    assert sum(hosts.writes) == 200
    assert len(hosts.writes) < 20


def test_a_whole_run_keeps_a_platforms_pause(tmp_path: Path) -> None:
    """By the server's log: two people under github.io one after the other, each page slow, a pause between them all."""
    site: dict[str, Route] = {"/": web_page("P", "<a href=/cv>CV</a><a href=/about>About</a>")}
    site |= {path: replace(web_page(path), seconds=0.02) for path in ("/cv", "/about")}
    hosts = {"ada.github.io": site, "bob.github.io": site}
    with MockServer(hosts) as server:
        orders = RunSpec(
            run_id="run",
            owner="tests",
            archive_url=(tmp_path / "archive").as_uri(),
            loopback=LoopbackMap(server.ports()),
            delay_override=0.05,
            log_level="error",
        )
        crawled = crawl(orders, [due(f"https://{host}/") for host in hosts])
        log = server.requests(*hosts)
    assert crawled.summary.outcomes == {"fetched": 6}
    assert {one.host for one in log} == set(hosts)
    assert min(later.began - earlier.ended for earlier, later in pairwise(log)) >= 0.05
