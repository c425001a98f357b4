"""Which pages a feed or a sitemap lists: RSS, Atom, JSON Feed, sitemaps and their indexes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from crawler.answers import complexity
from crawler.answers.charsets import xml_text
from crawler.answers.media import readable_name
from crawler.errors import GuardError, TooComplex
from crawler.guard import join

MOST_ENTRIES = 2_000
_LIMITS = frozenset({"ERR_RESOURCE_LIMIT", "ERR_ENTITY_LOOP", "ERR_NAME_TOO_LONG"})


@dataclass(frozen=True, slots=True)
class Listing:
    """What one document lists, in its order."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    """Further sitemaps, for a sitemap index."""


def feed_pages(body: bytes, address: str) -> tuple[str, ...]:
    """Return the pages that a feed's entries point at; empty for what is no feed.

    :raises crawler.errors.TooComplex: when its markup would take too long to parse.
    :raises crawler.errors.UnsupportedContent: for XML in an encoding that is not read.
    """
    if body.lstrip()[:1] == b"{":
        return tuple(_canonical(_json_references(body), address))
    root = parse_xml(body)
    return () if root is None else tuple(_canonical(_feed_references(root), address))


def sitemap_listing(body: bytes, address: str) -> Listing:
    """Return what a sitemap or a sitemap index lists; empty for what is neither.

    :raises crawler.errors.TooComplex: when its markup would take too long to parse.
    :raises crawler.errors.UnsupportedContent: for XML in an encoding that is not read.
    """
    root = parse_xml(body)
    if root is None:
        return Listing()
    locations = tuple(_canonical(_locations(root), address))
    match _name(root):
        case "sitemapindex":
            return Listing(sitemaps=locations)
        case "urlset":
            return Listing(pages=tuple(one for one in locations if readable_name(one)))
        case _:
            return Listing()


def parse_xml(body: bytes) -> etree._Element | None:
    """Return the root of a stranger's XML document, or None for what is none.

    :raises crawler.errors.TooComplex: when its markup would take too long to parse.
    :raises crawler.errors.UnsupportedContent: for XML in an encoding that is not read.
    """
    # One decoder and one encoding: libxml2 knows encodings in which a look at the bytes finds no markup.
    body = xml_text(body).lstrip().encode("utf-8", "replace")
    complexity.check(body)
    # Entities and the network stay off: the document is a stranger's.
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False, encoding="utf-8")
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if any(entry.type_name in _LIMITS for entry in parser.error_log):
        raise TooComplex("more than the XML parser's limits of depth, length or entities allow")
    return root


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _feed_references(root: etree._Element) -> Iterator[str]:
    for entry in root.iter():
        if _name(entry) in ("item", "entry") and (reference := _entry_reference(entry)):
            yield reference


def _entry_reference(entry: etree._Element) -> str | None:
    permalink = None
    for child in entry:
        name = _name(child)
        if name == "link":
            reference = (child.get("href") or child.text or "").strip()
            if reference and (child.get("rel") or "alternate") == "alternate":
                return reference
        if name == "guid" and (child.get("isPermaLink") or "true").lower() == "true":
            permalink = (child.text or "").strip()
    return permalink if permalink and permalink.startswith(("http://", "https://")) else None


def _json_references(body: bytes) -> Iterator[str]:
    try:
        document = json.loads(body)
    except RecursionError as error:
        raise TooComplex("lists inside each other, too deep to read") from error
    except ValueError:
        return
    items = document.get("items") if isinstance(document, dict) else None
    for item in items if isinstance(items, list) else ():
        reference = item.get("url") if isinstance(item, dict) else None
        if isinstance(reference, str):
            yield reference


def _locations(root: etree._Element) -> Iterator[str]:
    for entry in root:
        for child in entry:
            if _name(child) == "loc" and child.text:
                yield child.text.strip()
                break


def _canonical(references: Iterator[str], address: str) -> Iterator[str]:
    seen: set[str] = set()
    for reference in references:
        try:
            found = join(address, reference)
        except GuardError:
            continue
        if found not in seen:
            seen.add(found)
            yield found
        if len(seen) >= MOST_ENTRIES:
            return
