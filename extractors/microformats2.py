"""A page's microformats, of version 2 and classic, as the JSON of microformats2.

https://microformats.org/wiki/microformats2-parsing, its backward compatible rules, implied properties and rels.
Reads the tree that the page was parsed to anyway: parsing it again would cost more than everything else.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from extractors import microformats2_classic as classic
from extractors.microformats2_values import Values, children, classes_of, resolve
from extractors.page_text import parse as parse_tree

NAMED = re.compile(r"(p|u|dt|e|h)-((?:[a-z0-9]{1,30}-)?[a-z]{1,50}(?:-[a-z]{1,50}){0,8})")
MOST_INCLUDES = 200
"""References of the classic include pattern that are followed on one page."""
DEEPEST = 150
"""Elements inside each other that are still read."""


def parse_html(html: str, address: str) -> dict[str, Any]:
    """Return ``items``, ``rels`` and ``rel-urls`` of a page's source."""
    return parse(parse_tree(html), address)


def parse(root: HtmlElement, address: str, elements: dict[int, HtmlElement] | None = None) -> dict[str, Any]:
    """Return ``items``, ``rels`` and ``rel-urls`` of a parsed page.

    :param elements: filled with the element of each item, under the item's ``id()``.
    """
    base = root.find(".//base[@href]")
    origin = resolve(address, base.get("href") or "") if base is not None else address
    reader = _Reader(root, origin, elements if elements is not None else {})
    rels, addresses = _rels(root, reader.values)
    return {"items": reader.items(root), "rels": rels, "rel-urls": addresses}


def has_roots(root: HtmlElement) -> bool:
    """Tell whether a page shows class names of any root, without reading further."""
    return any(
        name.startswith("h-") or name in classic.VOCABULARIES
        for element in root.iterfind(".//*[@class]")
        for name in classes_of(element)
    )


class _Found:
    """What the descendants of a root amount to."""

    def __init__(self) -> None:
        self.properties: dict[str, list[Any]] = {}
        self.children: list[dict[str, Any]] = []
        self.prefixes: set[str] = set()
        self.day: str | None = None

    def add(self, name: str, value: Any) -> None:
        self.properties.setdefault(name, []).append(value)


class _Reader:
    def __init__(self, root: HtmlElement, base: str, elements: dict[int, HtmlElement]) -> None:
        self.root = root
        self.values = Values(base)
        self.elements = elements
        self.by_id: dict[str, HtmlElement] | None = None
        self.includes = 0
        html = root if root.tag == "html" else root.find(".//html")
        self.language = html.get("lang") if html is not None else None

    def items(self, top: HtmlElement) -> list[dict[str, Any]]:
        """Return the roots that stand in no other, in document order."""
        found: list[dict[str, Any]] = []
        stack = [top]
        while stack:
            element = stack.pop()
            types, old = _roots(element)
            if types:
                found.append(self._item(element, types, old, 0))
            else:
                stack.extend(reversed(children(element)))
        return found

    def _item(self, element: HtmlElement, types: set[str], old: bool, depth: int) -> dict[str, Any]:
        found = _Found()
        for child in self._children(element, old):
            self._collect(child, types, old, found, depth + 1)
        if not old:
            self._imply(element, found)
        item: dict[str, Any] = {"type": sorted(types), "properties": found.properties}
        if element.tag == "area":
            item |= {name: element.get(name) for name in ("shape", "coords") if element.get(name) is not None}
        if found.children:
            item["children"] = found.children
        if element.get("id"):
            item["id"] = element.get("id")
        if language := element.get("lang") or self.language:
            item["lang"] = language
        self.elements[id(item)] = element
        return item

    def _children(self, element: HtmlElement, old: bool) -> Iterator[HtmlElement]:
        """Return child elements, and those that the classic include pattern puts here."""
        yield from children(element)
        if not old:
            return
        named = (element.get("itemref") or "").split()[:20]
        if element.tag == "td":
            named += (element.get("headers") or "").split()[:5]
        for name in named:
            yield from self._included(name, element)

    def _included(self, name: str, where: HtmlElement) -> Iterator[HtmlElement]:
        if self.includes >= MOST_INCLUDES:
            return
        self.includes += 1
        if self.by_id is None:
            self.by_id = {}
            for element in self.root.iterfind(".//*[@id]"):
                self.by_id.setdefault(element.get("id") or "", element)
        target = self.by_id.get(name)
        if target is not None and target is not where and target not in where.iterancestors():
            yield target

    def _collect(self, element: HtmlElement, types: set[str], old: bool, found: _Found, depth: int) -> None:
        if depth > DEEPEST:
            return
        names, nested, nested_old = self._meaning(element, types, old)
        if nested:
            found.prefixes.add("h")
        shared: dict[str, Any] = {}
        for prefix, name in names:
            found.prefixes.add(prefix)
            if prefix not in shared:
                shared[prefix] = self._value(prefix, element, old and classic.tags(types), found)
            value = shared[prefix]
            if nested:
                value = self._nested(element, nested, nested_old, prefix, value, depth)
            found.add(name, value)
        if nested and not names:
            found.children.append(self._item(element, nested, nested_old, depth))
        if nested:
            return
        if old and "include" in classes_of(element):
            reference = element.get("href") or element.get("data") or ""
            for target in self._included(reference.removeprefix("#"), element) if reference.startswith("#") else ():
                self._collect(target, types, old, found, depth + 20)
        for child in children(element):
            self._collect(child, types, old, found, depth + 1)

    def _meaning(
        self, element: HtmlElement, types: set[str], old: bool
    ) -> tuple[list[tuple[str, str]], set[str], bool]:
        """Return the properties that an element is, the roots it is, and whether those are classic."""
        roots, roots_old = _roots(element)
        if not old:
            named = [match.groups() for name in classes_of(element) if (match := NAMED.fullmatch(name))]
            return [(prefix, name) for prefix, name in dict.fromkeys(named) if prefix != "h"], roots, roots_old
        said = classic.meanings(types, classes_of(element), (element.get("rel") or "").lower().split())
        pairs = [(prefix, name) for prefix, _, name in (one.partition("-") for one in said)]
        implied = {f"h-{name}" for prefix, name in pairs if prefix == "h"}
        if not roots or roots_old:
            roots = roots or implied
            roots_old = True
        return [pair for pair in pairs if pair[0] != "h"], roots, roots_old

    def _value(self, prefix: str, element: HtmlElement, tags: bool, found: _Found) -> Any:
        if prefix == "u":
            return self.values.address(element)
        if prefix == "e":
            embedded = self.values.embedded(element)
            language = element.get("lang") or self.language
            return {**embedded, "lang": language} if language else embedded
        if prefix == "dt":
            value, day = self.values.date(element, found.day)
            found.day = day or found.day
            return value
        if tags and "tag" in (element.get("rel") or "").lower().split() and element.get("href"):
            segments = [part for part in urlsplit(element.get("href") or "").path.split("/") if part]
            return unquote(segments[-1]) if segments else self.values.plain(element)
        return self.values.plain(element)

    def _nested(
        self, element: HtmlElement, types: set[str], old: bool, prefix: str, value: Any, depth: int
    ) -> dict[str, Any]:
        item = self._item(element, types, old, depth)
        first = {"p": "name", "u": "url"}.get(prefix)
        if first and item["properties"].get(first):
            value = item["properties"][first][0]
        return {**item, **value} if isinstance(value, dict) else {**item, "value": value}

    def _imply(self, element: HtmlElement, found: _Found) -> None:
        """Add name, photo and address where nothing explicit stands against it."""
        if "name" not in found.properties and found.prefixes.isdisjoint(("p", "e", "h")):
            found.add("name", _implied_name(element, self.values))
        if found.prefixes.isdisjoint(("u", "h")):
            if "photo" not in found.properties and (photo := _implied_photo(element, self.values)):
                found.add("photo", photo)
            if "url" not in found.properties and (address := _implied_url(element, self.values)) is not None:
                found.add("url", address)


def _roots(element: HtmlElement) -> tuple[set[str], bool]:
    names = classes_of(element)
    new = {name for name in names if name.startswith("h-") and NAMED.fullmatch(name)}
    return (new, False) if new else (classic.roots(names), True)


def _is_root(element: HtmlElement) -> bool:
    return any(name.startswith("h-") and NAMED.fullmatch(name) for name in classes_of(element))


def _implied_name(element: HtmlElement, values: Values) -> str:
    for one in (element, *_only_descendants(element)):
        stated = one.get("alt") if one.tag in ("img", "area") else one.get("title") if one.tag == "abbr" else None
        if stated:
            return stated
    return values.text(element, images="alt")


def _only_descendants(element: HtmlElement) -> Iterator[HtmlElement]:
    """Return the only child and the only grandchild, as far as they are no roots themselves."""
    for _ in range(2):
        below = children(element)
        if len(below) != 1 or _is_root(below[0]):
            return
        element = below[0]
        yield element


def _implied_photo(element: HtmlElement, values: Values) -> Any:
    if element.tag == "img" and element.get("src") is not None:
        return values.image(element)
    if element.tag == "object" and element.get("data"):
        return resolve(values.base, element.get("data") or "")
    image = _only_of_type(element, (("img", "src"), ("object", "data")))
    if image is None:
        return None
    return values.image(image) if image.tag == "img" else resolve(values.base, image.get("data") or "")


def _implied_url(element: HtmlElement, values: Values) -> str | None:
    link = element if element.tag in ("a", "area") and element.get("href") is not None else None
    if link is None:
        link = _only_of_type(element, (("a", "href"), ("area", "href")))
    return resolve(values.base, link.get("href") or "") if link is not None else None


def _only_of_type(element: HtmlElement, kinds: Iterable[tuple[str, str]]) -> HtmlElement | None:
    """Return the child that is the only one of its tag, else such a grandchild below an only child."""
    below = children(element)
    levels = [below]
    if len(below) == 1 and not _is_root(below[0]):
        levels.append(children(below[0]))
    for level in levels:
        for tag, attribute in kinds:
            same = [one for one in level if one.tag == tag]
            if len(same) == 1 and same[0].get(attribute) is not None and not _is_root(same[0]):
                return same[0]
    return None


def _rels(root: HtmlElement, values: Values) -> tuple[dict[str, list[str]], dict[str, dict[str, Any]]]:
    rels: dict[str, list[str]] = {}
    addresses: dict[str, dict[str, Any]] = {}
    for element in root.iter("a", "area", "link"):
        names = (element.get("rel") or "").split()
        if not names or element.get("href") is None:
            continue
        address = resolve(values.base, element.get("href") or "")
        about = addresses.setdefault(address, {"text": values.text(element, images="none"), "rels": []})
        about["rels"] = sorted({*about["rels"], *names})
        for name in ("hreflang", "media", "title", "type"):
            if element.get(name) and name not in about:
                about[name] = element.get(name)
        for name in dict.fromkeys(names):
            known = rels.setdefault(name, [])
            if address not in known:
                known.append(address)
    return rels, addresses
