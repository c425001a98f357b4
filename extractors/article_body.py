"""The words of an article, without what stands around them.

A logistic model judges each line of the page's core by what its elements and neighbours say of it. Where it is
unsure of more than a few lines, trafilatura is asked for a second opinion, and a second model weighs both. The
weights are in ``config/lexicons/article_body.toml``; ``bench/training/article_body.py`` learns them.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from operator import mul
from typing import Literal

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from config import lexicons
from config.errors import LexiconError
from extractors.body_features import FEATURES, measure
from extractors.body_lines import LONG_LINE, WORD, BodyLines, read_lines
from extractors.page_text import VisibleText

LEXICON = "article_body"
CHOSEN = 0.6
"""Probability from which a line belongs to the body."""
UNSURE = (0.3, 0.8)
"""Between these the model is unsure of a line."""
UNSURE_SHARE = 0.05
"""Share of the words in long lines that it must be unsure of to ask for the second opinion."""
GRAM = 3
"""Words in a row that must agree for a vote."""

Opinion = Callable[[HtmlElement], str]


@dataclass(frozen=True, slots=True)
class Body:
    """An article's own words."""

    text: str
    """One line per block, as the page's visible text has them."""
    spans: tuple[tuple[int, int], ...]
    """Half-open spans of these lines, characters into the visible text."""
    paragraphs: tuple[str, ...]
    """The lines of running text among them."""

    @property
    def words(self) -> int:
        """How many words there are."""
        return len(self.text.split())


NO_BODY = Body("", (), ())


def body_of(root: HtmlElement, visible: VisibleText, title: str = "", *, opinion: Opinion | None = None) -> Body:
    """Return the body of the article that a page shows; an empty one where it has no running text.

    :param root: the parsed page; left as it is.
    :param title: the page's title.
    :param opinion: the second reader of the page, from its root to the body's text; None takes trafilatura.
    """
    page = read_lines(visible)
    chosen = page.candidates()
    if not chosen:
        return NO_BODY
    probable = judged(measure(page, title, [0.0] * len(chosen)), "alone")
    if is_unsure(probable, [page.lines[number].words for number in chosen]):
        said = (opinion or second_opinion)(root)
        probable = judged(measure(page, title, votes(page, said)), "voted")
    lines = [page.lines[number] for number, chance in zip(chosen, probable, strict=True) if chance >= CHOSEN]
    return Body(
        "\n".join(line.text for line in lines),
        tuple((line.start, line.end) for line in lines),
        tuple(line.text for line in lines if line.running),
    )


def is_unsure(probable: Iterable[float], words: Iterable[int]) -> bool:
    """Tell whether a second opinion is worth its time: it costs twice as much as all the rest.

    :param words: of each line that is judged.
    """
    total = unsure = 0
    for chance, count in zip(probable, words, strict=True):
        if count >= LONG_LINE:
            total += count
            unsure += count if UNSURE[0] < chance < UNSURE[1] else 0
    return unsure > UNSURE_SHARE * total


def second_opinion(root: HtmlElement) -> str:
    """Return what trafilatura takes for the article; empty where it fails, as it does on some broken markup.

    Its own fallbacks (readability, justext) are left out: the first model is a better one.
    """
    try:
        document = bare_extraction(
            deepcopy(root), favor_precision=True, include_comments=False, with_metadata=False, fast=True
        )
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError):
        return ""
    return getattr(document, "text", None) or ""


def votes(page: BodyLines, said: str) -> list[float]:
    """Return per candidate line the share of its word triples that a text has; of short lines, whether it has them."""
    words = WORD.findall(said)
    triples = set(zip(words, words[1:], words[2:], strict=False))
    lines = {" ".join(WORD.findall(line)) for line in said.split("\n")}
    shares = []
    for number in page.candidates():
        own = WORD.findall(page.lines[number].text)
        if len(own) < GRAM:
            shares.append(float(" ".join(own) in lines))
        else:
            shares.append(sum(map(triples.__contains__, zip(own, own[1:], own[2:], strict=False))) / (len(own) - 2))
    return shares


def judged(rows: Sequence[Sequence[float]], model: Literal["alone", "voted"]) -> list[float]:
    """Return the probability of each measured line to belong to the body."""
    bias, weights = _weights(model)
    return [_logistic(bias + sum(map(mul, weights, row))) for row in rows]


def _logistic(score: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


@cache
def _weights(model: str) -> tuple[float, tuple[float, ...]]:
    table: Mapping[str, float] = lexicons.load(LEXICON).tables.get(model, {})
    unknown = set(table) - {"bias", *FEATURES}
    if unknown or "bias" not in table:
        raise LexiconError(
            f"config/lexicons/{LEXICON}.toml: [{model}] must have a bias and no other weights than those of"
            f" extractors.body_features.FEATURES; unknown: {sorted(unknown)}. Learn it anew: python -m"
            " bench.training.article_body"
        )
    return float(table["bias"]), tuple(float(table.get(name, 0.0)) for name in FEATURES)
