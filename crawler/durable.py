"""Putting files on a local disk so that neither a kill nor a power cut leaves half of one under its name.

Each file is written beside its place, forced to the disk and renamed; then the folders are forced to the disk,
because a rename is a change of the folder. Many files together cost the disk little more than one.
"""

import os
import secrets
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

MOST_OPEN = 200
"""Files that are open at a time."""


def place(files: Mapping[str, bytes]) -> None:
    """Write whole files; their folders exist.

    :param files: absolute path to content.
    :raises FileNotFoundError: when a folder went away meanwhile; no file is half there, some may be whole.
    :raises OSError: when the disk refuses; the same holds.
    """
    paths = list(files)
    for start in range(0, len(paths), MOST_OPEN):
        _place_some({path: files[path] for path in paths[start : start + MOST_OPEN]})


def sync_folders(folders: Iterable[str]) -> None:
    """Force the names in some folders to the disk; one that went away needs nothing."""
    if sys.platform == "win32":
        return
    for folder in folders:
        try:
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            continue
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _place_some(files: Mapping[str, bytes]) -> None:
    written: list[tuple[str, str]] = []
    handles: list[int] = []
    try:
        for path, content in files.items():
            folder, name = os.path.split(path)
            beside = f"{folder}/.{name}.{secrets.token_hex(4)}.part"
            handles.append(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
            written.append((beside, path))
            _write(handles[-1], content)
        # All are on their way before the first is waited for, so that the disk takes them together.
        for handle in handles:
            os.fsync(handle)
        while handles:
            os.close(handles.pop())
        while written:
            beside, path = written[-1]
            Path(beside).replace(path)
            written.pop()
    finally:
        for handle in handles:
            os.close(handle)
        for beside, _ in written:
            Path(beside).unlink(missing_ok=True)


def _write(handle: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]
