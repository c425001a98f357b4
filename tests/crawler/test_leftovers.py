"""What killed runs leave in the archive."""

import os
from pathlib import Path

import pytest

from crawler.leftovers import Swept, sweep

OLD, NOW = 1_000.0, 2_000.0
DIGEST = "a" * 64


@pytest.fixture
def put(tmp_path: Path):
    def put(name: str, at: float = OLD, content: bytes = b"12345") -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        os.utime(file, (at, at))
        return file

    return put


@pytest.mark.parametrize(
    ("name", "at", "named", "stays"),
    [
        (f"c_1/.{DIGEST}.warc.gz.0a1b.part", OLD, set(), False),
        (f"c_1/.{DIGEST}.warc.gz.0a1b.part", NOW, set(), True),
        (f"c_1/{DIGEST}.warc.gz", OLD, set(), False),
        (f"c_1/{DIGEST}.warc.gz", OLD, {f"c_1/{DIGEST}.warc.gz"}, True),
        (f"c_1/{DIGEST}.warc.gz", NOW, set(), True),
        (f"c_1/transient/{DIGEST}.warc.gz", OLD, set(), False),
        (f"c_1/transient/{DIGEST}.warc.gz", OLD, {f"c_1/transient/{DIGEST}.warc.gz"}, True),
    ],
)
def test_only_old_files_that_no_snapshot_names_go(put, tmp_path: Path, name, at, named, stays) -> None:
    """Half written or whole; a file of a run that goes on is younger than every sweep's limit."""
    file = put(name, at)
    swept = sweep(tmp_path, lambda candidate: named if candidate == "c_1" else set(), until=NOW)
    assert file.exists() is stays
    assert [entry for entry in file.parent.iterdir() if entry.is_file()] == ([file] if stays else [])
    assert swept == (Swept() if stays else Swept(int(name.endswith(".part")), int(name.endswith(".gz")), 5))


def test_a_body_that_is_named_while_the_sweep_looks_is_put_back(put, tmp_path: Path) -> None:
    """Its reading was filed between the first look at the store and the second."""
    file = put(f"c_1/{DIGEST}.warc.gz")
    answers = iter([set(), {f"c_1/{DIGEST}.warc.gz"}])
    assert sweep(tmp_path, lambda _: next(answers), until=NOW) == Swept()
    assert file.read_bytes() == b"12345"


def test_a_body_that_is_kept_again_while_the_sweep_looks_stays(put, tmp_path: Path) -> None:
    """Its file is missing for a moment, so that whoever keeps an equal body writes it anew."""
    file = put(f"c_1/{DIGEST}.warc.gz")

    def named(_: str) -> set[str]:
        if not file.exists():
            put(f"c_1/{DIGEST}.warc.gz", NOW, b"anew")
            return {f"c_1/{DIGEST}.warc.gz"}
        return set()

    assert sweep(tmp_path, named, until=NOW) == Swept()
    assert file.read_bytes() == b"anew"
    assert list(file.parent.iterdir()) == [file]


def test_folders_that_did_not_change_are_not_looked_into(put, tmp_path: Path) -> None:
    """After a kill only what the dead run touched is asked about."""
    file = put(f"c_1/{DIGEST}.warc.gz")
    os.utime(file.parent, (OLD, OLD))
    asked = []
    sweep(tmp_path, lambda candidate: asked.append(candidate) or set(), until=NOW, changed_since=OLD + 1)
    assert (asked, file.exists()) == ([], True)
