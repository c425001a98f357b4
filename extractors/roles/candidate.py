"""A role with where it stands on a page."""

from dataclasses import dataclass

from extractors.roles.role import Role


@dataclass(frozen=True, slots=True)
class Candidate:
    """A role somewhere in the page's text, or in its description."""

    role: Role
    offset: int | None
    """Where the searched text begins in the page's text; None for the description."""
    source: str
    since: float = 0.0
    """The year that it has been held since, months as fractions, where dates tell it."""
    pointer: str = ""
    """For words outside the visible text: where they stand."""
