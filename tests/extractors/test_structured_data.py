"""References between items are followed, within bounds."""

import json

import pytest

from extractors.defects import Defects
from extractors.page_text import parse
from extractors.structured_data import MOST_BELOW, MOST_ITEMS, StructuredData, read


def _read(document: object) -> StructuredData:
    html = f'<script type="application/ld+json">{json.dumps(document)}</script>'
    return read(parse(f"<html><head>{html}</head></html>"), "https://mira.example/", Defects())


def test_items_that_all_name_each_other_are_read_within_bounds() -> None:
    """Thirty items that refer to one another could be nested in more ways than there are atoms."""
    others = [{"@id": f"#{number}"} for number in range(30)]
    graph = [{"@type": "Person", "@id": f"#{number}", "name": "Mira", "knows": others} for number in range(30)]
    assert MOST_BELOW < len(_read({"@graph": graph}).items) <= MOST_ITEMS


def test_an_item_full_of_references_leaves_room_for_the_next() -> None:
    """The owner is found behind a site's graph that refers to itself in every way."""
    others = [{"@id": f"#{number}"} for number in range(12)]
    graph = [{"@type": "Thing", "@id": f"#{number}", "about": others} for number in range(3)]
    owner = {"@type": "Person", "name": "Mira Landt"}
    assert [one.text("name") for one in _read({"@graph": [*graph, owner]}).of_type("Person")] == ["Mira Landt"]


@pytest.mark.parametrize("depth", [50, 400, 900])
def test_lists_inside_lists_are_left_at_some_depth(depth: int) -> None:
    """A block of nothing but brackets is no reason to fail."""
    nested: object = "Mira Landt"
    for _ in range(depth):
        nested = [nested]
    text = "[" * depth + json.dumps({"@type": "Person", "name": "x"}) + "]" * depth
    html = f'<script type="application/ld+json">{text}</script>'
    read(parse(html), "https://mira.example/", Defects())
    assert _read({"@type": "Person", "name": ["Mira Landt", nested]}).of_type("Person")
