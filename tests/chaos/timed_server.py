"""A web server that notes when it is at work for whom: from a whole request to its answer or the client's leaving.

One event loop in a thread, so that the order of its notes is the order of events. The end is noted right before the
answer's bytes are handed over, and the beginning when the request has arrived: what is measured between two requests
is never shorter than what the client kept.
"""

import asyncio
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from time import monotonic
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Reply:
    """What one path answers."""

    body: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    """How long the answer takes."""


@dataclass(frozen=True)
class Work:
    """One request from the server's side; times are monotonic seconds."""

    host: str
    path: str
    user_agent: str
    began: float
    ended: float
    status: int
    """0 when the client left before the answer."""


Site = Callable[[str, int], Reply]
"""Answers a path; the number says how often it was asked before."""


class TimedServer:
    """Serves a site per host name on one ephemeral loopback port."""

    def __init__(self, sites: Mapping[str, Site]) -> None:
        self.sites = dict(sites)
        self.log: list[Work] = []
        self.asked: dict[tuple[str, str], int] = {}
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._up.wait(10), "the server did not come up"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def ports(self) -> dict[tuple[str, str], int]:
        """The loopback map's content: every host by http and https."""
        return {(scheme, host): self.port for host in self.sites for scheme in ("http", "https")}

    def by_host(self) -> dict[str, list[Work]]:
        """Return the log per host, by beginning."""
        log = sorted(self.log, key=lambda one: (one.host, one.began))
        return {host: list(works) for host, works in groupby(log, key=lambda one: one.host)}

    def reply(self, host: str, path: str) -> Reply:
        """Return the answer to one request."""
        if host not in self.sites:
            return Reply(status=421)
        before = self.asked.get((host, path), 0)
        self.asked[host, path] = before + 1
        return self.sites[host](path, before)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(self._loop.create_server(lambda: _Connection(self), "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._up.set()
        try:
            self._loop.run_forever()
        finally:
            server.close()
            self._loop.run_until_complete(asyncio.sleep(0.05))
            self._loop.close()


class _Connection(asyncio.Protocol):
    def __init__(self, server: TimedServer) -> None:
        self._server = server
        self._received = b""
        self._at_work: tuple[str, str, str, float] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        if b"\r\n\r\n" not in self._received:
            return
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        request, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        host, path = headers["host"].partition(":")[0], request.split(" ")[1]
        self._at_work = (host, path, headers.get("user-agent", ""), monotonic())
        reply = self._server.reply(host, path)
        asyncio.get_running_loop().call_later(reply.seconds, self._answer, reply)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(0)

    def _answer(self, reply: Reply) -> None:
        if self._at_work is None:
            return
        body = reply.body.encode()
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), **reply.headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._end(reply.status)
        self._transport.write(f"HTTP/1.1 {reply.status} -\r\n{lines}\r\n".encode("latin-1") + body)

    def _end(self, status: int) -> None:
        if self._at_work is not None:
            host, path, user_agent, began = self._at_work
            self._at_work = None
            self._server.log.append(Work(host, path, user_agent, began, monotonic(), status))
