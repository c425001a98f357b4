"""Starts the demo as a user does, looks into its database from outside, and kills all of it at once."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
from pymongo import MongoClient

from config.settings import Settings
from crawler.archive import Archive
from sync.commands.desk import Desk
from sync.store import Store
from sync.store.embedded import Server, find_running
from sync.store.replica_set import uri_of
from sync.store.suppress import SuppressionList

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from sync.cli import main; main()"]
LONGEST_SECONDS = 120.0


class Demo:
    """``perennial demo`` on one data folder, as often as it is killed.

    :param folder: an empty folder; the data folder is made inside it.
    """

    def __init__(self, folder: Path, mongod: Path) -> None:
        self.settings = Settings(data_dir=folder / "data", mongod=mongod, mongo_uri=None)
        self._folder = folder
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("PERENNIAL_")}
        self._environment |= {"PYTHONPATH": str(ROOT), "PERENNIAL_MONGOD": str(mongod)}

    @property
    def database(self) -> Server | None:
        """The server that runs over the data folder now."""
        return find_running(self.settings.data_dir.resolve())

    @contextmanager
    def running(self, *options: str) -> Iterator[psutil.Popen]:
        """Start the demo, which stays up; whatever of it is left at the end is killed."""
        with (self._folder / "demo.log").open("ab") as log:
            process = psutil.Popen(
                self._command("demo", *options), cwd=self._folder, env=self._environment, stdout=log, stderr=log
            )
            try:
                yield process
            finally:
                kill(stopped_tree(process))
                process.wait(LONGEST_SECONDS)

    def run_to_the_end(self) -> int:
        """Let the demo finish one round and return its exit code."""
        with self.running("--once") as process:
            return int(process.wait(LONGEST_SECONDS))

    def command(self, *words: str) -> list[Any]:
        """Run another command on the same data folder and return the JSON lines that it printed."""
        answer = subprocess.run(
            self._command(*words, "--json"),
            cwd=self._folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        return [json.loads(line) for line in answer.stdout.splitlines()]

    @contextmanager
    def visit(self) -> Iterator[Desk]:
        """Work at the running database without being one of its users: it stays an orphan if it is one."""
        server = self.database
        assert server is not None, "there is no database to visit"
        password = (self.settings.data_dir / "keys" / "mongod.password").read_text("utf-8").strip()
        client: MongoClient[dict[str, Any]] = MongoClient(uri_of(server.port, password), tz_aware=True)
        with client:
            store = Store(client, self.settings.mongo_database)
            archive = Archive(self.settings.archive)
            yield Desk(store, "visitor", SuppressionList(store.suppressions, self.settings), archive)

    def is_up(self) -> bool:
        """Tell whether the database was made ready: its note names the process that runs."""
        server = self.database
        with suppress(OSError, ValueError):
            noted = json.loads((self.settings.data_dir / "mongod.json").read_text("utf-8"))
            return server is not None and noted["pid"] == server.pid
        return False

    def last_words(self) -> str:
        """Return the end of what the demo printed."""
        return (self._folder / "demo.log").read_text("utf-8", "replace")[-4000:]

    def clean_up(self) -> None:
        """Leave no database behind."""
        if server := self.database:
            kill([psutil.Process(server.pid)])

    def _command(self, *words: str) -> list[str]:
        return [*COMMAND, "--data-dir", str(self.settings.data_dir), *words]


def stopped_tree(process: psutil.Process) -> list[psutil.Process]:
    """Stop a process and everything below it, so that none can start another one or see one die; return them."""
    found = [process]
    for one in found:
        with suppress(psutil.NoSuchProcess):
            one.send_signal(signal.SIGSTOP)
            found += [child for child in one.children(recursive=True) if child not in found]
    return found


def kill(processes: Iterable[psutil.Process]) -> None:
    """Kill processes at one moment and wait until they are dead."""
    doomed = list(processes)
    for order in (signal.SIGSTOP, signal.SIGKILL):
        for process in doomed:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(order)
    until = time.monotonic() + LONGEST_SECONDS
    while left := [process for process in doomed if not _is_dead(process)]:
        assert time.monotonic() < until, left
        time.sleep(0.005)


def _is_dead(process: psutil.Process) -> bool:
    try:
        # A zombie waits for its parent, which may be whatever plays init here; its files and locks are gone.
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
