"""What kind of page this is; extractors read only the kinds they understand."""

import re
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from extractors.claims import PageType
from extractors.outline import Outline, section_of, section_words
from extractors.structured_data import StructuredData
from extractors.word_sets import word_set

DATED_PATH = re.compile(r"/(?:19|20)\d{2}/(?:\d{1,2}/)?(?:\d{1,2}/)?[^/]{3,}/?$|/(?:19|20)\d{2}-\d{2}-\d{2}-[^/]+/?$")
NEXT_PAGE = re.compile(r"/page/?\d+/?$|[?&]page=\d+")
INDEX_FILE = re.compile(r"(?:^|/)(?:index|default|home)\.(?:html?|php|aspx?)$", re.IGNORECASE)
EXTENSION = re.compile(r"\.(?:html?|php|aspx?|md)$", re.IGNORECASE)
ARTICLE_TYPES = (
    "BlogPosting",
    "Article",
    "NewsArticle",
    "TechArticle",
    "ScholarlyArticle",
    "SocialMediaPosting",
    "Report",
)

MOST_ARTICLES_OF_A_POST = 4
"""More top-level articles than these on one page are a listing: a post shows itself and a few related ones."""
LEAST_ARTICLES_OF_AN_INDEX = 3

ABOUT = word_set(
    "about about-me aboutme about-us bio biography me profile whoami ueber ueber-mich über über-mich uber-mich who i "
    "zur-person person profil vorstellung steckbrief a-propos apropos qui-suis-je presentation moi sobre sobre-mi "
    "sobremi sobre-mí acerca acerca-de acerca-de-mi quien-soy quién-soy sobre-mim quem-sou biografia biografía "
    "biographie chi-sono over-mij hello intro introduction"
)
CV = word_set(
    "cv resume résumé vita curriculum-vitae curriculum lebenslauf experience career work-experience my-cv my-resume "
    "work-history employment werdegang beruflicher-werdegang berufserfahrung parcours experiences experiencia "
    "experiencias trayectoria hoja-de-vida curriculo currículo currículum experiência experiencia-profissional "
    "curriculum_vitae cv-en cv-de cv_en cv_de cv-fr cv-es cv-pt"
)
PUBLICATIONS = word_set(
    "publications publication papers pubs publikationen research-papers publist bibliography veroeffentlichungen "
    "writing-papers veröffentlichungen schriften publicaciones publicações publicacoes pubblicazioni publicaties "
    "publication-list list-of-publications selected-publications"
)
TEAM = word_set(
    "team people members group lab students alumni staff collaborators advisees authors contributors "
    "group-members friends our-team meet-the-team mitarbeiter mitarbeitende equipe équipe equipo equipa"
)
INDEXES = word_set(
    "blog posts archive archives articles category categories tag tags topics writing writings notes news essays "
    "series authors author all year years til blogs journal log logs weblog blog-posts all-posts beitraege beiträge "
    "artikel articulos artículos artigos noticias notícias actualites actualités aktuelles neuigkeiten changelog "
    "stories thoughts feed archiv billets notizen gedanken texte"
)
NOT_ARTICLES = word_set(
    "projects project portfolio courses course teaching talks talk contact impressum imprint privacy datenschutz "
    "legal uses now links search tag tags category categories bookmarks likes notes-index awards gallery photos "
    "cookies terms 404 faq books software research privacy-policy datenschutzerklaerung datenschutzerklärung "
    "legal-notice terms-of-service terms-of-use cookie-policy disclaimer mentions-legales contato contacto kontakt "
    "projetos proyectos projets projekte livros libros livres videos vídeos fotos galerie lehre enseignement "
    "ensino docencia vortraege vorträge conferences charlas palestras subscribe newsletter donate support hire "
    "services sitemap glossary glossar lexikon tools media press presse setup colophon guestbook shop store thanks"
)
CODES = word_set("en de fr es pt it nl en-us en-gb de-de de-at de-ch fr-fr es-es pt-br english deutsch")
"""First segments that choose a language and say nothing else."""


def page_type(
    address: str, site: str, role: str, outline: Outline, structured: StructuredData, articles: int
) -> PageType:
    """Decide the type of an HTML page: its address first, then what it declares, then what it shows.

    :param articles: how many article elements the page has, see :func:`article_elements`.
    """
    below = path_below(address, site)
    segments = [segment for segment in below.lower().split("/") if segment]
    segments = segments[1:] if segments and segments[0] in CODES else segments
    last = EXTENSION.sub("", segments[-1]) if segments else ""
    if NEXT_PAGE.search(address):
        return "index"
    if not segments:
        return _home_type(structured, outline, articles)
    for words, kind in ((ABOUT, "about"), (CV, "cv"), (PUBLICATIONS, "publications"), (TEAM, "team")):
        if last in words and len(segments) <= 2:
            return kind  # type: ignore[return-value]
    if last in INDEXES or (
        len(segments) > 1 and segments[-2] in ("tag", "tags", "category", "categories", "author", "authors")
    ):
        return "index"
    if not NOT_ARTICLES.isdisjoint([*segments[:-1], last]):
        return "other"
    if re.fullmatch(r"(?:19|20)\d{2}|\d{1,2}", last):
        return "index"
    if (
        DATED_PATH.search(f"/{below}")
        or structured.graph("og:type") == "article"
        or _declares_article(structured)
        or role == "article"
    ):
        return "index" if articles > MOST_ARTICLES_OF_A_POST else "article"
    if len(segments) > 1 and segments[-2] in INDEXES:
        return "article"
    if section_of(last.replace("-", " ")) in ("about", "experience"):
        return "about"
    headed = _headed(outline)
    if headed is not None and len(segments) <= 2:
        return headed
    if role in ("home", "profile"):
        return "profile"
    return "other"


def _headed(outline: Outline) -> PageType | None:
    """Return the type that the first heading announces, of a page whose address tells nothing."""
    first = next((line.text for line in outline.lines if line.is_heading), "")
    kinds: dict[str, PageType] = {
        "team": "team", "publications": "publications", "experience": "cv", "about": "about", "posts": "index",
    }  # fmt: skip
    words = first.lower().strip(" .:!#")
    return kinds.get(section_words().get(words, ""))


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


def article_elements(root: HtmlElement) -> int:
    """Count the articles that a page shows: ``article`` elements and h-entries, not those inside another."""
    path = (
        "//article[not(ancestor::article)] | //*[contains(concat(' ', @class, ' '), ' hentry ') and not(self::article)]"
    )
    return len(root.xpath(path))


def _home_type(structured: StructuredData, outline: Outline, articles: int) -> PageType:
    in_articles = sum(line.end - line.start for line in outline.lines if line.region == "article")
    everything = sum(line.end - line.start for line in outline.lines) or 1
    if articles >= LEAST_ARTICLES_OF_AN_INDEX and in_articles * 2 > everything:
        return "index"
    if structured.graph("og:type") == "article" and _declares_article(structured):
        return "article"
    return "profile"
