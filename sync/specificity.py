"""When another value of a single field is no change: the same role or employer, said in less or in other words.

Comparators are symmetric and so must keep "Head of Sales" and "Head of Research" apart. What a page says beside what
the record holds is not: a page that says "Postdoc" contradicts no "Postdoc in Hydrology".
"""

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pydantic import JsonValue

from sync.comparators import words

LINKS = frozenset(
    "& a am an and at das de der des die du en for fur im in la le of on pour the to und y".split()  # noqa: SIM905  a list of words reads better unquoted
)
STANDING = frozenset({"tenured", "permanent", "full", "part", "time", "current", "currently"})
"""Words before a title that are no rank."""
SCHOOLS = re.compile(
    r"universit|universid|hochschul|college\b|school of|institut|akademie|academy|polytechni|klinikum|hospital"
)
MOST_INITIALS = 6


def is_no_change(field_id: str, held: JsonValue, said: JsonValue) -> bool:
    """Tell whether a value that a page says leaves what the record holds as it is.

    :param field_id: any field; only titles and employers are looked into.
    """
    look = LOOKS.get(field_id)
    return look is not None and look(held, said)


def _title(held: Any, said: Any) -> bool:
    """Tell whether a title is the head of a longer one: before a preposition, and with no rank left away."""
    longer, shorter = _ranked(words(held)), _ranked(words(said))
    rest = longer[len(shorter) :]
    return bool(shorter and rest) and longer[: len(shorter)] == shorter and rest[0] in LINKS


def _employer(held: Any, said: Any) -> bool:
    """Tell whether two names are of one employer: by its initials, or as a school and a part of it."""
    one, other = words(held), words(said)
    if _abbreviates(one, other) or _abbreviates(other, one):
        return True
    shorter, longer = sorted((one, other), key=len)
    return longer[: len(shorter)] == shorter and bool(SCHOOLS.search(" ".join(shorter)))


LOOKS: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType({"title": _title, "employer": _employer})


def _ranked(title: Sequence[str]) -> Sequence[str]:
    first = next((at for at, word in enumerate(title) if word not in STANDING), 0)
    return title[first:]


def _abbreviates(short: Sequence[str], long: Sequence[str]) -> bool:
    """Tell whether one name is the other with some of its words as initials: "TH Köln", "MIT"."""
    at = 0
    shortened = False
    for word in short:
        if at < len(long) and long[at] == word:
            at += 1
            continue
        taken = _initials(word, long, at)
        if taken is None:
            return False
        at, shortened = taken, True
    return shortened and at == len(long)


def _initials(word: str, long: Sequence[str], at: int) -> int | None:
    """Return how far a word's letters reach as the initials of the words from a place on, links left out."""
    if not 2 <= len(word) <= MOST_INITIALS:
        return None
    for letter in word:
        while at < len(long) and long[at] in LINKS and not long[at].startswith(letter):
            at += 1
        if at == len(long) or not long[at].startswith(letter):
            return None
        at += 1
    return at
