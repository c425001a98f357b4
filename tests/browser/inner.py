"""A service inside the network that no page may reach: it listens for TCP and UDP and notes whoever comes."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self


class InnerServer:
    """Listens on one port of 127.0.0.1 and, where the machine has it, of [::1]; :attr:`log` must stay empty."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        tcp = self._listen(socket.AF_INET, socket.SOCK_STREAM, "127.0.0.1", 0)
        self.port = int(tcp.getsockname()[1])
        self._listen(socket.AF_INET, socket.SOCK_DGRAM, "127.0.0.1", self.port)
        with suppress(OSError):
            self._listen(socket.AF_INET6, socket.SOCK_STREAM, "::1", self.port)

    def __enter__(self) -> Self:
        for one in self._sockets:
            thread = threading.Thread(target=self._note, args=(one,), daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for one in self._sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join(5)

    def _listen(self, family: int, kind: int, host: str, port: int) -> socket.socket:
        one = socket.socket(family, kind)
        one.settimeout(0.2)
        one.bind((host, port))
        if kind == socket.SOCK_STREAM:
            one.listen()
        self._sockets.append(one)
        return one

    def _note(self, one: socket.socket) -> None:
        while True:
            try:
                if one.type == socket.SOCK_DGRAM:
                    self.log.append(f"udp {one.recv(2_000)!r}")
                    continue
                connection, _ = one.accept()
                with connection:
                    connection.settimeout(1)
                    with suppress(OSError):
                        self.log.append(f"tcp {connection.recv(200)!r}")
            except TimeoutError:
                continue
            except OSError:
                return
