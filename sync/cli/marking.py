"""Words marked inside a text: coloured on a terminal, between plain brackets elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.text import Text

from config.values import seen_only

STYLE = "bold black on yellow"
OPEN, CLOSE = "⟦", "⟧"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text, and what it proves."""

    start: int
    end: int
    label: str = ""


def marked(text: str, marks: Iterable[Mark], *, colour: bool) -> Text:
    """Return a text with its marks; overlapping ones become one that bears all their labels.

    Without colour a mark reads ``⟦words⟧``, with a label ``⟦words⟧(label)``.
    """
    shown = Text()
    at = 0
    for mark in _joined(marks, len(text)):
        shown.append(seen_only(text[at : mark.start]))
        words = seen_only(text[mark.start : mark.end])
        label = f"({mark.label})" if mark.label else ""
        if colour:
            shown.append(words, STYLE)
            shown.append(label, "dim")
        else:
            shown.append(f"{OPEN}{words}{CLOSE}{label}")
        at = mark.end
    shown.append(seen_only(text[at:]))
    return shown


def _joined(marks: Iterable[Mark], length: int) -> Sequence[Mark]:
    found: list[Mark] = []
    for mark in sorted(marks, key=lambda one: (one.start, -one.end)):
        if not 0 <= mark.start < mark.end <= length:
            continue
        if found and mark.start < found[-1].end:
            last = found.pop()
            labels = [label for label in (last.label, mark.label) if label]
            found.append(Mark(last.start, max(last.end, mark.end), ", ".join(dict.fromkeys(labels))))
        else:
            found.append(mark)
    return found
