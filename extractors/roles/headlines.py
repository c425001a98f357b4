"""The current role in a line that is no sentence: a headline, a stack of short lines, or a labelled one."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors import skill_terms, tense
from extractors.employers import WHOLES, Employer, employer_at, has_marker, is_unit
from extractors.places import is_place
from extractors.roles.cues import OPENING, PREPOSITION, ROMANCE_ONLY
from extractors.roles.employment import behind_title
from extractors.roles.role import Reading, Role
from extractors.roles.sentences import tells_enough
from extractors.title_words import listed
from extractors.titles import Title, find_titles
from extractors.word_sets import word_set

LONGEST = 140
SEPARATOR = re.compile(r"\s*(?:[|•·\t\n–—,@:]|\s-\s|\s/\s|//|;|>)\s*")
VERB = re.compile(
    r"\bI am\b|\b(?:is|are|was|were|have|has|had|will|can|do|does|did|bin|ist|war|habe|welcome|thanks|wants?|joins?"
    r"|meet|contact|hire|hiring|need|looking|suche|gesucht|wanted|apply|how|why|what|when)\b",
    re.IGNORECASE,
)
BEFORE_TITLE = word_set("dr prof phd ph d md msc the a an currently now by day final first second third fourth year")
LABEL = re.compile(
    r"\W{0,3}(?P<title>(?:current )?(?:position|role|job title|occupation|profession)|beruf"
    r"|(?:aktuelle )?(?:position|tätigkeit)"
    r"|poste(?: actuel)?|puesto(?: actual)?|cargo(?: atual)?|profession|profesión|profissão)[:\t]\s*"
    r"|\W{0,3}(?P<employer>(?:current )?(?:employer|affiliation|company|organi[sz]ation|institution)|works? at"
    r"|(?:my )?(?:current )?(?:place of (?:employment|work)|workplace)"
    r"|arbeitgeber|firma"
    r"|entreprise|employeur|empresa)[:\t]\s*",
    re.IGNORECASE,
)
GOES_ON = re.compile(
    r" (?!(?:in|and|since|based|working|where|who|with|for|from|on|by|und|seit|mit|focus\w*|building|leading|doing"
    r"|specializ\w*"
    r"|specialis\w*|at|near|via|et|y|e|en|depuis|desde|à|na|no|em|der|des|of|im|am|an|aus|formerly|previously"
    r"|currently|now"
    r"|ex|researching|making|helping|writing|teaching|plus|als|as|bis|until)\b)[a-zà-ÿ]+ [a-zà-ÿ]+"
)
"""Behind an organisation, the words of a sentence that only began like a headline."""
BESIDE = re.compile(r",? ?(?:and|&|und|et|y|e|/|,) ?")
UNIT = re.compile(r"(?:Dep(?:artmen)?t\b\.?|School|Faculty|Institut\w*|Chair|Group|Lehrstuhl|Fakultät|Abteilung)\b")
BEHIND_AT = re.compile(r"(?:at|bei|chez) |@ ?")
BRACKET = re.compile(r" \([^()]{1,40}\)")
TRADE_BESIDE = re.compile(r"[A-ZÄÖÜ]\w{2,20}(?:ist|istin|er|erin|or|orin|oge|ogin|ian|eur|euse|mitglied) (?:und|and|&)")
"""A trade that no list holds before the one that some does: "Slavist and Web Developer"."""
ALONE = re.compile(r"[\w&.'’+-]+(?: [\w&.'’+-]+){0,3}")
PASTIMES = word_set(
    "speaker runner blogger gamer traveler traveller dreamer thinker tinkerer father mother dad mom mum husband wife "
    "reader cyclist hiker climber author mentor nerd geek lover enthusiast fan learner innovator storyteller foodie "
    "vegan volunteer activist addict photographer skier surfer swimmer dancer poet humanist optimist minimalist "
    "generalist polymath human friend parent baker gardener chess open-source opensource community lifelong self-taught"
)
"""What else somebody is or does, so no organisation's name behind a title."""


def read_headline(reading: Reading) -> Role | None:
    """Return the role of a line such as ``Senior Engineer at Acme`` or ``Acme | Engineer``."""
    line = reading.text
    if not 4 <= len(line) <= LONGEST or VERB.search(line) or re.search(r"[!?]|[^.]{3}\.\s\w{3}", line):
        return None
    titles = find_titles(line, reading.speaker.words)
    if not titles or not titles[0].held:
        return None
    title = titles[0]
    left = line[: title.start]
    if tense.is_former(left) or tense.is_future(left) or tense.is_of_others(left):
        return None
    before = re.sub(r"[A-ZÀ-Þ][\w-]{1,40}-based", "", left).strip(" \t|•·–—-,:/(@>#*")
    before = re.sub(r"^[^\w(]+", "", before)
    year = reading.speaker.year
    if tense.has_ended(line[title.end :], year) or tense.closed_range(line, year) or tense.starts_later(line, year):
        return None
    may_precede = reading.speaker.words | BEFORE_TITLE | listed("praise", "all")
    named = set(re.findall(r"[\w-]+", before.lower())) <= may_precede
    if not before or named or TRADE_BESIDE.fullmatch(before):
        employer = _behind(reading, title)
        if employer is None and len(titles) > 1 and BESIDE.fullmatch(line[title.end : titles[1].start]):
            employer = _behind(reading, titles[1])  # "Professor and Chair, Example University"
        if employer and GOES_ON.match(line, employer.end):
            return None  # "The CEO of Acme once told me"
        if employer:
            return Role(title, employer, 0.85 if employer.marked else 0.8)
        if len(titles) == 2 and _fill_line(line, *titles):
            title = _both(line, *titles)
        alone = title.strong and tells_enough(title) and len(line) - title.end <= 60
        return Role(title, None, 0.6) if alone else None
    return _after_employer(reading, title, before)


def _fill_line(line: str, one: Title, other: Title) -> bool:
    """Tell whether a line is two titles and a small word between them."""
    joined = BESIDE.fullmatch(line[one.end : other.start]) is not None and other.held
    return joined and not line[other.end :].strip(" .|•·") and one.strong and other.strong


def _both(line: str, one: Title, other: Title) -> Title:
    return replace(other, start=one.start, text=line[one.start : other.end])


def _after_employer(reading: Reading, title: Title, before: str) -> Role | None:
    """Read ``Acme | Lab | Engineer``: every part but the last is an organisation's, the last a title's."""
    line = reading.text
    parts = [part for part in SEPARATOR.split(before) if part]
    if not parts or len(parts) > 3 or line[title.end :].strip(" .)"):
        return None
    start = line.index(parts[0])
    employer = employer_at(line, start, reading.link_end, reading.speaker.words)
    if employer is None or employer.end - employer.start < len(parts[0]) or not SEPARATOR.match(line, employer.end):
        return None
    return Role(title, employer, 0.72) if employer.marked or len(parts) > 1 or "|" in line else None


def _behind(reading: Reading, title: Title) -> Employer | None:
    line = reading.text
    rest = line[title.end : title.end + 100]
    for preposition in PREPOSITION.finditer(rest):
        word = preposition.group().strip().lower()
        gap = rest[: preposition.start()]
        if preposition.start() > 50 or tense.is_former(gap):
            break
        if word in ROMANCE_ONLY and title.language != "romance" and word not in ("na", "em"):
            continue
        employer = employer_at(line, title.end + preposition.end(), reading.link_end, reading.speaker.words)
        if employer and (_introduces(word, title, employer) or _is_named(employer)):
            return employer
        if word in ("at", "@", "bei"):
            break
    of = re.match(r" (?:of|der|des|von|de|da|do|del) ", rest)
    if of and title.head in listed("heads_of_employer", "all"):
        employer = employer_at(line, title.end + of.end(), reading.link_end, reading.speaker.words)
        if employer:
            return employer
    return _separated(reading, title)


def _introduces(word: str, title: Title, employer: Employer) -> bool:
    """Tell whether a preposition behind a title introduces employers rather than fields, tools and people."""
    if title.language == "romance" and word in ROMANCE_ONLY:
        return not skill_terms.canonical(employer.text)
    return word not in ("in", "with", "for", "für", "by", "im", "am", "en", "no", "à", "pour", "para")


def _is_named(employer: Employer) -> bool:
    return has_marker(employer.text) or (employer.marked and not skill_terms.canonical(employer.text))


def _separated(reading: Reading, title: Title) -> Employer | None:
    """Return the organisation behind a comma or bar: anything may follow, so it must show itself."""
    line = reading.text
    bracket = BRACKET.match(line, title.end)
    separator = SEPARATOR.match(line, bracket.end() if bracket else title.end)
    if separator is None:
        return None
    employer = employer_at(line, separator.end(), reading.link_end, reading.speaker.words)
    if employer is None:  # "Professor, Department of Statistics, Example University"
        unit = SEPARATOR.search(line, separator.end())
        inside = unit is not None and (unit.group() == ", " or UNIT.match(line, separator.end()))
        employer = employer_at(line, unit.end(), reading.link_end, reading.speaker.words) if unit and inside else None
        return employer if employer is not None and has_marker(employer.text) else None
    if any(other.start == separator.end() for other in find_titles(line, reading.speaker.words)):
        return None
    if employer.marked or has_marker(employer.text):
        return employer
    return employer if _is_whole_rest(line, title, employer) else None


def _is_whole_rest(line: str, title: Title, employer: Employer) -> bool:
    """Tell whether ``Software Engineer, Acme`` ends there, and the name is no skill, field, place or pastime."""
    rest = line[employer.end :].strip(" .|•·–—-,")
    if (rest and not is_place(rest)) or not ALONE.fullmatch(employer.text) or not title.strong:
        return False
    words = employer.text.lower().split()
    known = listed("modifiers", "all") | listed("heads", "en", "de", "romance")
    if any(word in known or word in PASTIMES for word in words) or is_place(employer.text):
        return False
    return not skill_terms.canonical(employer.text) and title.text[:1].isupper()


def read_opening(reading: Reading) -> Role | None:
    """Return the role of a page's first words without a verb: ``A curious web developer building ...``."""
    titles = find_titles(reading.text[:200], reading.speaker.words, reading.is_noun)
    if not titles or not titles[0].held or not OPENING.fullmatch(reading.text[: titles[0].start]):
        return None
    title = titles[0]
    employer = behind_title(reading, title)
    if employer is not None:
        return Role(title, employer, 0.8)
    return Role(title, None, 0.64) if title.strong and tells_enough(title) else None


def read_affiliation(reading: Reading, below: Sequence[str] = ()) -> Role | None:
    """Return the organisation that is a whole line, as below a person's name: ``Example University``.

    :param below: the next lines, which may name the whole that a unit belongs to.
    """
    line = reading.text
    if not 4 <= len(line) <= 90 or VERB.search(line) or tense.is_former(line) or tense.any_range().search(line):
        return None
    text = "\n".join([line, *below])
    employer = employer_at(text, _first_word(line), reading.link_end, reading.speaker.words)
    if employer is None or not has_marker(employer.text):
        return None
    if " " not in employer.text and employer.text.lower() not in WHOLES:
        return None
    if line[_first_word(line) : employer.start].strip() not in ("", "the", "The") and employer.start < len(line):
        return None
    rest = text[employer.end :].split("\n")[0]
    if not re.fullmatch(r"\W*|\s*[(/|].{0,60}", rest) and not is_place(rest.strip(" ,.")):
        return None
    return Role(None, employer, 0.7)


def _first_word(line: str) -> int:
    """Return where the first word stands, behind an emoji or a bullet."""
    word = re.search(r"\w", line[:4])
    return word.start() if word else 0


def read_stack(lines: list[str], reading: Reading) -> Role | None:
    """Return the role of a title on one line and its organisation, by a word or link that shows it, below.

    :param lines: a title's line and up to three below it; spans count into them joined by line breaks, as a
        page's text has them, which is the text of ``reading``. Its links are those to an organisation's own address.
    """
    above = read_headline(Reading(lines[0], reading.speaker, reading.link_end))
    if above is None or above.employer is not None or above.title is None:
        return None
    offset = len(lines[0]) + 1
    for line in lines[1:]:
        if (
            not 3 <= len(line) <= LONGEST
            or VERB.search(line)
            or tense.is_former(line)
            or find_titles(line, reading.speaker.words)
        ):
            return None
        if not is_place(line) or has_marker(line):
            behind = BEHIND_AT.match(line)
            begin = offset + (behind.end() if behind else _first_word(line))
            employer = employer_at(reading.text, begin, reading.link_end, reading.speaker.words)
            linked = reading.link_end is not None and reading.link_end(begin) is not None
            if employer is not None and (linked or behind or has_marker(employer.text)) and not is_unit(employer.text):
                return Role(above.title, employer, 0.8)
        offset += len(line) + 1
    return None


def read_labelled(reading: Reading) -> Role | None:
    """Return what a labelled line states: ``Position: Engineer``, ``Employer: Acme``."""
    line = reading.text
    label = LABEL.match(line) if len(line) <= LONGEST else None
    if label is None or tense.any_range().search(line):
        return None
    if label["employer"]:
        employer = employer_at(line, label.end(), reading.link_end, reading.speaker.words)
        return Role(None, employer, 0.8) if employer is not None else None
    rest = read_headline(Reading(line[label.end() :], reading.speaker))
    titles = find_titles(line, reading.speaker.words)
    if rest is None or rest.title is None or not titles or titles[0].start != label.end() + rest.title.start:
        return None
    shifted = employer_at(line, label.end() + rest.employer.start, reading.link_end) if rest.employer else None
    return Role(titles[0], shifted, 0.85)
