"""Links as the readers of a part of a page's text see them."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from extractors.names import fold
from extractors.page import Page
from extractors.platforms import profile_of

LONGEST_NAME = 80


def company_links(page: Page) -> dict[int, int]:
    """Return where links to an organisation's own address begin and end: their words resemble its host's name."""
    return {
        link.start: link.end
        for link in page.links
        if link.start is not None
        and link.end is not None
        and len(link.text) <= LONGEST_NAME
        and _resembles(link.text, link.href)
    }


def _resembles(text: str, address: str) -> bool:
    words = re.findall(r"[a-z0-9]+", fold(text))
    host = urlsplit(address).hostname or ""
    labels = [label for label in host.replace("-", "").split(".")[:-1] if len(label) > 2 and label != "www"]
    if not 1 <= len(words) <= 6 or not labels or profile_of(address) is not None:
        return False
    joined, initials = "".join(words), "".join(word[0] for word in words)
    return any(joined in label or label in joined or label == initials for label in labels)


def links_in(page: Page, offset: int, ends: Mapping[int, int] | None = None) -> Callable[[int], int | None]:
    """Return where a link that begins at a position of a part of the page's text ends in that part."""
    known = page.link_ends if ends is None else ends

    def link_end(position: int) -> int | None:
        end = known.get(offset + position)
        return None if end is None else end - offset

    return link_end
