"""Addresses as strangers write them."""

import pytest

from extractors.addresses import absolute


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("paper.pdf", "https://ada.example/work/paper.pdf"),
        (" /a ", "https://ada.example/a"),
        ("My Paper_2010.pdf", "https://ada.example/work/My%20Paper_2010.pdf"),
        ("?tp = &number = 1", "https://ada.example/work/?tp%20=%20&number%20=%201"),
        ("https://b.example/\u00a0x", "https://b.example/%C2%A0x"),
        ("http://[", None),
    ],
)
def test_an_address_is_absolute_and_without_blanks(written: str, address: str | None) -> None:
    """As a browser would send it; what cannot be an address is none."""
    assert absolute("https://ada.example/work/", written) == address
