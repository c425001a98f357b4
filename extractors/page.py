"""One page, parsed once and handed to every extractor."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.items import PageRole, Snapshot
from extractors import outline as outlines
from extractors import structured_data
from extractors.addresses import absolute
from extractors.claims import Evidence, PageText, PageType, PersonHint
from extractors.decoding import decode
from extractors.defects import Defects
from extractors.language import language_of
from extractors.names import is_other_person, name_parts, same_name
from extractors.page_text import VisibleText, parse, visible_text
from extractors.page_type import article_elements, page_type
from extractors.sentences import LONGEST_QUOTE, Sentence, is_family, is_sensitive, quote_of, split
from extractors.skilling.lexicon import SkillLexicon, shipped
from extractors.structured_data import StructuredData

MOST_TEXT = 1_000_000
"""Characters of visible text above which a page counts as truncated and proposes nothing."""
READ_TEXT = 200_000
"""Characters that extractors read: a profile says who someone is early."""
LONGEST_ADDRESS = 2000
"""Characters; longer ones are files written into the page."""
FEED_STARTS = ("<?xml", "<rss", "<feed", "<rdf:rdf", "<!--")


@dataclass(frozen=True, slots=True)
class Link:
    """One anchor of a page."""

    href: str
    """Absolute, without its fragment."""
    text: str
    rel: frozenset[str]
    element: HtmlElement
    start: int | None
    """Where its text begins; None for an icon without text."""
    end: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """Everything extractors may look at."""

    address: str
    site: str
    role: PageRole
    fetched_at: datetime
    may_quote: bool
    person: PersonHint
    model: str | None
    source: str
    """The decoded body."""
    text: PageText
    root: HtmlElement | None = None
    visible: VisibleText = field(default_factory=lambda: VisibleText(""))
    outline: outlines.Outline = field(default_factory=lambda: outlines.Outline(()))
    sentences: tuple[Sentence, ...] = ()
    structured: StructuredData = field(default_factory=StructuredData)
    links: tuple[Link, ...] = ()
    link_ends: Mapping[int, int] = field(default_factory=dict)
    """Where a link's text begins, and where it ends."""
    unquoted: tuple[tuple[int, int], ...] = ()
    """Spans of the visible text under ``data-nosnippet``: extracted, never quoted."""
    document: Any = None
    """The parsed JSON of a data page."""
    truncated: bool = False
    defects: Defects = field(default_factory=Defects)
    """Where extractors write down what they could not read."""
    skill_lexicon: SkillLexicon = field(default_factory=shipped)
    """What names a skill: the shipped terms, and those that an operator imported."""

    @property
    def type(self) -> PageType:
        """The kind of page."""
        return self.text.page_type

    @property
    def names(self) -> tuple[str, ...]:
        """The names our person is known by."""
        return tuple(name for name in (self.person.name, *self.person.other_names) if name.strip())

    def is_person(self, name: str) -> bool:
        """Tell whether a name can be our person's."""
        return any(same_name(name, ours) for ours in self.names)

    def is_other(self, name: str) -> bool:
        """Tell whether a name clearly is someone else's."""
        return is_other_person(name, self.names)

    def evidence(self, start: int, end: int, refused: Callable[[str], bool] = is_sensitive) -> Evidence | None:
        """Return the evidence of a span of the visible text, None when its sentence must not be used."""
        quote = quote_of(self.sentences, start, end, refused)
        if quote is None:
            return None
        if self.text.text[start:end] not in quote:
            quote = self._as_it_stands(start, end)
        shown = self.may_quote and not is_family(quote) and not self._is_unquoted(start, end)
        return Evidence(quote if shown else None, start, end)

    def _as_it_stands(self, start: int, end: int) -> str:
        """Return the sentences that a value runs over with what stands between them, such as a title's subtitle."""
        touched = [one for one in self.sentences if one.start < end and one.end > start]
        begin = min([start, *(one.start for one in touched)])
        stop = max([end, *(one.end for one in touched)])
        if stop - begin > LONGEST_QUOTE:
            begin = start
        return self.text.text[begin : min(stop, begin + LONGEST_QUOTE)]

    def pointed(self, pointer: str, quote: str | None = None) -> Evidence | None:
        """Return the evidence of something outside the visible text, None when it must not be used."""
        if quote is not None and is_sensitive(quote):
            return None
        shown = quote if quote and self.may_quote and not is_family(quote) else ""
        if any(shown in self.text.text[first:last] for first, last in self.unquoted):
            shown = ""
        return Evidence(shown[:LONGEST_QUOTE] or None, pointer=pointer)

    def _is_unquoted(self, start: int, end: int) -> bool:
        """Tell whether the sentences that a span touches reach into what is not to be quoted."""
        if not self.unquoted:
            return False
        touched = [one for one in self.sentences if one.start < end and one.end > start]
        begin, stop = min([start, *(one.start for one in touched)]), max([end, *(one.end for one in touched)])
        return any(first < stop and last > begin for first, last in self.unquoted)


def text_sha256(page: Page) -> str:
    """Hash everything that is read: visible text, title, structured data and link targets.

    Wider than the words alone, since a new profile address or job title may stand in markup only.
    """
    seen: list[str] = [page.text.text, page.text.title or "", page.text.page_type]
    if page.root is None:
        seen.append(page.source)
    else:
        seen.append(structured_data.content_digest(page.root))
        seen += [meta.get("content") or "" for meta in page.root.iterfind(".//meta[@name='description']")]
        seen += [link.href for link in page.links]
    if page.unquoted:
        seen.append(repr(page.unquoted))
    return hashlib.sha256(json.dumps(seen).encode("utf-8", "replace")).hexdigest()


def build(snapshot: Snapshot, person: PersonHint, model: str | None = None) -> Page:
    """Parse a snapshot. Never raises for what a page contains: an unreadable one is an empty page."""
    source = decode(snapshot.body, snapshot.content_type)
    head = source[:1000].lstrip("\ufeff \t\r\n").lower()
    media = snapshot.content_type.split(";")[0].strip().lower()
    if media.endswith("json") or (head[:1] in "{[" and head[:1] and "html" not in media):
        return _data_page(snapshot, person, model, source)
    if _is_feed(media, head):
        return _page(snapshot, person, model, source, PageText("", None, None, "feed"))
    if media and not media.startswith(
        ("text/html", "application/xhtml", "text/plain", "application/octet-stream", "text/xml", "application/xml")
    ):
        return _page(snapshot, person, model, "", PageText("", None, None, "other"))
    return _html_page(snapshot, person, model, source)


def _is_feed(media: str, head: str) -> bool:
    if media in ("application/rss+xml", "application/atom+xml", "application/rdf+xml"):
        return True
    return head.startswith(FEED_STARTS) and any(mark in head for mark in ("<rss", "<feed", "<rdf:rdf"))


def _page(snapshot: Snapshot, person: PersonHint, model: str | None, source: str, text: PageText, **rest: Any) -> Page:
    return Page(
        address=snapshot.address,
        site=snapshot.site or urljoin(snapshot.address, "/"),
        role=snapshot.role,
        fetched_at=snapshot.fetched_at,
        may_quote=snapshot.may_quote,
        person=person,
        model=model,
        source=source,
        text=text,
        **rest,
    )


def _data_page(snapshot: Snapshot, person: PersonHint, model: str | None, source: str) -> Page:
    document, defects = None, Defects()
    try:
        document = json.loads(source)
    except (ValueError, RecursionError) as error:
        defects.add("page: json", error)
    return _page(snapshot, person, model, source, PageText("", None, None, "data"), document=document, defects=defects)


def _html_page(snapshot: Snapshot, person: PersonHint, model: str | None, source: str) -> Page:
    root = parse(source)
    visible = visible_text(root)
    truncated = len(visible.text) > MOST_TEXT
    own = {part for name in (person.name, *person.other_names) for part in name_parts(name)}
    lines = outlines.outline(visible, own)
    defects = Defects()
    structured = structured_data.read(root, snapshot.address, defects)
    site = snapshot.site or urljoin(snapshot.address, "/")
    kind = page_type(snapshot.address, site, snapshot.role, lines, structured, article_elements(root))
    links = tuple(_links(root, visible, snapshot.address))
    text = PageText(visible.text[:MOST_TEXT], _title(root), language_of(visible.text, _declared_language(root)), kind)
    return _page(
        snapshot, person, model, source, text,
        root=root, visible=visible, unquoted=_unquoted(root, visible), outline=lines,
        sentences=tuple(split(visible.text[:READ_TEXT])),
        structured=structured, links=links, truncated=truncated, defects=defects,
        link_ends={link.start: link.end for link in links if link.start is not None and link.end is not None},
    )  # fmt: skip


def _unquoted(root: HtmlElement, visible: VisibleText) -> tuple[tuple[int, int], ...]:
    """Return the spans of elements that carry ``data-nosnippet``, as Google documents it."""
    return tuple(visible.spans[one] for one in root.iterfind(".//*[@data-nosnippet]") if one in visible.spans)


def _title(root: HtmlElement) -> str | None:
    element = root.find(".//head/title")
    if element is None:
        element = root.find(".//title")
    words = " ".join("".join(element.itertext()).split()) if element is not None else ""
    return words[:500] or None


def _declared_language(root: HtmlElement) -> str | None:
    html = root if root.tag == "html" else root.find(".//html")
    if html is None:
        return None
    return html.get("lang") or html.get("{http://www.w3.org/XML/1998/namespace}lang")


def _links(root: HtmlElement, visible: VisibleText, address: str) -> Iterator[Link]:
    base = root.find(".//base[@href]")
    origin = (absolute(address, base.get("href") or "") if base is not None else None) or address
    for element in root.iter("a", "link", "area"):
        href = (element.get("href") or "").strip()
        rel = frozenset((element.get("rel") or "").lower().split())
        if not href or href.startswith("#") or (element.tag == "link" and "me" not in rel):
            continue
        if len(href) > LONGEST_ADDRESS:
            continue  # a file written into the page
        target = absolute(origin, href)
        if target is None or urlsplit(target).scheme not in ("http", "https", "mailto"):
            continue
        start, end = visible.spans.get(element, (None, None))
        yield Link(urldefrag(target)[0], visible.of(element), rel, element, start, end)
