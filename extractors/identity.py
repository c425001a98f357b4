"""Whose page this is: the names, mail addresses and declared profiles that identity checks compare."""

import re
from collections.abc import Iterable

from extractors.claims import Claim, Identity
from extractors.names import TITLES, name_parts
from extractors.owner_mail import MAIL, owner_mails
from extractors.page import Page
from extractors.structured_data import Item

NAME = "identity"
FIELDS = ("name",)
LEXICONS = ()
USES_MODEL = False

TITLE_PARTS = re.compile(
    r"\s*(?:[|·•—–:]|\s-\s|\bby\b)\s*|['’]s\s+(?:blog|website|site|homepage|home page|portfolio|page)\b", re.IGNORECASE
)
NAME_LIKE = re.compile(
    r"(?:[A-ZÀ-ÞŁŚŽČŠ][\w'’.-]*)(?:\s+(?:[A-ZÀ-ÞŁŚŽČŠ][\w'’.-]*|van|von|de|der|da|dos|del|la|bin|al)){1,4}"
)
OWNER_PAGES = ("profile", "about", "cv")
MOST = 10
LONGEST_NAME = 200
"""Characters above which a heading or a property is no name."""


def read(page: Page) -> Iterable[Claim]:
    """Return the person's name as the page writes it, where it is theirs."""
    if page.type not in (*OWNER_PAGES, "index"):
        return []
    for heading in _headings(page):
        name = _without_degrees(heading[0])
        if page.is_person(name) and len(name.split()) > 1:
            start = heading[1] + heading[0].index(name)
            evidence = page.evidence(start, start + len(name))
            if evidence is not None:
                return [Claim("name", name, 0.9, evidence, NAME)]
    for part in TITLE_PARTS.split(page.text.title or ""):
        name = _without_degrees(part.strip())
        if page.is_person(name) and len(name.split()) > 1:
            evidence = page.pointed("html/head/title", page.text.title)
            return [Claim("name", name, 0.8, evidence, NAME)] if evidence else []
    return []


def read_identity(page: Page) -> Identity:
    """Collect what a page says about its owner; nothing here is judged yet."""
    people = [item for item in page.structured.of_type("Person") if not item.nested or len(item.properties) > 2]
    names = [name for item in people for name in item.texts("name")]
    shown: list[str] = []
    if page.type in OWNER_PAGES:
        shown += [text for text, _ in _headings(page) if NAME_LIKE.fullmatch(_without_degrees(text))]
        shown += [
            part.strip() for part in TITLE_PARTS.split(page.text.title or "") if NAME_LIKE.fullmatch(part.strip())
        ]
    if isinstance(page.document, dict) and isinstance(page.document.get("basics"), dict):
        names += [str(page.document["basics"].get("name") or "")]
    names += shown
    own = _main_person(page, people, shown)
    mails = list(owner_mails(page))
    mails += [mail.removeprefix("mailto:") for item in own for mail in item.texts("email")]
    declared = [link.href for link in page.links if "me" in link.rel and link.href.startswith("http")]
    same_as = [address for item in own for address in item.texts("sameAs") if address.startswith("http")]
    return Identity(
        names=_first(_without_degrees(name) for name in names),
        emails=_first(mail.lower().strip() for mail in mails if MAIL.fullmatch(mail.lower().strip())),
        rel_me=_first(declared),
        same_as=_first(same_as),
    )


def _main_person(page: Page, people: list[Item], shown: list[str]) -> list[Item]:
    """Return the structured Person that is the page's owner: the first, where it and the page bear our name.

    A later one is a co-author, an interviewee or planted; a page headed by other names only is about them.
    """
    main = people[:1]
    if not any(page.is_person(name) for item in main for name in item.texts("name")):
        return []
    if shown and not any(page.is_person(_without_degrees(name)) for name in shown) and all(map(page.is_other, shown)):
        return []
    return main


def _headings(page: Page) -> list[tuple[str, int]]:
    tops = [line for line in page.outline.lines if line.is_heading and line.section == "intro"]
    return [(line.text, line.start) for line in tops[:4]]


def _without_degrees(name: str) -> str:
    if len(name) > LONGEST_NAME:
        return name.strip()
    words = name.split(",")[0].split()
    while words and (words[0].strip(".,").lower() in TITLES or words[0].lower() in ("hi,", "hello,", "i'm", "hi")):
        words = words[1:]
    while words and words[-1].strip(".,").lower() in TITLES:
        words = words[:-1]
    plain = " ".join(words)
    return plain if plain in name and name_parts(plain) else name.strip()


def _first(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(value for value in dict.fromkeys(values) if value)[:MOST]
