"""Bytes to characters."""

import pytest

from extractors.decoding import decode


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("Grün".encode(), "text/html; charset=iso-8859-1", "Grün"),
        ("Grün".encode("latin-1"), "text/html; charset=iso-8859-1", "Grün"),
        ("Grün".encode("latin-1"), "text/html; charset=utf-8", "Grün"),
        ('<meta charset="windows-1251">Привет'.encode("cp1251"), "text/html", '<meta charset="windows-1251">Привет'),
        ("\ufeffGrün".encode(), "", "Grün"),
        ("Grün".encode("utf-16"), "", "Grün"),
        (b"x", "text/html; charset=no-such-thing", "x"),
        (("viel Text " * 60 + "Grün ").encode() + b"\xff", "", "viel Text " * 60 + "Grün \ufffd"),
        (("viel Text " * 60 + "Grün").encode("cp1252"), "text/html; charset=utf-8", "viel Text " * 60 + "Grün"),
        ("äöüßéè ".encode() + b"\xfc", "text/html; charset=iso-8859-1", "äöüßéè \ufffd"),
        (b"abc" + "é".encode()[:1], "", "abc\ufffd"),
        ("“hello”".encode("cp1252"), "text/html; charset=iso-8859-1", "“hello”"),
    ],
)
def test_the_bytes_count_more_than_the_declaration(body: bytes, content_type: str, text: str) -> None:
    """UTF-8 where it is valid, the declared charset where it is not, windows-1252 at last."""
    assert decode(body, content_type) == text
