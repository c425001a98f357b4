"""Small recurrent networks, trained elsewhere and run with numpy alone.

Bidirectional LSTM (Hochreiter, Schmidhuber 1997; Graves, Schmidhuber 2005) over words and lines; several of them are
run at once and averaged.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from extractors.tagging.encoding import Floats, encode

TOGETHER = 16
"""Sequences run as one batch."""


@dataclass(frozen=True)
class Networks:
    """The weights of N networks of one form: two directions, H cells each, L labels."""

    labels: list[str]
    tables: tuple[Floats, ...]
    """Embeddings of the forms, each N x size x width."""
    into: Floats
    """N x 2 x inputs x 4H."""
    again: Floats
    """N x 2 x H x 4H."""
    bias: Floats
    """N x 2 x 4H."""
    out: Floats
    """N x 2H x L."""
    out_bias: Floats
    """N x L."""

    def chances(self, sequences: Sequence[Sequence[str]]) -> list[Floats]:
        """Return, for each sequence of words, the probability of each label (columns) at each word (rows)."""
        found: list[Floats] = []
        for at in range(0, len(sequences), TOGETHER):
            found += self._batch(sequences[at : at + TOGETHER])
        return found

    def _batch(self, sequences: Sequence[Sequence[str]]) -> list[Floats]:
        longest = max(map(len, sequences))
        many, size = len(self.into), self.again.shape[2]
        inputs = np.zeros((many, 2, longest, len(sequences), self.into.shape[2]), dtype=np.float32)
        for column, words in enumerate(sequences):
            numbers, forms = encode(words)
            for network in range(many):
                looked_up = [table[network][forms[:, kind]] for kind, table in enumerate(self.tables)]
                row = np.concatenate([numbers, *looked_up], axis=1)
                inputs[network, 0, : len(words), column] = row
                inputs[network, 1, : len(words), column] = row[::-1]
        gates = np.matmul(inputs, self.into[:, :, None]) + self.bias[:, :, None, None]
        hidden = np.zeros((many, 2, len(sequences), size), dtype=np.float32)
        cell = np.zeros_like(hidden)
        seen = np.zeros((longest, *hidden.shape), dtype=np.float32)
        for step in range(longest):
            now = gates[:, :, step] + np.matmul(hidden, self.again)
            opened = 1 / (1 + np.exp(-now))
            fresh = np.tanh(now[..., 2 * size : 3 * size])
            cell = opened[..., size : 2 * size] * cell + opened[..., :size] * fresh
            hidden = opened[..., 3 * size :] * np.tanh(cell)
            seen[step] = hidden
        return [self._read_out(seen[: len(words), :, :, column]) for column, words in enumerate(sequences)]

    def _read_out(self, seen: Floats) -> Floats:
        both = np.concatenate([seen[:, :, 0], seen[::-1, :, 1]], axis=2).transpose(1, 0, 2)
        scores = np.matmul(both, self.out) + self.out_bias[:, None]
        powers = np.exp(scores - scores.max(axis=2, keepdims=True))
        averaged: Floats = (powers / powers.sum(axis=2, keepdims=True)).mean(axis=0)
        return averaged


def read(content: bytes, labels: list[str]) -> Networks:
    """Read the weights as training wrote them: one npz with the fields of :class:`Networks`, in half precision."""
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        weights = {name: stored[name].astype(np.float32) for name in stored.files}
    tables = tuple(weights[f"table{number}"] for number in range(sum(name.startswith("table") for name in weights)))
    one = {name: weights[name] for name in ("into", "again", "bias", "out", "out_bias")}
    return Networks(labels, tables, **one)
