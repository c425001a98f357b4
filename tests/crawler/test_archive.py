"""WARC bodies: whole or not there."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive import Archive, body_hash
from crawler.errors import ArchiveError
from crawler.items import DuePage, Outcome, Reading, SourceRef, Verdict

BODY = "<p>Zürich</p>".encode() * 50
READING = Reading(
    page=DuePage(
        "https://ada.example/", "portfolio", "home", 0, (SourceRef("s", "ada", "https://ada.example/", "consent"),)
    ),
    outcome=Outcome.FETCHED,
    at=datetime(2026, 11, 1, 12, tzinfo=UTC),
    verdict=Verdict(True, "permitted", "fine", "consent"),
    status=200,
    headers={"content-type": "text/html", "content-encoding": "gzip", "content-length": "7"},
)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive((tmp_path / "archive").as_uri())


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_body_comes_back_as_it_was(archive: Archive, tmp_path: Path) -> None:
    """It lies under its candidate and its hash, and nothing lies beside it."""
    path = archive.write("ada", READING, BODY)
    assert path == f"ada/{body_hash(BODY)}.warc.gz"
    assert archive.read(path) == BODY
    assert files(tmp_path / "archive") == [path]


@pytest.mark.parametrize("body", [b"", b"x", b"\r\n\r\n", bytes(range(256)) * 100])
def test_any_bytes_survive(archive: Archive, body: bytes) -> None:
    """Empty and binary bodies too."""
    assert archive.read(archive.write("ada", READING, body)) == body


def test_the_record_says_what_was_sent_and_why_it_was_permitted(archive: Archive, tmp_path: Path) -> None:
    """A response with its headers, minus those of the wire, and the verdict as metadata."""
    path = archive.write("ada", READING, BODY)
    text = gzip.decompress((tmp_path / "archive" / path).read_bytes()).decode()
    assert "WARC-Target-URI: https://ada.example/" in text
    assert "WARC-Date: 2026-11-01T12:00:00Z" in text
    assert f"Content-Length: {len(BODY)}" in text
    assert "content-encoding" not in text.lower()
    assert '"reason": "permitted"' in text


def test_an_equal_body_is_kept_once(archive: Archive, tmp_path: Path) -> None:
    """Writing again leaves the first file as it is."""
    path = archive.write("ada", READING, BODY)
    before = (tmp_path / "archive" / path).stat()
    archive.write("ada", replace(READING, status=203), BODY)
    after = (tmp_path / "archive" / path).stat()
    assert (after.st_ino, after.st_mtime_ns >= before.st_mtime_ns) == (before.st_ino, True)
    assert archive.write("bob", READING, BODY) == f"bob/{body_hash(BODY)}.warc.gz"


def test_a_body_that_must_not_be_kept_lies_apart(archive: Archive) -> None:
    """Extraction reads it once and removes it."""
    path = archive.write("ada", replace(READING, verdict=replace(READING.verdict, may_keep_body=False)), BODY)
    assert path.startswith("ada/transient/")
    assert archive.read(path) == BODY
    archive.remove(path)
    archive.remove(path)
    with pytest.raises(ArchiveError):
        archive.read(path)


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: b"",
        lambda raw: raw[:200],
        lambda raw: b"no warc at all",
        lambda raw: raw[:40] + b"\0\0\0\0" + raw[44:],
    ],
)
def test_a_damaged_file_is_never_read_as_something_else(archive: Archive, tmp_path: Path, damage: object) -> None:
    """Cut, overwritten or flipped, it raises."""
    path = archive.write("ada", READING, BODY)
    place = tmp_path / "archive" / path
    place.write_bytes(damage(place.read_bytes()))  # type: ignore[operator]
    with pytest.raises(ArchiveError):
        archive.read(path)


def test_another_body_under_the_name_is_found_out(archive: Archive, tmp_path: Path) -> None:
    """The name is the hash, and the hash is checked."""
    path, other = archive.write("ada", READING, BODY), archive.write("ada", READING, b"other")
    (tmp_path / "archive" / other).replace(tmp_path / "archive" / path)
    with pytest.raises(ArchiveError, match="damaged"):
        archive.read(path)


def test_a_failed_write_leaves_nothing_behind(archive: Archive, tmp_path: Path) -> None:
    """A place that cannot be renamed into leaves no half file, neither there nor beside."""
    place = tmp_path / "archive" / "ada"
    place.parent.mkdir()
    place.write_bytes(b"a file where the folder should be")
    with pytest.raises(ArchiveError, match="stays due"):
        archive.write("ada", READING, BODY)
    assert files(tmp_path / "archive") == ["ada"]


def test_an_erasure_in_the_middle_of_a_write_does_not_fail_it(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder that vanished before the rename is made anew."""
    replace_file = Path.replace
    erased: list[Path] = []

    def erase_first(self: Path, target: Path) -> Path:
        if not erased:
            erased.append(target)
            archive.remove_candidate("ada")
        return replace_file(self, target)

    monkeypatch.setattr(Path, "replace", erase_first)
    path = archive.write("ada", READING, BODY)
    assert (len(erased), archive.read(path), files(tmp_path / "archive")) == (1, BODY, [path])


def test_a_person_can_be_removed_whole(archive: Archive, tmp_path: Path) -> None:
    """Their folder goes, others' stay, and writing again works."""
    archive.write("ada", READING, BODY)
    archive.write("ada", replace(READING, verdict=replace(READING.verdict, may_keep_body=False)), b"x")
    kept = archive.write("bob", READING, BODY)
    archive.remove_candidate("ada")
    archive.remove_candidate("ada")
    assert files(tmp_path / "archive") == [kept]
    assert archive.read(archive.write("ada", READING, BODY)) == BODY


@pytest.mark.parametrize("candidate", ["", "..", ".", "../bob", "a/b", "/etc", "a\\b", "a\0b"])
def test_a_candidate_cannot_name_a_place_outside(archive: Archive, candidate: str) -> None:
    """An id that is no plain name is refused."""
    with pytest.raises(ArchiveError):
        archive.write(candidate, READING, BODY)
    with pytest.raises(ArchiveError):
        archive.remove_candidate(candidate)


@pytest.mark.parametrize(
    "path", ["", "ada/x", "../etc/passwd", f"../{'a' * 64}.warc.gz", f"ada/other/{'a' * 64}.warc.gz"]
)
def test_only_paths_of_the_archive_are_read(archive: Archive, path: str) -> None:
    """Anything else raises before the disk is touched."""
    with pytest.raises(ArchiveError, match="not a path"):
        archive.read(path)


def test_a_bucket_serves_too() -> None:
    """Any fsspec address does; here its memory file system."""
    archive = Archive("memory://test-archive")
    path = archive.write("ada", READING, BODY)
    assert archive.read(path) == BODY
    archive.remove_candidate("ada")
    with pytest.raises(ArchiveError):
        archive.read(path)
