"""Labelled sites through the whole pipeline, and the naive reader beside it on the same readings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from bench import naive
from bench.intervals import Interval, bootstrap, wilson
from config.settings import Settings
from crawler.items import Snapshot
from sync.comparators import normal_address
from sync.evaluate.run import SiteResult, evaluate_sites
from sync.evaluate.score import Score, is_trap, score_against, score_changes, score_values, traps
from sync.evaluate.truth import FIELDS, SINGLE, read_sites
from sync.worker import Watcher

ROLE = ("title", "employer")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured share."""

    value: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Labelled:
    """What the pipeline and the naive reader made of all sites."""

    results: Sequence[SiteResult]
    naive: Mapping[str, naive.NaiveProfile]
    """By site."""

    @property
    def pages(self) -> list[Snapshot]:
        """All readings."""
        return [snapshot for result in self.results for snapshot in result.snapshots]


def run(folders: Sequence[Path], console: Console) -> Labelled:
    """Serve, crawl, extract and propose each site of some folders; a site of an earlier folder hides its namesakes.

    :raises sync.errors.Invalid: for a folder without labelled sites.
    """
    results: list[SiteResult] = []
    for folder in folders:
        known = {result.site.slug for result in results}
        sites = [site for site in read_sites(folder) if site.slug not in known]
        for result in evaluate_sites(Settings(), sites, Watcher(), keep_snapshots=True):
            results.append(result)
            console.print(f"{result.site.slug}: {result.pages} pages, {result.seconds:.1f} s")
    return Labelled(results, {result.site.slug: _naively(result) for result in results})


def _naively(result: SiteResult) -> naive.NaiveProfile:
    wanted = normal_address(result.site.home)
    home = next((one for one in result.snapshots if normal_address(one.address) == wanted), None)
    return naive.read(home) if home else naive.NaiveProfile()


def figures(labelled: Labelled) -> dict[str, Figure]:
    """Return every figure of labelled sites by its key in the bench's last line."""
    found: dict[str, Figure] = {}
    for field in FIELDS:
        measures = {"precision": _precision, "recall": _recall}
        measures |= {} if field in SINGLE else {"f1": _f1}
        for name, measure in measures.items():
            found[f"{field}_{name}"] = _figure(labelled.results, _values_of(field), measure, single=field in SINGLE)
    for field in ROLE:
        for name, measure in (("precision", _precision), ("recall", _recall)):
            loose = _figure(labelled.results, _values_of(field, loosely=True), measure, single=True)
            found[f"loose_{field}_{name}"] = loose
            for prefix, loosely in (("", False), ("loose_", True)):
                count = _naive_of(labelled, field, loosely=loosely)
                found[f"{prefix}naive_{field}_{name}"] = _figure(labelled.results, count, measure, single=True)
    changed = [result for result in labelled.results if result.site.older is not None]
    for name, measure in (("precision", _precision), ("recall", _recall)):
        found[f"change_{name}"] = _figure(changed, _changes_of(FIELDS), measure)
        found[f"change_role_{name}"] = _figure(changed, _changes_of(ROLE), measure)
    return found


def trap_counts(labelled: Labelled) -> tuple[int, int]:
    """Return how many traps the pipeline proposed, and into how many the naive reader stepped."""
    return len(traps(labelled.results)), sum(_naive_traps(labelled, result) for result in labelled.results)


def _naive_traps(labelled: Labelled, result: SiteResult) -> int:
    said = labelled.naive[result.site.slug]
    given = {field: value for field in ROLE if (value := getattr(said, field))}
    return sum(is_trap(result.site, field, value) for field, value in given.items())


Count = Callable[[SiteResult], Score]
Measure = Callable[[Score], float | None]


def _figure(results: Sequence[SiteResult], count: Count, measure: Measure, *, single: bool = False) -> Figure:
    scores = [count(result) for result in results]
    total = _sum(scores)
    if single:
        given, wanted = (total.right, total.right + total.wrong), (total.found, total.found + total.missed)
        return Figure(measure(total), wilson(*(given if measure is _precision else wanted)))
    return Figure(measure(total), bootstrap(scores, lambda some: measure(_sum(some))))


def _sum(scores: Sequence[Score]) -> Score:
    total = Score()
    for score in scores:
        total.add(score)
    return total


def _values_of(field: str, *, loosely: bool = False) -> Count:
    return lambda result: score_values([result], loosely=loosely)[field]


def _naive_of(labelled: Labelled, field: str, *, loosely: bool) -> Count:
    def count(result: SiteResult) -> Score:
        value = getattr(labelled.naive[result.site.slug], field)
        return score_against(
            result.site, field, [value] if value else [], result.site.newer.values[field], loosely=loosely
        )

    return count


def _changes_of(fields: Sequence[str]) -> Count:
    def count(result: SiteResult) -> Score:
        scores = score_changes([result])
        return _sum([scores[field] for field in fields])

    return count


def _precision(score: Score) -> float | None:
    return score.precision


def _recall(score: Score) -> float | None:
    return score.recall


def _f1(score: Score) -> float | None:
    return score.f1
