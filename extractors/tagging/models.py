"""The trained files, read once per process when first needed."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pycrfsuite
from numpy.typing import NDArray

from extractors.tagging import laid_out
from extractors.tagging.networks import Networks, read


@dataclass(frozen=True)
class Ensemble:
    """Conditional random fields and networks whose probabilities are averaged; not for several threads at once."""

    labels: list[str]
    favour: dict[str, float]
    taggers: tuple[pycrfsuite.Tagger, ...]
    contents: tuple[bytes, ...]
    """What the taggers read from: they hold no reference of their own."""

    networks: Networks | None
    """Averaged in with :attr:`share`, where a model has them."""
    share: float

    def chances(self, features: Sequence[Sequence[str]]) -> NDArray[np.float64]:
        """Return the probability of each label (columns) at each token (rows)."""
        total = np.zeros((len(features), len(self.labels)))
        if not features:
            return total
        sequence = pycrfsuite.ItemSequence(features)
        for tagger in self.taggers:
            tagger.set(sequence)
            own = set(tagger.labels())
            for column, label in enumerate(self.labels):
                if label in own:
                    total[:, column] += [tagger.marginal(label, at) for at in range(len(features))]
        return total / len(self.taggers)

    def mixed(
        self, chances: Sequence[NDArray[np.float64]], documents: Sequence[laid_out.Stretch]
    ) -> list[NDArray[np.float64]]:
        """Return the fields' chances of each sequence averaged with what the networks say of the same words.

        :param documents: the same words in stretches with their line breaks, as the networks read them.
        """
        if self.networks is None:
            return list(chances)
        alone = self.of_networks([len(one) for one in chances], documents)
        return [(1 - self.share) * ours + self.share * theirs for ours, theirs in zip(chances, alone, strict=True)]

    def of_networks(self, lengths: Sequence[int], documents: Sequence[laid_out.Stretch]) -> list[NDArray[np.float64]]:
        """Return what the networks alone say of each sequence; zeros where a model has none.

        :param lengths: words of each sequence.
        """
        found = [np.zeros((length, len(self.labels))) for length in lengths]
        if self.networks is None:
            return found
        for stretch, rows in zip(documents, self.networks.chances([one.words for one in documents]), strict=True):
            for place, row in zip(stretch.places, rows, strict=True):
                if place is not None:
                    found[place[0]][place[1]] = row
        return found


@cache
def card() -> dict[str, Any]:
    """Return what ``models/card.json`` says: data, licences, settings and scores of each model."""
    content = (files("extractors.tagging") / "models" / "card.json").read_text(encoding="utf-8")
    said: dict[str, Any] = json.loads(content)
    return said


@cache
def load(name: str) -> Ensemble:
    """Read one model by its name in the card."""
    said = card()["models"][name]
    folder = files("extractors.tagging") / "models"
    contents = tuple(gzip.decompress((folder / file).read_bytes()) for file in said["files"])
    taggers = []
    for content in contents:
        tagger = pycrfsuite.Tagger()
        tagger.open_inmemory(content)
        taggers.append(tagger)
    labels = list(said["labels"])
    networks = read((folder / said["networks"]).read_bytes(), labels) if said.get("networks") else None
    return Ensemble(labels, dict(said["favour"]), tuple(taggers), contents, networks, float(said.get("share", 0.0)))
