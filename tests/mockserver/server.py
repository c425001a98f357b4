"""A loopback web server for tests: many fictional hosts on one ephemeral port, every request logged.

Used as a context manager. Routes are given per host name and path; the log says who asked for what, when a
request arrived and when its answer was complete, so that politeness can be read from it.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep
from types import TracebackType
from typing import Self

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    """One canned answer."""

    body: bytes = b""
    status: int = 200
    content_type: str | None = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None
    """With one, a matching If-None-Match is answered with 304."""
    seconds: float = 0.0
    """How long the answer takes."""
    reset: bool = False
    """Close the connection instead of answering."""


@dataclass(frozen=True)
class Logged:
    """One request."""

    host: str
    path: str
    headers: Mapping[str, str]
    began: float
    ended: float
    status: int


Route = Answer | Callable[[int], Answer]
"""An answer, or a function of how often the path was asked before."""


class MockServer:
    """Serves ``{host: {path: route}}``; unknown paths answer 404, unknown hosts 421."""

    def __init__(self, hosts: Mapping[str, Mapping[str, Route]]) -> None:
        self.hosts = {host: dict(routes) for host, routes in hosts.items()}
        self.log: list[Logged] = []
        self.lock = threading.Lock()
        outer = self

        class Handler(_Handler):
            server_log = outer

        self._server = _QuietServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def port(self) -> int:
        """The ephemeral port."""
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def ports(self, *others: str) -> dict[tuple[str, str], int]:
        """Return the loopback map's content: all hosts, and others, by http and https."""
        return {(scheme, host): self.port for host in (*self.hosts, *others) for scheme in ("http", "https")}

    def paths(self, host: str) -> list[str]:
        """Return the paths that were asked of one host, in order."""
        return [one.path for one in self.log if one.host == host]

    def requests(self, *hosts: str) -> Sequence[Logged]:
        """Return the log of some hosts by time of arrival."""
        return sorted((one for one in self.log if one.host in hosts), key=lambda one: one.began)


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent: a client that hangs up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_log: MockServer

    def do_GET(self) -> None:
        began = monotonic()
        host = self.headers.get("Host", "").partition(":")[0]
        answer = self._answer(host)
        sleep(answer.seconds)
        status = answer.status
        if answer.etag and self.headers.get("If-None-Match") == answer.etag:
            status = 304
        self._log(host, began, status)
        if answer.reset:
            self.close_connection = True
            return
        self._send(answer, status)

    def _answer(self, host: str) -> Answer:
        site = self.server_log
        if host not in site.hosts:
            return Answer(status=421)
        route = site.hosts[host].get(self.path, Answer(status=404))
        if isinstance(route, Answer):
            return route
        with site.lock:
            return route(sum(1 for one in site.log if one.host == host and one.path == self.path))

    def _send(self, answer: Answer, status: int) -> None:
        body = b"" if status == 304 else answer.body
        self.send_response(status)
        if answer.content_type and body:
            self.send_header("Content-Type", answer.content_type)
        if answer.etag:
            self.send_header("ETag", answer.etag)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _log(self, host: str, began: float, status: int) -> None:
        site = self.server_log
        logged = Logged(host, self.path, dict(self.headers.items()), began, monotonic(), status)
        with site.lock:
            site.log.append(logged)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Stay silent; the log is kept."""


def page(title: str, body: str = "", head: str = "") -> Answer:
    """Return an HTML page."""
    text = f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return Answer(text.encode())


def robots(text: str) -> Answer:
    """Return a robots.txt."""
    return Answer(text.encode(), content_type="text/plain")
