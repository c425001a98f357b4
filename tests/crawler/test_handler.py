"""The resolver that drops what must not be contacted."""

from typing import Any

import pytest
from twisted.internet.address import IPv4Address, IPv6Address

from crawler.guard import Guard, LoopbackMap
from crawler.handler import FilteringResolver


class Names:
    """A resolver over a table."""

    def __init__(self, table: dict[str, list[str]]) -> None:
        self.table = table
        self.asked: list[str] = []

    def resolveHostName(self, receiver: Any, name: str, port: int, *_: Any) -> None:  # noqa: N802 - Twisted's name
        self.asked.append(name)
        receiver.resolutionBegan(None)
        for ip in self.table.get(name, []):
            receiver.addressResolved((IPv6Address if ":" in ip else IPv4Address)("TCP", ip, port))
        receiver.resolutionComplete()


class Receiver:
    """Collects what it is told."""

    def __init__(self) -> None:
        self.ips: list[str] = []
        self.complete = False

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 - Twisted's name
        """Nothing to do."""

    def addressResolved(self, address: Any) -> None:  # noqa: N802 - Twisted's name
        self.ips.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's name
        self.complete = True


@pytest.mark.parametrize(
    ("addresses", "passed"),
    [
        (["1.1.1.1"], ["1.1.1.1"]),
        (["127.0.0.1"], []),
        (["1.1.1.1", "10.0.0.1", "::1", "2606:4700::1111"], ["1.1.1.1", "2606:4700::1111"]),
        (["::ffff:169.254.169.254", "64:ff9b::a00:1"], []),
        ([], []),
    ],
)
def test_only_permitted_addresses_pass(addresses: list[str], passed: list[str]) -> None:
    """A name with mixed addresses keeps its public ones."""
    receiver = Receiver()
    FilteringResolver(Names({"rebind.example": addresses}), Guard()).resolveHostName(receiver, "rebind.example", 80)
    assert (receiver.ips, receiver.complete) == (passed, True)


def test_a_closed_run_asks_nobody() -> None:
    """Only the loopback address itself is resolved; no name leaves the machine."""
    names, receiver = Names({"127.0.0.1": ["127.0.0.1"], "ada.example": ["1.1.1.1"]}), Receiver()
    resolver = FilteringResolver(names, Guard(LoopbackMap({("https", "ada.example"): 8001})))
    resolver.resolveHostName(receiver, "ada.example", 443)
    assert (receiver.ips, receiver.complete, names.asked) == ([], True, [])
    resolver.resolveHostName(receiver, "127.0.0.1", 8001)
    assert receiver.ips == ["127.0.0.1"]


@pytest.mark.parametrize(
    ("then", "why"),
    [([], None), (["1.1.1.1", "10.0.0.1"], None), (["10.0.0.1"], "10.0.0.1: private")],
)
def test_a_failure_is_told_with_the_reason_of_its_own_resolution(then: list[str], why: str | None) -> None:
    """What was dropped earlier, even where nobody asked why, does not explain a later failure of the same name."""
    names = Names({"ada.example": ["127.0.0.1"]})
    resolver = FilteringResolver(names, Guard())
    resolver.resolveHostName(Receiver(), "ada.example", 443)
    names.table["ada.example"] = then
    resolver.resolveHostName(Receiver(), "ada.example", 443)
    assert (resolver.why_nothing("ada.example") or "").partition(" (")[0] == (why or "")
    assert resolver.why_nothing("ada.example") is None


def test_a_reason_stays_in_its_own_run() -> None:
    """Another run's resolver knows nothing of it."""
    resolver = FilteringResolver(Names({"ada.example": ["127.0.0.1"]}), Guard())
    resolver.resolveHostName(Receiver(), "ada.example", 443)
    assert FilteringResolver(Names({}), Guard()).why_nothing("ada.example") is None
    assert resolver.why_nothing("ada.example") == "127.0.0.1: loopback"
