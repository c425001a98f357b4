"""Names of organisations after "at" and its like."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from config import lexicons
from extractors.places import is_place
from extractors.titles import find_titles, is_head
from extractors.word_sets import word_set

ARTICLE = re.compile(r"(?:the|der|dem|den|die|das|le|la)\s+", re.IGNORECASE)
WORD = re.compile(r"[\w@][\w&+#.'’*!-]*", re.UNICODE)
UNITS = word_set(
    "department dept school faculty division group team lab labs laboratory chair unit institute institut centre "
    "center lehrstuhl abteilung fakultät arbeitsgruppe forschungsstelle"
)
WHOLES = word_set(
    "university college universität hochschule universidad université università universidade hospital klinikum "
    "uniklinikum universitätsklinikum eth epfl mit company corporation inc gmbh ag polytechnic politecnico"
)
MOST_WORDS = 8
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
    found = _name_at(text, position, link_end)
    if found is None or not _plausible(found, names):
        return None
    whole = _whole_of(text, found, link_end)
    return whole if whole is not None and _plausible(whole, names) else found


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
        if possessive or (raw != word and not _is_name_word(raw)):
            break
        gap = re.match(r" |, (?=(?:Inc|LLC|Ltd|GmbH|AG|Corp|S\.A)\b)| (?=&)", text[match.end() :])
        if (raw.endswith((".", ",")) and word != raw) or gap is None:
            break
        position = match.end() + gap.end()
        if text[position : position + 2] == "& ":
            position += 2
    name = text[start:end].strip()
    return Employer(start, start + len(name), name, marked) if name else None


def _is_name_word(word: str) -> bool:
    return any(char.isupper() for char in word) or (
        word[:1].isdigit() and len(word) > 1 and not re.fullmatch(r"(?:19|20)\d\d", word)
    )


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
        return marked and _is_name_word(upcoming) and not is_place(upcoming)
    if lower not in _words("connectors"):
        return False
    if lower in ("the", "der", "die", "das", "dem", "den", "des"):
        return _is_name_word(upcoming) and bool(
            re.search(r"\b(?:of|for|für|in|an|und|de) $", text[: position - len(word)])
        )
    return _is_name_word(upcoming) or upcoming.lower() in ("the", "der", "die", "das")


def _phrase(text: str, start: int) -> str:
    match = re.match(r"(?:[A-ZÄÖÜ][\w-]*(?: (?=[A-ZÄÖÜ]))?){1,3}", text[start : start + 60])
    return match.group() if match else ""


def _whole_of(text: str, unit: Employer, link_end: LinkAt | None) -> Employer | None:
    """Return the organisation that a unit belongs to: "Systems Lab at Acme", "Institute X, University of Y"."""
    words = {word.strip(".,").lower() for word in re.split(r"[\s-]+", unit.text)}
    if words.isdisjoint(UNITS):
        return None
    match = re.match(
        r"(?:\s*\([^)]{1,20}\))?(?:,? (?:at|within|of|an der|am|der|bei)|,) ", text[unit.end : unit.end + 40]
    )
    if match is None:
        return None
    whole = _name_at(text, unit.end + match.end(), link_end)
    if whole is None:
        return None
    if match.group().strip() in (",", "of", ", of", "der"):
        parts = {word.strip(".,").lower() for word in whole.text.split()}
        return whole if not parts.isdisjoint(WHOLES) else None
    return whole


def _plausible(employer: Employer, names: frozenset[str]) -> bool:
    lower = employer.text.lower().strip(" .")
    words = lower.split()
    if (
        len(lower) < 2
        or len(words) > MOST_WORDS
        or lower in _words("never")
        or words[0] in ("my", "our", "your", "this", "a", "an")
    ):
        return False
    if set(words) <= names or (is_place(employer.text) and not has_marker(employer.text)):
        return False
    titles = find_titles(employer.text)
    return not (titles and titles[0].strong and titles[0].end - titles[0].start >= len(employer.text) - 2)
