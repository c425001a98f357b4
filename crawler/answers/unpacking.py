"""Sitemaps that are gzip files (``sitemap.xml.gz``), as the sitemap protocol permits; unlike a compressed transfer."""

import zlib

from scrapy.http import Response, XmlResponse

from crawler.errors import TooLarge

_PACKED_TYPES = frozenset({"application/gzip", "application/x-gzip", "application/octet-stream"})
_MAGIC = b"\x1f\x8b\x08"
_GZIP_ONLY = 16 + zlib.MAX_WBITS


def is_packed(content_type: str) -> bool:
    """Whether a packed sitemap may come under a media type."""
    return content_type.partition(";")[0].strip().lower() in _PACKED_TYPES


def unpacked(response: Response, most_bytes: int) -> Response:
    """Return a packed sitemap as the XML inside it, and everything else as it is.

    :param most_bytes: what may come out of it.
    :raises TooLarge: when more would.
    """
    if not response.body.startswith(_MAGIC) or not 200 <= response.status < 300:
        return response
    decoder = zlib.decompressobj(_GZIP_ONLY)
    try:
        body = decoder.decompress(response.body, most_bytes)
    except zlib.error:
        return response
    if decoder.unconsumed_tail:
        raise TooLarge(f"a packed sitemap of more than {most_bytes} bytes")
    headers = response.headers.copy()
    headers[b"Content-Type"] = b"application/xml"
    return response.replace(cls=XmlResponse, headers=headers, body=body)
