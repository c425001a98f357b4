"""No spelling of an inner address, and no way to lead a crawl there, ends in a connection; public addresses pass.

The run has an open guard, as an operator's has, and real name resolution; it lives in a network namespace of its
own, so that nothing leaves the machine even where the guard is wrong.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.errors import GuardError
from crawler.guard import Guard, denied, join, parse
from tests.conftest import want

ROOT = Path(__file__).parents[2]
NAMESPACE = ["unshare", "--user", "--map-root-user", "--net"]
LONGEST_SECONDS = 150

INNER_FORMS = (
    # IPv4 as the WHATWG URL standard reads it: decimal, octal, hexadecimal, short, mixed.
    "http://127.0.0.1/", "http://2130706433/", "http://017700000001/", "http://0x7f000001/", "http://0x7f.1/",
    "http://127.1/", "http://127.0.1/", "http://0177.0.0.1/", "http://0x7f.0x0.0x0.0x1/", "http://0x7f.0.1/",
    "http://127.0.0.1./", "http://127.000.000.001/", "http://0/", "http://0.0.0.0/", "http://10.0.0.5/",
    "http://167772165/", "http://172.16.5/", "http://192.168.1.5/", "http://100.64.0.5/", "http://169.254.169.254/",
    "http://2852039166/", "http://0xA9FEA9FE/", "http://0251.0376.0251.0376/", "http://127.255.255.254/",
    # IPv6: loopback, mapped, compatible, translated, NAT64, 6to4, Teredo, ISATAP, link-local, unique local, zone.
    "http://[::1]/", "http://[0:0:0:0:0:0:0:1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/", "http://[::ffff:a9fe:a9fe]/", "http://[::127.0.0.1]/", "http://[::ffff:0:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/", "http://[64:ff9b::10.0.0.5]/", "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::]/", "http://[2002:a00:5::1]/", "http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/",
    "http://[fe80::5efe:7f00:1]/", "http://[2606:4700::5efe:7f00:1]/", "http://[2606:4700::200:5efe:a00:5]/",
    "http://[fe80::1%25lo]/", "http://[fe80::1%lo]/", "http://[fc00::1]/", "http://[fd00:ec2::254]/",
    "http://[fec0::1]/", "http://[ff02::1]/",
    # Other characters that IDNA turns into digits and dots.
    "http://１２７.０.０.１/", "http://127。0。0。1/", "http://127．0．0．1/", "http://①②⑦.⓪.⓪.①/", "http://⑯⑨.254.169.254/",
    "http://%31%32%37.0.0.1/", "http://127%2E0%2E0%2E1/", "http://ⓛocalhost/", "http://LOCALHOST/",
    "http://localhost./", "http://localhost../",
    # Who is the host?
    "http://good.example@127.0.0.1/", "http://good.example:80@127.0.0.1/", "http://127.0.0.1#@good.example/",
    "http://127.0.0.1?@good.example/", "http://127.0.0.1\\@good.example/", "http://good.example%40127.0.0.1/",
    "http:\\\\127.0.0.1/", "http:/127.0.0.1/", "http:127.0.0.1/", "http:///127.0.0.1/", "http:////127.0.0.1/",
    "http:/\\127.0.0.1/", "\\\\127.0.0.1/", "//127.0.0.1/", "ht\ntp://127.0.0.1/", "http://127.0.\t0.1/",
    "http://127.0.0.1\r\n/", " http://127.0.0.1/", "http://127.0.0.1:80/", "http://127.0.0.1:0080/",
    "https://127.0.0.1:80/", "http://127.0.0.1:/", "http://127.0.0.1:443/", "http://127.0.0.1:65535/",
    # Other doors.
    "http://good.example:22/", "http://good.example:25/", "http://good.example:0/", "ftp://127.0.0.1/",
    "file:///etc/passwd", "file://127.0.0.1/etc/passwd", "gopher://127.0.0.1:80/_GET", "dict://127.0.0.1:80/",
    "jar:http://127.0.0.1!/", "ws://127.0.0.1/", "data:text/html,<p>here</p>", "javascript:alert(1)",
    "view-source:http://127.0.0.1/", "blob:http://127.0.0.1/x", "unix:///var/run/docker.sock",
)  # fmt: skip
NAMED = ("localhost",)
"""Names, which show what they are when they are resolved."""
PUBLIC_FORMS = (
    "http://93.184.215.14/", "http://1572395022/", "http://0x5db8d70e/", "http://example.org/", "https://example.org./",
    "http://bücher.example/", "http://example.org:8080/", "https://example.org:8443/", "http://user:word@example.org/",
    "http://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/", "http://[::ffff:93.184.215.14]/",
    "http://[64:ff9b::93.184.215.14]/", "http://[2002:5db8:d70e::1]/", "http://example.org/@127.0.0.1",
    "http://example.org/?u=http://127.0.0.1/", "http://example.org/#http://127.0.0.1/", "http://127.0.0.1.example.org/",
    "http://localhost.example.org/", "http://example.org\\@127.0.0.1/",
)  # fmt: skip
PUBLIC_ADDRESSES = (
    "1.1.1.1", "8.8.8.8", "93.184.215.14", "172.15.0.1", "172.32.0.1", "192.167.1.1", "169.253.1.1", "169.255.1.1",
    "100.63.0.1", "100.128.0.1", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "2a00:1450:4001:80b::200e",
    "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1", "2606:4700::5efe:808:808",
)  # fmt: skip
BASE = "https://page.example/folder/"
"""Over https, so that ``http:127.0.0.1`` names a host; over http the standard reads it as a path."""


@pytest.mark.parametrize("form", INNER_FORMS)
def test_an_inner_address_is_refused_in_every_form(form: str) -> None:
    """A literal is refused before anything is asked; a name is left to what it resolves to."""
    try:
        address = parse(join(BASE, form))
        Guard().route(address)
    except GuardError:
        return
    assert address.host in NAMED
    assert Guard().resolved(address.host, "127.0.0.1") == "loopback"


@pytest.mark.parametrize("form", PUBLIC_FORMS)
def test_a_public_address_is_not_refused(form: str) -> None:
    """What only looks like an inner address in its path, its query or its name passes."""
    assert Guard().route(parse(form)) is None


@pytest.mark.parametrize("ip", PUBLIC_ADDRESSES)
def test_a_public_resolution_is_not_refused(ip: str) -> None:
    """The neighbours of inner ranges pass, and so do carriers of public addresses."""
    assert denied(ip) is None
    assert Guard().resolved("example.org", ip) is None
    Guard().connected(ip, 443)


@dataclass(frozen=True)
class Crawl:
    """What a crawl in the namespace came to."""

    ends: Mapping[str, str]
    reached: Mapping[str, int]
    reachable: list[str]

    def of(self, host: str) -> str:
        """Return how one host's first page ended."""
        return self.ends[f"http://{host}/"]


@pytest.fixture(scope="module")
def crawl() -> Crawl:
    """Return the crawl of every form, by address, link, redirect, listing, robots.txt and name."""
    remedy = "unprivileged user namespaces (kernel.unprivileged_userns_clone=1), unshare and ip"
    if not (shutil.which("unshare") and shutil.which("ip")):
        want("network namespaces", remedy)
    if subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode:
        want("network namespaces", remedy)
    done = subprocess.run(
        [*NAMESPACE, sys.executable, "-m", "tests.mockserver.hostile_namespace"],
        input=json.dumps(INNER_FORMS),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Crawl(**json.loads(done.stdout.splitlines()[-1]))


def test_no_inner_service_is_reached(crawl: Crawl) -> None:
    """Not one connection arrived at any of them, and each could have been reached."""
    assert set(crawl.reached.values()) == {0}
    assert crawl.reachable == list(crawl.reached)


def test_no_form_is_read_as_a_page(crawl: Crawl) -> None:
    """As a page's own address, each form is refused; only the ports of a public name are left to fail."""
    hosts = {address: parse(address).host for address in crawl.ends}
    direct = {address: crawl.ends[address] for address, host in hosts.items() if not host.endswith(".example")}
    assert len(direct) > 20
    assert {address: end for address, end in direct.items() if not end.startswith("refused")} == {}


@pytest.mark.parametrize("number", range(len(INNER_FORMS)))
def test_a_redirect_to_a_form_is_not_followed(crawl: Crawl, number: int) -> None:
    """It is refused by the guard, recorded as a move to another site, or read as a path of its own site."""
    end = crawl.of(f"redirect-{number}.example")
    assert end in ("refused guard", "moved outside_site") or end.startswith("failed TooManyRedirects")


@pytest.mark.parametrize("number", range(len(INNER_FORMS)))
def test_a_robots_file_that_redirects_to_a_form_closes_its_site(crawl: Crawl, number: int) -> None:
    """RFC 9309 lets robots.txt redirect anywhere; the guard does not."""
    assert crawl.of(f"robots-{number}.example") == "refused robots_unreachable"


@pytest.mark.parametrize("host", ["links.example", "refresh.example", "sitemap.example", "feed.example"])
def test_pages_that_name_the_forms_are_read_themselves(crawl: Crawl, host: str) -> None:
    """The pages around them are public and are read; the crawl did work."""
    assert crawl.of(host) == "fetched permitted"


@pytest.mark.parametrize("name", ["loopback", "private", "metadata", "six", "mapped", "nat64", "mixed"])
def test_a_name_that_resolves_inside_is_not_contacted(crawl: Crawl, name: str) -> None:
    """Not for its robots.txt either."""
    assert crawl.of(f"inner-{name}.example") == "refused robots_unreachable"


@pytest.mark.parametrize("path", ["about", "projects", "contact"])
def test_a_name_that_changes_between_check_and_use_is_not_followed_inside(crawl: Crawl, path: str) -> None:
    """Its first page was read from a public address; when its name server sends the next request inside, it ends."""
    assert crawl.of("rebinding.example") == "fetched permitted"
    assert crawl.ends[f"http://rebinding.example/{path}"] == "refused guard"


def test_plain_http_behind_a_greeting_in_tls_is_no_answer(crawl: Crawl) -> None:
    """A server that speaks plain HTTP on the port of https closes its site."""
    assert crawl.ends["https://links.example/"] == "refused robots_unreachable"
