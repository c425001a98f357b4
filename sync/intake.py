"""Read people from a file: every line is checked before anything is stored."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from ada_url import URL
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

import config.fields
import config.sources
from config.errors import FieldError, SourceKindError
from config.sources import SourceKind
from config.values import PartialDate, Text
from crawler.errors import GuardError
from crawler.guard import canonical
from sync.comparators import keys, normal
from sync.errors import BadLine
from sync.models.candidate import Candidate, Consent, Item, mint_item_id
from sync.models.document import stable_id

System = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=r"^[^\x00-\x1f]+$")]
Email = Annotated[
    str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[^@\s]+@[^@\s]+$", max_length=320)
]
MOST_ITEMS = 2_000
"""Values of one field: a whole life's work fits, and a record stays far below the server's largest document."""
LONGEST_LINE = 1_000_000
"""Characters."""
PROFILE_FIELDS = frozenset(config.fields.load())


class ImportedSource(BaseModel):
    """A source as an import line or a person at the command line gives it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^https?://\S+$")]
    kind: str
    basis: Literal["consent", "legitimate_interest"]
    given_by: Literal["candidate", "recruiter"]
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)] = ""

    @model_validator(mode="after")
    def _permitted(self) -> Self:
        try:
            kind = config.sources.get(self.kind)
        except SourceKindError as error:
            raise ValueError(str(error)) from error
        try:
            canonical(self.address)
        except GuardError as error:
            raise ValueError(str(error)) from error
        if kind.requires_consent and self.basis != "consent":
            raise ValueError(f"{kind.title} is read only with the candidate's consent: {kind.terms.summary}")
        if refusal := why_refused(self.address, kind):
            raise ValueError(refusal)
        return self


class ImportedConsent(BaseModel):
    """A consent as an import line gives it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scope: Text
    given_on: PartialDate
    how: Text


class ImportedPerson(BaseModel):
    """One line of an import: what is not a profile field."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    email: Email | None = None
    external_ids: dict[System, Text] = {}
    as_of: PartialDate | None = None
    tags: list[Text] = []
    owner: Text | None = None
    rating: int | None = Field(default=None, ge=1, le=5)
    starred: bool = False
    open_role: bool = False
    sources: list[ImportedSource] = []
    consent: list[ImportedConsent] = []

    @field_validator("sources")
    @classmethod
    def _each_place_once(cls, sources: list[ImportedSource]) -> list[ImportedSource]:
        places = [(source.kind, canonical(source.address)) for source in sources]
        for kind, address in places:
            if places.count((kind, address)) > 1:
                raise ValueError(f"{address} is there twice as {kind}")
        return sources


@dataclass(frozen=True, slots=True)
class Person:
    """One good line: who it is, and the profile it brings."""

    line: int
    fingerprint: str
    """The line's content in canonical form."""
    about: ImportedPerson
    profile: Mapping[str, tuple[JsonValue, ...]]


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A whole import file."""

    people: tuple[Person, ...]
    bad: tuple[BadLine, ...]
    total: int


def read_lines(lines: Iterable[str], *, start: int = 1) -> ReadFile:
    """Read JSON Lines, one person a line; blank lines are passed over.

    Never raises for what is in the lines: every problem is a :class:`~sync.errors.BadLine`.
    """
    people: list[Person] = []
    bad: list[BadLine] = []
    total = 0
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=start):
        if not line.strip():
            continue
        total += 1
        person, problems = _read_line(number, line)
        if person is not None and not problems:
            problems = _twins(person, seen)
        bad += problems
        if person is not None and not problems:
            people.append(person)
    return ReadFile(tuple(people), tuple(bad), total)


def read_person(raw: Mapping[str, Any], line: int = 1) -> tuple[Person | None, list[BadLine]]:
    """Check one person given as a JSON object."""
    profile, bad = _read_profile(raw, line)
    rest = {key: value for key, value in raw.items() if key == "name" or key not in PROFILE_FIELDS}
    try:
        about = ImportedPerson.model_validate(rest)
    except ValidationError as error:
        bad += [
            BadLine(line, ".".join(str(part) for part in problem["loc"]) or "line", _reason(problem))
            for problem in error.errors()
        ]
        return None, bad
    return (None if bad else Person(line, json.dumps(raw, sort_keys=True), about, profile)), bad


def record_id(person: Person) -> str:
    """Return the id of the record that a line makes; the same line gives the same id."""
    return stable_id("c", person.fingerprint, length=10)


def new_candidate(person: Person, *, actor: str, at: datetime) -> Candidate:
    """Return the record of a new person; the same line gives the same id, so that an import can be repeated."""
    candidate_id = record_id(person)
    about = person.about
    return Candidate(
        id=candidate_id,
        profile={field: _items(candidate_id, field, values) for field, values in person.profile.items() if values},
        as_of=about.as_of,
        emails=[about.email] if about.email else [],
        consents=[
            Consent(scope=one.scope, given_on=one.given_on, how=one.how, recorded_at=at, recorded_by=actor)
            for one in about.consent
        ],
        tags=list(about.tags),
        rating=about.rating,
        starred=about.starred,
        open_role=about.open_role,
        owner=about.owner,
        remote_ids=dict(about.external_ids),
        created_at=at,
        updated_at=at,
    )


def why_refused(address: str, kind: SourceKind) -> str:
    """Return why the catalogue does not permit an address to be read as a kind, or nothing."""
    try:
        host = URL(address).hostname
    except ValueError:
        return f"{address} is not a web address"
    for terms_of in (config.sources.for_host(host), kind):
        if terms_of and not terms_of.terms.allows_web_pages:
            return (
                f"{terms_of.title}'s web pages are not read: {terms_of.terms.summary} "
                f"What is permitted: {terms_of.terms.permitted_way}."
            )
    return ""


def parse_values(field_id: str, raw: Any) -> tuple[JsonValue, ...]:
    """Check the values of one field: a value for a single field, a list of values for the others.

    A skill may be given as its bare name, a link as its bare address.

    :raises FieldError: naming the field and what is wrong.
    """
    field = config.fields.get(field_id)
    if raw is None:
        return ()
    if field.cardinality == "one":
        return (field.parse(raw),)
    if isinstance(raw, list) and len(raw) > MOST_ITEMS:
        raise FieldError(f"{field.id}: {len(raw)} values; a record holds {MOST_ITEMS} at most")
    if not isinstance(raw, list):
        raise FieldError(f"{field.id}: a list of values is needed, not {type(raw).__name__}")
    return tuple(field.parse(_spelt_out(field.type, value)) for value in raw)


def _spelt_out(value_type: str, value: Any) -> Any:
    if isinstance(value, str) and value_type in SHORT_FORMS:
        return SHORT_FORMS[value_type](value)
    return value


SHORT_FORMS: dict[str, Callable[[str], dict[str, str]]] = {
    "skill": lambda text: {"name": text},
    "link": lambda text: {"url": text},
    "article": lambda text: {"title": text},
}


def _read_line(number: int, line: str) -> tuple[Person | None, list[BadLine]]:
    if len(line) > LONGEST_LINE:
        return None, [BadLine(number, "line", f"{len(line)} characters; a line has {LONGEST_LINE} at most")]
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError) as error:
        return None, [BadLine(number, "line", f"not JSON: {error}")]
    if not isinstance(raw, dict):
        return None, [BadLine(number, "line", f"one JSON object a line is needed, not {type(raw).__name__}")]
    return read_person(raw, number)


def _read_profile(raw: Mapping[str, Any], line: int) -> tuple[dict[str, tuple[JsonValue, ...]], list[BadLine]]:
    profile: dict[str, tuple[JsonValue, ...]] = {}
    bad: list[BadLine] = []
    for key in PROFILE_FIELDS & raw.keys():
        try:
            profile[key] = parse_values(key, raw[key])
        except FieldError as error:
            bad.append(BadLine(line, key, str(error).removeprefix(f"{key}: ")))
    return profile, bad


def _twins(person: Person, seen: dict[str, int]) -> list[BadLine]:
    if person.fingerprint in seen:
        return [BadLine(person.line, "line", f"the same as line {seen[person.fingerprint]}")]
    about = person.about
    marks = [f"email {about.email}"] if about.email else []
    marks += [f"external_ids.{system} {remote}" for system, remote in about.external_ids.items()]
    bad = [
        BadLine(person.line, mark.split(" ")[0], f"{mark.split(' ', 1)[1]} is already on line {seen[mark]}")
        for mark in marks
        if mark in seen
    ]
    seen.update({mark: person.line for mark in [person.fingerprint, *marks] if mark not in seen})
    return bad


def _items(candidate_id: str, field_id: str, values: Iterable[JsonValue]) -> list[Item]:
    items: dict[str, Item] = {}
    known: set[str] = set()
    for value in values:
        if known.isdisjoint(keys(field_id, value)):
            single = config.fields.get(field_id).cardinality == "one"
            item_id = field_id if single else mint_item_id(candidate_id, field_id, normal(field_id, value))
            items[item_id] = Item(item_id=item_id, value=value)
            known.update(keys(field_id, value))
    return list(items.values())


def _reason(problem: Any) -> str:
    if problem["type"] == "extra_forbidden":
        allowed = sorted({*ImportedPerson.model_fields, *PROFILE_FIELDS})
        return f"unknown key; known keys: {', '.join(allowed)}"
    message: str = problem["msg"]
    return message.removeprefix("Value error, ")
