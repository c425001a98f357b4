"""Measures choosing what to read: seconds and memory for a plan of 5,000 out of 100,000 due pages.

``python -m bench.schedule [--pages N] [--budget N]`` stores an invented network of fictional people and chooses from
it in a process of its own, as the first step of ``perennial crawl --due --budget N`` does. The last line is JSON.
"""

import argparse
import json
import multiprocessing
import resource
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from config.settings import Settings
from crawler.items import PageRole
from sync.models.candidate import Candidate, Item
from sync.models.page import Page, PageLooks, PageSource
from sync.models.source import Basis, IdentityLink, Source
from sync.store import Store
from sync.store.connect import open_store
from sync.store.learning import Learning
from sync.store.revisits import Revisits
from sync.store.schedule import planned

PAGES_PER_PERSON = 20
ROLES: tuple[PageRole, ...] = ("home", "feed", "profile", "profile", *["article"] * 16)
STORED_AT_A_TIME = 200


def main() -> None:
    """Store the network, choose, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--budget", type=int, default=5_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder) / "data", mongo_uri=None)
        with open_store(settings) as store:
            fill(store, asked.pages)
            measured = _in_child(settings, asked.budget)
    print(json.dumps({"pages": asked.pages, "budget": asked.budget, **measured}))


def fill(store: Store, pages: int, seed: int = 1) -> None:
    """Store a network whose pages are all due, the same one for the same seed."""
    random, now = Random(seed), store.now()
    for first in range(0, pages // PAGES_PER_PERSON, STORED_AT_A_TIME):
        numbers = range(first, min(first + STORED_AT_A_TIME, pages // PAGES_PER_PERSON))
        store.candidates.insert_many([_candidate(number, random, now) for number in numbers])
        store.sources.insert_many([_source(number, now) for number in numbers])
        store.pages.insert_many([_page(number, at, random, now) for number in numbers for at in range(len(ROLES))])


def choose(settings: Settings, budget: int) -> dict[str, float]:
    """Choose once; return how long it took, and the memory that it took beyond the loaded program."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open_store(settings) as store:
        began, cpu = time.perf_counter(), time.process_time()
        plan = planned(store, Learning(store, Revisits.of(settings)), settings, {}, budget)
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    assert len(plan.addresses) == budget
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu, 2),
        "peak_rss_mb": peak // 1024,
        "grown_mb": (peak - before) // 1024,
    }


def _in_child(settings: Settings, budget: int) -> dict[str, float]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(choose, (settings, budget))


def _candidate(number: int, random: Random, now: datetime) -> Candidate:
    return Candidate(
        id=f"c_{number}",
        profile={"name": [Item(item_id="name", value=f"Person {number}")]},
        starred=random.random() < 0.05,
        open_role=random.random() < 0.1,
        created_at=now,
        updated_at=now,
    )


def _source(number: int, now: datetime) -> Source:
    return Source(
        id=f"s_{number}",
        candidate_id=f"c_{number}",
        kind="blog",
        address=f"https://person{number}.example/",
        basis=Basis(kind="consent", given_by="candidate", recorded_at=now, recorded_by="bench"),
        link=IdentityLink(state="verified", reasons=["invented"], changed_at=now),
        created_at=now,
        last_read_at=now,
    )


def _page(number: int, at: int, random: Random, now: datetime) -> Page:
    changed = random.randrange(0, 4)
    days = [random.uniform(0.5, 12.0) for _ in range(changed)]
    last = now - timedelta(days=random.uniform(1.0, 29.0))
    values: dict[str, Any] = {
        "id": f"https://person{number}.example/" + (f"2026/{at}-what-we-learnt" if at else ""),
        "spider": "blog",
        "role": ROLES[at],
        "depth": min(at, 2),
        "sources": [PageSource(source_id=f"s_{number}", candidate_id=f"c_{number}")],
        "next_due_at": now - timedelta(hours=random.uniform(0.0, 48.0)),
        "etag": f'"{number}-{at}"',
        "body_sha256": f"{number:032x}{at:032x}",
        "last_read_at": last,
        "looked_at": last,
        "looks": PageLooks(
            unchanged_days=random.expovariate(1 / 60.0), changed=(float(changed),) if changed else (),
            changed_days=(sum(days),) if changed else (),
        ),
        "reads": 10,
        "changes": changed,
        "state": "ok",
    }  # fmt: skip
    return Page.model_validate(values)


if __name__ == "__main__":
    main()
