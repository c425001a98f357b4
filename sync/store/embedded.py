"""The embedded database: a real mongod that comes with the first command and goes with the last one.

Every user holds a share of ``users.lock``; who can have it alone was the last one and stops the server.
``start.lock`` is held while the server is started or stopped, so that two commands get one server. Both are
dropped by the system when a process is killed: the server is then an orphan, which the next command adopts.
"""

import json
import os
import resource
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from pymongo.errors import PyMongoError
from tenacity import RetryError, Retrying, retry_if_result, stop_after_delay, wait_fixed

from config.settings import Settings
from sync.errors import NotSetUp, PerennialError, Unavailable
from sync.store import mongod
from sync.store.keys import KEYS, made_once
from sync.store.locks import Lock, alone
from sync.store.replica_set import make_ready, shut_down, uri_of

OURS = {"archive", "database", "keys", "mongod.json", "mongod.log", "mongod.log.1", "start.lock", "suppressions.jsonl"}
OURS |= {"users.lock"}
ROOM_FOR_A_NEW_DATABASE = 500_000_000  # bytes; an empty one takes 302 MB
ROOM_FOR_A_START = 50_000_000
LARGEST_LOG = 20_000_000  # bytes
OPEN_FILES = 64_000
"""What MongoDB's manual recommends as the limit of open files, where the machine permits so many."""
PORTS_TRIED = 5
STOP_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running mongod over our data folder."""

    pid: int
    port: int


@contextmanager
def server(settings: Settings) -> Iterator[str]:
    """Attach to the data folder's server or start it, and yield its address with the credentials in it.

    :raises NotSetUp: when mongod is missing or cannot run here, or the folder cannot be used.
    :raises Unavailable: when it does not start.
    """
    folder = prepare(settings)
    user = Lock(folder / "users.lock")
    try:
        with alone(folder / "start.lock", "starting or stopping the database"):
            user.share()
            running = _attach(folder) or _start(settings, folder)
        yield uri_of(running.port, _password(folder))
    finally:
        # Also after a start that Ctrl-C cut short: it leaves no server behind that nobody uses.
        with suppress(Unavailable), alone(folder / "start.lock", "starting or stopping the database"):
            _stop_if_last(folder, user)
        user.close()


def prepare(settings: Settings) -> Path:
    """Make the data folder, for its owner alone, and return its resolved path.

    :raises NotSetUp: when it cannot be made or written, or is a folder that others use too.
    """
    folder = settings.data_dir.absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = folder.resolve()
        if folder.stat().st_mode & 0o077:
            foreign = sorted(entry.name for entry in folder.iterdir() if entry.name not in OURS)
            if foreign:
                raise NotSetUp(
                    f"{folder} is open to other users and holds more than our data ({foreign[0]}). "
                    "Set PERENNIAL_DATA_DIR to a folder of its own, or close it: chmod 700"
                )
            folder.chmod(0o700)
        (folder / "database").mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise NotSetUp(
            f"The data folder {folder} cannot be used: {error.strerror}. Set PERENNIAL_DATA_DIR to one that can."
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise NotSetUp(f"The data folder {folder} cannot be written. Set PERENNIAL_DATA_DIR to one that can.")
    return folder


def check_room(folder: Path, free: int) -> None:
    """Refuse a start that the disk has no room for.

    :param free: bytes left on the folder's disk.
    :raises Unavailable: saying how much is needed.
    """
    new = not any((folder / "database").iterdir())
    needed = ROOM_FOR_A_NEW_DATABASE if new else ROOM_FOR_A_START
    if free < needed:
        raise Unavailable(
            f"The disk of {folder} has {free // 1_000_000} MB left; the database needs {needed // 1_000_000} MB. "
            "Make room, or set PERENNIAL_DATA_DIR to another disk."
        )


def find_running(folder: Path) -> Server | None:
    """Return the server that runs over a data folder now, or None; a reused pid or port is not mistaken for it."""
    noted = _read_note(folder)
    if noted and (found := _server_of(noted.get("pid"), folder)):
        return found
    # A start that was killed before its note: look at everything that runs.
    for process in psutil.process_iter(["name"]):
        if process.info["name"] and "mongod" in process.info["name"] and (found := _server_of(process.pid, folder)):
            return found
    return None


def _attach(folder: Path) -> Server | None:
    running = find_running(folder)
    if running and (_read_note(folder) or {}).get("pid") != running.pid:
        make_ready(running.port, _password(folder))
        _write_note(folder, running.pid, running.port)
    return running


def _start(settings: Settings, folder: Path) -> Server:
    program = mongod.find(settings)
    check_room(folder, shutil.disk_usage(folder).free)
    key_file, password = _key_file(folder), _password(folder)
    _limit_log(folder / "mongod.log")
    preferred = (_read_note(folder) or {}).get("port")
    for _ in range(PORTS_TRIED):
        # The last port again, so that clients of a server that was killed find it where it was.
        port = preferred if preferred and _is_free(preferred) else _free_port()
        preferred = None
        failed = _run(program, port, folder, key_file)
        if failed is None:
            break
        if failed.exit_code != mongod.PORT_TAKEN:
            raise mongod.failure(program, failed, folder)
    else:
        raise Unavailable(f"{PORTS_TRIED} free ports of {mongod.HOST} were taken before mongod had one. Try again.")
    running = find_running(folder)
    if running is None:
        raise mongod.failure(program, mongod.Failure(1, "", _tail(folder / "mongod.log", 0)), folder)
    make_ready(running.port, password)
    _write_note(folder, running.pid, running.port)
    return running


def _permit_open_files() -> None:
    # A shell's usual 1,024 are too few: the server keeps a file open for each collection and index, and aborts without.
    usual, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if most == resource.RLIM_INFINITY else min(most, OPEN_FILES)
    if usual != resource.RLIM_INFINITY and usual < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _run(program: Path, port: int, folder: Path, key_file: Path) -> mongod.Failure | None:
    log = folder / "mongod.log"
    seen = log.stat().st_size if log.exists() else 0
    _permit_open_files()
    try:
        answer = subprocess.run(
            mongod.command(program, port, folder, key_file),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            start_new_session=True,
        )
    except OSError as error:
        raise NotSetUp(f"{program} cannot be run ({error.strerror}); {mongod.OWN_DATABASE}.") from error
    if answer.returncode == 0:
        return None
    return mongod.Failure(answer.returncode, answer.stdout + answer.stderr, _tail(log, seen))


def _stop_if_last(folder: Path, user: Lock) -> None:
    if not user.own() or not (running := find_running(folder)):
        return
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(running.pid)
        try:
            shut_down(running.port, _password(folder))
        except (PyMongoError, PerennialError):
            process.terminate()
        if not _wait_for(process):
            process.terminate()
            _wait_for(process)
    _write_note(folder, None, running.port)


def _wait_for(process: psutil.Process) -> bool:
    patience = Retrying(
        retry=retry_if_result(lambda ended: not ended), wait=wait_fixed(0.02), stop=stop_after_delay(STOP_SECONDS)
    )
    try:
        patience(_has_ended, process)
    except RetryError:
        return False
    return True


def _has_ended(process: psutil.Process) -> bool:
    try:
        # Its first thread may have ended while others still hold its files and its port.
        zombie = process.is_running() and process.status() == psutil.STATUS_ZOMBIE
        return not process.is_running() or (zombie and process.num_threads() <= 1)
    except psutil.NoSuchProcess:
        return True


def _server_of(pid: int | None, folder: Path) -> Server | None:
    if pid is None:
        return None
    try:
        process = psutil.Process(pid)
        words = process.cmdline()
        if process.status() == psutil.STATUS_ZOMBIE or str(folder / "database") not in words or "--port" not in words:
            return None
        return Server(pid, int(words[words.index("--port") + 1]))
    except psutil.Error:
        return None


def _read_note(folder: Path) -> dict[str, int | None] | None:
    try:
        noted = json.loads((folder / "mongod.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return noted if isinstance(noted, dict) else None


def _write_note(folder: Path, pid: int | None, port: int) -> None:
    draft = folder / "mongod.json.draft"
    # A shortcut only: without it (the disk may be full) the server is found among all processes.
    with suppress(OSError):
        draft.write_text(json.dumps({"pid": pid, "port": port}) + "\n", "utf-8")
        draft.replace(folder / "mongod.json")


def _key_file(folder: Path) -> Path:
    made_once(folder / KEYS, "mongod.key", length=96)
    return folder / KEYS / "mongod.key"


def _password(folder: Path) -> str:
    return made_once(folder / KEYS, "mongod.password", length=30)


def _limit_log(log: Path) -> None:
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_name("mongod.log.1"))


def _tail(log: Path, seen: int) -> str:
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(seen)
        return file.read().decode("utf-8", "replace")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((mongod.HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As mongod listens: a port whose last connections are still closing is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((mongod.HOST, port))
        except OSError:
            return False
        return True
