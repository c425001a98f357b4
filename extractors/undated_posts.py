"""Posts that a page lists without dates: cards and bare links, under a heading that says that they are posts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from extractors.citations import TITLE_CLASS
from extractors.not_posts import is_file, is_listing, is_own_page, is_term, segments_of
from extractors.page import Link, Page
from extractors.paper_signs import is_named_by
from extractors.platforms import profile_of
from extractors.word_sets import word_set

POST_FOLDERS = word_set(
    "blog blogs post posts article articles writing writings essay essays notes journal log news story stories artikel "
    "beitraege beiträge articulos artículos artigos billets til weblog"
)
"""Folders below which each page is a post."""
TITLE_TAGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
ARROWS = " \t\n→»›>↗⟶➔…"
LEAST_WORDS = 3
LEAST_SLUG = 2
"""Hyphens in the last part of an address that holds a title."""
LONGEST_REST = 60
"""Characters behind a title in its line, such as the magazine's name."""
LEAST_LISTED = 2
"""Fewer such links in one section are no list."""


@dataclass(frozen=True, slots=True)
class UndatedPost:
    """One post of a list without dates."""

    link: Link
    title: str
    start: int
    """Where the title begins, characters into the page's text."""


def undated_posts(page: Page) -> list[UndatedPost]:
    """Return the posts of lists without dates, in order; one for each address."""
    found: dict[str, UndatedPost] = {}
    for link in page.links:
        if link.start is None or link.href in found or not _leads_to_post(page, link):
            continue
        for start, end in _places(page, link):
            raw = page.text.text[start:end]
            title = raw.strip(ARROWS)
            if "\n" not in title and len(title.split()) >= LEAST_WORDS:
                found[link.href] = UndatedPost(link, title, start + raw.index(title))
                break
    return list(found.values()) if len(found) >= LEAST_LISTED else []


def _leads_to_post(page: Page, link: Link) -> bool:
    parts, line = urlsplit(link.href), page.outline.at(link.start or 0)
    if line is None or line.region in ("nav", "footer", "aside", "comments") or is_file(link.href):
        return False
    if not parts.scheme.startswith("http") or is_term(link.href):
        return False
    segments = segments_of(link.href)
    if parts.hostname == urlsplit(page.address).hostname:
        if is_own_page(link.href) or is_listing(link.href) or segments == segments_of(page.address):
            return False
        in_folder = len(segments) > 1 and not POST_FOLDERS.isdisjoint(segments[:-1])
        return (in_folder or is_named_by(link.text, link.href)) and (line.section == "posts" or page.type == "index")
    return line.section == "posts" and is_post_elsewhere(link.href)


def is_post_elsewhere(address: str) -> bool:
    """Tell whether an address on another host has a title in it: under a heading that calls it the person's writing."""
    segments = segments_of(address)
    slug = segments[-1] if segments else ""
    return profile_of(address) is None and len(re.findall("[-_]", slug)) >= LEAST_SLUG


def _places(page: Page, link: Link) -> Iterator[tuple[int, int]]:
    """Yield where the title may stand: what a card calls its title, else all of a link that is a line of its own."""
    spans = page.visible.spans
    for element in link.element.iter():
        if element in spans and (element.tag in TITLE_TAGS or TITLE_CLASS.search(element.get("class") or "")):
            yield spans[element]
            return
    heading = next((one for one in link.element.iterancestors(*TITLE_TAGS)), None)
    if heading is not None and heading in spans:
        yield spans[heading]
        return
    line = page.outline.at(link.start or 0)
    rest = len(line.text) - len(link.text) if line is not None else LONGEST_REST + 1
    if (
        link.element in spans
        and line is not None
        and (rest <= 2 or (line.start == link.start and rest <= LONGEST_REST))
    ):
        yield spans[link.element]
