"""The place of work in a sentence: behind a title, or behind a verb such as "I work on"."""

import re

from extractors import skill_terms, tense
from extractors.employers import WHOLES, Employer, employer_at, has_marker
from extractors.roles.cues import (
    AT_NOW,
    AT_OPENS,
    AT_THE_TIME,
    FOLKS,
    FOR_ITS,
    GAP_STOPS,
    I_DO,
    LASTING,
    MOVED_TO,
    NOT_AT_WORK,
    ON_CONTRACT,
    OPENED_BY_I,
    PREPOSITION,
    ROMANCE_ONLY,
    THIRD,
    THIRD_JOINED,
    WHERE_I,
    WORKS,
)
from extractors.roles.role import Reading
from extractors.title_words import listed
from extractors.titles import Title, find_titles

LONGEST_GAP = 90
ROMANCE_WORDS = re.compile(
    r"\b(?:je|suis|chez|travaille|depuis|soy|trabajo|desde|actualmente|sou|trabalho|atualmente|como|una|uma)\b",
    re.IGNORECASE,
)
OF_THINGS = frozenset(("owner", "partner", "maker", "creator", "reader", "father", "mother", "fan"))
"""Heads behind which "of" names things: the owner of two cats."""
SURE_AT = frozenset(("at", "bei", "@", "beim", "chez"))
WORKING = re.compile(
    r"|.*\b(?:work(?:s|ing|ed)?|employed|consulting|tätig|currently|now|trabajando|trabalhando)"
    r"(?: remotely| full[- ]time| part[- ]time)?",
    re.IGNORECASE,
)
LASTING_FOR = re.compile(
    r"\b(?:[Ff]or|[Oo]ver|[Ii]n) the (?:past|last) (?:[\w-]+ ){0,3}(?:years?|months?|decades?)\b|(?:['’]ve"
    r"| have) been\b"
)
SPARE_TIME = re.compile(
    r"\b(?:free|spare) time\b|\bon (?:the )?weekends?\b|\bvolunteer|\behrenamtlich|\bFreizeit\b|\btiempo libre\b"
    r"|\btempo livre\b"
)
AT_A_DISTANCE = re.compile(
    r"[ ,]*(?:(?:remotely|full[- ]time|part[- ]time|freelance|currently|now|mainly|mostly|primarily)[ ,]*){0,2}"
)
FACULTY = re.compile(r" the (?:[a-z]+ )?(?:faculty|team|staff|department|group|company) (?:of|at) (?:the )?")
SOMEONE = re.compile(r" (?:at|from|on|in the)\b|(?:,| and) [A-ZÀ-Þ]\w+ [A-ZÀ-Þ]")
BEING = re.compile(r"am|['’]m|bin|suis", re.IGNORECASE)
SOMETHING = re.compile(r" (?:an?|the|one|eine?|der|die|une?|Mitglied|on [A-ZÀ-Þ]\w*)\b")
IN_TEAM = re.compile(r"[^.;!?]{0,60}\b(?:team|group|crew|staff|squad|part of|lab)\b", re.IGNORECASE)
PASSING = re.compile(
    r"[^.;!?]{0,25}?\b(?:(?:this|every|next|each|last) (?:\w+day|week\w*|month|summer|winter|spring|fall|morning"
    r"|evening)"
    r"|today|tomorrow|tonight)\b",
    re.IGNORECASE,
)
"""Behind a place where somebody is for a while."""
LEFT = re.compile(r"[^.!?]{0,80}\b(?:left|until|moved on|departed|resigned|verließ|bis)\b", re.IGNORECASE)
CLAUSE_END = re.compile(r"[;:.!?()]\s?|, (?:and|but|und|aber|et|mais|y|pero|e|mas) ")


def clause(left: str) -> str:
    """Return what stands before a word in its own clause."""
    return CLAUSE_END.split(left[-200:])[-1]


def behind_title(reading: Reading, title: Title) -> Employer | None:
    """Return the organisation that a sentence names behind a title."""
    organisation = _of(reading, title)
    if organisation is not None:
        return organisation
    sentence = reading.text
    window = sentence[title.end : title.end + LONGEST_GAP]
    romance = title.language == "romance" or ROMANCE_WORDS.search(sentence) is not None
    for match in PREPOSITION.finditer(window):
        gap = window[: match.start()]
        if (
            GAP_STOPS.search(gap)
            or (title.head in OF_THINGS and gap.startswith(" of "))
            or (gap.count("(") != gap.count(")") and ")" not in window[match.end() :])
        ):
            return None
        word = match.group().strip().lower()
        if word in ROMANCE_ONLY and not romance:
            continue
        employer = _after(reading, word, gap, title.end + match.end())
        if employer is not None:
            return employer
        if word in SURE_AT:
            return None  # "at a startup", "at the intersection of": nothing behind it is the employer
    return None


def _after(reading: Reading, word: str, gap: str, position: int) -> Employer | None:
    """Return the organisation behind a preposition, where this one may introduce it."""
    if word in ("for", "with", "für", "within", "by") and not WORKING.fullmatch(gap.strip(" ,")):
        return None
    if word in ("am", "im") and not re.search(r"[äöüß]|\b(?:ich|als|arbeite|bin)\b|[Mm]itarbeiter|in\b", reading.text):
        return None
    employer = employer_at(reading.text, position, reading.link_end, reading.speaker.words)
    if employer is None:
        return None
    if word == "with" and SOMEONE.match(reading.text, employer.end) and not has_marker(employer.text):
        return None  # "with Jane Doe at Acme"
    if word in ("in", "im", "en", "em", "no", "na", "à", "au", "for", "für", "with", "para", "pour"):
        named = has_marker(employer.text)
        alone = " " not in employer.text and employer.text.lower() not in WHOLES
        if word in ("in", "im") and (not named or alone):
            return None  # "student in Robotics at"
        if not named and skill_terms.canonical(employer.text):
            return None  # "developer for Android", "desarrolladora en Python"
    return employer


def _of(reading: Reading, title: Title) -> Employer | None:
    """Return the organisation after "of": founder of Acme, director of the Example Institute."""
    match = re.match(
        r" (?:of|von|der|des|de la|de l['’]|del|de|da|do)(?: |(?<=['’]))",
        reading.text[title.end : title.end + 8],
        re.IGNORECASE,
    )
    if match is None:
        return None
    employer = employer_at(reading.text, title.end + match.end(), reading.link_end, reading.speaker.words)
    if employer is None:
        return None
    executive = title.head in listed("heads_of_employer", "all")
    return employer if executive or employer.marked else None


def place_of_work(reading: Reading) -> tuple[Employer, float] | None:
    """Return an employer that no title introduces, and how surely: "I work on compilers at Acme"."""
    sentence = reading.text
    if not reading.speaker.first_person or SPARE_TIME.search(sentence):
        return None
    for match in WORKS.finditer(sentence):
        kind = str(match.lastgroup)
        if match["joint"] is not None and not OPENED_BY_I.match(sentence):
            continue
        before = LASTING_FOR.sub(" ", clause(sentence[: match.start(kind)]))
        if kind in ("joined", "own") and AT_THE_TIME.search(before):
            continue
        if tense.is_of_others(before) or (
            kind != "joined" and (tense.is_future(before) or tense.is_former(re.sub(r"['’]m|\bam\b", "", before)))
        ):
            continue
        if re.search(r"['’]ve been|have been", match.group(), re.IGNORECASE) and not LASTING.search(sentence):
            continue
        if match[kind].lower() in ("am", "'m", "’m") and find_titles(sentence[match.end() : match.end() + 60]):
            continue  # that reading has been judged already
        found = _direct(reading, match) if kind in ("joined", "own") else None
        if found is None and kind != "joined":
            found = _behind_verb(reading, match)
        if found is not None and not tense.has_ended(sentence[found[0].end : found[0].end + 60], reading.speaker.year):
            return found
    return _stated(reading)


def _stated(reading: Reading) -> tuple[Employer, float] | None:
    """Return the employer of "Currently @ Acme" or "on contract from Acme", and of "I lead research for Acme's"."""
    sentence = reading.text
    opened = AT_OPENS.match(sentence)
    if opened is not None:
        employer = employer_at(sentence, opened.end(), reading.link_end, reading.speaker.words)
        if employer is not None and I_DO.match(sentence, employer.end) and not skill_terms.canonical(employer.text):
            return employer, 0.76
    for pattern in (ON_CONTRACT, FOR_ITS):
        hired = pattern.search(sentence)
        if hired is not None and not tense.is_former(clause(sentence[: hired.start() + 1])):
            employer = employer_at(sentence, hired.end(), reading.link_end, reading.speaker.words)
            if employer is not None and not skill_terms.canonical(employer.text):
                return employer, 0.74
    stated = AT_NOW.search(sentence)
    if stated is not None and not tense.is_former(clause(sentence[: stated.start()])):
        employer = employer_at(sentence, stated.end(), reading.link_end, reading.speaker.words)
        if employer is not None and not skill_terms.canonical(employer.text):
            return employer, 0.74
    return None


def place_of_third(reading: Reading) -> tuple[Employer, float] | None:
    """Return where someone named, or meant by a pronoun, works: "She leads the kiln team at Acme"."""
    match = THIRD.search(reading.text) or THIRD_JOINED.search(reading.text)
    sure = reading.speaker.is_meant(match["subject"]) if match else None
    if match is None or sure is None:
        return None
    if match.re is THIRD_JOINED:
        employer = employer_at(reading.text, match.end(), reading.link_end, reading.speaker.words)
        if employer is not None and LEFT.match(reading.text, employer.end):
            return None
    else:
        employer = _at_behind(reading, match.end())
    return (employer, sure - 0.1) if employer is not None else None


def _at_behind(reading: Reading, position: int) -> Employer | None:
    """Return the organisation behind the first "at" after a verb."""
    window = reading.text[position : position + LONGEST_GAP]
    for preposition in PREPOSITION.finditer(window):
        gap = window[: preposition.start()]
        if GAP_STOPS.search(gap) or NOT_AT_WORK.search(gap):
            return None
        word = preposition.group().strip().lower()
        if word in ("am", "im") and gap.strip(" ,"):
            employer = employer_at(reading.text, position + preposition.end(), None, reading.speaker.words)
            if employer is not None and has_marker(employer.text):
                return employer
        if word in SURE_AT or word == "an der" or (word in ("for", "für", "am") and not gap.strip(" ,")):
            return employer_at(reading.text, position + preposition.end(), reading.link_end, reading.speaker.words)
    return None


def before_where(reading: Reading, title: Title) -> Employer | None:
    """Return the organisation of "I moved to Acme, where I am a ..."."""
    left = reading.text[: title.start]
    begin = max(0, len(left) - 160)
    for match in reversed(list(MOVED_TO.finditer(left, begin))):
        employer = employer_at(reading.text, match.end(), reading.link_end, reading.speaker.words)
        if employer is not None and employer.end < title.start:
            return employer if WHERE_I.fullmatch(left[employer.end :]) else None
    return None


def _direct(reading: Reading, match: re.Match[str]) -> tuple[Employer, float] | None:
    """Return the employer right behind "I joined" or "I run"."""
    whom = FACULTY.match(reading.text, match.end())
    begin = whom.end() if whom else match.end() + 1
    employer = employer_at(reading.text, begin, reading.link_end, reading.speaker.words)
    if employer is None or LEFT.match(reading.text, employer.end):
        return None
    following = reading.text[employer.end : employer.end + 30]
    stays = re.match(r",? (?:where|which) I\b(?! (?:was|were|\w+ed)\b)", following) is not None
    if match["joined"]:
        return employer, 0.84 if stays or " " in match["joined"] else 0.76
    if "found" in match["own"].lower() and not stays:
        return None
    plain = re.match(r"\s*(?:[,.;–—(]|$| and )", following) is not None and not skill_terms.canonical(employer.text)
    return (employer, 0.72) if plain or stays else None


def _behind_verb(reading: Reading, match: re.Match[str]) -> tuple[Employer, float] | None:
    sentence, position = reading.text, match.end()
    works = match["work"] is not None
    window = sentence[position : position + LONGEST_GAP]
    romance = ROMANCE_WORDS.search(match.group()) is not None
    if BEING.fullmatch(match["does"] or "") and SOMETHING.match(window) and not IN_TEAM.match(window):
        return None  # "I'm a regular at the Harbour Bar"
    for preposition in PREPOSITION.finditer(window):
        word = preposition.group().strip().lower()
        gap = window[: preposition.start()]
        if GAP_STOPS.search(gap):
            return None
        if word in ROMANCE_ONLY and not romance:
            continue
        if word == "with" and FOLKS.match(window, preposition.end()):
            continue
        if word == "with" and not gap.strip() and works:
            pass  # "working with Acme as a developer" is employment only where a title follows
        elif word == "with" and not (not gap.strip(" ,") and match["does"]):
            continue  # with colleagues or clients
        if word in ("for", "für", "by", "pour", "para") and not (works and AT_A_DISTANCE.fullmatch(gap)):
            continue
        if (word in ("am", "within", "im", "in") and not _is_german_place(match, word)) or (
            word == "at" and NOT_AT_WORK.search(gap)
        ):
            continue
        employer = employer_at(sentence, position + preposition.end(), reading.link_end, reading.speaker.words)
        if employer is None or (romance and word in ROMANCE_ONLY and skill_terms.canonical(employer.text)):
            return None
        if word in ("am", "im", "in") and not has_marker(employer.text):
            return None
        if PASSING.match(sentence, employer.end):
            return None
        if word == "with" and works and not re.match(r"[^.;!?]{0,40}\bas an? ", sentence[employer.end :]):
            return None
        return employer, 0.8 if works else 0.72
    return None


def _is_german_place(match: re.Match[str], word: str) -> bool:
    verb = (match["work"] or match["does"] or "").lower().removesuffix(" ich")
    return word in ("am", "im", "in") and (verb.endswith("e") or verb in ("bin", "angestellt", "beschäftigt", "tätig"))
