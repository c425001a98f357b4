"""Whether a page as served is only a shell that its scripts fill, decided from its markup alone.

A page with real text is never rendered, however many scripts it loads: what it says without them is what it
says. The limits are characters of visible text, chosen so that a short true page ("I am Ada, I moved to ...")
is left alone unless its markup also has the empty element that a framework would fill.
"""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

ALMOST_NOTHING = 60
"""Characters; a page that loads scripts and shows fewer is drawn by them."""
LITTLE = 500
"""Characters; a page that shows fewer is a shell if it has an empty mount or asks for JavaScript."""
LEAST_SKELETONS = 3
"""Grey bars that stand where words will be; fewer may be an ornament."""
MOST_MOUNT_TEXT = 40
"""Characters of "Loading ..." that an unfilled mount may show."""

_UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "title", "svg", "iframe", "object"})
_EXECUTED = frozenset({"", "module", "text/javascript", "application/javascript", "text/babel"})
_MOUNTS = frozenset(
    {
        "root", "app", "__next", "__nuxt", "___gatsby", "gatsby-focus-wrapper", "react-root", "reactroot", "main-app",
        "q-app", "svelte", "sapper", "application", "app-root", "ember-app", "mount", "mountnode", "react-app",
        "vue-app", "container", "content", "main", "page", "wrapper",
    }
)  # fmt: skip
_ASKS = re.compile(
    r"(enable|requires?|needs?|turn on|activate|without)\W+(\w+\W+){0,4}?java\s?script"
    r"|java\s?script\W+(\w+\W+){0,4}?(enable|required?|needed|turned on|activated|disabled|off\b|aktivier|benötigt)"
    r"|aktivier\w*\W+(\w+\W+){0,4}?java\s?script",
    re.IGNORECASE,
)
_SKELETON = re.compile(r"(?:^|[-_\s])(?:skeleton|shimmer)(?:$|[-_\s])", re.IGNORECASE)
_LISTED = re.compile(
    r"(?:^|[-_\s])(?:pubs?|publications?|papers?|posts?|articles?|blogs?|talks?|projects?|experiences?|timeline"
    r"|bibtex|bibliography|portfolio|nav|navbar|navigation|menu)(?:$|[-_\s])",
    re.IGNORECASE,
)
_HOLDERS = ("div", "nav", "ul", "ol", "section", "tbody", "main")


def needs_javascript(root: HtmlElement) -> bool:
    """Whether a parsed page shows next to nothing until its scripts have run."""
    shown = visible_characters(root, LITTLE)
    if shown >= LITTLE or not _runs_scripts(root) or _goes_elsewhere(root):
        return False
    return shown < ALMOST_NOTHING or _has_empty_mount(root) or _asks_for_javascript(root)


def is_hollow(root: HtmlElement) -> bool:
    """Whether a parsed page with words of its own keeps places for lists that its scripts fill.

    Such are empty elements named after what people list of themselves or after the site's menu, without which its other
    pages are not found, and the bars shown until a list is there.
    """
    if not _runs_scripts(root) or _goes_elsewhere(root):
        return False
    skeletons = 0
    for element in root.iter(*_HOLDERS):
        if len(element) or (element.text or "").strip():
            continue
        if _LISTED.search(f"{element.get('id') or ''} {element.get('class') or ''}"):
            return True
        skeletons += bool(_SKELETON.search(element.get("class") or ""))
    return skeletons >= LEAST_SKELETONS


def visible_characters(root: HtmlElement, most: int | None = None) -> int:
    """Count the characters that a reader sees, white space apart; stops counting at ``most``."""
    count = 0
    for text in _visible(root):
        count += sum(map(len, text.split()))
        if most is not None and count >= most:
            break
    return count


def _visible(root: HtmlElement) -> Iterator[str]:
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start":
            if element.tag in _UNSEEN:
                walk.skip_subtree()
            elif element.text:
                yield element.text
        elif element.tail and element is not root:
            yield element.tail


def _runs_scripts(root: HtmlElement) -> bool:
    return any((script.get("type") or "").strip().lower() in _EXECUTED for script in root.iter("script"))


def _goes_elsewhere(root: HtmlElement) -> bool:
    """Whether it is a mere signpost: frames, or a refresh to another page, which the crawl follows as links."""
    refresh = any(
        (meta.get("http-equiv") or "").lower() == "refresh" and "url" in (meta.get("content") or "").lower()
        for meta in root.iter("meta")
        if not _in_noscript(meta)
    )
    return refresh or next(root.iter("frameset"), None) is not None


def _in_noscript(element: HtmlElement) -> bool:
    return any(parent.tag == "noscript" for parent in element.iterancestors())


def _has_empty_mount(root: HtmlElement) -> bool:
    body = root.find("body")
    if body is None:
        return False
    # Frameworks mount near the top; a whole tree need not be looked at for one.
    near = [child for top in body for child in (top, *top) if isinstance(child.tag, str)]
    return any(_is_mount(one) and visible_characters(one, MOST_MOUNT_TEXT) < MOST_MOUNT_TEXT for one in near)


def _is_mount(element: HtmlElement) -> bool:
    tag = str(element.tag)
    return "-" in tag or (tag in ("div", "main", "section") and (element.get("id") or "").lower() in _MOUNTS)


def _asks_for_javascript(root: HtmlElement) -> bool:
    return any(_ASKS.search(" ".join("".join(one.itertext()).split())[:1_000]) for one in root.iter("noscript"))
