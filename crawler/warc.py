"""One reading as WARC records (ISO 28500): the answer as it came, and the permission verdict beside it.

Written by hand, because a general writer costs more than fetching, parsing and storing the page together; read
with :mod:`warcio`, which also checks the digests in the tests.
"""

import base64
import json
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from uuid import uuid4

from crawler.items import Reading, Verdict

# The body was decoded before it was hashed; these headers describe what went over the wire.
_WIRE_HEADERS = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_COMPRESSION = 4
_SMALL_COMPRESSION, _SMALL_MEMORY = 1, 5
_LINE_BREAKS = str.maketrans("\r\n", "  ")


def records(reading: Reading, body: bytes) -> bytes:
    """Return a reading's response and metadata records, each a gzip member of its own as the standard asks.

    :param body: decoded, as it was hashed.
    """
    answer = _record("response", "application/http; msgtype=response", reading, _http_head(reading, body), body)
    verdict = _record("metadata", "application/json", reading, b"", _verdict(reading))
    # The level trades a tenth of size for half the time; the verdict is too short for a large window to pay.
    return _squeezed(answer, _COMPRESSION, zlib.DEF_MEM_LEVEL) + _squeezed(verdict, _SMALL_COMPRESSION, _SMALL_MEMORY)


def _record(kind: str, content_type: str, reading: Reading, head: bytes, payload: bytes) -> bytes:
    block = head + payload
    lines = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", f"<urn:uuid:{uuid4()}>"),
        ("WARC-Target-URI", reading.final_address or reading.page.address),
        ("WARC-Date", reading.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
        ("WARC-Payload-Digest", _digest(payload)),
        ("WARC-Block-Digest", _digest(block)),
        ("Content-Type", content_type),
        ("Content-Length", str(len(block))),
    ]
    return b"WARC/1.0\r\n" + _header(lines, "utf-8") + b"\r\n" + block + b"\r\n\r\n"


def _http_head(reading: Reading, body: bytes) -> bytes:
    lines = [(name, value) for name, value in reading.headers.items() if name.lower() not in _WIRE_HEADERS]
    lines.append(("Content-Length", str(len(body))))
    # Headers were read as Latin-1, which keeps every byte.
    return b"HTTP/1.1 %d OK\r\n" % (reading.status or 200) + _header(lines, "latin-1") + b"\r\n"


def _header(lines: Iterable[tuple[str, str]], encoding: str) -> bytes:
    text = "".join(f"{name}: {value.translate(_LINE_BREAKS)}\r\n" for name, value in lines)
    return text.encode(encoding, "replace")


def _digest(content: bytes) -> str:
    return f"sha256:{base64.b32encode(sha256(content).digest()).decode()}"


def _squeezed(record: bytes, level: int, memory: int) -> bytes:
    squeeze = zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS + 16, memory)
    return squeeze.compress(record) + squeeze.flush()


def _verdict(reading: Reading) -> bytes:
    # Not dataclasses.asdict: it copies every value of every page deeply.
    verdict = {name: getattr(reading.verdict, name) for name in Verdict.__dataclass_fields__}
    said = {"verdict": verdict, "role": reading.page.role} | ({"rendered": True} if reading.rendered else {})
    # The only value that JSON does not know is a time.
    return json.dumps(said, ensure_ascii=False, default=datetime.isoformat).encode("utf-8", "replace")
