"""The mongod program: where it is, how it is called, and what its failures mean."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.settings import Settings
from sync.errors import NotSetUp, PerennialError, Unavailable

REPLICA_SET = "perennial"
HOST = "127.0.0.1"
PORT_TAKEN = 48  # mongod's exit code for a failure to listen
DATA_TOO_NEW = 62  # mongod's exit code for data of another version
ABANDONED_SECONDS = 15
"""Age at which the server gives up an open transaction; it looks every half of that.

Its own limit is a minute: what a process that was killed inside a transaction had touched would stay locked for longer
than ours wait, and the next run would end with it. Ours write in batches and take far less.
"""
ILLEGAL_INSTRUCTION = {-4, 132}
OWN_DATABASE = "set PERENNIAL_MONGO_URI to a MongoDB replica set of your own"
PACKAGES = {
    "libcurl.so.4": "libcurl4",
    "libcrypto.so.3": "libssl3",
    "libssl.so.3": "libssl3",
    "libcrypto.so.1.1": "libssl1.1",
    "liblzma.so.5": "liblzma5",
    "libgcc_s.so.1": "libgcc-s1",
}
"""Per shared library that mongod may lack, the Debian and Ubuntu package that brings it."""


def find(settings: Settings) -> Path:
    """Return the program: the configured one, else the PATH's, else the one of the ``[embedded]`` extra.

    :raises NotSetUp: when there is none.
    """
    if settings.mongod:
        if os.access(settings.mongod, os.X_OK) and settings.mongod.is_file():
            return settings.mongod.absolute()
        raise NotSetUp(f"{settings.mongod} is no program. Correct PERENNIAL_MONGOD, or unset it.")
    on_path = shutil.which("mongod")
    if on_path:
        return Path(on_path)
    # The package's own code is not imported: only its place is asked for.
    package = importlib.util.find_spec("fiftyone")
    for folder in (package.submodule_search_locations or []) if package else []:
        program = Path(folder) / "db" / "bin" / "mongod"
        if program.is_file():
            return program
    raise NotSetUp(
        "There is no MongoDB on this machine. Install the one that comes with us: "
        f"pip install 'perennial-talent[embedded]', or {OWN_DATABASE}."
    )


def version(program: Path) -> str:
    """Return the program's version, such as ``6.0.5``.

    :raises NotSetUp: when it cannot run here, naming what is missing.
    """
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotSetUp(f"{program} cannot be run ({error}); {OWN_DATABASE}.") from error
    found = re.search(r"db version v(\S+)", answer.stdout)
    if answer.returncode or not found:
        raise failure(program, Failure(answer.returncode, answer.stdout + answer.stderr, ""), Path())
    return found[1]


def command(program: Path, port: int, folder: Path, key_file: Path) -> Sequence[str | Path]:
    """Return the command line that starts the server in the background.

    ``--fork`` returns when the server listens or has failed, and hands the server to init: no process of ours
    is its parent, and the terminal's Ctrl-C does not reach it.
    """
    return [
        program,
        *("--dbpath", folder / "database", "--logpath", folder / "mongod.log", "--logappend", "--quiet", "--fork"),
        *("--bind_ip", HOST, "--port", str(port), "--nounixsocket", "--networkMessageCompressors", "disabled"),
        *("--replSet", REPLICA_SET, "--auth", "--keyFile", key_file),
        *("--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "256"),
        *("--setParameter", "diagnosticDataCollectionEnabled=false"),
        # A slow command would be logged with its documents, and the log outlives an erasure.
        *("--slowms", "2147483647", "--slowOpSampleRate", "0"),
        *("--setParameter", "shutdownTimeoutMillisForSignaledShutdown=1000"),
        *("--setParameter", f"transactionLifetimeLimitSeconds={ABANDONED_SECONDS}"),
    ]


@dataclass(frozen=True, slots=True)
class Failure:
    """What a start that failed left behind."""

    exit_code: int
    output: str
    log: str
    """The lines that this start added to the log."""


def failure(program: Path, failed: Failure, folder: Path) -> PerennialError:
    """Say why the program did not start and what to do next."""
    everything = failed.output + failed.log
    library = re.search(r"shared librar\w+: (\S+?): cannot open", everything)
    if library:
        package = PACKAGES.get(library[1])
        remedy = f"Install it: apt-get install {package}" if package else f"`ldd {program}` lists what it needs"
        return NotSetUp(f"{program} needs the library {library[1]}, which is missing. {remedy}; or {OWN_DATABASE}.")
    if failed.exit_code in ILLEGAL_INSTRUCTION:
        return NotSetUp(f"This processor cannot run {program}: MongoDB 5 and later need AVX. Instead, {OWN_DATABASE}.")
    if re.search(r"No space left on device|OutOfDiskSpace", everything):
        return Unavailable(f"The disk of {folder} is full, so the database does not start. Make room and try again.")
    if failed.exit_code == DATA_TOO_NEW or ("featureCompatibilityVersion" in everything and "Invalid" in everything):
        return NotSetUp(
            f"The data in {folder} was written by another version of MongoDB than {program}, most likely a newer one. "
            "Set PERENNIAL_MONGOD to the mongod that wrote it."
        )
    if "DBPathInUse" in everything:
        return Unavailable(
            f"Another machine or container uses the database in {folder}. Stop it there, or choose another data folder "
            "with PERENNIAL_DATA_DIR."
        )
    if "Permission denied" in everything:
        return NotSetUp(f"The database in {folder} belongs to another user. Run this as the user that owns the folder.")
    return Unavailable(
        f"The database did not start (mongod's exit code {failed.exit_code}): {last_words(failed)}. "
        f"All of it is in {folder / 'mongod.log'}."
    )


def last_words(failed: Failure) -> str:
    """Return the line that says what went wrong: the first fatal one of the log, else an error, else plain output."""
    for severity in ("F", "E"):
        for line in failed.log.splitlines():
            if (entry := _entry(line)).get("s") == severity:
                attributes = entry.get("attr", {})
                detail = attributes.get("error") or attributes.get("reason") or attributes.get("message") or ""
                return f"{entry.get('msg', '').strip()}: {_plain(detail)}".removesuffix(": ")[:400]
    lines = [line.strip() for line in failed.output.splitlines() if line.strip() and not line.startswith("{")]
    return lines[-1][:400] if lines else "it said nothing"


def _entry(line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}


def _plain(detail: object) -> str:
    return str(detail.get("errmsg", detail)) if isinstance(detail, dict) else str(detail)
