"""Whether a body is what it passes for, and may be decoded and parsed; everything here runs before a parser does."""

from typing import cast

from lxml.html import HtmlElement
from scrapy.http import HtmlResponse, Response, TextResponse, XmlResponse

from crawler.answers import complexity
from crawler.answers.charsets import decodable, xml_text
from crawler.answers.media import html_instead, unread_kind
from crawler.errors import NoListing, UnsupportedContent
from crawler.items import PageRole


def checked(role: PageRole, response: Response) -> Response:
    """Return an answer whose text can be asked for; answers without 2xx are not looked at.

    :raises UnsupportedContent: for what is no text, or XML in an encoding that is not read.
    :raises NoListing: for HTML where a feed, a sitemap or a JSON document was asked for.
    :raises TooComplex: for XML that would take too long to parse.
    """
    if not 200 <= response.status < 300 or not response.body:
        return response
    content_type = (response.headers.get(b"Content-Type") or b"").decode("latin-1")
    if kind := unread_kind(response.body, content_type):
        raise UnsupportedContent(f"{kind} under the media type {content_type[:60] or '(none)'}")
    if html_instead(role, response.body):
        raise NoListing(f"an HTML page where a {role} was asked for")
    if not isinstance(response, TextResponse):
        raise UnsupportedContent(f"no text under the media type {content_type[:60] or '(none)'}")
    if isinstance(response, XmlResponse):
        complexity.check(xml_text(response.body).encode("utf-8", "replace"))
    return decodable(response)


def parsed(response: Response) -> HtmlElement | None:
    """Return the root of a checked HTML page, or None for what is none.

    :raises TooComplex: when it would take too long to parse, or could be read in part only.
    """
    if not isinstance(response, HtmlResponse) or not 200 <= response.status < 300 or not response.body.strip():
        return None
    complexity.check(response.text.encode("utf-8", "replace"))
    root = cast("HtmlElement", response.selector.root)
    complexity.check_depth(root)
    return root
