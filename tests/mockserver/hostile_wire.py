"""Hostile sites on the wire: redirects, headers, bodies and codings that no honest server sends.

Each site says how its reading must end: the name of an error of :mod:`crawler.errors`, or an outcome and, for a
refusal, its reason.
"""

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count

import brotli
from backports import zstd

from crawler.items import PageRole
from tests.mockserver.hostile import Act, Visitor

HTML = "text/html; charset=utf-8"
BOMB_BYTES = 100_000_000
"""What a bomb unpacks to; 25 times what a page may weigh."""
BILLION = 1_000_000_000
DRIP_SECONDS = 0.25
_PIECE = b"<p>" + b"word " * 13_000


@dataclass(frozen=True)
class Site:
    """One hostile site."""

    name: str
    ends: str
    act: Act
    role: PageRole = "home"
    spider: str = "portfolio"

    @property
    def host(self) -> str:
        """Its host name."""
        return f"{self.name}.hostile.example"

    @property
    def address(self) -> str:
        """Where its page is."""
        return f"https://{self.host}/"


def answer(
    body: bytes | Callable[[], bytes] = b"",
    content_type: str = HTML,
    *headers: str,
    status: str = "200 OK",
    length: str | None = "",
) -> Act:
    """Return an act that sends one well-formed answer.

    :param body: a function where it would be long to keep.
    :param length: what to say instead of the true length; None for no word of it.
    """

    def act(visitor: Visitor) -> None:
        whole = body if isinstance(body, bytes) else body()
        lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", *headers]
        if length is not None:
            lines.append(f"Content-Length: {length or len(whole)}")
        visitor.send("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1"), whole)

    return act


def raw(*pieces: bytes) -> Act:
    """Return an act that sends bytes as they are."""
    return lambda visitor: visitor.send(*pieces)


def redirect(location: str | bytes, status: str = "302 Found") -> Act:
    """Return an act that redirects."""
    where = location.encode("latin-1") if isinstance(location, str) else location
    return raw(
        b"HTTP/1.1 "
        + status.encode()
        + b"\r\nConnection: close\r\nContent-Length: 0\r\nLocation: "
        + where
        + b"\r\n\r\n"
    )


def coded(coding: str, body: bytes | Callable[[], bytes]) -> Act:
    """Return an act that sends a body under a Content-Encoding."""
    return answer(body, HTML, f"Content-Encoding: {coding}")


@cache
def gzip_bomb(size: int = BOMB_BYTES) -> bytes:
    """Return zeros, squeezed a thousandfold."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    pieces = [squeeze.compress(bytes(1_000_000)) for _ in range(size // 1_000_000)]
    return b"".join(pieces) + squeeze.flush()


@cache
def brotli_bomb() -> bytes:
    """Return zeros, squeezed a hundred-thousandfold."""
    squeeze = brotli.Compressor(quality=5)
    pieces = [squeeze.process(bytes(1_000_000)) for _ in range(BOMB_BYTES // 1_000_000)]
    return b"".join(pieces) + squeeze.finish()


@cache
def zstd_bomb() -> bytes:
    """Return zeros, squeezed ten-thousandfold."""
    squeeze = zstd.ZstdCompressor()
    pieces = [squeeze.compress(bytes(1_000_000)) for _ in range(BOMB_BYTES // 1_000_000)]
    return b"".join(pieces) + squeeze.flush()


def _wide_window() -> bytes:
    options = {zstd.CompressionParameter.window_log: 27, zstd.CompressionParameter.checksum_flag: 0}
    squeeze = zstd.ZstdCompressor(options=options)
    return squeeze.compress(b"<p>a window of 128 MB</p>") + squeeze.flush()


def _onward(visitor: Visitor) -> None:
    number = int(visitor.path.rpartition("/")[2].removesuffix("robots.txt") or 0)
    redirect(f"/on/{number + 1}")(visitor)


def _to_other(visitor: Visitor) -> None:
    redirect("https://loop-b.hostile.example/")(visitor)


def _chunks(visitor: Visitor) -> None:
    visitor.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    visitor.flood(b"%x\r\n%s\r\n" % (len(_PIECE), _PIECE))


def _tiny_chunks(visitor: Visitor) -> None:
    visitor.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    visitor.flood(b"1\r\nx\r\n" * 5_000)


def _gigabyte(visitor: Visitor) -> None:
    visitor.send(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n")
    visitor.flood(_PIECE, BILLION // len(_PIECE))


def _chunk_extension(visitor: Visitor) -> None:
    visitor.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n1;x=")
    visitor.flood(b"x" * 65_000)


def _trailers(visitor: Visitor) -> None:
    visitor.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n")
    visitor.flood(b"X-Trailer: again\r\n" * 1_000)


def _headers(visitor: Visitor) -> None:
    visitor.send(b"HTTP/1.1 200 OK\r\n")
    for number in count():
        visitor.send(b"".join(b"X-Header-%d-%d: again\r\n" % (number, one) for one in range(500)))


def _header_lines(lines: int) -> Iterator[bytes]:
    return (b"X-%d: y\r\n" % number for number in range(lines))


def _folded(visitor: Visitor) -> None:
    visitor.send(b"HTTP/1.1 200 OK\r\nX-Folded: it\r\n")
    visitor.flood(b" goes on\r\n" * 1_000)


def _continues(visitor: Visitor) -> None:
    visitor.flood(b"HTTP/1.1 100 Continue\r\n\r\n" * 500)


def _early_hints(visitor: Visitor) -> None:
    visitor.flood(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n" * 300)


def _drips_headers(visitor: Visitor) -> None:
    visitor.send(b"HTTP/1.1 200 OK\r\n")
    visitor.drip((b"X" for _ in count()), DRIP_SECONDS)


def _drips_body(visitor: Visitor) -> None:
    visitor.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n")
    visitor.drip((b"x" for _ in count()), DRIP_SECONDS)


def _drips_chunks(visitor: Visitor) -> None:
    visitor.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    visitor.drip((b"1\r\nx\r\n" for _ in count()), DRIP_SECONDS)


def _drips_continues(visitor: Visitor) -> None:
    visitor.drip((b"HTTP/1.1 100 Continue\r\n\r\n" for _ in count()), DRIP_SECONDS)


def _resets(visitor: Visitor) -> None:
    visitor.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n<p>half")
    visitor.wait(0.1)
    visitor.reset()


def _head(*lines: bytes) -> bytes:
    return b"\r\n".join([b"HTTP/1.1 200 OK", b"Connection: close", b"Content-Type: text/html", *lines, b"", b""])


_TLS_ALERT = b"\x15\x03\x01\x00\x02\x02\x28"
_TLS_HELLO = b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03" + bytes(range(118))
_SMALL = gzip.compress(b"<p>small</p>")

REDIRECTS = (
    Site("redirects-for-ever", "TooManyRedirects", _onward),
    Site("redirects-to-itself", "TooManyRedirects", redirect("/")),
    Site("loop-a", "moved", _to_other),
    Site("loop-b", "moved", redirect("https://loop-a.hostile.example/")),
    Site("location-javascript", "refused guard", redirect("javascript:alert(1)")),
    Site("location-file", "refused guard", redirect("file:///etc/passwd")),
    Site("location-data", "refused guard", redirect("data:text/html,<p>here</p>")),
    Site("location-long", "refused guard", redirect("/" + "long/" * 2_000)),
    Site("location-newlines", "TooManyRedirects", redirect("/a%0d%0aSet-Cookie:%20x=1")),
    Site("location-bare-cr", "TooManyRedirects", redirect("/a\rX-Injected: yes")),
    Site("location-binary", "TooManyRedirects", redirect(bytes(range(128, 256)))),
    Site("location-nul", "TooManyRedirects", redirect("/a\x00b")),
    Site("location-nonsense", "refused guard", redirect("https://[::1")),
    Site("location-empty", "FetchError", redirect("")),
    Site("location-many", "TooManyRedirects", redirect("/\r\nLocation: /b\r\nLocation: /c")),
    Site("refresh-header", "fetched", answer(b"<p>stay</p>", HTML, "Refresh: 0; url=http://127.0.0.1/")),
)

HEADERS = (
    Site("headers-endless", "TooLarge", _headers),
    Site("header-10-mb", "TooLarge", raw(b"HTTP/1.1 200 OK\r\nX-Long: ", b"x" * 10_000_000, b"\r\n\r\n")),
    Site("headers-100000", "TooLarge", raw(b"HTTP/1.1 200 OK\r\n", b"".join(_header_lines(100_000)), b"\r\n")),
    Site("header-folded-endless", "TooLarge", _folded),
    Site("cookies-flood", "TooLarge", raw(b"HTTP/1.1 200 OK\r\n", b"Set-Cookie: a=b; Path=/\r\n" * 50_000, b"\r\n")),
    Site("status-line-10-mb", "TooLarge", raw(b"HTTP/1.1 200 ", b"O" * 10_000_000, b"\r\n\r\n")),
    Site("continue-endless", "TooLarge", _continues),
    Site("early-hints-endless", "TooLarge", _early_hints),
    Site("header-without-colon", "fetched", raw(_head(b"nonsense", b"Content-Length: 9"), b"<p>ok</p>")),
    Site(
        "headers-binary", "fetched", raw(_head(b"X-B: " + bytes(range(128, 256)), b"Content-Length: 9"), b"<p>ok</p>")
    ),
    Site("http-0.9", "BadAnswer", raw(b"<html><p>no header at all</p></html>")),
    Site("status-none", "BadAnswer", raw(b"Content-Type: text/html\r\n\r\n<p>no status</p>")),
    Site("status-word", "BadAnswer", raw(b"HTTP/1.1 fine OK\r\n\r\n")),
    Site("status-999", "ServerError", answer(b"<p>no</p>", status="999 Request denied")),
    Site("status-0", "BadAnswer", answer(b"<p>no</p>", status="0 Nothing")),
    Site("status-negative", "BadAnswer", answer(b"<p>no</p>", status="-200 OK")),
    Site("status-huge", "BadAnswer", answer(b"<p>no</p>", status="9" * 5_000 + " OK")),
    Site("version-strange", "BadAnswer", raw(b"SPDY/9 200 OK\r\nContent-Length: 0\r\n\r\n")),
    Site("http-2-preface", "BadAnswer", raw(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + bytes(18))),
    Site("ssh-banner", "BadAnswer", raw(b"SSH-2.0-OpenSSH_9.6\r\n")),
    Site("tls-on-plain-port", "BadAnswer", raw(_TLS_HELLO)),
    Site("tls-alert-on-plain-port", "BadAnswer", raw(_TLS_ALERT)),
    Site("silent-close", "ConnectionFailed", raw()),
    Site("silence", "Timeout", lambda visitor: visitor.wait()),
    Site("drips-headers", "Timeout", _drips_headers),
    Site("drips-body", "Timeout", _drips_body),
    Site("drips-chunks", "Timeout", _drips_chunks),
    Site("drips-continues", "Timeout", _drips_continues),
)

BODIES = (
    Site("chunks-endless", "TooLarge", _chunks),
    Site("chunks-of-one-byte", "TooLarge", _tiny_chunks),
    Site("gigabyte-streamed", "TooLarge", _gigabyte),
    Site("gigabyte-announced", "TooLarge", answer(b"x", length=str(BILLION))),
    Site("chunk-extension-endless", "BadAnswer", _chunk_extension),
    Site("chunk-trailers-endless", "BadAnswer", _trailers),
    Site("chunk-size-nonsense", "BadAnswer", raw(_head(b"Transfer-Encoding: chunked"), b"fff-\r\nx\r\n")),
    Site("chunk-size-negative", "BadAnswer", raw(_head(b"Transfer-Encoding: chunked"), b"-5\r\nx\r\n")),
    Site("chunk-size-huge", "ConnectionFailed", raw(_head(b"Transfer-Encoding: chunked"), b"f" * 900 + b"\r\nx\r\n")),
    Site("chunks-cut", "ConnectionFailed", raw(_head(b"Transfer-Encoding: chunked"), b"50\r\n<p>cut")),
    Site("transfer-encoding-unknown", "BadAnswer", raw(_head(b"Transfer-Encoding: lzma"), b"x")),
    Site("length-too-long", "ConnectionFailed", answer(b"<p>short</p>", length="5000")),
    Site("length-too-short", "fetched", answer(b"<p>long</p>" + b"x" * 5_000, length="11")),
    Site("length-negative", "BadAnswer", answer(b"<p>x</p>", length="-1")),
    Site("length-word", "BadAnswer", answer(b"<p>x</p>", length="many")),
    Site("length-twice", "BadAnswer", answer(b"<p>x</p>", HTML, "Content-Length: 3", length="8")),
    Site("length-huge", "TooLarge", answer(b"<p>x</p>", length="9" * 300)),
    Site("reset-in-the-middle", "ConnectionFailed", _resets),
    Site("gzip-bomb", "TooLarge", coded("gzip", gzip_bomb)),
    Site("deflate-bomb", "TooLarge", coded("deflate", lambda: zlib.compress(bytes(BOMB_BYTES // 2)))),
    Site("brotli-bomb", "TooLarge", coded("br", brotli_bomb)),
    Site("zstd-bomb", "TooLarge", coded("zstd", zstd_bomb)),
    Site("zstd-wide-window", "BadAnswer", coded("zstd", _wide_window)),
    Site("gzip-in-gzip", "fetched", coded("gzip, gzip", gzip.compress(_SMALL))),
    Site("gzip-bomb-in-gzip", "TooLarge", coded("gzip, gzip", lambda: gzip.compress(gzip_bomb()))),
    Site("gzip-thirty-deep", "BadAnswer", coded(", ".join(["gzip"] * 30), _SMALL)),
    Site("gzip-many-members", "BadAnswer", coded("gzip", gzip.compress(b"") * 150_000)),
    Site("gzip-garbage", "BadAnswer", coded("gzip", b"no gzip at all")),
    Site("gzip-cut", "BadAnswer", coded("gzip", gzip.compress(b"<p>cut" * 5_000)[:-40])),
    Site("gzip-empty", "fetched", coded("gzip", b"")),
    Site("deflate-garbage", "BadAnswer", coded("deflate", b"\xff" * 100)),
    Site("brotli-garbage", "BadAnswer", coded("br", b"\xff" * 100)),
    Site("brotli-cut", "BadAnswer", coded("br", brotli.compress(b"<p>cut</p>" * 500)[:-5])),
    Site("zstd-garbage", "BadAnswer", coded("zstd", b"\xff" * 100)),
    Site("coding-unknown", "UnsupportedContent", coded("lzma", b"\xfd7zXZ")),
)

WIRE = (*REDIRECTS, *HEADERS, *BODIES)
