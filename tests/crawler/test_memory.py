"""The ports in memory keep the ports' promises."""

from datetime import UTC, datetime, timedelta

from crawler.items import Discovered, DuePage, Outcome, Reading, Verdict
from crawler.memory import MemoryHosts, MemoryPages, MemoryRobots
from crawler.ports import HostEnd, RobotsRecord

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def page(name: str) -> DuePage:
    return DuePage(f"https://ada.example/{name}", "blog", "home", 0, ())


def reading(name: str, *found: str) -> Reading:
    discovered = tuple(Discovered(f"https://ada.example/{one}", "article", 1) for one in found)
    return Reading(page(name), Outcome.FETCHED, NOW, Verdict(True, "permitted", ""), discovered=discovered)


def test_a_page_is_given_once_and_stays_due_until_it_is_filed() -> None:
    """Giving is not filing."""
    pages = MemoryPages([page("a"), page("b")])
    assert [one.address for one in pages.due(1)] == ["https://ada.example/a"]
    assert [one.address for one in pages.due(9)] == ["https://ada.example/b"]
    assert pages.due(9) == []
    assert len(pages.left()) == 2
    pages.file([reading("a")])
    assert [one.address for one in pages.left()] == ["https://ada.example/b"]


def test_discovered_pages_are_due_once() -> None:
    """Known ones are not returned again, and returned ones are not given again."""
    pages = MemoryPages([page("a")])
    assert [one.address for one in pages.file([reading("a", "x", "a"), reading("b", "x")])] == ["https://ada.example/x"]
    assert pages.due(9) == []


def test_hosts_have_one_owner_and_a_pause() -> None:
    """The pause outlives the lease and never shrinks."""
    clock = [NOW]
    ours = MemoryHosts("ours", clock=lambda: clock[0])
    theirs = MemoryHosts("theirs", clock=lambda: clock[0], shared=ours)
    assert [lease.key for lease in ours.acquire(["a", "b"])] == ["a", "b"]
    assert theirs.acquire(["a"]) == []
    ours.completed([HostEnd("a", 60)])
    ours.completed([HostEnd("a", 1)])
    theirs.release(["a"])
    assert theirs.acquire(["a"]) == []
    ours.release(["a"])
    clock[0] += timedelta(seconds=20)
    (lease,) = theirs.acquire(["a"])
    assert lease.seconds_until == 40


def test_robots_answers_expire() -> None:
    """An expired answer is none."""
    clock = [NOW]
    robots = MemoryRobots(lambda: clock[0])
    robots.put(RobotsRecord("https://ada.example", NOW, NOW + timedelta(hours=1), 200, b""))
    assert robots.get("https://ada.example") is not None
    clock[0] += timedelta(hours=1)
    assert robots.get("https://ada.example") is None
