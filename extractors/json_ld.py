"""JSON-LD as sites really write it: with comments, entities, commas before a bracket, several objects in a block.

Strict JSON is read as it is; only what fails is mended, and only outside of its strings.
"""

import html
import json
import re
from typing import Any

LARGEST = 500_000
"""Characters of one block that are read."""
MOST_OBJECTS = 50
OPENING = re.compile(r"\s*(?:/[/*]\s*)?(?:<!\[CDATA\[|<!--)(?:\s*\*/)?")
CLOSING = re.compile(r"(?:/[/*]\s*)?(?:\]\]>|-->)(?:\s*\*/)?$")
TOKEN = re.compile(
    r"""(?P<string>"(?:[^"\\]|\\.)*+(?:"|\Z))|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)|,(?=\s*[}\]])""", re.DOTALL
)
BAD_ESCAPE = re.compile(r'\\(?P<char>[^"\\/bfnrtu])')
BETWEEN = re.compile(r"[\s,;]*")


def read_block(text: str) -> list[Any]:
    """Return the objects of one block, in order.

    :raises ValueError: when nothing of it can be read.
    :raises RecursionError: when it is nested too deeply.
    """
    if len(text) > LARGEST:
        raise ValueError(f"a block of {len(text)} characters")
    if not text.strip():
        return []
    try:
        return _flat(json.loads(text, strict=False))
    except ValueError as error:
        mended = _mended(text)
        found = _objects(mended)
        if not found and "&quot;" in text:
            found = _objects(_mended(html.unescape(text)))
        if not found:
            raise error
        return found


def _mended(text: str) -> str:
    plain = text.replace("\ufeff", "").rstrip().rstrip(";")
    opening = OPENING.match(plain)
    plain = CLOSING.sub("", plain[opening.end() :] if opening else plain)
    return TOKEN.sub(_kept, plain)


def _kept(match: re.Match[str]) -> str:
    string = match["string"]
    return BAD_ESCAPE.sub(lambda bad: bad["char"], string) if string else ""


def _objects(text: str) -> list[Any]:
    """Read one JSON value after the other; what stands behind the first unreadable one is lost."""
    decoder = json.JSONDecoder(strict=False)
    found: list[Any] = []
    position = BETWEEN.match(text).end()  # type: ignore[union-attr]
    while position < len(text) and len(found) < MOST_OBJECTS:
        try:
            value, position = decoder.raw_decode(text, position)
        except ValueError:
            break
        if isinstance(value, dict | list):
            found += _flat(value)
        position = BETWEEN.match(text, position).end()  # type: ignore[union-attr]
    return found


def _flat(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
