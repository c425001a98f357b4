"""Where the person works from, in plain words: "based in", and contact lines such as "Bern, Switzerland"."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from extractors.claims import Claim
from extractors.employers import has_marker
from extractors.outline import Line
from extractors.page import Page
from extractors.places import is_place, known_places, wide_places
from extractors.sentences import Sentence, split
from extractors.titles import find_titles

NAME = "location"
FIELDS = ("location",)
LEXICONS = ("places", "organisations", "titles")
USES_MODEL = False

ADDRESSED = 0.66
"""A postal address among contacts."""
TOLD = 0.88
"""The person says where they live or work."""
WIDE = 0.62
"""A line that is only a country, which an address beside it makes more exact."""
LINED = 0.7
"""A line that is only a place, near the top or among contacts."""
HELD = 0.76
"""The person's title stands right before the place."""
PAGES = ("profile", "about", "cv", "index")
CONTACTS = frozenset(("contact", "contact-me", "kontakt", "impressum", "imprint", "contacto", "contato"))
EXPLICIT = ("I ", "I'", "I’", "L", "S", "W")
"""Beginnings of a cue that makes even an unknown name a place."""
NEAR_TOP = 12
"""Lines from the top that may be a line of facts below the name."""
SECTIONS = ("intro", "about", "contact")
WORD = r"[A-ZÀ-ÞŁŚŽČŠİ][\w'’.-]*"
PLACE = rf"{WORD}(?: (?:am|an der|de|of|do|la|upon|{WORD})){{0,3}}(?:, {WORD}(?: (?:of|{WORD})){{0,3}}){{0,2}}"
CUES = re.compile(
    r"(?:\bI(?:['’]m| am)?(?: currently| now| also| presently)? (?:based|located|living|live|reside"
    r"|work(?: remotely)?"
    r"|live and work)"
    r"|\b(?:[Cc]urrently |[Nn]ow )?(?:[Bb]ased|[Ll]iving(?: and working)?|[Ll]ocated|[Rr]esiding)"
    r"|\b(?:lives(?: and works)?|resides)|\b(?:[Ww]ohne|[Ll]ebe(?: und arbeite)?|wohnhaft"
    r"|wohnt|lebt(?: und arbeitet)?)(?: ich)?(?: derzeit| aktuell| seit \d{4}| (?:mit|zusammen) [^.;!?,]{2,40})?)"
    rf"(?: out of| in| near)(?: the)? (?P<place>{PLACE})"
)
BASED = re.compile(
    rf"(?:^\W*|(?:^\W*|\bI(?:['’]m| am) |^(?P<who>[\w.'’ -]{{2,50}}) (?:is|ist) )(?:[Aa]n?|Eine?)"
    rf" (?:[a-z]+ )?)(?P<place>{WORD}(?: {WORD}){{0,2}})-based"
    r" (?P<what>[^.;!?]{3,60})"
)
"""An Oslo-based photographer; an Oslo-based company says nothing of its people."""
HELD_IN = re.compile(
    rf"(?:^\W*(?:an? |eine? )?|\b(?:I(?:['’]m| am)|[Ii]ch bin|bin ich) (?:an?|the"
    rf"|eine?) )(?P<what>[\w ,&/’'-]{{3,70}}?)"
    rf"(?: in|,? from the heart of) (?P<place>{PLACE})"
)
"""A software developer in Berlin, Germany."""
HEART = re.compile(rf"\b(?:I|my|[Cc]urrently)\b[^.;!?]{{3,100}} in the heart of (?P<place>{PLACE})")
STUDYING = re.compile(r"\b(?:stud\w+|phd|ph\.d\.?|doctoral|candidate|doktorand\w*|interested|degree)\b", re.IGNORECASE)
LABEL = re.compile(
    r"(?:(?i:current location|location|based in|lives in|base|standort|wohnort|ort|ubicación|localisation"
    r"|localização))"
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
    if page.type not in PAGES and not _is_contact(page):
        return []
    claims = sorted(_claims(page), key=lambda claim: -claim.confidence)
    return claims[:1]


def _is_contact(page: Page) -> bool:
    """Tell whether a page is only there to say how to reach its owner, whom it names."""
    last = urlsplit(page.address).path.rstrip("/").rsplit("/", 1)[-1].lower().split(".")[0]
    if last not in CONTACTS or page.type != "other" or "c/o" in page.text.text:
        return False
    return any(name.casefold() in page.text.text.casefold() for name in page.names)


def _claims(page: Page) -> Iterator[Claim]:
    near_top = 0
    own, heading = page.type in PAGES, ""
    for line in page.outline.lines:
        if line.region in ("nav", "comments") or (line.region == "article" and page.type == "index"):
            continue
        near_top += 1
        if line.section not in SECTIONS and (line.section != "other" or page.type == "index"):
            continue
        yield from _told(page, line)
        heading = line.text if line.is_heading else heading
        if line.section == "other":
            if near_top <= NEAR_TOP and own and find_titles(heading):
                yield from _lined(page, line)
            yield from _addressed(page, line)
            continue
        if near_top <= NEAR_TOP or line.section == "contact" or line.region in ("header", "footer", "aside"):
            yield from _lined(page, line) if own else ()
            yield from _addressed(page, line)


def _told(page: Page, line: Line) -> Iterator[Claim]:
    for sentence in split(line.text, line.start):
        match = CUES.search(sentence.text) or LABEL.search(sentence.text)
        if match is None:
            yield from _held(page, sentence)
            continue
        if FORMER.search(sentence.text[: match.start("place")].rsplit(", ", 1)[-1]):
            continue
        place = _shortened(match["place"])
        if place and (is_place(place) or sentence.text[match.start() : match.start("place")].startswith(EXPLICIT)):
            yield from _claim(page, sentence, match.start("place"), place, TOLD)


def _held(page: Page, sentence: Sentence) -> Iterator[Claim]:
    """Read where a title's holder is: "I'm a developer in Berlin", "an Oslo-based photographer"."""
    for pattern, sure in ((BASED, TOLD), (HELD_IN, HELD), (HEART, HELD)):
        match = pattern.search(sentence.text[:300])
        if match is None or FORMER.search(sentence.text[: match.start("place")]):
            continue
        who = match.groupdict().get("who")
        if who and not page.is_person(who):
            continue
        place = _shortened(match["place"])
        if not place or not is_place(place.split(",")[0]) or has_marker(place):
            continue
        if pattern is not HEART:
            titles = find_titles(match["what"])
            whole = bool(titles) and titles[0].held and not STUDYING.search(match["what"])
            at_end = whole and (pattern is BASED or titles[-1].end == len(match["what"]))
            if not at_end or not (pattern is HELD_IN or not titles[0].start):
                continue
        yield from _claim(page, sentence, match.start("place"), place, sure)
        return


def _lined(page: Page, line: Line) -> Iterator[Claim]:
    if len(line.text) > 120 or re.search(r"(?:19|20)\d{2}", line.text):
        return  # a list entry or a date line
    for match in re.finditer(r"[^\t|•·]+", line.text):
        text = match.group().strip(" .\u00a0📍🌍🏠🗺️📌")
        if len(text) <= 50 and re.fullmatch(PLACE, text) and _is_full_place(text) and not has_marker(text):
            start = match.start() + match.group().index(text)
            sure = LINED if text.lower() not in wide_places() else WIDE
            yield from _claim(page, Sentence(line.start, line.end, line.text), start, text, sure)


def _addressed(page: Page, line: Line) -> Iterator[Claim]:
    if len(line.text) > 160 or page.type == "index" or (page.type == "other" and not _is_below_name(page, line)):
        return
    for pattern in (POSTAL, ZIP):
        match = pattern.search(line.text)
        if match is not None and not has_marker(match["place"]) and not page.is_person(match["place"]):
            place = match["place"].rstrip(".")
            yield from _claim(page, Sentence(line.start, line.end, line.text), match.start("place"), place, ADDRESSED)
            return


def _is_below_name(page: Page, line: Line) -> bool:
    """Tell whether one of the lines right above names the person: other addresses are a host's or an employer's."""
    for above in reversed(page.outline.lines[max(0, line.number - 6) : line.number + 1]):
        if any(name.casefold() in above.text.casefold() for name in page.names):
            return True
        if above.is_heading:
            return False
    return False


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
