"""Visible text and its offsets."""

import pytest

from extractors.page_text import parse, visible_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("<p>one\n   two</p>", "one two"),
        ("<p>a<b>b</b>c <i> d</i></p>", "abc d"),
        ("one<br>two", "one\ntwo"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a\tb\nc"),
        ("a<script>x</script><style>y</style><!-- z -->b", "ab"),
        ("a<span hidden>x</span><span aria-hidden='true'>y</span>b", "ab"),
        ("a<span style='DISPLAY : none'>x</span>b", "ab"),
        ("a <span class='sr-only'>x</span>b", "a b"),
        ("a <span class='hidden md:block'>x</span>", "a x"),
        ("a <span class='d-none d-md-block'>x</span>", "a x"),
        ("<pre>one\n  two</pre>", "one\ntwo"),
        ("soft\u00adware", "software"),
        ("<template><p>x</p></template><noscript>y</noscript>z", "z"),
        ("", ""),
        ("<details><summary>a</summary>b</details>", "a\nb"),
        ("<dialog>x</dialog><dialog open>a</dialog>", "a"),
        ("<div role='tabpanel' hidden aria-hidden='true'>a</div>", "a"),
        ("<p hidden='until-found'>a</p><p hidden>x</p>", "a"),
        ("<p style='visibility: hidden; transform: translateY(9px)'>a</p><p style='visibility:hidden'>x</p>", "a"),
        ("<p style='position:absolute; left:-9999px'>x</p>a", "a"),
        ("<b aria-hidden='true'>a</b><b class='visually-hidden'>a</b><i aria-hidden='true'>x</i>", "a"),
        ("<div><template shadowrootmode='open'><p>a</p></template></div>", "a"),
        (f"<noscript>{'words ' * 40}</noscript><div id='root'></div>", ("words " * 40).strip()),
        ("<noscript>Turn scripts on.</noscript><div id='root'></div>", ""),
    ],
)
def test_only_what_is_seen(html: str, text: str) -> None:
    """Blocks are lines, cells are divided by tabs, what is hidden is absent."""
    assert visible_text(parse(f"<body>{html}</body>")).text == text


def test_each_element_knows_its_span() -> None:
    """The span of an element is its own visible text, without the white space around it."""
    root = parse("<body><p> I am <em> a </em> cook.</p></body>")
    visible = visible_text(root)
    spans = {str(element.tag): visible.of(element) for element in visible.spans}
    assert (spans["p"], spans["em"]) == ("I am a cook.", "a")


@pytest.mark.parametrize(
    "html", ["", " ", "<!DOCTYPE html>", "<!-- only this -->", '<!DOCTYPE html PUBLIC "-//W3C//DTD"', "\x00"]
)
def test_a_page_of_nothing_is_an_empty_document(html: str) -> None:
    """The parser refuses to make a document of it; a reader sees an empty page."""
    assert visible_text(parse(html)).text == ""
