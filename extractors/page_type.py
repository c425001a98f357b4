"""What kind of page this is; extractors read only the kinds they understand."""

import re
from urllib.parse import unquote, urlsplit

from extractors.claims import PageType
from extractors.outline import Outline, section_of
from extractors.structured_data import StructuredData

DATED_PATH = re.compile(r"/(?:19|20)\d{2}/(?:\d{1,2}/)?(?:\d{1,2}/)?[^/]{3,}/?$|/(?:19|20)\d{2}-\d{2}-\d{2}-[^/]+/?$")
NEXT_PAGE = re.compile(r"/page/?\d+/?$|[?&]page=\d+")
INDEX_FILE = re.compile(r"(?:^|/)(?:index|default|home)\.(?:html?|php|aspx?)$", re.IGNORECASE)
EXTENSION = re.compile(r"\.(?:html?|php|aspx?|md)$", re.IGNORECASE)
ARTICLE_TYPES = ("BlogPosting", "Article", "NewsArticle", "TechArticle", "ScholarlyArticle", "SocialMediaPosting", "Report")

ABOUT = frozenset("about about-me aboutme about-us bio biography me profile whoami ueber ueber-mich über über-mich uber-mich who i".split())
CV = frozenset("cv resume résumé vita curriculum-vitae curriculum lebenslauf experience career work-experience".split())
PUBLICATIONS = frozenset("publications publication papers pubs publikationen research-papers publist bibliography veroeffentlichungen writing-papers".split())
TEAM = frozenset("team people members group lab students alumni staff collaborators advisees authors contributors group-members friends".split())
INDEXES = frozenset("blog posts archive archives articles category categories tag tags topics writing writings notes news essays series authors author all year years til".split())
NOT_ARTICLES = frozenset(
    "projects project portfolio courses course teaching talks talk contact impressum imprint privacy datenschutz legal uses now links"
    " search tag tags category categories bookmarks likes notes-index awards gallery photos cookies terms 404 software research".split()
)


def page_type(address: str, site: str, role: str, outline: Outline, structured: StructuredData) -> PageType:
    """Decide the type of an HTML page: its address first, then what it declares, then what it shows."""
    below = path_below(address, site)
    segments = [segment for segment in below.lower().split("/") if segment]
    last = EXTENSION.sub("", segments[-1]) if segments else ""
    if NEXT_PAGE.search(address):
        return "index"
    if not segments:
        return _home_type(structured, outline)
    for words, kind in ((ABOUT, "about"), (CV, "cv"), (PUBLICATIONS, "publications"), (TEAM, "team")):
        if last in words and len(segments) <= 2:
            return kind  # type: ignore[return-value]
    if last in INDEXES or (len(segments) > 1 and segments[-2] in ("tag", "tags", "category", "categories", "author", "authors")):
        return "index"
    if not NOT_ARTICLES.isdisjoint([*segments[:-1], last]):
        return "other"
    if re.fullmatch(r"(?:19|20)\d{2}|\d{1,2}", last):
        return "index"
    if DATED_PATH.search(below) or structured.graph("og:type") == "article" or _declares_article(structured) or role == "article":
        return "index" if _is_listing(outline) else "article"
    if len(segments) > 1 and segments[-2] in INDEXES:
        return "article"
    if section_of(last.replace("-", " ")) in ("about", "experience"):
        return "about"
    if role in ("home", "profile"):
        return "profile"
    return "other"


def path_below(address: str, site: str) -> str:
    """Return the path of a page below its site's first page, without an index file; empty for the first page."""
    path, home = unquote(urlsplit(address).path), unquote(urlsplit(site).path) if site else "/"
    home = home if home.endswith("/") else home.rsplit("/", 1)[0] + "/"
    below = path[len(home) :] if path.startswith(home) else path.strip("/")
    if path + "/" == home:
        below = ""
    query = urlsplit(address).query
    below = INDEX_FILE.sub("", below)
    return below if below or not re.match(r"p=\d+", query) else query


def _declares_article(structured: StructuredData) -> bool:
    return sum(1 for item in structured.of_type(*ARTICLE_TYPES) if not item.nested) == 1


def _is_listing(outline: Outline) -> bool:
    """An article page has one article region; a listing shows many headings inside separate ones."""
    runs = 0
    before = ""
    for line in outline.lines:
        if line.region == "article" and (before != "article" or line.is_heading and line.number and outline.lines[line.number - 1].region != "article"):
            runs += 1
        before = line.region
    return runs > 4


def _home_type(structured: StructuredData, outline: Outline) -> PageType:
    in_articles = sum(line.end - line.start for line in outline.lines if line.region == "article")
    everything = sum(line.end - line.start for line in outline.lines) or 1
    headings = sum(1 for line in outline.lines if line.region == "article" and line.is_heading)
    if headings >= 3 and in_articles * 2 > everything:
        return "index"
    if structured.graph("og:type") == "article" and _declares_article(structured):
        return "article"
    return "profile"
