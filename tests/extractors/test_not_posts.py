"""What is no post by its address."""

import pytest

from extractors.not_posts import is_file, is_listing, is_own_page, is_term


@pytest.mark.parametrize(
    ("address", "term"),
    [
        ("https://ada.example/tags/water/", True),
        ("https://ada.example/tags/", True),
        ("https://ada.example/es/categories/rios/index.html", True),
        ("https://ada.example/archives/", True),
        ("https://ada.example/archives/rivers-in-winter/", False),
        ("https://ada.example/blog/page/2/", True),
        ("https://ada.example/blog/?page=2", True),
        ("https://ada.example/blog/tags-and-labels/", False),
        ("https://ada.example/", False),
    ],
)
def test_lists_of_a_term(address: str, term: bool) -> None:
    """A tag's own page, and any later page of a list; a post may be about tags."""
    assert is_term(address) is term


@pytest.mark.parametrize(
    ("address", "listing"),
    [
        ("https://ada.example/projects/tide-clock/", True),
        ("https://ada.example/slides/2023-05-06-bends.html", True),
        ("https://ada.example/blog/my-projects/", False),
        ("https://ada.example/projects", False),
        ("https://ada.example/courses/hydrology/week-1", True),
    ],
)
def test_folders_of_other_things(address: str, listing: bool) -> None:
    """Below a folder of projects, courses or slides; a post may be about them."""
    assert is_listing(address) is listing


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("https://ada.example/", True),
        ("https://ada.example/index.html", True),
        ("https://ada.example/de/impressum.html", True),
        ("https://ada.example/2024/05/about/", False),
        ("https://ada.example/rivers/", False),
        ("https://ada.example/notes/404", False),
    ],
)
def test_pages_of_the_site_itself(address: str, own: bool) -> None:
    """Imprint and the like near the top; deeper a post may bear such a name."""
    assert is_own_page(address) is own


@pytest.mark.parametrize(("address", "file"), [("https://a.example/x.PDF?v=1", True), ("https://a.example/pdf", False)])
def test_documents(address: str, file: bool) -> None:
    """By the end of the path, not of the query."""
    assert is_file(address) is file
