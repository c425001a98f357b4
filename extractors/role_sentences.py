"""The current role in a plain sentence: who, is what, where."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from extractors import tense
from extractors.employers import Employer, LinkAt, employer_at
from extractors.names import name_parts
from extractors.titles import Title, find_titles

NOW = (
    r"(?:currently|now|presently|at present|today|still|actually|mainly|primarily|officially|professionally"
    r"|proudly|these days|derzeit|aktuell|momentan|jetzt|zurzeit|gegenwärtig|hauptberuflich"
    r"|seit(?: \w+)? \d{4}|since(?: \w+)? \d{4})"
)
ADVERBS = rf"(?:,? ?{NOW},?)*"
DETERMINER = r"(?:(?:a|an|the|your|your friendly|ein|eine|der|die)\s+)?"
# Praise between the article and the title: "a curious, self-taught". Without an article only known words of praise
# may stand there, else "I am not engineer" would pass.
PRAISE = (
    r"(?:(?<=\ba )|(?<=\ban )|(?<=\bthe )|(?<=\beine )|(?<=\bein ))(?:(?!not\b|former|ex\b)[\w'-]+(?:, | and | )){1,2}"
)
PRAISE = rf"(?:{PRAISE})?"
APPOINTED = (
    r"(?:appointed|employed|working|serving|enrolled|engaged"
    r"|based \w[\w ,]{0,40} and work(?:ing)?)(?: remotely| full[- ]time| part[- ]time| primarily"
    r"| mainly)? (?:as|als)"
)
I_AM = re.compile(
    rf"(?:^|[\s(\"“,;–—-])(?:I(?:['’]m| am)|ich bin|bin ich"
    rf"|bin){ADVERBS}(?: ?{APPOINTED})?{ADVERBS} {DETERMINER}{PRAISE}$|"
    rf"(?:^|\W)I{ADVERBS} (?:work|serve|act|am (?:currently )?working|hold a position|hold the position"
    rf"|have been(?: working| serving)? since \d{{4}})(?: remotely| full[- ]time| part[- ]time)?{ADVERBS} (?:as"
    rf"|of) {DETERMINER}{PRAISE}$|"
    rf"(?:^|\W)I\b[^.;!?]{{1,100}} (?:and|but) (?:am|work as|serve as){ADVERBS} {DETERMINER}{PRAISE}$|"
    rf"(?:^|\W)[Mm]y (?:current )?(?:role|job|position|title|day job) is (?:as |that of )?{DETERMINER}$|"
    rf"(?:^|\W)(?:arbeite(?: ich)?|bin ich|ich bin){ADVERBS}(?: \w+){{0,2}} als (?:ein(?:e[rn]?)? )?{PRAISE}$",
    re.IGNORECASE,
)
IS_A = re.compile(
    rf"(?: (?:is|works?|serves?|ist|arbeitet)| is (?:working|employed|appointed|serving)){ADVERBS}(?: (?:as"
    rf"|als))? {DETERMINER}{PRAISE}$",
    re.IGNORECASE,
)
INTRODUCED = re.compile(
    rf"(?:^|\W)(?:I(?:['’]m| am)|[Mm]y name is|[Mm]y name['’]s|[Ii]ch bin"
    rf"|[Mm]ein Name ist) (?P<name>[\w.'’ -]{{2,60}}?)(?:,| and I(?:['’]m| am| work as)?| und(?: ich)?(?: bin)?"
    rf"|[.!]? I(?:['’]m| am)| [-–—])\s+{DETERMINER}{PRAISE}$"
)
PREPOSITION = re.compile(r"\b(?:at|@|bei|beim|for|für|with|am|an der|an dem|within)\b ?|@ ?", re.IGNORECASE)
GAP_STOPS = re.compile(
    r"[;:!?]|\band an? |\b(?:not|never|was|were|previously|formerly|former|author|before|after|until|where|when|because"
    r"|but|also|did|used|had|received|graduated|studied|interested in working|war|zuvor|früher|davor"
    r"|graduate of|degree)\b|\. ",
    re.IGNORECASE,
)
WORKS = re.compile(
    rf"(?:^|[\s(,;])(?:I(?:['’]m| am)?|We|ich)?{ADVERBS} ?(?:(?P<work>work(?:ing)?|employed|arbeite(?: ich)?)"
    rf"|(?P<does>am|['’]m|lead(?:ing)?|head(?:ing)?|manag(?:e|ing)|run(?:ning)?|teach(?:ing)?|direct(?:ing)?"
    rf"|build(?:ing)?|design|develop|research|do (?:\w+ )?research|help|write|make|hack|code|leite|forsche"
    rf"|lehre))(?=[ ,])",
    re.IGNORECASE,
)
AS_A = re.compile(
    r", I(?:['’]m\b| am\b|(?: currently| now| mostly)?"
    r" (?:work|lead|study|build|teach|help|develop|research|focus|run|manage|design)\b)"
)
LONGEST_GAP = 90


@dataclass(frozen=True, slots=True)
class Role:
    """A current role as one sentence or line states it; spans count into the text searched."""

    title: Title | None
    employer: Employer | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who the words may speak of."""

    names: tuple[str, ...]
    first_person: bool = True
    """Whether "I" is our person: on their own pages."""
    mentioned: bool = False
    """Whether "she", "he" or "they" can mean our person here: the sentence before names them."""

    @property
    def words(self) -> frozenset[str]:
        """The folded words of all names."""
        return frozenset(word for name in self.names for word in name_parts(name))


def read_sentence(
    sentence: str, speaker: Speaker, link_end: LinkAt | None = None, is_noun: Callable[[int], bool] | None = None
) -> list[Role]:
    """Return the current roles that a sentence ascribes to the speaker, the strongest first."""
    if len(sentence) > 1200:
        return []
    roles = [
        role
        for title in find_titles(sentence, speaker.words, is_noun)
        if (role := _of_title(sentence, title, speaker, link_end))
    ]
    if not any(role.employer for role in roles):
        workplace = _workplace(sentence, speaker, link_end)
        roles += [workplace] if workplace else []
    return sorted(roles, key=lambda role: -role.confidence)


def _of_title(sentence: str, title: Title, speaker: Speaker, link_end: LinkAt | None) -> Role | None:
    left = sentence[: title.start]
    subject = _subject(left, speaker) or _as_a(left, sentence[title.end :], speaker)
    if subject is None or not title.held or tense.is_of_others(_clause(left)) or tense.is_future(_clause(left)):
        return None
    employer = _employer_behind(sentence, title, speaker, link_end)
    behind = sentence[employer.end if employer else title.end :][:80]
    if tense.has_ended(behind) or tense.has_ended(sentence[title.end : title.end + 60]):
        return None
    if employer:
        return Role(title, employer, subject)
    # One bare word such as "programmer", with no place of work, says what somebody is rather than a role.
    return Role(title, None, subject - 0.18) if title.strong and len(title.text.split()) > 1 else None


def _subject(left: str, speaker: Speaker) -> float | None:
    """Return how surely the words before a title make it our person's, None when they do not."""
    if speaker.first_person:
        if I_AM.search(left[-160:]):
            return 0.93 if re.search(NOW, left[-160:], re.IGNORECASE) else 0.9
        introduced = INTRODUCED.search(left[-160:])
        if introduced and _is_ours(introduced["name"], speaker):
            return 0.9
    match = IS_A.search(left[-200:])
    if match:
        subject = left[-200:][: match.start()].rstrip(" ,")
        subject = re.sub(r"\([^)]{0,60}\)$", "", subject).rstrip(" ,")
        subject = re.split(r"[.!?;:]\s|\b(?:and|that|because|while)\s", subject)[-1]
        if _is_ours(subject, speaker):
            return 0.88
        pronoun = subject.strip().lower() in ("he", "she", "they", "er", "sie")
        return 0.8 if pronoun and speaker.mentioned else None
    apposition = re.fullmatch(
        rf"\W{{0,3}}(?P<name>[\w.'’ -]{{3,60}}?)(?:,? ?(?:\([^)]{{0,40}}\)))?(?:,| is| –| -| —|:) {DETERMINER}{PRAISE}",
        left,
    )
    return 0.82 if apposition and _is_ours(apposition["name"], speaker) else None


def _as_a(left: str, behind: str, speaker: Speaker) -> float | None:
    """Read "As a curator at Acme, I study kilns": the verb behind says whether that is now."""
    spoken = speaker.first_person and re.fullmatch(r"\W*As an? ", left) and AS_A.search(behind[:160])
    return 0.82 if spoken else None


def _is_ours(subject: str, speaker: Speaker) -> bool:
    parts = name_parts(subject)
    plain = [part for part in parts if part not in ("hi", "hello", "hey", "about", "here")]
    if not plain or len(plain) > 6:
        return False
    return any(set(plain) <= set(name_parts(name)) for name in speaker.names) or any(
        len(name_parts(name)) > 1 and set(name_parts(name)) <= set(plain) for name in speaker.names
    )


def _clause(left: str) -> str:
    """Return what stands before a title in its own clause."""
    return re.split(r"[;:.!?()]\s?|, (?:and|but) ", left[-200:])[-1]


def _employer_behind(sentence: str, title: Title, speaker: Speaker, link_end: LinkAt | None) -> Employer | None:
    organisation = _employer_of(sentence, title, speaker, link_end)
    if organisation is not None:
        return organisation
    window = sentence[title.end : title.end + LONGEST_GAP]
    for match in PREPOSITION.finditer(window):
        gap = window[: match.start()]
        if GAP_STOPS.search(gap) or (gap.count("(") != gap.count(")") and ")" not in window[match.end() :]):
            return None
        word = match.group().strip().lower()
        if word in ("for", "with", "für", "within") and not re.fullmatch(
            r"|.*\b(?:work(?:s|ing)?|consulting|tätig|currently|now)", gap.strip(" ,").lower()
        ):
            continue
        if word == "am" and not re.search(r"[äöüß]|\b(?:ich|als|arbeite)\b", sentence):
            continue
        employer = employer_at(sentence, title.end + match.end(), link_end, speaker.words)
        if employer is not None:
            return employer
        if word in ("at", "bei", "@", "beim"):
            return None  # "at a startup", "at the intersection of": nothing behind it is the employer
    return None


def _employer_of(sentence: str, title: Title, speaker: Speaker, link_end: LinkAt | None) -> Employer | None:
    """Return the organisation after "of": founder of Acme, director of the Example Institute."""
    match = re.match(r" (?:of|von|der|des) ", sentence[title.end : title.end + 8], re.IGNORECASE)
    if match is None:
        return None
    employer = employer_at(sentence, title.end + match.end(), link_end, speaker.words)
    if employer is None:
        return None
    executive = title.head in (
        "founder",
        "co-founder",
        "cofounder",
        "ceo",
        "cto",
        "coo",
        "cfo",
        "owner",
        "president",
        "gründer",
        "gründerin",
        "inhaber",
        "inhaberin",
        "geschäftsführer",
        "geschäftsführerin",
    )
    return employer if executive or employer.marked else None


def _workplace(sentence: str, speaker: Speaker, link_end: LinkAt | None) -> Role | None:
    """Return an employer without a title: "I work on compilers at Acme"."""
    if not speaker.first_person:
        return None
    for match in WORKS.finditer(sentence):
        subject = sentence[: match.start("work") if match["work"] else match.start("does")]
        spoken = re.search(
            rf"(?:^|\W)(?:I|ich)(?: also)?{ADVERBS} ?$|(?:^|\W)I(?:['’]m| am){ADVERBS} ?$", subject, re.IGNORECASE
        )
        implied = match["work"] and re.fullmatch(rf"\W*{NOW},?\s*", subject, re.IGNORECASE)
        german = match["work"] and "arbeite ich" in match["work"].lower()
        if not (spoken or implied or german) or (
            (match["does"] or "").lower() in ("am", "'m", "’m") and _tells_title(sentence, match.end())
        ):
            continue
        clause = _clause(subject)
        if (
            tense.is_of_others(clause)
            or tense.is_future(clause)
            or tense.is_former(re.sub(r"['’]m|\bam\b", "", clause))
        ):
            continue
        employer = _place_of_work(sentence, match.end(), bool(match["work"]), speaker, link_end)
        if employer and not tense.has_ended(sentence[employer.end : employer.end + 60]):
            return Role(None, employer, 0.8 if match["work"] else 0.72)
    return None


def _tells_title(sentence: str, position: int) -> bool:
    """Whether "I am" is followed by a title: that reading has been judged already."""
    return bool(find_titles(sentence[position : position + 60]))


def _place_of_work(
    sentence: str, position: int, works: bool, speaker: Speaker, link_end: LinkAt | None
) -> Employer | None:
    window = sentence[position : position + LONGEST_GAP]
    for match in PREPOSITION.finditer(window):
        word = match.group().strip().lower()
        gap = window[: match.start()]
        if GAP_STOPS.search(gap):
            return None
        if word == "with" or (word in ("for", "für") and not (works and not gap.strip(" ,"))):
            continue  # with colleagues or clients
        if word in ("am", "within") or (
            word == "at"
            and re.search(
                r"\b(?:student|studying|speaking|talk|look|alum\w*|interested|good|bad|best|better|excited"
                r"|hosted|available|reachable)\b",
                gap,
                re.IGNORECASE,
            )
        ):
            continue
        return employer_at(sentence, position + match.end(), link_end, speaker.words)
    return None
