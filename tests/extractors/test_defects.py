"""What could not be read of a stranger's markup is told: it does not look like a page without anything."""

import socket
from datetime import UTC, datetime
from threading import Thread

import pytest

from crawler.items import PageRole, Snapshot
from extractors import articles
from extractors.claims import Extraction, PersonHint
from extractors.defects import LONGEST, MOST, Defects
from extractors.extract import extract

SCRIPT = '<script type="application/ld+json">{}</script>'
GOOD = SCRIPT.format('{"@type": "Person", "name": "Ada Beispiel", "jobTitle": "Archivist"}')
POST = '<html lang=en><title>A post</title><meta property="og:type" content="article"><h1>On small motors</h1>'


def extraction(body: str, path: str = "", role: PageRole = "home", content_type: str = "text/html") -> Extraction:
    return extract(
        Snapshot(
            snapshot_id="s1",
            address=f"https://ada.example/{path}",
            fetched_at=datetime(2026, 3, 2, tzinfo=UTC),
            body=body.encode(),
            content_type=content_type,
            role=role,
            site="https://ada.example/",
        ),
        PersonHint("Ada Beispiel"),
    )


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (SCRIPT.format("{broken"), "structured: json-ld: JSONDecodeError: "),
        (SCRIPT.format("[" * 100_000), "structured: json-ld: RecursionError: "),
        ("<i itemscope><a itemprop=url href='http://['></a></i>", "structured: microdata: ValueError: "),
    ],
)
def test_what_is_broken_is_told_and_loses_nothing_else(broken: str, told: str) -> None:
    """The good block beside it is read, and the warning names extractor, syntax and error."""
    found = extraction(f"<title>Ada</title><h1>Ada Beispiel</h1>{broken}{GOOD}")
    assert [claim.value for claim in found.claims if claim.field == "title"] == ["Archivist"]
    (line,) = found.warnings
    assert line.startswith(told)


def test_a_sound_page_has_no_warnings() -> None:
    """Nothing is told of a page that was read whole."""
    assert extraction(f"<h1>Ada Beispiel</h1>{GOOD}").warnings == ()


def test_a_broken_document_is_told() -> None:
    """A résumé that is no JSON is not a résumé without content."""
    (line,) = extraction('{"basics": ', content_type="application/json").warnings
    assert line.startswith("page: json: JSONDecodeError: ")


def test_a_parser_that_fails_costs_its_own_part_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody says what may be raised, whatever is raised is told by its name."""

    def fail(*_: object, **__: object) -> None:
        raise KeyError("day")

    monkeypatch.setattr(articles, "find_date", fail)
    found = extraction(POST, "blog/motors", "article")
    assert [claim.field for claim in found.claims] == ["articles"]
    assert found.warnings == ("articles: date: KeyError: 'day'",)


@pytest.mark.parametrize(("count", "lines"), [(1, 1), (MOST - 1, MOST - 1), (MOST, MOST), (MOST + 1, MOST)])
def test_warnings_are_bounded(count: int, lines: int) -> None:
    """A page of a thousand broken blocks has ten lines, each short."""
    blocks = "".join(SCRIPT.format("{" + " " * number) for number in range(count))
    assert len(extraction(f"<h1>Ada Beispiel</h1>{blocks}").warnings) == lines
    defects = Defects()
    defects.add("page: json", ValueError("long " * 1000))
    assert [len(line) for line in defects.lines] == [LONGEST]


def test_a_warning_repeats_nothing_sensitive() -> None:
    """An error that quotes the page is told by its kind alone."""
    defects = Defects()
    defects.add("articles: date", ValueError("cannot read 'since my cancer diagnosis'"))
    defects.add("articles: date", ValueError(""))
    assert defects.lines == ("articles: date: ValueError",)


def test_too_little_memory_is_no_defect_of_the_page() -> None:
    """It must end the extraction: the page is truncated, which proposes nothing."""
    defects = Defects()
    with pytest.raises(MemoryError), defects.noted("microformats"):
        raise MemoryError
    assert defects.lines == ()


@pytest.mark.parametrize(
    ("body", "path", "role", "content_type"),
    [
        ("<base href='http://['><h1>Ada Beispiel</h1><a href=/x>x</a>", "", "home", "text/html"),
        (f"{POST}<link rel=canonical href='http://['>", "blog/motors", "article", "text/html"),
        ("<rss><channel><item><title>T</title><link>http://[</link></item></channel></rss>", "f", "feed", "text/xml"),
    ],
)
def test_what_is_no_address_is_passed_over(body: str, path: str, role: PageRole, content_type: str) -> None:
    """A malformed address in a page loses that address and not the page."""
    assert extraction(body, path, role, content_type).page.page_type in ("profile", "article", "feed")


def test_a_page_that_looks_like_an_address_is_not_fetched() -> None:
    """A body without spaces that begins with http is text: extraction never asks anybody."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        asked: list[object] = []
        server.settimeout(10)

        def answer() -> None:
            connection, caller = server.accept()
            asked.append(caller)
            connection.close()

        listening = Thread(target=answer, daemon=True)
        listening.start()
        host, port = server.getsockname()
        body = POST.replace("<html lang=en>", "").replace(" ", "\t")
        found = extraction(f"http://{host}:{port}/{body}", "blog/motors", "article")
        assert [claim.field for claim in found.claims] == ["articles"]
        assert asked == []
        socket.create_connection((host, port)).close()
        listening.join()
