"""How fast whole extraction is beside trafilatura alone, and how much memory it takes.

``python -m bench.extract_speed PAGES``: a file of pickled snapshots, made by ``bench.extract``. One process, one core,
everything warm: each round reads all pages with :func:`extractors.extract.extract` and with
``trafilatura.extract(favor_precision=True)``, in turn. The last line is one JSON object.
"""

import argparse
import json
import pickle
import resource
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median

import trafilatura

from crawler.items import Snapshot
from extractors.claims import PersonHint
from extractors.decoding import decode
from extractors.extract import extract

ROUNDS = 3

Named = tuple[Snapshot, str]
"""A page, and the name of whose it is."""


def stream(file: Path) -> Iterator[Named]:
    """Yield the pages of a file, one in memory at a time."""
    with file.open("rb") as pages:
        while True:
            try:
                yield pickle.load(pages)  # noqa: S301  our own file of a moment ago
            except EOFError:
                return


def peak_memory(pages: Iterable[Named]) -> float:
    """Read pages and return the peak of resident memory in MB."""
    for page, name in pages:
        extract(page, PersonHint(name))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(pages: Sequence[Named], rounds: int) -> dict[str, float]:
    """Return pages a second of both, medians of the rounds.

    Trafilatura is given the decoded page, as extraction's own use of it is.
    """
    texts = [decode(page.body, page.content_type) for page, _ in pages]
    for page, name in pages[:20]:
        extract(page, PersonHint(name))
    for text in texts[:20]:
        trafilatura.extract(text, favor_precision=True)
    ours, theirs = [], []
    for _ in range(rounds):
        begun = time.process_time()
        for page, name in pages:
            extract(page, PersonHint(name))
        between = time.process_time()
        for text in texts:
            trafilatura.extract(text, favor_precision=True)
        ours.append(len(pages) / (between - begun))
        theirs.append(len(pages) / (time.process_time() - between))
    return {
        "pages": len(pages),
        "pages_per_second_core": round(median(ours), 1),
        "trafilatura_pages_per_second_core": round(median(theirs), 1),
        "speed_vs_trafilatura": round(median(ours) / median(theirs), 3),
    }


def main() -> None:
    """Measure the pages of a file."""
    parser = argparse.ArgumentParser(prog="python -m bench.extract_speed", description=__doc__.partition("\n")[0])
    parser.add_argument("pages", type=Path, help="pickled pairs of snapshot and person's name")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds (default: %(default)s)")
    asked = parser.parse_args()
    # First, before all pages and trafilatura's own are in memory.
    peak = round(peak_memory(stream(asked.pages)))
    print(json.dumps({**measure(list(stream(asked.pages)), asked.rounds), "peak_memory_mb": peak}))


if __name__ == "__main__":
    main()
