"""Values of microformats2 properties: text, addresses, dates and embedded markup.

https://microformats.org/wiki/microformats2-parsing#parse_a_document_for_microformats and the value class pattern,
https://microformats.org/wiki/value-class-pattern.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date as date_type
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

from lxml.html import HtmlElement, tostring

UNSEEN = ("script", "style", "template")
ADDRESS_ATTRIBUTES = ("href", "src", "cite", "data", "poster")
SOURCE = re.compile(r"(\S+)(?:\s+([\d.]{1,10}[xw]))?\s*(?:,|$)")
DATE = r"\d{4}-\d{2}-\d{2}|\d{4}-\d{3}|\d{4}-\d{2}"
TIME = r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,9})?)?)?"
HALF = r"(?P<half>[ap]\.?m\.?)"
ZONE = r"Z|[+-]\d{1,2}(?::?\d{2})?"
IS_DATE = re.compile(DATE)
IS_TIME = re.compile(rf"{TIME} ?{HALF}?(?P<zone> ?(?:{ZONE}))?", re.IGNORECASE)
IS_ZONE = re.compile(ZONE, re.IGNORECASE)
IS_BOTH = re.compile(rf"(?P<date>{DATE})(?P<between>[T ])(?P<time>{TIME} ?{HALF}?(?: ?(?:{ZONE}))?)", re.IGNORECASE)
MOST_READ = 4_000_000
"""Characters that all values of a page may add up to: nested properties repeat what they contain."""


class Budget:
    """What is left to read of one page; deeply nested properties would otherwise cost the square of its size."""

    def __init__(self) -> None:
        self.left = MOST_READ

    def take(self, size: int) -> bool:
        """Spend some characters; tell whether there were any left."""
        self.left -= size
        return self.left > 0


def classes_of(element: HtmlElement) -> list[str]:
    """Return an element's class names."""
    return (element.get("class") or "").split()


def children(element: HtmlElement) -> list[HtmlElement]:
    """Return child elements; what a template holds is not part of the page."""
    return [child for child in element if isinstance(child.tag, str) and child.tag != "template"]


def resolve(base: str, address: str) -> str:
    """Make an address absolute; an unreadable one stays as it is."""
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address


class Values:
    """Reads property values of one page."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.budget = Budget()

    def text(self, element: HtmlElement, images: str = "src") -> str:
        """Return what an element shows, an image as its alternative text.

        :param images: ``src`` puts the address of an image without alternative text, ``alt`` leaves it out, and
            ``none`` leaves all images out.
        """
        return "".join(self._words(element, images)).strip()

    def _words(self, top: HtmlElement, images: str) -> Iterator[str]:
        stack: list[HtmlElement | str] = [top]
        while stack and self.budget.left > 0:
            node = stack.pop()
            if isinstance(node, str):
                self.budget.take(len(node))
                yield node
                continue
            if node is not top and node.tail:
                stack.append(node.tail)
            if not isinstance(node.tag, str) or node.tag in UNSEEN:
                continue
            self.budget.take(8)
            if node.tag == "br":
                stack.append("\n")
            elif node.tag == "img" and images != "none":
                alternative = node.get("alt")
                if alternative is None and images == "src" and node.get("src"):
                    alternative = resolve(self.base, node.get("src") or "")
                if alternative is not None:
                    stack.append(f" {alternative} ")
            stack.extend(reversed(node))
            if node.text:
                stack.append(node.text)

    def plain(self, element: HtmlElement) -> str:
        """Parse a ``p-`` property."""
        parts = _value_parts(element)
        if parts:
            return "".join(self._part(part) for part in parts)
        tag = element.tag
        stated = element.get("title") if tag in ("abbr", "link") else None
        if tag in ("data", "input"):
            stated = element.get("value")
        elif tag in ("img", "area"):
            stated = element.get("alt")
        return stated if stated is not None else self.text(element)

    def _part(self, element: HtmlElement) -> str:
        if "value-title" in classes_of(element):
            return element.get("title") or ""
        if element.tag in ("img", "area") and element.get("alt") is not None:
            return element.get("alt") or ""
        if element.tag == "data" and element.get("value") is not None:
            return element.get("value") or ""
        if element.tag == "abbr" and element.get("title") is not None:
            return element.get("title") or ""
        return self.text(element, images="none")

    def address(self, element: HtmlElement) -> Any:
        """Parse a ``u-`` property; an image with an alternative text keeps it beside its address."""
        tag = str(element.tag)
        if tag == "img" and element.get("src") is not None:
            return self.image(element)
        attributes = {
            "a": ("href",), "area": ("href",), "link": ("href",), "audio": ("src",), "source": ("src",),
            "iframe": ("src",), "video": ("src", "poster"), "object": ("data",),
        }.get(tag, ())  # fmt: skip
        stated = next((element.get(name) for name in attributes if element.get(name) is not None), None)
        if stated is None and (parts := _value_parts(element)):
            stated = "".join(self._part(part) for part in parts)
        if stated is None and tag == "abbr":
            stated = element.get("title")
        if stated is None and tag in ("data", "input"):
            stated = element.get("value")
        return resolve(self.base, stated if stated is not None else self.text(element))

    def image(self, element: HtmlElement) -> Any:
        """Return an image's address, with its alternative text and further sources where it has them."""
        address = resolve(self.base, element.get("src") or "")
        more: dict[str, Any] = {}
        if element.get("alt") is not None:
            more["alt"] = element.get("alt")
        if element.get("srcset"):
            sources: dict[str, str] = {}
            for source, size in SOURCE.findall((element.get("srcset") or "")[:5000]):
                sources.setdefault(size or "1x", resolve(self.base, source.strip(",")))
            more["srcset"] = sources
        return {"value": address, **more} if more else address

    def date(self, element: HtmlElement, day: str | None) -> tuple[str, str | None]:
        """Parse a ``dt-`` property.

        :param day: the date that a time alone belongs to: that of the property before.
        :return: the value, and its date for the property behind.
        """
        parts = _value_parts(element)
        if parts:
            return self._pieced(parts, day)
        stated = element.get("datetime") if element.tag in ("time", "ins", "del") else None
        if element.tag == "abbr":
            stated = element.get("title")
        elif element.tag in ("data", "input"):
            stated = element.get("value")
        value = (stated if stated is not None else self.text(element, images="none")).strip()
        if day and IS_TIME.fullmatch(value) and ":" in value:
            return f"{day} {_clock(value)}", day
        both = IS_BOTH.fullmatch(value)
        # A whole date is kept as its author wrote it; only pieced ones have a form of their own.
        return value, both["date"] if both else value if IS_DATE.fullmatch(value) else None

    def _pieced(self, parts: list[HtmlElement], day: str | None) -> tuple[str, str | None]:
        date = clock = zone = None
        for part in parts:
            stated = part.get("datetime") if part.tag in ("time", "ins", "del") else None
            text = (stated if stated is not None else self._part(part)).strip()
            both = IS_BOTH.fullmatch(text)
            if both:
                return _normal(both), both["date"]
            if date is None and IS_DATE.fullmatch(text):
                date = _calendar(text)
            elif clock is None and IS_TIME.fullmatch(text):
                clock = _clock(text)
            elif zone is None and IS_ZONE.fullmatch(text):
                zone = text.replace(":", "").upper()
        date = date or day
        value = f"{date} {clock}" if date and clock else date or clock or ""
        return value + (zone or "" if clock else ""), date

    def embedded(self, element: HtmlElement) -> dict[str, str]:
        """Parse an ``e-`` property: its markup with absolute addresses, and its text."""
        if not self.budget.take(len(element) * 8):
            return {"html": "", "value": ""}
        copy = deepcopy(element)  # other extractors read the page's own tree
        for inner in copy.iter():
            for name in ADDRESS_ATTRIBUTES:
                if isinstance(inner.tag, str) and inner.get(name) is not None and inner is not copy:
                    inner.set(name, resolve(self.base, inner.get(name) or ""))
        for template in list(copy.iter("template")):
            template.drop_tree()
        whole = str(tostring(copy, encoding="unicode", method="html", with_tail=False))
        self.budget.take(len(whole))
        markup = whole[whole.index(">") + 1 : whole.rindex("</")] if "</" in whole else ""
        return {"html": markup.strip(), "value": self.text(element)}


def _value_parts(element: HtmlElement) -> list[HtmlElement]:
    return [child for child in children(element) if not {"value", "value-title"}.isdisjoint(classes_of(child))]


def _normal(both: re.Match[str]) -> str:
    return f"{_calendar(both['date'])}{both['between']}{_clock(both['time'])}"


def _calendar(date: str) -> str:
    """Return an ordinal date (YYYY-DDD) as year, month and day, others unchanged."""
    year, _, number = date.partition("-")
    if len(number) != 3:
        return date
    try:
        return (date_type(int(year), 1, 1) + timedelta(days=int(number) - 1)).isoformat()
    except (ValueError, OverflowError):
        return date


def _clock(text: str) -> str:
    match = IS_TIME.fullmatch(text)
    if match is None:
        return text
    hour = int(match["hour"])
    half = (match["half"] or "").lower()
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    seconds = f":{match['second']}" if match["second"] else ""
    zone = (match["zone"] or "").strip().replace(":", "").upper()
    return f"{hour:02d}:{match['minute'] or '00'}{seconds}{zone}"
