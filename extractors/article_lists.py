"""The posts that a page lists: dated links, and headings with their place and date below."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from extractors.claims import Claim, Evidence, StatedAt
from extractors.dates import YEAR, from_iso, precision, without_year, written
from extractors.demo_content import is_demo
from extractors.headed_entries import HeadedEntry, headed_entries
from extractors.not_posts import is_file, is_listing, is_own_page, is_term
from extractors.page import Link, Page
from extractors.sentences import is_sensitive
from extractors.undated_posts import is_post_elsewhere, undated_posts

NAME = "articles"
LISTED = 0.8
ELSEWHERE = 0.75
"""On a public blog host, or with a heading as its title: somebody else's may be recommended."""
UNDATED = 0.7
LONGEST_TITLE = 200
LONGEST_BYLINE = 80
LONGEST_BLOCK = 3000
DEEPEST_BLOCK = 6
ADDRESS_DATE = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?:[/-]|$)")
ADDRESS_MONTH = re.compile(r"/((?:19|20)\d{2})/(\d{2})/[^/]{4,}")
BLOG_HOSTS = (
    "medium.com", "dev.to", "substack.com", "hashnode.dev", "hashnode.com", "wordpress.com", "blogspot.com",
    "hackernoon.com", "towardsdatascience.com", "freecodecamp.org", "tumblr.com", "ghost.io", "betterprogramming.pub",
    "levelup.gitconnected.com", "itnext.io", "dzone.com", "css-tricks.com", "smashingmagazine.com",
)  # fmt: skip
"""Where people publish beside their own site."""
NOT_LISTS = ("news", "related", "talks", "teaching", "projects", "testimonials", "education", "experience")
MORE = re.compile(
    r"^(?:read|see|view|show|continue|learn|find out)\b.{0,20}\b(?:more|all|reading)\b|^(?:mehr|weiter)lesen"
    r"|^(?:lire la suite|leer más|ler mais|permalink|comments?|\d+ comments?|edit|share|next|previous|older|newer)\b",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(r"[\[\]{}<>]|%5B|%7B", re.IGNORECASE)
"""In an address that a template's user never filled in."""
LEAST_LETTERS = 6
"""Of a title that is a single word."""


def listed(page: Page) -> Iterator[Claim]:
    """Return the entries of an index page, or of the posts section of a profile."""
    if page.root is None:
        return
    seen: set[str] = set()
    for link in page.links:
        if link.href in seen or link.start is None or not _may_be_post(page, link):
            continue
        claim = _linked(page, link)
        if claim is not None:
            seen.add(link.href)
            yield claim
    headed: set[int] = set()
    for entry in headed_entries(page):
        claim = _headed(page, entry, seen)
        if claim is not None:
            headed.add(claim.evidence.start or 0)
            yield claim
    for post in undated_posts(page):
        if post.link.href not in seen and post.start not in headed:
            claim = _claim(page, post.title, post.start, {"url": post.link.href}, UNDATED)
            if claim is not None:
                yield claim


def _linked(page: Page, link: Link) -> Claim | None:
    day = _day(page, link)
    if day is None or link.start is None:
        return None
    if len(link.text.split()) < 2:
        return None  # a label, more often than a title
    confidence = LISTED if _is_own_host(page, link.href) else ELSEWHERE
    return _claim(page, link.text.strip(), link.start, {"url": link.href, "date": day}, confidence)


def _claim(page: Page, title: str, start: int, value: dict[str, Any], confidence: float) -> Claim | None:
    if not LEAST_LETTERS <= len(title) <= LONGEST_TITLE or MORE.match(title):
        return None
    if is_demo(title) or is_sensitive(title):
        return None
    evidence: Evidence | None = page.evidence(start, start + len(title))
    if evidence is None:
        return None
    day = value.get("date")
    stated = StatedAt(day, day, precision(day), "explicit") if day else None
    return Claim("articles", {"title": title, **value}, confidence, evidence, NAME, stated)


def _may_be_post(page: Page, link: Link) -> bool:
    """Tell whether a link can be a post: on the person's own host or a blog host, and no label and no other listing."""
    own_host = _is_own_host(page, link.href)
    if urlsplit(link.href).path in ("", "/", urlsplit(page.address).path):
        return False
    if own_host and (is_term(link.href) or is_listing(link.href) or is_own_page(link.href)):
        return False
    line = page.outline.at(link.start or 0)
    is_own_writing = line is not None and line.section == "posts" and is_post_elsewhere(link.href)
    if is_file(link.href) or not (own_host or is_own_writing or _is_post_elsewhere(link.href)):
        return False
    if line is None or line.region in ("nav", "footer", "comments") or line.section in NOT_LISTS:
        return False
    if len(line.text) > len(link.text) + 60:
        return False  # a link inside a sentence
    return page.type == "index" or line.section == "posts"


def _is_own_host(page: Page, address: str) -> bool:
    return urlsplit(address).hostname == urlsplit(page.address).hostname


def _is_post_elsewhere(address: str) -> bool:
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    known = any(host == one or host.endswith("." + one) for one in BLOG_HOSTS)
    # A profile or tag has a short path, a post has its title in it.
    return known and len(parts.path.rstrip("/").rsplit("/", 1)[-1]) >= 12


def _day(page: Page, link: Link) -> str | None:
    """Return the date of the smallest block around a link that holds one, and no second entry."""
    day = _dated_block(page, link.element)
    if day is None:
        path = urlsplit(link.href).path + "/"
        match = ADDRESS_DATE.search(path) or ADDRESS_MONTH.search(path)
        day = from_iso("-".join(match.groups())) if match else None
    if day is None or day > page.fetched_at.date().isoformat()[: len(day)]:
        return None
    return day


def _dated_block(page: Page, element: HtmlElement) -> str | None:
    for depth, block in enumerate(element.iterancestors()):
        if depth > DEEPEST_BLOCK or block.tag in ("body", "main", "ul", "ol", "tbody", "table", "dl"):
            break
        text = page.visible.of(block)
        if len(text) > LONGEST_BLOCK and block.tag != "article":
            break
        times = [time for time in block.iter("time") if time.get("datetime") or (time.text or "").strip()]
        days = {from_iso(time.get("datetime") or "") or written(time.text_content()) for time in times} - {None}
        if len(days) == 1:
            return days.pop()
        if times or block.tag in ("p", "span", "em"):
            continue
        rest = text.replace(page.visible.of(element), " ", 1)[:200]
        day = written(rest)
        if day and len(day) > len("2020"):
            return day
        if (partial := without_year(rest)) and (year := _year_above(page, page.visible.spans[block][0])):
            return from_iso(f"{year}-{partial}")
    return None


def _year_above(page: Page, start: int) -> str | None:
    """Return the year of the nearest heading above, of a list that is grouped by years."""
    line = page.outline.at(start)
    for above in reversed(page.outline.lines[: line.number] if line else ()):
        if above.is_heading or len(above.text) <= len("2020"):
            match = YEAR.fullmatch(above.text.strip())
            if match or above.is_heading:
                return match.group(1) if match else None
    return None


def _byline_date(rest: str) -> str | None:
    """Return the date on a short line right below a title; further down a date belongs to the text."""
    for row in rest.strip().split("\n")[:3]:
        day = written(row) if len(row) <= LONGEST_BYLINE else None
        if day and len(day) > len("2020"):
            return day
    return None


def _headed(page: Page, entry: HeadedEntry, seen: set[str]) -> Claim | None:
    """Return an entry whose title is a heading: with a date on a list of articles, also without one under "Blog"."""
    line = page.outline.at(entry.start)
    section = entry.kind or (line.section if line is not None else "")
    if section in NOT_LISTS or not (page.type == "index" or section == "posts"):
        return None
    links = [
        link
        for link in page.links
        if link.start is not None and entry.start <= link.start < entry.end and urlsplit(link.href).scheme != "mailto"
    ]
    if any(link.href in seen for link in links):
        return None
    day = _byline_date(entry.rest(page))
    if day and day > page.fetched_at.date().isoformat()[: len(day)]:
        return None
    if not day and not (page.type == "profile" and section == "posts"):
        return None
    value: dict[str, Any] = {}
    if links and not is_term(links[0].href) and not PLACEHOLDER.search(links[0].href):
        value["url"] = links[0].href
    if day:
        value["date"] = day
    title = " ".join(entry.title(page).split())
    return _claim(page, title, entry.start, value, ELSEWHERE if day else UNDATED)
