"""Marks in a text: nothing lost, nothing doubled, whatever the spans."""

import pytest

from sync.cli.marking import STYLE, Mark, marked

TEXT = "Baker at Mill"


@pytest.mark.parametrize(
    ("marks", "shown"),
    [
        ([], "Baker at Mill"),
        ([Mark(0, 5)], "⟦Baker⟧ at Mill"),
        ([Mark(9, 13, "employer"), Mark(0, 5, "title")], "⟦Baker⟧(title) at ⟦Mill⟧(employer)"),
        ([Mark(0, 8, "a"), Mark(6, 13, "b")], "⟦Baker at Mill⟧(a, b)"),
        ([Mark(0, 5, "a"), Mark(0, 5, "a")], "⟦Baker⟧(a) at Mill"),
        ([Mark(0, 5), Mark(5, 6)], "⟦Baker⟧⟦ ⟧at Mill"),
        ([Mark(-1, 4), Mark(3, 3), Mark(9, 14)], "Baker at Mill"),
    ],
)
def test_plain_marks(marks, shown):
    """Overlapping ones are joined; those outside the text are left out."""
    assert marked(TEXT, marks, colour=False).plain == shown


def test_colours_add_no_characters():
    """On a terminal the words stay as they are."""
    text = marked(TEXT, [Mark(0, 5)], colour=True)
    assert text.plain == TEXT
    assert [(span.start, span.end, str(span.style)) for span in text.spans] == [(0, 5, STYLE)]


def test_a_pages_commands_do_not_reach_the_terminal():
    """Characters that nobody sees are left out, inside marks too."""
    assert "\x1b" not in marked("a\x1b[2Jb", [Mark(0, 3)], colour=False).plain
