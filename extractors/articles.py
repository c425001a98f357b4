"""Posts: the article that a page is, and the dated entries that an index page lists."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from htmldate import find_date
from lxml.html import HtmlElement
from trafilatura import bare_extraction

from extractors.addresses import absolute
from extractors.claims import Claim, StatedAt
from extractors.dates import from_iso, precision, written
from extractors.demo_content import is_demo
from extractors.names import fold
from extractors.page import Link, Page
from extractors.page_type import ARTICLE_TYPES, NEXT_PAGE
from extractors.sentences import is_sensitive

NAME = "articles"
FIELDS = ("articles",)
LEXICONS = ("placeholders",)
USES_MODEL = False

DECLARED = 0.93
SHOWN = 0.85
LISTED = 0.8
LEAST_WORDS = 60
"""A page with fewer words in its main text is a stub, a redirect or a gallery."""
SITE_SUFFIX = re.compile(r"\s+[|·•—–«»-]\s+")
ADDRESS_DATE = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?:[/-]|$)")
NOT_POSTS = re.compile(
    r"/(?:news|books?|projects?|portfolio|teaching|courses?|talks?|software|links|bookmarks|photos|gallery)/"
)
"""Listings of other things than posts."""


def read(page: Page) -> Iterable[Claim]:
    """Return the article of an article page, or the entries of an index page."""
    if page.type == "article":
        return _own(page)
    if page.type == "profile" or (page.type == "index" and not NOT_POSTS.search(page.address.lower() + "/")):
        return _entries(page)
    return []


def _own(page: Page) -> Iterator[Claim]:
    if page.root is None:
        return
    authors = _authors(page)
    if authors and all(page.is_other(author) for author in authors):
        return
    declared = next(iter(page.structured.of_type(*ARTICLE_TYPES)), None)
    heading = _heading(page)
    title = (declared.text("headline", "name") if declared else None) or heading or _graph_title(page)
    if not title or is_demo(title) or is_sensitive(title):
        return
    if declared is None and page.structured.graph("og:type") != "article" and not _has_body(page):
        return
    day = _date(page)
    address = _canonical(page)
    value: dict[str, Any] = {"title": title[:1000], "url": address}
    if day:
        value["date"] = day
    if page.text.language:
        value["language"] = page.text.language
    span = _span(page, title)
    evidence = page.evidence(*span) if span else page.pointed("html/head/title", title)
    if evidence is not None:
        stated = StatedAt(day, day, precision(day), "explicit") if day else None
        yield Claim("articles", value, DECLARED if declared else SHOWN, evidence, NAME, stated)


def _authors(page: Page) -> list[str]:
    names = [name for item in page.structured.of_type(*ARTICLE_TYPES) for name in item.names("author")]
    names += page.structured.open_graph.get("author", ())
    names += [name for name in page.structured.open_graph.get("article:author", ()) if "/" not in name]
    if not names and page.root is not None:
        classes = " or ".join(f"contains(concat(' ', @class, ' '), ' {name} ')" for name in ("p-author", "byline"))
        path = f".//*[@rel='author' or {classes}]"
        byline = [" ".join(element.itertext()) for element in page.root.xpath(path)[:3]]
        names += [
            re.sub(r"^\s*(?:by|von|posted by|written by)\s+", "", text, flags=re.IGNORECASE).strip() for text in byline
        ]
    return [name for name in names if 0 < len(name) < 100]


def _heading(page: Page) -> str | None:
    """Return the heading of the article: the one that the page's title repeats, else the only h1."""
    tops = [" ".join(page.visible.of(element).split()) for element in page.visible.spans if element.tag in ("h1", "h2")]
    tops = [text for text in tops[:6] if text]
    title = fold(page.text.title or "")
    repeated = [text for text in tops if len(text) > 3 and fold(text) in title]
    firsts = [" ".join(page.visible.of(element).split()) for element in page.visible.spans if element.tag == "h1"]
    if repeated:
        # The site's own name stands in each title too: the title begins with the article's.
        return min(repeated, key=lambda text: (title.index(fold(text)), -len(text)))
    return firsts[0] if len(firsts) == 1 else None


def _graph_title(page: Page) -> str | None:
    title = page.structured.graph("og:title") or page.text.title
    return SITE_SUFFIX.split(title)[0].strip() if title else None


def _span(page: Page, title: str) -> tuple[int, int] | None:
    start = page.text.text.find(title)
    return (start, start + len(title)) if start >= 0 else None


def _has_body(page: Page) -> bool:
    document = None
    with page.defects.noted("articles: main text"):
        document = bare_extraction(
            page.source, favor_precision=True, include_comments=False, include_tables=False, with_metadata=False
        )
    words = (getattr(document, "text", None) or "").split()
    return len(words) >= LEAST_WORDS


def _date(page: Page) -> str | None:
    stated = [
        text for item in page.structured.of_type(*ARTICLE_TYPES) for text in item.texts("datePublished", "dateCreated")
    ]
    stated += page.structured.open_graph.get("article:published_time", ())
    for text in stated:
        if day := from_iso(text):
            return day
    if match := ADDRESS_DATE.search(urlsplit(page.address).path + "/"):
        return from_iso("-".join(match.groups()))
    if page.root is None:
        return None
    times = [element for element in page.root.iter("time") if element.get("datetime")]
    if times and (day := from_iso(times[0].get("datetime") or "")):
        return day
    found = None
    with page.defects.noted("articles: date"):
        # The tree, never the text: one that looks like an address htmldate would go and fetch.
        found = find_date(
            page.root, original_date=True, extensive_search=False, max_date=page.fetched_at.date().isoformat()
        )
    return from_iso(found) if isinstance(found, str) else None


def _canonical(page: Page) -> str:
    """Return the address that the page gives itself, where it is on the same host."""
    if page.root is not None:
        for link in page.root.iterfind(".//link[@rel='canonical']"):
            address = absolute(page.address, link.get("href") or "") or page.address
            if urlsplit(address).hostname == urlsplit(page.address).hostname and urlsplit(address).path.strip("/"):
                return address
    return page.address


def _entries(page: Page) -> Iterator[Claim]:
    if page.root is None:
        return
    seen: set[str] = set()
    for link in page.links:
        if link.href in seen or link.start is None or not _may_be_post(page, link):
            continue
        title = link.text.strip()
        entry, day = _dated_entry(page, link.element)
        if entry is None or day is None or day > page.fetched_at.date().isoformat()[: len(day)]:
            continue
        if len(title.split()) < 2 or len(title) > 200 or is_demo(title) or is_sensitive(title):
            continue
        seen.add(link.href)
        evidence = page.evidence(link.start, link.start + len(title))
        if evidence is not None:
            value: dict[str, Any] = {"title": title, "url": link.href, "date": day}
            yield Claim("articles", value, LISTED, evidence, NAME, StatedAt(day, day, precision(day), "explicit"))


def _may_be_post(page: Page, link: Link) -> bool:
    """Tell whether a link can be a post: on the person's own host, and no label and no other listing."""
    parts, own = urlsplit(link.href), urlsplit(page.address)
    if parts.hostname != own.hostname or parts.path in ("", "/", own.path) or NEXT_PAGE.search(link.href):
        return False
    if re.search(r"/(?:tags?|categor(?:y|ies)|author|page)/", parts.path.lower() + "/") or NOT_POSTS.search(
        parts.path.lower() + "/"
    ):
        return False
    if re.search(r"\.(?:pdf|zip|png|jpe?g|svg|gif|bib|pptx?)$", parts.path.lower()):
        return False
    line = page.outline.at(link.start or 0)
    if (
        line is None
        or line.region in ("nav", "footer", "comments")
        or line.section in ("news", "related", "talks", "teaching")
    ):
        return False
    if len(line.text) > len(link.text) + 60:
        return False  # a link inside a sentence
    return page.type == "index" or line.section == "posts"


def _dated_entry(page: Page, element: HtmlElement) -> tuple[HtmlElement | None, str | None]:
    """Return the smallest block around a link that also holds a date, and no second entry."""
    for depth, block in enumerate(element.iterancestors()):
        if depth > 6 or block.tag in ("body", "main", "ul", "ol", "tbody", "table"):
            break
        text = page.visible.of(block)
        if len(text) > 3000 and block.tag != "article":
            break
        times = [time for time in block.iter("time") if time.get("datetime") or (time.text or "").strip()]
        days = {from_iso(time.get("datetime") or "") or written(time.text_content()) for time in times} - {None}
        if len(days) == 1:
            return block, days.pop()
        day = (
            None
            if times or block.tag in ("p", "span", "em")
            else written(text.replace(page.visible.of(element), " ")[:200])
        )
        if day and len(day) == len("2020-01-01"):
            return block, day
    if match := ADDRESS_DATE.search(urlsplit(element.get("href") or "").path + "/"):
        return element, from_iso("-".join(match.groups()))
    return None, None
