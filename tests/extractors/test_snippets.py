"""The words of a JSON text that state a value."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.sentences import LONGEST_QUOTE
from extractors.snippets import Snippets


@pytest.mark.parametrize(
    ("text", "stated", "words"),
    [
        ('{"jobTitle": "Archivist"}', [("jobTitle", "Archivist")], '"jobTitle": "Archivist"'),
        ('{"jobTitle" :"Archivist"}', [("jobTitle", "Archivist")], '"jobTitle" :"Archivist"'),
        ('{"schema:jobTitle": "Archivist"}', [("jobTitle", "Archivist")], '"schema:jobTitle": "Archivist"'),
        ('{"worksFor": {"name": "Satzwerk"}}', [("worksFor", "Satzwerk")], '"name": "Satzwerk"'),
        ('{"a": [{"b": 1}, "x"], "c": "Go"}', [("c", "Go")], '"c": "Go"'),
        # What stands before an entry may change without it: a rejection would be forgotten.
        ('{"knowsAbout": ["Python", "Go"]}', [("knowsAbout", "Go")], '"Go"'),
        ('{"city": "Bern", "x": 1, "cc": "CH"}', [("city", "Bern"), ("cc", "CH")], '"city": "Bern", "cc": "CH"'),
        ('{"city": "Z\\u00fcrich"}', [("city", "Zürich")], '"city": "Zürich"'),
        ('{"jobTitle": "Lead\\n  Archivist"}', [("jobTitle", "Lead Archivist")], '"jobTitle": "Lead\\n  Archivist"'),
        ('{"other": "Archivist"}', [("jobTitle", "Archivist")], "Archivist"),
        ('// a "comment\n{"jobTitle": "Archivist"}', [("jobTitle", "Archivist")], "Archivist"),
        ("}]", [("jobTitle", "Archivist")], "Archivist"),
        ("", [("jobTitle", None)], None),
    ],
)
def test_words_of_a_value(text: str, stated: list[tuple[str, str | None]], words: str | None) -> None:
    """The member and its value as the source writes them, else the value's own words."""
    assert Snippets([text]).of(*stated) == words


@pytest.mark.parametrize("length", [LONGEST_QUOTE - 7, LONGEST_QUOTE - 6, 5000])
def test_words_are_bounded(length: int) -> None:
    """A long value is cut; a second one that does not fit is left out whole."""
    text = json.dumps({"a": "x" * length, "b": "y"})
    words = Snippets([text]).of(("a", "x" * length), ("b", "y"))
    assert words == text[1:-1][:LONGEST_QUOTE].removesuffix(",").split(', "b')[0]


@given(st.recursive(st.text() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_every_string_of_a_document_is_found(document: object) -> None:
    """Whatever the nesting, each string value has words that hold it."""

    def strings(node: object, name: str) -> list[tuple[str, str]]:
        if isinstance(node, dict):
            return [pair for key, value in node.items() for pair in strings(value, key)]
        if isinstance(node, list):
            return [pair for value in node for pair in strings(value, name)]
        return [(name, node)] if isinstance(node, str) else []

    text = json.dumps(document, ensure_ascii=False)
    snippets = Snippets([text])
    for name, value in strings(document, ""):
        if value.strip() and "/" not in name and ":" not in name:
            plain = " ".join(value.split())
            words = snippets.of((name, value)) or ""
            assert plain[:50] in " ".join(words.split()) or "\\" in words


@pytest.mark.parametrize("text", ['{"a": "' + '\\"' * 100_000, '"' * 100_001, "{[" * 100_000, '{"a": ["b"' * 20_000])
@pytest.mark.timeout(20)
def test_hostile_texts_end(text: str) -> None:
    """Unbalanced quotes and brackets are read once, from left to right."""
    assert Snippets([text]).of(("z", "nothing")) == "nothing"
