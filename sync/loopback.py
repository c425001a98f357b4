"""Serves folders as web sites over real HTTP on 127.0.0.1: for the demo, ``evaluate``, benchmarks and tests.

One listener serves every site and tells them apart by the Host header, so a crawl keeps the sites' own
names (https ones too, spoken as plain HTTP) and needs only :attr:`LoopbackServer.mapping` to find them::

    with LoopbackServer([Site(host="ada.example", root=folder)]) as server:
        ...  # build a LoopbackMap of server.mapping and crawl
        server.log  # what was asked for

It behaves as static hosts do: ``index.html`` for a folder, a redirect to a folder's trailing slash,
``about`` for ``about.html``, the site's own ``404.html``, validators and 304 (RFC 9110, sections 8.8 and 13).
"""

import hashlib
import mimetypes
import socket
import socketserver
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from importlib.resources.abc import Traversable
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import unquote, urlsplit

Scheme = Literal["http", "https"]
RequestHeaders = Message

# Not mimetypes.guess_type alone: its answers depend on the machine's /etc/mime.types.
MEDIA_TYPES = {
    ".atom": "application/atom+xml",
    ".css": "text/css",
    ".htm": "text/html",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".rss": "application/rss+xml",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml",
}
IDLE_SECONDS = 30.0
"""How long a kept-alive connection may be silent."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How one path answers, instead of or on top of its file."""

    status: int = 200
    """200 serves the file; anything else is answered with a small page that names the status."""
    location: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Site:
    """One host and what it serves."""

    host: str
    root: Traversable
    scheme: Scheme = "https"
    base: str = "/"
    """Path that the folder is served under, such as ``/home/``; everything outside it is 404."""
    behaviours: Mapping[str, Behaviour] = field(default_factory=dict)
    """By request path, for what its file alone does not do; ``*`` stands for every other path."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent with every answer."""
    modified: datetime | None = None
    """Last-Modified of every file; without it the file's own time, where the folder is on disk."""
    sends_etag: bool = True
    sends_last_modified: bool = True
    charset: str | None = "utf-8"
    """Named in the Content-Type of text; None leaves it to the page, as many hosts do."""
    down: bool = False
    """Its port refuses connections."""


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request as it was answered."""

    at: datetime
    scheme: Scheme | None
    """Of the site that answered; None for a host that is not served."""
    host: str
    method: str
    path: str
    """Percent-encoded and with its query, as asked."""
    status: int
    conditional: bool
    """Whether it carried If-None-Match or If-Modified-Since."""
    user_agent: str


@dataclass(frozen=True, slots=True)
class _File:
    body: bytes
    content_type: str
    etag: str | None
    modified: datetime | None


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class LoopbackServer:
    """A listener on an ephemeral port of 127.0.0.1, in a daemon thread, while the ``with`` block lasts."""

    def __init__(self, sites: Iterable[Site], *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Take the sites to serve.

        :param clock: gives the times of the log.
        :raises ValueError: when two sites have one host; the Host header could not tell them apart.
        """
        self._sites: dict[str, _ServedSite] = {}
        for site in sites:
            if site.host in self._sites:
                raise ValueError(f"two sites for the host {site.host}; the Host header could not tell them apart")
            self._sites[site.host] = _ServedSite(site)
        self._clock = clock
        self._log: list[LoggedRequest] = []
        self._listener: _Listener | None = None
        self._closed_port: socket.socket | None = None

    def __enter__(self) -> Self:
        self._listener = _Listener(self._answer)
        # Bound but never listening: connections are refused, and no other program can take the port.
        self._closed_port = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._closed_port.bind(("127.0.0.1", 0))
        threading.Thread(target=self._listener.serve_forever, args=(0.01,), name="loopback", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._listener is not None:
            self._listener.shutdown()
            self._listener.server_close()
            self._listener = None
        if self._closed_port is not None:
            self._closed_port.close()
            self._closed_port = None

    @property
    def port(self) -> int:
        """The listener's port.

        :raises RuntimeError: outside the ``with`` block.
        """
        if self._listener is None:
            raise RuntimeError("the loopback server is not running; use it in a with block")
        return int(self._listener.server_address[1])

    @property
    def mapping(self) -> dict[tuple[str, str], int]:
        """Per scheme and host the port that answers for it; a host that is down has one that refuses."""
        running, refusing = self.port, self._closed_port
        if refusing is None:  # pragma: no cover - opened and closed together with the listener
            raise RuntimeError("the loopback server is not running; use it in a with block")
        closed = int(refusing.getsockname()[1])
        return {
            (served.site.scheme, host): closed if served.site.down else running for host, served in self._sites.items()
        }

    @property
    def log(self) -> tuple[LoggedRequest, ...]:
        """Every request so far, in the order of the answers."""
        return tuple(self._log)

    def _answer(self, method: str, target: str, headers: RequestHeaders) -> _Answer:
        host = headers.get("Host", "").rsplit(":", 1)[0].lower().rstrip(".")
        served = self._sites.get(host)
        if served is None or served.site.down:
            answer = _page(HTTPStatus.MISDIRECTED_REQUEST)
        else:
            answer = served.answer(target, headers)
        self._log.append(
            LoggedRequest(
                at=self._clock(),
                scheme=served.site.scheme if served else None,
                host=host,
                method=method,
                path=target,
                status=answer.status,
                conditional="If-None-Match" in headers or "If-Modified-Since" in headers,
                user_agent=headers.get("User-Agent", ""),
            )
        )
        return answer


class _ServedSite:
    """A site with the files it has read so far."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._base = [part for part in site.base.split("/") if part]
        self._files: dict[str, _File | None] = {}

    def answer(self, target: str, request: RequestHeaders) -> _Answer:
        path = urlsplit(target).path or "/"
        behaviour = self.site.behaviours.get(unquote(path)) or self.site.behaviours.get("*") or Behaviour()
        extra = {**self.site.headers, **behaviour.headers}
        if behaviour.location is not None:
            extra["Location"] = behaviour.location
        if behaviour.status != HTTPStatus.OK:
            return _page(HTTPStatus(behaviour.status), extra)
        segments = _segments(path)
        if segments is None or segments[: len(self._base)] != self._base:
            return self._not_found(extra)
        segments = segments[len(self._base) :]
        if path.endswith("/"):
            found = self._file([*segments, "index.html"])
        else:
            found = self._file(segments)
            if found is None and segments:
                found = self._file([*segments[:-1], f"{segments[-1]}.html"])
            if found is None and self._file([*segments, "index.html"]) is not None:
                return _page(HTTPStatus.MOVED_PERMANENTLY, {**extra, "Location": f"{path}/"})
        return self._serve(found, request, extra) if found is not None else self._not_found(extra)

    def _serve(self, found: _File, request: RequestHeaders, extra: Mapping[str, str]) -> _Answer:
        headers = dict(extra)
        if found.etag is not None:
            headers["ETag"] = found.etag
        if found.modified is not None:
            headers["Last-Modified"] = format_datetime(found.modified, usegmt=True)
        if _is_unchanged(found, request):
            return _Answer(HTTPStatus.NOT_MODIFIED, headers, b"")
        return _Answer(HTTPStatus.OK, {"Content-Type": found.content_type, **headers}, found.body)

    def _not_found(self, extra: Mapping[str, str]) -> _Answer:
        own = self._file(["404.html"])
        if own is None:
            return _page(HTTPStatus.NOT_FOUND, extra)
        return _Answer(HTTPStatus.NOT_FOUND, {"Content-Type": own.content_type, **extra}, own.body)

    def _file(self, segments: list[str]) -> _File | None:
        # Two threads may read a file at once and store the same answer twice, which is harmless.
        key = "/".join(segments)
        if key not in self._files:
            self._files[key] = self._read(segments)
        return self._files[key]

    def _read(self, segments: list[str]) -> _File | None:
        entry = self.site.root
        for segment in segments:
            entry = entry.joinpath(segment)
        if not entry.is_file() or _escapes(entry, self.site.root):
            return None
        body = entry.read_bytes()
        modified = self.site.modified
        if modified is None and isinstance(entry, Path):
            modified = datetime.fromtimestamp(int(entry.stat().st_mtime), UTC)
        return _File(
            body=body,
            content_type=_content_type(entry.name, self.site.charset),
            etag=f'"{hashlib.sha256(body).hexdigest()[:32]}"' if self.site.sends_etag else None,
            modified=modified if self.site.sends_last_modified else None,
        )


def _segments(path: str) -> list[str] | None:
    """Split and decode a path; None when a segment could lead out of a folder."""
    segments = [unquote(part) for part in path.split("/") if part]
    if any(part in (".", "..") or "/" in part or "\\" in part or "\0" in part for part in segments):
        return None
    return segments


def _escapes(entry: Traversable, root: Traversable) -> bool:
    # A link inside a served tree may point anywhere.
    if not (isinstance(entry, Path) and isinstance(root, Path)):
        return False
    return not entry.resolve().is_relative_to(root.resolve())


def _content_type(name: str, charset: str | None) -> str:
    suffix = "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""
    media_type = MEDIA_TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    is_text = media_type.startswith("text/") or media_type.endswith(("xml", "json", "javascript"))
    return f"{media_type}; charset={charset}" if is_text and charset else media_type


def _is_unchanged(found: _File, request: RequestHeaders) -> bool:
    # RFC 9110, 13.2.2: If-None-Match decides alone where it is present.
    tags = request.get("If-None-Match")
    if tags is not None:
        if found.etag is None:
            return False
        return tags.strip() == "*" or found.etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    since = request.get("If-Modified-Since")
    if since is None or found.modified is None:
        return False
    try:
        return found.modified <= parsedate_to_datetime(since)
    except (TypeError, ValueError):  # an unreadable date, or one without a zone, counts as no condition
        return False


def _page(status: HTTPStatus, headers: Mapping[str, str] | None = None) -> _Answer:
    text = f"<!doctype html>\n<title>{status.value} {status.phrase}</title>\n<h1>{status.phrase}</h1>\n"
    return _Answer(status, {"Content-Type": "text/html; charset=utf-8", **(headers or {})}, text.encode())


class _Listener(socketserver.ThreadingTCPServer):
    # Not http.server's own: that asks the resolver for this machine's name, which may go to the network.
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, answer: Callable[[str, str, RequestHeaders], _Answer]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        super().server_close()
        # Kept-alive connections would hold their threads until the client lets go.
        with self._open_lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:  # the client was faster
                    continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent: a client that hangs up is no event here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    wbufsize = -1  # head and body leave in one segment
    disable_nagle_algorithm = True
    server: _Listener

    def do_GET(self) -> None:
        """Answer with the site that the Host header names."""
        answer = self.server.answer(self.command, self.path, self.headers)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def do_HEAD(self) -> None:
        """Answer as to GET, without the body."""
        self.do_GET()

    def version_string(self) -> str:
        """Name no Python version in the Server header."""
        return "loopback"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that http.server gave it
        """Stay silent: the log is :attr:`LoopbackServer.log`."""
