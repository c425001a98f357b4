"""Skills shown as icons or badges: what their title, alternative text, class or file name says.

An icon without a word is read by everyone who looks at the page, so it counts as visible, and so does a badge.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from lxml.html import HtmlElement

from config import lexicons
from extractors.outline import HEADINGS
from extractors.page_text import VisibleText, is_hidden
from extractors.skilling.lexicon import SkillLexicon, Term
from extractors.word_sets import word_set

MOST_ICONS = 1000
LONGEST_CAPTION = 30
MOST_BESIDE = 20
CAPTIONING = ("li", "span", "p", "div", "td", "figure", "label")
LABELS = (
    "alt",
    "title",
    "aria-label",
    "data-tooltip",
    "data-tip",
    "data-title",
    "data-original-title",
    "data-bs-original-title",
)
ICON_CLASSES = re.compile(
    r"(?:^|\s)(?:devicons?|fa|la|si|bxl|icon|icons8|mdi|ri|uil|fi|lni|pi|ti-brand|nf-dev|nf-md"
    r"|i-(?:logos|devicon|simple-icons|skill-icons))[-:]([a-z0-9][a-z0-9-]{0,30})",
    re.IGNORECASE,
)
STYLES = word_set("solid regular light thin duotone brands sharp fw lg sm xs xl 2x 3x 4x 5x spin border inverse")
"""How Font Awesome draws an icon, in a class that begins as its name does."""
ICON_NAMES = re.compile(
    r"^[a-z0-9]{2,20}(?:-(?:icons|plain|brands))?[:-](?:logo-)?([a-z0-9][a-z0-9-]{0,30})$", re.IGNORECASE
)
"""As Iconify names them: a set and the icon."""
FILES = (
    re.compile(r"/devicons?/(?:[\w.@-]+/)?icons/([a-z0-9]+)/", re.IGNORECASE),
    re.compile(r"cdn\.simpleicons\.org/([a-z0-9]+)", re.IGNORECASE),
    re.compile(r"/(?:simple-icons|simpleicons)(?:@[\w.]+)?/icons/([a-z0-9]+)\.svg", re.IGNORECASE),
    re.compile(r"img\.shields\.io/badge/(?:-|[\w%.]+-)?.{0,80}?[?&]logo=([a-z0-9.%+-]{1,40})", re.IGNORECASE),
    re.compile(r"img\.shields\.io/(?:static/v1\?label=|badge/-?)([\w.%+]{1,40})", re.IGNORECASE),
)
SKILL_ICONS = re.compile(r"skillicons\.dev/icons\?(?:[^\"'\s]{0,80}&)?i=([a-z0-9,]{1,400})", re.IGNORECASE)
ENDINGS = re.compile(
    r"(?:-(?:plain|original|line|icon|logo|wordmark|colored|color|square|light|dark|alt|fill|black|white|\d))+$"
)
FILE_NAME = re.compile(
    r"/([a-z0-9+#._-]{1,40}?)(?:[-_](?:logo|icon|original|plain))?(?:\.[0-9a-f]{8,20})?\.(?:svg|png|webp"
    r"|jpe?g)(?:$|\?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Icon:
    """One technology shown without its name in the text."""

    offset: int
    """Where in the visible text it stands: at or behind the line before it."""
    name: str
    """As the page writes it."""
    term: Term


def icons(root: HtmlElement, visible: VisibleText, lexicon: SkillLexicon) -> Iterator[Icon]:
    """Return the icons of known technologies, in document order; hidden ones are not shown, linked ones are links."""
    starts = _Starts(visible)
    seen = 0
    for element in root.iter("img", "i", "span", "li", "svg"):
        named = list(_named(element, lexicon))
        seen += len(named)
        if seen > MOST_ICONS:
            return
        if named and not _is_unseen(element) and not _is_captioned(element, visible):
            offset = starts.before(element)
            yield from (Icon(offset, name, term) for name, term in named)


def _named(element: HtmlElement, lexicon: SkillLexicon) -> Iterator[tuple[str, Term]]:
    source = element.get("src") or ""
    if found := SKILL_ICONS.search(source):
        for name in found[1].split(","):
            if term := _term(name, lexicon):
                yield name, term
        return
    if element.tag in ("img", "svg", "i", "span", "li"):
        for label in LABELS if element.tag != "li" else ("name", *LABELS[1:]):
            said = " ".join((element.get(label) or "").split())
            said = re.sub(r"\s(?:logo|icon|badge)$", "", said, flags=re.IGNORECASE)
            if 0 < len(said) <= 40 and (term := lexicon.get(said)):
                yield said, term
                return
    slug = _slug(element, source)
    if slug and (term := _term(slug, lexicon)):
        yield slug, term


def _slug(element: HtmlElement, source: str) -> str | None:
    if element.tag in ("i", "span", "svg"):
        if named := ICON_NAMES.match(element.get("data-icon") or element.get("icon") or ""):
            return named[1]
        classes = element.get("class") or ""
        if "-" in classes:
            return next((one[1] for one in ICON_CLASSES.finditer(classes) if one[1].lower() not in STYLES), None)
    elif element.tag == "img":
        for pattern in FILES:
            if found := pattern.search(source[:500]):
                return found[1]
        if not source.startswith("data:") and (found := FILE_NAME.search(source[-120:])):
            return found[1]
    return None


def _term(slug: str, lexicon: SkillLexicon) -> Term | None:
    slug = ENDINGS.sub("", slug.lower().replace("%20", " ").replace("%2b", "+").replace("_", "-"))
    name = _short_names().get(slug, slug)
    return lexicon.get(name) or lexicon.get(name.replace("-", " ")) or lexicon.icons.get(name.replace("-", ""))


@cache
def _short_names() -> Mapping[str, str]:
    names: Mapping[str, str] = lexicons.load("skills").tables["icons"]
    return names


def _is_unseen(element: HtmlElement) -> bool:
    """Tell whether an icon is hidden, or the face of a link."""
    hidden_icon = element.tag in ("i", "span", "svg") and (element.get("aria-hidden") or "").lower() == "true"
    for above in (element, *element.iterancestors()):
        if above.tag in ("a", "button", "noscript", "template", "nav", "footer"):
            return True
        if is_hidden(above) and not (hidden_icon and above is element):
            return True
    return False


def _is_captioned(element: HtmlElement, visible: VisibleText) -> bool:
    """Tell whether a short text beside the icon says what it is: then the text is read."""
    if element in visible.spans:
        return True
    beside = element.getparent()
    if beside is None or beside.tag not in CAPTIONING:
        return False
    start, end = visible.spans.get(beside, (0, 0))
    return 0 < end - start <= LONGEST_CAPTION and not any(child.tag in HEADINGS for child in beside[:MOST_BESIDE])


class _Starts:
    """Where elements without text stand: behind the last text that begins before them."""

    def __init__(self, visible: VisibleText) -> None:
        self._order: list[int] = []
        self._offsets: list[int] = []
        self._positions: dict[HtmlElement, int] = {}
        self._visible = visible

    def before(self, element: HtmlElement) -> int:
        span = self._visible.spans.get(element)
        if span:
            return span[0]
        if not self._positions:
            self._index(element.getroottree().getroot())
        index = bisect_right(self._order, self._positions.get(element, 0)) - 1
        return self._offsets[index] if index >= 0 else 0

    def _index(self, root: HtmlElement) -> None:
        for position, element in enumerate(root.iter()):
            self._positions[element] = position
            span = self._visible.spans.get(element)
            if span:
                self._order.append(position)
                self._offsets.append(span[0])
