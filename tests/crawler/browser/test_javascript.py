"""Which pages need JavaScript, decided from what was served."""

import pytest
from lxml import html

from crawler.browser.javascript import ALMOST_NOTHING, LITTLE, is_hollow, needs_javascript, visible_characters

SCRIPT = "<script src=/app.js></script>"
ASKS = "<noscript>You need to enable JavaScript to run this app.</noscript>"


def a_page(body: str, head: str = "") -> html.HtmlElement:
    return html.document_fromstring(
        f"<html><head><title>A title is no text</title>{head}</head><body>{body}</body></html>"
    )


def words(characters: int) -> str:
    return "x" * characters


@pytest.mark.parametrize(
    ("body", "needs"),
    [
        (f"<div id=root></div>{SCRIPT}", True),
        (f"<div id=app><p>Loading ...</p></div>{SCRIPT}", True),
        (f"<app-root></app-root>{SCRIPT}", True),
        (f"{SCRIPT}", True),
        ("<div id=root></div>", False),
        ("", False),
        (f"<p>{words(ALMOST_NOTHING - 1)}</p>{SCRIPT}", True),
        (f"<p>{words(ALMOST_NOTHING)}</p>{SCRIPT}", False),
        (f"<p>{words(LITTLE - 1)}</p><div id=root></div>{SCRIPT}", True),
        (f"<p>{words(LITTLE)}</p><div id=root></div>{SCRIPT}", False),
        (f"<p>{words(LITTLE - 1)}</p>{ASKS}{SCRIPT}", True),
        (f"<p>{words(LITTLE)}</p>{ASKS}{SCRIPT}", False),
        (f"<p>{words(LITTLE - 1)}</p><noscript>Bitte aktivieren Sie JavaScript.</noscript>{SCRIPT}", True),
        (f"<p>{words(ALMOST_NOTHING)}</p><noscript><img src=/pixel.png></noscript>{SCRIPT}", False),
        (f"<p>{words(ALMOST_NOTHING)}</p><div id=root><p>{words(60)}</p></div>{SCRIPT}", False),
        (f"<!-- {words(900)} --><div id=root></div>{SCRIPT}", True),
        (f"<style>{words(900)}</style><div id=root></div><script>{words(900)}</script>", True),
        (f"<noscript>{words(900)}</noscript><div id=root></div>{SCRIPT}", True),
        ('<div></div><script type="application/ld+json">{}</script>', False),
        ('<div></div><script type="module" src=/a.js></script>', True),
        (f"<p>{words(900)}</p>{SCRIPT}", False),
    ],
)
def test_a_page_needs_javascript_when_it_loads_scripts_and_says_next_to_nothing(body, needs):
    """An empty mount or a plea for JavaScript makes a shell of a page with little text; real text never is one."""
    assert needs_javascript(a_page(body)) is needs


@pytest.mark.parametrize(
    "page",
    [
        a_page(SCRIPT, head='<meta http-equiv="refresh" content="0; url=/en/">'),
        html.document_fromstring(f"<html><head>{SCRIPT}</head><frameset><frame src=/a></frameset></html>"),
    ],
)
def test_a_mere_signpost_needs_none(page):
    """A refresh and frames lead to pages that the crawl follows itself."""
    assert not needs_javascript(page)


def test_a_refresh_for_browsers_without_javascript_is_no_signpost():
    """Inside noscript it is meant for those who run no scripts."""
    assert needs_javascript(
        a_page(f'<noscript><meta http-equiv="refresh" content="0; url=/nojs"></noscript><div id=root></div>{SCRIPT}')
    )


@pytest.mark.parametrize(
    ("body", "characters"),
    [
        ("", 0),
        ("  <p> ab\n c </p> d ", 4),
        ("<p>ab<!-- no -->c</p>d", 4),
        ("<p>ab<script>no</script>c</p>", 3),
        ("<noscript><p>no</p></noscript>a<template>no</template>b<style>no</style>c", 3),
    ],
)
def test_visible_characters_leave_out_white_space_and_what_nobody_sees(body, characters):
    """Text behind an unseen element counts, text inside does not."""
    assert visible_characters(a_page(body)) == characters


def test_counting_stops_early():
    """A long page is not read to its end to learn that it has enough."""
    assert visible_characters(a_page("<p>abcdefghij</p>" * 1000), most=15) == 20


@pytest.mark.parametrize(
    ("body", "hollow"),
    [
        ("<ul id='publications'></ul>", True),
        ("<div id='pub-journal' class='papers'> </div>", True),
        ("<table><tbody class='my_talks'></tbody></table>", True),
        ("<div class='skeleton skeleton-line'></div>" * 3, True),
        ("<div id='page-navbar'></div>", True),
        ("<button class='menu'></button>", False),
        ("<div class='skeleton skeleton-line'></div>" * 2, False),
        ("<ul id='publications'><li>One</li></ul>", False),
        ("<div id='blogger'></div><div class='compost'></div>", False),
        ("<div class='clear'></div>", False),
    ],
)
def test_a_page_with_an_empty_place_for_its_lists_is_hollow(body: str, hollow: bool) -> None:
    """Named after what people list of themselves, or holding the bars that stand for it; without scripts never."""
    text = f"<p>{words(LITTLE)}</p>"
    assert is_hollow(a_page(text + body + SCRIPT)) is hollow
    assert not is_hollow(a_page(text + body))
