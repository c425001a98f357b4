"""What a sentence tells of the person's skills: cues before a list of them, and cues that they are not the person's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Strength = Literal["strong", "listing", "weak"]
"""Strong: what follows is a subject or skill whatever it is called. Listing: so only if it is a whole list of them.
Weak: only if the lexicon knows it."""

LONGEST_TAIL = 300
LONGEST_TITLE = 200
STRONG = re.compile(
    r"\b(?:"
    r"interests?\s(?:(?:currently\s|mainly\s|broadly\s)?(?:include|are|is|lie|lies|span|cover"
    r"|comprise)(?:\s(?:in|at|on))?|in\b)"
    r"|interests?:|interested\s(?:mainly\s|broadly\s|particularly\s|especially\s|primarily\s)?in"
    r"|(?:research|work|thesis|dissertation|practice|lab)\s(?:currently\s|mainly\s|primarily\s|mostly\s|broadly\s)?"
    r"(?:focus(?:s?es)?(?:\son)?|cent(?:er|re)s\s(?:on|around)|revolves\saround|lies\s(?:in|at)|is\s(?:on"
    r"|about|in)|integrates|combines|bridges|draws\son|concerns|investigates"
    r"|addresses|explores|deals\swith|spans|covers)"
    r"|(?:focus(?:s?ed|s?es|s?ing)?|focal\spoint)\s(?:is\s|are\s|lies\s|mainly\s|primarily\s)?on"
    r"|speciali[sz](?:e|es|ed|ing|ation)\s(?:in|on)|specialist\s(?:in|for)|specialties\s(?:include|are)"
    r"|expertise\s(?:in|includes|lies\sin|covers|spans|is\sin)|areas?\sof\s(?:expertise|interest"
    r"|research)\s(?:include|are|is|span|cover)"
    r"|(?:i|and|he|she|we)\s(?:also\s|currently\s|\w+ly\s)?(?:study|studies|investigates?)"
    r"|(?:intrigued|fascinated)\sby|curious\sabout|comfortable\swith|(?:fach(?:arzt|ärztin|anwalt|anwältin))\sfür"
    r"|(?:able|like|love)\sto\swrite|capable\sof\s(?:writing|working\s(?:with|in\steams\swith))"
    r"|expert\s(?:in|on)|proficient\s(?:in|with)|skilled\s(?:in|at|with)|well[\s-]versed\sin|fluent\sin|competent\sin"
    r"|passion(?:s)?\s(?:lies?\sin|is|are|for)|passionate\sabout|at\sthe\s(?:intersection|interface|crossroads)\sof"
    r"|(?:my|our|his|her|their)\s(?:main\s|current\s|primary\s)?(?:tech(?:nology|nical)?\s)?(?:stack|toolbox"
    r"|skills?|specialties|specialty|field|topics)"
    r"\s(?:is|are|includes?|lies?\sin|consists?\sof)"
    r"|interessier(?:e|t)\s(?:ich\s)?(?:mich|sich)\s(?:(?:besonders|vor allem|insbesondere|hauptsächlich)\s)?für"
    r"|(?:forschungs|arbeits|haupt)?interessen(?:schwerpunkte|gebiete)?\s(?:gehören|zählen|sind|umfassen"
    r"|liegen\s(?:in|im|auf|bei)|gelten|in\b)"
    r"|(?:forschungs|arbeits|themen)?schwerpunkten?\s(?:gehören|zählen|ist|sind|liegt|liegen|umfassen|bilden"
    r"|in\b|im\b"
    r"|auf\b)(?:\s(?:in|im|auf|bei|der|den|die|das))*"
    r"|(?:forschungs|arbeits|interessens?)?(?:schwerpunkte?|gebiete?|interessen):"
    r"|spezialisier(?:t|e|ung)\s(?:(?:ich\s)?mich\s)?auf|expert(?:e|in)\s(?:für|in|im)|fokus\s(?:liegt\s"
    r"|liegen\s)?auf|expertise\s(?:in|im|für)"
    r"|(?:an\sder\s)?schnittstelle\s(?:von|zwischen)|(?:beschäftig|befass)e?t?\s(?:ich\s)?(?:mich"
    r"|sich)\s(?:[a-zäöüß]+\s){0,3}mit"
    r"|forsch(?:e|t)\s(?:ich\s)?(?:[a-zäöüß]+\s){0,2}(?:zu|zum|zur|über|im\sbereich)|leidenschaft\s(?:ist"
    r"|sind|gilt|für)"
    r"|(?:com\s)?foco\s(?:em|no|na)|(?:con\s)?enfoque\s(?:en|a)|spécialisée?\s(?:en|dans)"
    r"|intérêts\sde\srecherche\s(?:sont|portent\ssur|incluent)|passionnée?\spar"
    r"|especializad[oa]\sem?n?|especialista\sem?n?|interes(?:es|ses)\s(?:de\s\w+\s)?(?:son|são|incluyen|incluem)"
    r")\s+",
    re.IGNORECASE,
)
LISTING = re.compile(
    r"\b(?:(?:i|he|she|we)\s(?:also\s|currently\s|mainly\s|mostly\s|primarily\s)?works?\son"
    r"|(?:ich\sbiete|wir\sbieten|i\soffer|we\soffer|je\spropose)|(?:currently|also)\sworking\son|arbeite\s(?:ich\s)?(?:[a-zäöüß]+\s){0,2}(?:zu|an))\s+",
    re.IGNORECASE,
)
"""Before one thing it is a task, before several mostly fields."""
STUDIES = re.compile(r"\bstud(?:y|ies)\s+$", re.IGNORECASE)
AT_SCHOOL = re.compile(r"\s(?:at|an\sder|am)\b", re.IGNORECASE)
WEAK = re.compile(
    r"\b(?:"
    r"experience(?:d|s)?\s(?:in|with|of|using|working\swith|building)|knowledge\s(?:of|in)"
    r"|familiar(?:ity)?\swith|background\sin"
    r"|work(?:s|ing|ed)?\s(?:\w+ly\s)?(?:with|on|in|at\sthe\sintersection\sof)|developer\sof|maintain(?:s|er"
    r"|ing)?(?:\sof)?"
    r"|(?:i|he|she|we)\s(?:\w+ly\s)?(?:use|uses|write|writes|code|codes|program|programs|build|builds|develop"
    r"|develops|love|enjoy|like)"
    r"|(?:using|built|building|developing|developed|written|writing|programming|coding"
    r"|implemented)\s(?:\w+\s){0,3}?(?:in|with|using)"
    r"|using|experiment(?:s|e|ing|iere)?\s(?:with|mit)|(?:playing|tinkering)\s(?:around\s)?with"
    r"|erfahrung(?:en)?\s(?:mit|in|im|bei)|(?:grund|fach)?kenntnisse\s(?:in|im|von|der|mit)"
    r"|arbeite(?:t)?\s(?:ich\s)?(?:[a-zäöüß]+\s){0,3}(?:mit|an|zu|im\sbereich)|vertraut\smit"
    r"|entwickle\s(?:ich\s)?(?:[a-zäöüß]+\s){0,3}(?:mit|in)"
    r"|travaille\s(?:avec|sur)|experiencia\s(?:en|con)|trabajo\s(?:con|en)|experiência\s(?:em|com)"
    r"|trabalho\s(?:com|em)"
    r")\s+",
    re.IGNORECASE,
)
COMPANIONS = re.compile(
    r"(?:work|arbeite|travaille|trabajo|trabalho).{0,60}(?:with|mit|avec|con|com)\s+$|using\s", re.IGNORECASE
)
TAIL_ENDS = re.compile(
    r"[.;:!?](?=\s|$)|[\n\[]|,\s(?:I|we|he|she|you|ich|wir|my|providing|boasting|helping|where|with\sa"
    r"|in\sparticular|combined|kombiniert|(?:[a-z]{3,20})ing\s(?:on|to|the|in|how))\b"
    r"|\s(?:because|since|where|who|whose|which|that|while|whereas|but|so|from|during|before|after|when|if"
    r"|as\sa|as\san"
    r"|at\s(?:the\s)?[A-Z]\w+|weil|dass|wobei|aber|um|damit|sowohl|welche|[a-zäöü]*\s?denen|deren"
    r"|am\s[A-Z]\w+|an\sder\s[A-Z]\w+|bei)\b"
)
NOT_THE_PERSON = re.compile(
    r"\b(?:no longer|not|never|don['’]t|didn['’]t|doesn['’]t|used to|hate|dislike|instead of|nicht mehr|nicht"
    r"|nie|kein|keine|theme"
    r"|powered by|built with|made with|generated by|generated with|hosted (?:on|by|with)|designed (?:by|with)"
    r"|erstellt mit|erstellt|template"
    r"|source code (?:of|for) this|this (?:site|website|page|blog)|diese (?:seite|website)"
    r"|want(?:s|ed)? to learn|hope to learn|would like to learn|like to learn|plan to learn"
    r"|learning more about|möchte .{0,20}lernen"
    r"|seeking (?:an? |new )?(?:role|position|job|opportunit)\w*|(?:the|my|our) (?:podcast|newsletter|magazine)"
    r"|colleague|my students?|my advisor|supervised by|co-supervised|courses?|lectures?|lehrveranstaltung"
    r"|vorlesung|seminar|(?<!self-)taught|i teach"
    r"|students|his students|her students|we are hiring|looking for (?:a|an|students|candidates|phd)"
    r"|phd (?:student|position)s? in"
    r"|apart from work|outside (?:of )?work|(?:free|spare) time|hobby|hobbies|when i['’]m not|when not"
    r"|besides work|on weekends|freizeit"
    r"|call for papers|sponsored by|supported by|cookies?|privacy policy|all rights reserved|lorem ipsum)\b",
    re.IGNORECASE,
)
DEGREE_BEFORE = re.compile(
    r"(?:@|\b(?:ph\.?\s?d\.?|doctorate|doctor|master(?:['’]?s)?|bachelor(?:['’]?s)?|degrees?|m\.?\s?sc\.?"
    r"|b\.?\s?sc\.?|m\.?\s?s\.?|b\.?\s?s\.?|m\.?\s?a\.?"
    r"|b\.?\s?a\.?|b\.?\s?tech\.?|m\.?\s?tech\.?|diploma?|diplom|promotion|studium|studied|studying"
    r"|studierte?|study|graduated?|major(?:ed|ing)?|minor(?:ed)?"
    r"|department|dept\.?|institute?|institut|school|faculty|fakultät|lehrstuhl|chair|center|centre|zentrum"
    r"|college|university|universität|laboratory|lab"
    r"|journal|conference|workshop|proceedings|transactions|symposium|society|association|group|division|team"
    r"|professor|lecturer|book|head|vp|director"
    r"|course|class|at|bei|joined))"
    r"\s(?:(?:of|in|for|on|für|der|des|im|the|and|degree|honou?rs)\s){0,3}(?:(?-i:[A-Z])\w+\s){0,2}$",
    re.IGNORECASE,
)
NAME_AFTER = re.compile(
    r"^['’]?s?\s(?:department|institute|group|lab|laboratory|center|centre|conference|workshop|journal"
    r"|society|foundation|association|team|division"
    r"|award|prize|summit|meetup|book|course|degree|inc|gmbh|ltd|research group|alliance|consortium|certified"
    r"|certificate|certification)\b",
    re.IGNORECASE,
)
OF_ONESELF = re.compile(
    r"\b(?:i|i['’]m|i['’]ve|my|me|myself|we|our|he|she|his|her|hers|ich|mein|meine|meiner|meinem|meinen|mich"
    r"|mir|wir|unser|unsere|er|sie|seine?r?|ihre?r?"
    r"|je|j['’]ai|mon|ma|mes|yo|mi|mis|eu|meu|minha)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"[\"“„«]([^\"“”„«»\n]{3,200})[\"”“»]")


@dataclass(frozen=True, slots=True)
class Told:
    """What follows a cue: a span of a sentence."""

    start: int
    end: int
    strength: Strength
    opens: bool = False
    """Whether the sentence begins with the cue, as the items of a list about oneself do."""
    with_fields: bool = True
    """Whether fields of work may follow: one works *with* marketing as one works with colleagues."""
    is_study: bool = False
    """Whether it is what a researcher studies, which a degree is not."""


def told(sentence: str) -> Iterator[Told]:
    """Return what a sentence says the person works with, knows or is interested in, each up to the clause's end."""
    for pattern, strength in ((STRONG, "strong"), (LISTING, "listing"), (WEAK, "weak")):
        for cue in pattern.finditer(sentence):
            stop = TAIL_ENDS.search(sentence, cue.end(), cue.end() + LONGEST_TAIL)
            end = stop.start() if stop else min(len(sentence), cue.end() + LONGEST_TAIL)
            with_fields = COMPANIONS.match(cue.group()) is None
            studies = STUDIES.search(cue.group()) is not None
            if studies and stop and AT_SCHOOL.match(stop.group()):
                continue  # a student's subject
            yield Told(cue.end(), end, strength, cue.start() == 0, with_fields, studies)  # type: ignore[arg-type]


def is_of_others(sentence: str) -> bool:
    """Tell whether a sentence is about a site's technology, other people, teaching, or what is not known yet."""
    return NOT_THE_PERSON.search(sentence) is not None


def is_in_a_name(sentence: str, start: int, end: int) -> bool:
    """Tell whether a mention belongs to a degree, a department, an employer, a journal, or a quoted title."""
    if DEGREE_BEFORE.search(sentence[max(0, start - 45) : start]) or NAME_AFTER.match(sentence[end : end + 30]):
        return True
    first = max(0, start - LONGEST_TITLE)
    around = sentence[first : end + LONGEST_TITLE]
    return any(match.start() < start - first and end - first < match.end() for match in QUOTED.finditer(around))


def is_of_oneself(sentence: str, names: frozenset[str]) -> bool:
    """Tell whether a sentence speaks of the person: in the first person, by a pronoun, or by name.

    :param names: words of the person's own name, in lower case.
    """
    return OF_ONESELF.search(sentence) is not None or not names.isdisjoint(sentence.lower().split())
