"""Extraction in processes of its own: the same result, none of our threads, and a limit on memory."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from config.settings import Settings
from crawler.archive import Archive
from crawler.items import DuePage, Outcome, Reading, Verdict
from extractors.claims import PersonHint
from extractors.extract import extract
from sync.extraction import ExtractionPool, Task, as_read
from sync.models.snapshot import Snapshot, StoredVerdict

ROOT = Path(__file__).parents[2]
HOME = "https://mira.example/"
PERSON = PersonHint("Mira Landt")
PAGE = b"""<!doctype html><html lang="en"><head><title>Mira Landt</title></head><body><h1>Mira Landt</h1>
<p>I am a Principal Engineer at Nordlicht Labs.</p></body></html>"""


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path, extraction_processes=1)


@pytest.fixture
def snapshot(settings):
    """Return a stored reading of a home page."""
    at = datetime(2026, 3, 2, 8, tzinfo=UTC)
    due = DuePage(HOME, "portfolio", "home", 0, ())
    reading = Reading(due, Outcome.FETCHED, at, Verdict(True, "permitted", "Asked."), 200)
    path = Archive(settings.archive).write("c_1", reading, PAGE)
    return Snapshot(
        _id="s_1", candidate_id="c_1", source_id="src_1", page=HOME, origin="fetched", role="home", site=HOME,
        fetched_at=at, content_type="text/html", body_sha256="0" * 64, body_bytes=len(PAGE), archive_path=path,
        verdict=StoredVerdict(allowed=True, reason="permitted", detail="Asked."),
    )  # fmt: skip


def test_it_reads_as_this_process_does(settings, snapshot):
    """Whatever was loaded beforehand, the claims are the same."""
    with ExtractionPool(settings) as pool:
        [result] = pool.extract([Task(snapshot, PERSON)])
    here = extract(as_read(Archive(settings.archive), snapshot), PERSON)
    assert result.state == "done"
    assert {claim.field for claim in here.claims} >= {"title", "employer"}
    assert result.extraction == here


def test_no_process_is_forked_from_ours(settings, snapshot):
    """It would inherit the database's threads and sockets: those that extract have another parent."""
    with ExtractionPool(settings) as pool:
        list(pool.extract([Task(snapshot, PERSON)]))
        assert [one.ppid() for one in _extracting()] != []
        assert all(one.ppid() != os.getpid() for one in _extracting())


def test_a_page_is_read_within_its_memory(settings, snapshot):
    """The limit is set in each process, whatever the one that it was forked from may use."""
    with ExtractionPool(settings) as pool:
        list(pool.extract([Task(snapshot, PERSON)]))
        [one] = _extracting()
        limit = settings.extraction_memory_mb * 1024 * 1024
        assert one.rlimit(psutil.RLIMIT_AS) == (limit, limit)


def test_no_more_processes_are_started_than_there_are_pages(settings, snapshot):
    """Each one costs memory."""
    with ExtractionPool(settings.model_copy(update={"extraction_processes": 4}), most=1) as pool:
        list(pool.extract([Task(snapshot, PERSON)]))
        assert len(_extracting()) == 1


@pytest.mark.parametrize(("error", "said"), [("FileNotFoundError", ""), ("EOFError", ""), ("ValueError", "ValueError")])
def test_a_process_that_was_stopped_as_it_started_says_nothing(error, said):
    """Its pipes and locks are gone then; what else may end one is told."""
    code = f"import sys, sync.extraction_start; sys.excepthook({error}, {error}(), None)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == said


def _extracting():
    """Return the processes that our fork server started and that live."""
    servers = psutil.Process().children()
    found = [grandchild for server in servers for grandchild in server.children()]
    return [one for one in found if one.status() != psutil.STATUS_ZOMBIE]
