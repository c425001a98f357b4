"""Prometheus metrics, worked out from the database at each scrape.

State lives in the database, and runs are processes that come and go: counters kept in one of them would tell of
that one alone. No metric carries a name, an address or an id of a person.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from sync.store import Store
from sync.store.totals import Totals


class NetworkCollector(Collector):
    """What one network's database says of its crawl.

    :raises Unavailable: from :meth:`collect`, when the database does not answer.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._totals = Totals(store)

    def describe(self) -> Iterator[Metric]:
        """Name nothing in advance: registering must not ask the database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """See :class:`prometheus_client.registry.Collector`."""
        runs = self._totals.of_runs()
        yield _counter("perennial_pages", "Pages whose attempt ended, by outcome.", "outcome", _pages(runs["counts"]))
        yield CounterMetricFamily("perennial_body_bytes", "Bytes of bodies read.", value=runs["counts"]["bytes"])
        yield _counter("perennial_refusals", "Pages not read or used, by reason.", "reason", runs["refusals"])
        yield _counter("perennial_failures", "Pages that failed, by named error.", "error", runs["errors"])
        yield _counter("perennial_left_due", "Pages that a run left due, by reason.", "reason", runs["left_due"])
        yield _counter("perennial_stage_results", "What the stages after the crawl did.", "stage", runs["stages"])
        yield _gauge("perennial_runs", "Reports of runs, by state.", "state", self._totals.by("runs", "state"))
        yield from self._last_run()
        yield _gauge("perennial_known_pages", "Pages known, by state.", "state", self._totals.by("pages", "state"))
        due = self._store.pages.count_due()
        yield GaugeMetricFamily("perennial_due_pages", "Pages that may be read again now.", value=due)
        waiting = self._store.snapshots.count_pending()
        yield GaugeMetricFamily("perennial_snapshots_waiting", "Readings that wait for extraction.", value=waiting)
        states = self._totals.by("proposals", "state")
        yield _gauge("perennial_proposals", "Proposals, by state.", "state", states)
        links = self._totals.by("sources", "link.state")
        yield _gauge("perennial_sources", "Sources, by the state of their link to a person.", "link", links)
        active = self._store.candidates.count({"state": "active"})
        yield GaugeMetricFamily("perennial_candidates", "Records of people.", value=active)

    def _last_run(self) -> Iterator[Metric]:
        last = next(iter(self._store.runs.latest(1)), None)
        if last is None:
            return
        succeeded = self._store.runs.latest_succeeded()
        yield _moment("perennial_last_run_start_time_seconds", "When the newest run began.", last.started_at)
        if last.finished_at is not None:
            seconds = (last.finished_at - last.started_at).total_seconds()
            yield GaugeMetricFamily("perennial_last_run_seconds", "How long the newest run took.", value=seconds)
        if succeeded is not None and succeeded.finished_at is not None:
            name, words = "perennial_last_success_time_seconds", "When the newest run without complaints ended."
            yield _moment(name, words, succeeded.finished_at)


def exposition(store: Store) -> bytes:
    """Return all metrics in Prometheus' text format.

    :raises Unavailable: when the database does not answer.
    """
    return generate_latest(registry_of(store))


def registry_of(store: Store) -> CollectorRegistry:
    """Return a registry with the network's metrics alone."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(NetworkCollector(store))
    return registry


def _pages(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: number for name, number in counts.items() if name != "bytes"}


def _counter(name: str, words: str, label: str, values: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(name, words, labels=[label])
    for value, number in sorted(values.items()):
        family.add_metric([value], number)
    return family


def _gauge(name: str, words: str, label: str, values: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=[label])
    for value, number in sorted(values.items()):
        family.add_metric([value], number)
    return family


def _moment(name: str, words: str, moment: datetime) -> Metric:
    return GaugeMetricFamily(name, words, value=moment.timestamp())
