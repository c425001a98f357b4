"""Files that are whole or not there, many at a time."""

import os
from pathlib import Path

import pytest

from crawler import durable
from crawler.durable import MOST_OPEN, place, sync_folders


def test_every_file_is_there_and_nothing_beside(tmp_path: Path) -> None:
    """More files than may be open at a time are all written, under their names alone."""
    files = {str(tmp_path / f"{number}"): bytes([number % 256]) * number for number in range(MOST_OPEN + 5)}
    place(files)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        Path(name).name: content for name, content in files.items()
    }


def test_each_file_is_forced_to_the_disk_before_it_gets_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a power cut leaves under a name is whole: no rename comes before the bytes are safe."""
    synced: list[str] = []
    fsync = os.fsync

    def watch(handle: int) -> None:
        assert not [path for path in tmp_path.iterdir() if not path.name.startswith(".")]
        synced.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        fsync(handle)

    monkeypatch.setattr(durable.os, "fsync", watch)
    place({str(tmp_path / name): b"content" for name in "abc"})
    assert len(synced) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c"]


def test_a_failure_leaves_no_half_file(tmp_path: Path) -> None:
    """One file that has no place leaves the others whole or absent, and nothing beside them."""
    with pytest.raises(FileNotFoundError):
        place({str(tmp_path / "a"): b"whole", str(tmp_path / "gone" / "b"): b"never"})
    assert list(tmp_path.rglob("*")) == []


def test_a_folder_that_went_away_keeps_no_other_from_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An erasure may come in between; the folders behind it are synced all the same."""
    synced: list[int] = []
    fsync = os.fsync

    def noted(handle: int) -> None:
        synced.append(os.fstat(handle).st_ino)
        fsync(handle)

    monkeypatch.setattr(durable.os, "fsync", noted)
    sync_folders([str(tmp_path / "erased"), str(tmp_path)])
    assert synced == [tmp_path.stat().st_ino]
