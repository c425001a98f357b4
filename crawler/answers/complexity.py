"""Refusing a document that would keep the parser busy for minutes, or that it would read in part.

libxml2 compares each attribute of a tag with all before it: 40,000 attributes in 350 KB take seconds, twice as
many take ten times as long, and the parser runs in the reactor's thread, where nothing can interrupt it. Entities
that are made of entities multiply ("billion laughs"). Below a certain depth libxml2 stops without a word, and a
page that was read in part must not pass as a whole one.
"""

import re

from lxml import etree

from crawler.errors import TooComplex, UnsupportedContent

MOST_ATTRIBUTES = 1_000
"""Attributes of one tag; written by hand or by a program, real tags stay below a hundred."""
DEEPEST = 2_000
"""Elements inside each other; libxml2 stops at 2,048, Chromium flattens at 512."""
LONGEST_ENTITY = 100
"""Bytes of an entity's text: real ones stand for a character or a name."""
MOST_DECLARATIONS = 1_000
_WORK_FACTOR = 8
_FREE_BYTES = 1_000_000

_PROLOG = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?:\s++|<\?(?:(?!\?>).)*+\?>|<!--(?:(?!-->).)*+-->)*+", re.DOTALL
)
_SUBSET = re.compile(rb"<!DOCTYPE(?:[^\[>\"']|\"[^\"]*+\"|'[^']*+')*+\[")
_ENTITY = re.compile(rb"<!ENTITY\s++(?:%\s++)?[^\s\"'>]++\s++(?:\"([^\"]*+)\"|'([^']*+)')")
_OUTSIDE = re.compile(rb"<!ENTITY\s++[^\s%\"'>]++\s++(?:SYSTEM|PUBLIC)\b")
_REFERENCE = re.compile(rb"[&%][^#]")
_DECLARATION = re.compile(
    rb"\s*+(?:<!--(?:(?!-->).)*+-->|<\?(?:(?!\?>).)*+\?>|%[^;\s]++;|<!(?:[^\"'>]|\"[^\"]*+\"|'[^']*+')*+>)", re.DOTALL
)
_SUBSET_END = re.compile(rb"\s*+\]")

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
    :raises UnsupportedContent: for entities that stand for files or addresses elsewhere.
    """
    # UTF-16 differs from ASCII in its zero bytes, as far as markup goes.
    body = body.replace(b"\0", b"") if b"\0" in body else body
    _check_entities(body)
    left = _WORK_FACTOR * len(body) + _FREE_BYTES
    for start in _START.finditer(body):
        read = _FEW.match(body, start.start())
        length = read.end() - read.start() if read else 0
        left -= length
        if left < 0:
            raise TooComplex("its tags are nested into each other's attributes; it was not parsed")
        if length >= _LEAST_BYTES and _MANY.match(body, start.start()):
            raise TooComplex(f"one of its tags has more than {MOST_ATTRIBUTES} attributes; it was not parsed")


def check_depth(root: etree._Element) -> None:
    """Raise for a tree at whose bottom the parser stopped; the last element of a cut tree is its deepest.

    :raises TooComplex: from :data:`DEEPEST` elements inside each other.
    """
    depth = 0
    while len(root):
        root = root[-1]
        depth += 1
    if depth >= DEEPEST:
        raise TooComplex(f"{DEEPEST} elements inside each other; its rest would be lost")


def _check_entities(body: bytes) -> None:
    prolog = _PROLOG.match(body)
    subset = _SUBSET.match(body, prolog.end() if prolog else 0)
    if subset is None:
        return
    at = subset.end()
    for _ in range(MOST_DECLARATIONS):
        if _SUBSET_END.match(body, at):
            return
        declaration = _DECLARATION.match(body, at)
        if declaration is None:
            raise TooComplex("its document type cannot be read; it was not parsed")
        _check_declaration(declaration[0].lstrip())
        at = declaration.end()
    raise TooComplex(f"its document type has more than {MOST_DECLARATIONS} declarations; it was not parsed")


def _check_declaration(declaration: bytes) -> None:
    if _OUTSIDE.match(declaration):
        raise UnsupportedContent("an entity that stands for something elsewhere; nothing here fetches it")
    if inside := _ENTITY.match(declaration):
        text = inside[1] or inside[2] or b""
        if len(text) > LONGEST_ENTITY or _REFERENCE.search(text):
            raise TooComplex("entities that multiply; it was not parsed")
