"""Entries of an RSS or Atom feed, as articles."""

import re
from collections.abc import Iterable, Iterator, Mapping
from email.utils import parsedate_tz
from typing import Any

import feedparser
from lxml.etree import LxmlError
from lxml.html import fromstring

from extractors.addresses import absolute
from extractors.claims import Claim, StatedAt
from extractors.dates import from_iso, precision
from extractors.demo_content import is_demo
from extractors.language import language_of
from extractors.not_posts import is_listing, is_own_page, is_term
from extractors.page import Page
from extractors.sentences import is_sensitive

NAME = "feed"
FIELDS = ("articles",)
LEXICONS = ("placeholders",)
USES_MODEL = False

DECLARED = 0.95
"""A feed states title, address and date of each post by definition."""
LONGEST_SUMMARY = 300
LONGEST_AUTHORS = 2000
"""Characters of a field of authors that are read."""
MOST_MARKUP = 20_000
"""Characters of an entry's markup that are read for its summary and language."""
MOST_CATEGORIES = 5000
CATEGORY = re.compile(r"<category\b[^>]{0,2000}>(?:[^<]{0,2000}</category\s{0,9}>)?")
SEVERAL = re.compile(r" ?(?:,|;|&|\band\b|\bund\b) ?")


def read(page: Page) -> Iterable[Claim]:
    """Return one claim per entry that is not clearly someone else's."""
    if page.type != "feed":
        return
    parsed = feedparser.parse(
        _without_floods(page.source).encode("utf-8"),
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    feed_authors = _authors(parsed.feed)
    texts = [f"{entry.get('title') or ''} {entry.get('summary') or ''}"[:MOST_MARKUP] for entry in parsed.entries[:50]]
    # One short entry may not show its language; all of them together do.
    language = language_of(_plain(" ".join(texts)), None)
    for number, entry in enumerate(parsed.entries):
        authors = _authors(entry) or feed_authors
        if authors and all(page.is_other(author) for author in authors):
            continue
        yield from _claim(page, entry, number, language)


def _without_floods(source: str) -> str:
    """Leave out categories where there are very many: feedparser compares each with all before it."""
    return CATEGORY.sub("", source) if source.count("<category") > MOST_CATEGORIES else source


def _claim(page: Page, entry: Mapping[str, Any], number: int, usual: str | None) -> Iterator[Claim]:
    title = _plain(str(entry.get("title") or ""))
    address = absolute(page.address, str(entry.get("link") or entry.get("id") or "")) or ""
    if not title or is_demo(title) or is_sensitive(title) or not address.startswith(("http://", "https://")):
        return
    if is_term(address) or is_own_page(address) or is_listing(address):
        return  # generators put every page of the site into the feed, terms and all
    day = _date(entry)
    value: dict[str, Any] = {"title": title[:1000], "url": address}
    if day:
        value["date"] = day
    content = _content(entry)
    summary = _plain(str(entry.get("summary") or "")[:MOST_MARKUP]) or content
    if summary and page.may_quote and not is_sensitive(short(summary)):
        value["summary"] = short(summary)
    # The words tell, not the feed: its declared language is the generator's default more often than not.
    if language := language_of(f"{title} {content or summary}", None) or usual:
        value["language"] = language
    evidence = page.pointed(f"feed/entry[{number + 1}]/title", title)
    if evidence is not None:
        stated = StatedAt(day, day, precision(day), "feed") if day else None
        yield Claim("articles", value, DECLARED, evidence, NAME, stated)


def _content(entry: Mapping[str, Any]) -> str:
    """Return the beginning of a post's text, empty where the feed has none."""
    contents = entry.get("content") or []
    return _plain(str(contents[0].get("value") or "")[:MOST_MARKUP]) if contents else ""


def _authors(element: Mapping[str, Any]) -> list[str]:
    names = [str(author.get("name") or "") for author in element.get("authors") or [] if author]
    names = names or [str(element.get("author") or "")]
    words = (name[:LONGEST_AUTHORS].replace("(", " ").replace(")", " ").split() for name in names)
    plain = [" ".join(word for word in name if "@" not in word) for name in words]
    return [part for name in plain for part in SEVERAL.split(name) if part]


def _date(entry: Mapping[str, Any]) -> str | None:
    """Return the day as the author's clock had it: turning it to UTC could move it to another day."""
    for name in ("published", "updated", "created"):
        raw = str(entry.get(name) or "")
        day = from_iso(raw)
        if day:
            return day
        written = parsedate_tz(raw)
        if written and written[0] >= 1900:
            return f"{written[0]:04d}-{written[1]:02d}-{written[2]:02d}"
        parsed = entry.get(f"{name}_parsed")
        if parsed:
            return f"{parsed[0]:04d}-{parsed[1]:02d}-{parsed[2]:02d}"
    return None


def _plain(markup: str) -> str:
    if "<" in markup or "&" in markup:
        try:
            markup = str(fromstring(f"<div>{markup}</div>").text_content())
        except (ValueError, LxmlError):
            markup = re.sub(r"<[^>]{0,1000}>", " ", markup)
    return " ".join(markup.split())


def short(text: str) -> str:
    """Cut a summary at a word."""
    if len(text) <= LONGEST_SUMMARY:
        return text
    return text[:LONGEST_SUMMARY].rsplit(" ", 1)[0].rstrip(" .,;:") + " …"
