"""The current role in a plain sentence: who, is what, where."""

import re
from dataclasses import replace

from extractors import tense
from extractors.roles import cues
from extractors.roles.employment import before_where, behind_title, clause, place_of_third, place_of_work
from extractors.roles.role import Reading, Role, Speaker
from extractors.title_words import listed
from extractors.titles import Title, find_titles

LONGEST = 1200
BEGUN = 0.8
"""How sure a role is whose beginning is told, where nothing behind tells its end."""
NOWISH = re.compile(rf"\b{cues.NOW}\b", re.IGNORECASE)
OFFICE_IN = re.compile(
    r"[^.;!?]{0,70}\b(?:clubs?|society|association|chapter|committee|students?|student union|union|fraternity"
    r"|sorority|alumni|community|meetup|verein|fachschaft|workshop|conference|jury|asociación|associação)\b",
    re.IGNORECASE,
)
"""Behind an office: one held beside work or studies, in no employment."""
BY_OTHERS = re.compile(r"[.!?;:]\s|\b(?:and|that|because|while|und|dass)\s")


def read_sentence(reading: Reading) -> list[Role]:
    """Return the current roles that a sentence ascribes to the speaker, the strongest first."""
    sentence = reading.text
    if len(sentence) > LONGEST:
        return []
    titles = find_titles(sentence, reading.speaker.words, reading.is_noun)
    stated = [role for title in titles if (role := _of_title(reading, title))]
    roles = [
        role for role in stated if role.employer or (role.title and role.title.strong and tells_enough(role.title))
    ]
    if not any(role.employer for role in roles):
        found = place_of_work(reading)
        if found is not None and is_reported(sentence[: found[0].start]):
            found = None
        found = found or place_of_third(reading)
        if found is not None:
            role = _with_title(reading, Role(None, *found), titles)
            # "I am a developer and work at Acme": the bare word means something with its place of work.
            bare = next((one.title for one in stated if one.title and one.title.strong), None)
            roles.append(role if role.title else replace(role, title=bare))
    return sorted(roles, key=lambda role: (-role.confidence, role.employer is None))


def tells_enough(title: Title) -> bool:
    """Tell whether a title means something without a place of work.

    One bare word such as "programmer" says what somebody is rather than a role; "psychologist" says both.
    """
    return len(title.text.split()) > 1 or (title.head not in listed("bare_heads", "all") and len(title.text) > 3)


def _with_title(reading: Reading, role: Role, titles: list[Title]) -> Role:
    """Add the title behind a place of work: "I joined Acme as an engineer"."""
    if role.employer is None:
        return role
    for title in titles:
        between = reading.text[role.employer.end : title.start]
        if title.start > role.employer.end and len(between) <= 90 and title.held and cues.AS_BEHIND.fullmatch(between):
            return replace(role, title=title)
    return role


def _of_title(reading: Reading, title: Title) -> Role | None:
    sentence = reading.text
    left = sentence[: title.start]
    subject = _subject(left, sentence, reading.speaker) or _as_a(left, sentence[title.end :], reading.speaker)
    begun = subject is None and _has_begun(left, reading.speaker)
    subject = BEGUN if begun else subject
    if subject is None or not title.held or tense.is_of_others(clause(left)) or tense.is_future(clause(left)):
        return None
    if title.head in listed("offices", "all") and OFFICE_IN.match(sentence, title.end):
        return None
    employer = behind_title(reading, title) or before_where(reading, title)
    year = reading.speaker.year
    behind = sentence[max(title.end, employer.end if employer else 0) :][:80]
    if tense.has_ended(behind, year) or tense.has_ended(sentence[title.end : title.end + 60], year):
        return None
    if employer:
        return Role(title, employer, subject, begun)
    return None if begun else Role(title, None, subject - 0.18)


def is_reported(left: str) -> bool:
    """Tell whether the words before a title open a quotation, a story or an example: whose "I" follows is open."""
    near = left[-200:]
    return cues.REPORTED.search(near) is not None or bool(cues.QUOTE_OPENS.search(cues.QUOTED.sub("", near)))


def _subject(left: str, sentence: str, speaker: Speaker) -> float | None:
    """Return how surely the words before a title make it our person's, None when they do not."""
    near = left[-200:]
    if speaker.first_person and not is_reported(near):
        if cues.I_AM.search(near):
            return 0.93 if NOWISH.search(near) else 0.9
        if cues.PERFECT.search(near) and cues.LASTING.search(sentence):
            return 0.88
        introduced = cues.INTRODUCED.search(near)
        if introduced and speaker.is_named(introduced["name"]):
            return 0.9
        if len(left) <= 200 and (cues.ELLIPTIC.fullmatch(left) or cues.NOW_AFTER.fullmatch(left)):
            return 0.85
    match = cues.IS_A.search(near)
    if match:
        subject = near[: match.start()].rstrip(" ,")
        subject = re.sub(r"\([^)]{0,60}\)$", "", subject).rstrip(" ,")
        return speaker.is_meant(BY_OTHERS.split(subject)[-1])
    lasting = cues.HAS_BEEN.search(near) if cues.LASTING.search(sentence) else None
    if lasting:
        sure = speaker.is_meant(BY_OTHERS.split(near[: lasting.start()].rstrip(" ,"))[-1])
        return sure - 0.02 if sure else None
    second = cues.IS_ALSO.search(near)
    if second and speaker.is_meant(second["subject"]):
        return 0.82
    apposition = cues.APPOSITION.fullmatch(left) if len(left) <= 160 else None
    return 0.82 if apposition and speaker.is_named(apposition["name"]) else None


def _has_begun(left: str, speaker: Speaker) -> bool:
    near = left[-160:]
    return (
        speaker.first_person
        and len(left) <= 400
        and cues.BEGUN.search(near) is not None
        and not cues.AT_THE_TIME.search(near)
    )


def _as_a(left: str, behind: str, speaker: Speaker) -> float | None:
    """Read "As a curator at Acme, I study kilns": the verb behind says whether that is now."""
    if not speaker.first_person:
        return None
    spoken = cues.AS_LEFT.fullmatch(left) and cues.AS_A.search(behind[:160])
    german = re.fullmatch(r"\W*Als ", left) and cues.AS_A_GERMAN.match(behind)
    return 0.82 if spoken or german else None
