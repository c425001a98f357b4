"""The guard: what an address is, and which ones are contacted."""

import pickle

import pytest

from crawler.errors import GuardError
from crawler.guard import Guard, LoopbackMap, canonical, denied, join, parse


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("HTTPS://Ada.Example:443/a/../b?x=1#top", "https://ada.example/b?x=1"),
        ("http://user:word@ada.example/", "http://ada.example/"),
        ("http://ada.example.", "http://ada.example/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("http://ada.example:8080/#", "http://ada.example:8080/"),
        (" https://ada.example/\n", "https://ada.example/"),
    ],
)
def test_addresses_have_one_canonical_form(address: str, expected: str) -> None:
    """Fragment, credentials, default port and spelling variants disappear."""
    assert canonical(address) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize(
    "address",
    ["", "/about", "ftp://ada.example/", "file:///etc/passwd", "data:text/html,x", "javascript:alert(1)", "http://",
     "http://exa mple/", "https://ada.example/" + "a" * 2_000, "mailto:ada@ada.example", "gopher://ada.example/"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(address: str) -> None:
    """Only absolute http and https addresses of bearable length pass."""
    with pytest.raises(GuardError):
        canonical(address)


def test_references_are_resolved_against_their_page() -> None:
    """Relative references become canonical absolute addresses."""
    assert join("https://ada.example/a/b", "../c?d#e") == "https://ada.example/c?d"


@pytest.mark.parametrize(
    "ip",
    [
        "0.0.0.0", "0.255.255.255", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255",
        "127.0.0.1", "127.255.255.254", "168.63.129.16", "169.254.169.254", "172.16.0.1", "172.31.255.255",
        "192.0.0.9", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255",
        "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::7f00:1", "::808:808", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "100::1", "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "2002:7f00:1::", "2002:a9fe:a9fe::1",
        "2002:a00:1::1", "3fff::1", "5f00::1", "fc00::1",
        "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "4000::1", "200::1", "not-an-ip", "",
    ],
)  # fmt: skip
def test_special_addresses_are_denied(ip: str) -> None:
    """Every special range, each cloud's metadata address, and each way to wrap an IPv4 address is denied."""
    assert denied(ip)


@pytest.mark.parametrize(
    "ip",
    ["1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
     "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
     "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"],
)  # fmt: skip
def test_public_addresses_pass(ip: str) -> None:
    """The neighbours of every denied range pass, and carriers of public addresses too."""
    assert denied(ip) is None


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/", "http://[::1]/", "http://2130706433/", "http://[::ffff:169.254.169.254]/latest/",
     "http://10.1.2.3:8080/", "https://ada.example:22/", "http://ada.example:25/"],
)  # fmt: skip
def test_an_open_guard_refuses_special_literals_and_other_services(address: str) -> None:
    """An IP literal in any spelling is looked at before anything is contacted, and so is the port."""
    with pytest.raises(GuardError):
        Guard().route(parse(address))


def test_a_mapped_name_goes_to_its_port_and_others_nowhere() -> None:
    """A closed run serves its own names over both schemes and refuses every other host."""
    guard = Guard(LoopbackMap({("https", "ada.example"): 8001}))
    assert guard.route(parse("https://ada.example/cv")) == 8001
    for other in ("http://ada.example/", "https://ada.example:8443/", "https://bob.example/", "http://127.0.0.1:8001/"):
        with pytest.raises(GuardError, match="loopback"):
            guard.route(parse(other))


def test_an_open_map_still_refuses_loopback_literals() -> None:
    """A page cannot name the map's own port by address."""
    guard = Guard(LoopbackMap({("http", "ada.example"): 8001}, closed=False))
    assert guard.route(parse("https://example.org/")) is None
    with pytest.raises(GuardError):
        guard.route(parse("http://127.0.0.1:8001/"))
    assert guard.resolved("localhost", "127.0.0.1")


def test_connections_are_checked_at_their_far_end() -> None:
    """Only a mapped loopback port or a public address may be at the other end."""
    guard = Guard(LoopbackMap({("http", "ada.example"): 8001}))
    guard.connected("127.0.0.1", 8001)
    guard.connected("1.1.1.1", 443)
    for ip, port in (("127.0.0.1", 8002), ("::1", 8001), ("192.168.1.1", 80)):
        with pytest.raises(GuardError):
            guard.connected(ip, port)
    with pytest.raises(GuardError):
        Guard().connected("127.0.0.1", 8001)


def test_the_loopback_map_crosses_processes() -> None:
    """It is frozen and picklable."""
    loopback = LoopbackMap({("http", "ada.example"): 8001})
    assert pickle.loads(pickle.dumps(loopback)) == loopback  # noqa: S301 - our own bytes
    with pytest.raises(AttributeError):
        loopback.closed = False  # type: ignore[misc]
