"""Hostile documents: markup, encodings and listings that are well-formed HTTP and nothing that a parser likes."""

import os
from collections.abc import Iterator

from tests.mockserver.hostile import Act, Visitor
from tests.mockserver.hostile_wire import HTML, Site, answer

MANY = 1 if os.environ.get("TEST_LONG") else 4
"""By how much less the long pages hold in the short form, so that it is short."""
RSS = "application/rss+xml"
XML = "application/xml"
LAUGHS = b"<!ENTITY a0 'lol'>" + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
OUTSIDE = b"<!ENTITY x SYSTEM 'file:///etc/passwd'>"
OUTSIDE_WEB = b"<!ENTITY x SYSTEM 'http://127.0.0.1/secret'>"
PARAMETER = b"<!ENTITY % p SYSTEM 'http://127.0.0.1/evil.dtd'> %p;"
QUADRATIC = b"<!ENTITY big '" + b"x" * 50_000 + b"'>"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
ZIP = b"PK\x03\x04\x14\x00\x00\x00\x08\x00"


def rss(items: bytes, subset: bytes = b"", declaration: bytes = b"<?xml version='1.0'?>") -> bytes:
    """Return a feed around items, with declarations of its own."""
    doctype = b"<!DOCTYPE rss [" + subset + b"]>" if subset else b""
    return declaration + doctype + b"<rss version='2.0'><channel>" + items + b"</channel></rss>"


def sitemap(urls: bytes, subset: bytes = b"") -> bytes:
    """Return a sitemap around addresses, with declarations of its own."""
    doctype = b"<!DOCTYPE urlset [" + subset + b"]>" if subset else b""
    return (
        b"<?xml version='1.0'?>"
        + doctype
        + b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
        + (urls + b"</urlset>")
    )


def xhtml(body: bytes, subset: bytes) -> bytes:
    """Return an XHTML page with declarations of its own."""
    return b"<?xml version='1.0'?><!DOCTYPE html [" + subset + b"]><html><body><p>" + body + b"</p></body></html>"


def items(number: int) -> bytes:
    """Return so many feed items."""
    return b"".join(b"<item><title>t</title><link>/p/%d</link></item>" % one for one in range(number))


def nested(tag: bytes, depth: int) -> bytes:
    """Return one tag inside the other, so many deep."""
    return b"<%s>" % tag * depth + b"bottom" + b"</%s>" % tag * depth


def links_in_links(depth: int) -> bytes:
    """Return links that each hold all that follow and a long text."""
    return b"".join(b"<a href=/in/%d><div>" % one for one in range(depth)) + b"word " * (600_000 // MANY)


def _days(visitor: Visitor) -> None:
    number = int(visitor.path.rpartition("/")[2] or 0)
    links = "".join(f"<a href='/posts/day/{number * 20 + one}'>day</a>" for one in range(1, 20))
    answer(f"<p>day {number}</p>{links}".encode())(visitor)


def _includes_itself(visitor: Visitor) -> None:
    number = int(visitor.path.rpartition("-")[2].partition(".")[0] or 0) if "-" in visitor.path else 0
    entries = "".join(f"<sitemap><loc>{name}</loc></sitemap>" for name in ("/", f"/sitemap-{number + 1}.xml"))
    answer(f"<?xml version='1.0'?><sitemapindex>{entries}</sitemapindex>".encode(), XML)(visitor)


def _feed(name: str, ends: str, body: bytes | Act, content_type: str = RSS) -> Site:
    act = body if callable(body) else answer(body, content_type)
    return Site(f"feed-{name}", ends, act, "feed", "blog")


def _sitemap(name: str, ends: str, body: bytes | Act) -> Site:
    act = body if callable(body) else answer(body, XML)
    return Site(f"sitemap-{name}", ends, act, "sitemap", "blog")


def _page(name: str, ends: str, body: bytes | Act, content_type: str = HTML) -> Site:
    return Site(f"page-{name}", ends, body if callable(body) else answer(body, content_type))


def _later(make: "Iterator[bytes]", content_type: str = HTML) -> Act:
    return answer(lambda: b"".join(make), content_type)


_ITEM = b"<item><title>&a11;</title><link>/p/&a11;</link></item>"
_SEEN_ITEM = b"<item><title>&x;</title><link>/p/&x;</link></item>"
_ATTRIBUTES = b"<p " + b" ".join(b"a%d=1" % one for one in range(300_000)) + b">"
_UTF16 = {"utf-16": "utf-16", "utf-16-le": "utf-16-le"}

XML_SITES = (
    _feed("laughs", "TooComplex", rss(_ITEM, LAUGHS)),
    _feed("laughs-in-attribute", "TooComplex", rss(b"<item><link href='/&a11;'/></item>", LAUGHS)),
    _feed("laughs-utf-16", "TooComplex", rss(_ITEM, LAUGHS).decode().encode("utf-16")),
    _feed("quadratic", "TooComplex", rss(b"<item><link>" + b"&big;" * 50_000 + b"</link></item>", QUADRATIC)),
    _feed("entity-file", "UnsupportedContent", rss(_SEEN_ITEM, OUTSIDE)),
    _feed("entity-web", "UnsupportedContent", rss(_SEEN_ITEM, OUTSIDE_WEB)),
    _feed("entity-parameter", "fetched", rss(_SEEN_ITEM, PARAMETER)),
    _feed("attributes", "TooComplex", rss(_ATTRIBUTES)),
    _feed("attributes-ebcdic", "UnsupportedContent",
          rss(_ATTRIBUTES, declaration=b"<?xml version='1.0' encoding='cp037'?>").decode().encode("cp037")),
    _feed("utf-7", "UnsupportedContent",
          rss(items(3), declaration=b"<?xml version='1.0' encoding='UTF-7'?>").decode().encode("utf-7")),
    _feed("utf-32", "UnsupportedContent", rss(items(3)).decode().encode("utf-32")),
    _feed("encoding-unknown", "UnsupportedContent",
          rss(items(3), declaration=b"<?xml version='1.0' encoding='x-made-up'?>")),
    _feed("nested", "TooComplex", rss(nested(b"item", 200_000))),
    _feed("million-items", "TooLarge", answer(lambda: rss(items(1_000_000)), RSS)),
    _feed("many-items", "fetched", answer(lambda: rss(items(60_000 // MANY)), RSS)),
    _feed("html", "NoListing", b"<!doctype html><html><body><p>Not found</p></body></html>"),
    _feed("json-deep", "TooComplex", b'{"items":' + b"[" * (1_000_000 // MANY), "application/feed+json"),
    _feed("json-number", "fetched", b'{"items":[{"url":' + b"9" * 200_000 + b"}]}", "application/feed+json"),
    _feed("pdf", "UnsupportedContent", PDF),
    _sitemap("laughs", "TooComplex", sitemap(b"<url><loc>/&a11;</loc></url>", LAUGHS)),
    _sitemap("entity-file", "UnsupportedContent", sitemap(b"<url><loc>/&x;</loc></url>", OUTSIDE)),
    _sitemap("nested", "TooComplex", sitemap(nested(b"url", 200_000))),
    _sitemap("includes-itself", "fetched", _includes_itself),
    _sitemap("html", "NoListing", b"<!doctype html><title>Not found</title>"),
    _sitemap("links", "TooLarge", answer(lambda: sitemap(b"<url><loc>/posts/a-b-c</loc></url>" * 1_000_000), XML)),
)  # fmt: skip

PAGES = (
    _page("nested", "TooComplex", nested(b"div", 200_000)),
    _page("nested-links", "fetched", links_in_links(900)),
    _page("attributes", "TooComplex", _ATTRIBUTES),
    _page("xhtml-laughs", "TooComplex", xhtml(b"&a11;", LAUGHS), "application/xhtml+xml"),
    _page("xhtml-entity-file", "UnsupportedContent", xhtml(b"&x;", OUTSIDE), "application/xhtml+xml"),
    _page("xml-laughs", "TooComplex", xhtml(b"&a11;", LAUGHS), "text/xml"),
    _page("million-links", "TooLarge", _later(b"<a href=/p/%d>x</a>" % one for one in range(1_000_000))),
    _page("many-links", "fetched", _later(b"<a href=/p/%d>x</a>" % one for one in range(150_000 // MANY))),
    _page("title-10-mb", "TooLarge", answer(lambda: b"<title>" + b"long " * 2_000_000)),
    _page("title-long", "fetched", answer(lambda: b"<title>" + b"long " * 750_000)),
    _page("comment-open", "fetched", b"<p>text</p><!--" + b"-" * 3_000_000),
    _page("tags-unclosed", "fetched", b"<p>text" + b"<b><i>" * 400),
    _page("charset-wrong", "fetched", "<p>Grüße aus Köln</p>".encode(), "text/html; charset=koi8-r"),
    _page("charset-utf-16", "UnsupportedContent", "<p>x</p>".encode("utf-16-le"), "text/html; charset=koi8-r"),
    _page("charset-punycode", "fetched", b"<p>" + b"text" * (900_000 // MANY) + b"-99", "text/html; charset=punycode"),
    _page("charset-unknown", "fetched", b"<p>text</p>", "text/html; charset=x-made-up"),
    _page("charset-no-text", "fetched", b"<p>text</p>", "text/html; charset=zlib_codec"),
    _page("charset-utf-7", "fetched", "<p>Grüße</p>".encode("utf-7"), "text/html; charset=utf-7"),
    _page("charset-ebcdic", "fetched", "<p>text</p>".encode("cp037"), "text/html; charset=cp037"),
    _page("utf-8-invalid", "fetched", b"<p>\xff\xfe\x80\xc0\xaf\xed\xa0\x80</p>" * 1_000),
    _page("nul-bytes", "UnsupportedContent", b"<p>\x00\x00text\x00</p>" * 1_000),
    _page("binary", "UnsupportedContent", bytes(range(256)) * 1_000),
    _page("pdf", "UnsupportedContent", PDF),
    _page("pdf-announced", "UnsupportedContent", PDF, "application/pdf"),
    _page("png", "UnsupportedContent", PNG + bytes(1_000)),
    _page("zip", "UnsupportedContent", ZIP + bytes(1_000)),
    _page("type-missing", "UnsupportedContent", PNG + bytes(1_000), ""),
    _page("type-nonsense", "UnsupportedContent", PNG + bytes(1_000), "\x01;;=" * 20),
    _page("empty", "fetched", b""),
    _page("calendar", "fetched", _days),
)  # fmt: skip

_LONG_TEXTS = {
    "retry-after": answer(b"", HTML, "Retry-After: " + "9" * 15_000, status="503 Busy"),
    "retry-after-date": answer(b"", HTML, "Retry-After: " + "Mon, " * 3_000, status="503 Busy"),
    "robots-tag": answer(b"<p>x</p>", HTML, "X-Robots-Tag: " + "a:" * 7_000),
    "robots-tag-dates": answer(b"<p>x</p>", HTML, "X-Robots-Tag: " + "unavailable_after: 1," * 700),
    "content-usage": answer(b"<p>x</p>", HTML, "Content-Usage: " + "bots=y," * 2_000),
}
TEXTS = (
    _page("retry-after", "ServerError", _LONG_TEXTS["retry-after"]),
    _page("retry-after-date", "ServerError", _LONG_TEXTS["retry-after-date"]),
    _page("robots-tag", "fetched", _LONG_TEXTS["robots-tag"]),
    _page("robots-tag-dates", "refused noindex", _LONG_TEXTS["robots-tag-dates"]),
    _page("content-usage", "fetched", _LONG_TEXTS["content-usage"]),
    _page("meta-robots", "fetched", b"<meta name=robots content='" + b"a," * (1_500_000 // MANY) + b"'><p>x</p>"),
    _page("meta-names", "fetched", b"<meta name='" + b" ,\t" * (1_000_000 // MANY) + b"' content=x><p>x</p>"),
    _page("meta-refresh", "fetched", b"<meta http-equiv=refresh content='" + b" " * 3_000_000 + b"'><p>x</p>"),
    _page("meta-many", "fetched", b"<meta name=robots content=all>" * 100_000),
    _page("href-long", "fetched", b"<a href='" + b"a/" * (1_500_000 // MANY) + b"'>x</a>"),
    _page("href-dots", "fetched", b"<a href='" + b"../" * (1_000_000 // MANY) + b"'>x</a>" * 3),
    _page("href-slashes", "fetched", b"<a href='/blog" + b"/p-p" * 450 + b"!'>x</a>" * 1_500),
    _page("link-words", "fetched", b"<a href=/x>" + b"about " * (600_000 // MANY) + b"</a>"),
    _page("class-long", "fetched",
          b"<div class='" + b"x " * 300_000 + b"'>" + b"".join(b"<a href=/x/%d>x</a>" % one for one in range(1_900))),
    _page("links-hold-nodes", "fetched",
          b"".join(b"<a href=/i/%d><div>" % one for one in range(900)) + b"<br>" * (700_000 // MANY)),
    _page("canonicals", "fetched", b"<link rel=canonical href=/x>" * 1_900 + b"<br>" * (900_000 // MANY)),
)  # fmt: skip

DOCUMENTS = (*XML_SITES, *PAGES, *TEXTS)
