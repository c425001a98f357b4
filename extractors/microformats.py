"""Microformats h-card and h-resume, of version 2 and classic. Looked for only where a page shows their classes."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import JsonValue

from extractors import microformats2
from extractors.claims import Claim
from extractors.dates import from_iso, is_over
from extractors.page import Page
from extractors.platforms import profile_of
from extractors.position_fields import degree_in
from extractors.skilling.lexicon import SHIPPED

NAME = "microformats"
FIELDS = ("name", "title", "employer", "location", "links", "skills", "work", "education")
LEXICONS = (*SHIPPED, "platforms", "positions")
USES_MODEL = False

DECLARED = 0.88
HINTS = ("h-card", "h-resume", "vcard", "hresume")
PAGES = ("profile", "about", "cv", "index")
TOP_LINES = 12


def read(page: Page) -> Iterable[Claim]:
    """Return the claims of every card and résumé that bears our person's name."""
    if page.type not in PAGES or page.root is None or not any(hint in page.source for hint in HINTS):
        return
    parsed: Mapping[str, Any] = {}
    with page.defects.noted("microformats"):
        parsed = microformats2.parse(page.root, page.address)
    for number, item in enumerate(_walk(parsed.get("items", []))):
        kinds = item.get("type", [])
        if "h-card" in kinds and page.is_person(_text(item, "name") or ""):
            yield from _card(page, item, f"microformats/h-card[{number}]")
        if "h-resume" in kinds and _is_ours(page, item):
            yield from _resume(page, item, f"microformats/h-resume[{number}]")


def _is_ours(page: Page, item: Mapping[str, Any]) -> bool:
    """Tell whether a résumé is our person's: by its contact or name, else by the page's first lines."""
    contacts = [card for card in item["properties"].get("contact", []) if isinstance(card, dict)]
    names = [name for name in (_text(card, "name") for card in contacts) if name]
    if names or any(page.is_other(name) for name in [_text(item, "name") or ""]):
        return any(map(page.is_person, names))
    tops = [line.text for line in page.outline.lines[:TOP_LINES]]
    return any(map(page.is_person, [_text(item, "name") or "", *tops]))


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
            yield from _claim(page, "skills", dict(page.skill_lexicon.value(skill.strip())), f"{pointer}/skill", skill)


def _resume(page: Page, item: Mapping[str, Any], pointer: str) -> Iterator[Claim]:
    properties = item["properties"]
    running = False
    for number, event in enumerate(_events(properties, "experience")):
        where = f"{pointer}/experience/{number}"
        title, employer = _text(event, "job-title"), _text(event, "org") or _text(event, "location")
        employer = employer or (_text(event, "name") if title else None)
        if title is None and _text(event, "org") != _text(event, "name"):
            title = _text(event, "name")
        dates = _dates(event)
        if title or employer:
            value: JsonValue = {**_given(name=employer, position=title), **dates}
            yield from _claim(page, "work", value, where, ", ".join(one for one in (title, employer) if one))
        if running or (dates.get("endDate", "present") != "present" and is_over(dates["endDate"], page.fetched_at)):
            continue
        running = True
        if title:
            yield from _claim(page, "title", title, where)
        if employer:
            yield from _claim(page, "employer", employer, where)
    for number, event in enumerate(_events(properties, "education")):
        school = _text(event, "org") or _text(event, "name") or _text(event, "location")
        studied = next((one for one in (_text(event, "description"), _text(event, "summary")) if one), None)
        if school:
            degree = degree_in(studied) if studied else None
            named = _given(studyType=degree[0], area=degree[1]) if degree else {}
            value = {"institution": school, **named, **_dates(event)}
            yield from _claim(page, "education", value, f"{pointer}/education/{number}", school)
    for skill in properties.get("skill", []):
        if isinstance(skill, str) and 1 <= len(skill.strip()) <= 60:
            yield from _claim(page, "skills", dict(page.skill_lexicon.value(skill.strip())), f"{pointer}/skill", skill)


def _events(properties: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return [event for event in properties.get(name, []) if isinstance(event, dict) and "properties" in event]


def _dates(event: Mapping[str, Any]) -> dict[str, str]:
    start, end = from_iso(_text(event, "start") or ""), from_iso(_text(event, "end") or "")
    return _given(startDate=start, endDate=end or ("present" if start and not _text(event, "end") else None))


def _given(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


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
