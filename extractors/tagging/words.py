"""What the models know of a single word: its form, its class, and how common it is."""

import gzip
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

EDGES = ".,;:!?()[]{}\"'“”‘’•*·"


class WordClass(NamedTuple):
    """Clusters of a word's vector at three sizes, and its rank."""

    coarse: int
    middle: int
    fine: int
    rank: int
    """Logarithm of the word's rank by frequency, base 2."""


@cache
def _classes() -> dict[str, int]:
    """Return the classes packed into one number each: a tuple per word would take 30 MB more."""
    content = gzip.decompress((files("extractors.tagging") / "models" / "word_classes.tsv.gz").read_bytes()).decode()
    table: dict[str, int] = {}
    for number, line in enumerate(content.splitlines(), 1):
        word, coarse, middle, fine = line.split("\t")
        table[word] = (number << 48) | (int(fine) << 32) | (int(middle) << 16) | int(coarse)
    return table


@lru_cache(maxsize=50_000)
def core(word: str) -> str:
    """Return a word without punctuation at its ends, or the punctuation itself."""
    return word.strip(EDGES) or word


@lru_cache(maxsize=50_000)
def shape(word: str) -> str:
    """Return the form of a word: ``JavaScript2`` is ``XxxXxxd``; runs longer than two are cut."""
    return re.sub(r"(.)\1{2,}", r"\1\1", _signs(word))[:12]


@lru_cache(maxsize=50_000)
def short_shape(word: str) -> str:
    """Return the form of a word with every run as one: ``JavaScript2`` is ``XxXxd``."""
    return re.sub(r"(.)\1+", r"\1", _signs(word))[:12]


def _signs(word: str) -> str:
    return "".join(
        "d" if sign.isdigit() else "X" if sign.isupper() else "x" if sign.isalpha() else sign for sign in word[:40]
    )


@lru_cache(maxsize=50_000)
def _packed(word: str) -> int | None:
    """Return the entry of a word, of its first part before a slash, or of its last behind a hyphen."""
    lowered = core(word).lower()
    table = _classes()
    for form in (lowered, lowered.split("/")[0], lowered.split("-")[-1]):
        if form in table:
            return table[form]
    return None


def word_class(word: str) -> WordClass | None:
    """Return the class of a word, or of the part of a compound that is known."""
    packed = _packed(word)
    if packed is None:
        return None
    rank = min((packed >> 48).bit_length(), 18)
    return WordClass(packed & 0xFFFF, packed >> 16 & 0xFFFF, packed >> 32 & 0xFFFF, rank)


def word_rank(word: str) -> int | None:
    """Return the rank of a word by frequency, from 0; None for an unknown one."""
    packed = _packed(word)
    return None if packed is None else (packed >> 48) - 1
