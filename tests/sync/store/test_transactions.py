"""A transaction is all or nothing, and a database that goes away in the middle is one message, soon."""

import psutil
import pytest

from config.settings import Settings
from sync import store as store_module
from sync.errors import Unavailable
from sync.models.run import NetworkMark
from sync.store.connect import open_store
from sync.store.embedded import find_running


def test_what_fails_in_the_middle_leaves_nothing(store):
    """The first write goes with the second one's failure."""

    def work(tx):
        store.marks.put([NetworkMark(id="network", sample=True, created_at=store.now())], tx)
        raise LookupError("half way")

    with pytest.raises(LookupError, match="half way"):
        store.transaction(work)
    assert store.marks.get("network") is None


def test_a_database_that_dies_inside_a_transaction_is_one_message(mongod_program, tmp_path, monkeypatch):
    """No driver's error, and no two minutes of silence."""
    monkeypatch.setattr(store_module, "TRANSACTION_SECONDS", 3.0)
    settings = Settings(data_dir=tmp_path / "data", mongod=mongod_program)
    with open_store(settings) as store:
        running = find_running(settings.data_dir)

        def work(tx):
            psutil.Process(running.pid).kill()
            store.marks.put([NetworkMark(id="network", sample=True, created_at=running_at)], tx)

        running_at = store.now()
        with pytest.raises(Unavailable, match="database"):
            store.transaction(work)
