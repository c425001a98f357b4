"""Whether a name on a page is our person's: tolerant of accents, initials, order and academic degrees."""

import re
import unicodedata

from extractors.word_sets import word_set

TITLES = word_set(
    "dr prof professor mr mrs ms mx sir phd md msc bsc ba ma mba jr sr dipl ing inf rer nat med phil habil pd mag "
    "ph.d m.sc b.sc b.a m.a ii iii"
)
PARTICLES = word_set("van von der den de la le da dos du di del bin al el zu af ter ten y e")
WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?", re.UNICODE)
FOLDED = str.maketrans({"ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def fold(text: str) -> str:
    """Lower case without accents, so that Müller equals Muller."""
    decomposed = unicodedata.normalize("NFKD", text.translate(FOLDED))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).lower()


def name_parts(name: str) -> list[str]:
    """Return the folded words of a name, without degrees, titles and what follows them in brackets."""
    plain = re.sub(r"\([^)]{0,80}\)", " ", name)
    if plain.count(",") == 1:
        last, first = plain.split(",")
        if len(last.split()) <= 3 and not TITLES.issuperset(fold(w).strip(".") for w in first.split()):
            plain = f"{first} {last}"
    words = (fold(word).strip(".") for word in WORD.findall(plain))
    return [word for word in words if word and word not in TITLES]


def same_name(one: str, other: str) -> bool:
    """Tell whether two full names can be one person's: same last name, and first names or initials agree.

    A single word never suffices, except when both are that word.
    """
    ours, theirs = name_parts(one), name_parts(other)
    if not ours or not theirs:
        return False
    if len(ours) == 1 or len(theirs) == 1:
        return ours == theirs
    if _agree(ours, theirs):
        return True
    # Written with the double surname, or with the umlaut spelled out.
    return _agree([_spelled(word) for word in ours], [_spelled(word) for word in theirs])


def is_other_person(name: str, ours: tuple[str, ...]) -> bool:
    """Tell whether a name clearly is someone else's: a full name, and none of ours.

    A handle, a single word or a team's name says nothing either way.
    """
    parts = name_parts(name)
    if not 2 <= len(parts) <= 5 or not ours:
        return False
    return not any(same_name(name, our) or set(parts) >= set(name_parts(our)) for our in ours)


def _agree(ours: list[str], theirs: list[str]) -> bool:
    if ours[-1] != theirs[-1] and ours[-1].split("-")[0] != theirs[-1] and theirs[-1].split("-")[0] != ours[-1]:
        return False
    first, second = ours[0], theirs[0]
    if first == second:
        return True
    if len(first) == 1 or len(second) == 1:
        return first[0] == second[0]
    return min(len(first), len(second)) >= 3 and (first.startswith(second) or second.startswith(first))


def _spelled(word: str) -> str:
    return word.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def surname(name: str) -> str:
    """Return the folded last name without particles, empty for no name."""
    parts = [part for part in name_parts(name) if part not in PARTICLES]
    return parts[-1] if parts else ""


def given(name: str) -> str:
    """Return the folded first name, empty for no name."""
    parts = name_parts(name)
    return parts[0] if parts else ""
