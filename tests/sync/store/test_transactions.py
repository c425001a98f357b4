"""A transaction is all or nothing, and a database that goes away in the middle is one message, soon."""

import os
import subprocess
import sys

import psutil
import pytest
from pymongo.read_concern import ReadConcern

from config.settings import Settings
from sync import store as store_module
from sync.errors import Unavailable
from sync.models.run import NetworkMark
from sync.store.connect import open_store
from sync.store.embedded import find_running
from sync.store.repository import Transaction


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


def _note(store, at, tx):
    store.marks.put([NetworkMark(id="network", sample=True, created_at=at)], tx)


def test_what_a_killed_process_left_open_is_given_up_before_ours_end(store):
    """Even seen as late as the server may see it, which looks every half of its limit."""
    told = store.database.client.admin.command({"getParameter": 1, "transactionLifetimeLimitSeconds": 1})
    assert told["transactionLifetimeLimitSeconds"] * 1.5 < store_module.TRANSACTION_SECONDS


HOLDING = """
import sys, time
from config.settings import Settings
from sync.models.run import NetworkMark
from sync.store.connect import open_store

def hold(tx):
    store.marks.put([NetworkMark(id="network", sample=True, created_at=at)], tx)
    print("held", flush=True)
    time.sleep(60)

with open_store(Settings.model_validate_json(sys.argv[1])) as store:
    at = store.now()
    store.transaction(hold)
"""


def test_a_transaction_of_a_killed_process_is_ended_by_the_next_one(store_settings):
    """Whoever opens the store next waits for nobody who is dead, and never ends what somebody alive has open."""
    settings = store_settings.model_dump_json(include={"data_dir", "mongod", "mongo_database", "mongo_uri"})
    with subprocess.Popen([sys.executable, "-c", HOLDING, settings], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        with open_store(store_settings) as beside:
            assert len(_open_transactions(beside)) == 1
        child.kill()
    with open_store(store_settings) as after:
        assert _open_transactions(after) == []
        after.transaction(lambda tx: _note(after, after.now(), tx))
        assert after.marks.get("network") is not None


def _open_transactions(store):
    looked_at = [
        {"$currentOp": {"allUsers": True, "idleSessions": True}},
        {"$match": {"type": "idleSession", "transaction": {"$exists": True}}},
    ]
    return list(store.database.client.admin.aggregate(looked_at))


@pytest.mark.skipif(not os.environ.get("TEST_LONG"), reason="waits until the server gives an open transaction up")
def test_a_transaction_waits_for_one_that_nobody_will_end(store):
    """The document that an abandoned transaction wrote is locked, and then it is ours."""
    at = store.now()
    with store.database.client.start_session() as abandoned:
        abandoned.start_transaction(read_concern=ReadConcern("snapshot"))
        _note(store, at, Transaction(abandoned))
        store.transaction(lambda tx: _note(store, at, tx))
    assert store.marks.get("network") is not None
