"""An "I" in a quotation, a story or an example is not the page's owner."""

from datetime import UTC, datetime

import pytest

from crawler.items import Snapshot
from extractors.claims import PersonHint
from extractors.extract import extract
from extractors.roles.sentences import is_reported


@pytest.mark.parametrize(
    ("left", "reported"),
    [
        ("I am a ", False),
        ('"I am a ', True),
        ('He said "hi" and I am a ', False),
        ("“I am a ", True),
        ("„Ich“ bin ", False),
        ("„Ich” bin ", False),
        ("„Ich bin ", True),
        ("« Je suis ", True),
        ("He said: I am a ", True),
        ("Beispielsatz: Ich bin ", True),
        ("In my novel I am a ", True),
        ("In my book club I am a ", False),
        ("In the film industry, I am a ", False),
        ("People often think I am a ", True),
        ("I wrote a book, and I am a ", False),
        ("I told many people: I am a ", False),
    ],
)
def test_whose_words_they_are_shows_before_them(left: str, reported: bool) -> None:
    """An open quotation mark, a verb of saying with a colon, a story, a mere thought."""
    assert is_reported(left) is reported


@pytest.mark.parametrize(
    "sentence",
    [
        '"I am a senior engineer at Brightwave," a visitor told me.',
        "A friend wrote to me: “I am a nurse at Klinikum Nordstadt”.",
        "He said: I work for Norvik GmbH.",
        "In my novel I am a detective at Norvik Yard.",
        "People often think I am a designer at Norvik GmbH.",
        "Example sentence: Ich bin Entwickler bei der Norvik GmbH.",
    ],
)
def test_a_reported_job_is_not_claimed(sentence: str) -> None:
    """Neither its title nor its employer."""
    body = f"<html><body><h1>Mira Landt</h1><p>I write about kilns.</p><p>{sentence}</p></body></html>".encode()
    snapshot = Snapshot(
        "",
        "https://mira.example/",
        datetime(2026, 1, 1, tzinfo=UTC),
        body,
        "text/html",
        "home",
        "https://mira.example/",
    )
    claims = extract(snapshot, PersonHint("Mira Landt")).claims
    assert not [one for one in claims if one.field in ("title", "employer")]
