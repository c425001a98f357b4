"""Whole runs over loopback, in child processes, with the real Scrapy and ports in memory."""

import multiprocessing
import signal
import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler import context
from crawler.archive import Archive, body_hash
from crawler.errors import ArchiveError, NotConfigured
from crawler.guard import LoopbackMap
from crawler.items import DuePage, Outcome, Reading
from crawler.memory import Memory, MemoryLog, MemoryPages, MemorySuppressions
from crawler.run import run
from crawler.spec import RunSpec
from tests.mockserver.child import Crawled, crawl, due, source
from tests.mockserver.server import Answer, MockServer, Route, page, robots

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Ada's</title><link>https://blog.example/</link>
<item><title>One</title><link>https://blog.example/2026/one-thing</link></item>
<item><title>Two</title><link>/2026/two-things</link></item>
<item><title>Away</title><link>https://elsewhere.example/x</link></item></channel></rss>"""
MAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://blog.example/2025/old-thing</loc></url>
<url><loc>https://blog.example/secret/2025/never</loc></url></urlset>"""
RULES = ["/robots.txt", "/.well-known/tdmrep.json"]
"""What a site is asked for before its pages, in this order."""
ALTERNATE = "<link rel=alternate type=application/rss+xml href=/feed.xml>"

SITES: dict[str, dict[str, Route]] = {
    "blog.example": {
        "/robots.txt": robots("User-agent: *\nDisallow: /secret/\nSitemap: https://blog.example/map.xml\n"),
        "/": page("Blog", "<a href=/2026/one-thing>One</a> <a href=/about>About</a> <a href=/tags/x>x</a>", ALTERNATE),
        "/feed.xml": Answer(RSS.encode(), content_type="application/rss+xml", etag='"f1"'),
        "/map.xml": Answer(MAP.encode(), content_type="application/xml"),
        "/about": page("About", "I write."),
        "/2026/one-thing": page("One", "<p>one</p>"),
        "/2026/two-things": Answer(b"<p>two</p>", etag='"two"'),
        "/2025/old-thing": Answer(status=410),
        "/secret/2025/never": page("Never"),
    },
    "ada.example": {
        "/robots.txt": robots("User-agent: *\nDisallow: /private/\n"),
        "/": page(
            "Ada",
            "<a href=/about>About</a> <a href=/cv>CV</a> <a href=/private/cv>CV</a> <a href=/old/cv>CV</a>"
            "<a href=/hidden>About</a> <a href=/kept-not>Publications</a> <a href=/mined>Research</a>"
            "<a href=/gone/cv>CV</a> <a href=/away>Profile</a> <a href=/photo/profile>Profile</a>"
            "<a href=/cv.pdf>PDF</a>"
            "<a href=/big>Projects</a> <a href=/login-only>Talks</a> <a href=/secretly>Teaching</a>",
            "<link rel=alternate type=application/json href=/resume.json>",
        ),
        "/resume.json": Answer(b'{"basics": {"name": "Ada"}}', content_type="application/json"),
        "/about": page("About", "<p>I am Ada.</p>"),
        "/cv": Answer(status=302, headers={"Location": "/curriculum"}),
        "/curriculum": page("CV", "<p>Engineer</p>"),
        "/old/cv": Answer(status=301, headers={"Location": "/private/old"}),
        "/private/cv": page("Private"),
        "/private/old": page("Private"),
        "/hidden": replace(page("Hidden"), headers={"X-Robots-Tag": "noindex"}),
        "/kept-not": page("Publications", "<p>p</p>", "<meta name=robots content=noarchive>"),
        "/mined": page("Mined", "", "<meta name=tdm-reservation content=1>"),
        "/gone/cv": Answer(status=410),
        "/away": Answer(status=301, headers={"Location": "https://other.example/ada"}),
        "/photo/profile": Answer(b"\x89PNG" + b"0" * 500_000, content_type="image/png"),
        "/big": Answer(b"<p>" + b"x" * 300_000),
        "/login-only": Answer(status=403),
        "/secretly": Answer(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"}),
    },
    "up.example": {"/": Answer(status=301, headers={"Location": "https://www.up.example/"})},
    "www.up.example": {"/": page("Up", "<p>up</p>")},
    "loop.example": {"/": Answer(status=302, headers={"Location": "/"})},
    "other.example": {"/ada": page("Other")},
    "closed.example": {"/robots.txt": Answer(status=403), "/": page("Closed")},
    "broken.example": {"/robots.txt": Answer(status=503), "/": page("Broken")},
    "busy.example": {"/robots.txt": Answer(status=429), "/": page("Busy")},
    "tired.example": {"/": Answer(status=429, headers={"Retry-After": "3600"})},
    "failing.example": {"/": Answer(status=500)},
    "reset.example": {"/robots.txt": robots(""), "/": Answer(reset=True)},
    "slow.example": {"/": Answer(b"<p>late</p>", seconds=2.0)},
    "moved-rules.example": {
        "/robots.txt": Answer(status=301, headers={"Location": "https://rules.example/robots.txt"}),
        "/": page("Moved rules"),
    },
    "rules.example": {"/robots.txt": robots("User-agent: Perennial\nDisallow: /\n")},
    "erased.example": {"/": page("Erased")},
    "nobasis.example": {"/": page("No basis")},
    "tangled.example": {"/": Answer(b"<p " + b" ".join(b"a%d" % n for n in range(20_000)) + b"><a href=/cv>CV</a>")},
    "zlib.example": {"/": Answer(b"<title>Z</title><p>z</p>", content_type="text/html; charset=zlib_codec")},
    "idna.example": {"/": Answer("<title>É</title><p>é</p>".encode(), content_type="text/html; charset=idna")},
}


def spec(server: MockServer, folder: Path, *others: str, **more: object) -> RunSpec:
    values: dict[str, object] = {
        "run_id": "run",
        "owner": "tests",
        "archive_url": (folder / "archive").as_uri(),
        "loopback": LoopbackMap(server.ports(*others)),
        "delay_override": 0.0,
        "timeout_seconds": 1.0,
        "max_page_bytes": 200_000,
        "log_level": "error",
        **more,
    }
    return RunSpec(**values)  # type: ignore[arg-type]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run")


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with MockServer(SITES) as running:
        yield running


@pytest.fixture(scope="module")
def first(server: MockServer, folder: Path) -> Crawled:
    homes = [f"https://{host}/" for host in SITES if host not in ("blog.example", "nobasis.example", "up.example")]
    pages = [due("https://blog.example/", "blog"), *(due(home) for home in homes)]
    pages += [
        due("http://up.example/"),
        due("https://down.example/"),
        due("https://unmapped.example/"),
        due("https://www.linkedin.com/in/ada"),
        due("https://nobasis.example/", basis=""),
        due("http://127.0.0.1:1/"),
        due("https://unknown.example/", "no-such-spider"),
    ]
    orders = spec(server, folder)
    loopback = LoopbackMap({**server.ports(), ("https", "down.example"): free_port()})
    return crawl(replace(orders, loopback=loopback), pages, suppressed=["https://erased.example/"])


@pytest.mark.parametrize(
    ("address", "outcome", "reason", "error"),
    [
        ("https://blog.example/", "fetched", "permitted", None),
        ("https://blog.example/feed.xml", "fetched", "permitted", None),
        ("https://blog.example/map.xml", "fetched", "permitted", None),
        ("https://blog.example/about", "fetched", "permitted", None),
        ("https://blog.example/2026/one-thing", "fetched", "permitted", None),
        ("https://blog.example/2026/two-things", "fetched", "permitted", None),
        ("https://blog.example/2025/old-thing", "gone", "permitted", None),
        ("https://blog.example/secret/2025/never", "refused", "robots", None),
        ("https://tangled.example/", "failed", "permitted", "TooComplex"),
        ("https://zlib.example/", "fetched", "permitted", None),
        ("https://idna.example/", "fetched", "permitted", None),
        ("https://ada.example/", "fetched", "permitted", None),
        ("https://ada.example/resume.json", "fetched", "permitted", None),
        ("https://ada.example/about", "fetched", "permitted", None),
        ("https://ada.example/cv", "fetched", "permitted", None),
        ("https://ada.example/private/cv", "refused", "robots", None),
        ("https://ada.example/old/cv", "refused", "robots", None),
        ("https://ada.example/hidden", "refused", "noindex", None),
        ("https://ada.example/kept-not", "fetched", "permitted", None),
        ("https://ada.example/mined", "refused", "noai", None),
        ("https://ada.example/gone/cv", "gone", "permitted", None),
        ("https://ada.example/away", "moved", "outside_site", None),
        ("https://ada.example/photo/profile", "failed", "permitted", "UnsupportedContent"),
        ("https://ada.example/big", "failed", "permitted", "TooLarge"),
        ("https://ada.example/login-only", "refused", "closed_door", None),
        ("https://ada.example/secretly", "refused", "guard", None),
        ("http://up.example/", "alias", "permitted", None),
        ("https://loop.example/", "failed", "permitted", "TooManyRedirects"),
        ("https://closed.example/", "refused", "closed_door", None),
        ("https://broken.example/", "refused", "robots_unreachable", None),
        ("https://busy.example/", "refused", "rate_limited", None),
        ("https://tired.example/", "failed", "permitted", "RateLimited"),
        ("https://failing.example/", "failed", "permitted", "ServerError"),
        ("https://reset.example/", "failed", "permitted", "ConnectionFailed"),
        ("https://slow.example/", "failed", "permitted", "Timeout"),
        ("https://down.example/", "refused", "robots_unreachable", None),
        ("https://moved-rules.example/", "refused", "robots", None),
        ("https://unmapped.example/", "refused", "guard", None),
        ("http://127.0.0.1:1/", "refused", "guard", None),
        ("https://www.linkedin.com/in/ada", "refused", "terms", None),
        ("https://nobasis.example/", "refused", "no_basis", None),
        ("https://erased.example/", "refused", "suppressed", None),
    ],
)
def test_each_page_ends_as_it_must(first: Crawled, address: str, outcome: str, reason: str, error: str | None) -> None:
    """Outcome, verdict and named error of every kind of site."""
    reading = first.of(address)
    assert (reading.outcome, reading.verdict.reason) == (outcome, reason), reading
    assert (reading.error or "").partition(":")[0] == (error or "")


@pytest.mark.parametrize("host", ["closed.example", "broken.example", "busy.example", "moved-rules.example"])
def test_a_refusing_host_is_asked_for_its_rules_only(first: Crawled, server: MockServer, host: str) -> None:
    """The server's log holds one request for robots.txt and nothing else."""
    assert set(server.paths(host)) == {"/robots.txt"}


@pytest.mark.parametrize("host", ["erased.example", "nobasis.example"])
def test_a_host_without_permission_is_not_asked_at_all(first: Crawled, server: MockServer, host: str) -> None:
    """Not even for robots.txt."""
    assert server.paths(host) == []


def test_forbidden_folders_are_never_requested(first: Crawled, server: MockServer) -> None:
    """Neither by link, nor by sitemap, nor by redirect."""
    assert not [path for path in server.paths("ada.example") if path.startswith("/private")]
    assert not [path for path in server.paths("blog.example") if path.startswith("/secret")]


def test_a_redirect_away_is_not_followed(first: Crawled) -> None:
    """Where it led is in the reading."""
    assert first.of("https://ada.example/away").final_address == "https://other.example/ada"


def test_no_page_is_requested_twice(first: Crawled, server: MockServer) -> None:
    """Each path of the blog was asked once, robots.txt too."""
    assert sorted(server.paths("blog.example")) == sorted(set(server.paths("blog.example")))


def test_a_redirect_inside_the_site_is_followed(first: Crawled) -> None:
    """From http to https, with www., and to another path; the reading knows where it ended."""
    assert first.of("http://up.example/").final_address == "https://www.up.example/"
    assert first.of("https://ada.example/cv").final_address == "https://ada.example/curriculum"


def test_bodies_are_archived_per_candidate(first: Crawled, folder: Path, server: MockServer) -> None:
    """The archive holds what the server sent; a body that must not be kept lies apart; a refused one nowhere."""
    archive = Archive((folder / "archive").as_uri())
    about = first.of("https://ada.example/about")
    body = SITES["ada.example"]["/about"]
    assert isinstance(body, Answer)
    assert archive.read(about.archive_paths["ada"]) == body.body
    assert about.body_sha256 == body_hash(body.body)
    assert first.of("https://ada.example/kept-not").archive_paths["ada"].startswith("ada/transient/")
    for path in ("hidden", "mined"):
        reading = first.of(f"https://ada.example/{path}")
        assert (dict(reading.archive_paths), reading.body_sha256, dict(reading.headers)) == ({}, None, {})


def test_the_user_agent_names_us_and_a_contact(first: Crawled, server: MockServer) -> None:
    """Every request does, robots.txt included, and none carries a cookie or a referrer."""
    for one in server.log:
        assert one.headers["User-Agent"].startswith("Perennial/")
        assert "(+https://perennial.example/contact)" in one.headers["User-Agent"]
        assert not {"Cookie", "Referer"} & set(one.headers)


def test_the_report_counts_everything(first: Crawled) -> None:
    """Admitted pages are the sum of the outcomes; a page of an unknown spider stays due; no lease is left."""
    summary = first.summary
    assert summary.asked == sum(summary.outcomes.values()) == len(first.readings)
    assert [one.address for one in first.left] == ["https://unknown.example/"]
    assert summary.left_due == {"unknown_spider": 1}
    assert first.leased == frozenset()
    assert not summary.interrupted
    assert first.progress[-1].done == summary.asked


def test_an_unchanged_page_is_not_read_again(first: Crawled, server: MockServer, tmp_path: Path) -> None:
    """The second run gets 304 for what has a validator and compares the hash of what has none."""
    known = [page for page in first.again if urlsplit(page.address).hostname == "blog.example"]
    before = len(server.log)
    second = crawl(spec(server, tmp_path), known)
    conditional = {one.path: one.status for one in server.log[before:]}
    assert conditional["/2026/two-things"] == conditional["/feed.xml"] == 304
    assert second.of("https://blog.example/2026/two-things").status == 304
    for path in ("", "about", "feed.xml", "2026/one-thing", "2026/two-things"):
        assert second.of(f"https://blog.example/{path}").outcome is Outcome.UNCHANGED, path
    assert second.of("https://blog.example/2025/old-thing").outcome is Outcome.GONE
    assert not list(tmp_path.rglob("*.warc.gz"))


def test_politeness_is_kept_through_redirects_and_robots(tmp_path: Path) -> None:
    """By the server's log: never two requests to a host at once, and no pause shorter than asked."""
    pages: dict[str, Route] = {"/": page("P", "".join(f"<a href=/r{n}>CV</a>" for n in range(4)))}
    for n in range(4):
        pages[f"/r{n}"] = Answer(status=302, headers={"Location": f"/t{n}"})
        pages[f"/t{n}"] = replace(page(f"T{n}"), seconds=0.01)
    hosts = {f"h{n}.example": dict(pages) for n in range(3)}
    with MockServer(hosts) as server:
        crawled = crawl(spec(server, tmp_path, delay_override=0.06), [due(f"https://{host}/") for host in hosts])
        assert crawled.summary.outcomes == {"fetched": 15}
        for host in hosts:
            log = server.requests(host)
            assert len(log) == 11
            gaps = [later.began - earlier.ended for earlier, later in pairwise(log)]
            assert min(gaps) >= 0.06


def test_a_crawl_delay_is_obeyed(tmp_path: Path) -> None:
    """The site's own delay counts from robots.txt on, and may be put aside for fictional sites only."""
    hosts = {
        "patient.example": {
            "/robots.txt": robots("User-agent: *\nCrawl-delay: 0.2\n"),
            "/": page("P", "<a href=/cv>CV</a>"),
            "/cv": page("CV"),
        }
    }
    with MockServer(hosts) as server:
        crawl(spec(server, tmp_path), [due("https://patient.example/")])
        log = server.requests("patient.example")
        assert min(later.began - earlier.ended for earlier, later in pairwise(log)) >= 0.2


def test_hosts_are_read_side_by_side(tmp_path: Path) -> None:
    """Requests of different hosts overlap, however slow each of them is."""
    hosts = {f"h{n}.example": {"/": replace(page("S"), seconds=0.3)} for n in range(6)}
    with MockServer(hosts) as server:
        crawl(spec(server, tmp_path), [due(f"https://{host}/") for host in hosts])
        homes = [one for one in server.log if one.path == "/"]
        assert max(one.began for one in homes) < min(one.ended for one in homes)


def test_a_resting_host_keeps_its_pages_due(tmp_path: Path) -> None:
    """After a 429 with Retry-After the rest of the site waits for a later run."""
    hosts = {
        "tired.example": {
            "/robots.txt": robots(""),
            "/": page("T", "<a href=/cv>CV</a><a href=/about>About</a>"),
            "/cv": Answer(status=429, headers={"Retry-After": "600"}),
            "/about": Answer(status=429, headers={"Retry-After": "600"}),
        }
    }
    with MockServer(hosts) as server:
        crawled = crawl(spec(server, tmp_path), [due("https://tired.example/")])
        assert server.paths("tired.example")[:3] == [*RULES, "/"]
        assert len(server.paths("tired.example")) == 4
    assert len(crawled.left) == 1
    assert crawled.summary.left_due == {"host_busy": 1}
    assert [verdict.reason for _, verdict in crawled.notes] == ["host_busy"]
    limited = next(reading for reading in crawled.readings if reading.outcome is Outcome.FAILED)
    assert limited.retry_after_seconds == 600


@pytest.mark.parametrize("budget", [{"pages_per_source": 3}, {"pages_per_run": 3}])
def test_a_used_up_budget_leaves_pages_due(tmp_path: Path, budget: dict[str, int]) -> None:
    """They stay due, and the log says so."""
    hosts = {"wide.example": {"/": page("W", "".join(f"<a href=/p{n}>CV</a>" for n in range(6)))}}
    hosts["wide.example"] |= {f"/p{n}": page(f"{n}") for n in range(6)}
    with MockServer(hosts) as server:
        crawled = crawl(spec(server, tmp_path, **budget), [due("https://wide.example/")])
        assert len(server.paths("wide.example")) == 5
    assert crawled.summary.asked == 3
    assert len(crawled.left) == 4
    assert crawled.summary.left_due == {"budget": 4}
    assert [verdict.reason for _, verdict in crawled.notes] == ["budget"]


@pytest.mark.parametrize(
    ("limits", "why"),
    [({"pages_per_run": 2}, "budget"), ({"seconds_per_run": 1.2, "delay_override": 0.3}, "time")],
)
def test_a_run_that_ends_early_counts_what_it_leaves(tmp_path: Path, limits: dict[str, float], why: str) -> None:
    """Whatever was never handed out counts, too; a run that is out of time is no interrupted one."""
    hosts = {"wide.example": {f"/p{n}": page(f"{n}") for n in range(8)}}
    pages = [
        DuePage(f"https://wide.example/p{n}", "portfolio", "other", 1, due("https://wide.example/").sources)
        for n in range(8)
    ]
    with MockServer(hosts) as server:
        crawled = crawl(spec(server, tmp_path, **limits), pages)
    assert crawled.left
    assert crawled.summary.left_due == {why: len(crawled.left)}
    assert not crawled.summary.interrupted


@pytest.mark.parametrize("address", ["no address", "https://ada.example:99999/", "http://"])
def test_an_address_that_cannot_be_read_is_one_refused_page(tmp_path: Path, address: str) -> None:
    """Whatever made it due, the run goes on, and the page does not stay due without a trace."""
    pages = [replace(due("https://fine.example/"), address=address), due("https://fine.example/")]
    with MockServer({"fine.example": {"/": page("F", "<p>f</p>")}}) as server:
        crawled = crawl(spec(server, tmp_path), pages)
    assert crawled.summary.outcomes == {"fetched": 1, "refused": 1}
    assert crawled.summary.refusals == {"guard": 1}
    assert not crawled.left


def test_a_host_that_rests_is_noted_once(tmp_path: Path) -> None:
    """Each of its pages stays due and is counted; a note for each would bury the report."""
    busy = Answer(status=429, headers={"Retry-After": "600"})
    with MockServer({"tired.example": {f"/p{n}": busy for n in range(4)}}) as server:
        home = due("https://tired.example/")
        pages = [replace(home, address=f"https://tired.example/p{n}", role="other") for n in range(4)]
        crawled = crawl(spec(server, tmp_path), pages)
    assert crawled.summary.left_due == {"host_busy": 3}
    assert [verdict.reason for _, verdict in crawled.notes] == ["host_busy"]


def test_bytes_that_were_read_count_before_the_next_request(tmp_path: Path) -> None:
    """Pages that were admitted together stay due when the first ones use the bytes up."""
    hosts = {"wide.example": {f"/p{n}": Answer(b"<p>" + b"x" * 60_000) for n in range(5)}}
    pages = [
        DuePage(f"https://wide.example/p{n}", "portfolio", "other", 1, due("https://wide.example/").sources)
        for n in range(5)
    ]
    with MockServer(hosts) as server:
        crawled = crawl(spec(server, tmp_path, bytes_per_source=100_000), pages)
    assert (crawled.summary.outcomes, crawled.summary.left_due) == ({"fetched": 2}, {"budget": 3})


def test_duplicates_inside_a_site_are_asked_for_once(tmp_path: Path) -> None:
    """A redirect to a page that the run reads by itself ends there; one to a new page is read under its name."""
    hosts: dict[str, dict[str, Route]] = {
        "ada.example": {"/": Answer(status=301, headers={"Location": "https://www.ada.example/"})},
        "www.ada.example": {
            "/": page("Ada", "<a href=/cv>CV</a> <a href=/cv/>CV</a> <a href=/about>About</a>"),
            "/cv": Answer(status=308, headers={"Location": "/cv/"}),
            "/cv/": page("CV", "<p>Engineer</p>", "<link rel=canonical href=/cv/>"),
            "/about": page("About", "<p>I am Ada.</p>", "<link rel=canonical href=/about.html>"),
            "/about.html": page("About", "<p>I am Ada.</p>"),
        },
    }
    with MockServer(hosts) as server:
        crawled = crawl(spec(server, tmp_path), [due("https://ada.example/")])
        asked = [path for path in server.paths("www.ada.example") if path not in RULES]
    assert sorted(asked) == ["/", "/about", "/cv", "/cv/"]
    same = {one.page.address: (one.outcome.value, one.same_as, one.lasting) for one in crawled.readings}
    assert same["https://ada.example/"] == ("fetched", "https://www.ada.example/", True)
    assert same["https://www.ada.example/cv"] == ("alias", "https://www.ada.example/cv/", True)
    assert same["https://www.ada.example/cv/"] == ("fetched", None, False)
    assert same["https://www.ada.example/about"] == ("fetched", "https://www.ada.example/about.html", True)


def test_nobodys_pages_leave_nothing_behind(tmp_path: Path) -> None:
    """Parked, behind a login, or sold: told apart, without a body, and nothing of them is followed."""
    parked = page(
        "ada.example is for sale", "<h1>ada.example</h1><p>Buy this domain.</p><a href=https://dan.com/>x</a>"
    )
    away = {"Location": "https://sedo.com/search/details/?domain=sold.example"}
    hosts: dict[str, dict[str, Route]] = {
        "ada.example": {"/": parked},
        "bob.example": {
            "/": page("Bob", "<p>I am Bob.</p><a href=/cv>CV</a> <a href=/talks>Talks</a>"),
            "/cv": Answer(status=302, headers={"Location": "/login?next=/cv"}),
            "/login?next=/cv": page("Bob", "<form><input name=u><input type=password></form><a href=/about>About</a>"),
            "/talks": page("Talks", "<p>Talks</p>"),
        },
        "sold.example": {"/": Answer(status=302, headers=away)},
    }
    with MockServer(hosts) as server:
        crawled = crawl(spec(server, tmp_path), [due(f"https://{host}/") for host in hosts])
        assert "/about" not in server.paths("bob.example")
    ended = {one.page.address: one.outcome.value for one in crawled.readings}
    assert ended == {
        "https://ada.example/": "parked",
        "https://bob.example/": "fetched",
        "https://bob.example/cv": "login",
        "https://bob.example/talks": "fetched",
        "https://sold.example/": "parked",
    }
    assert not any(one.archive_paths or one.body_sha256 for one in crawled.readings if one.outcome.value != "fetched")
    assert "sedo.com" in crawled.of("https://sold.example/").verdict.detail


def test_depth_is_bounded(tmp_path: Path) -> None:
    """Links are followed so many steps and no further."""
    pages: dict[str, Route] = {f"/about{n}": page(f"{n}", f"<a href=/about{n + 1}>About</a>") for n in range(6)}
    with MockServer({"deep.example": {"/": page("D", "<a href=/about0>About</a>"), **pages}}) as server:
        crawl(spec(server, tmp_path, max_depth=2), [due("https://deep.example/")])
        assert server.paths("deep.example") == [*RULES, "/", "/about0", "/about1"]


def test_a_shared_page_is_fetched_once_and_kept_for_each(tmp_path: Path) -> None:
    """Two people's sources, one request, two files."""
    home = "https://team.example/"
    shared = DuePage(home, "portfolio", "home", 0, (source(home, "ada"), source(home, "bob")))
    with MockServer({"team.example": {"/": page("Team", "<p>us</p>")}}) as server:
        crawled = crawl(spec(server, tmp_path), [shared])
        assert server.paths("team.example") == [*RULES, "/"]
    assert set(crawled.of(home).archive_paths) == {"ada", "bob"}


def test_consent_overrides_noindex_on_the_candidates_own_site(tmp_path: Path) -> None:
    """And the verdict says so."""
    hosts = {"own.example": {"/": page("Own", "<p>me</p>", "<meta name=robots content=noindex>")}}
    with MockServer(hosts) as server:
        crawled = crawl(spec(server, tmp_path), [due("https://own.example/", consent_overrides_noindex=True)])
    reading = crawled.of("https://own.example/")
    assert reading.outcome is Outcome.FETCHED
    assert "consent" in reading.verdict.detail


def test_sigterm_ends_a_run_cleanly(tmp_path: Path) -> None:
    """What was answered is filed, what was not stays due, and the leases are given back."""
    hosts: dict[str, dict[str, Route]] = {
        "quick.example": {"/": page("Q", "<p>q</p>")},
        "long.example": {"/": page("L", "".join(f"<a href=/cv{n}>CV</a>" for n in range(5)))},
    }
    hosts["long.example"] |= {f"/cv{n}": page(f"{n}") for n in range(5)}
    with MockServer(hosts) as server:
        pages = [due(f"https://{host}/") for host in hosts]
        crawled = crawl(
            spec(server, tmp_path, delay_override=0.4),
            pages,
            interrupt=lambda: len([path for path in server.paths("long.example") if path.startswith("/cv")]) >= 1,
        )
    assert crawled.summary.interrupted
    filed = {reading.page.address for reading in crawled.readings}
    assert {"https://quick.example/", "https://long.example/"} <= filed
    assert 3 <= len(crawled.left) <= 4
    assert crawled.leased == frozenset()
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


class ErasingLog(MemoryLog):
    """A run log that erases a person when the first of their addresses is read."""

    def __init__(self, suppressions: MemorySuppressions, addresses: Sequence[str]) -> None:
        super().__init__()
        self._suppressions = suppressions
        self._erased = addresses

    def reading(self, reading: Reading) -> None:
        super().reading(reading)
        if reading.page.address in self._erased:
            for address in self._erased:
                self._suppressions.add(address)


def erasing_run(orders: RunSpec, home: str, addresses: Sequence[str]) -> dict[str, str]:
    context.SUPPRESSION_SECONDS = 0.0
    memory = Memory(pages=MemoryPages([due(home)]))
    memory.log = ErasingLog(memory.suppressions, addresses)
    run(orders, memory.ports())
    return {reading.page.address: reading.verdict.reason for reading in memory.pages.readings}


def test_an_erasure_during_a_run_ends_the_fetching(tmp_path: Path) -> None:
    """Pages that already wait for their turn are refused, too; here an answer of the list counts no time at all."""
    home = "https://erased.example/"
    names = [f"about/{n}" for n in range(5)]
    site = {"/": page("E", "".join(f"<a href=/{name}>About</a>" for name in names))}
    site |= {f"/{name}": page("A") for name in names}
    addresses = [f"{home}{name}" for name in names]
    with (
        MockServer({"erased.example": site}) as server,
        ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool,
    ):
        reasons = pool.submit(erasing_run, spec(server, tmp_path, delay_override=0.3), home, addresses).result()
        assert len(server.paths("erased.example")) == 4
    assert sorted(reasons) == [home, *addresses]
    assert sorted(reasons.values()) == ["permitted", "permitted", *["suppressed"] * 4]


def test_an_archive_that_cannot_be_written_ends_the_run(tmp_path: Path) -> None:
    """The error reaches the caller."""
    (tmp_path / "archive").write_bytes(b"a file in the way")
    with MockServer({"ada.example": {"/": page("Ada")}}) as server, pytest.raises(ArchiveError, match="stays due"):
        crawl(spec(server, tmp_path), [due("https://ada.example/")])


def test_a_name_that_resolves_to_this_machine_is_refused(tmp_path: Path) -> None:
    """With an open map names are resolved, and what they resolve to is looked at before a connection is made."""
    with MockServer({"ada.example": {"/": page("Ada")}, "localhost": {"/": page("Me")}}) as server:
        ports = {key: port for key, port in server.ports().items() if key[1] == "ada.example"}
        orders = spec(server, tmp_path, loopback=LoopbackMap(ports, closed=False), contact="ops@perennial.example")
        address = f"http://localhost:{server.port}/"
        crawled = crawl(replace(orders, delay_override=None), [due(address)])
        assert server.log == []
    assert crawled.of(address).verdict.reason == "robots_unreachable"
    assert "must not be contacted (127.0.0.1: loopback)" in crawled.of(address).verdict.detail


def test_nobody_listening_ends_the_run(tmp_path: Path) -> None:
    """When progress cannot be told the error reaches the caller, and what was answered is filed."""
    with MockServer({"ada.example": {"/": page("Ada", "<a href=/cv>CV</a>"), "/cv": page("CV")}}) as server:
        with pytest.raises(BrokenPipeError):
            crawl(spec(server, tmp_path), [due("https://ada.example/")], deaf=True)
        assert server.paths("ada.example") == [*RULES, "/"]


def test_public_hosts_need_a_contact() -> None:
    """Before anything is fetched the run says what to set; without due pages there is nothing to refuse."""
    orders = RunSpec(run_id="r", owner="o", archive_url="memory://none")
    memory = Memory(pages=MemoryPages([due("https://ada.example/")]))
    with pytest.raises(NotConfigured, match="PERENNIAL_CONTACT"):
        run(orders, memory.ports())
    assert memory.pages.readings == []
    assert run(orders, Memory().ports()).asked == 0


@pytest.mark.parametrize("loose", [{"delay_override": 0.0}, {"obey_crawl_delay": False}])
def test_public_hosts_keep_their_delays(loose: dict[str, object]) -> None:
    """Delays may be put aside in a closed loopback run only."""
    orders = replace(RunSpec("r", "o", "memory://none", contact="ops@perennial.example"), **loose)  # type: ignore[arg-type]
    with pytest.raises(NotConfigured, match="loopback"):
        run(orders, Memory(pages=MemoryPages([due("https://ada.example/")])).ports())
