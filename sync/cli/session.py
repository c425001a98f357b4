"""What every command starts from: the global options, the settings, and a desk to work at."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import config.settings
from config.settings import Settings
from sync.commands.desk import Desk, open_desk


@dataclass(slots=True)
class GlobalOptions:
    """The options in front of the command."""

    data_dir: Path | None = None
    actor: str | None = None


options = GlobalOptions()


def settings() -> Settings:
    """Return the settings under the global options.

    :raises config.errors.SettingsError: for an unusable setting.
    """
    return config.settings.load(data_dir=options.data_dir, actor=options.actor)


@contextmanager
def desk(*, dry_run: bool = False) -> Iterator[Desk]:
    """Open the store under the name of whoever is at the keyboard."""
    loaded = settings()
    with open_desk(loaded, actor_name(loaded), dry_run=dry_run) as opened:
        yield opened


def actor_name(loaded: Settings) -> str:
    """Return the name that decisions are recorded under."""
    if loaded.actor:
        return loaded.actor
    try:
        return getpass.getuser()
    except OSError:
        # A container's user id may have no name.
        return "operator"
