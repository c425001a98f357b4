"""A loopback web server that may do anything: each host name has an act, a function that writes raw bytes.

Nothing here is HTTP unless an act makes it so. Used as a context manager; every act ends when its client hangs
up, or when the server is closed.
"""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

_LONGEST_REQUEST = 65_536
_PATIENCE_SECONDS = 30.0


class HungUp(Exception):
    """The client is gone, or the server closes."""


@dataclass(frozen=True)
class Asked:
    """One request that arrived."""

    host: str
    path: str


class Visitor:
    """One request, and the connection to answer it on."""

    def __init__(self, connection: socket.socket, asked: Asked, closing: threading.Event) -> None:
        self.host = asked.host
        self.path = asked.path
        self._connection = connection
        self._closing = closing

    def send(self, *pieces: bytes) -> None:
        """Send bytes as they are.

        :raises HungUp: when nobody reads them any more.
        """
        for piece in pieces:
            if self._closing.is_set():
                raise HungUp
            try:
                self._connection.sendall(piece)
            except OSError as error:
                raise HungUp from error

    def flood(self, piece: bytes, times: int | None = None) -> None:
        """Send one piece again and again, for ever without a number of times."""
        sent = 0
        while times is None or sent < times:
            self.send(piece)
            sent += 1

    def drip(self, pieces: Iterable[bytes], pause: float) -> None:
        """Send pieces with a pause in seconds after each."""
        for piece in pieces:
            self.send(piece)
            self.wait(pause)

    def wait(self, seconds: float = _PATIENCE_SECONDS) -> None:
        """Say nothing for a while."""
        if self._closing.wait(seconds):
            raise HungUp

    def reset(self) -> None:
        """End the connection with a TCP reset instead of a close."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._connection.close()
        raise HungUp


Act = Callable[[Visitor], None]


class HostileServer:
    """Serves ``{host: act}`` on one ephemeral port of 127.0.0.1; the connection is closed after each act."""

    def __init__(self, acts: Mapping[str, Act], *, address: tuple[str, int] = ("127.0.0.1", 0)) -> None:
        self.acts = dict(acts)
        self.log: list[Asked] = []
        self.arrivals = 0
        """Connections, whether or not anything was asked on them."""
        self._closing = threading.Event()
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self._listener = socket.create_server(address, family=family, backlog=256)
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._connections: set[socket.socket] = set()
        self._acceptor = threading.Thread(target=self._accept, daemon=True)

    @property
    def port(self) -> int:
        """The ephemeral port."""
        return int(self._listener.getsockname()[1])

    def ports(self) -> dict[tuple[str, str], int]:
        """Return the loopback map's content: all hosts, by http and https."""
        return {(scheme, host): self.port for host in self.acts for scheme in ("http", "https")}

    def requests(self, host: str) -> list[str]:
        """Return the paths that were asked of one host, in order."""
        return [one.path for one in self.log if one.host == host]

    def __enter__(self) -> Self:
        self._acceptor.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        # Closing alone does not wake up a thread that accepts or sends.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._acceptor.join()
        with self._lock:
            open_connections = list(self._connections)
        for connection in open_connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.arrivals += 1
            connection.settimeout(_PATIENCE_SECONDS)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            with self._lock:
                self._connections.add(connection)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(HungUp, OSError):
            asked = _request(connection)
            with self._lock:
                self.log.append(asked)
            act = self.acts.get(asked.host)
            if act is not None:
                act(Visitor(connection, asked, self._closing))
                # Closing with unread bytes would reset the connection and lose what was sent.
                connection.shutdown(socket.SHUT_WR)
                connection.settimeout(1.0)
                while connection.recv(_LONGEST_REQUEST):
                    pass
        with self._lock:
            self._connections.discard(connection)
        connection.close()


def _request(connection: socket.socket) -> Asked:
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(_LONGEST_REQUEST)
        if not piece or len(head) > _LONGEST_REQUEST:
            raise HungUp
        head += piece
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Asked(headers.get("host", "").partition(":")[0], first.split(" ")[1])
