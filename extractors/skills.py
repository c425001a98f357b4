"""Skills that a profile declares: in lists, as icons, in sentences about the person; never an article's body."""

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from pydantic import JsonValue

from extractors.claims import Claim
from extractors.names import name_parts
from extractors.outline import Line, section_of
from extractors.page import READ_TEXT, Page
from extractors.skilling.icons import icons
from extractors.skilling.labels import labelled
from extractors.skilling.lexicon import SHIPPED, SkillLexicon, Term
from extractors.skilling.listed import listed
from extractors.skilling.mentions import MENTIONED, SAID, SAID_UNKNOWN, Mention, mentioned
from extractors.skilling.places import Place, only_headed, places_of
from extractors.skilling.tags import divided

NAME = "skills"
FIELDS = ("skills",)
LEXICONS = SHIPPED
USES_MODEL = False

PAGES = ("profile", "about", "cv", "index")
OTHER_PAGES = ("other",)
"""Where only what stands in a list of skills under its own heading counts."""
LEAST_ICONS = 3
"""Icons outside a section about skills that together show a person's tools."""
SHOWN = 0.88
"""As an icon in a section about skills."""
SHOWN_ELSEWHERE = MENTIONED
LEAST_LISTED = 6
MANY_LISTED = 12


def read(page: Page) -> Iterable[Claim]:
    """Return one claim per skill: the most explicit mention."""
    about_skills = _is_about_skills(page)
    if page.type not in (*PAGES, *OTHER_PAGES) and not about_skills:
        return []
    lexicon = page.skill_lexicon
    names = frozenset(part for name in page.names for part in name_parts(name))
    best: dict[str, Claim] = {}
    lines = divided([line for line in page.outline.lines if line.start <= READ_TEXT], page.visible)
    places = places_of(page.type, lines, about_skills=about_skills)
    if page.type not in PAGES and not about_skills:
        places = only_headed(places)
    for mention in _mentions(lines, places, lexicon, names):
        value = lexicon.value(mention.text)
        if _is_better(best, value, mention.confidence):
            evidence = page.evidence(mention.start, mention.end)
            if evidence is not None:
                best[_key(value)] = Claim("skills", dict(value), mention.confidence, evidence, NAME)
    for claim in _icon_claims(page, lexicon, dict(zip((line.number for line in lines), places, strict=True))):
        if isinstance(claim.value, dict) and _is_better(best, claim.value, claim.confidence):
            best[_key(claim.value)] = claim
    return _explicit(list(best.values()))


def _explicit(claims: list[Claim]) -> list[Claim]:
    """Take who lists their skills at their word: what else they mention, and say beside a long list, is left out."""
    shown = sum(claim.confidence >= SHOWN for claim in claims)
    if shown < LEAST_LISTED:
        return claims
    passing = (MENTIONED, SAID_UNKNOWN, SAID) if shown >= MANY_LISTED else (MENTIONED, SAID_UNKNOWN)
    return [claim for claim in claims if claim.confidence not in passing]


def _mentions(
    lines: list[Line], places: list[Place], lexicon: SkillLexicon, names: frozenset[str]
) -> Iterator[Mention]:
    yield from listed(lines, places, lexicon, names)
    yield from labelled(lines, places, lexicon, names)
    yield from mentioned(lines, places, lexicon, names)


def _key(value: Mapping[str, JsonValue]) -> str:
    return str(value.get("label", value["name"])).casefold()


def _is_better(best: Mapping[str, Claim], value: Mapping[str, JsonValue], confidence: float) -> bool:
    known = best.get(_key(value))
    return known is None or known.confidence < confidence


def _icon_claims(page: Page, lexicon: SkillLexicon, places: Mapping[int, Place]) -> Iterator[Claim]:
    if page.root is None:
        return
    own = {part for name in page.names for part in name_parts(name)}
    by_section: dict[str, list[tuple[str, Term, Place]]] = {}
    for icon in icons(page.root, page.visible, lexicon):
        if page.is_person(icon.name) or icon.name.lower() in own:
            continue  # a portrait
        line = page.outline.at(icon.offset)
        place: Place = places.get(line.number, "none") if line else "none"
        if place != "none":
            by_section.setdefault(line.section if line else "", []).append((icon.name, icon.term, place))
    for found in by_section.values():
        in_list = any(place == "skills" for _, _, place in found)
        if not in_list and len({term.label for _, term, _ in found}) < LEAST_ICONS:
            continue
        for name, term, _ in found:
            evidence = page.pointed("icon", name)
            if evidence is not None:
                value = {**lexicon.canonical(term.label), "name": name, "label": term.label}
                yield Claim("skills", dict(value), SHOWN if in_list else SHOWN_ELSEWHERE, evidence, NAME)


def _is_about_skills(page: Page) -> bool:
    """Tell whether a page's own address says that it lists skills."""
    last = urlsplit(page.address).path.rstrip("/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return section_of(last.replace("-", " ").replace("_", " ")) == "skills"
