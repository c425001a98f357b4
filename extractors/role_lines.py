"""The current role in a line that is no sentence: a headline, or an entry of a list of positions."""

import re

from extractors import tense
from extractors.employers import Employer, LinkAt, employer_at, has_marker
from extractors.places import is_place
from extractors.role_sentences import PREPOSITION, Role, Speaker
from extractors.titles import Title, find_titles

LONGEST_HEADLINE = 140
SEPARATOR = re.compile(r"\s*(?:[|•·\t\n–—,@]|\s-\s|\s/\s|;)\s*")
VERB = re.compile(
    r"\b(?:is|are|am|was|were|have|has|had|will|can|do|does|did|bin|ist|war|habe|welcome|thanks|wants?|joins?"
    r"|meet|contact|hire|hiring|need|looking)\b",
    re.IGNORECASE,
)
STUDIES = re.compile(
    r"\b(?:b\.?tech|m\.?tech|bachelor\w*|master['’]?s?(?: degree| of)|degree|gpa|cgpa|b\.?sc|m\.?sc|mba"
    r"|diploma|high school|minor in|major in|coursework|undergraduate|studium|abitur|student(?!ische|s)"
    r"|volunteer\w*|ehrenamt\w*)\b",
    re.IGNORECASE,
)


def read_headline(line: str, speaker: Speaker, link_end: LinkAt | None = None) -> Role | None:
    """Return the role of a line such as ``Senior Engineer at Acme`` or ``Acme | Engineer``."""
    if not 4 <= len(line) <= LONGEST_HEADLINE or VERB.search(line) or re.search(r"[!?]|\.\s\w", line):
        return None
    titles = find_titles(line, speaker.words)
    if (
        not titles
        or not titles[0].held
        or tense.is_former(line[: titles[0].start])
        or tense.is_future(line[: titles[0].start])
    ):
        return None
    title = titles[0]
    before = line[: title.start].strip(" \t|•·–—-,:/(")
    if tense.has_ended(line[title.end :]) or tense.any_range().search(line):
        return None
    own_name = not before or set(re.findall(r"\w+", before.lower())) <= speaker.words | {
        "dr",
        "prof",
        "phd",
        "ph",
        "d",
        "md",
        "msc",
        "the",
        "a",
        "an",
        "currently",
        "now",
    }
    if own_name:
        employer = _behind(line, title, speaker, link_end)
        if employer:
            return Role(title, employer, 0.85 if employer.marked else 0.8)
        if employer is None and title.strong and len(line) - title.end <= 60:
            return Role(title, None, 0.6)
        return None
    # Employer before title: every part but the last must be an organisation's, the last a title's.
    parts = [part for part in SEPARATOR.split(before) if part]
    employer = employer_at(line, line.index(parts[0]), link_end, speaker.words) if parts and len(parts) <= 3 else None
    if (
        employer
        and employer.end - employer.start >= len(parts[0])
        and SEPARATOR.match(line, employer.end)
        and not line[title.end :].strip(" .)")
    ):
        return Role(title, employer, 0.72) if employer.marked or len(parts) > 1 or "|" in line else None
    return None


def _behind(line: str, title: Title, speaker: Speaker, link_end: LinkAt | None) -> Employer | None:
    rest = line[title.end : title.end + 100]
    preposition = PREPOSITION.search(rest)
    if (
        preposition
        and len(preposition.group().strip())
        and preposition.start() <= 50
        and not tense.is_former(rest[: preposition.start()])
    ):
        employer = employer_at(line, title.end + preposition.end(), link_end, speaker.words)
        if employer:
            return employer
    separator = SEPARATOR.match(rest)
    if separator is None:
        return None
    start = title.end + separator.end()
    employer = employer_at(line, start, link_end, speaker.words)
    if employer is None or any(other.start == start for other in find_titles(line, speaker.words)):
        return None
    # After a comma or bar anything may follow; an organisation must show itself.
    return employer if employer.marked or has_marker(employer.text) else None


def read_two_lines(line: str, following: str, speaker: Speaker, link_end: LinkAt | None = None) -> Role | None:
    """Return the role of a title on one line and its organisation, by a word that shows it, on the next.

    Spans count into both lines joined by a line break, as a page's text has them.
    """
    above = read_headline(line, speaker, link_end)
    if (
        above is None
        or above.employer is not None
        or above.title is None
        or not 3 <= len(following) <= LONGEST_HEADLINE
    ):
        return None
    if VERB.search(following) or tense.is_former(following) or find_titles(following, speaker.words):
        return None
    employer = employer_at(f"{line}\n{following}", len(line) + 1, link_end, speaker.words)
    if employer is None or not has_marker(employer.text):
        return None
    return Role(above.title, employer, 0.8)


def read_entry(entry: str, speaker: Speaker, link_end: LinkAt | None = None) -> Role | None:
    """Return the role of a list entry that holds a running date range, such as
    ``Data Analyst | Example Ltd, Bonn | 09/2022 -``; None when it reads like studies or names nothing.
    """
    dated = tense.open_end().search(entry)
    if dated is None or (
        STUDIES.search(entry) and not re.search(r"\b(?:ph\.?d|doctoral) (?:student|candidate)", entry, re.IGNORECASE)
    ):
        return None
    titles = [
        title for title in find_titles(entry, speaker.words) if title.end <= dated.start() or title.start >= dated.end()
    ]
    titles = [title for title in titles if title.held and len(_field_around(entry, title)) <= 100]
    if not titles or tense.is_former(entry[: titles[0].start]):
        return None
    title = titles[0]
    employer = _employer_in(entry, title, dated.span(), speaker, link_end)
    if employer is None and not title.strong:
        return None
    return Role(title, employer, 0.82 if employer else 0.7)


def _field_around(entry: str, title: Title) -> str:
    return entry[: title.start].split("\n")[-1] + title.text + entry[title.end :].split("\n")[0]


def _employer_in(
    entry: str, title: Title, dated: tuple[int, int], speaker: Speaker, link_end: LinkAt | None
) -> Employer | None:
    employer = _behind(entry, title, speaker, link_end)
    if employer:
        return employer
    fields: list[tuple[int, int]] = []
    start = 0
    for match in SEPARATOR.finditer(entry):
        fields.append((start, match.start()))
        start = match.end()
    fields.append((start, len(entry)))
    near = sorted(fields, key=lambda field: (field[0] < title.start, abs(field[0] - title.end)))
    usable = [field for field in near if _may_name(entry, field, title, dated)][:3]
    found = [
        employer
        for field in usable
        if (employer := employer_at(entry, field[0], link_end, speaker.words)) and employer.end >= field[1] - 2
    ]
    marked = [employer for employer in found if employer.marked]
    return next(iter([*marked, *found[:1]]), None)


def _may_name(entry: str, field: tuple[int, int], title: Title, dated: tuple[int, int]) -> bool:
    start, end = field
    text = entry[start:end].strip()
    if not 2 <= end - start <= 80 or (start < title.end and title.start < end) or (start < dated[1] and dated[0] < end):
        return False
    return not is_place(text) or has_marker(text)
