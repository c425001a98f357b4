"""A blog: its feed first, its sitemap second, its links third."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from scrapy.http import HtmlResponse, TextResponse

from crawler.errors import GuardError
from crawler.frontier.links import HeadLink, Link, head_links, links
from crawler.frontier.listings import feed_pages, sitemap_listing
from crawler.frontier.site import folder, inside
from crawler.guard import join, parse
from crawler.items import Discovered, DuePage, PageRole
from crawler.spider import SourceSpider, SpiderParams, root_of

FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"})
COMMON_FEEDS = ("feed.xml", "atom.xml", "rss.xml", "index.xml", "feed")
"""Tried below the home page's folder when the home page names no feed."""
MOST_LISTED_POSTS = 100
MOST_SITEMAPS = 5

_FEED_NAME = re.compile(r"(^|/)(feed|rss|atom|index)(\.xml|\.rdf|\.rss|\.atom|\.json)?/?$", re.IGNORECASE)
_FEED_WORDS = re.compile(r"\b(rss|atom)\b|\bfeed\b", re.IGNORECASE)
_DATED = re.compile(r"/(19|20)\d\d([/-]\d{1,2}){0,2}[/-][^/]*[a-z][^/]*/?$", re.IGNORECASE)
_POST_FOLDER = re.compile(
    r"/(blog|posts?|p|articles?|artikel|beitr(ae|%c3%a4)ge|notes?|notizen|writing|essays?|entries|entry|journal|weblog"
    r"|stories|til|log)/(?!$)[^?]*[a-z0-9][^?]*$",
    re.IGNORECASE,
)
_WORDY = re.compile(r"/[a-z0-9%]+(-[a-z0-9%]+){2,}(\.html?)?/?$", re.IGNORECASE)
_NO_POST = re.compile(
    r"/(tags?|categor(y|ies)|kategorien?|schlagw(oe|%c3%b6)rter|authors?|page|seite|topics?|series|archives?|archiv"
    r"|search|suche|login|wp-admin|wp-login\.php|wp-json|comments|feed|amp|impressum|imprint|datenschutz|privacy"
    r"|contact|kontakt|cart|subscribe|newsletter)(/|\.html?|$|\?)",
    re.IGNORECASE,
)
_ARCHIVE = re.compile(
    r"^(blog|posts|all posts|archives?|archiv|writing|articles|essays|notes|alle beitr(ä|ae)ge|beitr(ä|ae)ge|artikel"
    r"|notizen|gedanken|billets|art[ií]culos|artigos|entradas"
    r"|older( posts| entries)?|ältere (beiträge|einträge)|next|weiter)\W*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"^(about( me)?|bio(graphy)?|über( mich)?|ueber( mich)?|wer ich bin|who am i|now|résumé|resume|cv|lebenslauf"
    r"|vita|werdegang|curriculum( vitae)?|à propos|sobre( m[ií]m?)?|acerca de m[ií])\W*$",
    re.IGNORECASE,
)


class BlogSpider(SourceSpider):
    """Reads a blog's articles."""

    name = "blog"
    title: ClassVar[str] = "Blog"
    description: ClassVar[str] = "A blog of the candidate's own: its feed first, its sitemap second, its links third."
    params_class: ClassVar[type[SpiderParams]] = SpiderParams

    def find(self, page: DuePage, response: TextResponse) -> Sequence[Discovered]:
        """See :meth:`crawler.spider.SourceSpider.find`."""
        home = page.sources[0].home
        match page.role:
            case "feed":
                return list(
                    as_found(feed_pages(response.body, response.url)[:MOST_LISTED_POSTS], "article", page.depth)
                )
            case "sitemap":
                return from_sitemap(response.body, response.url, home, page.depth)
            case "home" if isinstance(response, HtmlResponse):
                root = root_of(response)
                declared = self._declared_sitemaps(response.url)
                heads, body_links = head_links(root, response.url), links(root, response.url)
                return [
                    *from_home(heads, body_links, response.url, declared),
                    *from_listing(body_links, home, page.depth),
                ]
            case "other" if isinstance(response, HtmlResponse):
                return from_listing(links(root_of(response), response.url), home, page.depth)
            case _:
                return ()

    def _declared_sitemaps(self, address: str) -> tuple[str, ...]:
        robots = self.context.robots.known(parse(address).origin)
        return robots.sitemaps if robots is not None else ()


def from_home(
    heads: Iterable[HeadLink], body_links: Iterable[Link], home: str, declared_sitemaps: Sequence[str]
) -> list[Discovered]:
    """Return the feed and the sitemaps of a blog; the common names only where it names none itself."""
    feeds = named_feeds(heads, body_links, home)
    if feeds:
        return [*as_found(feeds, "feed", 0), *as_found(declared_sitemaps[:MOST_SITEMAPS], "sitemap", 0)]
    root = parse(home).origin + folder(home)
    guesses = [guess for name in COMMON_FEEDS if (guess := _joined(root, name))]
    sitemaps = declared_sitemaps[:MOST_SITEMAPS] or [guess for guess in [_joined(root, "sitemap.xml")] if guess]
    return [*as_found(guesses, "feed", 0), *as_found(sitemaps, "sitemap", 0)]


def named_feeds(heads: Iterable[HeadLink], body_links: Iterable[Link], home: str) -> list[str]:
    """Return the feeds inside the site that its head names, else those that its links name; never comments' feeds."""
    named = [head.address for head in heads if "alternate" in head.rel and head.media_type in FEED_TYPES] or [
        link.address
        for link in body_links
        if _FEED_NAME.search(parse(link.address).path)
        and (_FEED_WORDS.search(link.text) or "index" not in link.address)
    ]
    return list(dict.fromkeys(one for one in named if inside(home, one) and "/comments/" not in one))[:2]


def from_listing(body_links: Iterable[Link], home: str, depth: int) -> list[Discovered]:
    """Return the posts that a page lists, further pages of the list, and the page about the author."""
    found = []
    for link in body_links:
        if not inside(home, link.address):
            continue
        role = link_role(link, home)
        if role is not None:
            found.append(Discovered(link.address, role, depth + 1))
    return found


def link_role(link: Link, home: str) -> PageRole | None:
    """Return what a link on a blog leads to: a post, a list of posts, the author's page, or nothing of ours."""
    if _ABOUT.match(link.text):
        return "profile"
    if _ARCHIVE.match(link.text):
        return "other"
    if looks_like_post(link.address, home) or (link.in_article and not _NO_POST.search(parse(link.address).path)):
        return "article"
    return None


def looks_like_post(address: str, home: str) -> bool:
    """Whether an address reads like one post: a date, a folder of posts, or a slug of three words or more."""
    path = parse(address).path
    if f"{path}/" == folder(home) or path == folder(home) or _NO_POST.search(path):
        return False
    below = "/" + path.removeprefix(folder(home))
    return bool(_DATED.search(path) or _POST_FOLDER.search(below) or _WORDY.search(below))


def from_sitemap(body: bytes, address: str, home: str, depth: int) -> list[Discovered]:
    """Return the posts of a sitemap, or the sitemaps of an index, those of posts first."""
    listing = sitemap_listing(body, address)
    posts = [one for one in listing.pages if inside(home, one) and looks_like_post(one, home)]
    sitemaps = sorted(listing.sitemaps, key=lambda one: "post" not in one)[:MOST_SITEMAPS]
    return [*as_found(posts[:MOST_LISTED_POSTS], "article", depth), *as_found(sitemaps, "sitemap", depth)]


def as_found(addresses: Iterable[str], role: PageRole, depth: int) -> Iterator[Discovered]:
    """Return addresses found on a page of some depth, one deeper."""
    return (Discovered(address, role, depth + 1) for address in addresses)


def _joined(root: str, name: str) -> str | None:
    try:
        return join(root, name)
    except GuardError:
        return None
