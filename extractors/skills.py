"""Skills that a profile declares: lexicon matches in what it says of the person, never in an article's body."""

import re
from collections.abc import Iterable

from pydantic import JsonValue

from extractors.claims import Claim
from extractors.outline import Line
from extractors.page import READ_TEXT, Page
from extractors.sentences import is_sensitive, split
from extractors.skill_terms import SkillMatch, find

NAME = "skills"
FIELDS = ("skills",)
LEXICONS = ("skills",)
USES_MODEL = False

LISTED = 0.9
"""In a section about skills: the person's own list."""
TOLD = 0.75
"""In a sentence about the person: may be a subject rather than a skill."""
PAGES = ("profile", "about", "cv", "index")
TELLING = ("intro", "about", "experience")
NOT_MINE = re.compile(
    r"\b(?:no longer|not|never|don['’]t|didn['’]t|used to|hate|dislike|instead of|nicht|nie|kein|keine|theme"
    r"|powered by|built with"
    r"|made with|want to learn|hope to learn|colleague|my students|course|lecture|erstellt|source code|hosted)\b",
    re.IGNORECASE,
)


def read(page: Page) -> Iterable[Claim]:
    """Return one claim per skill: the most explicit mention."""
    if page.type not in PAGES:
        return []
    best: dict[str, Claim] = {}
    for line in page.outline.lines:
        if line.start > READ_TEXT or not _speaks_of_person(page, line):
            continue
        for claim in _of_line(page, line):
            label = str(claim.value["label"]) if isinstance(claim.value, dict) else ""
            if label not in best or best[label].confidence < claim.confidence:
                best[label] = claim
    return best.values()


def _speaks_of_person(page: Page, line: Line) -> bool:
    if line.region in ("nav", "comments", "footer") or (line.region == "article" and page.type == "index"):
        return False
    if line.section == "skills":
        return True
    if page.type == "index":
        return line.section in ("about", "intro") and line.region in ("aside", "header") and not line.is_heading
    return line.section in TELLING and not line.is_heading


def _of_line(page: Page, line: Line) -> Iterable[Claim]:
    listed = line.section == "skills"
    sentences = split(line.text, line.start)
    matches = [(sentence, match) for sentence in sentences for match in _usable(sentence.text)]
    company = listed or any(not match.ambiguous for _, match in matches)
    for sentence, match in matches:
        if match.ambiguous and not company:
            continue
        start = sentence.start + match.start
        evidence = page.evidence(start, start + len(match.text))
        if evidence is not None:
            value: JsonValue = {"name": match.text, "label": match.label}
            yield Claim("skills", value, LISTED if listed else TOLD, evidence, NAME)


def _usable(sentence: str) -> Iterable[SkillMatch]:
    if NOT_MINE.search(sentence) or is_sensitive(sentence):
        return []
    return find(sentence)
