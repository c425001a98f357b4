"""Addresses of pages that are no post, wherever they are listed: terms, courses, projects, the site's own pages."""

import re
from urllib.parse import unquote, urlsplit

from extractors.word_sets import word_set

TERMS = word_set(
    "tag tags category categories topic topics series author authors keyword keywords label labels "
    "kategorie kategorien schlagwort schlagwörter thema themen categoria categorias categoría categorías etiqueta "
    "etiquetas catégorie catégories mot-cle mots-cles taxonomy year years format"
)
"""Folders whose pages each list the posts of one term."""
OWN_LISTS = word_set("archive archives")
"""Lists themselves; below them stand posts as well."""
LISTINGS = word_set(
    "projects project portfolio courses course teaching lehre talks talk speaking vortraege vorträge bookmarks likes "
    "links photos gallery software books awards kurse projekte publications publication papers publikationen news "
    "slides decks presentations praesentationen präsentationen vorlesungen lectures"
)
"""Folders of other things than posts."""
OWN_PAGES = word_set(
    "about about-me bio cv resume lebenslauf contact kontakt contacto contato impressum imprint privacy "
    "privacy-policy datenschutz legal uses now search home index blog posts archive archives tags categories series "
    "team people faq subscribe newsletter portfolio projects talks speaking publications research teaching links "
    "colophon sitemap 404 thanks page"
)
LANGUAGE = re.compile(r"[a-z]{2}(?:-[a-z]{2})?")
"""A first segment that chooses a language."""
EXTENSION = re.compile(r"\.(?:html?|php|aspx?|md)$", re.IGNORECASE)
PAGED = re.compile(r"/page/?\d+/?$|[?&]page=\d+", re.IGNORECASE)
FILE = re.compile(r"\.(?:pdf|zip|png|jpe?g|svg|gif|bib|pptx?|ics|epub|mp[34]|tar|gz)$", re.IGNORECASE)


def segments_of(address: str) -> list[str]:
    """Return the parts of an address's path, in lower case, the last one without an extension or index file."""
    parts = [unquote(part) for part in urlsplit(address).path.lower().split("/") if part]
    if parts:
        parts[-1] = EXTENSION.sub("", parts[-1])
        if parts[-1] in ("index", "default"):
            parts.pop()
    return parts


def is_term(address: str) -> bool:
    """Tell whether an address is the list of one tag, category, author or year, or a later page of a list."""
    parts = segments_of(address)
    if PAGED.search(address):
        return True
    return bool(parts) and (parts[-1] in TERMS | OWN_LISTS or (len(parts) > 1 and parts[-2] in TERMS))


def is_own_page(address: str) -> bool:
    """Tell whether an address is a page of the site itself, such as its imprint or list of posts, in any language."""
    parts = segments_of(address)
    if len(parts) > 1 and LANGUAGE.fullmatch(parts[0]):
        parts = parts[1:]
    return not parts or (len(parts) == 1 and parts[0] in OWN_PAGES)


def is_listing(address: str) -> bool:
    """Tell whether an address belongs to a folder of other things than posts, such as courses or projects."""
    return not LISTINGS.isdisjoint(segments_of(address)[:-1])


def is_file(address: str) -> bool:
    """Tell whether an address is a document or picture."""
    return FILE.search(urlsplit(address).path) is not None
