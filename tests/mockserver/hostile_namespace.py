"""A crawl with an open guard inside a network namespace of its own, where the whole internet is the loopback device.

Run as a program under ``unshare``; nothing can leave. Public addresses are given to the loopback device, a name
server answers the machine's own resolver, and inner services listen where an attacker would like to reach. Writes
one JSON object: how each page ended, how often the crawl reached each inner service, and which can be reached.
"""

import json
import re
import socket
import subprocess
import sys
from contextlib import ExitStack, suppress
from pathlib import Path

from crawler.errors import GuardError
from crawler.guard import canonical
from crawler.items import DuePage
from crawler.spec import RunSpec
from tests.mockserver.child import crawl, source
from tests.mockserver.hostile import Act, HostileServer
from tests.mockserver.hostile_dns import HostileNames
from tests.mockserver.hostile_wire import answer, raw, redirect

PUBLIC = ("93.184.215.14", "93.184.215.15")
INNER = ("127.0.0.1", "127.0.0.53", "10.0.0.5", "172.16.0.5", "192.168.1.5", "100.64.0.5", "169.254.169.254", "::1")
NAMES = {
    "inner-loopback.example": (["127.0.0.1"],),
    "inner-private.example": (["10.0.0.5"],),
    "inner-metadata.example": (["169.254.169.254"],),
    "inner-six.example": (["::1"],),
    "inner-mapped.example": (["::ffff:127.0.0.1"],),
    "inner-nat64.example": (["64:ff9b::7f00:1"],),
    "inner-mixed.example": (["127.0.0.1", "::1", "10.0.0.5"],),
    "localhost": (["127.0.0.1"],),
}
REBINDING = "rebinding.example"
LONGEST_SECONDS = 120


def main() -> None:
    """Crawl, and print what came of it."""
    forms: list[str] = json.loads(sys.stdin.read())
    _prepare()
    acts = _acts(forms)
    table = {host: ([PUBLIC[0]],) for host in acts} | NAMES
    # Robots and the first page are fetched from the public address; whoever asks again is sent inside.
    table |= {REBINDING: ([PUBLIC[0]], [PUBLIC[0]], [PUBLIC[0]], ["127.0.0.1"])}
    with ExitStack() as stack:
        inner = [stack.enter_context(HostileServer({}, address=(ip, 80))) for ip in INNER]
        # On the port of https too, where it speaks plain HTTP to whoever greets it in TLS.
        for port in (80, 443):
            stack.enter_context(HostileServer(acts, address=(PUBLIC[0], port)))
        stack.enter_context(HostileNames(table, (_name_server(), 53)))
        homes = (
            [f"http://{host}/" for host in acts] + [f"http://{name}/" for name in NAMES] + ["https://links.example/"]
        )
        pages = [DuePage(home, "portfolio", "home", 0, (source(home),)) for home in homes]
        pages += [DuePage(form, "portfolio", "home", 0, (source(form),)) for form in sorted(_canonical(forms))]
        spec = RunSpec(
            run_id="forms",
            owner="forms",
            archive_url="memory://forms",
            contact="https://perennial.example/contact",
            delay_seconds=0.0,
            max_hosts_at_once=64,
            timeout_seconds=5.0,
        )
        crawled = crawl(spec, pages, longest_seconds=LONGEST_SECONDS)
        ends = {
            one.page.address: f"{one.outcome.value} {one.verdict.reason if not one.error else one.error}"
            for one in crawled.readings
        }
        reached = {ip: server.arrivals for ip, server in zip(INNER, inner, strict=True)}
        came = {"ends": ends, "reached": reached, "reachable": [ip for ip in INNER if _answers(ip)]}
        sys.stdout.write(json.dumps(came) + "\n")


def _answers(ip: str) -> bool:
    with socket.create_connection((ip, 80), timeout=5.0):
        return True


def _canonical(forms: list[str]) -> set[str]:
    """Return the addresses that a frontier could hold, though none should."""
    found = set()
    for form in forms:
        with suppress(GuardError):
            found.add(canonical(form))
    return found


def _acts(forms: list[str]) -> dict[str, Act]:
    links = "".join(f"<a href='{form}'>about</a><link rel=canonical href='{form}'>" for form in forms)
    refresh = "".join(f"<meta http-equiv=refresh content='0; url={form}'>" for form in forms)
    entries = "".join(f"<url><loc>{form.replace('&', '&amp;')}</loc></url>" for form in forms)
    items = "".join(f"<item><link>{form.replace('&', '&amp;')}</link></item>" for form in forms)
    pages: dict[str, bytes] = {
        "links.example": links.encode(),
        "refresh.example": refresh.encode(),
        "sitemap.example": f"<urlset>{entries}</urlset>".encode(),
        "feed.example": f"<rss><channel>{items}</channel></rss>".encode(),
        REBINDING: b"<a href=/about>about</a><a href=/projects>projects</a><a href=/contact>contact</a>",
    }
    acts = {host: answer(body) for host, body in pages.items()}
    for number, form in enumerate(forms):
        where = form.replace("\n", "").replace("\r", "").encode("utf-8").decode("latin-1")
        acts[f"redirect-{number}.example"] = redirect(where)
        acts[f"robots-{number}.example"] = _robots(redirect(where))
    return {host: _without_rules(act) if not host.startswith("robots-") else act for host, act in acts.items()}


def _without_rules(act: Act) -> Act:
    missing = answer(b"", status="404 Not Found")
    return lambda visitor: (missing if visitor.path.endswith((".txt", "tdmrep.json")) else act)(visitor)


def _robots(act: Act) -> Act:
    page = raw(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\n<p>ok</p>")
    return lambda visitor: (page if visitor.path == "/" else act)(visitor)


def _name_server() -> str:
    found = re.search(r"^nameserver\s+([\d.]+)", Path("/etc/resolv.conf").read_text(), re.MULTILINE)
    return found[1] if found else "127.0.0.1"


def _prepare() -> None:
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for ip in {*PUBLIC, *INNER, _name_server()}:
        if not ip.startswith("127.") and ip != "::1":
            subprocess.run(["ip", "address", "add", f"{ip}/32", "dev", "lo"], check=True)


if __name__ == "__main__":
    main()
