"""The robots service: which answer means what, redirects, the cache."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from crawler.guard import parse
from crawler.memory import MemoryRobots
from crawler.ports import RobotsRecord
from crawler.robots import LONGEST_BODY, FileAnswer, Robots, RobotsService, follow, shortened
from crawler.statuses import MOST_REDIRECTS

NOW = datetime(2026, 11, 1, tzinfo=UTC)
ORIGIN = "https://ada.example"


def record(status: int | None, body: bytes = b"") -> RobotsRecord:
    return RobotsRecord(ORIGIN, NOW, NOW + timedelta(hours=24), status, body)


def fetches(*answers: FileAnswer) -> tuple[list[str], Callable[[str], Awaitable[FileAnswer]]]:
    asked: list[str] = []

    async def fetch(address: str) -> FileAnswer:
        asked.append(address)
        return answers[min(len(asked), len(answers)) - 1]

    return asked, fetch


@pytest.mark.parametrize(
    ("status", "allowed", "reason"),
    [
        (None, False, "robots_unreachable"),
        (500, False, "robots_unreachable"),
        (503, False, "robots_unreachable"),
        (599, False, "robots_unreachable"),
        (301, False, "robots_unreachable"),
        (404, True, "permitted"),
        (410, True, "permitted"),
        (400, True, "permitted"),
        (418, True, "permitted"),
        (401, False, "closed_door"),
        (402, False, "closed_door"),
        (403, False, "closed_door"),
        (407, False, "closed_door"),
        (451, False, "closed_door"),
        (429, False, "rate_limited"),
        (200, True, "permitted"),
        (204, True, "permitted"),
    ],
)
def test_each_status_has_its_meaning(status: int | None, allowed: bool, reason: str) -> None:
    """The table of the module, row by row, for a file without rules."""
    decision = Robots(record(status)).decide(parse(f"{ORIGIN}/cv"))
    assert (decision.allowed, decision.reason) == (allowed, reason)


@pytest.mark.parametrize(
    ("body", "path", "allowed", "line"),
    [
        (b"User-agent: *\nDisallow: /private/\n", "/private/x", False, 2),
        (b"User-agent: *\nDisallow: /private/\n", "/public", True, None),
        (b"User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/c", True, 3),
        (b"<html><body>Not found</body></html>", "/", True, None),
        (b"<html>\nUser-agent: *\nDisallow: /\n</html>", "/", False, 3),
        (b"\xff\xfe\x00garbage\x00", "/", True, None),
        (b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n", "/", False, 2),
        (b"User-agent: Perennial\nDisallow:\n\nUser-agent: *\nDisallow: /\n", "/", True, None),
        (b"User-agent: perennial/2.0\nDisallow: /x\n", "/x", False, 2),
        # Protego would let a token that begins ours speak for us.
        (b"User-agent: peren\nAllow: /\n\nUser-agent: *\nDisallow: /\n", "/x", False, 5),
        # Protego reads an allowed index.html as an allowed folder; RFC 9309 does not.
        (b"User-agent: *\nDisallow: /\nAllow: /index.html\n", "/", False, 2),
        (b"User-agent: *\nDisallow: /robots.txt\n", "/robots.txt", True, None),
    ],
)
def test_rules_decide_and_name_their_line(body: bytes, path: str, allowed: bool, line: int | None) -> None:
    """A 200 is parsed whatever it looks like, and the deciding line is known."""
    decision = Robots(record(200, body)).decide(parse(f"{ORIGIN}{path}"))
    assert (decision.allowed, decision.line) == (allowed, line)
    assert decision.reason == ("permitted" if allowed else "robots")


def test_crawl_delay_and_sitemaps_are_told() -> None:
    """The larger of Crawl-delay and Request-rate counts, and sitemaps are canonical."""
    body = b"User-agent: *\nCrawl-delay: 3\nRequest-rate: 1/5\nSitemap: /map.xml\nSitemap: ftp://x/\n"
    robots = Robots(record(200, body))
    assert robots.crawl_delay == 5
    assert robots.sitemaps == ("https://ada.example/map.xml",)
    assert Robots(record(404)).crawl_delay == 0


@pytest.mark.parametrize(("hops", "status"), [(0, 200), (MOST_REDIRECTS, 200), (MOST_REDIRECTS + 1, 301)])
def test_five_redirects_are_followed(hops: int, status: int | None) -> None:
    """The fifth redirect is followed and the sixth is not."""
    answers = [FileAnswer(301, location=f"https://h{n}.example/robots.txt") for n in range(hops)]
    asked, fetch = fetches(*answers, FileAnswer(200, b"User-agent: *\nDisallow: /\n"))
    answer = asyncio.run(follow(f"{ORIGIN}/robots.txt", fetch))
    assert answer.status == status
    assert len(asked) == min(hops, MOST_REDIRECTS) + 1


@pytest.mark.parametrize("location", [None, "", "file:///etc/passwd", "http://"])
def test_a_redirect_to_nowhere_is_unreachable(location: str | None) -> None:
    """Nobody knows the rules, so nothing is fetched."""
    _, fetch = fetches(FileAnswer(302, location=location))
    answer = asyncio.run(follow(f"{ORIGIN}/robots.txt", fetch))
    assert (answer.status, "redirects" in answer.detail) == (302, True)
    assert not Robots(record(answer.status)).decide(parse(f"{ORIGIN}/")).allowed


def test_an_origin_is_asked_once_and_remembered() -> None:
    """Concurrent questions share one request, and the next run finds the answer in the cache."""
    cache = MemoryRobots(lambda: NOW)
    asked, fetch = fetches(FileAnswer(200, b"User-agent: *\nDisallow: /x\n"))

    async def ask() -> None:
        service = RobotsService(cache, hours=24, clock=lambda: NOW)
        await asyncio.gather(*(service.rules(ORIGIN, fetch) for _ in range(5)))
        assert service.known(ORIGIN) is not None

    asyncio.run(ask())
    asyncio.run(ask())
    assert asked == [f"{ORIGIN}/robots.txt"]


def test_an_answer_is_forgotten_after_its_hours() -> None:
    """A day later it is asked again; a failure is asked again within the hour."""
    asked, fetch = fetches(FileAnswer(None, detail="reset"), FileAnswer(200))
    clock = [NOW]
    service = RobotsService(MemoryRobots(lambda: clock[0]), hours=24, clock=lambda: clock[0])

    async def ask() -> list[bool]:
        verdicts = []
        for hours in (0.0, 0.9, 1.1, 25.0, 25.2):
            clock[0] = NOW + timedelta(hours=hours)
            verdicts.append((await service.rules(ORIGIN, fetch)).decide(parse(f"{ORIGIN}/")).allowed)
        return verdicts

    assert asyncio.run(ask()) == [False, False, True, True, True]
    assert len(asked) == 3


@pytest.mark.parametrize("behind", [timedelta(minutes=5), timedelta(days=2)])
def test_a_cache_whose_clock_is_behind_costs_one_request(behind: timedelta) -> None:
    """An answer that the cache calls valid and we call expired is fetched again once, and the new one is used."""
    cache = MemoryRobots(lambda: NOW - behind)
    cache.put(RobotsRecord(ORIGIN, NOW - timedelta(days=1), NOW - timedelta(minutes=1), 404, b""))
    assert cache.get(ORIGIN) is not None
    asked, fetch = fetches(FileAnswer(200, b"User-agent: *\nDisallow: /\n"))
    service = RobotsService(cache, hours=24, clock=lambda: NOW)

    async def ask() -> list[Robots]:
        return await asyncio.gather(*(service.rules(ORIGIN, fetch) for _ in range(3)))

    for robots in [*asyncio.run(ask()), *asyncio.run(ask())]:
        assert robots.decide(parse(f"{ORIGIN}/")).reason == "robots"
    assert asked == [f"{ORIGIN}/robots.txt"]
    assert [record.status for record in cache.records] == [200]


def test_an_answer_that_expires_at_once_is_still_an_answer() -> None:
    """Without hours to keep it the new answer is used for the question that asked for it."""
    asked, fetch = fetches(FileAnswer(200, b"User-agent: *\nDisallow: /\n"))
    service = RobotsService(MemoryRobots(lambda: NOW), hours=0, clock=lambda: NOW)
    robots = asyncio.run(service.rules(ORIGIN, fetch))
    assert (robots.decide(parse(f"{ORIGIN}/")).reason, len(asked)) == ("robots", 1)


def test_a_long_file_is_cut_at_a_line() -> None:
    """Half an Allow path would permit more than was meant."""
    line = b"Allow: /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
    cut = shortened(line * (LONGEST_BODY // len(line) + 2))
    assert 500 * 1024 <= len(cut) <= LONGEST_BODY
    assert cut.endswith(b"\n")
    assert shortened(line) == line
