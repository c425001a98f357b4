"""The hash of what a document says, so that other bytes alone make no page changed.

Pages differ from one reading to the next in what nobody reads: tokens, nonces, comments, names of style sheets, the
minute a feed was built. Hashed is what extraction could learn from: visible text with the elements it stands in,
links, dates, structured data (JSON-LD, microdata, RDFa, microformats) and meta elements. In doubt a difference
counts: an unchanged page that is read again costs little, a change that is never seen costs the purpose.
"""

import json
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

from lxml.etree import _Element as Element

from crawler.errors import FetchError, GuardError
from crawler.frontier.listings import parse_xml
from crawler.guard import join, parse

VERSION = "1"
"""Part of every hash: another way of hashing makes every page once look changed, never unchanged."""
LEAST_TEXT = 200
"""Characters of visible text below which a page has no hash: its scripts may write what it says."""

_UNSEEN = frozenset({"script", "style"})
_MARKS = frozenset({"del", "s", "strike", "ins", "template", "noscript", "article", "time"})
"""Elements whose mere presence around a text changes what it says."""
_ATTRIBUTES = frozenset(
    {
        "about", "alt", "aria-level", "cite", "content", "datetime", "hidden", "href", "itemid", "itemprop", "itemref",
        "itemscope", "itemtype", "label", "lang", "property", "rel", "resource", "role", "title", "typeof", "vocab",
    }
)  # fmt: skip
# Microformats name their properties in classes; other classes are the style sheet's, and many change with each build.
_MICROFORMAT = re.compile(r"(?:h|p|u|dt|e)-[a-z-]+|vcard|fn|n|org|role|title|hentry|entry-title|published|updated|adr")
_RESOURCES = frozenset(
    {
        "stylesheet", "preload", "prefetch", "modulepreload", "preconnect", "dns-prefetch", "icon", "apple-touch-icon",
        "mask-icon", "manifest",
    }
)  # fmt: skip
_TECHNICAL_METAS = frozenset(
    {
        "build", "csp", "csrf", "fingerprint", "generator", "nonce", "policy", "rendered", "request", "revision",
        "session", "timestamp", "token", "trace", "traceparent", "visitor", "xsrf",
    }
)  # fmt: skip
_NAME_PARTS = re.compile(r"[^a-z0-9]+")
# What a feed says about itself; the same names inside an entry are about the entry, and count.
_OF_FEED = frozenset({"lastbuilddate", "pubdate", "updated", "date", "generator", "ttl"})
_FEEDS = frozenset({"channel", "feed"})


def of_html(root: Element, address: str) -> str | None:
    """Return the hash of a parsed HTML page, or None for one that says too little.

    :param address: where the page came from.
    """
    pieces: list[str] = []
    letters = 0
    for element in root.iter():
        tag = element.tag
        if isinstance(tag, str):
            pieces.extend(_said_by(element, tag, address))
            if tag not in _UNSEEN and (text := _words(element.text)):
                pieces += ("<", tag, text)
                letters += len(text)
        if tail := _words(element.tail):
            pieces.append(tail)
            letters += len(tail)
    return _hash("html", pieces) if letters >= LEAST_TEXT else None


def of_document(body: bytes) -> str | None:
    """Return the hash of a feed, a sitemap or a JSON document; None for anything else."""
    start = body.lstrip()[:1]
    if start in (b"{", b"["):
        return _of_json(body)
    if start != b"<":
        return None
    try:
        root = parse_xml(body)
    except FetchError:
        return None
    return None if root is None else _hash("xml", _said_by_xml(root))


def _said_by(element: Element, tag: str, address: str) -> Iterator[str]:
    if tag in _MARKS:
        yield f"<{tag}>"
    if tag == "script":
        # The one kind of script that states facts; all others are means.
        if "ld+json" in (element.get("type") or "").lower():
            yield _words(element.text)
        return
    if not element.attrib:
        return
    if tag == "link" and not _RESOURCES.isdisjoint((element.get("rel") or "").lower().split()):
        return
    if tag == "meta" and _is_technical(element):
        return
    for name, value in element.attrib.items():
        if name in _ATTRIBUTES:
            yield f"{name}={value}"
        elif name == "class":
            yield from (token for token in value.split() if _MICROFORMAT.fullmatch(token))
        elif (
            (tag == "meta" and name in ("name", "http-equiv"))
            or (tag == "data" and name == "value")
            or (tag in ("frame", "iframe") and name == "src" and _same_host(address, value))
        ):
            yield f"{name}={value}"


def _is_technical(meta: Element) -> bool:
    name = meta.get("name") or meta.get("http-equiv") or ""
    return not _TECHNICAL_METAS.isdisjoint(_NAME_PARTS.split(name.lower()))


def _same_host(address: str, reference: str) -> bool:
    """Whether a frame shows a page of the same host; another host's is an advertisement or a player."""
    try:
        return parse(join(address, reference)).host == parse(address).host
    except GuardError:
        return False


def _said_by_xml(root: Element) -> Iterator[str]:
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        above = element.getparent()
        if above is not None and _local(above) in _FEEDS and _local(element) in _OF_FEED:
            continue
        yield f"<{element.tag}>{_words(element.text)}"
        yield from (f"{name}={value}" for name, value in element.attrib.items())
        yield _words(element.tail)


def _of_json(body: bytes) -> str | None:
    try:
        said = json.dumps(json.loads(body), sort_keys=True)
    except (ValueError, RecursionError):
        return None
    return _hash("json", [said])


def _local(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _words(text: str | None) -> str:
    """Return a text with each run of white space as one space; empty for white space alone."""
    if not text:
        return ""
    words = " ".join(text.split())
    if not words:
        return ""
    before, after = " " if text[0].isspace() else "", " " if text[-1].isspace() else ""
    return f"{before}{words}{after}"


def _hash(kind: str, pieces: Iterable[str]) -> str:
    said = "\x1f".join((VERSION, kind, *pieces))
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
