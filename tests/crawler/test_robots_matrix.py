"""What each answer to robots.txt means, over real HTTP on loopback: RFC 9309's verdict beside ours."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.guard import LoopbackMap
from crawler.items import Outcome
from crawler.spec import RunSpec
from tests.mockserver.child import Crawled, crawl, due
from tests.mockserver.server import Answer, MockServer, Route, page, robots

FORBIDS = "User-agent: *\nDisallow: /\n"
LONGER_THAN_KEPT = "# " + "x" * 98 + "\n"
"""A hundred and one bytes of comment."""


def redirects(count: int, last: Route) -> dict[str, Route]:
    """Return a site whose robots.txt is ``count`` redirects away."""
    steps: list[str] = ["/robots.txt", *(f"/r{n}.txt" for n in range(1, count + 1))]
    hops: dict[str, Route] = {here: Answer(status=301, headers={"Location": there}) for here, there in pairwise(steps)}
    return {**hops, steps[-1]: last}


@dataclass(frozen=True)
class Row:
    """One row of the matrix: a site's answer, and whether its home page is fetched."""

    site: dict[str, Route]
    rfc: bool
    ours: bool
    reason: str


def row(answer: Route, *, rfc: bool, ours: bool, reason: str) -> Row:
    return Row({"/robots.txt": answer}, rfc, ours, reason)


def text(body: bytes) -> Answer:
    return Answer(body, content_type="text/plain")


MATRIX: dict[str, Row] = {
    "200-forbids": row(robots(FORBIDS), rfc=False, ours=False, reason="robots"),
    "200-permits": row(robots("User-agent: *\nDisallow: /x\n"), rfc=True, ours=True, reason="permitted"),
    "html": row(Answer(b"<html><p>Not found</p></html>"), rfc=True, ours=True, reason="permitted"),
    "html-rules": row(Answer(f"<pre>\n{FORBIDS}</pre>".encode()), rfc=False, ours=False, reason="robots"),
    "401": row(Answer(status=401), rfc=True, ours=False, reason="closed_door"),
    "403": row(Answer(status=403), rfc=True, ours=False, reason="closed_door"),
    "404": row(Answer(status=404), rfc=True, ours=True, reason="permitted"),
    "410": row(Answer(status=410), rfc=True, ours=True, reason="permitted"),
    "429": row(Answer(status=429), rfc=True, ours=False, reason="rate_limited"),
    "500": row(Answer(status=500), rfc=False, ours=False, reason="robots_unreachable"),
    "503": row(Answer(status=503), rfc=False, ours=False, reason="robots_unreachable"),
    "hang": row(Answer(seconds=15.0), rfc=False, ours=False, reason="robots_unreachable"),
    "reset": row(Answer(reset=True), rfc=False, ours=False, reason="robots_unreachable"),
    **{f"redirect-{n}": Row(redirects(n, robots(FORBIDS)), False, False, "robots") for n in range(1, 6)},
    "redirect-5-permits": Row(redirects(5, robots("")), True, True, "permitted"),
    "redirect-6": Row(redirects(6, robots(FORBIDS)), True, False, "robots_unreachable"),
    "redirect-6-permits": Row(redirects(6, robots("")), True, False, "robots_unreachable"),
    "loop": row(Answer(status=302, headers={"Location": "/robots.txt"}), rfc=True, ours=False,
                reason="robots_unreachable"),
    "8mb-first": row(text(FORBIDS.encode() + b"#" * 8_000_000), rfc=False, ours=False, reason="robots"),
    # What stands behind the first 500 KiB the RFC leaves to us; comments do not count with us.
    "8mb-last": row(text(b"#\n" * 4_000_000 + FORBIDS.encode()), rfc=True, ours=True, reason="permitted"),
    "1mb-comment": row(text(LONGER_THAN_KEPT.encode() * 10_000 + FORBIDS.encode()), rfc=True, ours=False,
                       reason="robots"),
    "bom": row(text(b"\xef\xbb\xbf" + FORBIDS.encode()), rfc=False, ours=False, reason="robots"),
    "bom-cut": row(text(b"\xef\xbb" + FORBIDS.encode()), rfc=True, ours=False, reason="robots"),
    "utf-16": row(text(FORBIDS.encode("utf-16")), rfc=True, ours=False, reason="robots"),
    "crlf": row(text(FORBIDS.replace("\n", "\r\n").encode()), rfc=False, ours=False, reason="robots"),
    "cr": row(text(FORBIDS.replace("\n", "\r").encode()), rfc=False, ours=False, reason="robots"),
    "no-colon": row(robots("user-agent *\ndisallow /\n"), rfc=True, ours=False, reason="robots"),
    "usage": row(robots("User-agent: *\nAllow: /\nContent-Usage: ai=n\n"), rfc=True, ours=False, reason="noai"),
}  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    sites = {f"{name}.example": {"/": page("Home"), **each.site} for name, each in MATRIX.items()}
    with MockServer(sites) as running:
        yield running


@pytest.fixture(scope="module")
def crawled(server: MockServer, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    folder: Path = tmp_path_factory.mktemp("matrix")
    spec = RunSpec(
        run_id="run",
        owner="tests",
        archive_url=(folder / "archive").as_uri(),
        loopback=LoopbackMap(server.ports()),
        delay_override=0.0,
        timeout_seconds=5.0,
        max_page_bytes=200_000,
        log_level="error",
    )
    return crawl(spec, [due(f"https://{name}.example/") for name in MATRIX])


@pytest.mark.parametrize("name", MATRIX)
def test_each_answer_has_its_verdict(name: str, crawled: Crawled, server: MockServer) -> None:
    """The home page is fetched exactly where our column says so, and the reading names the reason."""
    expected = MATRIX[name]
    reading = crawled.of(f"https://{name}.example/")
    assert (reading.outcome is Outcome.FETCHED, reading.verdict.reason) == (expected.ours, expected.reason)
    assert ("/" in server.paths(f"{name}.example")) is expected.ours
    assert reading.verdict.robots_read_at is not None


def test_we_are_never_more_permissive_than_the_rfc() -> None:
    """Wherever the columns differ, ours is the stricter one."""
    assert [name for name, each in MATRIX.items() if each.ours and not each.rfc] == []


def test_no_more_than_five_redirects_are_asked_for(crawled: Crawled, server: MockServer) -> None:
    """The sixth redirect is answered by nobody."""
    assert "/r5.txt" in server.paths("redirect-6.example")
    assert "/r6.txt" not in server.paths("redirect-6.example")
    assert server.paths("loop.example") == ["/robots.txt"] * 6


def test_a_long_file_is_not_downloaded_to_its_end(crawled: Crawled) -> None:
    """What is kept of it is bounded, and its rules count."""
    kept = {record.origin: record for record in crawled.robots}
    assert len(kept["https://8mb-first.example"].body) < 600_000
    assert kept["https://8mb-first.example"].status == 200
