"""Titles, employers and tools in the text of a CV.

Two stages: the taggers give each word its chances, and trees judge the phrases that may be a title or an employer by
all that stands around them. Tools are short and plain enough for the taggers alone.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from extractors.tagging import laid_out, models, sequences, trees
from extractors.tagging.cv_candidates import Candidate, candidates, phrases
from extractors.tagging.cv_features import features
from extractors.tagging.cv_layout import Layout, lay_out
from extractors.tagging.cv_measures import Measures
from extractors.tagging.cv_rivals import rivalry
from extractors.tagging.spans import TaggedSpan
from extractors.tagging.tokens import Token, cv_tokens

MODEL = "dotin"
LABELS = {"Designation": "title", "Companies worked at": "employer", "Tech Tools": "tool"}
"""What is returned, of the types that the model tells apart."""
JUDGED = ("title", "employer")
"""Kinds whose phrases are judged by trees."""

Numbers = NDArray[np.float64]
Phrases = tuple[list[Candidate], Numbers]
"""Candidates and what is measured of them."""


def measured(layout: Layout, labels: Sequence[str], views: Sequence[Numbers], share: float) -> dict[str, Phrases]:
    """Return the candidates of each judged kind with their measures.

    :param views: chances of the fields and of the networks, words by labels.
    :param share: of the networks in the average.
    """
    chances = (1 - share) * views[0] + share * views[1]
    measures = Measures(layout, labels, chances, views)
    apart = phrases(layout)
    found = {}
    for kind in JUDGED:
        begins, insides = (chances[:, labels.index(mark + kind)] for mark in ("B-", "I-"))
        found[kind] = candidates(apart, begins, insides)
    return {
        kind: (found[kind], np.hstack([measures.rows(kind, found[kind]), rivalry(found[kind], found[other], apart)]))
        for kind, other in (JUDGED, JUDGED[::-1])
    }


def chosen(judged: Mapping[str, tuple[Sequence[Candidate], Numbers]], least: Mapping[str, float]) -> list[TaggedSpan]:
    """Return the likeliest candidates that do not overlap, by words, in order.

    Exact F1 is highest where a span is taken from about half of the F1 that is reached upwards (Lipton, Elkan,
    Narayanaswamy 2014), so the least chance lies well below one half.
    """
    ranked = [
        TaggedSpan(one.first, one.behind, kind, float(chance))
        for kind, (found, chances) in judged.items()
        for one, chance in zip(found, chances, strict=True)
        if chance >= least[kind]
    ]
    used: set[int] = set()
    taken = []
    for span in sorted(ranked, key=lambda one: -one.probability):
        if used.isdisjoint(range(span.start, span.end)):
            used.update(range(span.start, span.end))
            taken.append(span)
    return sorted(taken, key=lambda one: one.start)


def cv_spans(text: str) -> list[TaggedSpan]:
    """Return titles, employers and tools of a CV, labelled ``title``, ``employer`` and ``tool``, in order."""
    tokens = cv_tokens(text)
    if not tokens:
        return []
    model = models.load(MODEL)
    layout = lay_out(text, tokens)
    fields = model.chances(features(layout))
    networks = model.of_networks([len(tokens)], laid_out.of_text(text, tokens))[0]
    own = measured(layout, model.labels, (fields, networks), model.share)
    judges = _judges()
    judged = {kind: (found, judges[kind].chances(rows)) for kind, (found, rows) in own.items()}
    taken = chosen(judged, models.card()["models"][MODEL]["least"])
    tools = _tools(model, (1 - model.share) * fields + model.share * networks)
    used = {at for span in taken for at in range(span.start, span.end)}
    taken += [one for one in tools if used.isdisjoint(range(one.start, one.end))]
    return [_in_text(tokens, one) for one in sorted(taken, key=lambda one: one.start)]


def _tools(model: models.Ensemble, chances: Numbers) -> list[TaggedSpan]:
    labels = sequences.best_labels(model.labels, chances, model.favour)
    own = chances[:, [model.labels.index(mark + "tool") for mark in ("B-", "I-")]].sum(axis=1)
    return [
        TaggedSpan(first, behind, kind, float(own[first:behind].min()))
        for first, behind, kind in sequences.spans(labels)
        if kind == "tool"
    ]


def _in_text(tokens: Sequence[Token], span: TaggedSpan) -> TaggedSpan:
    return TaggedSpan(tokens[span.start].start, tokens[span.end - 1].end, span.label, min(span.probability, 1.0))


@cache
def _judges() -> dict[str, trees.Trees]:
    file = files("extractors.tagging") / "models" / models.card()["models"][MODEL]["phrases"]
    with file.open("rb") as opened, np.load(opened, allow_pickle=False) as stored:
        return {kind: trees.read(stored, kind) for kind in JUDGED}
