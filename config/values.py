"""The shapes that a profile field's value can have.

Text fields hold a plain string; every other type is one of the models below, stored and sent as its JSON
object. JSON Resume 1.0 (https://jsonresume.org/schema) gives the property names wherever it has one.

Dates are strings of their own precision: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``. An end date may also be
``present`` or ``unknown``. A time without a zone is a date, never midnight UTC.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, JsonValue, StringConstraints

PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def parse_partial_date(text: str) -> str:
    """Check a date of year, month or day precision and return it unchanged.

    :raises ValueError: for anything else, such as month 13 or a time of day.
    """
    match = PARTIAL_DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = match.groups()
    date(int(year), int(month or 1), int(day or 1))
    return text


def parse_end_date(text: str) -> str:
    """Check an end: a partial date, ``present`` or ``unknown``."""
    return text if text in ("present", "unknown") else parse_partial_date(text)


UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Control characters and overrides of the writing direction: they can hide or forge what a person reads."""


def seen_only(text: str) -> str:
    """Return a text without characters that no reader sees."""
    return UNSEEN.sub("", text)


def _seen(value: Any) -> Any:
    return seen_only(value) if isinstance(value, str) else value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), BeforeValidator(_seen)]
LongText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000), BeforeValidator(_seen)
]
WebAddress = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^https?://\S+$", max_length=2000)]
PartialDate = Annotated[str, AfterValidator(parse_partial_date)]
EndDate = Annotated[str, AfterValidator(parse_end_date)]


class Value(BaseModel):
    """A structured value: frozen, and refusing what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Skill(Value):
    """A skill: the phrase as the source wrote it, our canonical label, and its ESCO concept where known."""

    name: Text
    label: Text | None = None
    esco_uri: WebAddress | None = None
    esco_version: str | None = None


class Article(Value):
    """Something the person wrote: a post, an article or a paper."""

    title: Text
    url: WebAddress | None = None
    date: PartialDate | None = None
    summary: LongText | None = None
    language: str | None = None


class Position(Value):
    """One line of employment: JSON Resume ``work``; ``name`` is the employer, ``position`` the title."""

    name: Text | None = None
    position: Text | None = None
    location: Text | None = None
    url: WebAddress | None = None
    startDate: PartialDate | None = None
    endDate: EndDate | None = None
    summary: LongText | None = None


class Education(Value):
    """One line of education: JSON Resume ``education``."""

    institution: Text
    area: Text | None = None
    studyType: Text | None = None
    url: WebAddress | None = None
    startDate: PartialDate | None = None
    endDate: EndDate | None = None


class Link(Value):
    """A page or profile of the person: JSON Resume ``profiles``."""

    url: WebAddress
    network: Text | None = None
    username: Text | None = None


class Project(Value):
    """JSON Resume ``projects``."""

    name: Text
    url: WebAddress | None = None
    description: LongText | None = None
    startDate: PartialDate | None = None
    endDate: EndDate | None = None


class Talk(Value):
    """A talk the person gave."""

    title: Text
    event: Text | None = None
    url: WebAddress | None = None
    date: PartialDate | None = None


class _TextValue(BaseModel):
    text: Text


def _parse_text(value: Any) -> str:
    return _TextValue(text=value).text


def _model_parser(model: type[Value]) -> Callable[[Any], dict[str, JsonValue]]:
    def parse(value: Any) -> dict[str, JsonValue]:
        return model.model_validate(value).model_dump(mode="json", exclude_none=True)

    return parse


PARSERS: dict[str, Callable[[Any], JsonValue]] = {
    "text": _parse_text,
    "skill": _model_parser(Skill),
    "article": _model_parser(Article),
    "position": _model_parser(Position),
    "education": _model_parser(Education),
    "link": _model_parser(Link),
    "project": _model_parser(Project),
    "talk": _model_parser(Talk),
}
"""Per type name, the function that checks a raw value and returns its canonical JSON form."""
