"""A name server on UDP that answers as its table says, and may answer otherwise the next time (DNS rebinding)."""

import contextlib
import socket
import struct
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from types import TracebackType
from typing import Self

_A, _AAAA, _IN = 1, 28, 1
_NO_SUCH_NAME = 3


class HostileNames:
    """Answers ``{name: (first answer, second answer, ...)}``; the last answer stays, each is a list of addresses.

    A name counts on with each question for its IPv4 addresses.
    """

    def __init__(self, table: Mapping[str, Sequence[Sequence[str]]], address: tuple[str, int]) -> None:
        self._table = table
        self.asked: Counter[str] = Counter()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(address)
        self._socket.settimeout(0.2)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while not self._closing.is_set():
            with contextlib.suppress(TimeoutError):
                question, sender = self._socket.recvfrom(4_096)
                self._socket.sendto(self._answer(question), sender)

    def _answer(self, question: bytes) -> bytes:
        name, end = _name(question)
        (kind,) = struct.unpack("!H", question[end : end + 2])
        known = name in self._table
        found = self._addresses(name, kind) if known else []
        header = question[:2] + struct.pack("!HHHHH", 0x8180 | (0 if known else _NO_SUCH_NAME), 1, len(found), 0, 0)
        records = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", kind, _IN, 0, len(one)) + one for one in found)
        return header + question[12 : end + 4] + records

    def _addresses(self, name: str, kind: int) -> list[bytes]:
        answers = self._table[name]
        addresses = answers[min(self.asked[name], len(answers) - 1)]
        if kind == _A:
            self.asked[name] += 1
        wanted = {_A: 4, _AAAA: 6}.get(kind)
        return [ip.packed for ip in map(ip_address, addresses) if ip.version == wanted]


def _name(question: bytes) -> tuple[str, int]:
    at, labels = 12, []
    while length := question[at]:
        labels.append(question[at + 1 : at + 1 + length].decode("ascii").lower())
        at += 1 + length
    return ".".join(labels), at + 1
