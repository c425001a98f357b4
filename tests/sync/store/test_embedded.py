"""The embedded server: attach or start, last one out stops it, orphans are adopted. All of it on a real mongod."""

import json
import os
import signal
import socketserver
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from config.settings import Settings
from sync.errors import NotSetUp, Unavailable
from sync.store import embedded
from sync.store.embedded import find_running, server

ROOT = Path(__file__).parents[3]
USER = """
import sys
from config.settings import Settings
from sync.store.embedded import server
with server(Settings.model_validate_json(sys.argv[1])) as uri:
    print(uri, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def settings(mongod_program, tmp_path):
    """Return settings of a data folder of its own; whatever still runs there is ended."""
    settings = Settings(data_dir=tmp_path / "data", mongod=mongod_program)
    yield settings
    if left := find_running(settings.data_dir):
        psutil.Process(left.pid).kill()


@contextmanager
def another_process(settings):
    """Use the server from a child process."""
    with subprocess.Popen(
        [sys.executable, "-c", USER, settings.model_dump_json()],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        yield child


def pid_of(settings):
    found = find_running(settings.data_dir)
    return found and found.pid


@contextmanager
def connected(uri):
    client = MongoClient(uri, serverSelectionTimeoutMS=5000)
    try:
        yield client
    finally:
        client.close()


def test_users_share_one_server_and_the_last_one_stops_it(settings):
    """Across processes, whoever started it."""
    with another_process(settings) as child:
        uri = child.stdout.readline().strip()
        pid = pid_of(settings)
        with server(settings) as ours:
            assert ours == uri
            child.communicate(timeout=60)
            assert child.returncode == 0
            assert pid_of(settings) == pid
            with server(settings) as again:
                assert again == uri
            assert pid_of(settings) == pid
    assert pid_of(settings) is None
    assert json.loads((settings.data_dir / "mongod.json").read_text())["pid"] is None


def test_two_commands_that_start_at_once_get_one_server(settings):
    """The second waits for the first one's start and attaches."""
    with ExitStack() as stack:
        children = [stack.enter_context(another_process(settings)) for _ in range(3)]
        addresses = {child.stdout.readline() for child in children}
        assert len(addresses) == 1
        assert addresses != {""}
        for child in children:
            child.communicate(timeout=60)
    assert [child.returncode for child in children] == [0, 0, 0]
    assert pid_of(settings) is None


def test_an_orphan_is_adopted_and_stopped(settings):
    """After kill -9 of its only user the server runs on; the next command takes it over."""
    with another_process(settings) as child:
        child.stdout.readline()
        pid = pid_of(settings)
        child.kill()
        child.wait()
    assert pid_of(settings) == pid
    (settings.data_dir / "mongod.json").unlink()  # as after a start that was killed before its note
    with server(settings) as uri, connected(uri) as client:
        assert pid_of(settings) == pid
        assert client.admin.command("ping")["ok"]
    assert pid_of(settings) is None


def test_what_was_acknowledged_survives_a_kill_of_the_server(settings):
    """It is started again on its old port, so that who is still connected finds it there."""
    with server(settings) as uri, connected(uri) as client:
        things = client.test.get_collection("things")
        things.insert_one({"_id": 1})
        psutil.Process(pid_of(settings)).kill()
        with another_process(settings) as child:
            assert child.stdout.readline().strip() == uri
            assert things.find_one({"_id": 1}) == {"_id": 1}
            child.communicate(timeout=60)
        assert pid_of(settings)
    assert pid_of(settings) is None


class Hangup(socketserver.BaseRequestHandler):
    """Another program on the port; it does not speak MongoDB's language."""

    def handle(self):
        self.request.recv(1)


def test_a_taken_port_is_left_to_its_holder(settings):
    """The data follows to another port, and the set knows its new address."""
    with server(settings) as uri, connected(uri) as client:
        client.test.things.insert_one({"_id": 1})
    port = json.loads((settings.data_dir / "mongod.json").read_text())["port"]
    with ExitStack() as stack:
        holder = stack.enter_context(socketserver.ThreadingTCPServer(("127.0.0.1", port), Hangup, False))
        holder.allow_reuse_address = True  # the server's last connections are still closing
        holder.server_bind()
        holder.server_activate()
        threading.Thread(target=holder.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        stack.callback(holder.shutdown)
        moved = stack.enter_context(server(settings))
        client = stack.enter_context(connected(moved))
        assert moved != uri
        assert client.test.things.find_one() == {"_id": 1}
        assert client.admin.command("hello")["isWritablePrimary"]


def test_only_its_user_gets_in(settings):
    """Authentication is on from the first start, it listens on loopback alone, and its files are private."""
    with server(settings) as uri:
        _, _, place = uri.rpartition("@")
        with connected(f"mongodb://{place}") as stranger, pytest.raises(OperationFailure, match="authentication"):
            stranger.test.things.find_one()
        process = psutil.Process(pid_of(settings))
        listening = [one.laddr.ip for one in process.net_connections("tcp") if one.status == psutil.CONN_LISTEN]
        assert listening == ["127.0.0.1"]
        private = [settings.data_dir, settings.data_dir / "keys", settings.data_dir / "database"]
        private += list((settings.data_dir / "keys").iterdir())
        assert {path.name: oct(path.stat().st_mode & 0o077) for path in private} == {
            path.name: "0o0" for path in private
        }
        assert uri.partition(":")[2].partition("@")[0] not in " ".join(process.cmdline())


def test_a_stale_note_is_not_believed(settings):
    """Neither a pid that is another program's now, nor a note that is no JSON."""
    settings.data_dir.mkdir(mode=0o700)
    note = settings.data_dir / "mongod.json"
    for content in (json.dumps({"pid": os.getpid(), "port": 27017}), "{half", "[]"):
        note.write_text(content)
        assert find_running(settings.data_dir) is None
    with server(settings) as uri, connected(uri) as client:
        assert client.admin.command("ping")["ok"]


def test_ctrl_c_in_the_terminal_does_not_reach_the_server(settings):
    """It has a session of its own."""
    with another_process(settings) as child:
        child.stdout.readline()
        assert os.getsid(pid_of(settings)) != os.getsid(child.pid)
        assert psutil.Process(pid_of(settings)).ppid() != child.pid
        child.send_signal(signal.SIGINT)
        child.wait(60)
    assert pid_of(settings) is None


def test_a_password_of_another_time_is_explained(settings):
    """Database and keys belong together."""
    with server(settings):
        pass
    password = settings.data_dir / "keys" / "mongod.password"
    password.unlink()
    with pytest.raises(NotSetUp, match="one backup"), server(settings):
        pass
    assert pid_of(settings) is None


def test_a_damaged_database_is_reported_with_mongods_own_words(settings):
    """Where to read on included; nothing is left running."""
    embedded.prepare(settings)
    (settings.data_dir / "database" / "storage.bson").write_text("no BSON")
    with pytest.raises(Unavailable, match=r"storage engine metadata file.*mongod\.log"), server(settings):
        pass
    assert pid_of(settings) is None


def test_a_folder_that_others_use_too_is_refused(tmp_path):
    """Its mode is not changed: it is not ours alone."""
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "letters.txt").write_text("")
    shared.chmod(0o755)
    with pytest.raises(NotSetUp, match=r"letters\.txt"):
        embedded.prepare(Settings(data_dir=shared))
    assert shared.stat().st_mode & 0o777 == 0o755


def test_a_folder_of_ours_is_closed_to_others(tmp_path):
    """Such as one that only holds the archive."""
    (tmp_path / "data" / "archive").mkdir(parents=True)
    (tmp_path / "data").chmod(0o755)
    assert embedded.prepare(Settings(data_dir=tmp_path / "data")).stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_explained(tmp_path):
    """With the setting that changes it."""
    (tmp_path / "file").write_text("")
    with pytest.raises(NotSetUp, match="PERENNIAL_DATA_DIR"):
        embedded.prepare(Settings(data_dir=tmp_path / "file" / "data"))


@pytest.mark.parametrize(
    ("used", "needed", "enough"), [(False, 500, True), (False, 499, False), (True, 50, True), (True, 49, False)]
)
def test_a_disk_without_room_is_refused_before_the_start(tmp_path, used, needed, enough):
    """An empty database takes 302 MB at once; one that exists grows slowly."""
    (tmp_path / "database").mkdir()
    if used:
        (tmp_path / "database" / "WiredTiger").write_text("")
    free = needed * 1_000_000
    if enough:
        embedded.check_room(tmp_path, free)
    else:
        with pytest.raises(Unavailable, match=f"{needed} MB left"):
            embedded.check_room(tmp_path, free)
