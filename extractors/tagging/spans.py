"""What a tagger finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """One span of a text that a model gives a label."""

    start: int
    end: int
    label: str
    probability: float
    """Of the least certain token: an upper bound for the whole span."""
