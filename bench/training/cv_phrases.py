"""Training of the trees that judge the phrases of CVs, with LightGBM, which only this needs: ``pip install lightgbm``.

They learn from what the taggers say of CVs that they were not trained on: of each fold by taggers of the others.
"""

import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from bench.training import fields, networks
from bench.training.dotin import Cv
from extractors.tagging import cv_features, laid_out
from extractors.tagging import networks as shipped
from extractors.tagging.cv_candidates import Candidate
from extractors.tagging.cv_layout import lay_out
from extractors.tagging.cvs import JUDGED, chosen, measured
from extractors.tagging.tokens import Token, cv_tokens

FOLDS = 4
SETTINGS: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.04,
    "num_leaves": 15,
    "min_data_in_leaf": 20,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "num_threads": 1,
    "deterministic": True,
    "verbose": -1,
}
ROUNDS = 200
SEEDS = (1, 2, 3)

Numbers = NDArray[np.float64]
Views = tuple[Numbers, Numbers]
"""Chances of the fields and of the networks."""


def out_of_fold(
    cvs: Sequence[Cv], wanted: Sequence[Sequence[str]], labels: Sequence[str], epochs: int, **settings: float
) -> list[Views]:
    """Return for each CV what taggers trained on the other folds say of it."""
    tokens = [cv_tokens(cv.text) for cv in cvs]
    seen = [cv_features.features(lay_out(cv.text, one)) for cv, one in zip(cvs, tokens, strict=True)]
    found: dict[int, Views] = {}
    for fold in range(FOLDS):
        rest = [at for at in range(len(cvs)) if at % FOLDS != fold]
        with tempfile.TemporaryDirectory() as place:
            file = Path(place) / "model"
            fields.train([seen[at] for at in rest], [wanted[at] for at in rest], file, **settings)
            tagger = fields.tagger(file)
            own = {at: _of_fields(tagger, seen[at], labels) for at in range(fold, len(cvs), FOLDS)}
        stretches = [(laid_out.of_text(cvs[at].text, tokens[at]), [wanted[at]]) for at in rest]
        words, kinds = networks.numbered(stretches, labels)
        trained = shipped.read(networks.train(words, kinds, len(labels), epochs, 1), list(labels))
        for at, ours in own.items():
            found[at] = (ours, _of_networks(trained, cvs[at].text, tokens[at]))
        print(f"fold {fold + 1} of {FOLDS}", flush=True)
    return [found[at] for at in range(len(cvs))]


def _of_fields(tagger: Any, seen: Sequence[Sequence[str]], labels: Sequence[str]) -> Numbers:
    tagger.set(seen)
    known = set(tagger.labels())
    columns = [[tagger.marginal(one, at) if one in known else 0.0 for at in range(len(seen))] for one in labels]
    return np.array(columns).T


def _of_networks(trained: shipped.Networks, text: str, tokens: Sequence[Token]) -> Numbers:
    found = np.zeros((len(tokens), len(trained.labels)))
    stretches = laid_out.of_text(text, tokens)
    for one, rows in zip(stretches, trained.chances([one.words for one in stretches]), strict=True):
        for place, row in zip(one.places, rows, strict=True):
            if place is not None:
                found[place[1]] = row
    return found


class Samples:
    """The candidates of all CVs of one kind, measured, and whether each is one that was annotated."""

    def __init__(self, cvs: Sequence[Cv], views: Sequence[Views], labels: Sequence[str], share: float) -> None:
        self._cvs = cvs
        self._tokens = [cv_tokens(cv.text) for cv in cvs]
        self._measured = [
            measured(lay_out(cv.text, tokens), labels, own, share)
            for cv, tokens, own in zip(cvs, self._tokens, views, strict=True)
        ]

    def _truth(self, at: int, kind: str) -> Numbers:
        tokens, spans = self._tokens[at], set(self._cvs[at].spans)
        found = self._measured[at][kind][0]
        return np.array(
            [(tokens[one.first].start, tokens[one.behind - 1].end, kind) in spans for one in found], dtype=np.float64
        )

    def train(self, kind: str, numbers: Sequence[int]) -> list[lightgbm.Booster]:
        """Train one model per seed on the CVs of these numbers."""
        filled = [at for at in numbers if self._measured[at][kind][0]]
        rows = np.vstack([self._measured[at][kind][1] for at in filled])
        truth = np.concatenate([self._truth(at, kind) for at in filled])
        return [lightgbm.train({**SETTINGS, "seed": seed}, lightgbm.Dataset(rows, truth), ROUNDS) for seed in SEEDS]

    def cross_validated(self, least: dict[str, float]) -> dict[str, float]:
        """Return exact F1 of each kind where every fold is judged by trees of the others."""
        hits, marked = dict.fromkeys(JUDGED, 0), dict.fromkeys(JUDGED, 0)
        for fold in range(FOLDS):
            rest = [at for at in range(len(self._cvs)) if at % FOLDS != fold]
            models = {kind: self.train(kind, rest) for kind in JUDGED}
            for at in range(fold, len(self._cvs), FOLDS):
                judged: dict[str, tuple[Sequence[Candidate], Numbers]] = {}
                for kind in JUDGED:
                    found, rows = self._measured[at][kind]
                    judged[kind] = (found, _averaged(models[kind], rows))
                tokens = self._tokens[at]
                spans = {(tokens[one.start].start, tokens[one.end - 1].end, one.label) for one in chosen(judged, least)}
                truth = {one for one in self._cvs[at].spans if one[2] in JUDGED}
                for kind in JUDGED:
                    hits[kind] += sum(one[2] == kind for one in spans & truth)
                    marked[kind] += sum(one[2] == kind for one in [*spans, *truth])
        return {kind: round(2 * hits[kind] / marked[kind], 4) for kind in JUDGED}


def _averaged(models: Sequence[lightgbm.Booster], rows: Numbers) -> Numbers:
    """Return chances as the trees that ship do: averaged as log odds."""
    if not len(rows):
        return np.zeros(0)
    odds = np.mean([np.asarray(one.predict(rows, raw_score=True)) for one in models], axis=0)
    return np.asarray(1 / (1 + np.exp(-odds)))


def stored(samples: Samples, count: int) -> bytes:
    """Train on all CVs; return the trees as :func:`extractors.tagging.trees.read` reads them."""
    arrays: dict[str, NDArray[Any]] = {}
    for kind in JUDGED:
        roots = [
            tree["tree_structure"]
            for model in samples.train(kind, range(count))
            for tree in model.dump_model()["tree_info"]
        ]
        arrays |= {f"{kind}.{name}": array for name, array in _flat(roots).items()}
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    return content.getvalue()


def _flat(roots: Sequence[dict[str, Any]]) -> dict[str, NDArray[Any]]:
    most = SETTINGS["num_leaves"]
    feature, left, right = (np.zeros((len(roots), most - 1), dtype=np.int16) for _ in range(3))
    threshold = np.zeros((len(roots), most - 1))
    leaf = np.zeros((len(roots), most))
    for number, root in enumerate(roots):
        open_ = [root]
        if "split_index" not in root:
            left[number, 0] = right[number, 0] = ~0
            leaf[number, 0] = root["leaf_value"] / len(SEEDS)
            continue
        while open_:
            node = open_.pop()
            at = node["split_index"]
            feature[number, at], threshold[number, at] = node["split_feature"], node["threshold"]
            for side, places in (("left_child", left), ("right_child", right)):
                child = node[side]
                if "split_index" in child:
                    places[number, at] = child["split_index"]
                    open_.append(child)
                else:
                    places[number, at] = ~child["leaf_index"]
                    leaf[number, child["leaf_index"]] = child["leaf_value"] / len(SEEDS)
    return {"feature": feature, "threshold": threshold, "left": left, "right": right, "leaf": leaf}
