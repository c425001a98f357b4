"""An article's body: its own words, and nothing of what stands around them."""

import pytest
from lxml.html import tostring

from config import lexicons
from config.errors import LexiconError
from extractors import article_body
from extractors.article_body import NO_BODY, body_of, is_unsure
from extractors.body_features import FEATURES, measure
from extractors.body_lines import MOST_LINES, read_lines
from extractors.page_text import parse, visible_text

FIRST = "Rivers bend where the ground gives way, and they keep the bend for longer than anyone would think."
SECOND = "I walked along ours for a week and counted forty of them, and drew each one into a small grey book."
THIRD = "What I learned is simple: look twice, measure once, and write it down on the very same evening."
PAGE = f"""
<html><head><title>Forty bends - Notes</title></head><body>
<nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/blog/">Blog</a></li></ul></nav>
<article class="post"><h1>Forty bends</h1><p class="byline">By Ada Beispiel, 3 May 2024</p>
<div class="entry-content"><p>{FIRST}</p><p>{SECOND}</p><h2>At the end</h2><p>{THIRD}</p></div></article>
<aside class="related"><h3>Related posts</h3><ul><li><a href="/mills/">Mills and meadows</a></li></ul></aside>
<footer><p>Copyright Ada Beispiel. All rights reserved. Subscribe to the newsletter for more of this.</p></footer>
</body></html>
"""


def test_the_body_is_the_article_without_what_surrounds_it() -> None:
    """Paragraphs and headings of the article; no menu, no related posts, no footer."""
    root = parse(PAGE)
    body = body_of(root, visible_text(root), "Forty bends - Notes")
    assert all(sentence in body.text for sentence in (FIRST, SECOND, "At the end", THIRD))
    assert not any(other in body.text for other in ("Home", "Related posts", "Mills and meadows", "newsletter"))
    assert body.paragraphs == (FIRST, SECOND, THIRD)
    assert body.words == len(body.text.split())


def test_spans_point_into_the_visible_text() -> None:
    """Each span holds its line, in order."""
    root = parse(PAGE)
    visible = visible_text(root)
    body = body_of(root, visible)
    assert "\n".join(visible.text[start:end] for start, end in body.spans) == body.text
    assert list(body.spans) == sorted(body.spans)


@pytest.mark.parametrize("markup", ["", "<html></html>", "<p>Short.</p>", "<ul><li><a href='/a'>One</a></li></ul>"])
def test_a_page_without_running_text_has_no_body(markup: str) -> None:
    """A menu, a gallery or an empty page."""
    root = parse(markup)
    assert body_of(root, visible_text(root)) == NO_BODY


def test_a_script_without_blanks_is_running_text_too() -> None:
    """Japanese sentences count by their characters."""
    sentence = "川は地面がやわらかい所で曲がり、その形を長いあいだ保ち続けるので、私は一週間歩いて数えました。" * 2
    root = parse(f"<body><nav><a href='/'>家</a></nav><article><p>{sentence}</p><p>{sentence}</p></article></body>")
    assert sentence in body_of(root, visible_text(root)).text


@pytest.mark.parametrize(
    ("chances", "unsure"),
    [((0.9, 0.95), False), ((0.9, 0.5), True), ((0.05, 0.1), False), ((0.3, 0.9), False), ((0.31, 0.9), True)],
)
def test_unsure_is_between_the_bounds(chances: tuple[float, float], unsure: bool) -> None:
    """Of lines that are long enough to matter."""
    assert is_unsure(chances, (40, 40)) is unsure


def test_short_lines_leave_no_doubt() -> None:
    """A caption that may or may not belong is not worth a second look, nor one paragraph of fifty."""
    assert not is_unsure([0.5, 0.9], [4, 40])
    assert not is_unsure([0.5, 0.9], [20, 900])


def test_the_second_opinion_is_asked_once_and_only_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clear page does without; the page is handed over as it is."""
    root = parse(PAGE)
    before, asked = tostring(root), []

    def opinion(page: object) -> str:
        asked.append(page)
        return f"{FIRST}\n{SECOND}\n{THIRD}"

    body_of(root, visible_text(root), opinion=opinion)
    assert asked == []
    monkeypatch.setattr(article_body, "is_unsure", lambda *_: True)
    assert FIRST in body_of(root, visible_text(root), opinion=opinion).text
    assert asked == [root]
    body_of(root, visible_text(root))
    assert tostring(root) == before


def test_a_page_of_endless_lines_is_read_to_a_bound() -> None:
    """Time stays bounded on hostile markup."""
    root = parse("<body>" + "<p>a</p>" * (MOST_LINES + 50) + f"<p>{FIRST}</p></body>")
    page = read_lines(visible_text(root))
    assert len(page.lines) == MOST_LINES
    assert page.core is None


def test_there_is_a_number_per_feature() -> None:
    """Rows and names go together."""
    root = parse(PAGE)
    page = read_lines(visible_text(root))
    rows = measure(page, "Forty bends", [0.0] * len(page.candidates()))
    assert {len(row) for row in rows} == {len(FEATURES)}


@pytest.mark.parametrize("tables", ["[alone]\nlength = 1.0\n", "[alone]\nbias = 0.0\nmood = 1.0\n"])
def test_weights_of_other_features_are_refused(monkeypatch: pytest.MonkeyPatch, tables: str) -> None:
    """The message names the file and how to learn it anew."""
    lexicon = lexicons.parse("article_body", f'origin = "x"\nlicence = "MIT"\ndescription = "x"\n{tables}'.encode())
    monkeypatch.setattr(article_body.lexicons, "load", lambda _: lexicon)
    article_body._weights.cache_clear()
    with pytest.raises(LexiconError, match=r"article_body\.toml.*train"):
        article_body.judged([], "alone")
    article_body._weights.cache_clear()
