"""What extraction returns.

A claim is one value that one page states about the person, with the words that prove it. ``sync/observe.py``
stores claims as observations.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import JsonValue

Precision = Literal["year", "month", "day", "second"]
StatedBasis = Literal["explicit", "feed", "last_modified", "first_seen"]
WithheldReason = Literal["private", "not_a_value"]
PageType = Literal["profile", "about", "cv", "article", "index", "publications", "team", "feed", "data", "other"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a page says it."""

    quote: str | None
    """The sentence, or the snippet of structured data, word for word; None where the page forbids quoting."""
    start: int | None = None
    end: int | None = None
    """The value's span: characters into :attr:`PageText.text`."""
    pointer: str | None = None
    """For structured data: a JSON Pointer or a short path such as ``feed/entry[3]/title``."""


@dataclass(frozen=True, slots=True)
class StatedAt:
    """When the source said it: an interval of ISO 8601 dates or UTC times, both ends included."""

    earliest: str | None
    latest: str | None
    precision: Precision
    basis: StatedBasis


@dataclass(frozen=True, slots=True)
class Claim:
    """One value that a page states about the person now."""

    field: str
    """Id of a profile field, see config/fields."""
    value: JsonValue
    """In the canonical form of the field's type, see config/values.py."""
    confidence: float
    """Probability in 0..1 that a careful reader would agree."""
    evidence: Evidence
    extractor: str
    stated_at: StatedAt | None = None
    """None: known only by when we read it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a page says about whose page it is."""

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    """Addresses in mailto links and structured data, lower case."""
    rel_me: tuple[str, ...] = ()
    """Absolute addresses of rel=me links."""
    same_as: tuple[str, ...] = ()
    """Absolute addresses of the sameAs properties of the page's owner."""


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's visible text, which offsets count into."""

    text: str
    title: str | None
    language: str | None
    """BCP 47 primary tag, such as ``en``."""
    page_type: PageType = "other"


@dataclass(frozen=True, slots=True)
class PersonHint:
    """Who the page is supposed to be about."""

    name: str
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Withheld:
    """Claims of one kind that were made and not passed on; their words are not repeated."""

    field: str
    extractor: str
    count: int
    reason: WithheldReason
    """``private``: the text is about health, belief and the like. ``not_a_value``: its field does not accept it."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything read from one snapshot."""

    claims: tuple[Claim, ...]
    page: PageText
    text_sha256: str
    """Hash of the visible text; equal text is not extracted again."""
    identity: Identity = Identity()
    truncated: bool = False
    """The page was too large or took too long: it proposes nothing."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """Per extractor that ran, its version: code, model and lexicon."""
    warnings: tuple[str, ...] = ()
    """What of the page's markup could not be read, such as ``structured: json-ld: <error>``; ten lines at most."""
    withheld: tuple[Withheld, ...] = ()
    """What the last look at the claims refused."""
