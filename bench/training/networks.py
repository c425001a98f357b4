"""Training of the small networks, with PyTorch, which only this needs: ``pip install torch``."""

import io
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from extractors.tagging.encoding import FORMS, NUMBERS, encode
from extractors.tagging.laid_out import Stretch

WIDTHS = (24, 12, 16, 10, 12, 6, 12)
CELLS = 96
BATCH = 8
RATE = 3e-3
IGNORED = -1
"""The label of separators between lines."""


class Tagger(nn.Module):
    """Word vectors and hashed forms, two directions of LSTM, one layer to the labels."""

    def __init__(self, labels: int) -> None:
        super().__init__()
        self.tables = nn.ModuleList([nn.Embedding(size, width) for size, width in zip(FORMS, WIDTHS, strict=True)])
        self.cells = nn.LSTM(NUMBERS + 1 + sum(WIDTHS), CELLS, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * CELLS, labels)
        self.before = nn.Dropout(0.4)
        self.behind = nn.Dropout(0.5)

    def forward(self, numbers: torch.Tensor, forms: torch.Tensor) -> torch.Tensor:
        """Return the scores of the labels at each word."""
        looked_up = [table(forms[..., kind]) for kind, table in enumerate(self.tables)]
        inputs = self.before(torch.cat([numbers, *looked_up], -1))
        if self.training:
            inputs = inputs * (torch.rand(*inputs.shape[:2], 1) > 0.05)
        return self.out(self.behind(self.cells(inputs)[0]))


def numbered(
    documents: Sequence[tuple[Sequence[Stretch], Sequence[Sequence[str]]]], labels: Sequence[str]
) -> tuple[list[list[str]], list[NDArray[np.int64]]]:
    """Return the words of all stretches and the numbers of their labels.

    :param documents: stretches of each document and the labels of its sequences.
    """
    numbers = {label: number for number, label in enumerate(labels)}
    words, wanted = [], []
    for stretches, own in documents:
        for one in stretches:
            words.append(one.words)
            wanted.append(np.array([IGNORED if at is None else numbers[own[at[0]][at[1]]] for at in one.places]))
    return words, wanted


def train(
    sequences: Sequence[Sequence[str]], labels: Sequence[NDArray[np.int64]], kinds: int, epochs: int, seeds: int
) -> bytes:
    """Train one network per seed; return their weights as :func:`extractors.tagging.networks.read` reads them."""
    torch.set_num_threads(1)
    encoded = [encode(words) for words in sequences]
    return _stored([_trained(encoded, labels, kinds, epochs, seed) for seed in range(seeds)])


def _trained(
    encoded: Sequence[tuple[NDArray[np.float32], NDArray[np.int64]]],
    labels: Sequence[NDArray[np.int64]],
    kinds: int,
    epochs: int,
    seed: int,
) -> Tagger:
    torch.manual_seed(seed)
    draw = np.random.default_rng(seed)
    tagger = Tagger(kinds)
    optimizer = torch.optim.AdamW(tagger.parameters(), lr=RATE, weight_decay=1e-2)
    steps = epochs * -(-len(encoded) // BATCH)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps, pct_start=0.15)
    tagger.train()
    for _ in range(epochs):
        order = draw.permutation(len(encoded))
        for at in range(0, len(order), BATCH):
            chosen = order[at : at + BATCH]
            pad = nn.utils.rnn.pad_sequence
            numbers = pad([torch.from_numpy(encoded[one][0]) for one in chosen], batch_first=True)
            forms = pad([torch.from_numpy(encoded[one][1]) for one in chosen], batch_first=True)
            wanted = pad([torch.from_numpy(labels[one]) for one in chosen], batch_first=True, padding_value=IGNORED)
            optimizer.zero_grad()
            scores = tagger(numbers, forms)
            loss = nn.functional.cross_entropy(scores.reshape(-1, kinds), wanted.reshape(-1), ignore_index=IGNORED)
            loss.backward()
            nn.utils.clip_grad_norm_(tagger.parameters(), 5)
            optimizer.step()
            rate.step()
    return tagger.eval()


def _stored(taggers: Sequence[Tagger]) -> bytes:
    def stacked(name: str) -> NDArray[np.float16]:
        return np.stack([tagger.state_dict()[name].numpy() for tagger in taggers]).astype(np.float16)

    def directions(name: str) -> NDArray[np.float16]:
        return np.stack([stacked(f"cells.{name}"), stacked(f"cells.{name}_reverse")], axis=1)

    weights = {f"table{number}": stacked(f"tables.{number}.weight") for number in range(len(FORMS))}
    weights["into"] = directions("weight_ih_l0").swapaxes(2, 3)
    weights["again"] = directions("weight_hh_l0").swapaxes(2, 3)
    weights["bias"] = directions("bias_ih_l0") + directions("bias_hh_l0")
    weights["out"] = stacked("out.weight").swapaxes(1, 2)
    weights["out_bias"] = stacked("out.bias")
    content = io.BytesIO()
    np.savez_compressed(content, **weights)
    return content.getvalue()
