"""Words in stretches with their line breaks, as the networks read them."""

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.tagging.encoding import LINE, PARAGRAPH
from extractors.tagging.tokens import Token

LONG = 200
"""Words after which a stretch ends at the next line."""
LONGEST = 400
"""Words after which a stretch ends anywhere."""
WIDE_GAP, GAP = 4, 2
"""Spaces that stand for an empty line and a line break in converted documents."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some lines of a document."""

    words: list[str]
    places: list[tuple[int, int] | None]
    """Sequence and position of each word; None for line breaks."""


def of_sentences(document: Sequence[Sequence[str]]) -> list[Stretch]:
    """Return the sentences of a document, a line break behind each."""
    found: list[Stretch] = []
    for number, words in enumerate(document):
        if not found or len(found[-1].words) + len(words) > LONG:
            found.append(Stretch([], []))
        found[-1].words.extend([*words, LINE])
        found[-1].places.extend([*((number, at) for at in range(len(words))), None])
    return found


def of_text(text: str, tokens: Sequence[Token]) -> list[Stretch]:
    """Return the words of one text, line breaks and empty lines between them."""
    found = [Stretch([], [])]
    last = 0
    for at, token in enumerate(tokens):
        separator = _separator(text[last : token.start])
        last = token.end
        if len(found[-1].words) > (LONG if separator else LONGEST):
            found.append(Stretch([], []))
        if separator and at:
            found[-1].words.append(separator)
            found[-1].places.append(None)
        found[-1].words.append(token.text)
        found[-1].places.append((0, at))
    return found if tokens else []


def _separator(gap: str) -> str:
    if gap.count("\n") > 1 or len(gap) >= WIDE_GAP:
        return PARAGRAPH
    return LINE if "\n" in gap or len(gap) >= GAP else ""
