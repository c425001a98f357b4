"""Learned taggers: which words of a text name a skill, a title, an employer, a tool.

Conditional random fields (Lafferty, McCallum, Pereira 2001) over features of words and lines, trained by
``bench.training`` on public data; ``models/card.json`` says on which, under which licence and with which scores.
"""

from extractors.tagging.cvs import cv_spans
from extractors.tagging.skills import skill_gate, skill_spans
from extractors.tagging.spans import TaggedSpan

__all__ = ["TaggedSpan", "cv_spans", "skill_gate", "skill_spans"]
