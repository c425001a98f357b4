"""What a value may hold."""

import pytest

import config.fields
from config.errors import FieldError


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("Staff\x1b[2J Engineer", "Staff[2J Engineer"),
        ("Staff \u202eengineer", "Staff engineer"),
        ("Staff\u200b Engineer\x9b", "Staff Engineer"),
        ("  Ingénieure 高级工程师 ", "Ingénieure 高级工程师"),
    ],
)
def test_characters_that_nobody_sees_are_not_stored(raw: str, stored: str) -> None:
    """They could hide or forge, on a recruiter's terminal, what is being approved."""
    assert config.fields.get("title").parse(raw) == stored
    assert config.fields.get("skills").parse({"name": raw}) == {"name": stored}


@pytest.mark.parametrize("raw", ["", "  ", "\x1b\u200b", "x" * 1001])
def test_a_value_of_nothing_or_too_much_is_refused(raw: str) -> None:
    """Also where only unseen characters are in it."""
    with pytest.raises(FieldError, match="title"):
        config.fields.get("title").parse(raw)
