"""Campuses of a system of universities: each is an employer of its own."""

import re
from functools import cache

from config import lexicons

CAMPUS = re.compile(r"(?:, | at |[–—-])(?P<campus>[A-Z][a-z]+(?: [A-Z][a-z]+){0,2})\b")


def campus_end(text: str, system: str, position: int) -> int | None:
    """Return where the campus ends that is named behind a system of universities, None where none is.

    :param position: where the system's name ends in the text.
    """
    if system not in _listed("systems"):
        return None
    behind = CAMPUS.match(text, position)
    if behind is None or not _listed("no_campus").isdisjoint((behind["campus"], behind["campus"].split()[0])):
        return None
    return behind.end()


@cache
def _listed(key: str) -> frozenset[str]:
    return frozenset(lexicons.load("organisations").listed("campuses", key))
