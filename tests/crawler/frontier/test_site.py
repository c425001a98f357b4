"""The bounds of a source's site."""

import pytest

from crawler.frontier.site import folder, inside


@pytest.mark.parametrize(
    ("home", "bound"),
    [
        ("https://ada.example/", "/"),
        ("https://ada.example/index.html", "/"),
        ("https://uni.example/~ada", "/~ada/"),
        ("https://uni.example/~ada/", "/~ada/"),
        ("https://uni.example/~ada/home.html", "/~ada/"),
    ],
)
def test_a_home_page_bounds_its_folder(home: str, bound: str) -> None:
    """A file's folder counts, and a name without a dot is a folder."""
    assert folder(home) == bound


@pytest.mark.parametrize(
    ("home", "address", "expected"),
    [
        ("https://ada.example/", "https://ada.example/cv", True),
        ("https://ada.example/", "https://www.ada.example/cv", True),
        ("https://www.ada.example/", "https://ada.example/", True),
        ("http://ada.example/", "https://ada.example/cv", True),
        ("https://ada.example/", "http://ada.example/cv", False),
        ("https://ada.example/", "https://blog.ada.example/", False),
        ("https://ada.example/", "https://ada.example:8443/", False),
        ("http://ada.example:8080/", "http://ada.example:8080/x", True),
        ("http://ada.example:8080/", "https://ada.example/x", False),
        ("https://uni.example/~ada", "https://uni.example/~ada/cv", True),
        ("https://uni.example/~ada/", "https://uni.example/~ada", True),
        ("https://uni.example/~ada/", "https://uni.example/~adam/", False),
        ("https://uni.example/~ada/", "https://uni.example/", False),
        ("https://ada.example/", "ftp://ada.example/", False),
        ("https://ada.example/", "https://ada.example.evil.example/", False),
    ],
)
def test_what_lies_inside_a_site(home: str, address: str, expected: bool) -> None:
    """The same host with or without www., below the home's folder, the scheme never falling."""
    assert inside(home, address) is expected
