"""The links of one HTML page, canonical, in page order, each address once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from crawler.answers.media import readable_name
from crawler.errors import GuardError
from crawler.guard import canonical, join

MOST_LINKS = 2_000
"""References of one page that are looked at, in page order."""
_MOST_PARENTS = 100
_MOST_NODES = 400
_LONGEST_PIECE = 1_000
_LONGEST_TEXT = 200
_LONGEST_META = 10_000
"""Characters of one meta element's content; the directives of real ones take a line."""
# Possessive: a megabyte of blanks would keep a backtracking match busy for hours.
_REFRESH = re.compile(r"^\s*+[\d.]*+\s*+[;,]\s*+(?:url\s*+=\s*+)?+['\"]?+\s*+([^'\"\s]++)", re.IGNORECASE)
_UNREAD_SCHEMES = ("mailto:", "tel:", "javascript:", "data:", "ftp:", "file:", "sms:", "callto:", "about:", "#")


@dataclass(frozen=True, slots=True)
class Link:
    """One link that leads to another page."""

    address: str
    text: str
    """The words a reader sees, in one line; the title or an image's alternative where there are none."""
    in_article: bool = False
    """Whether it stands in an ``article`` element or a list of posts marked as microformats h-entry."""


@dataclass(frozen=True, slots=True)
class HeadLink:
    """One ``<link>`` element."""

    address: str
    rel: frozenset[str]
    media_type: str


def base_of(root: HtmlElement, address: str) -> str:
    """Return the address that relative links start from."""
    for element in root.iter("base"):
        if href := element.get("href"):
            try:
                return join(address, href)
            except GuardError:
                return address
    return address


def links(root: HtmlElement, address: str) -> tuple[Link, ...]:
    """Return the links of a page to other pages: anchors, image maps, frames and its meta refresh."""
    base = base_of(root, address)
    here = canonical(address)
    found: dict[str, Link] = {}
    for element, reference in islice(_references(root), MOST_LINKS):
        if reference.lower().startswith(_UNREAD_SCHEMES):
            continue
        try:
            target = join(base, reference)
        except GuardError:
            continue
        if target == here or not readable_name(target):
            continue
        text = _text(element)
        before = found.get(target)
        if before is None or (text and not before.text):
            found[target] = Link(target, text, _in_article(element))
    return tuple(found.values())


def head_links(root: HtmlElement, address: str) -> tuple[HeadLink, ...]:
    """Return the ``<link>`` elements of a page, wherever they stand."""
    base = base_of(root, address)
    found = []
    for element in islice(root.iter("link"), MOST_LINKS):
        rel, href = element.get("rel"), (element.get("href") or "").strip()
        if not rel or not href:
            continue
        try:
            target = join(base, href)
        except GuardError:
            continue
        found.append(HeadLink(target, frozenset(rel.lower().split()), (element.get("type") or "").strip().lower()))
    return tuple(found)


def canonical_of(root: HtmlElement, address: str) -> str | None:
    """Return the address that a page names as its canonical one, or None; two different ones are none (RFC 6596)."""
    named = set()
    base = base_of(root, address)
    for element in islice(root.iter("link"), MOST_LINKS):
        href = (element.get("href") or "").strip()
        if href and "canonical" in (element.get("rel") or "").lower().split():
            try:
                named.add(join(base, href))
            except GuardError:
                continue
    return named.pop() if len(named) == 1 else None


def metas(root: HtmlElement) -> tuple[tuple[str, str], ...]:
    """Return (name, content) of the meta elements; a ``property`` or an ``http-equiv`` counts as a name."""
    return tuple(
        (name[:_LONGEST_PIECE], (element.get("content") or "")[:_LONGEST_META])
        for element in root.iter("meta")
        for attribute in ("name", "property", "http-equiv")
        if (name := element.get(attribute))
    )


def _references(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    for element in root.iter("a", "area", "frame", "iframe", "meta"):
        if element.tag == "meta":
            refresh = _REFRESH.match(element.get("content") or "")
            if (element.get("http-equiv") or "").lower() == "refresh" and refresh:
                yield element, refresh[1]
            continue
        reference = (element.get("href" if element.tag in ("a", "area") else "src") or "").strip()
        if reference:
            yield element, reference


def _text(element: HtmlElement) -> str:
    """Return the words inside a link; looks at its first few hundred nodes, since links can hold each other."""
    alternative = ""
    pieces: list[str] = []
    for event, node in islice(iterwalk(element, events=("start", "end", "comment", "pi")), _MOST_NODES):
        if event == "start":
            pieces.append((node.text or "")[:_LONGEST_PIECE])
            if node.tag == "img":
                alternative = alternative or node.get("alt") or ""
        elif node is not element:
            pieces.append((node.tail or "")[:_LONGEST_PIECE])
    words = " ".join("".join(pieces).split()) or alternative or element.get("title") or element.get("aria-label")
    return str(words or "")[:_LONGEST_TEXT]


def _in_article(element: HtmlElement) -> bool:
    return any(
        parent.tag == "article" or "h-entry" in (parent.get("class") or "")[:_LONGEST_PIECE].split()
        for parent in islice(element.iterancestors(), _MOST_PARENTS)
    )
