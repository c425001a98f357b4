"""The one choke point for every address that is contacted.

An address is parsed once, by the WHATWG rules (``ada-url``), and only its canonical form goes on. What may
be contacted is decided three times: from the address, from what its name resolves to, and from the
connection itself (:mod:`crawler.handler` holds the last two for Scrapy).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import ada_url

from crawler.errors import GuardError

LOOPBACK_HOST = "127.0.0.1"
LONGEST_ADDRESS = 2_000
_USUAL_LENGTH = 300
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """A canonical address and its parts; no fragment, no user name, no password."""

    text: str
    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and, where it is not the default, port."""
        tail = "" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{tail}"


def parse(address: str) -> Address:
    """Parse an absolute address by the WHATWG URL standard.

    :raises GuardError: when it is no absolute http or https address, or longer than 2,000 characters.
    """
    # Ten thousand remembered addresses of a usual length take 5 MB, of the greatest length a hundred.
    return _remembered(address) if len(address) <= _USUAL_LENGTH else _parse(address)


def _parse(address: str) -> Address:
    try:
        text = _without_needless_parts(ada_url.normalize_url(address))
    except ValueError as error:
        raise GuardError(f"{address[:200]}: not an address") from error
    if len(text) > LONGEST_ADDRESS:
        raise GuardError(f"{text[:80]}...: longer than {LONGEST_ADDRESS} characters")
    # The standard's own form of an http address has each part in one place; asking ada for each costs five times more.
    scheme, mark, rest = text.partition("://")
    if not mark or scheme not in DEFAULT_PORTS:
        raise GuardError(f"{address[:200]}: only http and https addresses are read")
    authority, _, tail = rest.partition("/")
    host, colon, port = authority.rpartition(":")
    if not colon or authority.endswith("]"):
        host, port = authority, ""
    path = f"/{tail.partition('?')[0]}"
    return Address(text=text, scheme=scheme, host=host, port=int(port) if port else DEFAULT_PORTS[scheme], path=path)


def _without_needless_parts(text: str) -> str:
    """Return a normal address without user name, password, fragment, and dots at the end of its host.

    :raises ValueError: when nothing is left of the host.
    """
    authority = text.partition("://")[2].partition("/")[0]
    if "#" not in text and "@" not in authority and ".:" not in authority and not authority.endswith("."):
        return text
    url = ada_url.URL(text)
    url.username = url.password = url.hash = ""
    if url.hostname.endswith("."):
        url.hostname = url.hostname.rstrip(".")
    return str(url.href).removesuffix("#")


_remembered = lru_cache(maxsize=8_192)(_parse)


def canonical(address: str) -> str:
    """Return the canonical form of an absolute address.

    :raises GuardError: see :func:`parse`.
    """
    return parse(address).text


def join(base: str, reference: str) -> str:
    """Resolve a reference found on a page and return its canonical address.

    :raises GuardError: see :func:`parse`.
    """
    try:
        return canonical(ada_url.join_url(base, reference))
    except ValueError as error:
        raise GuardError(f"{reference[:200]}: not an address") from error


# Sources: the IANA special-purpose address registries, RFC 6890 and the metadata addresses that the clouds document.
_DENIED: Mapping[str, str] = {
    "0.0.0.0/8": "this network",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "carrier-grade NAT",
    "127.0.0.0/8": "loopback",
    "168.63.129.16/32": "cloud metadata",
    "169.254.0.0/16": "link-local, cloud metadata",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "protocol assignments, cloud metadata",
    "192.0.2.0/24": "documentation",
    "192.88.99.0/24": "6to4 relay",
    "192.168.0.0/16": "private",
    "198.18.0.0/15": "benchmarking",
    "198.51.100.0/24": "documentation",
    "203.0.113.0/24": "documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
    "::/128": "unspecified",
    "::1/128": "loopback",
    "64:ff9b:1::/48": "local NAT64",
    "100::/64": "discard",
    "2001::/23": "protocol assignments, Teredo",
    "2001:db8::/32": "documentation",
    "3fff::/20": "documentation",
    "5f00::/16": "segment routing",
    "fc00::/7": "private, cloud metadata",
    "fe80::/10": "link-local",
    "fec0::/10": "site-local",
    "ff00::/8": "multicast",
}
_NETWORKS: tuple[tuple[IPv4Network | IPv6Network, str], ...] = tuple(
    (ip_network(network), reason) for network, reason in _DENIED.items()
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# Where an IPv4 address sits inside an IPv6 one: the network, and how far its last bit is from the right end.
_EMBEDDED: tuple[tuple[IPv6Network, int], ...] = (
    (IPv6Network("::ffff:0:0/96"), 0),  # mapped
    (IPv6Network("::ffff:0:0:0/96"), 0),  # translated, RFC 2765
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64
    (IPv6Network("2002::/16"), 80),  # 6to4
)
_COMPATIBLE = IPv6Network("::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)
"""Third quarter of an ISATAP address (RFC 5214 section 6.1), whatever its prefix; the last one is an IPv4 address."""


@lru_cache(maxsize=4_096)
def denied(ip: str) -> str | None:
    """Say why an IP address must not be contacted, or None when it may be.

    An IPv6 address is denied for itself and for the IPv4 address it carries; outside 2000::/3 only carriers
    of a permitted IPv4 address pass. Python's ``is_global`` is not asked: on 3.11 it is wrong for several ranges.
    """
    try:
        found = ip_address(ip.partition("%")[0])
    except ValueError:
        return "not an IP address"
    for network, reason in _NETWORKS:
        if found in network:
            return reason
    if isinstance(found, IPv4Address):
        return None
    return _denied_v6(found)


def _denied_v6(found: IPv6Address) -> str | None:
    for network, shift in _EMBEDDED:
        if found in network:
            inner = IPv4Address((int(found) >> shift) & 0xFFFFFFFF)
            reason = denied(str(inner))
            return f"carries {inner}: {reason}" if reason else None
    if (int(found) >> 32) & 0xFFFFFFFF in _ISATAP and (reason := denied(str(IPv4Address(int(found) & 0xFFFFFFFF)))):
        return f"ISATAP, carries {reason}"
    if found in _COMPATIBLE:
        return "IPv4-compatible, long withdrawn"
    return None if found in _GLOBAL_UNICAST else "outside the global unicast range"


@dataclass(frozen=True, slots=True)
class LoopbackMap:
    """Names that are served from this machine, as plain HTTP, for demo, evaluation, benchmarks and tests.

    Built in code only, never from the environment or a file: whoever could write it could point any name here.
    """

    ports: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """(scheme, host) to the port on 127.0.0.1."""
    closed: bool = True
    """Whether every other host is refused without a look-up, so that nothing leaves the machine."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "ports", dict(self.ports))

    def port(self, address: Address) -> int | None:
        """Return the local port of a mapped address; an address with a port of its own is never mapped."""
        if address.port != DEFAULT_PORTS[address.scheme]:
            return None
        return self.ports.get((address.scheme, address.host))


class Guard:
    """Decides which addresses and connections are permitted in one run."""

    def __init__(self, loopback: LoopbackMap | None = None) -> None:
        self.loopback = loopback
        self._local_ports = frozenset(loopback.ports.values()) if loopback else frozenset()

    @property
    def closed(self) -> bool:
        """Whether only mapped hosts may be contacted."""
        return self.loopback is not None and self.loopback.closed

    def route(self, address: Address) -> int | None:
        """Return the loopback port that serves an address, or None when it is contacted as it stands.

        :raises GuardError: when the address alone shows that it must not be contacted.
        """
        port = self.loopback.port(address) if self.loopback else None
        if port is not None:
            return port
        if self.closed:
            raise GuardError(f"{address.host}: not one of this run's loopback hosts; nothing else is contacted")
        if address.port < 1024 and address.port not in DEFAULT_PORTS.values():
            raise GuardError(f"{address.text}: port {address.port} belongs to another service than the web")
        literal = address.host.strip("[]")
        if _is_ip(literal) and (reason := denied(literal)):
            raise GuardError(f"{address.host}: must not be contacted ({reason})")
        return None

    def resolved(self, host: str, ip: str) -> str | None:
        """Say why an IP address that a name resolved to must not be contacted, or None."""
        if host == LOOPBACK_HOST and self._local_ports:
            return None
        return denied(ip)

    def connected(self, ip: str, port: int) -> None:
        """Check the far end of a connection before a byte is sent.

        :raises GuardError: when it is none that may be contacted.
        """
        if ip == LOOPBACK_HOST and port in self._local_ports:
            return
        if reason := denied(ip):
            raise GuardError(f"{ip} port {port}: must not be contacted ({reason})")


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
