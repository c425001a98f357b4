"""Which character encodings are read: those that browsers read, and nothing that merely has a codec in Python.

Source: the WHATWG Encoding Standard. Left out on purpose: UTF-7, UTF-32 and EBCDIC, which hide markup from
everything that looks at bytes, and codecs such as ``punycode``, whose decoder takes a minute for a megabyte.
"""

import codecs
import re

from scrapy.http import TextResponse
from w3lib.encoding import resolve_encoding

from crawler.errors import UnsupportedContent

_READ = frozenset(
    codecs.lookup(name).name
    for name in (
        "ascii", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp866", "latin-1", "iso8859-2",
        "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-9", "iso8859-10",
        "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic",
        "cp874", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "gbk",
        "gb2312", "gb18030", "big5", "big5hkscs", "euc_jp", "iso2022_jp", "shift_jis", "cp932", "euc_kr", "cp949",
    )
)  # fmt: skip
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_UTF_32 = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff", b"<\x00\x00\x00", b"\x00\x00\x00<")
_EBCDIC_START = b"\x4c\x6f\xa7\x94"
"""``<?xm`` in EBCDIC, by which XML parsers know it (XML 1.0, appendix F)."""
_XML_DECLARATION = re.compile(rb"<\?xml[^>]{0,100}?encoding\s{0,10}=\s{0,10}[\"']([A-Za-z0-9._:-]{1,40})[\"']")


def known(label: str) -> str | None:
    """Return the name of the codec that reads an encoding label, or None when nothing here reads it."""
    resolved = resolve_encoding(label)
    return resolved if resolved is not None and codecs.lookup(resolved).name in _READ else None


def decodable(response: TextResponse) -> TextResponse:
    """Return the response itself, or one read as UTF-8 when it declares an encoding that is not read."""
    declared = response._declared_encoding()  # Asking for ``encoding`` would decode the body already.
    if declared is None or known(declared):
        return response
    return response.replace(encoding="utf-8")


def xml_text(body: bytes) -> str:
    """Decode an XML document: by its byte order mark, by its declaration, else as UTF-8 (XML 1.0, appendix F).

    :raises UnsupportedContent: for an encoding that is not read.
    """
    if body.startswith(_UTF_32):
        raise UnsupportedContent("XML in UTF-32")
    if body.startswith(_EBCDIC_START):
        raise UnsupportedContent("XML in EBCDIC")
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return body.decode(codec, "replace")
    if body.startswith(b"<\x00"):
        return body.decode("utf-16-le", "replace")
    if body.startswith(b"\x00<"):
        return body.decode("utf-16-be", "replace")
    declared = _XML_DECLARATION.match(body.lstrip())
    label = declared[1].decode("ascii") if declared else "utf-8"
    # A document whose bytes show no UTF-16 and that says so is UTF-8 in truth.
    named = known(label) if "16" not in label else "utf-8"
    if named is None:
        raise UnsupportedContent(f"XML in an encoding that nothing here reads: {label}")
    return body.decode(named, "replace")
