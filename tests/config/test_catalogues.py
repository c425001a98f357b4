"""Profile fields and source kinds, as their files declare them."""

import pytest

import config.fields
import config.sources
from config.errors import FieldError, SourceKindError
from config.values import PARSERS, parse_end_date, parse_partial_date


class _File:
    """A file of a catalogue, with its text."""

    def __init__(self, name, text):
        self.name, self._text = name, text

    def read_text(self, encoding):
        return self._text


FIELD = """
label = "Pets"
description = "x"
type = "text"
cardinality = "one"
comparator = "text"
goes_stale_after_days = 9
sensitivity = "public"
json_resume = "/pets"
"""
KIND = """
title = "Board"
description = "x"
trust = 0.5
[terms]
summary = "x"
allows_web_pages = true
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (FIELD.replace('"one"', '"two"'), ["pets.toml", "cardinality", "'one' or 'many'"]),
        (FIELD.replace("= 9", "= 0"), ["pets.toml", "goes_stale_after_days", "greater than 0"]),
        (FIELD + "color = 1", ["pets.toml", "color", "Extra inputs"]),
        (FIELD.replace("label", "# label"), ["pets.toml", "label", "required"]),
        (FIELD + "broken", ["pets.toml"]),
        (FIELD + 'id = "cats"', ["pets.toml", "id"]),
    ],
)
def test_a_wrong_field_file_is_explained(text, words):
    """Which file, which key, what is allowed."""
    with pytest.raises(FieldError) as refused:
        config.fields._read(_File("pets.toml", text))
    assert all(word in str(refused.value) for word in words), refused.value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (KIND.replace("0.5", "1.5"), ["board.toml", "trust", "less than or equal to 1"]),
        (KIND + "allowed = true", ["board.toml", "terms.allowed", "Extra inputs"]),
        (KIND.replace("title", "tittle"), ["board.toml", "tittle"]),
        (KIND + "= 1", ["board.toml"]),
    ],
)
def test_a_wrong_source_file_is_explained(text, words):
    """Which file, which key, what is allowed."""
    with pytest.raises(SourceKindError) as refused:
        config.sources._read(_File("board.toml", text))
    assert all(word in str(refused.value) for word in words), refused.value


def test_a_good_file_is_read():
    """Its name is its id."""
    assert config.fields._read(_File("pets.toml", FIELD)).id == "pets"
    assert config.sources._read(_File("board.toml", KIND)).id == "board"


def test_unknown_ids_name_the_known_ones():
    """So that a typing error is mended at once."""
    with pytest.raises(FieldError, match=r"'skils'; known fields: .*skills"):
        config.fields.get("skils")
    with pytest.raises(SourceKindError, match=r"'blogg'; known kinds: blog"):
        config.sources.get("blogg")


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("linkedin.com", "linkedin"),
        ("www.linkedin.com", "linkedin"),
        ("DE.LinkedIn.com.", "linkedin"),
        ("lnkd.in", "linkedin"),
        ("x.com", "x"),
        ("mobile.twitter.com", "x"),
        ("notlinkedin.com", None),
        ("linkedin.com.mira.example", None),
        ("mira.example", None),
    ],
)
def test_a_platform_is_known_by_its_hosts(host, kind):
    """Itself and every name below it, and no name that only looks like it."""
    found = config.sources.for_host(host)
    assert (found.id if found else None) == kind


def test_what_may_not_be_read_says_why_and_what_else():
    """A refusal without a permitted way helps nobody; what may be read has a spider and a rate."""
    for kind in config.sources.load().values():
        if kind.terms.allows_web_pages:
            assert kind.spider, kind.id
            assert kind.rates, kind.id
        else:
            assert kind.terms.permitted_way, kind.id
            assert kind.terms.address, kind.id
            assert kind.terms.read_on, kind.id


@pytest.mark.parametrize("text", ["2024", "2024-02", "2024-02-29"])
def test_dates_keep_their_precision(text):
    """A year stays a year."""
    assert parse_partial_date(text) == text
    assert parse_end_date(text) == text


@pytest.mark.parametrize(
    "text", ["24", "2024-13", "2023-02-29", "2024-00", "2024-1", "2024-01-01T00:00", "", "2024-01-01Z", "0000"]
)
def test_what_is_no_date_is_refused(text):
    """A time of day least of all."""
    with pytest.raises(ValueError, match=r"date|month|day|year"):
        parse_partial_date(text)


def test_an_end_may_be_open():
    """Still there, or nobody knows; a start may not."""
    assert (parse_end_date("present"), parse_end_date("unknown")) == ("present", "unknown")
    with pytest.raises(ValueError, match="not a date"):
        parse_partial_date("present")


def test_every_type_of_value_has_a_parser():
    """Whatever a field file may name exists."""
    assert {field.type for field in config.fields.load().values()} <= set(PARSERS)
