"""What a body is, whatever is said about it."""

import pytest
from scrapy.http import HtmlResponse, Response, TextResponse, XmlResponse

from crawler.answers.complexity import DEEPEST
from crawler.answers.content import checked, parsed
from crawler.errors import FetchError, NoListing, TooComplex, UnsupportedContent
from crawler.items import PageRole

AT = "https://ada.example/"


def page(
    body: bytes, content_type: str = "text/html", kind: type[Response] = HtmlResponse, status: int = 200
) -> Response:
    return kind(AT, status=status, headers={"Content-Type": content_type}, body=body)


@pytest.mark.parametrize(
    ("role", "response", "error"),
    [
        ("home", page(b"%PDF-1.7 x"), UnsupportedContent),
        ("home", page(b"\x89PNG\r\n\x1a\n"), UnsupportedContent),
        ("home", page(b"<p>a\x00b"), UnsupportedContent),
        ("home", page(b"text", "application/x-made-up", Response), UnsupportedContent),
        ("feed", page(b"<!DOCTYPE HTML><title>no feed"), NoListing),
        ("sitemap", page(b"<?xml version='1.0'?>\n<!-- x --><html>", "text/xml", XmlResponse), NoListing),
        ("data", page(b"  <html>", "application/json", TextResponse), NoListing),
        ("other", page(b"<!DOCTYPE x [<!ENTITY a '&b;'>]><x/>", "text/xml", XmlResponse), TooComplex),
        ("other", page(b"<?xml version='1.0' encoding='UTF-7'?><x/>", "text/xml", XmlResponse), UnsupportedContent),
    ],
)
def test_what_is_not_what_it_passes_for_has_a_name(role: PageRole, response: Response, error: type[FetchError]) -> None:
    """Binary under the name of text, and HTML under the name of a feed."""
    with pytest.raises(error):
        checked(role, response)


@pytest.mark.parametrize(
    "response",
    [
        page(b""),
        page(b"plain words"),
        page(b"MZ is a fine start of a sentence"),
        page(b"ID3 tags explained"),
        page("\ufeff<p>x</p>".encode("utf-16-le"), "text/html"),
        page("<p>x</p>".encode("utf-16-le"), "text/html; charset=utf-16le"),
        page(b'\x1b$B$"', "text/html; charset=iso-2022-jp"),
        page(b"%PDF-1.7", status=404),
    ],
)
def test_what_is_text_passes(response: Response) -> None:
    """Words that begin as a format does, wide characters that say so, and answers that are not used."""
    assert checked("home", response).body == response.body


@pytest.mark.parametrize("charset", ["punycode", "utf-7", "cp037", "zlib_codec", "idna", "unicode_escape", "x-made-up"])
def test_an_encoding_that_no_browser_reads_is_read_as_utf_8(charset: str) -> None:
    """Python's codec of that name is never asked."""
    response = checked("home", page("<p>Grüße</p>".encode(), f"text/html; charset={charset}"))
    assert isinstance(response, TextResponse)
    assert "Grüße" in response.text


def test_a_page_deeper_than_the_parser_goes_is_refused() -> None:
    """Where libxml2 stops without a word, the rest of a page would be lost."""
    assert parsed(page(b"<div>" * (DEEPEST - 10) + b"x")) is not None
    with pytest.raises(TooComplex):
        parsed(page(b"<div>" * (DEEPEST + 10) + b"x"))
