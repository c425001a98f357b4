"""WARC records: readable by others, digests and all."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.items import DuePage, Outcome, Reading, SourceRef, Verdict
from crawler.warc import records

HOME = "https://ada.example/"
READING = Reading(
    page=DuePage(HOME, "portfolio", "home", 0, (SourceRef("s", "ada", HOME, "consent"),)),
    outcome=Outcome.FETCHED,
    at=datetime(2026, 11, 1, 12, tzinfo=UTC),
    verdict=Verdict(True, "permitted", "fine", "consent", signals=("noarchive",)),
    status=203,
    final_address=f"{HOME}start",
    headers={"content-type": "text/html", "content-encoding": "gzip", "x-name": "Zo\xeb", "x-odd": "a\r\nb: c"},
)


@pytest.mark.parametrize("body", [b"", b"<p>Z\xfcrich</p>", bytes(range(256)) * 400, b"\r\n\r\nWARC/1.0\r\n"])
def test_a_reader_of_warc_files_finds_what_was_written(body: bytes) -> None:
    """Body, status, headers, address, time and verdict come back, and every digest is right."""
    archive = ArchiveIterator(BytesIO(records(READING, body)), check_digests="raise")
    found = [(record, record.content_stream().read()) for record in archive]
    (answer, payload), (metadata, verdict) = found
    assert (answer.rec_type, payload) == ("response", body)
    assert answer.http_headers.get_statuscode() == "203"
    assert answer.http_headers.get_header("content-encoding") is None
    assert answer.http_headers.get_header("Content-Length") == str(len(body))
    assert answer.http_headers.get_header("b") is None
    assert answer.rec_headers.get_header("WARC-Target-URI") == f"{HOME}start"
    assert answer.rec_headers.get_header("WARC-Date") == "2026-11-01T12:00:00Z"
    assert metadata.rec_type == "metadata"
    said = json.loads(verdict)
    assert (said["role"], said["verdict"]["reason"], said["verdict"]["signals"]) == ("home", "permitted", ["noarchive"])


def test_the_verdict_is_written_whole() -> None:
    """Every field, times as text."""
    read_at = datetime(2026, 10, 31, tzinfo=UTC)
    reading = replace(READING, verdict=replace(READING.verdict, robots_line=3, robots_read_at=read_at))
    [_, said] = [one.content_stream().read() for one in ArchiveIterator(BytesIO(records(reading, b"x")))]
    verdict = json.loads(said)["verdict"]
    assert set(verdict) == set(Verdict.__dataclass_fields__)
    assert (verdict["robots_line"], verdict["robots_read_at"]) == (3, "2026-10-31T00:00:00+00:00")
