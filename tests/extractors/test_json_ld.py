"""JSON-LD that no strict reader takes."""

import pytest

from extractors.json_ld import LARGEST, read_block

ADA = {"@type": "Person", "name": "Ada Beispiel"}


@pytest.mark.parametrize(
    "text",
    [
        '{"@type": "Person", "name": "Ada Beispiel"}',
        '[{"@type": "Person", "name": "Ada Beispiel"}]',
        '{"@type": "Person", "name": "Ada Beispiel",}',
        '{"@type": "Person", /* who */ "name": "Ada Beispiel" // that is she\n}',
        '<!-- {"@type": "Person", "name": "Ada Beispiel"} -->',
        '//<![CDATA[\n{"@type": "Person", "name": "Ada Beispiel"}\n//]]>',
        "{&quot;@type&quot;: &quot;Person&quot;, &quot;name&quot;: &quot;Ada Beispiel&quot;}",
        '\ufeff{"@type": "Person", "name": "Ada Beispiel"};',
        '{"@type": "Person", "name": "Ada\\ Beispiel"}',
    ],
    ids=["strict", "list", "comma", "comments", "html-comment", "cdata", "entities", "bom", "escape"],
)
def test_what_sites_really_write_is_read(text: str) -> None:
    """Comments, wrappers, entities and commas too many lose nothing."""
    assert read_block(text) == [ADA]


def test_a_string_is_never_mended() -> None:
    """What looks like a comment or a comma too many inside a string is text."""
    assert read_block('{"url": "https://ada.example/,]", "a": 1,}') == [{"url": "https://ada.example/,]", "a": 1}]


def test_objects_beside_each_other_are_all_read() -> None:
    """Some sites print one object after the other into one block."""
    assert read_block('{"a": 1}\n{"b": 2},') == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize("text", ["nothing", "{'a': 1}", " " * 10 + "{" * 20, "{" + " " * LARGEST])
def test_what_cannot_be_read_is_said(text: str) -> None:
    """A block without any object raises, so that it is written down as a defect."""
    with pytest.raises(ValueError, match=r"Expecting|characters"):
        read_block(text)


@pytest.mark.parametrize("flood", ['\\"', "/*", "//", ",", '"', "{,"])
def test_a_flood_is_read_in_one_pass(flood: str) -> None:
    """What looks like the start of a token and never ends costs no second look; the call returns."""
    with pytest.raises(ValueError, match="Expecting"):
        read_block('x"' + flood * 100_000)
