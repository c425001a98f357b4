"""Papers and books: the entries of a publication list, one claim each."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from extractors.claims import Claim, StatedAt
from extractors.dates import YEAR
from extractors.demo_content import is_demo
from extractors.names import fold, surname
from extractors.page import Link, Page
from extractors.platforms import profile_of
from extractors.sentences import is_sensitive_title

NAME = "publications"
FIELDS = ("articles",)
LEXICONS = ("placeholders",)
USES_MODEL = False

MARKED = 0.85
"""The title is set apart: by its class, its heading, quotation marks or its link."""
CITED = 0.72
"""The title is cut out of a citation by its punctuation."""
ENTRY_TAGS = ("li", "p", "tr", "dd", "div", "article", "section", "dt")
LONGEST_ENTRY = 4000
LEAST_WORDS, MOST_WORDS = 3, 40
TITLE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:title|papertitle|pub-title|paper-title|entry-title|p-name)(?:$|[\s_-])", re.IGNORECASE
)
QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{12,300})[\"”“»]")
AFTER_YEAR = re.compile(r"\((?:19|20)\d{2}[a-z]?(?:,[^)]{0,20})?\)[.,:]?\s+(?P<title>[^.?!]{12,300}[?!]?)(?:[.?!]|$)")
NOT_TITLES = re.compile(
    r"^(?:pdf|doi|bib(?:tex)?|code|slides?|video|poster|arxiv|abstract|abs|html|link|project(?: page"
    r"| website)?|website|read more|download|preprint"
    r"|supp(?:lementary)?|data|demo|blog|github|cite|talk|paper|publisher|journal|url|source|details"
    r"|proceedings of .*|in proceedings .*"
    r"|(?:[a-z ]+,? )?(?:data|code|materials?|stimuli|software|supplement\w*),? (?:&|and) (?:code|data"
    r"|materials?|software)"
    r"|.*\bet al\.?|(?:view|see|show) .*|full (?:text|paper|list).*|my (?:phd )?thesis|google scholar.*|buy .*"
    r"|book website|.*repository.*)$",
    re.IGNORECASE,
)
VENUE = re.compile(
    r"\b(?:journal|review|reviews|proceedings|transactions|bulletin|letters|annals|conference|workshop"
    r"|symposium|magazine"
    r"|zeitschrift|lecture notes|in press|press|arxiv|preprint|nature|science|plos|frontiers in)\b",
    re.IGNORECASE,
)
PAPER_HOSTS = (
    "doi.org",
    "arxiv.org",
    "aclanthology.org",
    "openreview.net",
    "biorxiv.org",
    "osf.io",
    "hal.science",
    "proceedings.mlr.press",
)


def read(page: Page) -> Iterable[Claim]:
    """Return the entries of a publications page, or of the publication section of a profile."""
    if page.root is None or page.type not in ("publications", "profile", "about", "cv"):
        return []
    return _claims(page)


def _claims(page: Page) -> Iterator[Claim]:
    seen: set[str] = set()
    links: dict[HtmlElement, Link] = {link.element: link for link in page.links}
    for entry in _entries(page):
        found = _title(page, entry)
        if found is None:
            continue
        start, title, confidence = found
        key = re.sub(r"\W", "", fold(title))
        if key in seen or is_demo(title) or is_sensitive_title(title):
            continue
        seen.add(key)
        evidence = page.evidence(start, start + len(title), is_sensitive_title)
        if evidence is None:
            continue
        value: dict[str, Any] = {"title": title}
        if address := _address(entry, links, title):
            value["url"] = address
        year = _year(page, entry, title)
        if year:
            value["date"] = year
        stated = StatedAt(year, year, "year", "explicit") if year else None
        yield Claim("articles", value, confidence, evidence, NAME, stated)


def _entries(page: Page) -> list[HtmlElement]:
    """Return the smallest blocks that read like an entry: some text with a year or a paper's link, in a list."""
    chosen: list[HtmlElement] = []
    inside: set[HtmlElement] = set()
    for element in reversed(list(page.visible.spans)):
        if element.tag not in ENTRY_TAGS:
            continue
        if element in inside:
            inside.update(element.iterancestors())
            continue
        start, end = page.visible.spans[element]
        line = page.outline.at(start)
        if line is None or line.region in ("nav", "footer", "comments"):
            continue
        if line.section != "publications" and not (
            page.type == "publications" and line.section in ("intro", "other", "about", "experience")
        ):
            continue
        if not 20 <= end - start <= LONGEST_ENTRY:
            continue
        if _reads_like_entry(page, element, page.text.text[start:end]):
            chosen.append(element)
            inside.update(element.iterancestors())
    return list(reversed(chosen))


def _reads_like_entry(page: Page, element: HtmlElement, text: str) -> bool:
    papers = [anchor for anchor in element.iter("a") if _is_paper(anchor.get("href") or "")]
    if YEAR.search(text) is None and not papers:
        return False
    return (
        bool(papers)
        or any(_surname_in(text, name) for name in page.names)
        or (element.tag == "li" and QUOTED.search(text) is not None)
    )


def _surname_in(text: str, name: str) -> bool:
    last = surname(name)
    return bool(last) and last in fold(text)


def _is_paper(href: str) -> bool:
    host = (urlsplit(href).hostname or "").removeprefix("www.").removeprefix("dx.")
    return host in PAPER_HOSTS or href.lower().split("?")[0].endswith(".pdf")


def _title(page: Page, entry: HtmlElement) -> tuple[int, str, float] | None:
    for span, confidence in _title_spans(page, entry):
        found = _usable(page, span)
        if found is not None:
            return (*found, confidence)
    return None


def _title_spans(page: Page, entry: HtmlElement) -> Iterator[tuple[tuple[int, int], float]]:
    """Return where the entry's title may stand, the surest place first."""
    elements = [element for element in entry.iter() if element in page.visible.spans]
    spans = page.visible.spans
    yield from ((spans[element], MARKED) for element in elements if TITLE_CLASS.search(element.get("class") or ""))
    for element in elements:
        linked_profile = element.tag == "a" and profile_of(element.get("href") or "")
        if element.tag in ("h2", "h3", "h4", "h5", "a", "strong", "b") and not linked_profile:
            yield spans[element], MARKED
    start, end = spans[entry]
    text = page.text.text[start:end]
    for element in elements:
        first, last = spans[element]
        venue = VENUE.search(text, first - start, last - start)
        if element.tag in ("em", "i", "cite") and not venue and _follows_authors(text[: first - start]):
            yield spans[element], MARKED
    if match := QUOTED.search(text):
        yield (start + match.start(1), start + match.end(1)), MARKED
    if match := AFTER_YEAR.search(text):
        yield (start + match.start("title"), start + match.end("title")), CITED


def _usable(page: Page, span: tuple[int, int]) -> tuple[int, str] | None:
    raw = page.text.text[span[0] : span[1]]
    title = raw.strip(' \t\n.,:;"“”„«»[]')
    words = title.split()
    if not LEAST_WORDS <= len(words) <= MOST_WORDS or "\n" in title or NOT_TITLES.match(title):
        return None
    if _is_author_list(page, title):
        return None
    return span[0] + raw.index(title), title


def _follows_authors(before: str) -> bool:
    """Tell whether authors stand right before: behind a title stands its venue, in italics just as often."""
    last = re.split(r"[,;&]|\band\b|\(\d{4}\)", before)[-1].strip(" .:")
    return "," in before and len(last.split()) <= 4 and len(before) < 1500


def _is_author_list(page: Page, text: str) -> bool:
    names = [part for part in re.split(r",|\band\b|&", text) if part.strip()]
    short = sum(len(part.split()) <= 3 for part in names)
    return any(_surname_in(text, name) for name in page.names) and short == len(names)


def _address(entry: HtmlElement, links: dict[HtmlElement, Link], title: str) -> str | None:
    anchors = [links[anchor] for anchor in entry.iter("a") if anchor in links and links[anchor].href.startswith("http")]
    titled = [link for link in anchors if title in link.text]
    papers = [link for link in anchors if _is_paper(link.href)]
    chosen = titled or papers
    return chosen[0].href if chosen else None


def _year(page: Page, entry: HtmlElement, title: str) -> str | None:
    """Return the entry's year: a bracketed one first, else the last one, else the year it is listed under."""
    text = page.visible.of(entry).replace(title, " ")
    latest = page.fetched_at.year + 1
    bracketed = re.search(r"\(((?:19|20)\d{2})[a-z]?\b", text)
    years = [year for year in YEAR.findall(text) if int(year) <= latest]
    if bracketed and int(bracketed.group(1)) <= latest:
        return bracketed.group(1)
    if years:
        return str(years[-1])
    line = page.outline.at(page.visible.spans[entry][0])
    for above in reversed(page.outline.lines[: line.number] if line else ()):
        match = YEAR.search(above.text) if above.is_heading or len(above.text) < 12 else None
        if match or (above.is_heading and above.section != "publications"):
            return match.group(1) if match else None
    return None
