"""The sample is sound: its records import, its sites are whole, and what is expected of it stands on its pages."""

import http.client
import re
import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html
import pytest

from sync.demo.sites import NETWORK, load
from sync.intake import read_lines
from sync.loopback import LoopbackServer

PEOPLE: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("expected.toml").read_text("utf-8"))["person"]
PROPOSALS = [
    pytest.param(proposal, person.get("built_from"), id=f"{person['name']}-{proposal['field']}-{index}")
    for person in PEOPLE
    for index, proposal in enumerate(person.get("proposal", []))
]
SILENT = {"inescarvalhal.example", "rafaelmontoya.example"}


@pytest.fixture(scope="module")
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer(load()) as running:
        yield running


def fetch(server: LoopbackServer, address: str) -> tuple[int, str, str]:
    """Return status, content type and body of a page of the sample."""
    url = urlsplit(address)
    port = server.mapping[(url.scheme, url.netloc)]
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", url.path or "/", headers={"Host": url.netloc})
        response = connection.getresponse()
        return response.status, response.getheader("Content-Type", ""), response.read().decode("utf-8")


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", text))


def test_every_record_imports_and_is_expected() -> None:
    """The network is in the import format, and the expectations name the same people."""
    read = read_lines(NETWORK.read_text("utf-8").splitlines())
    assert read.bad == ()
    assert [(one.about.external_ids["ats"], one.about.name) for one in read.people] == [
        (person["ats"], person["name"]) for person in PEOPLE
    ]


def test_every_source_is_served_under_its_own_scheme(server: LoopbackServer) -> None:
    """Each record's source is a site of the sample, and each site belongs to a record."""
    homes = {s.address for one in read_lines(NETWORK.read_text("utf-8").splitlines()).people for s in one.about.sources}
    assert homes == {f"{scheme}://{host}/" for scheme, host in server.mapping}


@pytest.mark.parametrize(("proposal", "built_from"), PROPOSALS)
def test_expected_value_stands_on_its_pages(
    server: LoopbackServer, proposal: dict[str, Any], built_from: str | None
) -> None:
    """Each page that is named as proof is served and states the value in these words, or builds itself from them."""
    after = proposal["after"]
    said = (
        after
        if isinstance(after, str)
        else after.get("title") or after.get("url") or after.get("position") or after["institution"]
    )
    for page in proposal["pages"]:
        status, _, body = fetch(server, page)
        assert status == 200
        if built_from:
            assert said not in body
            status, _, body = fetch(server, built_from)
            assert status == 200
        # A link stands in an attribute; everything else in words that a person sees.
        assert said in (body if page.endswith((".json", ".xml")) or "://" in said else words(body))


@pytest.mark.parametrize("host", sorted({site.host for site in load()} - SILENT))
def test_site_has_no_dead_ends(server: LoopbackServer, host: str) -> None:
    """Every link within the site leads to a page, the ones that robots.txt forbids included."""
    home = next(f"{scheme}://{host}/" for scheme, name in server.mapping if name == host)
    waiting, seen = [home], {home}
    while waiting:
        address = waiting.pop()
        status, content_type, body = fetch(server, address)
        assert status == 200, address
        if not content_type.startswith("text/html"):
            continue
        document = lxml.html.document_fromstring(body.encode())
        for link in document.xpath("//a/@href | //link[not(@rel='webmention')]/@href"):
            target = urljoin(address, link).partition("#")[0]
            if urlsplit(target).netloc == host and "data:" not in target and target not in seen:
                seen.add(target)
                waiting.append(target)
    assert len(seen) > 1
