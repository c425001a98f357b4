"""Which lines of a page may speak of the person's skills, and how."""

import re
from collections.abc import Sequence
from typing import Literal

from extractors.claims import PageType
from extractors.outline import Line

Place = Literal["skills", "interests", "telling", "working", "elsewhere", "none"]
"""``skills``: a section about skills. ``interests``: subjects, or what fills the weekends. ``telling``: the person
speaks of themselves. ``working``: what they did where. ``elsewhere``: only what is said outright counts.
``none``: not about the person, or not about skills."""

TELLING = ("intro", "about")
NEVER = (
    "publications", "posts", "talks", "teaching", "team", "testimonials", "awards", "related", "jobs", "education",
    "news", "contact", "projects",
)  # fmt: skip
SUBJECTS = re.compile(
    r"\bresearch (?:interest|area|topic|focus|field|theme)"
    r"|\b(?:areas?|fields?|topics?) of (?:interest|research|expertise)"
    r"|schwerpunkt|\bforschungs(?:interesse|gebiet|thema|themen|feld)|\b(?:arbeits|fach|interessens?)gebiete?\b"
    r"|\b(?:technologies|tools|languages|frameworks) (?:that )?(?:i|we)\b"
    r"|kenntnisse\b|kompetenz|fähigkeiten|\bskills?\b|\b(?:tech|technology) ?stack\b|^\W*technologies\b|\bexpertise\b"
    r"|\btoolbox\b"
    r"|\bproficienc|\bspecialt(?:y|ies)\b|\bspeciali[sz]ations?\b|\bcompetenc",
    re.IGNORECASE,
)
"""Headings whose lists consist of skills, whatever the lexicon knows."""
OF_RESEARCH = re.compile(
    r"research|forschung|arbeitsgebiet|(?:areas?|fields?|topics?) of interest|recherche", re.IGNORECASE
)
"""Headings under which a subject stands before the colon, and its parts behind."""
QUALITIES = re.compile(
    r"\b(?:soft|social|personal|people|interpersonal) ?(?:skills?|competenc\w+|strengths)\b|\bsoziale kompetenz"
    r"|persönliche (?:kompetenz|stärken)|\bsoftskills?\b",
    re.IGNORECASE,
)
"""Headings of what everyone claims to be."""
TRADES = re.compile(r"^\W*(?:my |meine )?(?:domains?|industry|industries|sectors?|branchen)\b", re.IGNORECASE)
"""Headings of the trades that someone has worked for."""
LABEL = re.compile(
    r"^\W{0,3}(?!i\b|we\b|he\b|she\b|the\b|ich\b|wir\b)(?:[\w&/-]+ ){0,3}?"
    r"(?:skills?|technologies|(?:tech(?:nology)? )?stack|tools|toolbox|programming|languages|sprachen|frameworks"
    r"|libraries"
    r"|software|databases|tech|built with|tools used|expertise|competenc(?:es|ies)|speciali[sz]ations?|specialties"
    r"|research interests|areas of interest|[\w-]*kenntnisse"
    r"|programmiersprachen|technologien|werkzeuge|[\w-]*kompetenzen"
    r"|[\w-]*schwerpunkte?)(?: used| include| are)?\s?[:\t]\s?",
    re.IGNORECASE,
)
"""What a line of skills begins with."""
INTERESTS = re.compile(
    r"^\W*(?:my |meine )?(?:interests|interessen|intereses|interesses|services|leistungen|angebot|servicios|serviços"
    r"|was ich (?:kann|anbiete|mache)|what i (?:do|offer))\W*$",
    re.IGNORECASE,
)
"""Headings whose lists count only if much of them is known."""
LONGEST_HEADING = 60
MOST_WORDS = 5


def places_of(page: PageType, lines: Sequence[Line], *, about_skills: bool = False) -> list[Place]:
    """Return what each line may say.

    :param about_skills: the whole page is a list of skills.
    """
    places: list[Place] = []
    under: Place | None = None
    opened = False
    for line in lines:
        if line.is_heading or (opened and len(line.text) > LONGEST_HEADING):
            under, opened = (_announced(line.text) if line.is_heading else None), False
        elif line.text.endswith(":") and SUBJECTS.search(line.text[-LONGEST_HEADING:]):
            under, opened = "skills", True  # "My research interests are:", and the list below
        place = _place(page, line, about_skills=about_skills)
        announced = under is not None and line.region not in ("nav", "comments", "footer") and page != "index"
        places.append(under if announced and under is not None and place != "skills" else place)
    return places


def _announced(heading: str) -> Place | None:
    if len(heading) > LONGEST_HEADING or len(heading.split()) > MOST_WORDS:
        return None
    if SUBJECTS.search(heading):
        return "skills"
    return "interests" if INTERESTS.match(heading) else None


def _place(page: PageType, line: Line, *, about_skills: bool) -> Place:
    if line.section == "projects" and page in ("profile", "about", "cv") and LABEL.match(line.text):
        return "working"  # "Tech: ..." below each of the person's own
    if line.region in ("nav", "comments", "footer") or line.section in NEVER:
        return "none"
    if page == "index":
        side = line.region in ("aside", "header") and line.section in TELLING and not line.is_heading
        return "telling" if side else "none"
    if line.region == "article" and page not in ("about", "cv", "profile"):
        return "none"
    if line.section == "skills" or about_skills:
        return "skills"
    if line.section in TELLING:
        return "telling"
    return "working" if line.section == "experience" else "elsewhere"


def only_headed(places: Sequence[Place]) -> list[Place]:
    """Return the places of a page about something else, on which only a list under its own heading counts."""
    return [place if place == "skills" else "none" for place in places]
