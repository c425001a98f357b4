"""Handing out due pages."""

import asyncio
from collections.abc import Sequence

import pytest

import crawler.frontier.due
from crawler.frontier.due import DuePages
from crawler.items import DuePage
from crawler.memory import MemoryPages


def pages(count: int, spider: str = "blog") -> list[DuePage]:
    return [DuePage(f"https://{spider}.example/{n}", spider, "article", 1, ()) for n in range(count)]


async def drain(due: DuePages, spider: str, *, finish: bool = True) -> list[str]:
    got = []
    async for page in due.of(spider):
        got.append(page.address)
        if finish:
            due.done()
    return got


def test_each_spider_gets_its_own_pages() -> None:
    """All pages of the frontier reach their spiders, and a spider is started once."""
    started: list[str] = []
    left: list[DuePage] = []

    def start(name: str) -> bool:
        started.append(name)
        return name != "nobody"

    async def both() -> list[list[str]]:
        frontier = MemoryPages([*pages(3), *pages(2, "portfolio"), *pages(2, "nobody")])
        due = DuePages(frontier, admit=lambda _: True, start_spider=start, no_spider=left.append)
        await due.fill()
        return list(await asyncio.gather(drain(due, "blog"), drain(due, "portfolio"), drain(due, "other")))

    blog, portfolio, other = asyncio.run(both())
    assert (len(blog), len(portfolio), other) == (3, 2, [])
    assert [page.spider for page in left] == ["nobody", "nobody"]
    assert sorted(started) == ["blog", "nobody", "portfolio"]


def test_what_is_not_admitted_is_not_handed_out() -> None:
    """The budget's word counts."""

    async def one() -> list[str]:
        due = DuePages(
            MemoryPages(pages(3)),
            admit=lambda page: page.address.endswith("1"),
            start_spider=lambda _: True,
            no_spider=print,
        )
        await due.fill()
        return await drain(due, "blog")

    assert asyncio.run(one()) == ["https://blog.example/1"]


def test_filling_waits_for_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more pages are taken from the frontier than are worked on."""
    monkeypatch.setattr(crawler.frontier.due, "BATCH", 10)
    monkeypatch.setattr(crawler.frontier.due, "MOST_IN_FLIGHT", 10)
    asked: list[int] = []

    class Counting(MemoryPages):
        def due(self, limit: int) -> Sequence[DuePage]:
            asked.append(limit)
            return super().due(limit)

    async def one() -> list[str]:
        due = DuePages(Counting(pages(25)), admit=lambda _: True, start_spider=lambda _: True, no_spider=print)
        filling = asyncio.ensure_future(due.fill())
        while not asked:
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.02)
        assert len(asked) == 1
        got = await drain(due, "blog")
        await filling
        return got

    assert len(asyncio.run(one())) == 25


def test_a_stopped_run_hands_out_nothing_more() -> None:
    """Pages that wait in a queue stay due."""

    async def one() -> list[str]:
        due = DuePages(MemoryPages(pages(5)), admit=lambda _: True, start_spider=lambda _: True, no_spider=print)
        due.offer(pages(5))
        due.stop()
        return await drain(due, "blog")

    assert asyncio.run(one()) == []
