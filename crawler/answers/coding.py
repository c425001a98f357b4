"""Undoing Content-Encoding: what may be unpacked, how far, and that it came whole.

Scrapy's own middleware takes what it can get out of a broken stream. A page that was cut on its way must not
pass as a whole one, so a stream without its end is an error here; and a Zstandard window of 128 MB is refused,
as RFC 9659 asks.
"""

import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import brotli  # type: ignore[import-untyped]
from scrapy.http import Request, Response, TextResponse
from scrapy.responsetypes import responsetypes

from crawler.errors import BadAnswer, TooLarge, UnsupportedContent

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

MOST_CODINGS = 5
"""Codings around each other; curl takes as many."""
MOST_MEMBERS = 100
"""Streams after each other inside one coding, which gzip and Zstandard allow."""
ACCEPTED = "gzip, deflate, br, zstd"
_WINDOW_LOG = 23
"""8 MB, RFC 9659."""
_PIECE = 65_536
_RAW, _ZLIB, _GZIP = -zlib.MAX_WBITS, zlib.MAX_WBITS, zlib.MAX_WBITS + 16


class ContentCodings:
    """Scrapy's downloader middleware that unpacks answers which are used: those with a status of 2xx."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "ContentCodings":
        """Build it for one crawler."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_request(self, request: Request) -> None:
        """Ask for what can be unpacked here."""
        request.headers.setdefault(b"Accept-Encoding", ACCEPTED)

    def process_response(self, request: Request, response: Response) -> Response:
        """Unpack an answer.

        :raises TooLarge: when it unpacks to more than a page may weigh.
        :raises BadAnswer: when it is damaged or cut.
        :raises UnsupportedContent: for a coding that nothing here undoes.
        """
        codings = codings_of(response.headers.getlist(b"Content-Encoding"))
        if not codings or not 200 <= response.status < 300:
            return response
        most = request.meta.get("download_maxsize", self._most_bytes)
        body = decoded(response.body, codings, most)
        del response.headers[b"Content-Encoding"]
        kind = responsetypes.from_args(headers=response.headers, url=response.url, body=body)
        # The encoding was guessed from bytes that were packed.
        changes: dict[str, Any] = {"encoding": None} if issubclass(kind, TextResponse) else {}
        return response.replace(cls=kind, body=body, **changes)


def codings_of(lines: Sequence[bytes]) -> tuple[str, ...]:
    """Return the codings in the order of their application; ``identity`` is none."""
    names = (name.strip().lower() for line in lines for name in line.decode("latin-1").split(","))
    return tuple(name for name in names if name not in ("", "identity"))


def decoded(body: bytes, codings: Sequence[str], most_bytes: int) -> bytes:
    """Undo codings, the last applied first; an empty body is empty under each coding.

    :param most_bytes: of any step's outcome.
    :raises TooLarge: when there would be more.
    :raises BadAnswer: for a damaged or cut stream, or too many codings.
    :raises UnsupportedContent: for an unknown coding.
    """
    if len(codings) > MOST_CODINGS:
        raise BadAnswer(f"{len(codings)} content codings around each other")
    for coding in reversed(codings):
        undo = _UNDO.get(coding)
        if undo is None:
            raise UnsupportedContent(f"a content coding that nothing here undoes: {coding[:40]}")
        if not body:
            break
        try:
            body = undo(body, most_bytes)
        except (zlib.error, brotli.error, zstd.ZstdError) as error:
            raise BadAnswer(f"its {coding} stream is damaged ({error})") from error
    return body


def _gzip(body: bytes, most_bytes: int) -> bytes:
    pieces: list[bytes] = []
    left = most_bytes
    for _ in range(MOST_MEMBERS):
        stream = zlib.decompressobj(_GZIP)
        pieces.append(_bounded(stream, body, left))
        left -= len(pieces[-1])
        body = stream.unused_data
        if body[:2] != b"\x1f\x8b":
            # Padding after the last member is ignored, as by gzip itself.
            return b"".join(pieces)
    raise BadAnswer(f"more than {MOST_MEMBERS} gzip members")


def _deflate(body: bytes, most_bytes: int) -> bytes:
    try:
        return _bounded(zlib.decompressobj(_ZLIB), body, most_bytes)
    except zlib.error:
        # Some servers send the stream without its zlib wrapper, and browsers take it.
        return _bounded(zlib.decompressobj(_RAW), body, most_bytes)


def _bounded(stream: "zlib._Decompress", body: bytes, most_bytes: int) -> bytes:
    unpacked = stream.decompress(body, most_bytes + 1)
    if len(unpacked) > most_bytes:
        raise _too_large(most_bytes)
    if not stream.eof:
        raise BadAnswer("its packed body ends too early")
    return unpacked


def _brotli(body: bytes, most_bytes: int) -> bytes:
    stream = brotli.Decompressor()
    pieces: list[bytes] = []
    left = most_bytes
    while not stream.is_finished():
        piece = stream.process(body, output_buffer_limit=_PIECE)
        if not piece and not body and not stream.is_finished():
            raise BadAnswer("its packed body ends too early")
        body = b""
        left -= len(piece)
        if left < 0:
            raise _too_large(most_bytes)
        pieces.append(piece)
    return b"".join(pieces)


def _zstd(body: bytes, most_bytes: int) -> bytes:
    pieces: list[bytes] = []
    left = most_bytes
    for _ in range(MOST_MEMBERS):
        stream = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW_LOG})
        pieces.append(stream.decompress(body, left + 1))
        left -= len(pieces[-1])
        if left < 0:
            raise _too_large(most_bytes)
        if not stream.eof:
            raise BadAnswer("its packed body ends too early")
        body = stream.unused_data
        if not body:
            return b"".join(pieces)
    raise BadAnswer(f"more than {MOST_MEMBERS} Zstandard frames")


def _too_large(most_bytes: int) -> TooLarge:
    return TooLarge(f"more than {most_bytes} bytes when unpacked")


_UNDO: Mapping[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
