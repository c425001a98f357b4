"""The lexicon of skills as a matcher."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.matcher import PhraseMatcher
from spacy.util import filter_spans

from config import lexicons
from extractors.language_model import tokenizable, tokenizer


@dataclass(frozen=True, slots=True)
class SkillMatch:
    """One phrase of a text that names a skill."""

    start: int
    end: int
    text: str
    label: str
    ambiguous: bool
    """Also an everyday word: it needs company."""


@cache
def _labels() -> dict[str, str]:
    table = lexicons.load("skills").tables["skills"]
    return {term.lower(): label for label, others in table.items() for term in (label, *others)}


@cache
def _ambiguous() -> dict[str, str]:
    return {term.lower(): term for term in lexicons.load("skills").listed("ambiguous", "terms")}


@cache
def _matcher() -> PhraseMatcher:
    nlp = tokenizer()
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    by_label: dict[str, list[str]] = {}
    for term, label in _labels().items():
        by_label.setdefault(label, []).append(term)
    for label, terms in by_label.items():
        matcher.add(label, [nlp.make_doc(term) for term in terms])
    return matcher


def canonical(phrase: str) -> dict[str, str]:
    """Return ``{"label": ...}`` for a known phrase, else nothing."""
    label = _labels().get(" ".join(phrase.lower().split()))
    return {"label": label} if label else {}


def find(text: str) -> Iterator[SkillMatch]:
    """Return the longest non-overlapping matches of a text, in order.

    An ambiguous term counts only where it is written exactly as the lexicon writes it.
    """
    doc = tokenizer().make_doc(tokenizable(text))
    for span in filter_spans(_matcher()(doc, as_spans=True)):
        written = _ambiguous().get(span.text.lower())
        if written is not None and span.text != written:
            continue
        yield SkillMatch(span.start_char, span.end_char, span.text, span.label_, written is not None)
