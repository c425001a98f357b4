"""How much head and how many chunks an answer may have, and what counts as HTTP at all.

Scrapy bounds the body's bytes. The head is bounded here: Twisted by itself collects header lines for as long as they
come, and skips interim answers (``100 Continue``, ``103 Early Hints``) without end.
"""

from scrapy.core.downloader.handlers.http11 import _LenientHTTP11ClientProtocol, _LenientHTTPClientParser
from twisted.internet.defer import Deferred
from twisted.web._newclient import STATUS
from twisted.web._newclient import Request as WireRequest
from twisted.web.http import _ChunkedTransferDecoder
from twisted.web.iweb import IResponse

from crawler.errors import BadAnswer, TooLarge

LONGEST_LINE = 65_536
"""Bytes of one header line; Content-Security-Policy lines of 20 KB exist."""
MOST_HEAD_BYTES = 262_144
"""Bytes of an answer's whole head, interim answers included; as much as Chromium takes."""
MOST_HEAD_LINES = 1_000
MOST_CHUNKS = 100_000
"""Of one body; a body in chunks of a byte costs thousandfold what it weighs."""
_VERSION = b"HTTP/"


class _BoundedChunks(_ChunkedTransferDecoder):
    """Takes a body in chunks apart."""

    _chunks = 0

    def _dataReceived_CHUNK_LENGTH(self) -> bool:  # noqa: N802 - Twisted's name
        self._chunks += 1
        if self._chunks > MOST_CHUNKS:
            raise TooLarge(f"more than {MOST_CHUNKS} chunks")
        return bool(super()._dataReceived_CHUNK_LENGTH())


class BoundedParser(_LenientHTTPClientParser):
    """Reads one answer.

    :raises TooLarge: for a head over its bounds.
    :raises BadAnswer: for what does not begin as HTTP does.
    """

    MAX_LENGTH = LONGEST_LINE
    _transferDecoders = {b"chunked": _BoundedChunks}  # noqa: N815, RUF012 - Twisted's attribute
    _head_bytes = 0
    _head_lines = 0

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        """Read on; what is no HTTP is told by its first bytes, whether or not a line's end ever comes."""
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        if self.state == STATUS:
            _check_start(self._buffer)

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        """Read one line of the head."""
        self._head_bytes += len(line) + 1
        self._head_lines += 1
        if self._head_bytes > MOST_HEAD_BYTES:
            raise TooLarge(f"headers of more than {MOST_HEAD_BYTES} bytes")
        if self._head_lines > MOST_HEAD_LINES:
            raise TooLarge(f"more than {MOST_HEAD_LINES} header lines")
        if self.state == STATUS:
            _check_start(line)
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: ARG002, N802 - Twisted's names
        """End an answer whose line does not."""
        raise TooLarge(f"a header line of more than {LONGEST_LINE} bytes")

    def statusReceived(self, status: bytes) -> None:  # noqa: N802 - Twisted's name
        """Read the status line; RFC 9110 section 15 gives a status three digits."""
        super().statusReceived(status)  # type: ignore[no-untyped-call]
        if not 100 <= self.response.code <= 999:
            raise BadAnswer(f"a status of {self.response.code}")


class BoundedProtocol(_LenientHTTP11ClientProtocol):
    """A connection whose answers a :class:`BoundedParser` reads."""

    def request(self, request: WireRequest) -> "Deferred[IResponse]":
        """See :class:`twisted.web._newclient.HTTP11ClientProtocol`."""
        answer = super().request(request)
        if self._parser is not None:
            # Scrapy sets its parser the same way: Twisted names the class inside request().
            self._parser.__class__ = BoundedParser
        return answer


def _check_start(line: bytes) -> None:
    start = line[: len(_VERSION)].upper()
    if not (_VERSION.startswith(start) if len(line) < len(_VERSION) else start == _VERSION):
        raise BadAnswer(f"no HTTP: it begins with {line[:20]!r}")
