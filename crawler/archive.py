"""Read bodies as WARC files (ISO 28500), one per distinct body, under the candidate's own folder.

``<candidate>/<sha256>.warc.gz`` inside an fsspec address; a body that its page forbids to keep goes under
``<candidate>/transient/`` and is removed once extraction has read it. A file is written beside its place and
renamed, so that a path that anyone knows is always a whole file.
"""

import json
import os
import re
import secrets
import zlib
from dataclasses import asdict
from datetime import UTC
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import fsspec
from fsspec.implementations.local import LocalFileSystem
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.errors import ArchiveError
from crawler.items import Reading

_CANDIDATE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$")
_PATH = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}/(transient/)?[0-9a-f]{64}\.warc\.gz$")
# The body was decoded before it was hashed; these headers describe what went over the wire.
_WIRE_HEADERS = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_COMPRESSION = 4
_TRIES = 3


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

    def write(self, candidate: str, reading: Reading, body: bytes) -> str:
        """Keep a body for one candidate and return its path inside the archive; an equal body is kept once.

        :raises ArchiveError: when it cannot be written; nothing is left at the path then.
        """
        digest = body_hash(body)
        middle = "" if reading.verdict.may_keep_body else "transient/"
        path = f"{_checked(candidate)}/{middle}{digest}.warc.gz"
        try:
            if not self._fs.exists(self._at(path)):
                self._place_again(path, _warc(reading, body))
        except OSError as error:
            raise ArchiveError(f"{self._at(path)}: could not be written ({error}); the page stays due") from error
        return path

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

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}"

    def _place_again(self, path: str, content: bytes) -> None:
        for tries_left in reversed(range(_TRIES)):
            try:
                self._place(path, content)
            except OSError:
                # An erasure may take the folder away between its making and the rename; it is made anew.
                self._folders.discard(self._at(path).rsplit("/", 1)[0])
                if not tries_left:
                    raise
            else:
                return

    def _place(self, path: str, content: bytes) -> None:
        final = self._at(path)
        folder, name = final.rsplit("/", 1)
        if folder not in self._folders:
            self._fs.makedirs(folder, exist_ok=True)
            self._folders.add(folder)
        beside = f"{folder}/.{name}.{secrets.token_hex(4)}.part"
        if self._local:
            _place_locally(Path(beside), Path(final), content)
            return
        self._fs.pipe_file(beside, content)
        self._fs.mv(beside, final)


def _place_locally(beside: Path, final: Path, content: bytes) -> None:
    try:
        beside.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as out:
            out.write(content)
            out.flush()
            # A power cut after the rename must not leave an empty file under a name that the database knows.
            os.fsync(out.fileno())
        beside.replace(final)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def _warc(reading: Reading, body: bytes) -> bytes:
    address = reading.final_address or reading.page.address
    date = reading.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = [(name, value) for name, value in reading.headers.items() if name.lower() not in _WIRE_HEADERS]
    lines.append(("Content-Length", str(len(body))))
    answer = StatusAndHeaders(f"{reading.status or 200} OK", lines, protocol="HTTP/1.1")
    records = [
        ("response", body, answer, None),
        ("metadata", _verdict(reading), None, "application/json"),
    ]
    out = BytesIO()
    for kind, payload, http_headers, content_type in records:
        plain = BytesIO()
        writer = WARCWriter(plain, gzip=False)
        arguments: dict[str, object] = {"payload": BytesIO(payload), "length": len(payload)}
        if http_headers is not None:
            arguments["http_headers"] = http_headers
        if content_type is not None:
            arguments["warc_content_type"] = content_type
        record = writer.create_warc_record(address, kind, warc_headers_dict={"WARC-Date": date}, **arguments)
        writer.write_record(record)
        # One gzip member per record, as the standard asks; the level trades a tenth of size for half the time.
        squeeze = zlib.compressobj(_COMPRESSION, zlib.DEFLATED, zlib.MAX_WBITS + 16)
        out.write(squeeze.compress(plain.getvalue()) + squeeze.flush())
    return out.getvalue()


def _verdict(reading: Reading) -> bytes:
    return json.dumps({"verdict": asdict(reading.verdict), "role": reading.page.role}, ensure_ascii=False).encode()


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
