"""Reading a site again when nothing changed but its bytes: over real HTTP, with a real Scrapy run."""

from pathlib import Path

from crawler.guard import LoopbackMap
from crawler.spec import RunSpec
from tests.mockserver.child import Crawled, crawl, due
from tests.mockserver.server import Answer, MockServer, Route

HOME = "https://ada.example/"
WORDS = "I build queues that do not lose letters, and I write about what broke on the way. " * 5


def page(body: str, asked: int) -> Answer:
    """Return a page whose bytes are others each time it is asked for, with a validator that never holds."""
    text = (
        f"<html><head><title>Ada</title><meta name='csrf-token' content='{asked}'>"
        "<link rel=alternate type=application/rss+xml href=/feed.xml></head>"
        f"<body><!-- {asked} -->{body}<p>{WORDS}</p><script nonce='{asked}'>go({asked})</script></body></html>"
    )
    return Answer(text.encode(), headers={"ETag": f'"{asked}"'})


def feed(asked: int) -> Answer:
    """Return a feed that was built just now each time."""
    item = "<item><title>Queues</title><link>https://ada.example/queues-and-letters-lost</link></item>"
    text = f"<rss version='2.0'><channel><lastBuildDate>{asked}</lastBuildDate><title>Ada</title>{item}</channel></rss>"
    return Answer(text.encode(), content_type="application/rss+xml")


def spec(server: MockServer, folder: Path) -> RunSpec:
    return RunSpec(
        run_id="run",
        owner="tests",
        archive_url=(folder / "archive").as_uri(),
        loopback=LoopbackMap(server.ports()),
        delay_override=0.0,
        log_level="error",
    )


def outcomes(crawled: Crawled) -> dict[str, str]:
    return {one.page.address.removeprefix(HOME): one.outcome.value for one in crawled.readings}


def test_rotating_bytes_are_no_change_and_new_words_are(tmp_path: Path) -> None:
    """The second run keeps no body and follows nothing; the third finds the one page whose words changed."""
    said = {"home": "<h1>Ada</h1>"}
    routes: dict[str, Route] = {
        "/": lambda asked: page(said["home"], asked),
        "/feed.xml": feed,
        "/queues-and-letters-lost": lambda asked: page("<h1>Queues</h1>", asked),
    }
    with MockServer({"ada.example": routes}) as server:
        first = crawl(spec(server, tmp_path), [due(HOME, spider="blog")])
        kept = sorted(tmp_path.rglob("*.warc.gz"))
        second = crawl(spec(server, tmp_path), first.again)
        assert sorted(tmp_path.rglob("*.warc.gz")) == kept
        said["home"] = "<h1>Ada, Staff Engineer</h1>"
        third = crawl(spec(server, tmp_path), second.again)
    assert set(outcomes(first).values()) == {"fetched"}
    assert len(first.readings) == 3
    assert outcomes(second) == dict.fromkeys(outcomes(first), "unchanged")
    assert outcomes(third) == outcomes(second) | {"": "fetched"}
    asked = {one.headers.get("If-None-Match") for one in server.log if one.path == "/"}
    assert asked == {None, '"0"', '"1"'}, "each run asks with the validator of the reading before"
