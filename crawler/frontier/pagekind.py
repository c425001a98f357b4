"""Pages that answer and are nobody's: parked domains, placeholders of servers and registrars, login walls.

Each is told by several signals together, never by one: a post about parked domains says their words, a site of
one's own may have a login form beside its text, and a short page may be all that a person wants to say.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from lxml.html import HtmlElement

from crawler.errors import GuardError
from crawler.guard import join, parse
from crawler.hosts.keys import registered_domain

Kind = Literal["parked", "login"]

MOST_WORDS = 250
"""Of a placeholder; a page with more of them has something to say."""
MOST_LOGIN_WORDS = 120
_ENOUGH = 3
_MOST_LINKS = 3
"""To other pages of its own; only a parking service's template, told by its key, has more."""
_MOST_ELEMENTS = 4_000
_LOADED = ("script", "iframe", "frame", "link", "img")

_SELLERS = (
    "sedoparking.com", "sedo.com", "parkingcrew.net", "bodis.com", "dan.com", "afternic.com", "hugedomains.com",
    "above.com", "parklogic.com", "cashparking.com", "parking-page.net", "domainmarket.com", "undeveloped.com",
    "buydomains.com", "uniregistry.com", "brandbucket.com", "dnsowl.com", "epik.com", "atom.com", "namedrive.com",
    "d38psrni17bvxu.cloudfront.net", "parkingpage.namecheap.com", "img1.wsimg.com/parking-lander",
)  # fmt: skip
_LOGIN_HOSTS = frozenset(
    {"accounts.google.com", "login.microsoftonline.com", "login.live.com", "login.salesforce.com",
     "appleid.apple.com", "auth0.com", "okta.com", "onelogin.com", "cloudflareaccess.com"}
)  # fmt: skip
_SALE = re.compile(
    r"\b(domain|web ?site|name|website address)\b.{0,40}\b(is|may be|could be|might be)\s+"
    r"(for sale|available for purchase|parked)"
    r"|\bbuy (this|the) domain\b|\bthis (web ?page|domain) is parked\b|\bparked (free|domain)\b"
    r"|\bdomain (name )?parking\b|\b(make|submit) an? offer\b.{0,40}\bdomain\b|\binquire about this domain\b"
    r"|\bthis domain (has (recently )?been|was) registered\b|\bdomain (has )?expired\b|\bthe owner of this domain\b"
    r"|\bdiese domain (steht zum verkauf|ist zu verkaufen|kaufen|wurde (soeben|gerade)? ?registriert|ist geparkt)"
    r"|\bhier entsteht eine neue (internetpr(ä|ae)senz|webseite|website|homepage)\b|\bdomain (kaufen|zu verkaufen)\b"
    r"|\bce (nom de )?domaine est (à vendre|en vente|parqué)|\beste dominio (está|esta) (a la|en) venta\b"
    r"|\bfuture home of something quite cool\b|\baccount (has been )?suspended\b|\brelated searches\b",
    re.IGNORECASE,
)
_TITLE_OFFER = re.compile(r"(for sale|is parked|zu verkaufen|steht zum verkauf|à vendre|en venta)\W*$", re.IGNORECASE)
_DEFAULTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^welcome to nginx\W*$", re.IGNORECASE), "the nginx web server is successfully installed"),
    (re.compile(r"^apache2 \w+ default page", re.IGNORECASE), "default welcome page used to test"),
    (re.compile(r"^(test page for the apache http server|http server test page)", re.IGNORECASE), "proper operation"),
    (re.compile(r"^iis windows", re.IGNORECASE), "internet information services"),
    (re.compile(r"^welcome to caddy|^caddy works", re.IGNORECASE), "caddy"),
    (re.compile(r"^(default web site page|default plesk page|web server's default page)", re.IGNORECASE), "server"),
    (re.compile(r"^account suspended\W*$", re.IGNORECASE), "hosting provider"),
    (re.compile(r"^(index of /)\W*$", re.IGNORECASE), "cgi-bin"),
)
"""A web server's or panel's own first page: its title, and what else it says."""
_LOGIN_TITLE = re.compile(
    r"^\W*(please )?(log ?in|sign ?in|log on|login required|sign in required|members? (only|area|login)|anmelden"
    r"|anmeldung|einloggen|mitgliederbereich|connexion|iniciar sesión|password (protected|required)"
    r"|protected: .*|this content is password protected)\b|[|–—-]\s*(log ?in|sign ?in|anmelden)\W*$",
    re.IGNORECASE,
)
_LOGIN_PATH = re.compile(
    r"/(log-?in|sign-?in|wp-login\.php|log-?on|auth(enticate)?|sso|session/new|users/sign_in|accounts/login"
    r"|member-?login|anmelden)(/|\.[a-z]+$|$)",
    re.IGNORECASE,
)
_MEMBERS = re.compile(
    r"\b(members only|only (available )?(to|for) members"
    # A blog asks this of those who comment, too.
    r"|(you must (be logged|log|sign) in|please (log|sign) in)(?! to (post|leave|add|write|comment|reply|like|vote))"
    r"|log ?in to (continue|view|read)|sign ?in to (continue|view|read)|nur für mitglieder|bitte melden sie sich an"
    r"|this (content|post|page) is (password )?protected)",
    re.IGNORECASE,
)
_TRIGGERS = (
    b"domain", b"parked", b"parking", b"adblockkey", b"for sale", b"password", b"welcome to nginx", b"default page",
    b"test page", b"iis windows", b"caddy", b"suspended", b"index of /", b"neue internetpr", b"something quite cool",
    b"log in", b"login", b"sign in", b"members only",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Nobodys:
    """A page with nothing of a person's on it."""

    kind: Kind
    detail: str


def judge(root: HtmlElement, body: bytes, address: str, asked: str) -> Nobodys | None:
    """Return what a page is instead of somebody's, or None.

    :param address: where the answer came from, after redirects.
    :param asked: the address that was asked for first.
    """
    lowered = body.lower()
    if not any(trigger in lowered for trigger in _TRIGGERS):
        return None
    words = _visible(root)
    if len(words) > MOST_WORDS:
        return None
    seen = _Seen.of(root, address, words)
    return _default(seen) or _parked(seen, lowered) or _login(seen, asked)


def judge_redirect(target: str) -> Nobodys | None:
    """Return what an address outside the site that a page redirects to shows the page to be, or None."""
    try:
        address = parse(target)
    except GuardError:
        return None
    if seller := _seller(f"{address.host}{address.path}"):
        return Nobodys("parked", f"redirects to {seller}, which sells domains")
    domain = registered_domain(address.host)
    if address.host in _LOGIN_HOSTS or domain in _LOGIN_HOSTS:
        return Nobodys("login", f"redirects to the login of {address.host}")
    if _LOGIN_PATH.search(address.path):
        return Nobodys("login", f"redirects to a login at {address.host}")
    return None


@dataclass(frozen=True, slots=True)
class _Seen:
    title: str
    heading: str
    words: list[str]
    host: str
    address: str
    has_password: bool
    has_article: bool
    links_inside: int
    resources: tuple[str, ...]
    loads_from_seller: bool

    @classmethod
    def of(cls, root: HtmlElement, address: str, words: list[str]) -> "_Seen":
        title = next((_text(element) for element in root.iter("title")), "")
        heading = next((_text(element) for element in root.iter("h1")), "")
        elements = list(
            islice(root.iter("input", "article", "a", "script", "iframe", "frame", "link", "img"), _MOST_ELEMENTS)
        )
        host = parse(address).host.removeprefix("www.")
        return cls(
            title=title,
            heading=heading,
            words=words,
            host=host,
            address=address,
            has_password=any(one.tag == "input" and (one.get("type") or "").lower() == "password" for one in elements),
            has_article=any(one.tag == "article" for one in elements),
            links_inside=len({link for link in _targets(elements, address, ("a",)) if _host(link) == host} - {address}),
            resources=tuple(_targets(elements, address, ("a", *_LOADED))),
            loads_from_seller=any(_seller(one.partition("://")[2]) for one in _targets(elements, address, _LOADED)),
        )

    @property
    def text(self) -> str:
        return " ".join(self.words)


def _default(seen: _Seen) -> Nobodys | None:
    for title, words in _DEFAULTS:
        if (title.search(seen.title) or title.search(seen.heading)) and words in seen.text.lower():
            return Nobodys("parked", f"a server's own first page: {(seen.title or seen.heading)[:80]}")
    return None


def _parked(seen: _Seen, lowered: bytes) -> Nobodys | None:
    keyed = b"data-adblockkey" in lowered
    if not keyed and (seen.has_article or seen.links_inside > _MOST_LINKS):
        return None
    signals = []
    headline = f"{seen.title} {seen.heading}"
    if _SALE.search(headline) or _TITLE_OFFER.search(seen.title) or _TITLE_OFFER.search(seen.heading):
        signals.append("its title offers the domain")
    if _SALE.search(seen.text):
        signals.append("its text speaks of the domain")
    if seen.host in headline.lower():
        signals.append("its title is the domain's name")
    if seller := next((found for one in seen.resources if (found := _seller(one.partition("://")[2]))), None):
        signals.append(f"it loads from or links to {seller}")
    if keyed:
        signals.append("it carries a parking service's key")
    # Words alone are not enough: whoever writes about parked domains uses them, title and text alike.
    machine = [one for one in signals if one.startswith(("it loads", "it carries", "its title is"))]
    if seen.links_inside == 0 and not seen.has_article:
        signals.append("nothing of it leads to another page of its own")
    # A page that bears its domain's name and links to a seller may be anybody's who has names to sell.
    offered = keyed or seen.loads_from_seller or any(one.endswith(" the domain") for one in signals)
    if machine and offered and len(signals) >= _ENOUGH:
        return Nobodys("parked", "; ".join(signals))
    return None


def _login(seen: _Seen, asked: str) -> Nobodys | None:
    if len(seen.words) > MOST_LOGIN_WORDS or seen.has_article:
        return None
    signals = []
    if seen.has_password:
        signals.append("it asks for a password")
    if seen.address != asked and _LOGIN_PATH.search(parse(seen.address).path):
        signals.append("it redirects to a login")
    if _LOGIN_TITLE.search(seen.title) or _LOGIN_TITLE.search(seen.heading):
        signals.append("its title is a login's")
    if _MEMBERS.search(seen.text):
        signals.append("it says that it is for members")
    if len(signals) >= 2 and (seen.has_password or "it redirects to a login" in signals):
        return Nobodys("login", "; ".join(signals))
    return None


def _text(element: HtmlElement) -> str:
    return " ".join("".join(islice(element.itertext(), 50)).split())[:300]


def _visible(root: HtmlElement) -> list[str]:
    words: list[str] = []
    bodies = list(root.iter("body")) or [root]
    for element in bodies[0].iter():
        # Text of a script is none that a reader sees; what follows it is.
        own = (
            element.text if isinstance(element.tag, str) and element.tag not in ("script", "style", "template") else ""
        )
        words += (own or "").split() + (element.tail or "").split()
        if len(words) > MOST_WORDS:
            break
    return words


def _targets(elements: Iterable[HtmlElement], address: str, tags: tuple[str, ...]) -> list[str]:
    found = []
    for element in elements:
        reference = (element.get("href") or element.get("src") or "").strip() if element.tag in tags else ""
        if reference:
            try:
                found.append(join(address, reference))
            except GuardError:
                continue
    return found


def _host(address: str) -> str:
    return parse(address).host.removeprefix("www.")


def _seller(place: str) -> str | None:
    """Return the seller of domains that a host and path belong to, or None."""
    host = place.partition("/")[0]
    for seller in _SELLERS:
        if "/" in seller:
            if place.startswith(seller):
                return seller
        elif host == seller or host.endswith(f".{seller}"):
            return seller
    return None
