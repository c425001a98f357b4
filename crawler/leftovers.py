"""Removing what a killed run left in the archive: files half written, and bodies that no snapshot names.

A body is written before its reading is filed, so that a file without a snapshot may be on its way into the store. A
suspect is set aside by a rename first; whoever keeps an equal body meanwhile finds it missing and writes it anew
(:meth:`crawler.archive.Archive.write`). Only then is the store asked once more, and the file removed or put back.
"""

import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PART = ".part"


@dataclass(frozen=True, slots=True)
class Swept:
    """What was removed."""

    parts: int = 0
    """Files that were never whole."""
    bodies: int = 0
    """Whole files that no snapshot names."""
    body_bytes: int = 0
    """Of both, as they lay on the disk."""

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(self.parts + other.parts, self.bodies + other.bodies, self.body_bytes + other.body_bytes)


def sweep(root: Path, named: Callable[[str], Collection[str]], *, until: float, changed_since: float = 0.0) -> Swept:
    """Remove left-over files from an archive on this machine's disk.

    :param root: the archive's folder, with one folder per candidate.
    :param named: the archive paths that a candidate's snapshots name; asked twice where something looks left over.
    :param until: seconds since the epoch; files written or renewed since are left alone. Must lie before the start
        of every run that is still going on.
    :param changed_since: seconds since the epoch; folders that did not change since are not looked into.
    """
    total = Swept()
    for folder in _folders(root):
        places = [place for place in (folder, folder / "transient") if _changed(place, changed_since)]
        old = [file for place in places for file in _files(place) if _is_older(file, until)]
        if old:
            total += _sweep_folder(folder, old, lambda name=folder.name: named(name), until)  # type: ignore[misc]
    return total


def _sweep_folder(folder: Path, old: Collection[Path], named: Callable[[], Collection[str]], until: float) -> Swept:
    swept = Swept()
    for part in [file for file in old if file.name.endswith(PART)]:
        swept += Swept(parts=1, body_bytes=_removed(part))
    known = named()
    suspects = {
        _path(folder, file): file for file in old if not file.name.endswith(PART) and _path(folder, file) not in known
    }
    aside = {path: moved for path, file in suspects.items() if (moved := _set_aside(file)) is not None}
    known = named() if aside else ()
    for path, moved in aside.items():
        if path in known or not _is_older(moved, until):
            _put_back(moved, suspects[path])
        else:
            swept += Swept(bodies=1, body_bytes=_removed(moved))
    return swept


def _folders(root: Path) -> Iterator[Path]:
    if root.is_dir():
        yield from (entry for entry in sorted(root.iterdir()) if entry.is_dir())


def _files(folder: Path) -> Iterator[Path]:
    yield from (entry for entry in sorted(folder.iterdir()) if entry.is_file())


def _path(folder: Path, file: Path) -> str:
    return file.relative_to(folder.parent).as_posix()


def _changed(folder: Path, since: float) -> bool:
    return folder.is_dir() and folder.stat().st_mtime >= since


def _is_older(file: Path, until: float) -> bool:
    try:
        return file.stat().st_mtime < until
    except FileNotFoundError:
        return False


def _set_aside(file: Path) -> Path | None:
    aside = file.with_name(f".{file.name}.{secrets.token_hex(4)}{PART}")
    try:
        return file.rename(aside)
    except FileNotFoundError:
        return None


def _put_back(aside: Path, file: Path) -> None:
    if file.exists():
        # It was written anew meanwhile, with the same content.
        aside.unlink()
    else:
        aside.rename(file)


def _removed(file: Path) -> int:
    with suppress(FileNotFoundError):
        size = file.stat().st_size
        file.unlink()
        return size
    return 0
