"""Posts: the article that a page is, and the entries that an index page or a profile lists."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from htmldate import find_date

from extractors.addresses import absolute
from extractors.article_body import Body, body_of
from extractors.article_lists import ADDRESS_DATE, listed
from extractors.claims import Claim, StatedAt
from extractors.dates import from_iso, precision, written
from extractors.demo_content import is_demo
from extractors.feed import short
from extractors.language import language_of
from extractors.names import fold
from extractors.not_posts import LANGUAGE, is_listing, segments_of
from extractors.page import Page
from extractors.page_type import ARTICLE_TYPES, NOT_ARTICLES
from extractors.sentences import is_sensitive

NAME = "articles"
FIELDS = ("articles",)
LEXICONS = ("placeholders", "article_body")
USES_MODEL = False

DECLARED = 0.93
SHOWN = 0.85
LEAST_WORDS = 60
"""A page with fewer words in its main text is a stub, a redirect or a gallery."""
BYLINES, LONGEST_BYLINE = 3, 80
"""Lines below a heading that may hold its date, and their longest."""
ASIDE = ("nav", "footer", "aside", "comments")
LEAST_SUMMARY = 40
"""Characters of a paragraph that says what an article is about."""
SITE_SUFFIX = re.compile(r"\s+[|·•—–«»-]\s+")


def read(page: Page) -> Iterable[Claim]:
    """Return the article of an article page, or the entries of an index page."""
    if (page.type == "article" and not is_listing(page.address)) or _is_plain_post(page):
        return _own(page)
    if page.type == "profile" or (page.type == "index" and not is_listing(page.address + "/")):
        return listed(page)
    return []


def _own(page: Page) -> Iterator[Claim]:
    if page.root is None:
        return
    authors = _authors(page)
    if (authors and all(page.is_other(author) for author in authors)) or _is_translation(page):
        return
    declared = next(iter(page.structured.of_type(*ARTICLE_TYPES)), None)
    heading = _heading(page)
    title = (declared.text("headline", "name") if declared else None) or heading or _graph_title(page)
    if not title or is_demo(title) or is_sensitive(title):
        return
    body = body_of(page.root, page.visible, page.text.title or "")
    if declared is None and page.structured.graph("og:type") != "article" and body.words < LEAST_WORDS:
        return
    day = _date(page)
    address = _canonical(page)
    value: dict[str, Any] = {"title": title[:1000], "url": address}
    if day:
        value["date"] = day
    if summary := _summary(page, body):
        value["summary"] = summary
    if language := language_of(body.text, None) or page.text.language:
        value["language"] = language
    span = _span(page, title)
    evidence = page.evidence(*span) if span else page.pointed("html/head/title", title)
    if evidence is not None:
        stated = StatedAt(day, day, precision(day), "explicit") if day else None
        yield Claim("articles", value, DECLARED if declared else SHOWN, evidence, NAME, stated)


def _is_plain_post(page: Page) -> bool:
    """Tell whether a page that neither address nor markup explains is a post: a dated line right below its heading."""
    if page.type != "other" or not NOT_ARTICLES.isdisjoint(segments_of(page.address)):
        return False
    return _byline_date(page) is not None


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


def _summary(page: Page, body: Body) -> str | None:
    """Return what the author says that the article is about, else its first paragraph."""
    if not page.may_quote:
        return None
    said = [
        *(text for item in page.structured.of_type(*ARTICLE_TYPES) for text in item.texts("description")),
        *page.structured.open_graph.get("og:description", ()),
        *page.structured.open_graph.get("description", ()),
    ]
    # A description of the whole site stands on each page: the article's own repeats or introduces its words.
    own = [text for text in said if _introduces(text, body)]
    for text in [*own, *body.paragraphs]:
        plain = " ".join(text.split())
        if len(plain) >= LEAST_SUMMARY and not is_sensitive(short(plain)):
            return short(plain)
    return None


def _introduces(text: str, body: Body) -> bool:
    """Tell whether at least half of a description's longer words stand in the article."""
    words = set(re.findall(r"\w{5,}", text.lower()[:1000]))
    if not words:
        return False
    known = set(re.findall(r"\w{5,}", body.text.lower()))
    return len(words & known) * 2 >= len(words)


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
    if day := _byline_date(page):
        return day
    found = None
    with page.defects.noted("articles: date"):
        # The tree, never the text: one that looks like an address htmldate would go and fetch.
        found = find_date(
            page.root, original_date=True, extensive_search=False, max_date=page.fetched_at.date().isoformat()
        )
    return from_iso(found) if isinstance(found, str) else None


def _byline_date(page: Page) -> str | None:
    """Return the day on a short line by the heading: htmldate reads few languages but English and German."""
    lines = page.outline.lines
    first = next((line.number for line in lines if line.is_heading and line.region not in ASIDE), None)
    if first is None:
        return None
    for line in lines[max(0, first - 1) : first + 1 + BYLINES]:
        day = written(line.text) if len(line.text) <= LONGEST_BYLINE and line.number != first else None
        if day and len(day) == len("2020-01-01") and day <= page.fetched_at.date().isoformat():
            return day
    return None


def _is_translation(page: Page) -> bool:
    """Tell whether a page says that its article's own version is another: it would be proposed once per language."""
    if page.root is None:
        return False
    own = urlsplit(page.address)
    first, _, below = own.path.strip("/").partition("/")
    for link in page.root.iterfind(".//link[@hreflang]"):
        other = urlsplit(absolute(page.address, link.get("href") or "") or page.address)
        path = other.path.strip("/")
        if other.hostname != own.hostname or path in ("", own.path.strip("/")):
            continue
        if (link.get("hreflang") or "").lower() == "x-default" or (LANGUAGE.fullmatch(first) and path == below):
            return True
    return False


def _canonical(page: Page) -> str:
    """Return the address that the page gives itself, where it is on the same host."""
    if page.root is not None:
        for link in page.root.iterfind(".//link[@rel='canonical']"):
            address = absolute(page.address, link.get("href") or "") or page.address
            if urlsplit(address).hostname == urlsplit(page.address).hostname and urlsplit(address).path.strip("/"):
                return address
    return page.address
