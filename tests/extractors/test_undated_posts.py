"""Addresses that show a post or paper: with a title in them, or repeating one."""

import pytest

from extractors.paper_signs import is_named_by, is_paper
from extractors.undated_posts import is_post_elsewhere


@pytest.mark.parametrize(
    ("address", "is_post"),
    [
        ("https://daily.example/2024/mills-sing-at-night", True),
        ("https://daily.example/mills_sing_again", True),
        ("https://daily.example/mills-sing", False),
        ("https://daily.example/", False),
        ("https://github.com/some-body-else", False),
    ],
)
def test_post_elsewhere_has_a_title_in_its_address(address: str, is_post: bool) -> None:
    """Two hyphens make a title; a short path and a profile do not."""
    assert is_post_elsewhere(address) is is_post


@pytest.mark.parametrize(
    ("title", "address", "repeats"),
    [
        ("Mills that sing at night", "https://daily.example/a/mills-sing-night.html", True),
        ("Mills that sing at night", "https://daily.example/2024-mills-sing-loudly-night", True),
        ("Mills that sing at night", "https://daily.example/mills-and-more-things", False),
        ("Mills that sing at night", "https://daily.example/mills", False),
        ("Muster, Bo", "https://daily.example/muster-bo", False),
    ],
)
def test_address_repeats_a_title(title: str, address: str, repeats: bool) -> None:
    """Three in four words of the address stand in the title, two at least; names are no titles."""
    assert is_named_by(title, address) is repeats


@pytest.mark.parametrize(
    ("address", "paper"),
    [
        ("https://doi.org/10.1000/1", True),
        ("https://www.jstor.org/stable/1", True),
        ("https://ada.hal.science/hal-1", True),
        ("/files/Mill.PDF", True),
        ("https://ada.example/mill", False),
        ("https://notdoi.org/1", False),
    ],
)
def test_papers_addresses(address: str, paper: bool) -> None:
    """Archives, publishers, their hosts below and documents are papers."""
    assert is_paper(address) is paper
