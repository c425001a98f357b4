"""Learns the weights of ``extractors/article_body.py`` and writes ``config/lexicons/article_body.toml``.

``python -m bench.training.article_body --data FOLDER [--write]``, with the pages of
scrapinghub/article-extraction-benchmark (MIT). First it tells what a model learned on some hosts reaches on the others
(cross-validation); the last line is JSON. With ``--write`` the model of all pages is written. Nothing of the pages is
stored, only a weight per feature. NumPy comes with spaCy.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from bench.shingles import SHINGLE, WORD, LabelledPage, averaged, overlap, read_pages, shingles
from extractors.article_body import CHOSEN, is_unsure, second_opinion, votes
from extractors.body_features import FEATURES, OF_VOTES, measure
from extractors.body_lines import BodyLines, read_lines
from extractors.page_text import parse, visible_text

STRENGTH = 10.0
"""Of the quadratic penalty on weights, over standardised features."""
STEPS = 30
"""Of Newton's method; it converges in ten."""
TOML = Path(__file__).parent.parent.parent / "config" / "lexicons" / "article_body.toml"

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """The measured candidate lines of one page."""

    page: LabelledPage
    texts: Sequence[str]
    words: Matrix
    alone: Matrix
    voted: Matrix
    truth: Matrix
    """Per line the share of its words that stand in the true body."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights over plain features."""

    bias: float
    weights: Matrix

    def judge(self, rows: Matrix) -> Matrix:
        """Return the probability of each line."""
        judged: Matrix = _logistic(rows @ self.weights + self.bias)
        return judged


def sample(page: LabelledPage) -> Sample:
    """Measure one page."""
    root = parse(page.source)
    lines = read_lines(visible_text(root))
    element = root.find(".//title")
    title = " ".join("".join(element.itertext()).split()) if element is not None else ""
    chosen = lines.candidates()
    shape = (len(chosen), len(FEATURES))
    return Sample(
        page,
        [lines.lines[number].text for number in chosen],
        np.array([lines.lines[number].words for number in chosen], float),
        np.array(measure(lines, title, [0.0] * len(chosen)), float).reshape(shape),
        np.array(measure(lines, title, votes(lines, second_opinion(root))), float).reshape(shape),
        np.array(_truth(lines, page.body), float)[chosen.start : chosen.stop],
    )


def _truth(lines: BodyLines, body: str) -> list[float]:
    """Return per line the share of words that are part of four words in a row of the true body."""
    known = set(shingles(body))
    words, owners = [], []
    for number, line in enumerate(lines.lines):
        own = WORD.findall(line.text)
        words += own
        owners += [number] * len(own)
    covered = [False] * len(words)
    for at in range(len(words) - SHINGLE + 1):
        if tuple(words[at : at + SHINGLE]) in known:
            covered[at : at + SHINGLE] = [True] * SHINGLE
    total, agreed = [0] * len(lines.lines), [0] * len(lines.lines)
    for owner, inside in zip(owners, covered, strict=True):
        total[owner] += 1
        agreed[owner] += inside
    return [part / whole if whole else 0.0 for part, whole in zip(agreed, total, strict=True)]


def learn(samples: Sequence[Sample], *, voted: bool) -> Model:
    """Fit a penalised logistic regression by Newton's method; a long line weighs more, a long page does not."""
    rows = np.vstack([one.voted if voted else one.alone for one in samples])
    truth = np.concatenate([one.truth for one in samples])
    weight = np.concatenate([np.sqrt(one.words) / max(1.0, np.sqrt(one.words).sum()) ** 0.5 for one in samples])
    used = np.array([voted or name not in OF_VOTES for name in FEATURES])
    middle, spread = rows.mean(0), rows.std(0) + 1e-6
    plain = np.hstack([((rows - middle) / spread) * used, np.ones((len(rows), 1))])
    found = np.zeros(plain.shape[1])
    for _ in range(STEPS):
        chance = _logistic(plain @ found)
        slope = plain.T @ (weight * (chance - truth)) + STRENGTH * found
        curve = (plain.T * (weight * chance * (1 - chance))) @ plain + STRENGTH * np.eye(len(found))
        found -= np.linalg.solve(curve, slope)
    weights = found[:-1] * used / spread
    return Model(float(found[-1] - weights @ middle), weights)


def _logistic(score: Matrix) -> Matrix:
    chance: Matrix = 1.0 / (1.0 + np.exp(-np.clip(score, -30.0, 30.0)))
    return chance


def read_with(one: Sample, alone: Model, voted: Model) -> str:
    """Return the body as ``extractors/article_body.py`` reads it with these models."""
    chance = alone.judge(one.alone)
    if is_unsure(chance.tolist(), one.words.astype(int).tolist()):
        chance = voted.judge(one.voted)
    return "\n".join(text for text, likely in zip(one.texts, chance, strict=True) if likely >= CHOSEN)


def cross_validated(samples: Sequence[Sample], folds: int, seed: int) -> dict[str, Any]:
    """Judge each page by models learned on other hosts."""
    hosts = sorted({_host(one) for one in samples})
    Random(seed).shuffle(hosts)
    fold_of = {host: number % folds for number, host in enumerate(hosts)}
    overlaps = []
    for fold in range(folds):
        rest = [one for one in samples if fold_of[_host(one)] != fold]
        alone, voted = learn(rest, voted=False), learn(rest, voted=True)
        overlaps += [
            overlap(one.page.body, read_with(one, alone, voted)) for one in samples if fold_of[_host(one)] == fold
        ]
    f1, precision, recall = averaged(overlaps)
    return {"folds": folds, "seed": seed, "f1": round(f1, 4), "p": round(precision, 4), "r": round(recall, 4)}


def _host(one: Sample) -> str:
    return (urlsplit(one.page.address).hostname or one.page.key).removeprefix("www.")


def as_toml(alone: Model, voted: Model, pages: int, score: float) -> str:
    """Return the lexicon's text."""
    origin = (
        f"Learned by python -m bench.training.article_body on {pages} pages of scrapinghub/article-extraction-benchmark"
        f" (MIT): weights only, no text. F1 on hosts that the model has not seen, in ten folds: {score:.3f}."
    )
    lines = [
        f'origin = "{origin}"',
        'licence = "MIT"',
        'description = "Weights of the two models that tell an article\'s lines from what stands around them."',
    ]
    for name, model in (("alone", alone), ("voted", voted)):
        lines += ["", f"[{name}]", f"bias = {model.bias:.4g}"]
        lines += [
            f"{feature} = {float(f'{weight:.4g}')}"
            for feature, weight in zip(FEATURES, model.weights, strict=True)
            if weight
        ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Cross-validate, and write the model of all pages when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    samples = [sample(page) for page in read_pages(asked.data)]
    told = [cross_validated(samples, folds, seed) for folds in (2, 10) for seed in (1, 2, 3)]
    if asked.write:
        score = sum(one["f1"] for one in told if one["folds"] == 10) / 3
        TOML.write_text(as_toml(learn(samples, voted=False), learn(samples, voted=True), len(samples), score), "utf-8")
    print(json.dumps({"cross_validated": told}))


if __name__ == "__main__":
    main()
