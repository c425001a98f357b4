"""Entries of lists."""

import pytest

from extractors.skilling.items import is_plausible, items
from extractors.skilling.lexicon import shipped


@pytest.mark.parametrize(
    ("line", "entries"),
    [
        ("Python, Go, C++", ["Python", "Go", "C++"]),
        ("Languages: Python (5 years), SQL (advanced)", ["Python", "SQL"]),
        ("Python • Docker | Linux; .NET", ["Python", "Docker", "Linux", ".NET"]),
        ("C/C++", ["C/C++"]),
        ("HTML/CSS", ["HTML", "CSS"]),
        ("Linux & Shell", ["Linux & Shell"]),
        ("Python programming", ["Python"]),
        ("Game Development", ["Game Development"]),
        ("glass, clay and glazes", ["glass", "clay", "glazes"]),
        ("Brennöfen und Messtechnik", ["Brennöfen und Messtechnik"]),
        ("C#", ["C#"]),
        ("C++ (solid), LaTeX (fluent)", ["C++", "LaTeX"]),
        ("Glazes & Clays (stoneware, porcelain)", ["stoneware", "porcelain"]),
        ("Film- bzw. Bewegtbildanalyse", ["Film- bzw. Bewegtbildanalyse"]),
        ("I mix clays, glazes and slips. Then I fire.", ["I mix clays", "glazes", "slips", "Then I fire"]),
        ("⚡ Rust", ["Rust"]),
        ("", []),
        (" , ;", []),
    ],
)
def test_a_line_is_divided_into_entries(line: str, entries: list[str]) -> None:
    """Levels, years and groups are left out; what belongs together stays together."""
    found = list(items(line, shipped()))
    assert [one.text for one in found] == entries
    assert all(line[one.start : one.end] == one.text for one in found)


@pytest.mark.parametrize(
    ("phrase", "plausible"),
    [
        ("Kilnwatch", True), ("kiln thermography", True), ("Poetik der Faszination", True), ("machine knitting", True),
        ("reducing risk", False),
        ("new technologies", False), ("I like it", False), ("English", False), ("Teamwork", False), ("hiking", False),
        ("Arbeits-", False), ("https://a.example", False), ("since 2019", False),
        ("one two three four five six", False),
        ("x" * 61, False), ("Publications", False), ("with", False), ("%", False),
    ],
)  # fmt: skip
def test_an_unknown_entry_is_a_short_noun_phrase(phrase: str, plausible: bool) -> None:
    """No sentence, quality, spoken language, group or address."""
    assert is_plausible(phrase) is plausible


def test_the_own_name_is_no_skill() -> None:
    """A list may start with who it is about."""
    assert not is_plausible("Ada Beispiel", frozenset({"ada", "beispiel"}))


def test_a_megabyte_of_dividers_and_words_is_divided_all_the_same() -> None:
    """Hostile lines end."""
    assert list(items(",(" * 200_000, shipped())) == []
    assert len(list(items("a b c " * 100_000, shipped()))) <= 1
