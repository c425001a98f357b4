"""One run over fifty good sites and every hostile one: the good are complete, each bad one ends in its one error.

Real Scrapy over real HTTP on the loopback interface, in a child process whose memory is watched. The run knows
nothing of which site is which. What got through is extracted afterwards, in processes with limits.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from config.settings import Settings
from crawler.guard import LoopbackMap
from crawler.items import DuePage, Outcome, Reading
from crawler.spec import RunSpec
from extractors.claims import PersonHint
from sync.commands.upkeep import Extracted
from sync.extraction import ExtractionPool, Task
from sync.models.document import stable_id
from sync.models.snapshot import Snapshot, StoredVerdict
from tests.mockserver.child import source
from tests.mockserver.hostile import Act, HostileServer, Visitor
from tests.mockserver.hostile_child import Watched, crawl_watched
from tests.mockserver.hostile_pages import DOCUMENTS
from tests.mockserver.hostile_wire import WIRE, Site, raw
from tests.mockserver.server import MockServer, page

LONG = bool(os.environ.get("TEST_LONG"))
GOOD_SITES = 50
GOOD_PAGES = ("/", "/about", "/projects", "/contact")
MOST_PAGES = 20
"""Pages of one source in one run."""
MOST_MEGABYTES = 800
"""Resident memory of the crawl's process, code included, as docs/safety.md states it."""
LONGEST_RUN_SECONDS = 240.0
TIMEOUT_SECONDS = 30.0 if LONG else 12.0
HOSTS_AT_ONCE = 16
NOT_FOUND = raw(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
RULES = ("/robots.txt", "/.well-known/tdmrep.json")
SITES: tuple[Site, ...] = (*WIRE, *DOCUMENTS)
ROBOTS: tuple[Site, ...] = tuple(one for one in WIRE if LONG or one.name in (
    "redirects-for-ever", "loop-a", "location-file", "headers-endless", "continue-endless", "http-0.9",
    "drips-body", "silence", "chunks-endless", "length-negative", "gzip-bomb", "gzip-in-gzip", "gzip-garbage",
    "coding-unknown", "reset-in-the-middle", "gigabyte-streamed", "status-999", "tls-on-plain-port",
))  # fmt: skip
"""Those that also come as an answer to the request for robots.txt."""
# A file of rules is read as far as it goes; the last one redirects to the page itself, which has none.
READ_AS_RULES = frozenset({"chunks-endless", "gigabyte-streamed", "redirects-to-itself"})


@dataclass(frozen=True)
class Ran:
    """The run, and what the hostile server was asked."""

    watched: Watched
    requests: Mapping[str, int]
    archive: str

    def ends(self, host: str) -> list[str]:
        """Return how the readings of one host's first page ended."""
        return [ended(one) for one in self.watched.crawled.readings if one.page.address == f"https://{host}/"]


def ended(reading: Reading) -> str:
    """Return a reading's end as the tables of hostile sites name it."""
    if reading.error:
        return reading.error.partition(":")[0]
    return f"refused {reading.verdict.reason}" if reading.outcome is Outcome.REFUSED else reading.outcome.value


def as_page(site: Site) -> Act:
    """Return an act for a site that has no rules, so that its pages are asked for."""

    def act(visitor: Visitor) -> None:
        (NOT_FOUND if visitor.path in RULES else site.act)(visitor)

    return act


def as_robots(site: Site) -> Act:
    """Return an act for a good page behind a robots.txt that is hostile."""

    def act(visitor: Visitor) -> None:
        if visitor.path == RULES[1]:
            NOT_FOUND(visitor)
        elif visitor.path == "/":
            raw(
                b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<p>ok</p>"
            )(visitor)
        else:
            site.act(visitor)

    return act


def robots_host(site: Site) -> str:
    """Return the host whose robots.txt is a hostile answer."""
    return f"robots-{site.name}.hostile.example"


def good_hosts() -> dict[str, dict[str, object]]:
    """Return sites of four pages each."""
    links = "".join(f"<a href='{path}'>{path}</a>" for path in GOOD_PAGES)
    return {
        f"good-{number}.example": {path: page(f"{path} of {number}", links) for path in GOOD_PAGES}
        for number in range(GOOD_SITES)
    }


def due_pages(good: Sequence[str]) -> list[DuePage]:
    """Return all first pages, good ones between the bad ones."""
    bad = [DuePage(site.address, site.spider, site.role, 0, (source(site.address),)) for site in SITES]
    bad += [
        DuePage(address, "portfolio", "home", 0, (source(address),))
        for address in (f"https://{robots_host(site)}/" for site in ROBOTS)
    ]
    nice = [DuePage(address, "portfolio", "home", 0, (source(address),)) for address in good]
    every = len(bad) // len(nice) + 1
    return [one for at, first in enumerate(nice) for one in (first, *bad[at * every : (at + 1) * every])]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    """Yield one run over everything."""
    archive = (tmp_path_factory.mktemp("hostile") / "archive").as_uri()
    acts = {site.host: as_page(site) for site in SITES} | {robots_host(site): as_robots(site) for site in ROBOTS}
    with HostileServer(acts) as hostile, MockServer(good_hosts()) as good:  # type: ignore[arg-type]
        spec = RunSpec(
            run_id="hostile",
            owner="hostile",
            archive_url=archive,
            delay_override=0.0,
            timeout_seconds=TIMEOUT_SECONDS,
            max_hosts_at_once=HOSTS_AT_ONCE,
            pages_per_source=MOST_PAGES,
            log_level="critical",
            loopback=LoopbackMap(hostile.ports() | good.ports()),
        )
        watched = crawl_watched(spec, due_pages([f"https://{host}/" for host in good.hosts]), LONGEST_RUN_SECONDS)
        yield Ran(watched, Counter(one.host for one in hostile.log), archive)


def test_good_sites_are_complete(ran: Ran) -> None:
    """Each page of each good site was read once, whatever else was in the run."""
    read = Counter(one.page.address for one in ran.watched.crawled.readings if one.outcome is Outcome.FETCHED)
    expected = [f"https://good-{number}.example{path}" for number in range(GOOD_SITES) for path in GOOD_PAGES]
    assert {address: read[address] for address in expected} == dict.fromkeys(expected, 1)


def test_each_hostile_site_ends_in_its_one_error(ran: Ran) -> None:
    """Each hostile page ends once and by its name; one that a browser reads too, and that does no harm, is read."""
    assert {site.name: ran.ends(site.host) for site in SITES} == {site.name: [site.ends] for site in SITES}


def test_a_hostile_robots_file_closes_its_site_or_says_nothing(ran: Ran) -> None:
    """Where the rules cannot be read nobody goes in; where they can, and are none, the page is read."""
    found = {site.name: ran.ends(robots_host(site)) for site in ROBOTS}
    expected = {
        site.name: ["fetched"]
        if site.ends == "fetched" or site.name in READ_AS_RULES
        else ["refused robots_unreachable"]
        for site in ROBOTS
    }
    assert found == expected


def test_no_site_keeps_the_run_busy(ran: Ran) -> None:
    """Calendars and sitemaps without end stop at the budget of their source, and the run ends by itself."""
    most = MOST_PAGES + 10 * len(RULES)
    assert {host: count for host, count in ran.requests.items() if count > most} == {}
    assert not ran.watched.crawled.summary.interrupted


def test_memory_stays_under_its_bound(ran: Ran, record_property: Callable[[str, object], None]) -> None:
    """Bombs, floods and pages of a gigabyte never lie in memory as a whole."""
    record_property("peak_mb", round(ran.watched.peak_mb))
    record_property("seconds", round(ran.watched.seconds, 1))
    assert 0 < ran.watched.peak_mb < MOST_MEGABYTES


@pytest.mark.timeout(900)
def test_what_got_through_is_extracted_or_truncated(ran: Ran, tmp_path: Path) -> None:
    """Extraction of each page that was read ends, within its limits, and none ends in a defect of ours."""
    readings = [one for one in ran.watched.crawled.readings if one.outcome is Outcome.FETCHED]
    hostile = {site.address for site in DOCUMENTS}
    harmful = [one for one in readings if one.page.address in hostile and (LONG or one.body_bytes < 100_000)]
    settings = Settings(data_dir=tmp_path, archive_url=ran.archive, extraction_seconds=20.0 if LONG else 5.0)
    person = PersonHint("Ada Example")
    with ExtractionPool(settings) as pool:
        results = list(pool.extract([Task(as_snapshot(one), person) for one in harmful]))
    assert len(results) == len(harmful) > 10
    assert [told(one) for one in results if one.state not in ("done", "truncated")] == []


def as_snapshot(reading: Reading) -> Snapshot:
    """Return a reading as it is stored."""
    (path,) = reading.archive_paths.values()
    verdict = {**asdict(reading.verdict), "signals": list(reading.verdict.signals)}
    return Snapshot(
        id=stable_id("s", reading.page.address),
        candidate_id=reading.page.sources[0].candidate_id,
        source_id=reading.page.sources[0].source_id,
        page=reading.page.address,
        origin="fetched",
        role=reading.page.role,
        site=reading.page.sources[0].home,
        fetched_at=reading.at,
        content_type=reading.content_type,
        body_sha256=reading.body_sha256 or "",
        body_bytes=reading.body_bytes,
        archive_path=path,
        verdict=StoredVerdict.model_validate(verdict),
    )


def told(result: Extracted) -> str:
    """Return one line about an extraction."""
    return f"{result.snapshot.page}: {result.state}: {result.detail}"
