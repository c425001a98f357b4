"""The taggers as components of a spaCy pipeline: ``nlp.add_pipe("perennial_skill_tagger")``."""

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractors.tagging.cvs import cv_spans
from extractors.tagging.skills import skill_spans
from extractors.tagging.spans import TaggedSpan

SKILLS = "skills"
POSITIONS = "positions"
"""Names of the groups in ``Doc.spans``."""


class SpanTagger:
    """Writes what a tagger finds into ``Doc.spans``; the probabilities are in the group's ``attrs``."""

    def __init__(self, group: str, tag: Callable[[str], list[TaggedSpan]]) -> None:
        self._group = group
        self._tag = tag

    def predict(self, doc: Doc) -> list[TaggedSpan]:
        """Return the spans of a document's text; changes nothing."""
        return self._tag(doc.text)

    def set_annotations(self, doc: Doc, found: list[TaggedSpan]) -> None:
        """Write spans into a document, widened to its tokens."""
        spans: list[Span] = []
        chances: list[float] = []
        for one in found:
            span = doc.char_span(one.start, one.end, label=one.label, alignment_mode="expand")
            if span is not None:
                spans.append(span)
                chances.append(one.probability)
        doc.spans[self._group] = spans
        doc.spans[self._group].attrs["probabilities"] = chances

    def __call__(self, doc: Doc) -> Doc:
        """Tag a document in place and return it."""
        self.set_annotations(doc, self.predict(doc))
        return doc


@Language.factory("perennial_skill_tagger")
def skill_tagger(nlp: Language, name: str) -> SpanTagger:  # noqa: ARG001 - spaCy calls factories with both
    """Return the tagger of skills, writing ``Doc.spans["skills"]``."""
    return SpanTagger(SKILLS, skill_spans)


@Language.factory("perennial_cv_tagger")
def cv_tagger(nlp: Language, name: str) -> SpanTagger:  # noqa: ARG001 - spaCy calls factories with both
    """Return the tagger of CVs, writing ``Doc.spans["positions"]``."""
    return SpanTagger(POSITIONS, cv_spans)
