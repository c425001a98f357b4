"""Metrics are worked out from the database, for all runs, without personal data."""

import json
from contextlib import closing
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from config.settings import Settings
from crawler.archive import Archive
from sync.commands.desk import Desk
from sync.commands.imports import import_people
from sync.errors import NotSetUp
from sync.metrics import exposition
from sync.metrics_server import serving_metrics
from sync.models.run import Run
from sync.store import Store
from sync.store.suppress import SuppressionList
from tests.sync.builders import AT, PERSON

Samples = dict[tuple[str, str], float]


def run(number: int, state: str, **report: object) -> Run:
    """Return the report of a run that took a minute."""
    began = AT + timedelta(hours=number)
    fields = {
        "started_at": began,
        "finished_at": began + timedelta(minutes=1),
        "state": state,
        "process": "p",
        **report,
    }
    return Run.model_validate({"id": f"run_{number}", **fields})


def read(text: bytes) -> Samples:
    """Return samples by name and the value of their only label."""
    found = {}
    for family in text_string_to_metric_families(text.decode()):
        for sample in family.samples:
            found[sample.name, "".join(sample.labels.values())] = sample.value
    return found


def get(port: int, path: str) -> tuple[int, str, bytes]:
    """Return status, media type and body of an answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    with closing(connection):
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.headers["Content-Type"], answer.read()


@pytest.fixture
def filled(store: Store) -> Store:
    """Return a network after three runs."""
    reports = [
        run(1, "succeeded", counts={"fetched": 5, "bytes": 100}, stages={"opened": 2}),
        run(2, "partly_failed", counts={"fetched": 1, "failed": 2, "bytes": 50}, errors={"Timeout": 2}),
        run(3, "failed", counts={"refused": 4}, refusals={"robots": 3, "noindex": 1}, left_due={"budget": 7}),
    ]
    store.runs.insert_many(reports)
    return store


def test_runs_add_up(filled: Store) -> None:
    """Counters sum over all runs, whichever process did them."""
    samples = read(exposition(filled))
    assert samples["perennial_pages_total", "fetched"] == 6
    assert samples["perennial_body_bytes_total", ""] == 150
    assert samples["perennial_failures_total", "Timeout"] == 2
    assert samples["perennial_refusals_total", "robots"] == 3
    assert samples["perennial_left_due_total", "budget"] == 7
    assert samples["perennial_stage_results_total", "opened"] == 2
    assert ("perennial_pages_total", "bytes") not in samples


def test_the_last_run_and_the_last_good_one_are_told_apart(filled: Store) -> None:
    """An alarm on the age of the last success rings although runs go on."""
    samples = read(exposition(filled))
    assert samples["perennial_last_run_start_time_seconds", ""] == (AT + timedelta(hours=3)).timestamp()
    assert samples["perennial_last_success_time_seconds", ""] == (AT + timedelta(hours=2, minutes=1)).timestamp()
    assert samples["perennial_last_run_seconds", ""] == 60
    assert samples["perennial_runs", "failed"] == 1


def test_an_empty_network_has_metrics_too(store: Store) -> None:
    """Nothing is divided by nothing, and no run is claimed."""
    samples = read(exposition(store))
    assert samples["perennial_candidates", ""] == 0
    assert ("perennial_last_run_seconds", "") not in samples


def test_no_metric_names_a_person(store: Store, tmp_path: Path) -> None:
    """Neither names nor addresses nor ids of people or sources are labels."""
    settings = Settings(data_dir=tmp_path)
    desk = Desk(store, "nele", SuppressionList(store.suppressions, settings), Archive(settings.archive))
    import_people(desk, [json.dumps(PERSON)], "people.jsonl")
    text = exposition(store).decode().lower()
    assert "perennial_candidates 1.0" in text
    for word in ("mira", "solberg", ".example", '"c_'):
        assert word not in text


def test_scrapes_are_answered_over_http(filled: Store) -> None:
    """A real client gets the same text, a health check an ok, anything else a 404."""
    with serving_metrics(filled, 0) as port:
        status, media_type, body = get(port, "/metrics")
        assert (status, media_type.partition(";")[0]) == (200, "text/plain")
        assert read(body)["perennial_pages_total", "fetched"] == 6
        assert get(port, "/healthz") == (200, "text/plain; charset=utf-8", b"ok\n")
        assert get(port, "/candidates")[0] == 404


def test_a_taken_port_is_told(filled: Store) -> None:
    """The message names the port and the option."""
    with (
        serving_metrics(filled, 0) as port,
        pytest.raises(NotSetUp, match=f"Port {port}.*--metrics-port"),
        serving_metrics(filled, port),
    ):
        pass
