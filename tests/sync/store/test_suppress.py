"""The journal of erasures, which no backup replaces."""

import pytest

from config.settings import Settings
from sync.errors import NotSetUp
from sync.store.suppress import SuppressionList


def _marks(erased, at, email):
    return erased.marks(emails=[email], addresses=[], remote_ids={}, record="", at=at)


def test_the_journal_gives_back_what_was_written(store, tmp_path):
    """And it is closed to other users, in a folder that it makes when it has to."""
    settings = Settings(data_dir=tmp_path / "new" / "data", suppression_key="0123456789abcdef0123456789abcdef")
    erased = SuppressionList(store.suppressions, settings)
    first, second = (_marks(erased, store.now(), email) for email in ("ada@a.example", "bob@b.example"))
    assert erased.journalled() == []
    erased.journal(first)
    erased.journal(second)
    assert erased.journalled() == [*first, *second]
    assert (settings.data_dir / "suppressions.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_line_that_a_crash_cut_short_swallows_nothing(store, tmp_path):
    """The next erasure begins a line of its own."""
    erased = SuppressionList(store.suppressions, Settings(data_dir=tmp_path))
    [mark] = _marks(erased, store.now(), "ada@a.example")
    (tmp_path / "suppressions.jsonl").write_text('{"id": "abc", "ki')
    erased.journal([mark])
    assert erased.journalled() == [mark]


def test_a_journal_that_cannot_be_written_stops_the_erasure(store, tmp_path):
    """With the reason and the place."""
    erased = SuppressionList(store.suppressions, Settings(data_dir=tmp_path))
    (tmp_path / "suppressions.jsonl").mkdir()
    with pytest.raises(NotSetUp, match="nobody was erased"):
        erased.journal(_marks(erased, store.now(), "ada@a.example"))


def test_hashes_of_another_key_tell_nothing(store, tmp_path):
    """The same address has another hash under another key, and the same one under the same key."""
    made = [SuppressionList(store.suppressions, Settings(data_dir=tmp_path / name)) for name in ("a", "b", "a")]
    hashes = [_marks(one, store.now(), "ada@a.example")[0].id for one in made]
    assert hashes[0] == hashes[2] != hashes[1]
