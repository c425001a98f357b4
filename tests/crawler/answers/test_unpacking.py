"""Packed sitemaps."""

import gzip
from pathlib import Path

import pytest
from scrapy.http import Response, XmlResponse

from crawler.answers.unpacking import is_packed, unpacked
from crawler.errors import TooLarge
from crawler.guard import LoopbackMap
from crawler.spec import RunSpec
from tests.mockserver.child import crawl, due
from tests.mockserver.server import Answer, MockServer, page, robots

ADDRESS = "https://ada.example/sitemap.xml.gz"
XML = b"<urlset><url><loc>https://ada.example/2026/one-thing</loc></url></urlset>"


def response(body: bytes, status: int = 200) -> Response:
    return Response(ADDRESS, status=status, headers={"Content-Type": "application/gzip"}, body=body)


def test_a_packed_sitemap_is_its_xml() -> None:
    """As if it had been sent unpacked."""
    found = unpacked(response(gzip.compress(XML)), 1_000)
    assert isinstance(found, XmlResponse)
    assert (found.body, found.url, found.headers[b"Content-Type"]) == (XML, ADDRESS, b"application/xml")


@pytest.mark.parametrize("body", [b"", XML, b"\x1f\x8b", b"\x1f\x8b\x08garbage"])
def test_everything_else_stays_as_it_is(body: bytes) -> None:
    """Also what only begins like a packed file."""
    given = response(body)
    assert unpacked(given, 1_000) is given
    error = response(gzip.compress(XML), 404)
    assert unpacked(error, 1_000) is error


@pytest.mark.parametrize(("size", "fits"), [(999, True), (1_000, True), (1_001, False), (10_000_000, False)])
def test_a_bomb_is_refused(size: int, fits: bool) -> None:
    """No more than a page may hold comes out of it."""
    packed = response(gzip.compress(b" " * size))
    if fits:
        assert len(unpacked(packed, 1_000).body) == size
    else:
        with pytest.raises(TooLarge):
            unpacked(packed, 1_000)


@pytest.mark.parametrize(
    ("content_type", "packed"),
    [("application/gzip", True), ("application/x-gzip; x=y", True), ("application/octet-stream", True),
     ("application/pdf", False), ("", False)],
)  # fmt: skip
def test_media_types_of_packed_files(content_type: str, packed: bool) -> None:
    """Types that are not read elsewhere."""
    assert is_packed(content_type) is packed


def test_a_blog_is_found_through_its_packed_sitemap(tmp_path: Path) -> None:
    """Over HTTP, under a media type that no page may have; a bomb in its place is one failed page."""
    bomb = Answer(gzip.compress(b" " * 5_000_000), content_type="application/gzip")
    hosts = {
        "ada.example": {
            "/robots.txt": robots(f"User-agent: *\nSitemap: {ADDRESS}\nSitemap: https://ada.example/bomb.xml.gz\n"),
            "/": page("Ada"),
            "/sitemap.xml.gz": Answer(gzip.compress(XML), content_type="application/gzip"),
            "/bomb.xml.gz": bomb,
            "/2026/one-thing": page("One", "<p>one</p>"),
        }
    }
    with MockServer(hosts) as server:
        spec = RunSpec(
            run_id="run",
            owner="tests",
            archive_url=(tmp_path / "archive").as_uri(),
            loopback=LoopbackMap(server.ports()),
            delay_override=0.0,
            timeout_seconds=5.0,
            max_page_bytes=200_000,
            log_level="error",
        )
        crawled = crawl(spec, [due("https://ada.example/", "blog")])
        assert "/2026/one-thing" in server.paths("ada.example")
    assert crawled.of(ADDRESS).content_type == "application/xml"
    assert (crawled.of("https://ada.example/bomb.xml.gz").error or "").startswith("TooLarge")
