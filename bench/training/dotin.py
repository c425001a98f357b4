"""The dotin CVs: text with inline labels, some files one paragraph per line, most one long line.

Held out is every fifth file: those whose number is divisible by five.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from extractors.tagging.cvs import LABELS
from extractors.tagging.tokens import Token

HELD_OUT = 5
MARK = re.compile(r'<label type="([^"]*)">|</label>')
OTHERS = {
    "College Name": "college",
    "Degree": "other",
    "Years of Experience": "period",
    "Graduation Year": "period",
    "Location": "location",
    "Job Specific Skills": "other",
    "Soft Skills": "other",
}
"""Told apart in training, so that a college is not taken for an employer; not scored."""
KINDS = {**LABELS, **OTHERS}
Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Cv:
    """One CV: its number, its text, and the labelled spans in characters."""

    number: int
    text: str
    spans: list[Span]

    @property
    def held_out(self) -> bool:
        """Whether it is scored and not trained on."""
        return self.number % HELD_OUT == 0


def read(folder: Path) -> list[Cv]:
    """Read all files of a folder, by number."""
    return sorted((_parse(file) for file in folder.glob("*.xml")), key=lambda cv: cv.number)


def _parse(file: Path) -> Cv:
    body = file.read_text(encoding="utf-8").split("<cv>", 1)[1].rsplit("</cv>", 1)[0]
    text, at, opened = "", 0, ("", 0)
    spans: list[Span] = []
    for mark in MARK.finditer(body):
        text += html.unescape(body[at : mark.start()])
        at = mark.end()
        if mark[1] is not None:
            opened = (mark[1], len(text))
            continue
        kind, start = opened
        inner = text[start:]
        start += len(inner) - len(inner.lstrip())
        if kind in KINDS and inner.strip():
            spans.append((start, start + len(inner.strip()), KINDS[kind]))
    return Cv(int(file.stem), text + html.unescape(body[at:]), spans)


def labels(tokens: Sequence[Token], spans: Sequence[Span]) -> list[str]:
    """Return one label per token."""
    found = ["O"] * len(tokens)
    for start, end, kind in spans:
        inside = [at for at, token in enumerate(tokens) if token.start < end and token.end > start]
        for at in inside:
            found[at] = ("B-" if at == inside[0] else "I-") + kind
    return found
