"""Lexicons: complete, consistent, and explained when wrong."""

import re

import pytest

from config import lexicons
from config.errors import LexiconError


@pytest.mark.parametrize("name", lexicons.names())
def test_every_lexicon_says_where_it_came_from(name: str) -> None:
    """Origin, licence and description are there, and the lists are not empty."""
    lexicon = lexicons.load(name)
    assert lexicon.origin
    assert lexicon.licence
    assert lexicon.tables


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"licence = 'MIT'\ndescription = 'x'", "origin is missing"),
        (b"origin = ' '\nlicence = 'MIT'\ndescription = 'x'", "origin is missing"),
        (b"origin =", "broken.toml"),
        (b"\xff", "broken.toml"),
    ],
)
def test_a_broken_lexicon_is_named(content: bytes, message: str) -> None:
    """The error names the file and the key."""
    with pytest.raises(LexiconError, match=re.escape(message)):
        lexicons.parse("broken", content)


def test_an_unknown_lexicon_lists_the_known_ones() -> None:
    """A typo is answered with the names there are."""
    with pytest.raises(LexiconError, match="skills"):
        lexicons.load("skils")


def test_a_missing_list_is_named() -> None:
    """Asking for a list that a file lacks names file, table and key."""
    with pytest.raises(LexiconError, match=re.escape("tense.toml: [sideways] words")):
        lexicons.load("tense").words("sideways")


def test_a_skill_term_has_one_label() -> None:
    """No phrase leads to two labels."""
    table = lexicons.load("skills").tables["skills"]
    terms = [term.lower() for label, others in table.items() for term in (label, *others)]
    assert len(terms) == len(set(terms)) > 850


def test_every_ambiguous_or_broad_term_is_a_term() -> None:
    """A word that no lexicon knows would be a rule for nothing."""
    skills = lexicons.load("skills")
    terms = {term.lower() for label, others in skills.tables["skills"].items() for term in (label, *others)}
    for label, entry in lexicons.load("technologies").tables["technologies"].items():
        terms |= {label.lower(), *entry["also"]}
    for table in lexicons.load("competences").tables.values():
        terms |= {name.strip().lower() for line in table["terms"] for name in line.split("|")}
    assert skills.words("ambiguous", "terms") | skills.words("broad", "terms") <= terms


def test_the_digest_follows_the_words_and_not_their_order() -> None:
    """The version of an extractor changes with what it looks up."""
    assert lexicons.digest(["skills", "titles"]) == lexicons.digest(["titles", "skills"])
    assert lexicons.digest(["skills"]) != lexicons.digest(["titles"])
    file = b"origin='a'\nlicence='b'\ndescription='c'\n[t]\nwords=['%s']"
    parsed = [lexicons.parse("x", file % word) for word in (b"d", b"e")]
    assert parsed[0].sha256 != parsed[1].sha256
