"""The candidate's own site: home, about, CV, publications and a resume.json."""

import re
from collections.abc import Iterable, Sequence
from typing import ClassVar

from scrapy.http import HtmlResponse, TextResponse

from crawler.frontier.links import HeadLink, Link, head_links, links
from crawler.frontier.site import folder, inside
from crawler.guard import parse
from crawler.items import Discovered, DuePage, PageRole
from crawler.spider import SourceSpider, SpiderParams, root_of

SMALL_SITE_PAGES = 12
"""A home page with so few links inside the site is followed wholly: small sites name their pages as they like."""
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})

_PROFILE_WORDS = re.compile(
    r"\b(about|bio|biography|profile|who (am i|i am)|cv|c\.v|curriculum( vitae)?|r[ée]sum[ée]|experience|career"
    r"|background|work( history| experience)?|employment|publications?|papers|research|projects?|portfolio|talks?"
    r"|speaking"
    r"|presentations|skills|education|teaching|contact|now|home ?page"
    r"|über( mich| uns)?|ueber( mich)?|zur person|person|lebenslauf|werdegang|vita|profil|steckbrief|beruf(serfahrung)?"
    r"|erfahrung|veröffentlichungen|veroeffentlichungen|publikationen|forschung|projekte|vorträge|vortraege|kenntnisse"
    r"|fähigkeiten|faehigkeiten|ausbildung|lehre|kontakt|startseite)\b",
    re.IGNORECASE,
)
_PROFILE_PATHS = re.compile(
    r"(^|/|[-_.])(about(-?me)?|bio|biography|profile|cv|vita|curriculum(-?vitae)?|resume|experience|career|work|employment"
    r"|publications?|pubs?|papers|research|projects?|portfolio|talks?|speaking|skills|education|teaching|contact|now"
    r"|ueber(-?mich)?|%c3%bcber(-?mich)?|zur-?person|lebenslauf|werdegang|profil|steckbrief|berufserfahrung"
    r"|publikationen|veroeffentlichungen|forschung|projekte|vortraege|kenntnisse|ausbildung|lehre|kontakt)"
    r"(\.[a-z]{3,5})?/?$",
    re.IGNORECASE,
)
_DATA_PATHS = re.compile(r"(^|/)(resume|cv|jsonresume)\.json$", re.IGNORECASE)
_UNWANTED = re.compile(
    r"/(tags?|categor(y|ies)|page|search|login|wp-admin|wp-login\.php|wp-json|impressum|imprint|datenschutz|privacy"
    r"|cookies?|terms|agb|cart|cgi-bin)(/|\.[a-z]{3,5}$|$)",
    re.IGNORECASE,
)


class PortfolioSpider(SourceSpider):
    """Reads the few pages of a person's own site that say who they are."""

    name = "portfolio"
    title: ClassVar[str] = "Portfolio"
    description: ClassVar[str] = "The candidate's own site: home, about, CV, publications and a resume.json."
    params_class: ClassVar[type[SpiderParams]] = SpiderParams

    def find(self, page: DuePage, response: TextResponse) -> Sequence[Discovered]:
        """See :meth:`crawler.spider.SourceSpider.find`."""
        if not isinstance(response, HtmlResponse):
            return ()
        root = root_of(response)
        home = page.sources[0].home
        found = from_page(links(root, response.url), home, page.depth)
        if page.role != "home":
            return found
        return [*from_head(head_links(root, response.url), home), *found]


def from_head(heads: Iterable[HeadLink], home: str) -> list[Discovered]:
    """Return the resume.json and the first feed that a home page's head names."""
    found = []
    feeds = 0
    for head in heads:
        if not inside(home, head.address):
            continue
        if _is_resume(head):
            found.append(Discovered(head.address, "data", 1))
        elif (
            "alternate" in head.rel
            and head.media_type in _FEED_TYPES
            and feeds == 0
            and "/comments/" not in head.address
        ):
            feeds += 1
            found.append(Discovered(head.address, "feed", 1))
    return found


def from_page(page_links: Iterable[Link], home: str, depth: int) -> list[Discovered]:
    """Return the pages worth reading that a page links to: by their cues, and all of a small site's home page."""
    candidates = [
        link
        for link in page_links
        if inside(home, link.address)
        and not _UNWANTED.search(parse(link.address).path)
        and not _is_home(link.address, home)
    ]
    uncued: PageRole | None = None
    if depth == 0 and len(candidates) <= SMALL_SITE_PAGES:
        # The one page behind a splash screen or a frame is the home page in truth.
        uncued = "home" if len(candidates) == 1 else "other"
    found = []
    for link in candidates:
        role = link_role(link, home) or uncued
        if role is not None:
            found.append(Discovered(link.address, role, depth + 1))
    return found


def link_role(link: Link, home: str) -> PageRole | None:
    """Return what a link leads to by its words and its address, or None without a cue."""
    path = parse(link.address).path
    if _DATA_PATHS.search(path):
        return "data"
    below = path.removeprefix(folder(home))
    if _PROFILE_PATHS.search(below) or (len(link.text) <= 40 and _PROFILE_WORDS.search(link.text)):
        return "profile"
    return None


def _is_resume(head: HeadLink) -> bool:
    by_type = head.media_type in ("application/json", "application/resume+json") and bool(
        head.rel & {"alternate", "resume", "me"}
    )
    return (by_type and "oembed" not in head.address) or bool(_DATA_PATHS.search(parse(head.address).path))


def _is_home(address: str, home: str) -> bool:
    path, bound = parse(address).path, folder(home)
    return (
        path == bound or f"{path}/" == bound or path in (f"{bound}index.html", f"{bound}index.htm", f"{bound}index.php")
    )
