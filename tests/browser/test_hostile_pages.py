"""Hostile pages in a real browser: each ends in a normal reading or in one named error, and reaches nothing inside."""

from collections.abc import Iterator
from dataclasses import dataclass

import psutil
import pytest

from crawler.guard import LoopbackMap
from crawler.items import Outcome
from crawler.spec import RunSpec
from tests.browser.hostile import AFTER, misbehaving, reaching
from tests.browser.inner import InnerServer
from tests.mockserver.child import Crawled, crawl, due
from tests.mockserver.server import Answer, MockServer, Route, page

GOOD = "good.example"
CDN = "cdn.example"
SAID = "This sentence came by a script of another host, and this number from its data, so that the page is read: 42."
_SCRIPT = (
    "fetch('https://cdn.example/number.json').then(r => r.json()).then(data => {"
    f" document.getElementById('root').textContent = '{SAID[:-4]} ' + data.number + '.'; }})"
)


@dataclass(frozen=True)
class Attacked:
    """What one run over all hostile pages left behind."""

    crawled: Crawled
    inner: tuple[str, ...]
    asked: frozenset[tuple[str, str]]


def _good() -> dict[str, dict[str, Route]]:
    javascript = Answer(_SCRIPT.encode(), content_type="text/javascript")
    number = Answer(b'{"number": 42}', content_type="application/json", headers={"Access-Control-Allow-Origin": "*"})
    shell = "<div id='root'></div><script src='https://cdn.example/app.js'></script><img src='/picture.png'>"
    return {
        GOOD: {"/": page("Good", shell)},
        CDN: {"/app.js": javascript, "/number.json": number},
    }


@pytest.fixture(scope="session")
def attacked(chromium, tmp_path_factory) -> Iterator[Attacked]:
    """Crawl every hostile page, and a good one, in one run."""
    with InnerServer() as inner:
        pages = {**misbehaving(), **reaching(inner.port)}
        hosts = {host: one.routes() for host, one in pages.items()} | _good()
        with MockServer(hosts) as server:
            spec = RunSpec(
                run_id="hostile",
                owner="tests",
                archive_url=tmp_path_factory.mktemp("archive").as_uri(),
                loopback=LoopbackMap(server.ports()),
                delay_override=0.0,
                browser=chromium,
                render_seconds=8.0,
                log_level="error",
            )
            crawled = crawl(spec, [due(f"https://{host}/") for host in (*pages, GOOD)])
            asked = frozenset((one.host, one.path) for one in server.log)
        yield Attacked(crawled, tuple(inner.log), asked)


@pytest.mark.parametrize("host", sorted(misbehaving()))
def test_a_page_that_misbehaves_ends_in_one_reading_or_one_named_error(attacked, host):
    """It neither keeps the run nor takes it down; what it writes after its misdeed is read where anything is."""
    expected = misbehaving()[host]
    reading = attacked.crawled.of(f"https://{host}/")
    if expected.error:
        assert reading.outcome is Outcome.FAILED
        assert reading.error is not None
        assert reading.error.partition(":")[0] in expected.error.split(" or ")
    else:
        assert (reading.outcome, reading.error) == (Outcome.FETCHED, None)
        assert reading.rendered is (True if expected.writes else None)


@pytest.mark.parametrize("host", sorted(reaching(1)))
def test_a_page_that_reaches_inside_is_read_like_any_other(attacked, host):
    """What it asked for fails, and its own words are read."""
    reading = attacked.crawled.of(f"https://{host}/")
    assert (reading.outcome, reading.rendered) == (Outcome.FETCHED, True)
    assert reading.body_bytes > len(AFTER)


def test_nothing_inside_was_reached(attacked):
    """No connection and no packet came to a service of the machine that reads, by whichever way a page tried."""
    assert attacked.inner == ()


def test_what_a_page_may_load_does_load(attacked):
    """Its script from another host and that script's data are fetched; its picture is not."""
    assert attacked.crawled.of(f"https://{GOOD}/").rendered is True
    assert {(CDN, "/app.js"), (CDN, "/number.json")} <= attacked.asked
    assert (GOOD, "/picture.png") not in attacked.asked


def test_a_page_loads_no_other_document_by_itself(attacked):
    """Frames, windows, downloads and navigations are not fetched: the crawl follows links itself."""
    documents = ("/frame", "/window", "/file.bin", "/0.", "/pushed")
    assert [path for _, path in attacked.asked if path.startswith(documents)] == []


def test_a_page_cannot_ask_without_end(attacked):
    """A page that asks for data in a loop gets a bounded number of answers."""
    assert 0 < sum(host == "fetching.example" for host, _ in attacked.asked) < 120


def test_no_browser_is_left_behind(attacked):
    """When the run has ended, none of its browser's processes lives."""
    left = [one for one in psutil.Process().children(recursive=True) if "chrom" in one.name()]
    assert left == []
