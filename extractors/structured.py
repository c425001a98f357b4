"""What schema.org markup says of the person: only of a Person who bears our person's name."""

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urljoin

from pydantic import JsonValue

from extractors.claims import Claim
from extractors.dates import from_iso, is_over
from extractors.page import Page
from extractors.platforms import profile_of
from extractors.skilling.lexicon import SHIPPED
from extractors.snippets import Snippets
from extractors.structured_data import Item, json_ld_texts
from extractors.word_sets import word_set

NAME = "structured"
FIELDS = ("name", "title", "employer", "location", "links", "skills", "work", "education")
LEXICONS = (*SHIPPED, "platforms")
USES_MODEL = False

DECLARED = 0.9
"""Machine-readable and about the person by name; still often older than the page around it."""
OWN_PLACE = re.compile(r"https?://[^\s/?#]{4,200}(?:/[^\s/?#]{0,60}){0,2}")
"""The first page of a site, or a place right below: somebody's other site."""
REFERENCE = re.compile(r"wikipedia\.org|wikidata\.org|viaf\.org|isni\.org|d-nb\.info|loc\.gov|imdb\.com|/search\b")
"""Who write about a person; sameAs may name them, and they are nobody's own."""
RELATIVES = word_set(
    "knows spouse colleague colleagues children parent parents sibling siblings relatedTo follows sponsor funder"
)
"""Properties of a Person that lead to another one, who may bear the same name."""
LONGEST_PHRASE = 10_000
Said = tuple[str, JsonValue, str, Sequence[tuple[str, str | None]]]
"""A field, its value, the property that it stands in, and the (member, value) pairs that say so."""


def read(page: Page) -> Iterable[Claim]:
    """Return the claims of every matching Person; an article's author box is too old to tell a role."""
    if page.type in ("article", "feed", "data"):
        return
    people = [
        person
        for person in page.structured.of_type("Person")
        if any(map(page.is_person, person.texts("name"))) and RELATIVES.isdisjoint(person.pointer.split("/"))
    ]
    if not people:
        return
    blocks = Snippets(json_ld_texts(page.root) if page.root is not None else ())
    for person in people:
        snippets = blocks if person.pointer.startswith("json-ld") else Snippets(())
        for field, value, prop, stated in _of_person(page, person):
            evidence = page.pointed(f"{person.pointer}/{prop}", snippets.of(*stated))
            if evidence is not None:
                yield Claim(field, value, DECLARED, evidence, NAME)


def _of_person(page: Page, person: Item) -> Iterator[Said]:
    name = person.text("name")
    if name and page.type in ("profile", "about", "cv"):
        yield "name", name, "name", [("name", name)]
    roles = [role for role in person.items("worksFor") if role.types & {"Role", "OrganizationRole", "EmployeeRole"}]
    current = [role for role in roles if not _ended(page, role)]
    titles = [title for role in current for title in role.names("roleName", "jobTitle")] or person.names("jobTitle")
    titles = titles or person.names("hasOccupation")
    employers = [name for role in current for name in role.names("worksFor", "memberOf")]
    employers += [] if roles else person.names("worksFor")
    # Several of either tell no main role.
    if len(set(titles)) == 1:
        yield "title", titles[0], "jobTitle", [("jobTitle", titles[0])]
    if len(set(employers)) == 1:
        yield "employer", employers[0], "worksFor", [("worksFor", employers[0])]
    places = map(_place, person.items("address", "homeLocation", "workLocation"))
    place = next(filter(None, places), None) or [("homeLocation", person.text("homeLocation", "workLocation"))]
    known = dict.fromkeys(part for _, part in place if part)
    if known:
        yield "location", ", ".join(known), "address", place
    yield from _lists(page, person)
    for role in roles:
        yield from _position(role)


def _position(role: Item) -> Iterator[Said]:
    """Return a role in an organisation with its dates as a position."""
    title, employer = next(iter(role.names("roleName", "jobTitle")), None), next(iter(_employer(role)), None)
    start, end = from_iso(role.text("startDate") or ""), from_iso(role.text("endDate") or "")
    if (title or employer) and (start or end):
        given = {"name": employer, "position": title, "startDate": start, "endDate": end or "present"}
        value: JsonValue = {name: entry for name, entry in given.items() if entry}
        yield "work", value, "worksFor", [("worksFor", employer), ("roleName", title)]


def _employer(role: Item) -> list[str]:
    return role.names("worksFor", "memberOf")


def _lists(page: Page, person: Item) -> Iterator[Said]:
    for address in person.texts("sameAs"):
        profile = profile_of(address)
        if profile:
            value: JsonValue = {"url": profile.address, "network": profile.network, "username": profile.username}
            yield "links", value, "sameAs", [("sameAs", address)]
        elif _is_own_place(page, address):
            yield "links", {"url": address}, "sameAs", [("sameAs", address)]
    for phrase in person.names("knowsAbout", "skills"):
        if len(phrase) > LONGEST_PHRASE:
            continue  # a flood: looking up its words anew for each part would not end
        for skill in phrase.split(",") if "," in phrase else [phrase]:
            if 1 <= len(skill.strip()) <= 60:
                yield "skills", dict(page.skill_lexicon.value(skill.strip())), "knowsAbout", [("knowsAbout", phrase)]
    roles = person.items("alumniOf")
    schools = [*person.names("alumniOf"), *(name for role in roles for name in role.names("alumniOf"))]
    for school in schools:
        yield "education", {"institution": school}, "alumniOf", [("alumniOf", school)]


def _is_own_place(page: Page, address: str) -> bool:
    if not OWN_PLACE.fullmatch(address) or REFERENCE.search(address):
        return False
    return not address.lower().startswith(urljoin(page.site, "/").lower())


def _ended(page: Page, role: Item) -> bool:
    end = from_iso(role.text("endDate") or "")
    return end is not None and is_over(end, page.fetched_at)


def _place(item: Item) -> list[tuple[str, str | None]]:
    if item.items("address"):
        return _place(item.items("address")[0])
    parts = [(name, item.text(name)) for name in ("addressLocality", "addressRegion")]
    parts.append(("addressCountry", next(iter(item.names("addressCountry")), None)))
    return [(name, part) for name, part in parts if part] or [("name", text) for text in item.texts("name")[:1]]
