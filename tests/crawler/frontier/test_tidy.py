"""One address for one page."""

import pytest

from crawler.frontier.tidy import prefers, same_page, tidy

ADA = "https://ada.example"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("/post?utm_source=feed&utm_medium=rss", "/post"),
        ("/post?fbclid=IwAR0x&id=7", "/post?id=7"),
        ("/post?gclid=x&msclkid=y&mc_cid=1&mc_eid=2&_hsenc=z", "/post"),
        ("/post?UTM_Source=x", "/post"),
        ("/post?b=2&a=1", "/post?a=1&b=2"),
        ("/post?a=2&a=1", "/post?a=2&a=1"),
        ("/post?about/team", "/post?about/team"),
        ("/post?b&a=1", "/post?b&a=1"),
        ("/post?", "/post"),
        ("/post?PHPSESSID=0a1b2c", "/post"),
        ("/post;jsessionid=0A1B?x=1", "/post?x=1"),
        ("/story?sid=12", "/story?sid=12"),
        ("/story?sid=0a1b2c3d4e5f60718293", "/story"),
        ("/post?q=a%26b&utm_term=x", "/post?q=a%26b"),
        ("/p?utm=1&source=x", "/p?source=x&utm=1"),
        ("/x#part", "/x"),
    ],
)
def test_what_says_who_clicked_or_visits_is_dropped(given: str, kept: str) -> None:
    """And nothing else: a page's own parameters stay as they are spelt."""
    assert tidy(ADA + given) == ADA + kept


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("https://ada.example/cv", "https://ada.example/cv/", True),
        ("http://www.ada.example/cv", "https://ada.example/cv", True),
        ("https://ada.example/", "https://ada.example/index.html", True),
        ("https://ada.example/cv.html", "https://ada.example/CV", True),
        ("https://ada.example/de/", "https://ada.example/de/index.php", True),
        ("https://ada.example/cv", "https://ada.example/", False),
        ("https://ada.example/cv?lang=de", "https://ada.example/cv", False),
        ("https://ada.example/cv", "https://bob.example/cv", False),
        ("https://ada.example/cv", "mailto:ada@ada.example", False),
    ],
)
def test_addresses_that_name_one_page_by_convention(one: str, other: str, expected: bool) -> None:
    """A host's spelling, a last slash, an index file and a page file's ending say nothing about the page."""
    assert same_page(one, other) is expected


@pytest.mark.parametrize(
    ("address", "named", "expected"),
    [
        ("https://ada.example/cv", "https://ada.example/cv/", True),
        ("https://ada.example/cv", "https://www.ada.example/cv", True),
        ("https://ada.example/?p=12", "https://ada.example/2026/05/post/", True),
        ("https://ada.example/post?page=2", "https://ada.example/post", True),
        ("https://ada.example/cv", "https://ada.example/cv", False),
        ("https://ada.example/cv", "https://ada.example/about", False),
        ("https://ada.example/post", "https://ada.example/", False),
        ("https://ada.example/?p=12", "https://ada.example/", False),
        ("https://ada.example/cv", "http://ada.example/cv", False),
        ("https://ada.example/cv", "https://elsewhere.example/cv", False),
    ],
)
def test_which_canonical_addresses_are_believed(address: str, named: str, expected: bool) -> None:
    """Another spelling of the same page inside the site; a template that names the home page everywhere is not."""
    assert prefers(address, named, ["https://ada.example/"]) is expected
