"""What the networks see of each word: its vector, and hashes of its form."""

import gzip
import zlib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from extractors.tagging import gazetteer
from extractors.tagging.words import core, shape, short_shape, word_rank

NUMBERS = 50
"""Of a word's vector; one more says that the word has none."""
FORMS = (4096, 1024, 1024, 512, 256, 8, 256)
"""How many hashes there are of the word, its first three letters, its last three and two, its shape, its mark in the
lexicon, and its short shape with the last sign.
"""
MARKS = {mark: number for number, mark in enumerate("-BIabs")}
LINE, PARAGRAPH = "\n", "\n\n"
"""Stand between the words of lines and paragraphs."""

Floats = NDArray[np.float32]


@cache
def vectors() -> NDArray[np.int8]:
    """Return the vectors of the most frequent words, one row each, in 127ths of :data:`WIDEST`."""
    content = gzip.decompress((files("extractors.tagging") / "models" / "word_vectors.bin.gz").read_bytes())
    return np.frombuffer(content, dtype=np.int8).reshape(-1, NUMBERS)


WIDEST = 2.5
"""The largest number of a vector."""


def encode(words: Sequence[str]) -> tuple[Floats, NDArray[np.int64]]:
    """Return the vectors (words by 51) and the hashes (words by 7) of a sequence."""
    table = vectors()
    numbers = np.zeros((len(words), NUMBERS + 1), dtype=np.float32)
    marks = gazetteer.marks(words)
    forms = np.zeros((len(words), len(FORMS)), dtype=np.int64)
    for at, word in enumerate(words):
        rank = word_rank(word)
        if rank is None or rank >= len(table):
            numbers[at, NUMBERS] = 1.0
        else:
            numbers[at, :NUMBERS] = table[rank] * np.float32(WIDEST / 127)
        forms[at] = _forms(word)
        forms[at, 5] = MARKS[marks[at]]
    return numbers, forms


@lru_cache(maxsize=20_000)
def _forms(word: str) -> tuple[int, ...]:
    low = core(word).lower()
    said = (low, low[:3], low[-3:], low[-2:], shape(word), "", short_shape(word) + word[-1:])
    return tuple(zlib.crc32(one.encode()) % size for one, size in zip(said, FORMS, strict=True))
