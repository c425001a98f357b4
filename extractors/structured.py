"""What schema.org markup says of the person: only of a Person who bears our person's name."""

from collections.abc import Iterable, Iterator

from pydantic import JsonValue

from extractors.claims import Claim
from extractors.dates import from_iso, is_over
from extractors.page import Page
from extractors.platforms import profile_of
from extractors.skill_terms import canonical
from extractors.structured_data import Item
from extractors.word_sets import word_set

NAME = "structured"
FIELDS = ("name", "title", "employer", "location", "links", "skills", "work", "education")
LEXICONS = ("skills", "platforms")
USES_MODEL = False

DECLARED = 0.9
"""Machine-readable and about the person by name; still often older than the page around it."""
ORGANISATIONS = word_set(
    "Organization Corporation CollegeOrUniversity EducationalOrganization LocalBusiness NGO "
    "GovernmentOrganization ResearchOrganization Hospital School OnlineBusiness MedicalOrganization "
    "NewsMediaOrganization"
)


def read(page: Page) -> Iterable[Claim]:
    """Return the claims of every matching Person; an article's author box is too old to tell a role."""
    if page.type in ("article", "feed", "data"):
        return
    for person in page.structured.of_type("Person"):
        if any(page.is_person(name) for name in person.texts("name")):
            yield from _of_person(page, person)


def _of_person(page: Page, person: Item) -> Iterator[Claim]:
    name = person.text("name")
    if name and page.type in ("profile", "about", "cv"):
        yield from _claim(page, "name", name, person, "name")
    roles = [role for role in person.items("worksFor") if role.types & {"Role", "OrganizationRole", "EmployeeRole"}]
    current = [role for role in roles if not _ended(page, role)]
    titles = [title for role in current for title in role.names("roleName", "jobTitle")] or person.names("jobTitle")
    employers = [name for role in current for name in role.names("worksFor", "memberOf")]
    employers += [] if roles else person.names("worksFor")
    # Several of either tell no main role.
    if len(set(titles)) == 1:
        yield from _claim(page, "title", titles[0], person, "jobTitle")
    if len(set(employers)) == 1:
        yield from _claim(page, "employer", employers[0], person, "worksFor")
    place = next(filter(None, map(_place, person.items("address", "homeLocation", "workLocation"))), None)
    place = place or next(iter(person.texts("homeLocation", "workLocation")), None)
    if place:
        yield from _claim(page, "location", place, person, "address")
    for address in person.texts("sameAs"):
        profile = profile_of(address)
        if profile:
            value: JsonValue = {"url": profile.address, "network": profile.network, "username": profile.username}
            yield from _claim(page, "links", value, person, "sameAs")
    for phrase in person.names("knowsAbout", "skills"):
        for skill in phrase.split(",") if "," in phrase else [phrase]:
            if 1 <= len(skill.strip()) <= 60:
                yield from _claim(page, "skills", {"name": skill.strip(), **canonical(skill)}, person, "knowsAbout")
    for school in person.names("alumniOf"):
        yield from _claim(page, "education", {"institution": school}, person, "alumniOf")


def _claim(page: Page, field: str, value: JsonValue, person: Item, prop: str) -> Iterator[Claim]:
    evidence = page.pointed(f"{person.pointer}/{prop}", value if isinstance(value, str) else None)
    if evidence is not None:
        yield Claim(field, value, DECLARED, evidence, NAME)


def _ended(page: Page, role: Item) -> bool:
    end = from_iso(role.text("endDate") or "")
    return end is not None and is_over(end, page.fetched_at)


def _place(item: Item) -> str | None:
    if item.items("address"):
        return _place(item.items("address")[0])
    parts = [item.text("addressLocality"), item.text("addressRegion"), *item.names("addressCountry")[:1]]
    known = [part for part in parts if part]
    return ", ".join(dict.fromkeys(known)) if known else item.text("name")
