"""Refusing a document that would keep the parser busy for minutes.

libxml2 compares each attribute of a tag with all before it: 40,000 attributes in 350 KB take seconds, twice as
many take ten times as long, and the parser runs in the reactor's thread, where nothing can interrupt it.
"""

import re

from crawler.errors import TooComplex

MOST_ATTRIBUTES = 1_000
"""Attributes of one tag; written by hand or by a program, real tags stay below a hundred."""
_WORK_FACTOR = 8
_FREE_BYTES = 1_000_000

# What ends soon without a quote is no long tag, whatever stands around it.
_START = re.compile(rb"<[A-Za-z_:.\x80-\xff](?![^>\"']{0,300}>)")
_ATTRIBUTE = (
    rb"[\s/]*+[^\s/>=][^\s/>=]*+"
    rb"(?:\s*+=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\s>]*+))?+"
    rb"|[\s/]*+="
)
_FEW = re.compile(rb"<[^\s/>]*+(?:%s){0,%d}+" % (_ATTRIBUTE, MOST_ATTRIBUTES))
_MANY = re.compile(rb"<[^\s/>]*+(?:%s){%d}+" % (_ATTRIBUTE, MOST_ATTRIBUTES + 1))
# A thousand attributes take at least two bytes each.
_LEAST_BYTES = 2 * MOST_ATTRIBUTES


def check(body: bytes) -> None:
    """Raise for a document whose tags hold too many attributes; takes time in proportion to its length.

    Tags are read as HTML reads them (quotes hide a ``>``), from each place where one could begin, because
    comments and scripts could hide where one really does.

    :raises TooComplex: also where the places overlap so much that looking at them all would take too long.
    """
    # UTF-16 differs from ASCII in its zero bytes, as far as markup goes.
    body = body.replace(b"\0", b"") if b"\0" in body else body
    left = _WORK_FACTOR * len(body) + _FREE_BYTES
    for start in _START.finditer(body):
        read = _FEW.match(body, start.start())
        length = read.end() - read.start() if read else 0
        left -= length
        if left < 0:
            raise TooComplex("its tags are nested into each other's attributes; it was not parsed")
        if length >= _LEAST_BYTES and _MANY.match(body, start.start()):
            raise TooComplex(f"one of its tags has more than {MOST_ATTRIBUTES} attributes; it was not parsed")
