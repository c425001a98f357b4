"""Which mail addresses a page gives as its owner's, and not as a friend's, a commenter's or a colleague's."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from extractors.names import fold, name_parts
from extractors.outline import Line
from extractors.page import Link, Page
from extractors.page_text import INVISIBLE, is_hidden

MAIL = re.compile(r"[a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,190}\.[a-z]{2,24}")
LONGEST_LINE = 120
"""Characters of a line that presents an address; a longer one is running text, which names anybody."""
NEAR = 3
"""Lines between an owner's name and their address."""
TOP_LINES = 12
OWNER_PAGES = ("profile", "about", "cv")
OWN_REGIONS = ("header", "footer", "nav", "aside")
OTHERS_SECTIONS = (
    "team", "testimonials", "related", "publications", "talks", "posts", "news", "projects", "jobs", "teaching",
)  # fmt: skip
OTHERS_BLOCKS = re.compile(
    r"comment|guestbook|gaestebuch|team|people|staff|related|testimonial|repl(?:y|ies)|webmention|discussion|blogroll"
    r"|friends|collaborators|colleagues|members",
    re.IGNORECASE,
)
OWN_BLOCKS = re.compile(
    r"social|contact|kontakt|profile|author|h-card|vcard|intro|hero|sidebar|bio|icons|connect", re.IGNORECASE
)
OF_OTHERS = re.compile(
    r"\b(?:friends?|colleagues?|co-?authors?|brother|sister|wife|husband|partner|assistant|secretary|webmaster|editor"
    r"|students?|advis[eo]r|supervisor|mentor|thanks|thank|theme|template|designed|photo|agent|his|her|their|him|them"
    r"|freund(?:in)?|kolleg(?:e|in)|sekret\w+|assistenz|danke)\b",
    re.IGNORECASE,
)
UNSEEN_STYLE = re.compile(
    r"font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d]*[1-9])|(?:left|top|text-indent)\s*:\s*-\d{3,}"
    r"|(?:^|[;\s])(?:max-)?(?:width|height)\s*:\s*0(?![.\d]*[1-9])|clip\s*:\s*rect\(\s*0",
    re.IGNORECASE,
)
CAPITALISED = re.compile(r"[^\W\d_a-z][\w'’-]+")


def owner_mails(page: Page) -> Iterator[str]:
    """Return the addresses of mailto links that stand where a page presents its owner, in the page's order."""
    for link in page.links:
        if link.href.startswith("mailto:"):
            mail = unquote(urlsplit(link.href).path).lower().strip()
            if MAIL.fullmatch(mail) and _is_seen(link) and _presents_owner(page, link, mail):
                yield mail


def _is_seen(link: Link) -> bool:
    element = link.element
    for up in (element, *element.iterancestors()):
        if up.tag in INVISIBLE or is_hidden(up) or UNSEEN_STYLE.search(up.get("style") or ""):
            return False
    # Without words only an icon can be seen.
    return link.start is not None or any(child.tag in ("svg", "img", "i", "span") for child in element.iter())


def _presents_owner(page: Page, link: Link, mail: str) -> bool:
    ancestors = list(link.element.iterancestors())
    if any(OTHERS_BLOCKS.search(_marks(up)) for up in ancestors if up.tag not in ("body", "html")):
        return False
    if any(up.tag in ("article", "blockquote") for up in ancestors) and not _is_wrapped(page):
        return False
    in_region = any(up.tag in ("header", "footer", "aside", "address") for up in ancestors)
    in_block = any(OWN_BLOCKS.search(_marks(up)) for up in ancestors[:4] if up.tag != "body")
    line = page.outline.at(link.start) if link.start is not None else None
    if line is None:
        return in_region or in_block
    if len(line.text) > LONGEST_LINE or line.region == "comments" or line.section in OTHERS_SECTIONS:
        return False
    if OF_OTHERS.search(line.text) or page.is_other(link.text) or _names_somebody_else(page, line, mail):
        return False
    if in_region or in_block or line.region in OWN_REGIONS or line.section == "contact":
        return True
    if page.type in OWNER_PAGES and line.section == "intro" and line.number < TOP_LINES:
        return True
    near = page.outline.lines[max(0, line.number - NEAR) : line.number + NEAR + 1]
    return any(_has_name(page, other.text) for other in near)


def _is_wrapped(page: Page) -> bool:
    """Tell whether a page about its owner is one article as a whole, as some themes write it."""
    return page.type in OWNER_PAGES and page.root is not None and len(page.root.findall(".//article")) == 1


def _names_somebody_else(page: Page, line: Line, mail: str) -> bool:
    """Tell whether the line or the one above names somebody else whom the address is called after."""
    above = page.outline.lines[line.number - 1].text if line.number else ""
    local = fold(mail.partition("@")[0])
    ours = {part for name in page.names for part in name_parts(name)}
    words = {fold(word) for word in CAPITALISED.findall(f"{above[:LONGEST_LINE]} {line.text}")}
    theirs = {word for word in words - ours if len(word) >= 3 and word in local}
    return bool(theirs) and not any(part in local for part in ours if len(part) >= 3)


def _has_name(page: Page, text: str) -> bool:
    lower = text.casefold()
    return any(name.casefold() in lower for name in page.names)


def _marks(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"
