"""The profile's fields, one file each: ``config/fields/<field>.toml``.

A field file says what the value is, how two values are compared, how many a person has, and how long one
stays fresh. Adding a field is adding a file.
"""

import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from config.errors import FieldError
from config.values import PARSERS

Comparator = Literal["name", "title", "employer", "place", "skill", "article", "position", "education", "link", "text"]
ValueType = Literal["text", "skill", "article", "position", "education", "link", "project", "talk"]


class ProfileField(BaseModel):
    """One profile field as its file declares it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    label: str = Field(description="What a person reads.")
    description: str = Field(description="What belongs in it.")
    type: ValueType = Field(description="The shape of one value, see config/values.py.")
    cardinality: Literal["one", "many"] = Field(description="Whether a person has one value or a list of items.")
    comparator: Comparator = Field(description="How two values are told apart, see sync/comparators.py.")
    goes_stale_after_days: int = Field(gt=0, description="Days after which an unconfirmed value counts as stale.")
    sensitivity: Literal["public", "contact"] = Field(description="Who may see it: public facts or contact data.")
    json_resume: str = Field(pattern=r"^/", description="JSON Pointer of the field in a JSON Resume export.")
    proposed: bool = Field(default=True, description="Whether crawled sources may propose changes to it.")
    formerly: list[str] = Field(default=[], description="Earlier ids of this field, still accepted on import.")

    def parse(self, value: Any) -> JsonValue:
        """Check a raw value and return its canonical JSON form.

        :raises FieldError: naming the field and what is wrong with the value.
        """
        try:
            return PARSERS[self.type](value)
        except ValidationError as error:
            raise FieldError(f"{self.id}: {explain(error)}") from error


def explain(error: ValidationError) -> str:
    """Put a pydantic error in one line: where, what is wrong."""
    lines = []
    for problem in error.errors():
        where = ".".join(str(part) for part in problem["loc"] if part != "text")
        lines.append(f"{where}: {problem['msg']}" if where else problem["msg"])
    return "; ".join(lines)


@cache
def load() -> dict[str, ProfileField]:
    """Read every field file, in file name order.

    :raises FieldError: naming the file, the key and what is allowed.
    """
    return {field.id: field for field in map(_read, sorted(_files(), key=lambda entry: entry.name))}


def get(field_id: str) -> ProfileField:
    """Return one field by its id or by an earlier id.

    :raises FieldError: for an unknown id, listing the known ones.
    """
    fields = load()
    if field_id in fields:
        return fields[field_id]
    for field in fields.values():
        if field_id in field.formerly:
            return field
    raise FieldError(f"unknown profile field {field_id!r}; known fields: {', '.join(fields)}")


def _files() -> list[Traversable]:
    return [entry for entry in (files("config") / "fields").iterdir() if entry.name.endswith(".toml")]


def _read(entry: Traversable) -> ProfileField:
    field_id = entry.name.removesuffix(".toml")
    try:
        return ProfileField(id=field_id, **tomllib.loads(entry.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise FieldError(f"config/fields/{entry.name}: {error}") from error
    except ValidationError as error:
        raise FieldError(f"config/fields/{entry.name}: {explain(error)}") from error
