"""Names of organisations after "at" and its like."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from config import lexicons
from extractors.campuses import campus_end
from extractors.names import TITLES
from extractors.outline import section_words
from extractors.places import is_place
from extractors.titles import find_titles, is_head
from extractors.word_sets import word_set

ARTICLE = re.compile(r"(?:the|der|dem|den|die|das|le|la|les|el|los|las|o|a(?= [A-ZÀ-Þ])|os|as)\s+|l['’]", re.IGNORECASE)
KIND = re.compile(
    r"(?:the |an? |der |dem |einer |einem )?(?:[a-z][a-z-]{2,20} ){0,3}(?:(?:firm|company|startup|start-up|agency"
    r"|studio|consultancy|nonprofit|non-profit|organi[sz]ation|collective|publisher|newspaper|magazine|charity|cooperative)"
    r"(?: called| named)?|Firma|Start-?[Uu]p|Unternehmen) (?=[A-ZÀ-Þ])"
)
"""What an organisation is, before its name: "the law firm Acme"."""
WORD = re.compile(r"[\w@][\w&+#.'’*!-]*", re.UNICODE)
UNITS = word_set(
    "department dept school faculty division group team lab labs laboratory chair unit institute institut centre "
    "center lehrstuhl abteilung fakultät arbeitsgruppe forschungsstelle professur fachbereich fachgruppe bereich "
    "departamento département laboratoire laboratorio laboratório faculté facultad faculdade grupo groupe escuela "
    "escola école équipe equipo chaire cátedra program programme unit section"
)
NO_EMPLOYERS = word_set(
    "department dept faculty division team chair lehrstuhl abteilung fakultät arbeitsgruppe professur fachbereich "
    "fachgruppe bereich departamento département faculté facultad faculdade équipe equipo chaire cátedra school"
)
"""A name that begins with one of these is a part of an employer that it does not tell."""
PART_BEHIND = re.compile(r" (?:research )?(?:group|lab|team|unit|department|division|section|cluster|programme)\b")
"""Behind a name in lower case: it names a part of an employer."""
BEHIND_AT = re.compile(r"(?:\bat|@) ?$")
WHOLES = word_set(
    "university college universität hochschule universidad université università universidade hospital klinikum "
    "uniklinikum universitätsklinikum eth epfl mit company corporation inc gmbh ag polytechnic politecnico "
    "universitätsmedizin fachhochschule universitat universiteit universitetet tu fu hu lmu rwth kit akademie academy "
    "cnrs inria polytechnique instituto"
)
INNER_WHOLE = re.compile(
    r" (?:of(?: the)?|der|des|an der|am|de la|de l['’]|de|da|do|del) ?"
    r"(?=(?:[A-ZÀ-Þ][\w.-]+ ){0,3}(?:University|College|Universität|Hochschule|Universidad|Université|Universidade"
    r"|Hospital|Klinikum|Uniklinikum|Universitätsklinikum|Polytechnic|ETH|EPFL|TU|Fachhochschule)\b)"
)
GERMAN_WHOLE = re.compile(
    r"(?:[Uu]niversität|[Hh]ochschule|[Ii]nstitut\w* für [\w ]*|[Ll]ehrstuhl\w* für [\w ]*|[Aa]kademie|[Bb]und"
    r"|[Aa]mt|[Mm]inisterium"
    r"|[Ss]tiftung|[Aa]gentur|[Mm]useum|[Bb]ank|[Ff]akultät|[Ff]achbereich|[Kk]ammer|[Vv]erband|[Gg]esellschaft) $"
)
"""What a German genitive may go on from: Universität der Künste, Institut für Theorie der Kommunikation."""
LEGAL_END = word_set("gmbh ag kg se inc inc. llc ltd ltd. plc corp corp. s.a. b.v. sarl srl s.r.l. llp ug e.v.")
NO_NAMES = word_set("role position job internship project award scholarship course degree thesis fellowship present")
"""Last words of capitalised lines that name something else than an organisation."""
CALLING = frozenset(
    (
        "Code",
        "Teach",
        "Doctors",
        "Students",
        "Teachers",
        "Scientists",
        "Friends",
        "Campaign",
        "Partners",
        "Women",
        "Data",
    )
)
"""What may stand before "for" in a name without another word that shows an organisation."""
MOST_WORDS = 8
LONGEST_CHAIN = 3
"""Units inside units: a group, its department, its faculty."""
LONGEST = 80
LinkAt = Callable[[int], int | None]


@dataclass(frozen=True, slots=True)
class Employer:
    """One organisation: a half-open span of characters in the text searched."""

    start: int
    end: int
    text: str
    marked: bool
    """Whether a word or a link shows that it is an organisation."""


@cache
def _words(table: str, key: str = "words") -> frozenset[str]:
    return lexicons.load("organisations").words(table, key)


@cache
def _town_names() -> frozenset[str]:
    return frozenset(lexicons.load("organisations").tables["named_by_town"]["words"])


def has_marker(text: str) -> bool:
    """Tell whether a name holds a word that organisations' names have."""
    words = {word.strip(".,").lower() for word in re.split(r"[\s,-]+", text)}
    compound = any(
        word.endswith(("institut", "universität", "klinikum", "hochschule", "zentrum", "stiftung")) for word in words
    )
    return compound or not words.isdisjoint(_words("markers") | _words("markers", "suffixes") | WHOLES)


def employer_at(
    text: str, position: int, link_end: LinkAt | None = None, names: frozenset[str] = frozenset()
) -> Employer | None:
    """Return the organisation whose name begins at a position, behind an article.

    :param link_end: for an offset where a link's text begins, where it ends; a linked name needs no capitals.
    """
    kind = KIND.match(text, position)
    found = _name_at(text, kind.end() if kind else position, link_end)
    if found is not None and found.text in _town_names() and BEHIND_AT.search(text[max(0, position - 6) : position]):
        return found
    if found is None or not _plausible(found, names):
        return None
    if (named := PART_BEHIND.match(text, found.end)) and not (link_end and link_end(found.start)):
        found = _of_part(text, found, named.end(), link_end, names)
    for _ in range(LONGEST_CHAIN):
        whole = _whole_of(text, found, link_end) if found else None
        if whole is None or not _plausible(whole, names):
            break
        found = whole
    return None if found is None or is_unit(found.text) else _with_campus(text, found)


def _with_campus(text: str, found: Employer) -> Employer:
    end = campus_end(text, found.text, found.end)
    return found if end is None else Employer(found.start, end, text[found.start : end], marked=True)


def _of_part(text: str, found: Employer, end: int, link_end: LinkAt | None, names: frozenset[str]) -> Employer | None:
    """Return the organisation of "the Coastal Dynamics group at Acme", whose own name names a part only."""
    part = Employer(found.start, end, text[found.start : end], found.marked)
    whole = _whole_of(text, part, link_end)
    if whole is None or not _plausible(whole, names):
        return found if not WHOLES.isdisjoint(found.text.lower().split()) else None
    return whole


def is_unit(name: str) -> bool:
    """Tell whether a name is of a part of an employer only, such as "Department of Physics"."""
    words = [word.strip(".,").lower() for word in re.split(r"[\s-]+", name)]
    return (words[0] in NO_EMPLOYERS or words[-1] in ("team", "department", "division")) and WHOLES.isdisjoint(words)


def _name_at(text: str, position: int, link_end: LinkAt | None) -> Employer | None:
    article = ARTICLE.match(text, position)
    starts = [position, article.end()] if article else [position]
    if link_end is not None:
        for start in starts:
            end = link_end(start)
            if end is not None and 2 <= end - start <= LONGEST:
                return _linked(text, start, end)
    return _capitalised(text, starts[-1])


def _linked(text: str, start: int, end: int) -> Employer:
    article = ARTICLE.match(text, start, end)
    begin = article.end() if article else start
    name = text[begin:end]
    name = re.split(r"\s[|–—]\s|['’]s\s|\s\(", name)[0]
    if ", " in name and name.rsplit(", ", 1)[1].strip(".").lower() not in _words("markers", "suffixes"):
        name = name.split(", ")[0]
    name = name.strip(" .,;:")
    return Employer(begin, begin + len(name), name, marked=True)


def _capitalised(text: str, start: int) -> Employer | None:
    if start < len(text) and text[start] in '[@"“':
        start += 1
    end = start
    count = 0
    marked = False
    position = start
    while count < MOST_WORDS:
        match = WORD.match(text, position)
        if match is None:
            break
        raw = match.group()
        word = raw.rstrip(".,'’!-") if raw.lower() not in _words("markers", "suffixes") else raw
        possessive = re.search(r"['’]s$", word)
        word = word[: possessive.start()] if possessive else word
        if not _is_name_word(word) and not _connects(text, word, end, start, match.end(), marked):
            break
        count += 1
        if _is_name_word(word):
            end = match.start() + len(word)
            marked = marked or has_marker(word)
        if possessive or (raw != word and not _is_name_word(raw)) or (count > 1 and word.lower() in LEGAL_END):
            break
        gap = re.match(r" |, (?=(?:Inc|LLC|Ltd|GmbH|AG|Corp|S\.A)\b)| (?=&)", text[match.end() :])
        if (raw.endswith((".", ",")) and word != raw) or gap is None:
            break
        position = match.end() + gap.end()
        if text[position : position + 2] == "& ":
            position += 2
    name = _without_place(text[start:end].strip(), marked=marked)
    return Employer(start, start + len(name), name, marked) if name else None


def _without_place(name: str, *, marked: bool) -> str:
    """Drop the town behind a name that runs into it, as in "Acme Germany Köln"; "Universität Hamburg" keeps its own."""
    words = name.split()
    if marked or len(words) < 3 or not is_place(words[-1]) or words[-2].lower() in _words("connectors"):
        return name
    return " ".join(words[:-1])


def _is_name_word(word: str) -> bool:
    if word.lower() in ("i'm", "i’m", "i've", "i’ve", "i", "i'd", "i’d"):
        return False
    return any(char.isupper() for char in word) or (word[:1].isdigit() and any(char.isalpha() for char in word))


def _connects(text: str, word: str, end: int, start: int, position: int, marked: bool) -> bool:
    """Tell whether a lower-case word stands inside a name: University of X, Institute of X and Y."""
    lower = word.lower()
    following = WORD.match(text, position + 1) if text[position : position + 1] == " " else None
    if end == start or following is None:
        return False
    upcoming = following.group().rstrip(".,")
    if lower in ("and", "und"):
        inside = text[start:end]
        joined = bool(re.search(r"\b(?:of|for|für)\b", inside)) or has_marker(_phrase(text, following.start()))
        titles = find_titles(text[following.start() : following.start() + 60])
        return _is_name_word(upcoming) and joined and not (titles and titles[0].start == 0) and not is_head(upcoming)
    if lower == "in":
        inside = text[start:end]
        long = inside.lower().endswith("universität") or re.search(r"\b(?:of|for|für)\b", inside) is not None
        return long and marked and _is_name_word(upcoming) and not is_place(upcoming)
    if lower not in _words("connectors"):
        return False
    if lower == "for" and not marked and " " in text[start:end].strip():
        return False  # "at Acme for Quillon" names a client, "Code for Example" is one name
    if lower == "for" and not marked and text[start:end] not in CALLING:
        return False
    if lower == "an" or (lower in ("am", "im") and has_marker(_phrase(text, following.start()))):
        return False  # "Lehrstuhl X am Institut Y" are two, "Museum am Tor" is one
    if lower in ("the", "der", "die", "das", "dem", "den", "des"):
        before = text[start : position - len(word)]
        of_german = lower in ("der", "des", "die") and bool(GERMAN_WHOLE.search(before))
        return _is_name_word(upcoming) and (of_german or bool(re.search(r"\b(?:of|for|für|in|und|de) $", before)))
    return _is_name_word(upcoming) or upcoming.lower() in ("the", "der", "die", "das")


def _phrase(text: str, start: int) -> str:
    match = re.match(r"(?:[A-ZÄÖÜ][\w-]*(?: (?=[A-ZÄÖÜ]))?){1,3}", text[start : start + 60])
    return match.group() if match else ""


def _whole_of(text: str, unit: Employer, link_end: LinkAt | None) -> Employer | None:
    """Return the organisation that a unit belongs to: "Systems Lab at Acme", "Institute X, University of Y"."""
    words = {word.strip(".,").lower() for word in re.split(r"[\s-]+", unit.text)}
    if words.isdisjoint(UNITS):
        return None
    inner = INNER_WHOLE.search(unit.text)
    if inner is not None:
        return Employer(unit.start + inner.end(), unit.end, unit.text[inner.end() :], marked=True)
    match = re.match(
        r"(?:\s*\([^)]{1,20}\))?(?:(?:,| -| –)? (?:at|within|in|of|from|an der|am|der|bei|beim|de la|de l['’]|de|da"
        r"|do|del"
        r"|à|en|na|no)(?: |(?<=['’]))|,[ \n]|\n| [–—-] )",
        text[unit.end : unit.end + 40],
    )
    if match is None:
        return None
    whole = _name_at(text, unit.end + match.end(), link_end)
    if whole is None:
        return None
    if match.group().strip() not in ("at", ", at", "within", ", within", "bei", "an der", "am", "beim"):
        parts = {word.strip(".,").lower() for word in whole.text.split()}
        if not parts.isdisjoint(WHOLES):
            return whole
        return _whole_of(text, whole, link_end) if not parts.isdisjoint(UNITS) else None
    return whole


def _plausible(employer: Employer, names: frozenset[str]) -> bool:
    lower = employer.text.lower().strip(" .")
    words = lower.split()
    if (
        len(lower) < 2
        or len(words) > MOST_WORDS
        or lower in _words("never")
        or (lower in section_words() and (len(words) == 1 or not has_marker(employer.text)))
        or words[0] in ("my", "our", "your", "this", "a", "an")
        or words[0].strip(".") in TITLES
        or words[-1] in NO_NAMES
    ):
        return False
    if set(words) <= names or (is_place(employer.text) and not has_marker(employer.text)):
        return False
    titles = find_titles(employer.text) if words[0] not in NO_EMPLOYERS else []
    return not (titles and titles[0].strong and titles[0].end - titles[0].start >= len(employer.text) - 2)
