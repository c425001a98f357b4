"""Read bodies as WARC files (ISO 28500), one per distinct body, under the candidate's own folder.

``<candidate>/<sha256>.warc.gz`` inside an fsspec address; a body that its page forbids to keep goes under
``<candidate>/transient/`` and is removed once extraction has read it. A file is written beside its place and
renamed, so that a path that anyone knows is always a whole file.
"""

import os
import re
import secrets
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import fsspec
from fsspec.implementations.local import LocalFileSystem
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawler import durable, warc
from crawler.errors import ArchiveError
from crawler.items import Reading

_CANDIDATE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$")
_PATH = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}/(transient/)?[0-9a-f]{64}\.warc\.gz$")
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Body:
    """A body to keep for some candidates."""

    reading: Reading
    content: bytes
    candidates: tuple[str, ...]


def body_hash(body: bytes) -> str:
    """Return the SHA-256 of a body in hexadecimal."""
    return sha256(body).hexdigest()


class Archive:
    """Bodies under one fsspec address.

    :raises ArchiveError: when the address cannot be used.
    """

    def __init__(self, url: str) -> None:
        try:
            self._fs, root = fsspec.core.url_to_fs(url)
        except (ValueError, ImportError, OSError) as error:
            raise ArchiveError(f"{url}: this archive address cannot be used ({error})") from error
        self._root = root.rstrip("/")
        self._local = isinstance(self._fs, LocalFileSystem)
        self._folders: set[str] = set()
        self._unsynced: set[str] = set()

    def write(self, candidate: str, reading: Reading, body: bytes) -> str:
        """Keep one body for one candidate; see :meth:`write_all`."""
        [paths] = self.write_all([Body(reading, body, (candidate,))])
        return paths[candidate]

    def write_all(self, bodies: Sequence[Body]) -> list[dict[str, str]]:
        """Keep bodies, and return for each its path inside the archive per candidate; an equal body is kept once.

        When this returns, the files and their names are on the disk.

        :raises ArchiveError: when one cannot be written; nothing is left at its path then.
        """
        paths = [{candidate: self._path(candidate, body) for candidate in body.candidates} for body in bodies]
        missing: dict[str, Callable[[], bytes]] = {}
        for body, own in zip(bodies, paths, strict=True):
            content = _made_once(body)
            missing |= {self._at(path): content for path in own.values() if not self._exists(path)}
        try:
            self._place(missing)
            if self._local:
                # Also where a file was there: the run that put it there may have been killed before this.
                self._sync({self._at(path) for own in paths for path in own.values()})
        except OSError as error:
            named = error.filename or next(iter(missing), self._root)
            raise ArchiveError(f"{named}: could not be written ({error}); the page stays due") from error
        return paths

    def read(self, path: str) -> bytes:
        """Return the body at a path.

        :raises ArchiveError: when it is missing, damaged, or not the body that its name says.
        """
        try:
            raw = self._fs.cat_file(self._at(_checked_path(path)))
            body = _payload(raw)
        except (OSError, ArchiveLoadFailed, zlib.error, EOFError, ValueError) as error:
            raise ArchiveError(f"{self._at(path)}: cannot be read ({error})") from error
        if body is None or body_hash(body) != _digest(path):
            raise ArchiveError(f"{self._at(path)}: damaged, its content is not what its name says")
        return body

    def remove(self, path: str) -> None:
        """Remove one body; a missing one is no error.

        :raises ArchiveError: when it cannot be removed.
        """
        try:
            self._fs.rm_file(self._at(_checked_path(path)))
        except FileNotFoundError:
            return
        except OSError as error:
            raise ArchiveError(f"{self._at(path)}: could not be removed ({error})") from error

    def remove_candidate(self, candidate: str) -> None:
        """Remove a person's whole folder; a missing one is no error.

        :raises ArchiveError: when it cannot be removed.
        """
        folder = self._at(_checked(candidate))
        self._folders.clear()
        try:
            self._fs.rm(folder, recursive=True)
        except FileNotFoundError:
            return
        except OSError as error:
            raise ArchiveError(f"{folder}: could not be removed ({error})") from error

    @property
    def folder(self) -> Path | None:
        """The archive's folder, where it is one of this machine's."""
        return Path(self._root) if self._local else None

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}"

    def _path(self, candidate: str, body: Body) -> str:
        middle = "" if body.reading.verdict.may_keep_body else "transient/"
        return f"{_checked(candidate)}/{middle}{body.reading.body_sha256 or body_hash(body.content)}.warc.gz"

    def _exists(self, path: str) -> bool:
        try:
            if not self._local:
                return bool(self._fs.exists(self._at(path)))
            # Its file counts as written now, so that nobody sweeps it as left over before its reading is filed.
            os.utime(self._at(path))
            return True
        except FileNotFoundError:
            return False
        except OSError as error:
            raise ArchiveError(f"{self._at(path)}: cannot be looked at ({error}); the page stays due") from error

    def _place(self, missing: Mapping[str, Callable[[], bytes]]) -> None:
        for tries_left in reversed(range(_TRIES)):
            try:
                self._make_folders({final.rpartition("/")[0] for final in missing})
                if self._local:
                    durable.place({final: content() for final, content in missing.items()})
                else:
                    self._place_remotely(missing)
            except OSError:
                # An erasure may take a folder away between its making and the rename; it is made anew.
                self._folders.difference_update(final.rpartition("/")[0] for final in missing)
                if not tries_left:
                    raise
            else:
                return

    def _make_folders(self, folders: set[str]) -> None:
        for folder in folders - self._folders:
            self._fs.makedirs(folder, exist_ok=True)
            self._unsynced.add(folder)
            self._folders.add(folder)

    def _place_remotely(self, missing: Mapping[str, Callable[[], bytes]]) -> None:
        for final, content in missing.items():
            folder, _, name = final.rpartition("/")
            beside = f"{folder}/.{name}.{secrets.token_hex(4)}.part"
            self._fs.pipe_file(beside, content())
            self._fs.mv(beside, final)

    def _sync(self, finals: set[str]) -> None:
        folders = {final.rpartition("/")[0] for final in finals}
        for folder in self._unsynced:
            # A new folder is a name in the one above it.
            above = folder
            while len(above) > len(self._root):
                above = above.rpartition("/")[0]
                folders.add(above)
        durable.sync_folders(sorted(folders))
        self._unsynced.clear()


def _made_once(body: Body) -> Callable[[], bytes]:
    made: list[bytes] = []

    def content() -> bytes:
        if not made:
            made.append(warc.records(body.reading, body.content))
        return made[0]

    return content


def _payload(raw: bytes) -> bytes | None:
    for record in ArchiveIterator(BytesIO(raw)):
        if record.rec_type == "response":
            content: bytes = record.content_stream().read()
            return content
    return None


def _checked(candidate: str) -> str:
    if not _CANDIDATE.match(candidate):
        raise ArchiveError(f"{candidate!r}: not a candidate id that can name a folder")
    return candidate


def _checked_path(path: str) -> str:
    if not _PATH.match(path):
        raise ArchiveError(f"{path!r}: not a path inside the archive")
    return path


def _digest(path: str) -> str:
    return path.rsplit("/", 1)[1].removesuffix(".warc.gz")
