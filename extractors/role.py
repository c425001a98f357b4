"""Title, employer and place of the person's current role, from plain words.

Precise rather than greedy: of all candidates on a page one role is proposed, and none where the page looks for
work, holds filler, or speaks of someone else.
"""

import re
from collections.abc import Iterable, Iterator

from extractors import language_model, tense
from extractors.claims import Claim
from extractors.employers import has_marker
from extractors.page import Page
from extractors.places import is_place
from extractors.roles.candidate import Candidate
from extractors.roles.candidates import LONGEST_PARSED, OWN_PAGES, candidates, own_sentences
from extractors.roles.sentences import NOWISH
from extractors.skilling.lexicon import SHIPPED

NAME = "role"
FIELDS = ("title", "employer", "location")
LEXICONS = ("titles", "organisations", "tense", "places", "placeholders", *SHIPPED)
USES_MODEL = True

NO_ORGANISATION = ("DATE", "TIME", "MONEY", "PERCENT", "ORDINAL", "CARDINAL", "EVENT", "LANGUAGE")
"""Kinds of entities of the language model."""
UNSURE = ("DATE", "TIME", "MONEY", "PERCENT", "ORDINAL", "CARDINAL", "LANGUAGE")
"""Kinds that the model takes unknown names for: without a digit or another word they refute nothing."""
PLACE_WORD = r"[A-ZÀ-ÞŁŚŽČŠİ][\w'’-]+(?: [A-ZÀ-ÞŁŚŽČŠİ][\w'’-]+){0,2}"
BEHIND = re.compile(
    rf"(?: \([A-Z]{{2,8}}\))?(?:, | in | in the heart of | \| | · )(?P<place>{PLACE_WORD}(?:, {PLACE_WORD})?)"
)


def read(page: Page) -> Iterable[Claim]:
    """Return at most one title and one employer."""
    if page.type not in (*OWN_PAGES, "index", "team", "other"):
        return []
    found = list(candidates(page))
    if any(tense.is_seeking(sentence) for sentence in own_sentences(page)):
        found = [one for one in found if one.role.employer and (one.role.title or _is_now(page, one))]
    return list(_claims(page, found))


def _is_now(page: Page, candidate: Candidate) -> bool:
    """Tell whether the words before an employer say that this is now, whatever the person looks for."""
    if candidate.offset is None or candidate.source != "sentence" or candidate.role.employer is None:
        return False
    said = page.text.text[candidate.offset : candidate.offset + candidate.role.employer.start]
    return NOWISH.search(said) is not None


def _claims(page: Page, found: list[Candidate]) -> Iterator[Claim]:
    best = _best(page, found)
    if best is None:
        return
    titled = [candidate for candidate in found if candidate.role.title]
    chosen = max(titled, key=lambda candidate: (candidate.role.confidence, candidate.since)) if titled else None
    if best.role.title is None and chosen is not None and chosen.role.employer is not None:
        best = chosen
    if best.role.title is not None:
        chosen = best
    chosen = _more_exact(chosen, found)
    if chosen is not None and chosen.role.title is not None:
        yield from _claim(page, chosen, "title", chosen.role.title.start, chosen.role.title.text)
    employed = best if best.role.employer else _best(page, [one for one in found if one.role.employer])
    if employed is not None and employed.role.employer is not None:
        yield from _claim(page, employed, "employer", employed.role.employer.start, employed.role.employer.text)
        yield from _place(page, employed, found)


def _best(page: Page, found: list[Candidate]) -> Candidate | None:
    """Return the surest candidate whose employer the language model does not refute; those refuted leave the list."""
    for candidate in sorted(found, key=lambda one: (-one.role.confidence, -one.since, one.offset or 0)):
        if _confirmed(page, candidate):
            return candidate
        found.remove(candidate)
    return None


def _confirmed(page: Page, candidate: Candidate) -> bool:
    """Ask the language model whether the employer is an organisation rather than a date or an event."""
    employer = candidate.role.employer
    if employer is None or employer.marked or candidate.offset is None or page.text.language not in ("en", None):
        return True
    line = page.outline.at(candidate.offset + employer.start)
    if line is None or len(line.text) > LONGEST_PARSED or has_marker(employer.text):
        return True
    doc = language_model.load(page.model)(language_model.tokenizable(line.text))
    begin = candidate.offset + employer.start - line.start
    touching = [one for one in doc.ents if one.start_char < begin + len(employer.text) and begin < one.end_char]
    return not any(
        entity.label_ in NO_ORGANISATION
        and (entity.label_ not in UNSURE or len(entity.text) != len(employer.text) or _has_digit(entity.text))
        for entity in touching
    )


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _place(page: Page, employed: Candidate, found: list[Candidate]) -> Iterator[Claim]:
    """Return the first place that stands behind the employer, wherever the page names it."""
    name = employed.role.employer.text if employed.role.employer else ""
    running = {one.role.employer.text for one in found if one.source == "entry" and one.role.employer}
    if employed.source == "entry" and len(running) > 1:
        return  # several at once: none tells where the person is
    for candidate in [employed, *found]:
        employer = candidate.role.employer
        if (
            employer is None
            or candidate.offset is None
            or not (employer.text.startswith(name) or name.startswith(employer.text))
        ):
            continue
        claims = list(_place_behind(page, candidate, candidate.offset + employer.end))
        if claims:
            yield from claims
            return


def _place_behind(page: Page, candidate: Candidate, offset: int) -> Iterator[Claim]:
    """Read "University of Bern, Switzerland" and "Acme in Bern": where the employer is, its people mostly are."""
    match = BEHIND.match(page.text.text, offset)
    if match is None or not is_place(match["place"]):
        return
    parts = match["place"].split(", ")
    place = match["place"] if len(parts) == 1 or is_place(parts[1]) else parts[0]
    evidence = page.evidence(match.start("place"), match.start("place") + len(place))
    if is_place(place) and evidence is not None:
        yield Claim("location", place, round(candidate.role.confidence - 0.2, 2), evidence, NAME)


def _more_exact(chosen: Candidate | None, found: list[Candidate]) -> Candidate | None:
    """Prefer "Harbour Traffic Planner" above the text to "planner" in it, unless their employers differ."""
    if chosen is None or chosen.role.title is None or " " in chosen.role.title.text:
        return chosen
    for other in found:
        title, employer = other.role.title, other.role.employer
        if other.source == "headline" and title is not None and " " in title.text:
            same = employer is None or chosen.role.employer is None or employer.text == chosen.role.employer.text
            if same and title.head != chosen.role.title.head:
                return other
    return chosen


def _claim(page: Page, candidate: Candidate, field: str, start: int, text: str) -> Iterator[Claim]:
    evidence = (
        page.pointed(candidate.pointer, candidate.source)
        if candidate.offset is None
        else page.evidence(candidate.offset + start, candidate.offset + start + len(text))
    )
    if evidence is not None:
        yield Claim(field, text, round(candidate.role.confidence, 2), evidence, NAME)
