"""Microformats as https://microformats.org/wiki/microformats2-parsing has them; cases of our own."""

from typing import Any

import pytest

from extractors.microformats2 import parse_html

HERE = "https://ada.example/about"


def properties(html: str) -> dict[str, Any]:
    (item,) = parse_html(html, HERE)["items"]
    found: dict[str, Any] = item["properties"]
    return found


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a class="h-card" href="/">Ada</a>', {"name": ["Ada"], "url": ["https://ada.example/"]}),
        (
            '<p class="h-card"><img src="a.png" alt="Ada"></p>',
            {"name": ["Ada"], "photo": [{"value": "https://ada.example/a.png", "alt": "Ada"}]},
        ),
        ('<p class="h-card">Ada <i>B</i></p>', {"name": ["Ada B"]}),
        ('<p class="h-card"><b class="p-org">Kartenhaus</b></p>', {"org": ["Kartenhaus"]}),
        ('<p class="h-card"><abbr class="p-note" title="long">l</abbr></p>', {"note": ["long"]}),
        (
            '<p class="h-card"><b class="p-tel">T <i class="value">+41</i> <i class="value">31</i></b></p>',
            {"tel": ["+4131"]},
        ),
    ],
)
def test_values_and_what_is_implied(html: str, expected: dict[str, Any]) -> None:
    """A card without explicit properties takes them from its content; one with any does not."""
    assert properties(html) == expected


def test_embedded_markup_is_written_as_html() -> None:
    """Void elements have no slash, and addresses are absolute."""
    (content,) = properties('<div class="h-entry"><div class="e-content"><img src="a.png"><br/>x</div></div>')[
        "content"
    ]
    assert content == {"html": '<img src="https://ada.example/a.png"><br>x', "value": "https://ada.example/a.png \nx"}


@pytest.mark.parametrize(
    ("html", "start"),
    [
        ('<time class="dt-start" datetime="2020-03-01T10:00-08:00">x</time>', "2020-03-01T10:00-08:00"),
        (
            '<p class="dt-start"><time class="value" datetime="2020-03-01">x</time> <i class="value">7:30 p.m.</i></p>',
            "2020-03-01 19:30",
        ),
        (
            '<p class="dt-start"><i class="value">2020-061</i><i class="value">9 am</i><i class="value">+01:00</i></p>',
            "2020-03-01 09:00+0100",
        ),
    ],
)
def test_dates_are_put_together(html: str, start: str) -> None:
    """A whole date stays as it is written; pieces become one."""
    assert properties(f'<div class="h-event">{html}</div>')["start"] == [start]


def test_classic_names_are_translated_and_new_ones_inside_ignored() -> None:
    """Inside of a classic root only its own vocabulary counts."""
    found = properties('<p class="vcard"><b class="fn">Ada</b> <i class="title">Editor</i> <i class="p-note">x</i></p>')
    assert found == {"name": ["Ada"], "job-title": ["Editor"]}


def test_an_implied_root_of_a_classic_resume_is_read_by_its_own_vocabulary() -> None:
    """``contact`` is a card even where no class says so."""
    found = properties('<div class="hresume"><p class="contact"><b class="fn">Ada</b></p></div>')
    assert found["contact"][0]["properties"] == {"name": ["Ada"]}


def test_a_card_without_property_is_a_child() -> None:
    """Only a property class ties it to the item around it."""
    (item,) = parse_html('<div class="h-entry"><p class="h-card">Ada</p></div>', HERE)["items"]
    assert (item["children"][0]["properties"]["name"], "author" in item["properties"]) == (["Ada"], False)


def test_rels_are_listed_by_name_and_by_address() -> None:
    """Each address once, with the text of its first link."""
    found = parse_html('<a rel="me nofollow" href="/x">one</a><a rel="me" href="/x">two</a><a href="/y">z</a>', HERE)
    assert found["rels"] == {"me": ["https://ada.example/x"], "nofollow": ["https://ada.example/x"]}
    assert found["rel-urls"] == {"https://ada.example/x": {"text": "one", "rels": ["me", "nofollow"]}}


def test_includes_in_a_circle_end() -> None:
    """The classic include pattern may point back at itself."""
    html = '<p class="vcard"><b id="a" class="fn">Ada<a class="include" href="#a"></a></b></p>'
    assert properties(html)["name"][0] == "Ada"


def test_an_address_that_is_none_is_left_as_it_is() -> None:
    """Neither a broken base nor a broken link loses the card."""
    found = properties('<base href="http://["><p class="h-card"><a class="u-url" href="http://[">Ada</a></p>')
    assert found == {"url": ["http://["], "name": ["Ada"]}


def test_a_tree_too_deep_is_read_as_far_as_it_may_be() -> None:
    """What stands deeper is left out, and nothing is raised."""
    found = parse_html('<div class="h-card"><b class="p-org">x</b>' + '<div class="h-card p-a">' * 400, HERE)
    assert found["items"][0]["properties"]["org"] == ["x"]
