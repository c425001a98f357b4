"""Undoing Content-Encoding."""

import gzip
import zlib

import brotli
import pytest

from crawler.answers.coding import MOST_CODINGS, MOST_MEMBERS, codings_of, decoded
from crawler.errors import BadAnswer, FetchError, TooLarge, UnsupportedContent

MOST = 1_000
TEXT = b"a page " * 100


def raw_deflate(body: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeeze.compress(body) + squeeze.flush()


@pytest.mark.parametrize(
    ("codings", "body"),
    [
        ("gzip", gzip.compress(TEXT)),
        ("x-gzip", gzip.compress(TEXT)),
        ("gzip", gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:])),
        ("gzip", gzip.compress(TEXT) + bytes(50)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
        ("br", brotli.compress(TEXT)),
        ("gzip, br", brotli.compress(gzip.compress(TEXT))),
        ("identity", TEXT),
    ],
)
def test_what_browsers_unpack_is_unpacked(codings: str, body: bytes) -> None:
    """Each coding, several of them, several streams, and padding behind the last."""
    assert decoded(body, codings_of([codings.encode()]), MOST) == TEXT


@pytest.mark.parametrize(("size", "error"), [(MOST, None), (MOST + 1, TooLarge), (100 * MOST, TooLarge)])
@pytest.mark.parametrize(
    ("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress)]
)
def test_unpacking_stops_at_its_bound(coding: str, pack: object, size: int, error: type[FetchError] | None) -> None:
    """The bound itself passes, one byte more does not."""
    packed = pack(bytes(size))  # type: ignore[operator]
    if error is None:
        assert decoded(packed, [coding], MOST) == bytes(size)
        return
    with pytest.raises(error):
        decoded(packed, [coding], MOST)


@pytest.mark.parametrize(
    ("codings", "body", "error"),
    [
        (["gzip"], gzip.compress(TEXT)[:-9], BadAnswer),
        (["gzip"], gzip.compress(TEXT)[:-1], BadAnswer),
        (["deflate"], zlib.compress(TEXT)[:-9], BadAnswer),
        (["br"], brotli.compress(TEXT)[:-1], BadAnswer),
        (["gzip"], b"garbage", BadAnswer),
        (["br"], b"\xff" * 50, BadAnswer),
        (["zstd"], b"\xff" * 50, BadAnswer),
        (["gzip"], gzip.compress(b"") * (MOST_MEMBERS + 1), BadAnswer),
        (["gzip"] * (MOST_CODINGS + 1), gzip.compress(TEXT), BadAnswer),
        (["lzma"], TEXT, UnsupportedContent),
    ],
)
def test_what_did_not_come_whole_is_an_error(codings: list[str], body: bytes, error: type[FetchError]) -> None:
    """A cut page must not pass as a whole one."""
    with pytest.raises(error):
        decoded(body, codings, MOST)


def test_nothing_is_nothing_under_each_coding() -> None:
    """Servers name a coding for empty bodies too."""
    assert decoded(b"", ["gzip", "br"], MOST) == b""
