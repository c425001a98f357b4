"""The words of a JSON text that state a value: ``"jobTitle": "Archivist"``, as the source writes them."""

import json
import re
from collections.abc import Iterable, Iterator

from extractors.sentences import LONGEST_QUOTE

STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
MARK = re.compile(r'["{}\[\]]')
COLON = re.compile(r"\s*:")
NESTED = ("name", "legalName", "alternateName", "roleName", "@value")
"""Members that hold the words of a value which is an object itself."""


class Snippets:
    """The strings of some JSON texts with the names of their members. The first place of a value counts."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._said: dict[tuple[str, str], str] = {}
        for text in texts:
            for name, value, literal in _members(text):
                self._said.setdefault((name.rsplit("/", 1)[-1].rsplit(":", 1)[-1], _plain(value)), literal)

    def of(self, *stated: tuple[str, str | None]) -> str | None:
        """Return the words for some (member, value) pairs, with commas between; the pairs that fit.

        A value that stands in no JSON text, as in microdata, is its own words.
        """
        words = ""
        for name, value in stated:
            if value:
                literal = self._literal(name, _plain(value))
                longer = f"{words}, {literal}" if words else literal[:LONGEST_QUOTE]
                words = longer if len(longer) <= LONGEST_QUOTE else words
        return words[:LONGEST_QUOTE] or None

    def _literal(self, name: str, value: str) -> str:
        found = (self._said.get((one, value)) for one in (name, *NESTED))
        return next((literal for literal in found if literal), value)


def _members(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield (member, value, literal) of each string.

    The literal of an array's entry is the entry alone: what stands before it may change without it.
    """
    # Per open bracket: whether it is an object, and the member that it stands in.
    opened: list[tuple[bool, str]] = []
    name, start, position = "", 0, 0
    while mark := MARK.search(text, position):
        position = mark.end()
        if mark.group() in "{[":
            opened.append((mark.group() == "{", name))
        elif mark.group() in "}]":
            name = opened.pop()[1] if opened else ""
        else:
            string = STRING.match(text, mark.start())
            if string is None:
                return
            position = string.end()
            value = _decoded(string.group())
            if COLON.match(text, position):
                name, start = value, mark.start()
            else:
                in_object = bool(opened) and opened[-1][0]
                before = text[start : mark.start()] if in_object else ""
                yield name, value, before + _readable(string.group(), value)


def _decoded(literal: str) -> str:
    try:
        return str(json.loads(literal, strict=False))
    except ValueError:
        return literal[1:-1]


def _readable(literal: str, value: str) -> str:
    """Return a literal with its letters as letters: many sites write all but ASCII as escapes."""
    return json.dumps(value, ensure_ascii=False) if "\\" in literal else literal


def _plain(value: str) -> str:
    return " ".join(value.split())
