"""Train the taggers that ship: ``python -m bench.training.tagging --data FOLDER [--only skillspan|dotin]``.

The folder holds ``skillspan/train.json`` and ``dotin/*.xml``. SkillSpan's model sees the train part alone, dotin's the
four fifths of the files that are not held out. Scores come from :mod:`bench.tagging_scores`.
"""

import argparse
import gzip
import hashlib
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.training import cv_phrases, dotin, fields, networks, skillspan
from bench.training.resources import MODELS
from extractors.tagging import cv_features, laid_out, skill_features
from extractors.tagging.cv_layout import lay_out
from extractors.tagging.laid_out import Stretch
from extractors.tagging.tokens import cv_tokens

SKILL_SETTINGS: tuple[dict[str, float], ...] = ({"c1": 0.05, "c2": 0.5},)
CV_SETTINGS: tuple[dict[str, float], ...] = ({"c1": 0.05, "c2": 0.5, "max_iterations": 60},)
EPOCHS = {"skillspan": 14, "dotin": 12}
SEEDS = {"skillspan": 3, "dotin": 1}
SHARE = {"skillspan": 0.4, "dotin": 0.4}
"""Of the networks in the average with the conditional random field."""
FAVOUR = {
    "skillspan": {"KNOWLEDGE": 0.3},
    "skillspan-second": {},
    "dotin": {"title": 0.5, "employer": 0.5, "tool": 1.0},
}
LEAST = {"title": 0.24, "employer": 0.24}
"""Chance of a phrase from which on it is taken."""
"""Chosen by cross-validation on the training parts."""
DATA = {
    "skillspan": {
        "data": "SkillSpan (Zhang, Jensen, Sonniks, Plank 2022), kris927b/SkillSpan, train part, knowledge spans",
        "licence": "MIT",
    },
    "dotin": {
        "data": "dotin-inc/resume-dataset-NER-annotations, the files whose number is not divisible by five",
        "licence": "CC0-1.0",
    },
}


def train_skillspan(folder: Path) -> dict[str, Any]:
    """Train the tagger of knowledge; return its entry of the card."""
    adverts = skillspan.read(folder / "train.json")
    seen = [one for advert in adverts for one in skill_features.features(advert.sentences)]
    wanted = [one for advert in adverts for one in advert.labels]
    entry = _entry("skillspan", _trained("skillspan", seen, wanted, SKILL_SETTINGS), wanted)
    stretches = [(laid_out.of_sentences(advert.sentences), advert.labels) for advert in adverts]
    return entry | _networks("skillspan", stretches, entry["labels"])


def train_dotin(folder: Path) -> dict[str, Any]:
    """Train the tagger of CVs; return its entry of the card."""
    cvs = [cv for cv in dotin.read(folder) if not cv.held_out]
    tokens = [cv_tokens(cv.text) for cv in cvs]
    seen = [cv_features.features(lay_out(cv.text, one)) for cv, one in zip(cvs, tokens, strict=True)]
    wanted = [dotin.labels(one, cv.spans) for cv, one in zip(cvs, tokens, strict=True)]
    entry = _entry("dotin", _trained("dotin", seen, wanted, CV_SETTINGS), wanted)
    stretches = [
        (laid_out.of_text(cv.text, one), [labels]) for cv, one, labels in zip(cvs, tokens, wanted, strict=True)
    ]
    entry |= _networks("dotin", stretches, entry["labels"])
    views = cv_phrases.out_of_fold(cvs, wanted, entry["labels"], EPOCHS["dotin"], **CV_SETTINGS[0])
    return entry | phrases_of_cvs(cvs, views, entry["labels"])


def phrases_of_cvs(cvs: Sequence[dotin.Cv], views: Sequence[cv_phrases.Views], labels: Sequence[str]) -> dict[str, Any]:
    """Train the trees that judge phrases; return what the card says of them."""
    samples = cv_phrases.Samples(cvs, views, labels, SHARE["dotin"])
    file = "dotin.phrases.npz"
    (MODELS / file).write_bytes(cv_phrases.stored(samples, len(cvs)))
    print(f"{file}: {(MODELS / file).stat().st_size:,} bytes", flush=True)
    return {"phrases": file, "least": LEAST, "cross_validated": samples.cross_validated(LEAST)}


def _networks(
    name: str, documents: Sequence[tuple[Sequence[Stretch], Sequence[Sequence[str]]]], labels: Sequence[str]
) -> dict[str, Any]:
    """Train the networks on stretches of documents and the labels of their sequences."""
    words, wanted = networks.numbered(documents, labels)
    file = f"{name}.networks.npz"
    (MODELS / file).write_bytes(networks.train(words, wanted, len(labels), EPOCHS[name], SEEDS[name]))
    print(f"{file}: {(MODELS / file).stat().st_size:,} bytes", flush=True)
    return {"networks": file, "share": SHARE[name]}


def _trained(
    name: str,
    seen: Sequence[Sequence[Sequence[str]]],
    wanted: Sequence[Sequence[str]],
    settings: Sequence[dict[str, float]],
) -> list[str]:
    files = []
    for number, one in enumerate(settings, 1):
        file = f"{name}-{number}.crfsuite.gz"
        with tempfile.TemporaryDirectory() as place:
            raw = Path(place) / "model"
            fields.train(seen, wanted, raw, **one)
            (MODELS / file).write_bytes(gzip.compress(raw.read_bytes(), mtime=0))
        print(f"{file}: {(MODELS / file).stat().st_size:,} bytes", flush=True)
        files.append(file)
    return files


def _entry(name: str, files: list[str], wanted: Sequence[Sequence[str]]) -> dict[str, Any]:
    kinds = {label for one in wanted for label in one} - {"O"}
    return {
        **DATA[name],
        "command": f"python -m bench.training.tagging --data FOLDER --only {name}",
        "files": files,
        "labels": ["O", *sorted(kinds)],
        "favour": FAVOUR[name],
    }


def main() -> None:
    """Train what is asked for and write the card."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--only", choices=sorted(DATA))
    given = parser.parse_args()
    for name, train in (
        ("skillspan", train_skillspan),
        ("dotin", train_dotin),
    ):
        if given.only in (None, name):
            _write(name, train(given.data / name))


def _write(name: str, entry: dict[str, Any]) -> None:
    card = MODELS / "card.json"
    said = json.loads(card.read_text(encoding="utf-8")) if card.exists() else {"models": {}}
    scores = said["models"].get(name, {}).get("scores", {})
    said["models"][name] = {**entry, "scores": scores}
    said["sha256"] = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted([*MODELS.glob("*.gz"), *MODELS.glob("*.npz")])
    }
    card.write_text(json.dumps(said, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
