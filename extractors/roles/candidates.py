"""Every place of a page that may state the current role, in the page's order."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise, takewhile
from operator import itemgetter

from extractors import language_model, tense
from extractors.dates import written
from extractors.demo_content import filler_spans
from extractors.outline import Line
from extractors.page import READ_TEXT, Page
from extractors.roles.candidate import Candidate
from extractors.roles.headlines import read_affiliation, read_headline, read_labelled, read_opening, read_stack
from extractors.roles.page_links import company_links, links_in
from extractors.roles.positions import running_entries
from extractors.roles.role import NounTest, Reading, Speaker
from extractors.roles.sentences import read_sentence
from extractors.sentences import is_sensitive, split

OWN_PAGES = ("profile", "about", "cv")
SPEAKING = ("intro", "about", "experience", "contact", "other")
HEADLINES = 8
"""Lines from the top, or after the person's name, that may be a headline."""
NEAR_FILLER = 800
TOUCHING = 200
LONGEST_PARTED = 100
MOST_QUOTES = 100
"""Words of others that are looked at: a page has a few."""
GREETING = 800
LONGEST_PARSED = 2000
DESCRIPTION = "html/head/meta[@name='description']"
FIELD_ADJECTIVE = re.compile(r"(?:ical|tional|ental|ural|ular|omic|ine|iatric|etric)$")
"""Adjectives that name a field, as in "statistical geneticist", rather than praise."""
SURE = 0.86
"""From here on a sentence states the role itself."""
LATER_WITHIN = 300
BEGINNING = re.compile(
    r"\b(?:joined|became|become|started|began|took|appointed|promoted|named|hired|accepted|moved|founded|taken|begun)\b"
)
LATER = re.compile(
    r"\b(?:I|[Ss]he|[Hh]e|[Tt]hey)(?: (?:then|later|eventually|finally|also|recently))* (?:left|quit|sold|departed"
    r"|resigned|retired|stepped down|moved (?:on|to|back)|switched|became|joined)\b|\b(?:[Uu]ntil|[Aa]fter leaving)\b"
)
"""Behind the beginning of a role: what ended it."""
CUE = re.compile(
    r"\b(?:at|bei|beim|am|an der|im|for|für|with|as|als|is|ist|bin|joined|joining|founded|run|hold|been|currently"
    r"|now|derzeit"
    r"|aktuell|chez|suis|travaille|poste|soy|trabajo|sou|trabalho|comme|como|est|es|é)\b|@|['’]m\b",
    re.IGNORECASE,
)


def candidates(page: Page) -> Iterator[Candidate]:
    """Return every role that the page states of the person now, before they are weighed against each other."""
    fillers = filler_spans(page.text.text[:READ_TEXT])
    speaker = Speaker(page.names, first_person=page.type != "team" and page.type != "other", year=page.fetched_at.year)
    quoted = [span for element, span in page.visible.spans.items() if element.tag == "blockquote"]
    lines = [
        line
        for line in page.outline.lines
        if line.start < READ_TEXT
        and _may_speak(page, line)
        and not any(start <= line.start < end for start, end in quoted[:MOST_QUOTES])
    ]
    mentioned, since_name, below_name = False, len(lines), False
    companies = company_links(page) if page.type in OWN_PAGES else {}
    headlines_left = HEADLINES if page.type in OWN_PAGES else 0
    for line in lines:
        if _is_near_filler(page, line, fillers):
            continue
        yield from _in_sentences(page, line, replace(speaker, mentioned=mentioned))
        if page.type == "index" and line.region in ("aside", "footer"):
            yield from _whole_headline(page, line, speaker)
        named = _names_person(page, line.text)
        mentioned = named or (mentioned and not line.is_heading)
        if speaker.first_person and (
            line.section in ("intro", "about", "contact")
            or (named and line.is_heading)
            or (since_name < 3 and line.section == "other")
        ):
            is_name = page.is_person(line.text)
            if is_name or (line.is_heading and named):
                headlines_left, since_name = max(headlines_left, 3), 0
                below_name = is_name
            since_name += 1
            if below_name and 1 < since_name <= 4 and page.type in OWN_PAGES:
                role = read_affiliation(
                    Reading(line.text, speaker, links_in(page, line.start)), _next_lines(page, line)
                )
                if role is not None:
                    yield Candidate(role, line.start, "affiliation")
            if (headlines_left > 0 and line.section != "contact") or named:
                headlines_left -= 1
                if page.type in OWN_PAGES or line.region in ("aside", "header"):
                    yield from _headlines(page, line, speaker, companies)
            if page.type in OWN_PAGES or line.region == "aside":
                labelled = read_labelled(Reading(line.text, speaker, links_in(page, line.start)))
                if labelled is not None:
                    yield Candidate(labelled, line.start, "labelled")
    if not fillers and page.type in (*OWN_PAGES, "other"):
        told = lines if page.type != "other" else [line for line in lines if line.section == "experience"]
        yield from running_entries(page, told, speaker)
    yield from _in_description(page, speaker)
    yield from _in_page_title(page, speaker)


def own_sentences(page: Page) -> Iterator[str]:
    """Return what the page says in its owner's voice, to learn whether they look for work."""
    for line in page.outline.lines[:400]:
        if (line.section in ("intro", "about", "contact") and line.region not in ("nav", "comments", "article")) or (
            line.region == "article" and page.type in OWN_PAGES and line.section in ("intro", "about")
        ):
            yield from (sentence.text for sentence in split(line.text))
    yield page.structured.graph("description") or ""


def _is_near_filler(page: Page, line: Line, fillers: list[tuple[int, int]]) -> bool:
    """Tell whether a template's words stand so near, or near in the same section, that this line may be its too."""
    first = bisect_right(fillers, line.start - NEAR_FILLER, key=itemgetter(1))
    for start, end in takewhile(lambda span: span[0] - NEAR_FILLER < line.start, islice(fillers, first, None)):
        if start - TOUCHING < line.start < end + TOUCHING:
            return True
        if start - NEAR_FILLER < line.start < end + NEAR_FILLER:
            other = page.outline.at(start)
            if other is None or other.section == line.section or line.section not in ("intro", "about"):
                return True
    return False


def _headlines(page: Page, line: Line, speaker: Speaker, companies: dict[int, int]) -> Iterator[Candidate]:
    links = links_in(page, line.start)
    stack = [line.text, *_next_lines(page, line)]
    homes = links_in(page, line.start, companies)
    role = read_stack(stack, Reading("\n".join(stack), speaker, homes)) if len(stack) > 1 else None
    if role is None:
        first = next(iter(split(line.text)), None)
        whole = first is not None and first.start == 0
        if whole and first is not None:
            role = read_headline(Reading(first.text.rstrip("."), speaker, links)) or read_opening(
                Reading(first.text, speaker, links, noun_test(page, first.text))
            )
    if role is None and len(line.text) <= LONGEST_PARTED and line.text.count(". ") == 1:
        # "Example University. PhD student in Geology."
        parted = read_headline(Reading(line.text.replace(". ", ", ").rstrip("."), speaker, links))
        leads = parted is not None and parted.employer and parted.title and parted.employer.end <= parted.title.start
        role = parted if leads else None
    if role is not None:
        yield Candidate(role, line.start, "headline")


def _whole_headline(page: Page, line: Line, speaker: Speaker) -> Iterator[Candidate]:
    """Return the role that is all of a line beside a list of articles: "Developer at Acme"."""
    role = read_headline(Reading(line.text, speaker, links_in(page, line.start)))
    whole = role is not None and role.title is not None and not line.text[: role.title.start].strip()
    if role is not None and whole and role.employer is not None and not line.text[role.employer.end :].strip(" ."):
        yield Candidate(replace(role, confidence=0.8), line.start, "headline")


def _next_lines(page: Page, line: Line) -> list[str]:
    """Return up to three lines of the same section right behind a line."""
    found: list[str] = []
    for one, other in pairwise(page.outline.lines[line.number : line.number + 4]):
        if other.start != one.end + 1 or other.section != line.section:
            break
        found.append(other.text)
    return found


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
        aside = line.region in ("aside", "header", "footer") and line.section in ("about", "intro")
        return aside or line.region == "footer" or _is_greeting(page, line)
    if page.type in ("team", "other"):
        return line.region != "footer"
    return line.section != "other" or line.region != "article" or page.type in ("about", "cv")


def _in_sentences(page: Page, line: Line, speaker: Speaker) -> Iterator[Candidate]:
    mentioned = speaker.mentioned
    for sentence in split(line.text, line.start):
        if not CUE.search(sentence.text) or is_sensitive(sentence.text):
            mentioned = _names_person(page, sentence.text)
            continue
        here = speaker if speaker.mentioned == mentioned else replace(speaker, mentioned=mentioned)
        reading = Reading(sentence.text, here, links_in(page, sentence.start), noun_test(page, sentence.text))
        begins = BEGINNING.search(sentence.text) is not None
        over = begins and LATER.search(page.text.text, sentence.end, sentence.end + LATER_WITHIN) is not None
        since = tense.first_year(sentence.text) if begins else 0.0
        for role in read_sentence(reading):
            if not (over and (role.begun or role.confidence < SURE)):
                yield Candidate(role, sentence.start, "sentence", since=since)
        mentioned = mentioned or _names_person(page, sentence.text)


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
        roles = read_sentence(Reading(sentence.text, speaker, None, noun_test(page, sentence.text)))
        headline = read_headline(Reading(sentence.text.rstrip("."), speaker))
        for role in [*roles, *([headline] if headline and headline.employer else [])]:
            # Descriptions are often written once and forgotten.
            yield Candidate(replace(role, confidence=role.confidence - 0.2), None, sentence.text, pointer=DESCRIPTION)


def _in_page_title(page: Page, speaker: Speaker) -> Iterator[Candidate]:
    """Read ``Jane Doe - Web Developer`` in the page's title, which often is older than the page: the last resort."""
    title = page.text.title or ""
    if page.type != "profile" or not _names_person(page, title) or filler_spans(title) or is_sensitive(title):
        return
    role = read_headline(Reading(title, speaker))
    if role is not None and role.title is not None and title[: role.title.start].strip():
        yield Candidate(replace(role, confidence=role.confidence - 0.15), None, title, pointer="html/head/title")


def _names_person(page: Page, text: str) -> bool:
    lower = text.casefold()
    return any(name.casefold() in lower for name in page.names)


def noun_test(page: Page, sentence: str) -> NounTest | None:
    """Return a test for lower-case nouns before a title; the language model runs at its first question only."""
    if page.text.language not in ("en", None) or len(sentence) > LONGEST_PARSED:
        return None
    nouns: set[int] | None = None

    def is_noun(offset: int) -> bool:
        nonlocal nouns
        if nouns is None:
            doc = language_model.load(page.model)(language_model.tokenizable(sentence))
            nouns = {
                token.idx
                for token in doc
                if token.tag_.startswith("NN") or (token.tag_ == "JJ" and FIELD_ADJECTIVE.search(token.text))
            }
        return offset in nouns

    return is_noun
