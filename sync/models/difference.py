"""What comparing a record with its observations gives; flows from diff to propose and is never stored."""

from dataclasses import dataclass

from pydantic import JsonValue

from sync.models.observation import Observation
from sync.models.proposal import Op


@dataclass(frozen=True, slots=True)
class Difference:
    """One change that the sources suggest."""

    field: str
    item_id: str
    op: Op
    before: JsonValue
    after: JsonValue
    normal: str
    confidence: float
    proof: tuple[Observation, ...]
    """One observation per distinct source and page, the best first."""
    back_because: str = ""
    """For a value that was rejected before: why it is proposed again."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A value of the record that a source states again."""

    field: str
    item_id: str
    proof: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that the sources say about the record."""

    differences: tuple[Difference, ...]
    confirmations: tuple[Confirmation, ...]
