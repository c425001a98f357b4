"""Tags that share a line."""

import pytest

from extractors.outline import outline
from extractors.page_text import parse, visible_text
from extractors.skilling.tags import divided


def lines_of(html: str) -> list[str]:
    visible = visible_text(parse(f"<html><body>{html}</body></html>"))
    parts = divided(outline(visible).lines, visible)
    assert all(visible.text[part.start : part.end] == part.text for part in parts)
    return [part.text for part in parts]


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p><span>Kilns</span> <span>Clay</span> <span>Raku glazes</span></p>", ["Kilns", "Clay", "Raku glazes"]),
        ("<p><span>Kilns</span><span>Clay</span><span>Raku</span></p>", ["Kilns", "Clay", "Raku"]),
        ("<p><code>Kilns</code>, <code>Clay</code> | <code>Raku</code></p>", ["Kilns", "Clay", "Raku"]),
        ("<p><span>Kilns</span> <span>Clay</span></p>", ["Kilns Clay"]),
        ("<p>I fire <b>Kilns</b> <b>Clay</b> <b>Raku</b></p>", ["I fire Kilns Clay Raku"]),
        ("<p><b>Kilns</b> <b>Clay</b> <b>Raku</b> every day</p>", ["Kilns Clay Raku every day"]),
        ("<p><b>Kilns</b> with <b>Clay</b> <b>Raku</b></p>", ["Kilns with Clay Raku"]),
        ("<h2><span>Kilns</span> <span>Clay</span> <span>Raku</span></h2>", ["Kilns Clay Raku"]),
        ("<ul><li>Kilns</li><li>Clay</li><li>Raku</li></ul>", ["Kilns", "Clay", "Raku"]),
    ],
)
def test_a_line_that_consists_of_tags_is_divided(html: str, lines: list[str]) -> None:
    """From three on, and when nothing else is said; a heading stays whole."""
    assert lines_of(html) == lines


def test_a_line_of_endless_tags_stays_whole() -> None:
    """It lists no skills, and would cost time."""
    assert len(lines_of("<p>" + "<span>clay</span> " * 2000 + "</p>")) == 1
