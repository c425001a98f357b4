"""A JSON Resume 1.0 document (https://jsonresume.org/schema): the person's own complete record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import JsonValue

from extractors.claims import Claim
from extractors.dates import from_iso, is_over
from extractors.page import Page
from extractors.platforms import profile_of
from extractors.skilling.lexicon import SHIPPED
from extractors.snippets import Snippets

NAME = "json_resume"
FIELDS = ("name", "title", "employer", "location", "links", "skills", "articles", "work", "education")
LEXICONS = (*SHIPPED, "platforms")
USES_MODEL = False

DECLARED = 0.95
"""Written by the person, for machines, in a format with defined meanings."""
PLACE = ("city", "region", "countryCode")
Said = tuple[str, JsonValue, str, Sequence[tuple[str, str | None]]]
"""A field, its value, where it stands, and the (member, value) pairs that say so."""


def read(page: Page) -> Iterable[Claim]:
    """Return the claims of a résumé that bears our person's name."""
    document = page.document
    if not isinstance(document, dict) or not isinstance(document.get("basics"), dict):
        return
    name = _text(document["basics"], "name")
    if name is None or not page.is_person(name):
        return
    snippets = Snippets([page.source])
    for field, value, pointer, stated in _values(page, document):
        evidence = page.pointed(pointer, snippets.of(*stated))
        if evidence is not None:
            yield Claim(field, value, DECLARED, evidence, NAME)


def _values(page: Page, document: Mapping[str, Any]) -> Iterator[Said]:
    basics = document["basics"]
    yield "name", _text(basics, "name"), "/basics/name", _stated(basics, "name")
    current = _current(page, document)
    if current is not None:
        number, work = current
        if title := _text(work, "position"):
            yield "title", title, f"/work/{number}/position", _stated(work, "position")
        if employer := _text(work, "name") or _text(work, "company"):
            yield "employer", employer, f"/work/{number}/name", _stated(work, "name", "company")[:1]
    elif not _entries(document, "work") and (label := _text(basics, "label")):
        yield "title", label, "/basics/label", _stated(basics, "label")
    if place := _place(basics.get("location")):
        yield "location", place, "/basics/location", _stated(basics["location"], *PLACE)
    yield from _lists(page, document)
    for number, entry in _entries(basics, "profiles"):
        profile = profile_of(_text(entry, "url") or "")
        if profile:
            value: JsonValue = {"url": profile.address, "network": profile.network, "username": profile.username}
            yield "links", value, f"/basics/profiles/{number}", _stated(entry, "url")


def _lists(page: Page, document: Mapping[str, Any]) -> Iterator[Said]:
    for number, entry in _entries(document, "skills"):
        keywords = entry.get("keywords")
        words = [word for word in keywords if isinstance(word, str)] if isinstance(keywords, list) else []
        for member, name in [("name", _text(entry, "name")), *(("keywords", word) for word in words)]:
            if name and len(name) <= 60:
                yield "skills", dict(page.skill_lexicon.value(name)), f"/skills/{number}", [(member, name)]
    for number, entry in _entries(document, "publications"):
        if title := _text(entry, "name"):
            value = {"title": title, "url": _text(entry, "url"), "date": from_iso(_text(entry, "releaseDate") or "")}
            yield "articles", _given(value), f"/publications/{number}", _stated(entry, "name")
    for number, entry in _entries(document, "work"):
        value = {
            "name": _text(entry, "name") or _text(entry, "company"),
            "position": _text(entry, "position"),
            "location": _text(entry, "location"),
            "startDate": from_iso(_text(entry, "startDate") or ""),
            "endDate": from_iso(_text(entry, "endDate") or "") or "present",
        }
        if value["name"] or value["position"]:
            stated = _stated(entry, "name", "company")[:1] + _stated(entry, "position")
            yield "work", _given(value), f"/work/{number}", stated
    for number, entry in _entries(document, "education"):
        if institution := _text(entry, "institution"):
            dates = {name: from_iso(_text(entry, name) or "") for name in ("startDate", "endDate")}
            studied = {"area": _text(entry, "area"), "studyType": _text(entry, "studyType")}
            given = _given({"institution": institution, **studied, **dates})
            yield "education", given, f"/education/{number}", _stated(entry, "institution", "area")


def _current(page: Page, document: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]] | None:
    """Return the newest work entry that has not ended; the schema leaves the end of a current one out."""
    running = []
    for number, entry in _entries(document, "work"):
        raw_end = _text(entry, "endDate")
        end = from_iso(raw_end or "")
        unreadable = (
            raw_end is not None
            and end is None
            and raw_end.lower() not in ("present", "current", "now", "today", "heute")
        )
        if not unreadable and (end is None or not is_over(end, page.fetched_at)):
            start = from_iso(_text(entry, "startDate") or "") or ""
            if not start or start[:10] <= page.fetched_at.date().isoformat():
                running.append((start, -number, entry))
    if not running:
        return None
    _, number, entry = max(running, key=lambda candidate: candidate[:2])
    return -number, entry


def _entries(document: Mapping[str, Any], name: str) -> list[tuple[int, Mapping[str, Any]]]:
    entries = document.get(name)
    if not isinstance(entries, list):
        return []
    return [(number, entry) for number, entry in enumerate(entries) if isinstance(entry, dict)]


def _text(entry: Mapping[str, Any], name: str) -> str | None:
    value = entry.get(name)
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _stated(entry: Mapping[str, Any], *names: str) -> list[tuple[str, str | None]]:
    return [(name, _text(entry, name)) for name in names if _text(entry, name)]


def _place(location: Any) -> str | None:
    if not isinstance(location, dict):
        return None
    parts = [_text(location, name) for name in PLACE]
    return ", ".join(part for part in parts if part) or None


def _given(value: Mapping[str, JsonValue]) -> JsonValue:
    return {name: entry for name, entry in value.items() if entry is not None}
