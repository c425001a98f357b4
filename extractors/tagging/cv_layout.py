"""How a CV is laid out: words, breaks, lines and sections."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.tagging import gazetteer
from extractors.tagging.cv_words import LEGAL_FORMS, MONTHS, SECTION_OF, TITLES
from extractors.tagging.tokens import Token

FLAGGED = 12
"""Words of a line that are looked at for dates, titles and legal forms."""
YEAR = re.compile(r"(?:19|20)\d\d")
LONGEST = 60
"""Characters of a word that are looked at."""
HEADING = 4
"""Words of a line that may be a heading."""
PARAGRAPH, LINE, COLUMN, SPACE, NONE = "PNDS0"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its first word, the word behind its last, and what it looks like."""

    start: int
    end: int
    seen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The words of a CV and where they stand; all sequences are by word, but the lines."""

    words: list[str]
    low: list[str]
    """In lower case."""
    breaks: list[str]
    """What stands before each word, and behind the last."""
    flags: list[str]
    """Which lists each word is in."""
    lines: list[Line]
    line_of: list[int]
    sections: list[str]
    lined: bool
    """Whether the text has lines at all: many converted ones have runs of spaces instead."""


def lay_out(text: str, tokens: Sequence[Token]) -> Layout:
    """Read the layout of one CV."""
    words = [written(token.text) for token in tokens]
    low = [word.lower() for word in words]
    breaks = [PARAGRAPH, *_breaks(text, tokens), PARAGRAPH]
    flags = [_flags(word) for word in low]
    lines = _lines(breaks, words, low, flags)
    line_of = [number for number, line in enumerate(lines) for _ in range(line.start, line.end)]
    return Layout(words, low, breaks, flags, lines, line_of, _sections(lines, words, low), "\n" in text[1:-2])


def scale(distance: int) -> int:
    """Return a distance in steps that widen."""
    return min((distance * distance).bit_length(), 12)


def written(word: str) -> str:
    """Return a word as it was before a bad conversion: escaped bytes become the sign they stand for."""
    if not word.startswith("\\x"):
        return word[:LONGEST]
    return bytes.fromhex(word[:LONGEST].replace("\\x", "")).decode("utf-8", "replace")


def _breaks(text: str, tokens: Sequence[Token]) -> list[str]:
    """Return what stands between each token and the next: converted CVs have runs of spaces where lines ended."""
    found = []
    for token, after in pairwise(tokens):
        gap = text[token.end : after.start]
        if gap.count("\n") > 1 or len(gap) >= 4:
            found.append(PARAGRAPH)
        elif "\n" in gap:
            found.append(LINE)
        else:
            found.append((NONE, SPACE, COLUMN, COLUMN)[len(gap)])
    return found


def _flags(word: str) -> str:
    found = gazetteer.kinds(word)
    found += "T" if word in TITLES else ""
    found += "O" if word in LEGAL_FORMS else ""
    found += "m" if word in MONTHS else ""
    found += "y" if YEAR.fullmatch(word) or word == "present" else ""
    return found or "-"


def _lines(breaks: Sequence[str], words: Sequence[str], low: Sequence[str], flags: Sequence[str]) -> list[Line]:
    starts = [at for at in range(len(words)) if breaks[at] in (PARAGRAPH, LINE, COLUMN)]
    found = []
    for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
        capitals = 4 * sum(word[:1].isupper() for word in words[start:end]) // (end - start)
        kinds = "".join(sorted({flag for one in flags[start : min(end, start + FLAGGED)] for flag in one}))
        seen = (f"ll={scale(end - start)}", "l0=" + low[start], f"lfl={kinds}", f"lcap={capitals}")
        found.append(Line(start, end, seen))
    return found


def _sections(lines: Sequence[Line], words: Sequence[str], low: Sequence[str]) -> list[str]:
    """Return the kind of section of each token: of the last heading that says one."""
    section = gazetteer.OUT
    found: list[str] = []
    for line in lines:
        own = range(line.start, line.end)
        written = [at for at in own if low[at].isalpha()]
        if 0 < len(written) <= HEADING and all(words[at][0].isupper() for at in written if len(words[at]) > 3):
            kinds = [SECTION_OF[low[at]] for at in written if low[at] in SECTION_OF]
            loud = all(words[at].isupper() for at in written) or words[line.end - 1] == ":" or len(written) <= 2
            if kinds and loud:
                section = kinds[-1]
        found += [section] * len(own)
    return found
