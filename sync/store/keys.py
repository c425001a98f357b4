"""Secrets that are made once and kept beside the database, never inside it: ``<data_dir>/keys``, mode 600."""

import os
import secrets
from pathlib import Path

from sync.errors import NotSetUp

KEYS = "keys"


def made_once(folder: Path, name: str, length: int = 48) -> str:
    """Return the secret of a name, making it on the first call; two processes that race get the same one.

    :param length: random bytes of a new secret; it is kept in base 64.
    :raises NotSetUp: when the folder cannot be written or the secret cannot be read.
    """
    place = folder / name
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not place.exists():
            _publish(place, secrets.token_urlsafe(length).replace("-", "+").replace("_", "/"))
        secret = place.read_text("ascii").strip()
    except OSError as error:
        raise NotSetUp(
            f"The key {place} cannot be read or made: {error.strerror}. Check who owns the folder."
        ) from error
    if not secret:
        raise NotSetUp(f"The key {place} is empty. Put it back from a backup of the folder {folder}.")
    return secret


def _publish(place: Path, secret: str) -> None:
    draft = place.with_name(f".{place.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        # A link fails where the name is taken, a rename would replace the winner's key.
        os.link(draft, place)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
