"""JSON-LD, microdata and OpenGraph of a page as one kind of item, whatever syntax they were written in."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from extruct.w3cmicrodata import MicrodataExtractor
from lxml.html import HtmlElement, tostring

from extractors.defects import Defects
from extractors.json_ld import read_block

MOST_ITEMS = 2000
"""Items that are read of one page."""
MOST_BELOW = 500
"""Items that are read of one outer item: references may be followed in more ways than there are items."""
DEEPEST = 12
JSON_LD = ".//script[@type='application/ld+json']"
SCHEMA_PREFIXES = (
    "https://schema.org/",
    "http://schema.org/",
    "https://www.schema.org/",
    "http://www.schema.org/",
    "schema:",
)


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One thing that structured data describes."""

    types: frozenset[str]
    """Without the vocabulary's address, such as ``Person``."""
    properties: Mapping[str, tuple["str | Item", ...]]
    pointer: str
    """Where it stands: ``json-ld[0]/@graph/2`` or ``microdata[1]``."""
    nested: bool = False

    def texts(self, *names: str) -> list[str]:
        """Return the plain values of some properties, in this order."""
        return [value for name in names for value in self.properties.get(name, ()) if isinstance(value, str)]

    def text(self, *names: str) -> str | None:
        """Return the first plain value of some properties."""
        return next(iter(self.texts(*names)), None)

    def items(self, *names: str) -> list["Item"]:
        """Return the values of some properties that are items themselves."""
        return [value for name in names for value in self.properties.get(name, ()) if isinstance(value, Item)]

    def names(self, *names: str) -> list[str]:
        """Return plain values, and the name of values that are items, such as an Organization's."""
        labels = (
            value if isinstance(value, str) else value.text("name", "legalName", "alternateName")
            for name in names
            for value in self.properties.get(name, ())
        )
        return [label for label in labels if label]


@dataclass(frozen=True, slots=True)
class StructuredData:
    """Everything structured that a page carries."""

    items: tuple[Item, ...] = ()
    """Top-level and nested items, outer ones first."""
    open_graph: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """``og:``, ``article:`` and ``profile:`` properties."""

    def of_type(self, *types: str) -> list[Item]:
        """Return the items of any of the types."""
        return [item for item in self.items if not item.types.isdisjoint(types)]

    def graph(self, name: str) -> str | None:
        """Return the first value of an OpenGraph property."""
        return next(iter(self.open_graph.get(name, ())), None)


def read(root: HtmlElement, address: str, defects: Defects) -> StructuredData:
    """Read all three syntaxes; a broken block is left out, written down, and loses no other one."""
    raw: list[tuple[str, Any]] = []
    for number, script in enumerate(root.iterfind(JSON_LD)):
        raw += [(f"json-ld[{number}]", entry) for entry in _json_ld(script, defects)]
    if root.find(".//*[@itemscope]") is not None:
        with defects.noted("structured: microdata"):
            found = MicrodataExtractor().extract_items(root, base_url=address)
            raw += [(f"microdata[{number}]", entry) for number, entry in enumerate(found)]
    reader = _Reader(raw)
    return StructuredData(tuple(islice(reader.read(), MOST_ITEMS)), _open_graph(root))


def _json_ld(script: HtmlElement, defects: Defects) -> list[Any]:
    try:
        return read_block(script.text or "")
    except (ValueError, RecursionError) as error:
        defects.add("structured: json-ld", error)
        return []


def _open_graph(root: HtmlElement) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for meta in root.iterfind(".//meta[@content]"):
        name = (meta.get("property") or meta.get("name") or "").strip().lower()
        content = (meta.get("content") or "").strip()
        if content and name.startswith(("og:", "article:", "profile:", "author", "description", "twitter:title")):
            found.setdefault(name, []).append(content)
    return {name: tuple(contents) for name, contents in found.items()}


class _Reader:
    """Turns raw dictionaries of either syntax into items, resolving ``@id`` references inside the page."""

    def __init__(self, raw: list[tuple[str, Any]]) -> None:
        self.raw = raw
        self.by_id: dict[str, Mapping[str, Any]] = {}
        self.left = MOST_ITEMS
        self.left_below = 0
        for _, entry in raw:
            self._index(entry, 0)

    def _index(self, node: Any, depth: int) -> None:
        if depth > DEEPEST:
            return
        if isinstance(node, list):
            for entry in node:
                self._index(entry, depth + 1)
        elif isinstance(node, dict):
            identifier = node.get("@id")
            if isinstance(identifier, str) and not node.keys() <= {"@id", "@type"}:
                self.by_id.setdefault(identifier, node)
            for value in node.values():
                self._index(value, depth + 1)

    def read(self) -> Iterator[Item]:
        for pointer, entry in self.raw:
            for item in self._top(entry, pointer):
                yield from _walk(item)

    def _top(self, node: Any, pointer: str, depth: int = 0) -> list[Item]:
        if depth > DEEPEST:
            return []
        if isinstance(node, list):
            return [
                item for number, entry in enumerate(node) for item in self._top(entry, f"{pointer}/{number}", depth + 1)
            ]
        if not isinstance(node, dict):
            return []
        if "@graph" in node:
            return self._top(node["@graph"], f"{pointer}/@graph", depth + 1)
        self.left_below = MOST_BELOW
        item = self._item(node, pointer, 0, frozenset())
        return [item] if item else []

    def _item(self, node: Mapping[str, Any], pointer: str, depth: int, above: frozenset[str]) -> Item | None:
        if min(self.left, self.left_below) <= 0:
            return None
        self.left, self.left_below = self.left - 1, self.left_below - 1
        identifier = node.get("@id")
        if isinstance(identifier, str):
            if identifier in above:
                return None
            if node.keys() <= {"@id", "@type"}:
                node = self.by_id.get(identifier, node)
            above |= {identifier}
        properties = node.get("properties") if isinstance(node.get("properties"), dict) else node
        found: dict[str, tuple[str | Item, ...]] = {}
        for name, value in properties.items() if properties else ():
            if not name.startswith("@") and name not in ("type", "id") and depth < DEEPEST:
                plain = _without_prefix(name)
                values = list(self._values(value, f"{pointer}/{plain}", depth + 1, above))
                if values:
                    found[plain] = tuple(values)
        types = node.get("@type", node.get("type")) or ()
        listed = types if isinstance(types, list | tuple) else [types]
        return Item(frozenset(_without_prefix(str(kind)) for kind in listed), found, pointer, nested=depth > 0)

    def _values(self, value: Any, pointer: str, depth: int, above: frozenset[str]) -> Iterator["str | Item"]:
        if isinstance(value, list):
            for number, entry in enumerate(value if depth <= DEEPEST else ()):
                yield from self._values(entry, f"{pointer}/{number}", depth + isinstance(entry, list), above)
        elif isinstance(value, dict):
            if isinstance(value.get("@value"), str):
                yield value["@value"].strip()
            else:
                item = self._item(value, pointer, depth, above)
                if item:
                    yield item
        elif isinstance(value, bool) or value is None:
            return
        elif str(value).strip():
            yield " ".join(str(value).split())


def _walk(item: Item) -> Iterator[Item]:
    yield item
    for values in item.properties.values():
        for value in values:
            if isinstance(value, Item):
                yield from _walk(value)


def _without_prefix(name: str) -> str:
    for prefix in SCHEMA_PREFIXES:
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return name


def json_ld_texts(root: HtmlElement) -> list[str]:
    """Return the raw text of each JSON-LD block."""
    return [script.text or "" for script in root.iterfind(JSON_LD)]


def content_digest(root: HtmlElement) -> str:
    """Return the raw structured text, so that a change in it is noticed when the visible text stays."""
    scripts = json_ld_texts(root)
    metas = (tostring(meta, encoding="unicode") for meta in root.iterfind(".//meta[@property]"))
    return json.dumps([*scripts, *metas])
