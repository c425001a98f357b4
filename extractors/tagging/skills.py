"""Skills and knowledge in sentences, as the annotators of SkillSpan understood them."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractors.tagging import laid_out, models, sequences
from extractors.tagging.skill_features import features
from extractors.tagging.spans import TaggedSpan
from extractors.tagging.tokens import Token, sentences
from extractors.tagging.words import EDGES

MODEL = "skillspan"


def word_chances(document: Sequence[Sequence[str]]) -> list[NDArray[np.float64]]:
    """Return, for each sentence of a document, the probability of each label of the model at each word."""
    model = models.load(MODEL)
    return model.mixed([model.chances(one) for one in features(document)], laid_out.of_sentences(document))


@lru_cache(maxsize=256)
def _tagged(text: str) -> tuple[tuple[tuple[Token, ...], tuple[float, ...], tuple[str, ...]], ...]:
    """Return tokens, probability of being inside a span, and labels, of each sentence."""
    model = models.load(MODEL)
    split = sentences(text)
    out = model.labels.index(sequences.OUT)
    words = [[token.text for token in one] for one in split]
    result = []
    for tokens, chances in zip(split, word_chances(words), strict=True):
        labels = sequences.best_labels(model.labels, chances, model.favour)
        inside = tuple(float(1 - row[out]) for row in chances)
        result.append((tuple(tokens), inside, tuple(labels)))
    return tuple(result)


def skill_spans(text: str) -> list[TaggedSpan]:
    """Return the knowledge and skills that a text names, in order, cut at commas.

    A text with its lines reads better than a single sentence: the lines before are part of what the model sees.
    """
    found = []
    for tokens, inside, labels in _tagged(text):
        for first, behind, kind in sequences.spans(list(labels)):
            cuts = [first, *(at for at in range(first + 1, behind) if tokens[at].separated), behind]
            for start, end in pairwise(cuts):
                span = _trimmed(text, tokens[start].start, tokens[end - 1].end)
                if span:
                    found.append(TaggedSpan(*span, kind, min(inside[start:end])))
    return found


def skill_gate(text: str, start: int, end: int) -> float:
    """Return the probability that a phrase is meant as a skill where it stands; 0 where no word stands.

    :param text: the sentence, or better the paragraph, that the phrase stands in; asked again it costs nothing.
    """
    chances = [
        chance
        for tokens, inside, _ in _tagged(text)
        for token, chance in zip(tokens, inside, strict=True)
        if max(token.start, start) < min(token.end, end)
    ]
    return sum(chances) / len(chances) if chances else 0.0


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while (
        start < end
        and text[start] in EDGES
        and not (text[start] == "." and end - start > 1 and text[start + 1].isalpha())
    ):
        start += 1
    while end > start and text[end - 1] in EDGES:
        end -= 1
    return (start, end) if start < end else None
