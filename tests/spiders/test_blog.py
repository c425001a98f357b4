"""What the blog spider finds."""

import pytest

from crawler.frontier.links import HeadLink, Link
from spiders.blog import COMMON_FEEDS, from_home, from_listing, from_sitemap, looks_like_post, named_feeds

HOME = "https://ada.example/"


def head(path: str, rel: str = "alternate", media_type: str = "application/rss+xml") -> HeadLink:
    return HeadLink(f"https://ada.example{path}", frozenset(rel.split()), media_type)


def link(path: str, text: str = "", in_article: bool = False) -> Link:
    return Link(path if "://" in path else f"https://ada.example{path}", text, in_article)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2026/10/a-post/", True),
        ("/2026/a-post.html", True),
        ("/2026-10-01-a-post", True),
        ("/blog/a-post", True),
        ("/posts/x", True),
        ("/artikel/einstieg", True),
        ("/beitr%C3%A4ge/einstieg", True),
        ("/why-i-left-management", True),
        ("/", False),
        ("/blog", False),
        ("/blog/", False),
        ("/about", False),
        ("/2026/", False),
        ("/2026/10/", False),
        ("/tags/some-long-tag-name", False),
        ("/blog/page/2", False),
        ("/category/all-the-things/", False),
        ("/impressum", False),
        ("/feed/", False),
        ("/two-words", False),
    ],
)
def test_posts_are_known_by_their_addresses(path: str, expected: bool) -> None:
    """A date, a folder of posts or a long slug; never tags, pages of lists, or the imprint."""
    assert looks_like_post(f"https://ada.example{path}", HOME) is expected


def test_a_blog_below_a_folder_is_not_a_post_itself() -> None:
    """The home's own path does not make everything a post."""
    home = "https://uni.example/blog/"
    assert not looks_like_post("https://uni.example/blog/", home)
    assert not looks_like_post("https://uni.example/blog/about", home)
    assert looks_like_post("https://uni.example/blog/2026/01/x", home)


@pytest.mark.parametrize(
    ("heads", "body_links", "expected"),
    [
        ([head("/feed.xml")], [link("/rss", "RSS")], ["/feed.xml"]),
        ([head("/a.atom", media_type="application/atom+xml"), head("/style", rel="stylesheet")], [], ["/a.atom"]),
        ([head("/comments/feed/")], [], []),
        ([head("/de/", media_type="text/html")], [link("/atom.xml", "Subscribe")], ["/atom.xml"]),
        ([], [link("/index.xml", "RSS")], ["/index.xml"]),
        ([], [link("/index", "Index")], []),
        ([], [link("/about", "my feed reader")], []),
    ],
)
def test_feeds_are_found_in_the_head_first(heads: list[HeadLink], body_links: list[Link], expected: list[str]) -> None:
    """Links that look like feeds count only where the head names none."""
    assert named_feeds(heads, body_links, HOME) == [f"https://ada.example{path}" for path in expected]


def test_a_feed_elsewhere_is_not_ours() -> None:
    """The crawl stays on the site."""
    assert (
        named_feeds([HeadLink("https://feeds.example/ada", frozenset({"alternate"}), "application/rss+xml")], [], HOME)
        == []
    )


def test_common_names_are_tried_only_without_a_named_feed() -> None:
    """Feed first; the sitemap that robots.txt declares, else the usual one."""
    named = from_home([head("/feed.xml")], [], HOME, ["https://ada.example/map.xml"])
    assert [(one.role, one.address) for one in named] == [
        ("feed", "https://ada.example/feed.xml"),
        ("sitemap", "https://ada.example/map.xml"),
    ]
    guessed = from_home([], [], HOME, [])
    assert [one.role for one in guessed] == ["feed"] * len(COMMON_FEEDS) + ["sitemap"]
    assert guessed[-1].address == "https://ada.example/sitemap.xml"


def test_a_list_of_posts() -> None:
    """Posts, further lists and the page about the author; nothing outside, nothing else."""
    found = from_listing(
        [
            link("/2026/x-y", "X"), link("/about", "About me"), link("/archive", "Archive"),
            link("/short", "S", in_article=True),
            link("/tags/go", "go", in_article=True), link("https://elsewhere.example/2026/x-y", "X"),
            link("/imprint", "Imprint"),
            link("/page2", "Older posts"), link("/ueber", "Über mich"),
        ],
        HOME,
        0,
    )  # fmt: skip
    assert [(one.address.removeprefix("https://ada.example"), one.role, one.depth) for one in found] == [
        ("/2026/x-y", "article", 1), ("/about", "profile", 1), ("/archive", "other", 1), ("/short", "article", 1),
        ("/page2", "other", 1), ("/ueber", "profile", 1),
    ]  # fmt: skip


def test_a_sitemap_gives_posts_and_an_index_gives_sitemaps() -> None:
    """Of an index, the sitemap of posts comes first."""
    body = b"<urlset><url><loc>/about</loc></url><url><loc>/2026/a-b</loc></url>"
    body += b"<url><loc>https://x.example/2026/a-b</loc></url></urlset>"
    assert [one.address for one in from_sitemap(body, "https://ada.example/sitemap.xml", HOME, 1)] == [
        "https://ada.example/2026/a-b"
    ]
    index = (
        b"<sitemapindex><sitemap><loc>/pages.xml</loc></sitemap><sitemap><loc>/posts.xml</loc></sitemap></sitemapindex>"
    )
    found = from_sitemap(index, "https://ada.example/sitemap.xml", HOME, 1)
    assert [(one.address.rpartition("/")[2], one.role, one.depth) for one in found] == [
        ("posts.xml", "sitemap", 2),
        ("pages.xml", "sitemap", 2),
    ]
