"""Which media types, file names and first bytes a crawl reads."""

import re
from urllib.parse import urlsplit

from crawler.items import PageRole

_UNREAD_TYPES = ("image/", "audio/", "video/", "font/", "model/")
_UNREAD = frozenset(
    {
        "application/pdf", "application/zip", "application/gzip", "application/x-gzip", "application/x-tar",
        "application/octet-stream", "application/x-7z-compressed", "application/vnd.rar", "application/java-archive",
        "application/msword", "application/postscript", "application/epub+zip", "application/wasm", "text/css",
        "application/javascript", "text/javascript", "text/calendar",
    }
)  # fmt: skip
_UNREAD_PREFIXES = ("application/vnd.ms-", "application/vnd.openxmlformats", "application/vnd.oasis.opendocument")
_UNREAD_ENDINGS = frozenset(
    {
        "7z", "aac", "avi", "avif", "bib", "bmp", "bz2", "css", "deb", "dmg", "doc", "docx", "eot", "eps", "epub",
        "exe", "flac", "gif", "gz", "ico", "ics", "iso", "jar", "jpeg", "jpg", "js", "key", "m4a", "m4v", "mkv",
        "mobi", "mov", "mp3", "mp4", "mpg", "odp", "ods", "odt", "ogg", "otf", "pdf", "pkg", "png", "ppt", "pptx",
        "ps", "rar", "rpm", "svg", "tar", "tgz", "tif", "tiff", "ttf", "vcf", "wav", "webm", "webp", "woff",
        "woff2", "xls", "xlsx", "xz", "zip",
    }
)  # fmt: skip

# Source: the WHATWG MIME Sniffing Standard, sections 6 and 7.1; what HTML and text never begin with.
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF document"),
    (b"%!PS-Adobe-", "a PostScript document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"GIF8", "a GIF image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"RIFF", "a RIFF file"),
    (b"OggS\x00", "an Ogg file"),
    (b"ID3", "an MP3 file"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"SQLite format 3\x00", "a database"),
)
_SNIFFED_BYTES = 1_445
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_WIDE_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\x00?\x00", b"\x00<\x00?")
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,1000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_LISTS: tuple[PageRole, ...] = ("feed", "sitemap", "data")


def readable(content_type: str) -> bool:
    """Whether a body of a media type is downloaded; a missing type is."""
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type.startswith(_UNREAD_TYPES):
        return False
    return media_type not in _UNREAD and not media_type.startswith(_UNREAD_PREFIXES)


def readable_name(address: str) -> bool:
    """Whether an address's file name is one that may hold a page."""
    last = urlsplit(address).path.rpartition("/")[2]
    _, dot, ending = last.rpartition(".")
    return not dot or ending.lower() not in _UNREAD_ENDINGS


def unread_kind(body: bytes, content_type: str) -> str | None:
    """Say what a body is that only passes for text, by its first bytes, or None for what may be text."""
    head = body[:_SNIFFED_BYTES]
    for start, kind in _STARTS:
        if head.startswith(start) and (len(start) > 3 or _BINARY.search(head)):
            return kind
    wide = head.startswith(_WIDE_STARTS) or "utf-16" in content_type.lower()
    return "binary" if not wide and _BINARY.search(head) else None


def html_instead(role: PageRole, body: bytes) -> bool:
    """Whether an HTML page came where a feed, a sitemap or a JSON document was asked for."""
    return role in _LISTS and _HTML_START.match(body[:_SNIFFED_BYTES]) is not None
