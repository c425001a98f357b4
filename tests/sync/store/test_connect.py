"""Opening the store, and what stands in the way of it."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import quote_plus

import psutil
import pytest

from config.settings import Settings
from sync.errors import NotSetUp, Unavailable
from sync.store import Store
from sync.store.connect import connection_details, open_store
from sync.store.embedded import find_running, prepare

ROOT = Path(__file__).parents[3]


def test_a_child_process_shares_the_store(store, store_settings):
    """It attaches to the running server and sees what is committed."""
    store.due_for_diff.add(["c_1"])
    program = (
        "import sys; from config.settings import Settings; from sync.store.connect import open_store\n"
        "with open_store(Settings.model_validate_json(sys.argv[1])) as store: print(store.due_for_diff.some(9))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, store_settings.model_dump_json()], cwd=ROOT, capture_output=True, text=True
    )
    assert (answer.stdout, answer.stderr) == ("{'c_1': 1}\n", "")


def test_ones_own_replica_set_is_used_as_it_is(mongod, store, store_settings):
    """A configured address starts nothing; times come back aware and in UTC."""
    running = find_running(prepare(mongod))
    password = quote_plus((mongod.data_dir / "keys" / "mongod.password").read_text())
    uri = f"mongodb://perennial:{password}@127.0.0.1:{running.port}/?authSource=admin"
    own = store_settings.model_copy(update={"mongo_uri": Settings(mongo_uri=uri).mongo_uri, "data_dir": Path("/none")})
    with open_store(own) as opened:
        assert isinstance(opened, Store)
        assert opened.now().utcoffset().total_seconds() == 0
    details = connection_details(own)
    assert (details.embedded, details.program, details.replica_set) == (False, None, "perennial")
    assert details.address == f"127.0.0.1:{running.port}"
    assert password not in str(details)


def test_details_of_the_embedded_database(store, store_settings, mongod_program):
    """What doctor prints."""
    details = connection_details(store_settings)
    assert details.embedded
    assert details.program == str(mongod_program)
    assert details.server_version.count(".") == 2
    assert details.schema_version == 1
    assert details.database == store_settings.mongo_database


@pytest.mark.parametrize(
    ("uri", "kind", "words"),
    [
        ("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50", Unavailable, "perennial doctor"),
        ("mongodb://", NotSetUp, "PERENNIAL_MONGO_URI"),
        ("postgres://127.0.0.1/", NotSetUp, "PERENNIAL_MONGO_URI"),
    ],
)
def test_an_address_that_leads_nowhere_is_explained(uri, kind, words):
    """Without a traceback, and within seconds."""
    with pytest.raises(kind, match=words), open_store(Settings(mongo_uri=uri)):
        pass


def test_a_refused_login_is_explained(mongod):
    """With the setting to look at; the password is not repeated."""
    port = find_running(prepare(mongod)).port
    uri = f"mongodb://perennial:not-the-password@127.0.0.1:{port}/?authSource=admin"
    with pytest.raises(NotSetUp, match="refused the login") as caught, open_store(Settings(mongo_uri=uri)):
        pass
    assert "not-the-password" not in str(caught.value)


def test_a_standalone_server_is_refused(mongod_program, tmp_path):
    """Approvals need transactions, which a standalone has not."""
    words = ["--bind_ip", "127.0.0.1", "--port", "0", "--nounixsocket", "--fork", "--wiredTigerCacheSizeGB", "0.25"]
    places = ["--dbpath", tmp_path, "--logpath", tmp_path / "log", "--pidfilepath", tmp_path / "pid"]
    subprocess.run([mongod_program, *words, *places], check=True, capture_output=True)
    process = psutil.Process(int((tmp_path / "pid").read_text()))
    try:
        [listening] = [one for one in process.net_connections("tcp") if one.status == psutil.CONN_LISTEN]
        uri = f"mongodb://127.0.0.1:{listening.laddr.port}/"
        with pytest.raises(NotSetUp, match="replica set of one"), open_store(Settings(mongo_uri=uri)):
            pass
    finally:
        process.kill()
