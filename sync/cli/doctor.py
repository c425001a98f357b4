"""``perennial doctor``: look whether everything is here that Perennial needs."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

import config.fields
import config.sources
from config.errors import ConfigError
from config.settings import Settings
from crawler.archive import Archive
from crawler.browser.chromium import installed_program
from crawler.errors import CrawlError
from sync.cli.exits import Exit
from sync.cli.output import AsJson, emit, results
from sync.cli.session import desk, settings
from sync.commands import leftovers
from sync.errors import PerennialError
from sync.store.connect import connection_details

LEAST_FREE_GIGABYTES = 2


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str
    needed: bool = True


def doctor(
    as_json: AsJson = False,
    quick: Annotated[bool, typer.Option("--quick", help="Do not load the language model.")] = False,
    sweep: Annotated[
        bool, typer.Option("--sweep", help="Remove files that killed runs left in the archive; none may be running.")
    ] = False,
) -> None:
    """Check settings, database, archive, language model, and what a crawl of public hosts needs.

    Exit code 4 when something needed is missing. Example: perennial doctor
    """
    checks = list(_checks(quick=quick))
    if sweep:
        checks.append(_looked_at("left-overs", _swept))
    if as_json:
        emit({one.name: {"ok": one.ok, "detail": one.detail, "needed": one.needed} for one in checks})
    else:
        for one in checks:
            mark, style = ("ok", "green") if one.ok else ("missing", "red") if one.needed else ("off", "yellow")
            results.print(Text(f"{mark:<8}", style=style) + Text(f"{one.name:<16} {one.detail}"))
    if any(one.needed and not one.ok for one in checks):
        raise typer.Exit(Exit.NOT_CONFIGURED)


def _checks(*, quick: bool) -> Iterator[Check]:
    try:
        loaded = settings()
    except ConfigError as error:
        yield Check("settings", ok=False, detail=str(error))
        return
    yield Check("settings", ok=True, detail=f"data in {loaded.data_dir.absolute()}")
    yield _looked_at("catalogue", _catalogue)
    yield _looked_at("database", lambda: _database(loaded))
    yield _looked_at("archive", lambda: _archive(loaded))
    yield _looked_at("disk", lambda: _disk(loaded.data_dir))
    yield _looked_at("browser", lambda: str(installed_program(loaded.browser)), needed=False)
    if not quick:
        yield _looked_at("language model", lambda: _model(loaded))
    contact = loaded.contact or "set contact in perennial.toml before you crawl public hosts"
    yield Check("contact", ok=loaded.contact is not None, detail=contact, needed=False)


def _looked_at(name: str, look: Callable[[], str], *, needed: bool = True) -> Check:
    try:
        return Check(name, ok=True, detail=look(), needed=needed)
    except (PerennialError, ConfigError, CrawlError, OSError) as error:
        return Check(name, ok=False, detail=str(error), needed=needed)


def _catalogue() -> str:
    return f"{len(config.fields.load())} fields, {len(config.sources.load())} source kinds"


def _database(loaded: Settings) -> str:
    found = connection_details(loaded)
    kind = "embedded" if found.embedded else "your own"
    return f"MongoDB {found.server_version} ({kind}) at {found.address}, database {found.database}"


def _archive(loaded: Settings) -> str:
    Archive(loaded.archive)
    return loaded.archive


def _swept() -> str:
    with desk() as at_desk:
        swept = leftovers.sweep_archive(at_desk.store, at_desk.archive)
    return f"{swept.parts} broken files and {swept.bodies} unnamed bodies removed, {swept.body_bytes:,} bytes"


def _disk(data_dir: Path) -> str:
    existing = next(folder for folder in (data_dir.absolute(), *data_dir.absolute().parents) if folder.exists())
    free = shutil.disk_usage(existing).free / 1024**3
    if free < LEAST_FREE_GIGABYTES:
        raise OSError(f"only {free:.1f} GB free under {existing}; make room for at least {LEAST_FREE_GIGABYTES} GB")
    return f"{free:.0f} GB free"


def _model(loaded: Settings) -> str:
    # Only here: it loads spaCy.
    from extractors.extract import versions

    found = versions(loaded.spacy_model)
    return f"{len(found)} extractors ready"
