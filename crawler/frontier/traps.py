"""Addresses that lead nowhere new: calendars without end, the same list sorted anew, copies for printers.

What an address alone shows is a pure function, :func:`trap`; what only many of them show is counted per site by
:class:`Traps`. A trap is not followed; the pages that a site really has are reached by other links, its feed or its
sitemap.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Literal

from crawler.guard import parse

TrapKind = Literal["calendar", "repeated", "deep", "parameters", "facets", "search", "action", "printer", "permuted"]

MOST_SEGMENTS = 10
MOST_PARAMETERS = 4
LONGEST_QUERY = 300
"""Characters."""
MOST_OF_A_SHAPE = 20
"""Addresses of one site that have one path and the same parameter names, with other values."""
MOST_NUMBERED = 200
"""The same where the only parameter is a page's number, as in a blog's ``?p=12``."""
FARTHEST_YEARS = 1

_EVENTS = r"(calendars?|kalender|events?|agenda|termine|veranstaltungen|availability|bookings?)"
_CALENDAR_PATH = re.compile(rf"/{_EVENTS}(/[^/]+)*?/\d{{4}}[-/]\d{{1,2}}([-/]\d{{1,2}})?/?$", re.IGNORECASE)
_DATE_PATH = re.compile(r"/(\d{4})[-/](0?[1-9]|1[0-2])([-/](0?[1-9]|[12]\d|3[01]))?/?$")
_CALENDAR_NAMES = frozenset(
    {"month", "monat", "week", "woche", "kw", "ical", "outlook-ical", "eventdisplay", "tribe-bar-date", "eventdate",
     "cal_date", "cal_month", "calmonth", "caldate", "mcdate", "minimonth"}
)  # fmt: skip
_DATE_NAMES = frozenset({"date", "day", "datum", "tag", "start", "end", "from", "to", "d", "cal", "calendar"})
_DATE_VALUE = re.compile(r"^\d{4}-?\d{2}(-?\d{2})?$")
_FACETS = re.compile(
    r"^(sort|sort_?by|sortierung|order|order_?by|dir|direction|filters?(\[.*|_.+|%5b.*)?|facets?(\[.*|%5b.*)?|f(\[|%5b).*"
    r"|refine.*|(min|max)_?price|per_?page|page_?size|limit|items_per_page)$",
    re.IGNORECASE,
)
_LISTED_AS = frozenset({"grid", "list", "table", "tiles"})
_SEARCH = frozenset({"s", "q", "query", "search", "suche", "keyword", "keywords"})
_ACTIONS = frozenset(
    {"replytocom", "share", "add-to-cart", "oldid", "diff", "redirect_to", "return_to", "returnurl", "return_url",
     "unsubscribe", "like_comment"}
)  # fmt: skip
_DONE = frozenset(
    {"login", "logout", "register", "edit", "history", "delete", "share", "comment", "reply", "subscribe", "addtocart"}
)
_PRINT_NAMES = frozenset({"print", "printable", "printview", "print_view", "printversion", "pfstyle", "amp", "noamp"})
_PRINT_VALUES: Mapping[str, frozenset[str]] = {
    name: frozenset({"print", "printer", "printable", "amp"})
    for name in ("view", "format", "layout", "output", "mode", "action", "do", "style", "version", "media", "type")
} | {"tmpl": frozenset({"component"})}
_PRINT_PATH = re.compile(
    r"/(printable|printer-friendly|print-version|printversion|druckversion|druckansicht)(/|\.[a-z]+$|$)"
    r"|/print/\d+/?$|[^/]/[^/]*[-_.][^/]*/(print|amp)/?$|/\d+/(print|amp)/?$|[-_.]print\.[a-z]+$",
    re.IGNORECASE,
)
_NUMBERS = frozenset({"p", "id", "page_id", "post", "article", "entry", "story", "n", "nr", "a", "t", "item", "nid"})


@dataclass(frozen=True, slots=True)
class Trap:
    """Why an address is not followed."""

    kind: TrapKind
    detail: str


@lru_cache(maxsize=4_096)
def trap(address: str, today: date) -> Trap | None:
    """Return what kind of trap an address shows to be by itself, or None.

    :param address: a tidy one, see :func:`crawler.frontier.tidy.tidy`.
    """
    path = parse(address).path
    segments = [segment.lower() for segment in path.split("/") if segment]
    query = address.partition("?")[2]
    parameters = [
        (name.lower(), value) for name, _, value in (part.partition("=") for part in query.split("&") if part)
    ]
    for judge in (_by_path, _by_parameters):
        if found := judge(path, segments, parameters, query, today):
            return found
    return None


def _by_path(path: str, segments: Sequence[str], _parameters: object, _query: str, today: date) -> Trap | None:
    if repeated := _repeated(segments):
        return Trap("repeated", f"its path repeats /{repeated}/")
    if len(segments) > MOST_SEGMENTS:
        return Trap("deep", f"its path has {len(segments)} parts")
    if _CALENDAR_PATH.search(path):
        return Trap("calendar", "a calendar's page for one date")
    dated = _DATE_PATH.search(path)
    if dated and int(dated[1]) > today.year + FARTHEST_YEARS:
        return Trap("calendar", f"a page for a date in {dated[1]}")
    if _PRINT_PATH.search(path):
        return Trap("printer", "a copy for a printer or a phone")
    return None


def _by_parameters(
    _path: str, _segments: object, parameters: Sequence[tuple[str, str]], query: str, _today: date
) -> Trap | None:
    names = [name for name, _ in parameters]
    if _is_calendar(names, parameters):
        return Trap("calendar", "a calendar's page for one date")
    for name, value in parameters:
        if name in _PRINT_NAMES or value.lower() in _PRINT_VALUES.get(name, ()):
            return Trap("printer", "a copy for a printer or a phone")
        if name in _ACTIONS or (name in ("action", "do", "a", "act") and value.lower() in _DONE):
            return Trap("action", f"does something instead of showing a page ({name})")
        if _FACETS.match(name) or (name in ("view", "display", "mode") and value.lower() in _LISTED_AS):
            return Trap("facets", f"a list that is sorted or filtered anew ({name})")
        if name in _SEARCH:
            return Trap("search", f"the answer to a search ({name})")
    if len(parameters) > MOST_PARAMETERS or len(query) > LONGEST_QUERY:
        return Trap("parameters", f"it has {len(parameters)} parameters in {len(query)} characters")
    if len(set(names)) < len(names):
        return Trap("parameters", "a parameter is there twice")
    return None


def _is_calendar(names: Sequence[str], parameters: Sequence[tuple[str, str]]) -> bool:
    if _CALENDAR_NAMES & set(names):
        return True
    if {"year", "jahr", "y"} & set(names) and {"m", "d", "day", "tag"} & set(names):
        return True
    return any(name in _DATE_NAMES and _DATE_VALUE.match(value) for name, value in parameters)


def _repeated(segments: Sequence[str]) -> str | None:
    """Return the part of a path that comes again and again: one name three times, several twice in a row."""
    for length in range(1, len(segments) // 2 + 1):
        times = 3 if length == 1 else 2
        for start in range(len(segments) - length * times + 1):
            block = segments[start : start + length]
            repeats = all(
                segments[start + length * turn : start + length * (turn + 1)] == block for turn in range(1, times)
            )
            if repeats and not all(segment.isdigit() for segment in block):
                return "/".join(block)
    return next((name for name in segments if segments.count(name) > 3 and not name.isdigit()), None)


@dataclass(slots=True)
class _Site:
    shapes: dict[tuple[str, tuple[str, ...]], set[str]] = field(default_factory=dict)
    orders: dict[tuple[str, ...], str] = field(default_factory=dict)
    told: set[TrapKind] = field(default_factory=set)


class Traps:
    """Traps of one run, per site.

    :param today: the present day in UTC.
    """

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self._sites: dict[str, _Site] = {}

    def trap(self, address: str) -> Trap | None:
        """Return why an address is not to be followed; one that is gets counted."""
        return trap(address, self._today()) or self.count(address)

    def count(self, address: str) -> Trap | None:
        """Count an address that the run knows, or return what it is one too many of."""
        site = self._site(address)
        path = parse(address).path
        query = address.partition("?")[2]
        if query:
            return _one_more(site, path, query)
        segments = [segment for segment in path.split("/") if segment]
        if len(segments) >= 3:
            first = site.orders.setdefault(tuple(sorted(segments)), path.rstrip("/"))
            if first != path.rstrip("/"):
                return Trap("permuted", f"the parts of {first} in another order")
        return None

    def first_time(self, address: str, kind: TrapKind) -> bool:
        """Whether a kind of trap is met on a site for the first time in this run."""
        told = self._site(address).told
        new = kind not in told
        told.add(kind)
        return new

    def _site(self, address: str) -> _Site:
        return self._sites.setdefault(parse(address).host, _Site())


def _one_more(site: _Site, path: str, query: str) -> Trap | None:
    names = tuple(part.partition("=")[0].lower() for part in query.split("&"))
    seen = site.shapes.setdefault((path, names), set())
    most = MOST_NUMBERED if len(names) == 1 and names[0] in _NUMBERS else MOST_OF_A_SHAPE
    if query not in seen and len(seen) >= most:
        return Trap("parameters", f"{most} pages differ in {', '.join(names)} alone already")
    seen.add(query)
    return None
