"""The SkillSpan data (Zhang et al. 2022): sentences of job adverts with spans of knowledge."""

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

KNOWLEDGE = "KNOWLEDGE"


@dataclass(frozen=True, slots=True)
class Advert:
    """One job advert: its sentences as tokens, and one label per token."""

    sentences: list[list[str]]
    labels: list[list[str]]


def read(file: Path) -> list[Advert]:
    """Read ``train.json`` or ``dev.json``; sentences that follow each other with one number are one advert."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    adverts = []
    for _, group in itertools.groupby(rows, key=lambda row: (row["source"], row["idx"])):
        own = list(group)
        labels = [[tag if tag == "O" else f"{tag}-{KNOWLEDGE}" for tag in row["tags_knowledge"]] for row in own]
        adverts.append(Advert([row["tokens"] for row in own], labels))
    return adverts


def peer_features(words: Sequence[str], marks: Sequence[str], shapes: Sequence[str]) -> list[list[str]]:
    """Return the features of the plain peer: word, shape, affixes, two neighbours each side, lexicon membership."""
    low = [word.lower() for word in words]
    found = []
    for at, word in enumerate(words):
        one = ["b", "w=" + low[at], "sh=" + shapes[at], "lx=" + marks[at]]
        one += [f"p2={low[at][:2]}", f"p3={low[at][:3]}", f"s2={low[at][-2:]}", f"s3={low[at][-3:]}"]
        one += [name for name, is_so in (("up", word.isupper()), ("ti", word.istitle())) if is_so]
        one += ["dg"] if any(sign.isdigit() for sign in word) else []
        for off in (-2, -1, 1, 2):
            if 0 <= at + off < len(words):
                one += [f"{off}w={low[at + off]}", f"{off}lx={marks[at + off]}"]
                one += [f"{off}sh={shapes[at + off]}"] if abs(off) == 1 else []
            elif abs(off) == 1:
                one.append("first" if off < 0 else "last")
        found.append(one)
    return found
