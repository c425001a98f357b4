"""A role as words state it, and whom these words may speak of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from extractors.employers import Employer, LinkAt
from extractors.names import name_parts
from extractors.tense import NEVER
from extractors.titles import Title

GREETINGS = frozenset(("hi", "hello", "hey", "about", "here", "hallo", "hola", "bonjour", "olá", "ola", "welcome"))
PRONOUNS = frozenset(("he", "she", "they", "er", "sie", "il", "elle", "él", "ella", "ele", "ela"))

NounTest = Callable[[int], bool]
"""Tells whether the word at an offset is a noun; costly, so asked last."""


@dataclass(frozen=True, slots=True)
class Role:
    """A current role as one sentence or line states it; spans count into the text searched."""

    title: Title | None
    employer: Employer | None
    confidence: float
    begun: bool = False
    """Whether the words tell how it began, perhaps long ago."""


@dataclass(frozen=True)
class Speaker:
    """Who the words may speak of."""

    names: tuple[str, ...]
    first_person: bool = True
    """Whether "I" is our person: on their own pages."""
    mentioned: bool = False
    """Whether "she", "he" or "they" can mean our person here: the sentence before names them."""
    year: int = NEVER
    """When the words were read: what ends later is held now."""
    parts: tuple[tuple[str, ...], ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        """Fold the names once."""
        object.__setattr__(self, "parts", tuple(tuple(name_parts(name)) for name in self.names))

    @cached_property
    def words(self) -> frozenset[str]:
        """The folded words of all names."""
        return frozenset(word for parts in self.parts for word in parts)

    def is_named(self, subject: str) -> bool:
        """Tell whether a subject is our person by name."""
        plain = [part for part in name_parts(subject) if part not in GREETINGS]
        if not plain or len(plain) > 6:
            return False
        return any(set(plain) <= set(parts) or (len(parts) > 1 and set(parts) <= set(plain)) for parts in self.parts)

    def is_meant(self, subject: str) -> float | None:
        """Return how surely a third person is ours, by name or pronoun, None when not."""
        if self.is_named(subject):
            return 0.88
        return 0.8 if self.mentioned and subject.strip().lower() in PRONOUNS else None


@dataclass(frozen=True, slots=True)
class Reading:
    """One sentence or line with what is needed to read it."""

    text: str
    speaker: Speaker
    link_end: LinkAt | None = None
    is_noun: NounTest | None = None
