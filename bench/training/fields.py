"""Conditional random fields: training settings, one place for all models."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pycrfsuite

SETTINGS: Mapping[str, float | int | bool] = {
    "c1": 0.05,
    "c2": 0.5,
    "max_iterations": 80,
    "feature.possible_transitions": True,
}


def train(
    features: Sequence[Sequence[Sequence[str]]],
    labels: Sequence[Sequence[str]],
    file: Path,
    **settings: float,
) -> None:
    """Train one model with L-BFGS and write it."""
    trainer = pycrfsuite.Trainer(verbose=False, algorithm="lbfgs")
    for sequence, wanted in zip(features, labels, strict=True):
        trainer.append(sequence, wanted)
    trainer.set_params({**SETTINGS, **settings})
    trainer.train(str(file))


def tagger(file: Path) -> pycrfsuite.Tagger:
    """Open a trained model."""
    opened = pycrfsuite.Tagger()
    opened.open(str(file))
    return opened
