"""What the benchmarks of crawls share: generated sites, their server, the database, and jobs in processes of their own.

The web server is this process and the database server was started by it, so that neither is counted with a job.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil

from bench.jobs import cpu_seconds
from bench.sites import PAGES_PER_SITE, write_sites
from config.settings import Settings
from sync.commands.desk import open_desk
from sync.commands.imports import import_people
from sync.loopback import LoggedRequest, LoopbackServer, Site
from sync.store.embedded import find_running

SEED = 20261101
READ = frozenset({200, 304})

Place = tuple[str, str]
"""Host and path of a page."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of one job."""

    seconds: float
    cpu: float
    """Seconds of user and system time, of the process and all that it started."""
    said: dict[str, Any]
    """What the job reported itself."""
    pages: tuple[Place, ...]
    """What it was served with status 200 or 304, robots.txt left out."""
    database_cpu: float


class Stage:
    """The sites, their server and the database that all rounds share."""

    def __init__(self, folder: Path, settings: Settings, server: LoopbackServer, records: Sequence[str]) -> None:
        self._folder, self._settings, self._server, self._records = folder, settings, server, records
        running = find_running(settings.data_dir.resolve())
        assert running is not None, "the database that this process has open runs"
        self._database = psutil.Process(running.pid)

    def new_network(self, name: str, people: int | None = None) -> Settings:
        """Load people, all or the first few, into a database and an archive of their own; return its settings."""
        archive = (self._folder / f"archive-{name}").as_uri()
        settings = self._settings.model_copy(update={"mongo_database": name, "archive_url": archive})
        with open_desk(settings, "bench") as desk:
            import_people(desk, self._records[:people], "generated records")
        return settings

    def ours(self, job: str, settings: Settings, **orders: object) -> Measured:
        """Run one of :mod:`bench.jobs` on a network."""
        orders |= {
            "data_dir": str(settings.data_dir),
            "database": settings.mongo_database,
            "archive": settings.archive,
            "hosts": sorted({host for _, host in self._server.mapping}),
        }
        return self._run(["bench.jobs", job], orders)

    def bare(self, pages: Sequence[Place], headers: Mapping[Place, Mapping[str, str]] | None = None) -> Measured:
        """Run the bare spider on some pages, each with its own headers."""
        found = self._run(["bench.bare"], {"pages": [(*one, (headers or {}).get(one, {})) for one in pages]})
        assert found.pages == tuple(pages), "the bare spider read other pages than our job"
        assert found.said["answered"] == len(pages), "the bare spider did not parse every page"
        return found

    def _run(self, module: Sequence[str], orders: Mapping[str, object]) -> Measured:
        orders_file, result_file = self._folder / "orders.json", self._folder / "result.json"
        orders_file.write_text(json.dumps({"port": self._server.port, **orders}), "utf-8")
        asked = len(self._server.log)
        database = sum(self._database.cpu_times()[:2])
        begun = time.perf_counter()
        arguments = [sys.executable, "-m", *module, str(orders_file), str(result_file)]
        pid = os.posix_spawn(sys.executable, arguments, os.environ)
        _, status, usage = os.wait4(pid, 0)
        seconds = time.perf_counter() - begun
        if status:
            job = " ".join(module)
            sys.exit(f"The job {job} ended with status {os.waitstatus_to_exitcode(status)}; its error is above.")
        return Measured(
            seconds=seconds,
            cpu=cpu_seconds(usage),
            said=json.loads(result_file.read_text("utf-8")),
            pages=_pages(self._server.log[asked:]),
            database_cpu=sum(self._database.cpu_times()[:2]) - database,
        )


def _pages(log: Sequence[LoggedRequest]) -> tuple[Place, ...]:
    served = [(one.host, urlsplit(one.path).path) for one in log if one.status in READ]
    return tuple(sorted((host, path) for host, path in served if path != "/robots.txt"))


@contextmanager
def prepared(pages: int) -> Iterator[Stage]:
    """Write the sites, serve them and start the database."""
    with tempfile.TemporaryDirectory(prefix="perennial-bench-") as name:
        folder = Path(name)
        authors = write_sites(folder / "sites", max(1, round(pages / PAGES_PER_SITE)), SEED)
        settings = Settings(data_dir=folder / "data", mongo_uri=None)
        sites = [Site(author.host, folder / "sites" / author.host) for author in authors]
        with open_desk(settings, "bench"), LoopbackServer(sites) as server:
            yield Stage(folder, settings, server, [author.record() for author in authors])
