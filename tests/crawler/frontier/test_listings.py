"""Feeds and sitemaps."""

from collections.abc import Callable

import pytest

from crawler.answers.complexity import MOST_ATTRIBUTES
from crawler.errors import TooComplex, UnsupportedContent
from crawler.frontier.listings import feed_pages, sitemap_listing

AT = "https://ada.example/feed.xml"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ((b"<rss><channel><link>https://ada.example/</link><item><link>/a</link></item>"
         b"<item><link> https://ada.example/b#c </link></item></channel></rss>"), ["/a", "/b"]),
        (b"<rss><channel><item><guid>https://ada.example/g</guid></item></channel></rss>", ["/g"]),
        (b"<rss><channel><item><guid isPermaLink='false'>https://ada.example/g</guid></item></channel></rss>", []),
        ((b"<feed xmlns='http://www.w3.org/2005/Atom'><link href='/'/>"
         b"<entry><link rel='edit' href='/e'/><link href='/a'/></entry></feed>"), ["/a"]),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link rel='enclosure' href='/x.mp3'/></entry></feed>", []),
        (b"<rdf:RDF xmlns:rdf='r' xmlns='http://purl.org/rss/1.0/'><item><link>/a</link></item></rdf:RDF>", ["/a"]),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "/a"}, {"id": 1}, 7]}', ["/a"]),
        (b"\n  <?xml version='1.0'?><rss><channel><item><link>/a</link></item></channel></rss>", ["/a"]),
        (b"<rss><channel><item><link>/a</link></item><item><link>/b", ["/a", "/b"]),
        (b"<html><body><a href=/a>not a feed</a></body></html>", []),
        (b"{not json", []),
        (b"[]", []),
        (b"", []),
        ((b"<!DOCTYPE r [<!ENTITY % latin PUBLIC '-//W3C//X' 'http://w3.example/x.ent'> %latin;]>"
         b"<rss><channel><item><link>/a</link></item></channel></rss>"), ["/a"]),
        ("<?xml version='1.0' encoding='iso-8859-1'?><rss><channel><item><link>/ä</link></item></channel></rss>"
         .encode("latin-1"), ["/%C3%A4"]),
    ],
)  # fmt: skip
def test_entries_of_every_kind_of_feed(body: bytes, expected: list[str]) -> None:
    """RSS, Atom, RDF and JSON Feed, broken ones as far as they go, and nothing from what is no feed."""
    assert list(feed_pages(body, AT)) == [f"https://ada.example{path}" for path in expected]


def test_an_entity_bomb_is_refused() -> None:
    """Entities that are made of entities are not even parsed."""
    bomb = b"<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'>" + b"".join(
        b"<!ENTITY a%d '%s'>" % (n, b"&a%s;" % (str(n - 1).encode() if n else b"") * 10) for n in range(1, 9)
    )
    with pytest.raises(TooComplex):
        feed_pages(bomb + b"]><rss><item><link>/&a8;</link></item></rss>", AT)


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><item><link>&x;</link></item></rss>",
        b"<?xml version='1.0' encoding='utf-7'?><rss/>",
        "<?xml version='1.0' encoding='cp037'?><rss/>".encode("cp037"),
        "<rss/>".encode("utf-32"),
    ],
)
def test_what_nothing_here_reads_is_told(body: bytes) -> None:
    """Files behind entities, and encodings that hide markup from a look at the bytes."""
    with pytest.raises(UnsupportedContent):
        feed_pages(body, AT)


@pytest.mark.parametrize("body", [b"<rss>" + b"<item>" * 300, b'{"items":' + b"[" * 100_000])
def test_what_can_be_read_in_part_only_is_refused(body: bytes) -> None:
    """A document deeper than the parser goes must not pass as a whole one."""
    with pytest.raises(TooComplex):
        feed_pages(body, AT)


def test_sitemaps_and_their_indexes() -> None:
    """Pages of the one, sitemaps of the other; what is no page by its name is left out."""
    pages = sitemap_listing(b"<urlset><url><loc>/a</loc></url><url><loc>/b.pdf</loc></url></urlset>", AT)
    assert pages.pages == ("https://ada.example/a",)
    index = sitemap_listing(b"<sitemapindex xmlns='x'><sitemap><loc>/posts.xml</loc></sitemap></sitemapindex>", AT)
    assert (index.pages, index.sitemaps) == ((), ("https://ada.example/posts.xml",))
    for body in (b"", b"<html/>", b"nonsense"):
        assert sitemap_listing(body, AT).pages == ()


@pytest.mark.parametrize("read", [feed_pages, sitemap_listing])
def test_a_document_that_would_take_too_long_is_not_parsed(read: Callable[[bytes, str], object]) -> None:
    """The parser never sees a tag of a thousand attributes."""
    attributes = " ".join(f"a{n}='1'" for n in range(MOST_ATTRIBUTES + 1))
    with pytest.raises(TooComplex):
        read(f"<rss {attributes}></rss>".encode(), AT)
