"""Where the person works from, in plain words: "based in", and contact lines such as "Bern, Switzerland"."""

import re
from collections.abc import Iterable, Iterator

from extractors.claims import Claim
from extractors.employers import has_marker
from extractors.outline import Line
from extractors.page import Page
from extractors.places import is_place, known_places, wide_places
from extractors.sentences import Sentence, split

NAME = "location"
FIELDS = ("location",)
LEXICONS = ("places", "organisations", "titles")
USES_MODEL = False

ADDRESSED = 0.66
"""A postal address among contacts."""
TOLD = 0.88
"""The person says where they live or work."""
LINED = 0.7
"""A line that is only a place, near the top or among contacts."""
PAGES = ("profile", "about", "cv", "index")
SECTIONS = ("intro", "about", "contact")
WORD = r"[A-ZÀ-ÞŁŚŽČŠİ][\w'’.-]*"
PLACE = rf"{WORD}(?: (?:am|an der|de|of|do|la|upon|{WORD})){{0,3}}(?:, {WORD}(?: (?:of|{WORD})){{0,3}}){{0,2}}"
CUES = re.compile(
    r"(?:\bI(?:['’]m| am)?(?: currently| now| also| presently)? (?:based|located|living|live|reside|work(?: remotely)?)"
    r"|\b(?:currently |now )?(?:based|living|located|residing)|\b(?:lives|resides)|\b(?:wohne|lebe|wohnhaft"
    r"|wohnt|lebt)(?: derzeit| aktuell| seit \d{4})?)"
    rf"(?: out of| in| near)(?: the)? (?P<place>{PLACE})"
)
LABEL = re.compile(
    r"(?:(?i:current location|location|based in|lives in|base|standort|wohnort|ort|ubicación|localisation|localização))"
    rf"\s*[:\t]\s*(?P<place>{PLACE})"
)
POSTAL = re.compile(
    rf"(?:^|[,•·|\s])(?:(?:D|CH|A|F|DE|AT)-\d{{4,5}}|\d{{5}}|(?!(?:19|20)\d\d)\d{{4}}) (?P<place>{WORD}(?:(?: "
    rf"|-)(?:am|an der|{WORD})){{0,2}})(?=$|[,.\t|•·(\n])"
)
"""A European address: postal code, then town."""
ZIP = re.compile(rf"(?P<place>{WORD}(?: {WORD}){{0,2}}, [A-Z]{{2}})(?= \d{{5}}\b)")
"""An American address: town and state, then ZIP code."""
FORMER = re.compile(
    r"\b(?:formerly|previously|used to|was|were|born|grew up|originally|until|früher|bis|stammt|geboren"
    r"|company|startup|team)\b",
    re.IGNORECASE,
)


def read(page: Page) -> Iterable[Claim]:
    """Return at most one claim: the most explicit statement, the first of equals."""
    if page.type not in PAGES:
        return []
    claims = sorted(_claims(page), key=lambda claim: -claim.confidence)
    return claims[:1]


def _claims(page: Page) -> Iterator[Claim]:
    near_top = 0
    for line in page.outline.lines:
        if line.region in ("nav", "comments") or (line.region == "article" and page.type == "index"):
            continue
        near_top += 1
        if line.section not in SECTIONS and (line.section != "other" or page.type == "index"):
            continue
        yield from _told(page, line)
        if line.section == "other":
            yield from _addressed(page, line)
            continue
        if near_top <= 12 or line.section == "contact" or line.region in ("header", "footer", "aside"):
            yield from _lined(page, line)
            yield from _addressed(page, line)


def _told(page: Page, line: Line) -> Iterator[Claim]:
    for sentence in split(line.text, line.start):
        match = CUES.search(sentence.text) or LABEL.search(sentence.text)
        if match is None or FORMER.search(sentence.text[: match.start("place")]):
            continue
        place = _shortened(match["place"])
        if place and (
            is_place(place) or sentence.text[match.start() : match.start("place")].startswith(("I", "L", "S", "W"))
        ):
            yield from _claim(page, sentence, match.start("place"), place, TOLD)


def _lined(page: Page, line: Line) -> Iterator[Claim]:
    if len(line.text) > 120 or re.search(r"(?:19|20)\d{2}", line.text):
        return  # a list entry or a date line
    for match in re.finditer(r"[^\t|•·]+", line.text):
        text = match.group().strip(" .\u00a0📍🌍🏠🗺️📌")
        if len(text) <= 50 and re.fullmatch(PLACE, text) and _is_full_place(text) and not has_marker(text):
            start = match.start() + match.group().index(text)
            yield from _claim(page, Sentence(line.start, line.end, line.text), start, text, LINED)


def _addressed(page: Page, line: Line) -> Iterator[Claim]:
    if len(line.text) > 160 or page.type == "index":
        return
    for pattern in (POSTAL, ZIP):
        match = pattern.search(line.text)
        if match is not None and not has_marker(match["place"]) and not page.is_person(match["place"]):
            place = match["place"].rstrip(".")
            yield from _claim(page, Sentence(line.start, line.end, line.text), match.start("place"), place, ADDRESSED)
            return


def _is_full_place(text: str) -> bool:
    """Tell whether a list of parts is a place: "Smallville, Germany" is, "Web Forum, Zurich" names an event there."""
    parts = [part.strip().lower() for part in text.split(",")]
    known = [part in known_places() for part in parts]
    return known[0] or (len(parts) > 1 and parts[-1] in wide_places())


def _shortened(place: str) -> str:
    """Drop what stands behind the place: a sentence's last stop, or words no place name goes on with."""
    parts: list[str] = []
    for part in place.split(", "):
        plain = part.rstrip(".")
        if parts and plain.lower() not in known_places():
            break
        parts.append(plain)
    return ", ".join(parts)


def _claim(page: Page, sentence: Sentence, offset: int, place: str, confidence: float) -> Iterator[Claim]:
    start = sentence.start + offset
    evidence = page.evidence(start, start + len(place))
    if evidence is not None and page.text.text[start : start + len(place)] == place:
        yield Claim("location", place, confidence, evidence, NAME)
