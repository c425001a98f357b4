"""Which lines are the page's own, and which are words of others that it only repeats."""

from datetime import UTC, datetime

import pytest

from crawler.items import Snapshot
from extractors.claims import PersonHint
from extractors.extract import extract
from extractors.outline import outline
from extractors.page_text import parse, visible_text

THEIRS = "I am a data scientist at Brightwave in Berlin."
OWN = "<h1>Mira Landt</h1><p>I am a glass artist living by the sea. I write about kilns, and what they do to glass.</p>"
REPEATED = [
    f"<blockquote><p>{THEIRS}</p></blockquote>",
    f'<blockquote class="twitter-tweet"><p>{THEIRS}</p>&mdash; Jonas Reed</blockquote>',
    f'<div class="tweet"><p>{THEIRS}</p></div>',
    f'<section class="guestbook"><h2>Guestbook</h2><p>{THEIRS}</p></section>',
    f'<div id="comments"><p>{THEIRS}</p></div>',
    f'<ol class="commentlist"><li class="comment"><p>{THEIRS}</p></li></ol>',
    f'<div class="testimonial-card"><p>{THEIRS}</p></div>',
    f"<pre>-- \nJonas Reed\nData Scientist, Brightwave GmbH\n{THEIRS}</pre>",
    f'<pre><code>print("{THEIRS}")</code></pre>',
]


@pytest.mark.parametrize("repeated", REPEATED)
def test_what_others_wrote_is_not_claimed_of_the_owner(repeated: str) -> None:
    """A quotation, a comment, a testimonial and a piece of code speak of somebody else, or of nobody."""
    body = f"<html><body><main>{OWN}{repeated}</main></body></html>".encode()
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
    assert not [one for one in claims if "Brightwave" in str(one.value) or "scientist" in str(one.value).lower()]


@pytest.mark.parametrize(
    ("html", "region"),
    [
        ("<p>Short.</p><pre>Mira Landt\nGlass artist at Talwerk, and much more than that</pre>", "body"),
        ("<p>A long text of her own, longer than the other.</p><pre>Mira Landt</pre>", "comments"),
        ('<p>A long text of her own.</p><div class="comments-closed">Mira</div>', "body"),
        ('<p>A long text of her own.</p><div class="commentary">Mira</div>', "body"),
    ],
)
def test_a_page_laid_out_in_one_element_is_no_quotation(html: str, region: str) -> None:
    """Only a part of a page repeats others: some write their whole page as preformatted text."""
    lines = outline(visible_text(parse(html))).lines
    assert lines[-1].region == region


@pytest.mark.parametrize("level", ["²", "9" * 5000, "-1", "two", "", "3"])
def test_a_heading_of_any_declared_level_is_read(level: str) -> None:
    """An ARIA level that is no digit is a level like any other heading's."""
    html = f'<div role="heading" aria-level="{level}">Experience</div><p>Engineer at Brightwave</p>'
    assert [line.section for line in outline(visible_text(parse(html))).lines] == ["experience", "experience"]
