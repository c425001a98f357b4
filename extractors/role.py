"""Title, employer and place of the person's current role, from plain words.

Precise rather than greedy: of all candidates on a page one role is proposed, and none where the page looks for
work, holds filler, or speaks of someone else.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from extractors import language_model, tense
from extractors.claims import Claim
from extractors.dates import written
from extractors.demo_content import filler_spans
from extractors.employers import has_marker
from extractors.outline import Line
from extractors.page import READ_TEXT, Page
from extractors.places import is_place
from extractors.role_lines import read_entry, read_headline, read_two_lines
from extractors.role_sentences import Role, Speaker, read_sentence
from extractors.sentences import is_sensitive, split
from extractors.titles import find_titles

NAME = "role"
FIELDS = ("title", "employer", "location")
LEXICONS = ("titles", "organisations", "tense", "places", "placeholders")
USES_MODEL = True

OWN_PAGES = ("profile", "about", "cv")
SPEAKING = ("intro", "about", "experience", "contact", "other")
HEADLINES = 8
"""Lines from the top, or after the person's name, that may be a headline."""
NEAR_FILLER = 800
LARGEST_ENTRY = 600
GREETING = 800
LONGEST_PARSED = 2000
FIELD_ADJECTIVE = re.compile(r"(?:ical|tional|ental|ural|ular|omic|ine)$")
"""Adjectives that name a field, as in "statistical geneticist", rather than praise."""
PLACE_WORD = r"[A-ZÀ-ÞŁŚŽČŠİ][\w'’-]+(?: [A-ZÀ-ÞŁŚŽČŠİ][\w'’-]+){0,2}"
BEHIND = re.compile(rf"(?: \([A-Z]{{2,8}}\))?(?:, | in )(?P<place>{PLACE_WORD}(?:, {PLACE_WORD})?)")
CUE = re.compile(r"\b(?:at|bei|beim|am|an der|for|für|with|as|als|is|am|ist|bin|'m|’m)\b|@|['’]m\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A role somewhere in the page's text, or in its description."""

    role: Role
    offset: int | None
    """Where the searched text begins in the page's text; None for the description."""
    source: str


def read(page: Page) -> Iterable[Claim]:
    """Return at most one title and one employer."""
    if page.type not in (*OWN_PAGES, "index", "team", "other"):
        return []
    candidates = [candidate for candidate in _candidates(page) if _confirmed(page, candidate)]
    if any(tense.is_seeking(sentence) for sentence in _own_sentences(page)):
        candidates = [candidate for candidate in candidates if candidate.role.employer and candidate.role.title]
    if not candidates:
        return []
    return list(_claims(page, candidates))


def _candidates(page: Page) -> Iterator[Candidate]:
    fillers = filler_spans(page.text.text[:READ_TEXT])
    speaker = Speaker(page.names, first_person=page.type != "team" and page.type != "other")
    lines = [line for line in page.outline.lines if line.start < READ_TEXT and _may_speak(page, line)]
    mentioned = False
    headlines_left = HEADLINES if page.type in OWN_PAGES else 0
    for line in lines:
        if any(start - NEAR_FILLER < line.start < end + NEAR_FILLER for start, end in fillers):
            continue
        here = replace(speaker, mentioned=mentioned)
        yield from _in_sentences(page, line, here)
        mentioned = _names_person(page, line.text) or (mentioned and not line.is_heading)
        if speaker.first_person and line.section in ("intro", "about", "contact"):
            if page.is_person(line.text) or (line.is_heading and _names_person(page, line.text)):
                headlines_left = max(headlines_left, 3)
            if (headlines_left > 0 and line.section != "contact") or _names_person(page, line.text):
                headlines_left -= 1
                role = _headline(page, line, speaker)
                if role and (page.type in OWN_PAGES or line.region in ("aside", "header")):
                    yield Candidate(role, line.start, "headline")
    if not fillers and page.type in OWN_PAGES:
        yield from _in_entries(page, lines, speaker)
    yield from _in_description(page, speaker)


def _headline(page: Page, line: Line, speaker: Speaker) -> Role | None:
    links = _links_in(page, line.start)
    below = page.outline.lines[line.number + 1] if line.number + 1 < len(page.outline.lines) else None
    if below is not None and below.start == line.end + 1 and below.section == line.section:
        role = read_two_lines(line.text, below.text, speaker, links)
        if role is not None:
            return role
    first = next(iter(split(line.text)), None)
    return read_headline(first.text, speaker, links) if first is not None and first.start == 0 else None


def _is_greeting(page: Page, line: Line) -> bool:
    """Tell whether a line of an index page's first article greets the reader rather than being a post's."""
    if line.section != "intro" or line.number > HEADLINES + 8 or line.region != "article":
        return False
    around = [
        (end - start, start, end)
        for element, (start, end) in page.visible.spans.items()
        if element.tag == "article" and start <= line.start < end
    ]
    if not around:
        return False
    length, start, end = min(around)
    return length < GREETING and written(page.text.text[start:end]) is None


def _may_speak(page: Page, line: Line) -> bool:
    if line.region in ("nav", "comments") or line.section not in SPEAKING:
        return False
    if page.type == "index":
        return (line.region in ("aside", "header", "footer") and line.section in ("about", "intro")) or _is_greeting(
            page, line
        )
    if page.type in ("team", "other"):
        return line.region != "footer"
    return line.section != "other" or line.region in ("header", "aside") or page.type in ("about", "cv")


def _in_sentences(page: Page, line: Line, speaker: Speaker) -> Iterator[Candidate]:
    mentioned = speaker.mentioned
    for sentence in split(line.text, line.start):
        if not CUE.search(sentence.text) or is_sensitive(sentence.text):
            mentioned = _names_person(page, sentence.text)
            continue
        is_noun = _noun_test(page, sentence.text)
        here = replace(speaker, mentioned=mentioned)
        for role in read_sentence(sentence.text, here, _links_in(page, sentence.start), is_noun):
            yield Candidate(role, sentence.start, "sentence")
        mentioned = mentioned or _names_person(page, sentence.text)


def _in_entries(page: Page, lines: list[Line], speaker: Speaker) -> Iterator[Candidate]:
    for line in lines:
        if line.section not in ("experience", "about", "intro") or not tense.open_end().search(line.text):
            continue
        for start, end in _blocks_around(page, line):
            role = read_entry(page.text.text[start:end], speaker, _links_in(page, start))
            if role:
                yield Candidate(role, start, "entry")
                break


def _blocks_around(page: Page, line: Line) -> Iterator[tuple[int, int]]:
    """Return the line's own span and those of the blocks around it, up to one that holds another date range."""
    yield line.start, line.end
    spans = {span for span in page.visible.spans.values() if span[0] <= line.start and line.end <= span[1]}
    for start, end in sorted(spans, key=lambda span: span[1] - span[0]):
        text = page.text.text[start:end]
        if (start, end) == (line.start, line.end):
            continue
        ranges = len(tense.any_range().findall(text)) + sum(1 for _ in tense.open_end().finditer(text))
        if end - start > LARGEST_ENTRY or ranges > 1:
            return
        yield start, end


def _in_description(page: Page, speaker: Speaker) -> Iterator[Candidate]:
    """Read the page's description, which may be all a page without scripts shows."""
    if page.type != "profile":
        return
    text = page.structured.graph("description") or page.structured.graph("og:description") or ""
    if filler_spans(text) or any(tense.is_seeking(sentence.text) for sentence in split(text)):
        return
    for sentence in split(text[:1000]):
        if is_sensitive(sentence.text):
            continue
        roles = read_sentence(sentence.text, speaker, None, _noun_test(page, sentence.text))
        headline = read_headline(sentence.text.rstrip("."), speaker)
        for role in [*roles, *([headline] if headline and headline.employer else [])]:
            # Descriptions are often written once and forgotten.
            yield Candidate(replace(role, confidence=role.confidence - 0.2), None, sentence.text)


def _own_sentences(page: Page) -> Iterator[str]:
    for line in page.outline.lines[:400]:
        if (line.section in ("intro", "about", "contact") and line.region not in ("nav", "comments", "article")) or (
            line.region == "article" and page.type in OWN_PAGES and line.section in ("intro", "about")
        ):
            yield from (sentence.text for sentence in split(line.text))
    yield page.structured.graph("description") or ""


def _names_person(page: Page, text: str) -> bool:
    lower = text.casefold()
    return any(name.casefold() in lower for name in page.names)


def _links_in(page: Page, offset: int) -> Callable[[int], int | None]:
    def link_end(position: int) -> int | None:
        end = page.link_ends.get(offset + position)
        return None if end is None else end - offset

    return link_end


def _doc(page: Page, sentence: str) -> Doc | None:
    """Parse an English sentence; one of endless length is read without the model's advice."""
    if page.text.language not in ("en", None) or len(sentence) > LONGEST_PARSED:
        return None
    return language_model.load(page.model)(language_model.tokenizable(sentence))


def _noun_test(page: Page, sentence: str) -> Callable[[int], bool] | None:
    """Return a test for lower-case nouns before a title, for sentences that hold a title at all."""
    if len(sentence) > LONGEST_PARSED or not find_titles(sentence):
        return None
    doc = _doc(page, sentence)
    if doc is None:
        return None
    kinds = {
        token.idx
        for token in doc
        if token.tag_.startswith("NN") or (token.tag_ == "JJ" and FIELD_ADJECTIVE.search(token.text))
    }
    return lambda offset: offset in kinds


def _confirmed(page: Page, candidate: Candidate) -> bool:
    """Ask the language model whether the employer is an organisation rather than a person, date or place."""
    employer = candidate.role.employer
    if employer is None or employer.marked or candidate.offset is None:
        return True
    line = page.outline.at(candidate.offset + employer.start)
    doc = _doc(page, line.text) if line is not None else None
    if doc is None or line is None:
        return True
    begin = candidate.offset + employer.start - line.start
    touching = [
        entity for entity in doc.ents if entity.start_char < begin + len(employer.text) and begin < entity.end_char
    ]
    wrong = ("DATE", "TIME", "MONEY", "PERCENT", "ORDINAL", "CARDINAL", "EVENT", "LANGUAGE")
    return not any(entity.label_ in wrong for entity in touching) or has_marker(employer.text)


def _claims(page: Page, candidates: list[Candidate]) -> Iterator[Claim]:
    best = max(candidates, key=lambda candidate: (candidate.role.confidence, -(candidate.offset or 0)))
    titled = [candidate for candidate in candidates if candidate.role.title]
    chosen = max(titled, key=lambda candidate: candidate.role.confidence) if titled else None
    if best.role.title is None and chosen is not None and chosen.role.employer is not None:
        best = chosen
    if best.role.title is not None:
        chosen = best
    chosen = _more_exact(chosen, candidates)
    if chosen is not None and chosen.role.title is not None:
        yield from _claim(page, chosen, "title", chosen.role.title.start, chosen.role.title.text)
    employed = best if best.role.employer else None
    if employed is None:
        others = [candidate for candidate in candidates if candidate.role.employer]
        employed = max(others, key=lambda candidate: candidate.role.confidence, default=None)
    if employed is not None and employed.role.employer is not None:
        yield from _claim(page, employed, "employer", employed.role.employer.start, employed.role.employer.text)
        if employed.offset is not None:
            yield from _place_behind(page, employed, employed.offset + employed.role.employer.end)


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


def _more_exact(chosen: Candidate | None, candidates: list[Candidate]) -> Candidate | None:
    """Prefer "Harbour Traffic Planner" above the text to "planner" in it, unless their employers differ."""
    if chosen is None or chosen.role.title is None or " " in chosen.role.title.text:
        return chosen
    for other in candidates:
        title, employer = other.role.title, other.role.employer
        if other.source == "headline" and title is not None and " " in title.text:
            same = employer is None or chosen.role.employer is None or employer.text == chosen.role.employer.text
            if same and title.head != chosen.role.title.head:
                return other
    return chosen


def _claim(page: Page, candidate: Candidate, field: str, start: int, text: str) -> Iterator[Claim]:
    evidence = (
        page.pointed("html/head/meta[@name='description']", candidate.source)
        if candidate.offset is None
        else page.evidence(candidate.offset + start, candidate.offset + start + len(text))
    )
    if evidence is not None:
        yield Claim(field, text, round(candidate.role.confidence, 2), evidence, NAME)
