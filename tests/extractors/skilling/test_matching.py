"""Both finders of terms: the same mentions, whatever the text."""

import random

import pytest
import spacy
from spacy.util import filter_spans

from extractors.skilling import matching
from extractors.skilling.lexicon import shipped
from extractors.skilling.matching import TermMatcher, automaton_finder, phrase_finder

WORDS = (
    "c++", "C#", "node.js", "go", "Go,", "machine", "learning", "machine learning", "r", "(R)", "f#", ".net", "a/b",
    "ab", "-", "\n", "  ", "ä", "ß", "🎉", "data-driven", "don't", "kubernetes", "asp.net", "x",
)  # fmt: skip


def spans(finder, nlp, text):
    return sorted(set(finder(nlp.make_doc(text))))


@pytest.mark.parametrize("seed", range(20))
def test_both_finders_find_the_same_in_random_text(seed: int) -> None:
    """Terms and texts are made of the same awkward pieces."""
    chosen = random.Random(seed)
    terms = sorted({" ".join(chosen.choices(WORDS, k=chosen.randint(1, 3))).lower().strip() for _ in range(60)} - {""})
    nlp = spacy.blank("en")
    by_phrases, by_automaton = phrase_finder(nlp, terms), automaton_finder(nlp, terms)
    texts = [" ".join(chosen.choices(WORDS, k=40)) for _ in range(30)]
    found = [spans(by_phrases, nlp, text) for text in texts]
    assert found == [spans(by_automaton, nlp, text) for text in texts]
    assert any(found)


def test_both_finders_find_the_same_terms_of_the_lexicon() -> None:
    """The shipped names, read back one after the other."""
    terms = sorted(shipped().terms)
    nlp = spacy.blank("en")
    text = " and ".join(terms[::7])
    by_phrases = spans(phrase_finder(nlp, terms), nlp, text)
    assert by_phrases == spans(automaton_finder(nlp, terms), nlp, text)
    assert len(by_phrases) > len(terms[::7]) // 2


@pytest.mark.parametrize(("terms", "finder"), [(3, "phrase"), (4, "phrase"), (5, "automaton")])
def test_the_number_of_terms_chooses_the_finder(monkeypatch: pytest.MonkeyPatch, terms: int, finder: str) -> None:
    """Up to the bound the PhraseMatcher, above it the automaton."""
    used: list[str] = []
    monkeypatch.setattr(matching, "MOST_FOR_PHRASES", 4)
    monkeypatch.setattr(matching, "phrase_finder", lambda *_: used.append("phrase") or (lambda _: []))
    monkeypatch.setattr(matching, "automaton_finder", lambda *_: used.append("automaton") or (lambda _: []))
    list(TermMatcher(f"term {number}" for number in range(terms)).find("text"))
    assert used == [finder]


@pytest.mark.parametrize("bound", [0, 100])
def test_the_longest_mention_wins_under_both_finders(monkeypatch: pytest.MonkeyPatch, bound: int) -> None:
    """A term inside a longer one is not found a second time."""
    monkeypatch.setattr(matching, "MOST_FOR_PHRASES", bound)
    text = "Spring Boot and Spring"
    found = [text[start:end] for start, end in TermMatcher(["spring", "spring boot", "boot"]).find(text)]
    assert found == ["Spring Boot", "Spring"]


@pytest.mark.parametrize("seed", range(5))
def test_overlaps_are_settled_as_spacy_settles_them(seed: int) -> None:
    """The longest first, of equally long ones the first."""
    chosen = random.Random(seed)
    doc = spacy.blank("en").make_doc("word " * 30)
    found = [(start := chosen.randrange(25), start + chosen.randint(1, 5)) for _ in range(40)]
    spacys = filter_spans([doc[start:end] for start, end in found])
    assert matching.longest(found) == [(span.start, span.end) for span in spacys]


def test_no_terms_find_nothing() -> None:
    """An empty lexicon is none."""
    assert list(automaton_finder(spacy.blank("en"), [])(spacy.blank("en").make_doc("Python"))) == []
