"""Whose mail address a page gives: the owner's, and nobody else's."""

import json
from datetime import UTC, datetime

import pytest

from crawler.items import Snapshot
from extractors.claims import PersonHint
from extractors.extract import extract

MAIL = '<a href="mailto:ada@ada.example">Mail</a>'
LONG = "We met at a workshop and write to each other " + "ever since, mostly about old machines, " * 3
OTHER_FIRST = [{"@type": "Person", "name": "Cem Muster", "email": "cem@x.example"}]
ADA = {"@type": "Person", "name": "Ada Beispiel", "email": "ada@ada.example"}


def emails(body: str) -> tuple[str, ...]:
    page = f"<html lang=en><title>Ada Beispiel</title><body><h1>Ada Beispiel</h1><p>I restore engines.</p>{body}</html>"
    address = "https://ada.example/"
    made = Snapshot("s1", address, datetime(2026, 3, 2, tzinfo=UTC), page.encode(), "text/html", "home", site=address)
    return extract(made, PersonHint("Ada Beispiel")).identity.emails


def marked(people: list[dict[str, str]]) -> str:
    return f'<script type="application/ld+json">{json.dumps(people)}</script>'


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{MAIL}</p>",
        f"<footer>{MAIL}</footer>",
        f"<h2>Contact</h2><p>{MAIL}</p>",
        '<div class="social"><a href="mailto:ada@ada.example"><svg></svg></a></div>',
        marked([ADA]),
        marked([ADA, *OTHER_FIRST]),
    ],
)
def test_the_owners_address_counts(body: str) -> None:
    """Beside the name, in header, footer, contact or profile block, and of the first Person."""
    assert emails(body) == ("ada@ada.example",)


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{LONG}{MAIL}</p>",
        "<p>Say hello to my friend <a href='mailto:cem@x.example'>Cem</a></p>",
        "<p><a href='mailto:cem@x.example'>Cem Muster</a></p>",
        f'<div class="comments"><p>{MAIL}</p></div>',
        f'<div id="guestbook"><p>{MAIL}</p></div>',
        f"<h2>Team</h2><ul><li>{MAIL}</ul>",
        f'<footer><div class="related">{MAIL}</div></footer>',
        f"<footer hidden>{MAIL}</footer>",
        f'<footer><div style="display: none">{MAIL}</div></footer>',
        '<footer><a style="font-size:0" href="mailto:ada@ada.example">Mail</a></footer>',
        '<footer><a href="mailto:ada@ada.example"></a></footer>',
        f"<footer><template>{MAIL}</template><noscript>{MAIL}</noscript></footer>",
        f"<article><p>{MAIL}</p></article><article><p>More</p></article>",
        marked([*OTHER_FIRST, ADA]),
    ],
)
def test_an_address_elsewhere_does_not(body: str) -> None:
    """In running text, comments, teams, articles, unseen nodes, or of a Person who is not the first."""
    assert emails(body) == ()
