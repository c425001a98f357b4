from collections.abc import Callable
from typing import Any

import pytest

from extractors.tagging.tokens import LONGEST, LONGEST_SENTENCE, MOST_TEXT, MOST_TOKENS, cv_tokens, sentences


def words(text: str) -> list[list[str]]:
    return [[token.text for token in sentence] for sentence in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Python, Go", [["Python", "Go"]]),
        ("Docker (Kubernetes).", [["Docker", "(", "Kubernetes", ")", "."]]),
        ("I use .NET and Node.js.", [["I", "use", ".NET", "and", "Node.js", "."]]),
        ("C++ and C#", [["C++", "and", "C#"]]),
        ("One. Two", [["One", "."], ["Two"]]),
        ("Skills:\n\nJava", [["Skills:"], ["Java"]]),
        ("", []),
        (" \n ", []),
        (",", []),
    ],
)
def test_sentences_are_cut_as_the_training_data_writes_them(text: str, expected: list[list[str]]) -> None:
    """Commas fall away, brackets and full stops stand alone, names with dots stay whole."""
    assert words(text) == expected


def test_offsets_point_to_the_token() -> None:
    """Every token lies where it says, also behind brackets and commas."""
    text = "We know (deeply) SQL,\nand C++."
    assert all(text[token.start : token.end] == token.text for one in sentences(text) for token in one)


def test_a_comma_is_remembered_at_the_token_behind_it() -> None:
    """What was a list in the text is never one span."""
    assert [token.separated for token in sentences("Java, Go R")[0]] == [False, True, False]


def test_a_hostile_line_is_cut_into_bounded_sentences() -> None:
    """A million words without a full stop are neither one sequence nor all read."""
    found = sentences("word " * 1_000_000)
    assert max(map(len, found)) <= LONGEST_SENTENCE
    assert found[-1][-1].end <= MOST_TEXT


@pytest.mark.parametrize("cut", [sentences, cv_tokens])
def test_a_page_of_brackets_has_a_bounded_number_of_tokens(cut: Callable[[str], list[Any]]) -> None:
    """One token per character must not hold a process."""
    found = cut("(" * 300_000)
    assert sum(len(one) if isinstance(one, list) else 1 for one in found) == MOST_TOKENS


def test_a_word_longer_than_any_name_is_passed_over() -> None:
    """An encoded blob is no word."""
    assert words(f"{'x' * (LONGEST + 1)} SQL") == [["SQL"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C++, C# and .NET", ["C++", ",", "C#", "and", ".NET"]),
        ("Brindle & Sons Ltd.", ["Brindle", "&", "Sons", "Ltd", "."]),
        ("\\xe2\\x80\\xa2 Led", ["\\xe2\\x80\\xa2", "Led"]),
        ("2019-2021", ["2019-2021"]),
    ],
)
def test_cv_tokens_keep_names_whole(text: str, expected: list[str]) -> None:
    """Signs that belong to a name stay with it; left-over escapes are one token."""
    assert [token.text for token in cv_tokens(text)] == expected
