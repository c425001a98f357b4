"""How well the taggers tag: SkillSpan's dev part beside a plain peer trained in the same run, and dotin's held-out CVs.

``python -m bench.tagging_scores --data FOLDER [--retrain] [--write]``; ``make bench NAME=extract`` calls
:func:`skillspan` and :func:`dotin`. Exact: first and last token agree. Lenient: a predicted span counts where it
overlaps a true one, a true one is found where a predicted one overlaps it. Intervals are the bootstrap's over adverts
and CVs.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import intervals
from bench.training import dotin as dotin_data
from bench.training import fields
from bench.training import skillspan as skillspan_data
from bench.training.resources import MODELS
from bench.training.skillspan import Advert
from extractors.tagging import cv_spans, gazetteer, models, sequences
from extractors.tagging.cvs import LABELS
from extractors.tagging.skills import word_chances
from extractors.tagging.words import shape

PEER = {"c1": 0.1, "c2": 0.05, "max_iterations": 100}
Spans = frozenset[tuple[int, int, int, str]]
"""Sentence, first, behind the last, kind."""
Figures = dict[str, float | intervals.Interval | None]


@dataclass(frozen=True, slots=True)
class Counts:
    """What one document adds up to."""

    exact: int
    overlapping: int
    overlapped: int
    predicted: int
    wanted: int


Measure = Callable[[Sequence[Counts]], float | None]


def count(wanted: Spans, predicted: Spans) -> Counts:
    """Compare the spans of one document."""
    return Counts(
        exact=len(wanted & predicted),
        overlapping=sum(any(_overlap(one, other) for other in wanted) for one in predicted),
        overlapped=sum(any(_overlap(one, other) for other in predicted) for one in wanted),
        predicted=len(predicted),
        wanted=len(wanted),
    )


def _overlap(one: tuple[int, int, int, str], other: tuple[int, int, int, str]) -> bool:
    return one[0] == other[0] and one[3] == other[3] and one[1] < other[2] and other[1] < one[2]


def exact_f1(documents: Sequence[Counts]) -> float | None:
    """Return F1 over exact spans; None where there are none at all."""
    total = sum(one.predicted + one.wanted for one in documents)
    return 2 * sum(one.exact for one in documents) / total if total else None


def lenient_f1(documents: Sequence[Counts]) -> float | None:
    """Return F1 over overlapping spans; None where there are none at all."""
    predicted, wanted = sum(one.predicted for one in documents), sum(one.wanted for one in documents)
    if not predicted or not wanted:
        return None
    precision = sum(one.overlapping for one in documents) / predicted
    recall = sum(one.overlapped for one in documents) / wanted
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def skillspan(data: Path) -> Figures:
    """Return exact and lenient F1 on the dev part: ours and the peer's, with intervals.

    :param data: the folder with ``train.json`` and ``dev.json``.
    """
    adverts = skillspan_data.read(data / "dev.json")
    ours = _counts(adverts, [_tagged(advert) for advert in adverts])
    peer = _counts(adverts, _peer(skillspan_data.read(data / "train.json"), adverts))
    return {**_figures("skillspan", ours), **_figures("crf", peer)}


def _figures(name: str, documents: Sequence[Counts]) -> Figures:
    found: Figures = {}
    for kind, measure in (("exact", exact_f1), ("lenient", lenient_f1)):
        found |= _figure(f"{name}_{kind}", documents, measure)
    return found


def _figure(key: str, documents: Sequence[Counts], measure: Measure) -> Figures:
    return {key: _rounded(measure(documents)), f"{key}_interval": intervals.bootstrap(documents, measure)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _counts(adverts: Sequence[Advert], predicted: Sequence[Sequence[Sequence[str]]]) -> list[Counts]:
    return [count(_spans(advert.labels), _spans(found)) for advert, found in zip(adverts, predicted, strict=True)]


def _spans(sentences: Sequence[Sequence[str]]) -> Spans:
    return frozenset((at, *span) for at, labels in enumerate(sentences) for span in sequences.spans(list(labels)))


def _tagged(advert: Advert) -> list[list[str]]:
    model = models.load("skillspan")
    return [sequences.best_labels(model.labels, one, model.favour) for one in word_chances(advert.sentences)]


def _peer(train: Sequence[Advert], adverts: Sequence[Advert]) -> list[list[list[str]]]:
    seen = [_plain(words) for advert in train for words in advert.sentences]
    wanted = [labels for advert in train for labels in advert.labels]
    with tempfile.TemporaryDirectory() as place:
        fields.train(seen, wanted, Path(place) / "peer", **PEER)
        tagger = fields.tagger(Path(place) / "peer")
        return [[tagger.tag(_plain(words)) for words in advert.sentences] for advert in adverts]


def _plain(words: Sequence[str]) -> list[list[str]]:
    return skillspan_data.peer_features(words, gazetteer.marks(words), [shape(word) for word in words])


def dotin(data: Path) -> Figures:
    """Return exact F1 on the held-out CVs, by kind, with intervals.

    :param data: the folder with the XML files.
    """
    cvs = [cv for cv in dotin_data.read(data) if cv.held_out]
    predicted = [cv_spans(cv.text) for cv in cvs]
    found: Figures = {}
    for kind, key in zip(LABELS.values(), ("dotin_title", "dotin_employer", "dotin_tools"), strict=True):
        documents = [
            count(
                frozenset((0, *span) for span in cv.spans if span[2] == kind),
                frozenset((0, one.start, one.end, one.label) for one in spans if one.label == kind),
            )
            for cv, spans in zip(cvs, predicted, strict=True)
        ]
        found |= _figure(key, documents, exact_f1)
    return found


def write(found: Figures) -> None:
    """Put scores beside the models, into their card."""
    file = MODELS / "card.json"
    card = json.loads(file.read_text(encoding="utf-8"))
    for name, said in card["models"].items():
        own = {key: value for key, value in found.items() if key.startswith(name) and value is not None}
        said["scores"] = own or said["scores"]
        said["scored_by"] = "python -m bench.tagging_scores --data FOLDER"
    file.write_text(json.dumps(card, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def main() -> None:
    """Score both and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="folder with skillspan/ and dotin/")
    parser.add_argument("--only", choices=("skillspan", "dotin"))
    parser.add_argument("--retrain", action="store_true", help="train what ships anew before; needs PyTorch")
    parser.add_argument("--write", action="store_true", help="put the scores into the models' card")
    given = parser.parse_args()
    if given.retrain:
        only = ("--only", given.only) if given.only else ()
        training = [sys.executable, "-m", "bench.training.tagging", "--data", str(given.data), *only]
        subprocess.run(training, check=True)
    found: Figures = {}
    if given.only != "dotin":
        found |= skillspan(given.data / "skillspan")
    if given.only != "skillspan":
        found |= dotin(given.data / "dotin")
    if given.write:
        write(found)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
