"""Which media types and file names a crawl reads."""

from urllib.parse import urlsplit

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
