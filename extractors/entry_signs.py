"""Whether a block of a page reads like a publication: whom, when and where it names, and what it links to."""

import re

from lxml.html import HtmlElement

from extractors.author_lists import title_begin
from extractors.citations import has_surname, set_apart
from extractors.dates import YEAR
from extractors.headed_entries import ENTRY_HEADINGS
from extractors.outline import section_of
from extractors.page import Page
from extractors.paper_signs import IDENTIFIER, is_named_by, is_paper, names_venue

LISTED_AMONG_OTHERS = ("other",)
"""Kinds of section of a profile that list publications only among other things."""
BLOCKS = frozenset(("div", "p", "li", "ul", "table", "h2", "h3", "h4", "h5", "h6"))
LISTED_TAGS = ("li", "p", "tr", "dd", "dt")


def reads_like_entry(page: Page, element: HtmlElement, text: str) -> bool:
    """Tell whether a block reads like a publication.

    Under a heading that announces none, such as "Research", it must name the person, a year and a paper.
    """
    line = page.outline.at(page.visible.spans[element][0])
    if page.type == "profile" and line is not None and line.section in LISTED_AMONG_OTHERS:
        linked = any(is_paper(anchor.get("href") or "") for anchor in element.iter("a"))
        parts = (part for part in element.iter() if part in page.visible.spans)
        return (
            linked and YEAR.search(text) is not None and has_surname(page, text) and set_apart(page, parts) is not None
        )
    papers = any(is_paper(anchor.get("href") or "") for anchor in element.iter("a")) or IDENTIFIER.search(text)
    if papers:
        return True
    named = has_surname(page, text)
    if _is_plain_item(element) and _is_listed_entry(element, text):
        return True
    if element.tag == "dd" and _is_headed(element):
        return False
    if YEAR.search(text) is None:
        starts = element.tag in LISTED_TAGS and named and not _is_headed(element)
        return starts and title_begin(text, lambda names: has_surname(page, names)) > 0
    return named or (element.tag == "li" and re.search('["“„«»]', text) is not None)


def _is_plain_item(element: HtmlElement) -> bool:
    """Tell whether an element is an item without blocks of its own, and no part of a card or of another item."""
    block = element.getparent()
    if any(inner.tag in BLOCKS for inner in element.iterdescendants()) or block is None:
        return False
    if element.tag == "li":
        return True
    before = element.getprevious()
    follows = before is None or before.tag == "p" or section_of(before.text_content()[:100]) is not None
    return (
        element.tag == "p" and follows and not element.get("class") and block.tag in ("div", "section", "main", "body")
    )


def _is_listed_entry(element: HtmlElement, text: str) -> bool:
    """Tell whether an item that names nobody says where it was published, or links to an address with its title."""
    dated = YEAR.search(text) is not None or text.startswith(('"', "“", "„", "«"))
    if dated and (names_venue(text) or (element.tag == "li" and next(element.iter("i", "em"), None) is not None)):
        return True
    anchor = element.find(".//a")
    return anchor is not None and is_named_by(anchor.text_content(), anchor.get("href") or "")


def _is_headed(element: HtmlElement) -> bool:
    """Tell whether an element stands below the only heading of its block, as authors and venue do on a card."""
    block = element.getparent()
    if element.tag == "dd":
        before = element.getprevious()
        return before is not None and before.tag == "dt" and not YEAR.search(before.text_content()[:60])
    beside = list(block) if block is not None else []
    headings = [" ".join(one.itertext()).strip() for one in beside if one.tag in ENTRY_HEADINGS]
    return len(headings) == 1 and not YEAR.search(headings[0][:60]) and section_of(headings[0]) is None
