"""What the portfolio spider finds."""

import pytest

from crawler.frontier.links import HeadLink, Link
from spiders.portfolio import SMALL_SITE_PAGES, from_head, from_page, link_role

HOME = "https://ada.example/"


def link(path: str, text: str = "") -> Link:
    return Link(path if "://" in path else f"https://ada.example{path}", text)


@pytest.mark.parametrize(
    ("path", "text", "role"),
    [
        ("/x", "About", "profile"),
        ("/x", "About me", "profile"),
        ("/x", "CV", "profile"),
        ("/x", "Résumé", "profile"),
        ("/x", "Publications", "profile"),
        ("/x", "Über mich", "profile"),
        ("/x", "Lebenslauf", "profile"),
        ("/x", "Veröffentlichungen", "profile"),
        ("/x", "Werdegang", "profile"),
        ("/about.html", "", "profile"),
        ("/about-me/", "click", "profile"),
        ("/~ada/cv", "", "profile"),
        ("/lebenslauf.php", "", "profile"),
        ("/resume.json", "", "data"),
        ("/resume", "", "profile"),
        ("/gallery", "Photos", None),
        ("/discovery", "Discovery", None),
        ("/recipes", "Recipes", None),
        ("/x", "All about the long road from Berlin to Vladivostok by train", None),
    ],
)
def test_pages_are_known_by_words_and_addresses(path: str, text: str, role: str | None) -> None:
    """In English and German; a sentence that merely holds a cue is none."""
    assert link_role(link(path, text), HOME) == role


def test_a_small_home_page_is_followed_wholly_and_a_large_one_by_cues() -> None:
    """Small sites name their pages as they like."""
    small = [link(f"/p{n}", "Page") for n in range(SMALL_SITE_PAGES - 1)] + [link("/cv", "CV")]
    assert [one.role for one in from_page(small, HOME, 0)] == ["other"] * (SMALL_SITE_PAGES - 1) + ["profile"]
    large = [*small, link("/one-more", "Page")]
    assert [one.role for one in from_page(large, HOME, 0)] == ["profile"]
    assert [one.role for one in from_page(small, HOME, 1)] == ["profile"]


def test_the_page_behind_a_splash_screen_is_the_home_page() -> None:
    """A home page that leads to one page only is read on there."""
    assert [(one.role, one.depth) for one in from_page([link("/enter", "Enter")], HOME, 0)] == [("home", 1)]


def test_the_crawl_stays_inside_the_site() -> None:
    """Same host, below the home's path, and neither the imprint nor the home page again."""
    home = "https://uni.example/~ada/"
    paths = ["/~ada/cv", "/~bob/cv", "/cv", "/~ada/", "/~ada", "/~ada/index.html", "/~ada/impressum.html"]
    found = from_page([Link(f"https://uni.example{path}", "CV") for path in paths], home, 0)
    assert [one.address for one in found] == ["https://uni.example/~ada/cv"]


def test_the_head_names_a_resume_and_a_feed() -> None:
    """The first feed counts, comments' feeds and other JSON do not."""

    def head(path: str, media_type: str, rel: str = "alternate") -> HeadLink:
        return HeadLink(f"https://ada.example{path}", frozenset(rel.split()), media_type)

    found = from_head(
        [
            head("/resume.json", "application/json"),
            head("/comments/feed", "application/rss+xml"),
            head("/feed", "application/rss+xml"),
            head("/atom", "application/atom+xml"),
            head("/oembed?x", "application/json"),
            head("/manifest.json", "application/json", rel="manifest"),
            HeadLink("https://elsewhere.example/resume.json", frozenset({"alternate"}), "application/json"),
        ],
        HOME,
    )
    assert [(one.address.removeprefix("https://ada.example"), one.role) for one in found] == [
        ("/resume.json", "data"),
        ("/feed", "feed"),
    ]
