"""Boosted decision trees, trained elsewhere and run with numpy alone (Friedman 2001)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.int32]


@dataclass(frozen=True)
class Trees:
    """The sum of the leaves that a row reaches is its log odds; arrays are trees by nodes."""

    feature: Places
    threshold: Numbers
    left: Places
    """The next node where the feature is at most the threshold; below zero the inverted number of a leaf."""
    right: Places
    leaf: Numbers
    """Trees by leaves; of averaged models, already divided by how many there are."""

    def chances(self, rows: Numbers) -> Numbers:
        """Return the probability of each row."""
        if not len(rows):
            return np.zeros(0)
        many, nodes = self.feature.shape
        root = np.arange(many) * nodes
        feature, threshold = self.feature.ravel(), self.threshold.ravel()
        left, right = self.left.ravel(), self.right.ravel()
        start = np.arange(len(rows))[:, None] * rows.shape[1]
        values = rows.ravel()
        at = np.zeros((len(rows), many), dtype=np.int64)
        while (at >= 0).any():
            node = root + np.maximum(at, 0)
            goes_left = values.take(start + feature.take(node)) <= threshold.take(node)
            at = np.where(at < 0, at, np.where(goes_left, left.take(node), right.take(node)))
        leaves = np.arange(many) * self.leaf.shape[1]
        odds: Numbers = self.leaf.ravel().take(leaves + ~at).sum(axis=1)
        return np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float64)


def read(stored: Mapping[str, NDArray[np.float64]], kind: str) -> Trees:
    """Return the trees of a kind out of an open npz file."""
    feature, left, right = (stored[f"{kind}.{name}"].astype(np.int32) for name in ("feature", "left", "right"))
    return Trees(feature, stored[f"{kind}.threshold"], left, right, stored[f"{kind}.leaf"])
