"""The loopback server behaves as a static web host does, and says what it was asked for."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.loopback import Behaviour, LoggedRequest, LoopbackServer, Site

CHANGED = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
CHANGED_HTTP = "Sun, 01 Mar 2026 08:30:00 GMT"
ASKED = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    text: str


def ask(
    server: LoopbackServer, host: str, path: str, method: str = "GET", headers: dict[str, str] | None = None
) -> Reply:
    """Ask one question on a connection of its own, with the path sent exactly as given."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as connection:
        connection.request(method, path, headers={"Host": host, **(headers or {})})
        response = connection.getresponse()
        return Reply(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read().decode("utf-8"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a small site beside a file that it must not serve."""
    (tmp_path / "secret.txt").write_text("not for the web")
    root = tmp_path / "site"
    (root / "notes").mkdir(parents=True)
    (root / "index.html").write_text("<h1>Hédi</h1>", encoding="utf-8")
    (root / "about.html").write_text("<h1>About</h1>")
    (root / "feed.xml").write_text("<rss/>")
    (root / "resume.json").write_text("{}")
    (root / "notes" / "index.html").write_text("<h1>Notes</h1>")
    (root / "out.txt").symlink_to(tmp_path / "secret.txt")
    return root


@pytest.fixture
def server(folder: Path) -> Iterator[LoopbackServer]:
    """Serve sites of every sort behind one listener."""
    other = folder.parent / "other"
    other.mkdir()
    (other / "index.html").write_text("<h1>Other</h1>")
    (other / "404.html").write_text("<h1>Nothing here, sorry</h1>")
    sites = [
        Site(host="hedi.example", root=folder, modified=CHANGED),
        Site(host="other.example", root=other, scheme="http", headers={"X-Robots-Tag": "noarchive"}),
        Site(host="based.example", root=folder, base="/home/"),
        Site(host="plain.example", root=folder, sends_etag=False, sends_last_modified=False, charset=None),
        Site(host="gone.example", root=folder, behaviours={"*": Behaviour(status=410)}),
        Site(host="down.example", root=folder, down=True),
        Site(
            host="moved.example",
            root=folder,
            behaviours={
                "/about": Behaviour(status=301, location="https://hedi.example/about"),
                "/notes/": Behaviour(headers={"X-Robots-Tag": "noindex"}),
            },
        ),
    ]
    with LoopbackServer(sites, clock=lambda: ASKED) as running:
        yield running


def test_host_header_chooses_the_site(server: LoopbackServer) -> None:
    """One listener serves many hosts, whatever their case and with or without a port."""
    assert ask(server, "hedi.example", "/").text == "<h1>Hédi</h1>"
    assert ask(server, "other.example", "/").text == "<h1>Other</h1>"
    assert ask(server, f"OTHER.example:{server.port}", "/").text == "<h1>Other</h1>"


def test_unknown_host_is_misdirected(server: LoopbackServer) -> None:
    """A host that is not served gets 421 and never some other site's page."""
    assert ask(server, "stranger.example", "/").status == 421


@pytest.mark.parametrize(
    ("path", "status", "content_type"),
    [
        ("/", 200, "text/html; charset=utf-8"),
        ("/index.html", 200, "text/html; charset=utf-8"),
        ("/?utm_source=mail", 200, "text/html; charset=utf-8"),
        ("/about", 200, "text/html; charset=utf-8"),
        ("/about/", 404, "text/html; charset=utf-8"),
        ("/notes/", 200, "text/html; charset=utf-8"),
        ("/notes", 301, "text/html; charset=utf-8"),
        ("/feed.xml", 200, "application/xml; charset=utf-8"),
        ("/resume.json", 200, "application/json; charset=utf-8"),
        ("/missing", 404, "text/html; charset=utf-8"),
        ("/../secret.txt", 404, "text/html; charset=utf-8"),
        ("/notes/../../secret.txt", 404, "text/html; charset=utf-8"),
        ("/%2e%2e/secret.txt", 404, "text/html; charset=utf-8"),
        ("/..%2fsecret.txt", 404, "text/html; charset=utf-8"),
        ("/..%5csecret.txt", 404, "text/html; charset=utf-8"),
        ("//etc/passwd", 404, "text/html; charset=utf-8"),
        ("/index.html%00.txt", 404, "text/html; charset=utf-8"),
        ("/out.txt", 404, "text/html; charset=utf-8"),
    ],
)
def test_path_is_answered_as_by_a_static_host(
    server: LoopbackServer, path: str, status: int, content_type: str
) -> None:
    """Folders, clean addresses and types work; no path and no link leads out of the folder."""
    reply = ask(server, "hedi.example", path)
    assert (reply.status, reply.headers["content-type"]) == (status, content_type)
    assert "not for the web" not in reply.text


def test_folder_without_slash_redirects_to_it(server: LoopbackServer) -> None:
    """Relative links of an index page need the trailing slash."""
    assert ask(server, "hedi.example", "/notes").headers["location"] == "/notes/"


def test_own_404_page_is_sent(server: LoopbackServer) -> None:
    """A site's 404.html is the body of its 404."""
    reply = ask(server, "other.example", "/missing")
    assert (reply.status, reply.text) == (404, "<h1>Nothing here, sorry</h1>")


def test_etag_is_strong_and_follows_the_content(server: LoopbackServer) -> None:
    """Equal bytes have one tag, other bytes another."""
    home, same, about = (ask(server, "hedi.example", path).headers["etag"] for path in ("/", "/index.html", "/about"))
    assert home.startswith('"')
    assert home == same != about


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-None-Match": "{etag}"}, 304),
        ({"If-None-Match": "W/{etag}"}, 304),
        ({"If-None-Match": '"old", {etag}'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"old"'}, 200),
        ({"If-None-Match": '"old"', "If-Modified-Since": CHANGED_HTTP}, 200),
        ({"If-Modified-Since": CHANGED_HTTP}, 304),
        ({"If-Modified-Since": "Sun, 01 Mar 2026 08:30:01 GMT"}, 304),
        ({"If-Modified-Since": "Sun, 01 Mar 2026 08:29:59 GMT"}, 200),
        ({"If-Modified-Since": "last Sunday"}, 200),
        ({}, 200),
    ],
)
def test_conditional_request_follows_rfc_9110(server: LoopbackServer, headers: dict[str, str], status: int) -> None:
    """If-None-Match decides alone where present, If-Modified-Since otherwise; 304 has validators and no body."""
    etag = ask(server, "hedi.example", "/").headers["etag"]
    reply = ask(server, "hedi.example", "/", headers={k: v.replace("{etag}", etag) for k, v in headers.items()})
    assert reply.status == status
    assert (reply.headers["etag"], reply.headers["last-modified"]) == (etag, CHANGED_HTTP)
    assert (reply.text == "") == (status == 304)


def test_site_without_validators_always_sends_the_page(server: LoopbackServer) -> None:
    """Some hosts send neither validator nor charset, and then no condition can hold."""
    reply = ask(server, "plain.example", "/", headers={"If-None-Match": "*", "If-Modified-Since": CHANGED_HTTP})
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/html"
    assert not {"etag", "last-modified"} & reply.headers.keys()


def test_head_sends_the_headers_of_get_alone(server: LoopbackServer) -> None:
    """HEAD names the length of the body that it leaves out."""
    head, get = ask(server, "hedi.example", "/", "HEAD"), ask(server, "hedi.example", "/")
    assert head.text == ""
    assert head.headers["content-length"] == get.headers["content-length"] == str(len(get.text.encode()))


def test_vanished_site_is_gone_everywhere(server: LoopbackServer) -> None:
    """The behaviour of ``*`` holds for every path, robots.txt included."""
    assert {ask(server, "gone.example", path).status for path in ("/", "/robots.txt", "/about")} == {410}


def test_behaviour_redirects_one_path_and_adds_headers_to_another(server: LoopbackServer) -> None:
    """A path may be redirected or served with more headers, and the rest of the site is untouched."""
    moved = ask(server, "moved.example", "/about")
    assert (moved.status, moved.headers["location"]) == (301, "https://hedi.example/about")
    notes = ask(server, "moved.example", "/notes/")
    assert (notes.status, notes.headers["x-robots-tag"]) == (200, "noindex")
    assert "x-robots-tag" not in ask(server, "moved.example", "/").headers


def test_site_headers_are_sent_with_every_answer(server: LoopbackServer) -> None:
    """Found or not, the site's own headers are there."""
    replies = [ask(server, "other.example", path) for path in ("/", "/missing")]
    assert [reply.headers["x-robots-tag"] for reply in replies] == ["noarchive", "noarchive"]


@pytest.mark.parametrize(("path", "status"), [("/home/", 200), ("/home/about", 200), ("/", 404), ("/about", 404)])
def test_base_path_bounds_the_site(server: LoopbackServer, path: str, status: int) -> None:
    """A tree under /home/ is served there and nowhere else."""
    assert ask(server, "based.example", path).status == status


def test_base_folder_redirects_to_its_slash(server: LoopbackServer) -> None:
    """The base path without its slash leads to the base."""
    reply = ask(server, "based.example", "/home")
    assert (reply.status, reply.headers["location"]) == (301, "/home/")


def test_mapping_names_scheme_host_and_port(server: LoopbackServer) -> None:
    """Every site is in the map under its own scheme; only the one that is down has another port."""
    mapping = server.mapping
    assert mapping[("https", "hedi.example")] == mapping[("http", "other.example")] == server.port
    assert ("http", "hedi.example") not in mapping
    assert mapping[("https", "down.example")] != server.port


def test_down_site_refuses_connections(server: LoopbackServer) -> None:
    """The port of a site that is down is closed, and the open one does not answer for it either."""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.mapping[("https", "down.example")]), timeout=10)
    assert ask(server, "down.example", "/").status == 421


def test_log_tells_what_was_asked(server: LoopbackServer) -> None:
    """The log has host, method, path with query, status, condition, agent and time of every request."""
    ask(server, "hedi.example", "/about?x=1", headers={"User-Agent": "Probe/1"})
    ask(server, "hedi.example", "/", "HEAD", headers={"If-None-Match": "*"})
    ask(server, "stranger.example", "/")
    assert server.log == (
        LoggedRequest(ASKED, "https", "hedi.example", "GET", "/about?x=1", 200, False, "Probe/1"),
        LoggedRequest(ASKED, "https", "hedi.example", "HEAD", "/", 304, True, ""),
        LoggedRequest(ASKED, None, "stranger.example", "GET", "/", 421, False, ""),
    )


def test_one_connection_carries_many_requests(server: LoopbackServer) -> None:
    """Connections are kept alive across hosts, methods and empty answers."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as connection:
        connection.connect()
        ours = connection.sock.getsockname()
        for host, method, path in [
            ("hedi.example", "GET", "/"),
            ("gone.example", "GET", "/"),
            ("hedi.example", "HEAD", "/about"),
            ("other.example", "GET", "/missing"),
        ]:
            connection.request(method, path, headers={"Host": host})
            connection.getresponse().read()
            assert connection.sock is not None
            assert connection.sock.getsockname() == ours


def test_closing_ends_kept_alive_connections(folder: Path) -> None:
    """After the with block nobody is served, not even on a connection that was open before."""
    with LoopbackServer([Site(host="hedi.example", root=folder)]) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.request("GET", "/", headers={"Host": "hedi.example"})
        connection.getresponse().read()
        kept = connection.sock
    with closing(connection):
        assert kept.recv(1) == b""
    with pytest.raises(RuntimeError, match="with block"):
        _ = server.port


def test_two_sites_of_one_host_are_refused(folder: Path) -> None:
    """The Host header could not tell them apart."""
    with pytest.raises(ValueError, match=r"hedi\.example"):
        LoopbackServer([Site(host="hedi.example", root=folder), Site(host="hedi.example", root=folder, scheme="http")])
