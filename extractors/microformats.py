"""Microformats h-card, h-entry and h-resume, of version 2 and 1. Parsed only where a page shows their classes,
since the parser is slow.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import mf2py
from pydantic import JsonValue

from extractors.claims import Claim
from extractors.dates import from_iso, is_over
from extractors.page import Page
from extractors.platforms import profile_of
from extractors.skill_terms import canonical

NAME = "microformats"
FIELDS = ("name", "title", "employer", "location", "links", "skills", "work", "education")
LEXICONS = ("skills", "platforms")
USES_MODEL = False

DECLARED = 0.88
HINT = re.compile(r"""class\s*=\s*["'][^"']{0,200}\b(?:h-card|h-resume|vcard|hresume)\b""", re.IGNORECASE)
PAGES = ("profile", "about", "cv", "index")


def read(page: Page) -> Iterable[Claim]:
    """Return the claims of every card and résumé that bears our person's name."""
    if page.type not in PAGES or not HINT.search(page.source):
        return
    parsed: Mapping[str, Any] = {}
    with page.defects.noted("microformats"):
        parsed = mf2py.parse(doc=page.source, url=page.address)
    for number, item in enumerate(_walk(parsed.get("items", []))):
        kinds = item.get("type", [])
        if "h-card" in kinds and page.is_person(_text(item, "name") or ""):
            yield from _card(page, item, f"microformats/h-card[{number}]")
        if "h-resume" in kinds:
            yield from _resume(page, item, f"microformats/h-resume[{number}]")


def _card(page: Page, item: Mapping[str, Any], pointer: str) -> Iterator[Claim]:
    name = _text(item, "name")
    if name and len(name.split()) > 1:
        yield from _claim(page, "name", name, f"{pointer}/name")
    if title := _text(item, "job-title") or _text(item, "role"):
        yield from _claim(page, "title", title, f"{pointer}/job-title")
    if employer := _text(item, "org"):
        yield from _claim(page, "employer", employer, f"{pointer}/org")
    if place := _place(item):
        yield from _claim(page, "location", place, f"{pointer}/adr")
    for address in item.get("properties", {}).get("url", []):
        profile = profile_of(address) if isinstance(address, str) else None
        if profile:
            value: JsonValue = {"url": profile.address, "network": profile.network, "username": profile.username}
            yield from _claim(page, "links", value, f"{pointer}/url", address)
    for skill in item.get("properties", {}).get("skill", []):
        if isinstance(skill, str) and 1 <= len(skill.strip()) <= 60:
            yield from _claim(page, "skills", {"name": skill.strip(), **canonical(skill)}, f"{pointer}/skill", skill)


def _resume(page: Page, item: Mapping[str, Any], pointer: str) -> Iterator[Claim]:
    properties = item.get("properties", {})
    contacts = [card for card in properties.get("contact", []) if isinstance(card, dict)]
    names = [_text(card, "name") for card in contacts] or [_text(item, "name")]
    if not any(name and page.is_person(name) for name in names):
        return
    for number, event in enumerate(properties.get("experience", [])):
        if not isinstance(event, dict):
            continue
        end = from_iso(_text(event, "end") or "")
        title, employer = (
            _text(event, "job-title") or _text(event, "name"),
            _text(event, "org") or _text(event, "location"),
        )
        if end is None or not is_over(end, page.fetched_at):
            if title:
                yield from _claim(page, "title", title, f"{pointer}/experience/{number}")
            if employer:
                yield from _claim(page, "employer", employer, f"{pointer}/experience/{number}")
            return
    for skill in properties.get("skill", []):
        if isinstance(skill, str) and 1 <= len(skill.strip()) <= 60:
            yield from _claim(page, "skills", {"name": skill.strip(), **canonical(skill)}, f"{pointer}/skill", skill)


def _claim(page: Page, field: str, value: JsonValue, pointer: str, said: str | None = None) -> Iterator[Claim]:
    evidence = page.pointed(pointer, said or str(value))
    if evidence is not None:
        yield Claim(field, value, DECLARED, evidence, NAME)


def _walk(items: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    """Return items and their children; a card inside an entry or another card is its author or organisation."""
    for item in items:
        if isinstance(item, dict):
            yield item
            yield from _walk(item.get("children", []))


def _text(item: Mapping[str, Any], name: str) -> str | None:
    for value in item.get("properties", {}).get(name, []):
        if isinstance(value, dict):
            value = _text(value, "name") or value.get("value")
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
    return None


def _place(item: Mapping[str, Any]) -> str | None:
    addresses = [entry for entry in item.get("properties", {}).get("adr", []) if isinstance(entry, dict)]
    source = addresses[0] if addresses else item
    parts = [_text(source, name) for name in ("locality", "region", "country-name")]
    known = [part for part in parts if part]
    return ", ".join(known) if known else None
