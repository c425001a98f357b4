"""``/metrics`` and ``/healthz`` on the loopback, while ``perennial serve`` runs."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client.exposition import CONTENT_TYPE_LATEST

from sync.errors import NotSetUp, Unavailable
from sync.metrics import exposition
from sync.store import Store

LOOPBACK = "127.0.0.1"
StartResponse = Callable[[str, list[tuple[str, str]]], Any]


@contextmanager
def serving_metrics(store: Store, port: int) -> Iterator[int]:
    """Answer scrapes in a thread of its own while the block runs; yields the port.

    :param port: on 127.0.0.1; 0 takes a free one.
    :raises NotSetUp: when the port is taken.
    """
    try:
        server = make_server(LOOPBACK, port, _application(store), _Threaded, _Silent)
    except OSError as error:
        raise NotSetUp(
            f"Port {port} of {LOOPBACK} cannot be used ({error.strerror}). "
            "Name another one with --metrics-port, or 0 for none."
        ) from error
    with server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="metrics", daemon=True).start()
        try:
            yield server.server_port
        finally:
            server.shutdown()


def _application(store: Store) -> Callable[[dict[str, Any], StartResponse], Iterable[bytes]]:
    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        plain = "text/plain; charset=utf-8"
        try:
            match environ.get("PATH_INFO"):
                case "/metrics":
                    status, media_type, body = "200 OK", CONTENT_TYPE_LATEST, exposition(store)
                case "/healthz":
                    store.now()
                    status, media_type, body = "200 OK", plain, b"ok\n"
                case _:
                    status, media_type, body = "404 Not Found", plain, b"There is /metrics and /healthz.\n"
        except Unavailable as error:
            status, media_type, body = "503 Service Unavailable", plain, f"{error}\n".encode()
        start_response(status, [("Content-Type", media_type), ("Content-Length", str(len(body)))])
        return [body]

    return answer


class _Threaded(ThreadingMixIn, WSGIServer):
    # Not ours to wait for: a scrape that hangs must not keep the program from ending.
    daemon_threads = True

    def server_bind(self) -> None:
        # Not WSGIServer's own: that asks the resolver for this machine's name, which may go to the network.
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]
        self.setup_environ()


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing: a scrape every few seconds is no event."""
