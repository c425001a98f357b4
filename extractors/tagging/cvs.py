"""Titles, employers and tools in the text of a CV."""

from extractors.tagging import laid_out, models, sequences
from extractors.tagging.cv_features import features
from extractors.tagging.spans import TaggedSpan
from extractors.tagging.tokens import cv_tokens

MODEL = "dotin"
LABELS = {"Designation": "title", "Companies worked at": "employer", "Tech Tools": "tool"}
"""What is returned, of the types that the model tells apart."""


def cv_spans(text: str) -> list[TaggedSpan]:
    """Return titles, employers and tools of a CV, labelled ``title``, ``employer`` and ``tool``, in order."""
    model = models.load(MODEL)
    tokens = cv_tokens(text)
    if not tokens:
        return []
    fields = model.chances(features(text, tokens))
    chances = model.mixed([fields], laid_out.of_text(text, tokens))[0]
    columns = {label: column for column, label in enumerate(model.labels)}
    labels = sequences.best_labels(model.labels, chances, model.favour)
    found = []
    for first, behind, kind in sequences.spans(labels):
        if kind in LABELS.values():
            sure = min(
                float(sum(chances[at, columns[mark + kind]] for mark in ("B-", "I-"))) for at in range(first, behind)
            )
            found.append(TaggedSpan(tokens[first].start, tokens[behind - 1].end, kind, sure))
    return found
