"""Addresses that lead nowhere new."""

from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from crawler.frontier.traps import MOST_NUMBERED, MOST_OF_A_SHAPE, Traps, trap
from crawler.guard import LoopbackMap
from crawler.spec import RunSpec
from tests.mockserver.child import crawl, due
from tests.mockserver.server import Answer, MockServer, Route, page

TODAY = date(2026, 11, 23)
ADA = "https://ada.example"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/calendar/2027/05", "calendar"),
        ("/en/events/2026-12/", "calendar"),
        ("/kalender/month/2026/12/24", "calendar"),
        ("/?month=12&year=2026", "calendar"),
        ("/?tribe-bar-date=2026-12-01", "calendar"),
        ("/x?date=2027-01-01", "calendar"),
        ("/2031/05/", "calendar"),
        ("/a/b/a/b/c", "repeated"),
        ("/blog/blog/blog/post", "repeated"),
        ("/x/a/y/a/z/a/w/a", "repeated"),
        ("/1/2/3/4/5/6/7/8/9/10/11", "deep"),
        ("/list?a=1&b=2&c=3&d=4&e=5", "parameters"),
        (f"/list?a={'x' * 300}", "parameters"),
        ("/list?tag=a&tag=b", "parameters"),
        ("/posts?sort=asc", "facets"),
        ("/posts?filter%5Btag%5D=x", "facets"),
        ("/posts?view=grid", "facets"),
        ("/?s=python", "search"),
        ("/post?replytocom=17", "action"),
        ("/wiki?action=edit", "action"),
        ("/post?print=1", "printer"),
        ("/post?tmpl=component", "printer"),
        ("/2024/05/my-post/amp/", "printer"),
        ("/printversion/post", "printer"),
        ("/node/17/print", "printer"),
    ],
)
def test_traps_are_told_by_kind(path: str, kind: str) -> None:
    """Each address shows what it is by itself."""
    found = trap(ADA + path, TODAY)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    "path",
    [
        "/", "/about", "/2026/05/my-post/", "/2026/05/", "/2027/05/", "/2005/05/05/post", "/events/2026-05-12-my-talk",
        "/calendar", "/kalender/", "/?p=123", "/index.php?page=about&lang=de", "/posts/123", "/blog/2026/blog-post",
        "/work/print", "/printing", "/a/b/a/c", "/en/team/en", "/posts?page=2", "/x?view=cv", "/x?action=show",
        "/talks/2026/2026/x", "/my-amp/", "/amp/guitar", "/11/11/11", "/post?id=2026-05-01",
    ],
)  # fmt: skip
def test_pages_of_ordinary_sites_are_no_traps(path: str) -> None:
    """Posts with dates, lists by month, numbered pages, a printmaker's work."""
    assert trap(ADA + path, TODAY) is None


def test_growing_parameters_end_at_a_number() -> None:
    """One path whose parameters go on for ever is followed so often and no further; what was followed stays so."""
    traps = Traps(lambda: TODAY)
    addresses = [f"{ADA}/list?x={n}" for n in range(MOST_OF_A_SHAPE + 5)]
    kinds = [found.kind if (found := traps.trap(one)) else None for one in addresses]
    assert kinds == [None] * MOST_OF_A_SHAPE + ["parameters"] * 5
    assert traps.trap(addresses[0]) is None
    assert traps.trap("https://bob.example/list?x=99") is None


def test_numbered_posts_have_more_room() -> None:
    """A blog without speaking addresses has a parameter per post."""
    traps = Traps(lambda: TODAY)
    assert all(traps.trap(f"{ADA}/?p={n}") is None for n in range(MOST_NUMBERED))
    assert traps.trap(f"{ADA}/?p={MOST_NUMBERED}") is not None


def test_the_same_parts_in_another_order_are_a_trap() -> None:
    """Filters in a path make a page per order of them."""
    traps = Traps(lambda: TODAY)
    assert traps.trap(f"{ADA}/shop/red/large") is None
    found = traps.trap(f"{ADA}/shop/large/red")
    assert found is not None
    assert found.kind == "permuted"
    assert traps.trap(f"{ADA}/shop/red/large/") is None


class Endless(dict[str, Route]):
    """A site with a page for every address, each of which leads to new ones."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers = count()

    def get(self, key: str, default: object = None) -> Route:  # type: ignore[override]
        if key.startswith(("/robots.txt", "/.well-known")):
            return Answer(status=404)
        return page("Endless", "".join(f"<a href='{one}'>{text}</a>" for one, text in self._links(key)))

    def _links(self, path: str) -> Iterator[tuple[str, str]]:
        number = next(self._numbers)
        below = path.partition("?")[0].rstrip("/")
        yield f"/calendar/{2000 + number % 1000}/05", "next"
        yield f"{below}/about", "About"
        yield f"/projects?b={number}&a=1&PHPSESSID=x{number}", "Projects"
        yield f"/work?sort={number}", "Work"
        yield f"/work?utm_source={number}", "Work"
        yield f"/research?print={number}", "Research"


def test_an_endless_site_ends(tmp_path: Path) -> None:
    """By its traps, not by its budget; each kind is noted once, and each address is asked for once."""
    server = MockServer({"endless.example": {}})
    server.hosts["endless.example"] = Endless()
    with server:
        orders = RunSpec(
            "run",
            "tests",
            (tmp_path / "archive").as_uri(),
            loopback=LoopbackMap(server.ports()),
            delay_override=0.0,
            max_depth=50,
            log_level="error",
        )
        crawled = crawl(orders, [due("https://endless.example/", "portfolio")])
        asked = [path for path in server.paths("endless.example") if not path.startswith(("/robots", "/.well-known"))]
    assert crawled.summary.left_due == {}
    assert len(asked) == len(set(asked)) < 30
    assert not any("utm_" in path or "PHPSESSID" in path or "calendar" in path for path in asked)
    told = [verdict.detail.rpartition(": ")[2] for _, verdict in crawled.notes if verdict.reason == "trap"]
    assert len(told) == len(set(told)) >= 4
