"""Secrets that are made once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from sync.errors import NotSetUp
from sync.store.keys import made_once


def test_a_secret_is_made_once_for_its_owner_alone(tmp_path):
    """Everyone who asks at the same moment gets the same one, and nothing else is left behind."""
    folder = tmp_path / "data" / "keys"
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: made_once(folder, "a.key"), range(32)))
    assert len(secrets) == 1
    assert len(secrets.pop()) == 64
    assert [(path.name, path.stat().st_mode & 0o777) for path in folder.iterdir()] == [("a.key", 0o600)]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert made_once(folder, "b.key") != made_once(folder, "a.key")


def test_an_empty_key_is_not_used(tmp_path):
    """It would make every hash guessable."""
    (tmp_path / "a.key").write_text("\n")
    with pytest.raises(NotSetUp, match="backup"):
        made_once(tmp_path, "a.key")


def test_a_folder_that_cannot_be_made_is_explained(tmp_path):
    """With its place."""
    (tmp_path / "file").write_text("")
    with pytest.raises(NotSetUp, match=r"file/keys/a\.key"):
        made_once(tmp_path / "file" / "keys", "a.key")
