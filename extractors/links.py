"""The person's own profiles elsewhere: rel=me, and profiles linked from where a page speaks of its owner."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement
from pydantic import JsonValue

from extractors.claims import Claim
from extractors.names import fold, name_parts
from extractors.page import Link, Page
from extractors.platforms import Profile, profile_of

NAME = "links"
FIELDS = ("links",)
LEXICONS = ("platforms",)
USES_MODEL = False

PAGES = ("profile", "about", "cv", "index", "publications", "other")
OWN = 0.85
"""From here on a profile stands where a page speaks of its owner."""
TOP_LINES = 15
MOST_PROFILES = 1000
"""Links to profiles that are weighed: a page with more is a directory or an attack."""
CREDIT = re.compile(
    r"\b(?:theme|template|powered by|designed by|built (?:with|by|using)|made (?:with|by)|credits?|based on"
    r"|forked? from"
    r"|inspired by|photo by|image by|erstellt mit|source code|edit this|report an issue)\b",
    re.IGNORECASE,
)
PROFILE_BLOCKS = re.compile(
    r"social|contact|profile|about|author|footer|header|intro|hero|sidebar|bio|links|connect|icons", re.IGNORECASE
)


def read(page: Page) -> Iterable[Claim]:
    """Return one claim per profile; of several profiles on one site only those that bear the person's mark."""
    if page.type not in PAGES:
        return []
    found: dict[str, tuple[Profile, Link, float]] = {}
    for link, profile, confidence in islice(_candidates(page), MOST_PROFILES):
        known = found.get(profile.address.lower())
        if known is None or known[2] < confidence:
            found[profile.address.lower()] = (profile, link, confidence)
    per_network: defaultdict[str, Counter[float]] = defaultdict(Counter)
    for profile, _, confidence in found.values():
        per_network[profile.network][confidence] += 1
    claims = []
    for profile, link, confidence in found.values():
        as_sure = sum(count for other, count in per_network[profile.network].items() if other >= confidence)
        if confidence < OWN and as_sure > 1:
            continue  # several unmarked profiles on one site: friends and co-authors
        claims.append(_claim(page, profile, link, confidence))
    return [claim for claim in claims if claim is not None]


def _candidates(page: Page) -> Iterator[tuple[Link, Profile, float]]:
    for link in page.links:
        profile = profile_of(link.href) or _declared(page, link)
        if profile is None or _is_credit(page, link, profile):
            continue
        confidence = _confidence(page, link, profile)
        if confidence:
            yield link, profile, confidence


def _declared(page: Page, link: Link) -> Profile | None:
    """Return what rel=me declares on a site that no lexicon knows: a community's own server, a second site."""
    if "me" not in link.rel:
        return None
    try:
        target, here = urlsplit(link.href), urlsplit(page.address)
    except ValueError:
        return None
    if target.scheme not in ("http", "https") or not target.hostname or target.hostname == here.hostname:
        return None
    return Profile(network=target.hostname, username="", address=link.href)


def _confidence(page: Page, link: Link, profile: Profile) -> float:
    if "me" in link.rel:
        return 0.97  # declared by the page's owner
    line = page.outline.at(link.start) if link.start is not None else None
    region = line.region if line else _region(link.element)
    section = line.section if line else "intro"
    if page.type == "publications" and section == "publications" and line and line.number < TOP_LINES:
        section = "intro"  # "also on Google Scholar" above the list
    if region == "comments" or section in (
        "team",
        "testimonials",
        "related",
        "publications",
        "talks",
        "posts",
        "news",
        "projects",
    ):
        return 0.0
    named = _bears_name(page, profile)
    if region == "article" and page.type == "index":
        return 0.0
    label = link.text.strip().lower()
    own_label = (
        not label
        or label in (profile.network.lower(), profile.username.lower(), f"@{profile.username.lower()}")
        or "follow" in label
    )
    if line and len(line.text) > 200 and not named:
        return 0.0  # running text names other people
    if page.is_other(link.text):
        return 0.0
    if named:
        return 0.92
    if section == "contact" or region in ("header", "footer", "nav", "aside") or _in_block(link.element):
        return OWN if own_label else 0.7
    return (
        0.7
        if own_label or profile.network.lower() in label or (len(label) > 4 and label in profile.network.lower())
        else 0.0
    )


def _bears_name(page: Page, profile: Profile) -> bool:
    handle = re.sub(r"[^a-z0-9]", "", fold(profile.username))
    for name in page.names:
        parts = [part.replace("-", "").replace("'", "") for part in name_parts(name)]
        if parts and len(parts[-1]) >= 3 and parts[-1] in handle:
            return True
        if parts and len(parts[0]) >= 5 and parts[0] in handle:
            return True
    return False


def _is_credit(page: Page, link: Link, profile: Profile) -> bool:
    if link.start is None:
        return False
    line = page.outline.at(link.start)
    if line is None or link.end is None:
        return False
    here = line.text[max(0, link.start - line.start - 45) : link.end - line.start + len(" theme")]
    return CREDIT.search(here) is not None and not _bears_name(page, profile)


def _region(element: HtmlElement) -> str:
    regions = {"nav": "nav", "header": "header", "footer": "footer", "aside": "aside", "article": "article"}
    return next((regions[str(up.tag)] for up in element.iterancestors() if up.tag in regions), "body")


def _in_block(element: HtmlElement) -> bool:
    for depth, up in enumerate(element.iterancestors()):
        if depth > 4 or up.tag == "body":
            return False
        if PROFILE_BLOCKS.search(f"{up.get('class') or ''} {up.get('id') or ''}"):
            return True
    return False


def _claim(page: Page, profile: Profile, link: Link, confidence: float) -> Claim | None:
    if link.start is not None and link.end is not None:
        evidence = page.evidence(link.start, link.end)
    else:
        evidence = page.pointed("html/a[@href]")
    if evidence is None:
        return None
    value: JsonValue = {"url": profile.address}
    if profile.username:
        value = {"url": profile.address, "network": profile.network, "username": profile.username}
    return Claim("links", value, confidence, evidence, NAME)
