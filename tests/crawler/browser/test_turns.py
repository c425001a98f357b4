"""Whose page the browser shows next."""

import asyncio
from contextlib import suppress

import pytest

from crawler.browser.turns import BrowserTurns


async def show(turns: BrowserTurns, host: str, order: list[str], leave: asyncio.Event | None = None) -> None:
    async with turns.turn(host):
        order.append(host)
        if leave is not None:
            await leave.wait()
        await asyncio.sleep(0)


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("at_once", "hosts", "begun"),
    [
        (1, ["a", "b"], ["a"]),
        (2, ["a", "b", "c"], ["a", "b"]),
        (3, ["a", "a", "b"], ["a", "b"]),
    ],
)
def test_one_turn_per_host_and_so_many_in_all(at_once, hosts, begun):
    """The rest waits, and has its turn when one ends."""

    async def attempt() -> tuple[list[str], list[str]]:
        turns, order, leave = BrowserTurns(at_once, lambda _: False), [], asyncio.Event()
        tasks = [asyncio.ensure_future(show(turns, host, order, leave)) for host in hosts]
        await settled()
        first = list(order)
        leave.set()
        await asyncio.gather(*tasks)
        return first, order

    first, order = asyncio.run(attempt())
    assert first == begun
    assert sorted(order) == sorted(hosts)


def test_a_host_whose_page_is_open_goes_first():
    """All that waits for an open page is shown before a new page is opened."""

    async def attempt() -> list[str]:
        order: list[str] = []
        turns = BrowserTurns(1, lambda host: host == "open")
        hosts = ["open", "new", "open", "other", "open"]
        await asyncio.gather(*(show(turns, host, order) for host in hosts))
        return order

    assert asyncio.run(attempt()) == ["open", "open", "open", "new", "other"]


def test_a_turn_that_is_given_up_goes_to_the_next():
    """Whoever is cancelled, waiting or at work, keeps nobody waiting."""

    async def attempt() -> list[str]:
        turns, order, never = BrowserTurns(1, lambda _: False), [], asyncio.Event()
        at_work = asyncio.ensure_future(show(turns, "a", order, never))
        waiting = asyncio.ensure_future(show(turns, "b", order, never))
        last = asyncio.ensure_future(show(turns, "c", order))
        await settled()
        for task in (waiting, at_work):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await last
        return [*order, *sorted(turns.busy)]

    assert asyncio.run(attempt()) == ["a", "c"]


def test_a_pause_gives_no_turns_until_it_ends():
    """What waits meanwhile is shown afterwards."""

    async def attempt() -> tuple[list[str], list[str]]:
        order: list[str] = []
        turns = BrowserTurns(2, lambda _: False)
        turns.pause(paused=True)
        task = asyncio.ensure_future(show(turns, "a", order))
        await settled()
        before = list(order)
        turns.pause(paused=False)
        await task
        return before, order

    assert asyncio.run(attempt()) == ([], ["a"])


def test_a_host_that_was_just_shown_keeps_its_place():
    """A new page waits until the next page of an open one, still being asked for, has been shown or stays away."""

    async def attempt() -> list[str]:
        order: list[str] = []
        turns = BrowserTurns(1, lambda host: host == "open")
        await show(turns, "open", order)
        new = asyncio.ensure_future(show(turns, "new", order))
        await settled()
        await show(turns, "open", order)
        await new
        return order

    assert asyncio.run(attempt()) == ["open", "open", "new"]
