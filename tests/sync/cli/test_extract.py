"""``perennial extract``: what a page says and why, from a file, from what is stored, or fetched once."""

import io
import json
import sys
from datetime import timedelta

import pytest

import sync.cli.extract
from crawler.guard import LoopbackMap
from crawler.items import Outcome, Reading, Verdict
from sync.loopback import LoopbackServer, Site
from sync.models.snapshot import Snapshot, StoredVerdict
from tests.sync.builders import PERSON

HOME = "https://mira.example/"
PAGE = """<!doctype html><html lang="en"><head><title>Mira Landt</title></head><body><h1>Mira Landt</h1>
<p>I am a Principal Engineer at Nordlicht Labs.</p></body></html>"""


@pytest.fixture
def page(tmp_path):
    """Return a file that holds a home page."""
    file = tmp_path / "home.html"
    file.write_text(PAGE, "utf-8")
    return file


def stored(network, *, may_quote=True, days_ago=0):
    """Let the person's home page have been read."""
    [source] = [one for one in network.store.sources.of(network.person) if one.kind == "portfolio"]
    at = network.store.now() - timedelta(days=days_ago)
    verdict = Verdict(True, "permitted", "Asked.", may_quote=may_quote)
    due = sync.commands.reading.wanted(network.desk, source.address).page
    body = PAGE.replace("Principal", "Junior" if days_ago else "Principal").encode()
    path = network.desk.archive.write(network.person, Reading(due, Outcome.FETCHED, at, verdict, 200), body)
    snapshot = Snapshot(
        _id=f"s_{days_ago}", candidate_id=network.person, source_id=source.id, page=source.address, origin="fetched",
        role="home", site=source.address, fetched_at=at, content_type="text/html", body_sha256="0" * 64,
        body_bytes=len(body), archive_path=path,
        verdict=StoredVerdict(allowed=True, reason="permitted", detail="Asked.", may_quote=may_quote),
    )  # fmt: skip
    network.store.snapshots.put([snapshot])


def test_a_file_is_shown_with_its_evidence_marked(inside, page):
    """Value, confidence, extractor, and the sentence with the value between brackets."""
    answer = inside("extract", str(page))
    assert answer.code == 0
    assert "I am a ⟦Principal Engineer⟧ at Nordlicht Labs." in answer.out
    assert "person    Mira Landt" in answer.out
    assert " by role" in answer.out


def test_the_whole_text_bears_every_mark(inside, page):
    """With the field that each stretch proves; without --text, no word beyond the evidence."""
    answer = inside("extract", str(page), "--text", "--field", "employer")
    assert "I am a Principal Engineer at ⟦Nordlicht Labs⟧(employer)." in answer.out


def test_json_carries_offsets_into_the_text(inside, monkeypatch):
    """From standard input: one object, whose spans hold the values."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PAGE.encode())))
    answer = inside("extract", "-", "--person", "Mira Landt", "--json", "--text")
    [found] = answer.json()
    titles = [one for one in found["claims"] if one["field"] == "title"]
    assert [found["text"][one["start"] : one["end"]] for one in titles] == ["Principal Engineer"]
    assert (found["person"], found["page_type"], found["language"]) == ("Mira Landt", "profile", "en")


def test_a_page_that_bears_another_name_is_pointed_out(inside, page):
    """What is read of it would not be proposed before somebody says whose it is."""
    asked = inside("extract", str(page), "--person", "Jonas Wiechert")
    assert "bears another name than Jonas Wiechert" in asked.err
    told = inside("extract", str(page), "--person", "Jonas Wiechert", "--json")
    assert json.loads(told.out)["names_somebody_else"] is True
    assert "another name" not in inside("extract", str(page), "--person", "Mira Landt").err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("nowhere.html",), 1, "nowhere.html: No such file"),
        (("home.html", "--field", "shoe_size"), 2, "no such field"),
        (("home.html", "--candidate", "c_1"), 2, "--person"),
        ((HOME, "--address", HOME), 2, "a file"),
    ],
)
def test_what_cannot_be_read_is_explained(inside, page, words, code, said):
    """1 for a file that is not there, 2 for words that do not go together."""
    answer = inside("extract", *words)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err


def test_a_page_larger_than_a_crawl_reads_is_refused(inside, page):
    """The setting that bounds it is named."""
    answer = inside("extract", str(page), PERENNIAL_MAX_PAGE_BYTES="20")
    assert (answer.code, answer.out) == (1, "")
    assert "max_page_bytes" in answer.err


def test_an_address_is_answered_from_its_newest_reading(inside, network):
    """For the person it was read for; nothing is fetched."""
    stored(network, days_ago=9)
    stored(network)
    answer = inside("extract", HOME, "--json", **network.variables)
    [found] = answer.json()
    assert answer.code == 0
    assert found["person"] == PERSON["name"]


def test_a_page_that_forbids_quoting_is_not_shown_in_whole(inside, network):
    """Its claims are, without their words."""
    stored(network, may_quote=False)
    refused = inside("extract", HOME, "--text", **network.variables)
    assert (refused.code, refused.out) == (1, "")
    claims = inside("extract", HOME, "--json", **network.variables).json()[0]["claims"]
    assert {one["quote"] for one in claims} <= {None}


def test_an_address_without_a_basis_is_not_fetched(inside, network):
    """3, the verdict's own sentence, and the command that shows every check."""
    answer = inside("extract", "https://nobody.example/", **network.variables)
    assert (answer.code, answer.out) == (3, "")
    assert "perennial permissions https://nobody.example/" in answer.err


def test_a_page_that_was_never_read_is_fetched_once_and_not_stored(inside, network, tmp_path, monkeypatch):
    """By the same rules as a crawl: the site is asked for them first."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text(PAGE, "utf-8")
    with LoopbackServer([Site("mira.example", tmp_path / "site")]) as server:
        monkeypatch.setattr(sync.cli.extract, "loopback", LoopbackMap(server.mapping))
        answer = inside("extract", HOME, "--json", **network.variables)
        asked = [one.path for one in server.log]
    assert answer.code == 0, answer.err
    assert answer.json()[0]["address"] == HOME
    assert asked.count("/") == 1
    assert asked.index("/robots.txt") < asked.index("/")
    assert network.store.snapshots.of(network.person) == []


def test_a_site_that_forbids_it_is_not_fetched(inside, network, tmp_path, monkeypatch):
    """Its robots.txt is asked for, and nothing else."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "robots.txt").write_text("User-agent: *\nDisallow: /\n", "utf-8")
    with LoopbackServer([Site("mira.example", tmp_path / "site")]) as server:
        monkeypatch.setattr(sync.cli.extract, "loopback", LoopbackMap(server.mapping))
        answer = inside("extract", HOME, **network.variables)
        asked = [one.path for one in server.log]
    assert (answer.code, answer.out) == (3, "")
    assert "Disallow: /" in answer.err
    assert asked == ["/robots.txt"]


@pytest.mark.parametrize("address", ["http://[", "nonsense", "ftp://mira.example/", "https://"])
def test_an_address_that_is_none_is_a_mistake_of_usage(inside, page, address):
    """For a file as for a page to fetch: what was given, and what would do."""
    answer = inside("extract", str(page), "--address", address)
    assert answer.code == 2
    assert "such as https://page.example/" in " ".join(answer.err.split())


def test_a_bad_address_to_fetch_is_shown_once_with_what_would_do(inside):
    """The message names the address a single time."""
    answer = inside("extract", "http://[")
    assert answer.code == 1
    assert answer.err.count("http://[") == 1
    assert "Give a whole web address" in answer.err


def test_a_closed_standard_input_is_no_defect(inside, monkeypatch):
    """A service manager may start us without one."""
    monkeypatch.setattr(sys, "stdin", None)
    answer = inside("extract", "-")
    assert answer.code == 1
    assert "perennial extract page.html" in answer.err
