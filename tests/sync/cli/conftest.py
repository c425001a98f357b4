"""The real program as a child process, on a network of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.settings import Settings
from crawler.archive import Archive
from sync import commands
from sync.cli import main
from sync.cli.session import options
from sync.commands.desk import Desk
from sync.store import Store
from sync.store.suppress import SuppressionList
from tests.sync.builders import PERSON, SAID, observation

ROOT = Path(__file__).parents[3]
PROGRAM = [sys.executable, "-c", "from sync.cli import main; main()"]
PATIENCE_SECONDS = 10
"""The longest that any of these commands may take, also when the database does not answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answered."""

    code: int
    out: str
    err: str

    def json(self) -> list:
        """Return the lines of standard output as JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


def environment(**extra: str) -> dict[str, str]:
    """Return an environment with no settings but the given ones."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PERENNIAL_")}
    return {**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **extra}


@pytest.fixture
def run(tmp_path) -> Callable[..., Answer]:
    """Return a function that runs the program in an empty folder; it never shows a traceback or calls itself broken."""

    def perennial(*words: str, stdin: str = "", **extra: str) -> Answer:
        done = subprocess.run(
            [*PROGRAM, *words],
            cwd=tmp_path,
            env=environment(**extra),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        assert "Traceback" not in done.stderr + done.stdout
        assert "defect of Perennial" not in done.stderr
        return Answer(done.returncode, done.stdout, done.stderr)

    return perennial


@pytest.fixture
def inside(tmp_path, monkeypatch, capsys) -> Callable[..., Answer]:
    """Return the same function without a process of its own, for the many: starting one takes a second."""

    def perennial(*words: str, **extra: str) -> Answer:
        with monkeypatch.context() as patch:
            patch.chdir(tmp_path)
            patch.setattr(sys, "argv", ["perennial", *words])
            patch.setattr(options, "data_dir", None)
            patch.setattr(options, "actor", None)
            for name in [name for name in os.environ if name.startswith("PERENNIAL_")]:
                patch.delenv(name)
            for name, value in extra.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as left:
                main()
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        assert "defect of Perennial" not in err
        return Answer(int(left.value.code or 0), out, err)

    return perennial


@dataclass(frozen=True, slots=True)
class Network:
    """One person with six open proposals, in a database that the program is pointed at."""

    store: Store
    desk: Desk
    person: str
    variables: dict[str, str]

    def proposal(self, field: str) -> str:
        """Return the id of an open proposal on a field."""
        return next(one.id for one in self.store.proposals.open_of(self.person) if one.field == field)


@pytest.fixture
def network(store, store_settings: Settings) -> Network:
    """Return a fresh network; the test session's server holds it, so commands only attach."""
    desk = Desk(store, "tests", SuppressionList(store.suppressions, store_settings), Archive(store_settings.archive))
    [person] = commands.imports.import_people(desk, [json.dumps(PERSON)], "people.jsonl").added
    source = next(one for one in store.sources.of(person) if one.kind == "portfolio")
    said = [observation(*one, candidate_id=person, source=source.id, page=source.address) for one in SAID]
    store.observations.put(said)
    commands.upkeep.refresh_proposals(store, person, 0)
    return Network(store, desk, person, variables(store_settings))


def variables(settings: Settings) -> dict[str, str]:
    """Return the environment that points the program at a test's database."""
    return {
        "PERENNIAL_DATA_DIR": str(settings.data_dir),
        "PERENNIAL_MONGO_DATABASE": settings.mongo_database,
        "PERENNIAL_ACTOR": "nele",
    }
