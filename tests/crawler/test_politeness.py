"""Keys, pauses and turns."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise
from time import monotonic

import pytest

from crawler.guard import parse
from crawler.memory import MemoryHosts
from crawler.politeness import HostBusy, Politeness, RunStopping, longest_delay, politeness_key


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://www.example.co.uk/", "example.co.uk"),
        ("https://blog.example.org/", "example.org"),
        ("https://ada.github.io/", "ada.github.io"),
        ("https://bob.github.io/", "bob.github.io"),
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
            turn.hold(3_600)
        with pytest.raises(HostBusy, match="rest"):
            async with politeness.turn("ada.example", 0.0):
                pass
        politeness.close()

    asyncio.run(held())
    lease = MemoryHosts("next", shared=hosts).acquire(["ada.example"])[0]
    assert 3_590 < lease.seconds_until <= 3_600


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
