"""Links and meta elements of HTML pages."""

import lxml.html

from crawler.answers.media import readable, readable_name
from crawler.frontier.links import MOST_LINKS, canonical_of, head_links, links, metas

AT = "https://ada.example/home/"


def found(html: str) -> list[tuple[str, str]]:
    return [
        (link.address.removeprefix("https://ada.example"), link.text) for link in links(lxml.html.fromstring(html), AT)
    ]


def test_links_are_canonical_and_named_by_their_words() -> None:
    """Each address once, with the first words that name it; images by their alternative."""
    html = """<body><a href="cv">My  <b>CV</b></a><a href="/a#x"></a><a href="/a">A</a><a href="b"><img alt="About"></a>
    <a href="c" title="See"></a><map><area href="/d"></map><iframe src="/e"></iframe></body>"""
    assert found(html) == [
        ("/home/cv", "My CV"),
        ("/a", "A"),
        ("/home/b", "About"),
        ("/home/c", "See"),
        ("/d", ""),
        ("/e", ""),
    ]


def test_what_leads_to_no_page_is_left_out() -> None:
    """Mail, scripts, the page itself, files of other kinds, broken addresses."""
    html = """<a href="mailto:a@b">m</a><a href="javascript:x()">j</a><a href="#top">t</a><a href="">e</a><a>n</a>
    <a href="https://ada.example/home/">self</a><a href="cv.PDF">pdf</a><a href="http://[">bad</a>
    <a href="tel:1">t</a>"""
    assert found(f"<body>{html}</body>") == []


def test_a_base_element_and_a_meta_refresh_count() -> None:
    """References start from the base, and a page that sends readers on leads there."""
    html = """<html><head><base href="/root/"><meta http-equiv="Refresh" content="0; URL='de/'"></head>
    <body><a href="x">X</a></body></html>"""
    assert found(html) == [("/root/de/", ""), ("/root/x", "X")]


def test_only_the_first_links_of_a_page_are_looked_at() -> None:
    """A page of endless links costs no more than a long one; the first in page order count."""
    html = "".join(f"<a href=/{n}>x</a>" for n in range(MOST_LINKS + 10))
    got = found(f"<body>{html}</body>")
    assert (len(got), got[0][0], got[-1][0]) == (MOST_LINKS, "/0", f"/{MOST_LINKS - 1}")


def test_links_in_articles_are_marked() -> None:
    """A list of posts marks its posts by article elements or microformats."""
    html = """<body><article><h2><a href="/a">A</a></h2></article>
    <li class="h-entry x"><a href="/b">B</a></li><a href="/c">C</a></body>"""
    assert [link.in_article for link in links(lxml.html.fromstring(html), AT)] == [True, True, False]


def test_head_links_and_metas() -> None:
    """Relations and types in lower case; an http-equiv is a name."""
    html = """<html><head><link REL="Alternate Me" type="Application/RSS+XML" href="/feed"><link rel=x>
    <meta name="Robots" content="noindex"><meta http-equiv="X-Robots-Tag" content="none"><meta charset=utf-8>
    <meta property=robots content=none>
    </head></html>"""
    root = lxml.html.fromstring(html)
    (link,) = head_links(root, AT)
    assert (link.address, link.rel, link.media_type) == (
        "https://ada.example/feed",
        {"alternate", "me"},
        "application/rss+xml",
    )
    assert metas(root) == (("Robots", "noindex"), ("X-Robots-Tag", "none"), ("robots", "none"))


def test_media_that_nothing_reads() -> None:
    """By type and by name; what is unknown is read."""
    for media_type in ("image/png", "application/pdf", "VIDEO/mp4", "application/vnd.ms-excel; x=y", "text/css"):
        assert not readable(media_type)
    for media_type in ("", "text/html; charset=utf-8", "application/json", "application/rss+xml", "text/plain"):
        assert readable(media_type)
    for name in ("/cv.pdf", "/a/b.JPG", "/x.tar.gz", "/style.css?v=1"):
        assert not readable_name(f"https://ada.example{name}")
    for name in ("/", "/cv", "/cv.html", "/resume.json", "/v1.2/about", "/feed.xml", "/page.php?f=x.pdf"):
        assert readable_name(f"https://ada.example{name}")


def test_a_pages_canonical_address() -> None:
    """Named once, wherever it stands; two different ones cancel each other (RFC 6596, section 3)."""

    def named(head: str) -> str | None:
        return canonical_of(lxml.html.fromstring(f"<html><head>{head}</head><body><p>x</p></body></html>"), AT)

    assert named("<link rel='Canonical' href='/cv'>") == "https://ada.example/cv"
    assert named("<link rel=canonical href=/cv><link rel=canonical href=/cv>") == "https://ada.example/cv"
    assert named("<link rel=canonical href=/cv><link rel=canonical href=/about>") is None
    assert named("<link rel=canonical href=''><link rel=canonical href='mailto:x'><link rel=alternate href=/a>") is None
