"""Fixtures that every test may ask for, and what happens where a machine lacks what a test needs."""

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from config.settings import Settings
from crawler.browser.chromium import NAMES
from sync.errors import NotSetUp
from sync.store import Store
from sync.store.connect import open_store
from sync.store.mongod import find, version

SKIPPED_FOR_WANT_OF = "skipped for want of"


def want(what: str, remedy: str) -> NoReturn:
    """End a test whose machine lacks something: in CI it fails, on a user's machine it is skipped."""
    reason = f"{SKIPPED_FOR_WANT_OF} {what}: {remedy}"
    if os.environ.get("CI", "").lower() in ("1", "true", "yes"):
        pytest.fail(f"CI must have everything; {reason}", pytrace=False)
    pytest.skip(reason)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the database."""
    for item in items:
        if {"mongod", "mongod_program"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.mongo)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """Say in the last lines which tests did not run, and what would make them run."""
    yield
    wants: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        if SKIPPED_FOR_WANT_OF in reason:
            missing = reason[reason.index(SKIPPED_FOR_WANT_OF) :]
            wants[missing] = wants.get(missing, 0) + 1
    for missing, count in sorted(wants.items()):
        terminalreporter.write_line(f"{count} tests {missing}", yellow=True)


# A developer's own settings, above all their own database, are no business of the tests.
MONGOD = os.environ.get("PERENNIAL_MONGOD")
for setting in [name for name in os.environ if name.startswith("PERENNIAL_")]:
    del os.environ[setting]


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Return the Chromium of this machine."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        want("Chromium", "on Debian: apt install chromium")
    return Path(found)


@pytest.fixture(scope="session")
def mongod_program() -> Path:
    """Return the mongod that tests run on."""
    try:
        program = find(Settings(mongod=Path(MONGOD) if MONGOD else None, mongo_uri=None))
        version(program)
    except NotSetUp as error:
        missing = str(error)
    else:
        return program
    want("mongod", missing)


@pytest.fixture(scope="session")
def session_store(mongod_program: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Store]]:
    """Keep one embedded server up for the whole test session."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("mongod") / "data", mongod=mongod_program, mongo_uri=None)
    with open_store(settings) as opened:
        # Each test drops a database of a hundred files; kept for five minutes, as is usual, they would be too many.
        opened.database.client.admin.command({"setParameter": 1, "minSnapshotHistoryWindowInSeconds": 0})
        yield settings, opened


@pytest.fixture(scope="session")
def mongod(session_store: tuple[Settings, Store]) -> Settings:
    """Return settings that open stores on the session's one server, from child processes too."""
    return session_store[0]


@pytest.fixture
def store_settings(mongod: Settings, session_store: tuple[Settings, Store]) -> Iterator[Settings]:
    """Yield settings whose database no other test has; it is dropped afterwards."""
    name = f"test_{secrets.token_hex(6)}"
    yield mongod.model_copy(update={"mongo_database": name})
    session_store[1].database.client.drop_database(name)


@pytest.fixture
def store(store_settings: Settings) -> Iterator[Store]:
    """Open a store on a fresh database with its indexes."""
    with open_store(store_settings) as opened:
        yield opened
