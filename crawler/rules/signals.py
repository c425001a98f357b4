"""What a page says about its own use: headers and meta elements, each for everybody or for us by name.

Sources: the Robots Exclusion Protocol's ``X-Robots-Tag`` and meta robots as the search engines document
them, TDM Reservation Protocol 2024 (W3C community group), and the IETF's draft ``Content-Usage`` header.

A page that answers "not modified" sends no meta elements, so what was found is remembered with the page, in words
that can be read again: see :func:`remembered`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from crawler.rules.robots_lines import PRODUCT_TOKEN
from crawler.rules.usage import forbidding

SHORTEST_SNIPPET = 300
"""Characters; a page that permits shorter snippets only is not quoted at all."""

_US = PRODUCT_TOKEN.lower()
_EVERYBODY = frozenset({"", "*", "robots", _US})
_VALUED = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
_AGENT = re.compile(r"^\s*([A-Za-z0-9_*.-]+)(?:/[^\s:]*)?\s*:\s*(.*)$", re.DOTALL)
_USAGE = frozenset({"content-usage", "content-signal"})
SIGNAL_HEADERS = ("x-robots-tag", "tdm-reservation", *sorted(_USAGE))
MOST_SAID = 100
"""Signals of one page that are remembered."""
_LONGEST_SAID = 300


@dataclass(frozen=True, slots=True)
class Signals:
    """What applies to us."""

    noindex: str | None = None
    """The words that forbid indexing, or None."""
    reserved: str | None = None
    """The words that reserve text and data mining or AI use, or None."""
    nofollow: bool = False
    noarchive: bool = False
    nosnippet: bool = False
    said: tuple[str, ...] = ()
    """All that applies, as found, for the record."""

    @property
    def effects(self) -> tuple[bool, ...]:
        """What they come to; a page whose signals come to something else is read as a changed one."""
        return bool(self.noindex), bool(self.reserved), self.noarchive, self.nosnippet


def read_signals(
    headers: Iterable[tuple[str, str]], metas: Iterable[tuple[str, str]] = (), *, now: datetime
) -> Signals:
    """Read the signals of one answer.

    :param headers: each header line by itself; joined lines would lend one line's agent to the next.
    :param metas: (name, content) of the page's meta elements.
    :param now: decides whether ``unavailable_after`` has passed.
    """
    directives: list[tuple[str, str]] = []
    said: list[str] = []
    reserved: str | None = None
    for raw_name, value in headers:
        name = raw_name.lower()
        if name == "x-robots-tag":
            directives.extend((word, f"X-Robots-Tag: {word}") for word in _for_us(value))
        elif name == "tdm-reservation" and value.strip() != "0":
            reserved = reserved or f"tdm-reservation: {value.strip()}"
        elif name in _USAGE:
            said.append(f"{name.title()}: {value.strip()}")
            reserved = reserved or _usage(name, value)
    for raw_name, content in metas:
        name = raw_name.strip().lower()
        if named := {"robots", _US}.intersection(re.split(r"[\s,]+", name)):
            name = "robots" if "robots" in named else _US
            directives.extend((word, f"meta {name}: {word}") for word in _words(content))
        elif name == "x-robots-tag":
            directives.extend((word, f"meta x-robots-tag: {word}") for word in _for_us(content))
        elif name == "tdm-reservation" and content.strip() != "0":
            reserved = reserved or f"meta tdm-reservation: {content.strip()}"
    return _collect(directives, reserved, said, now)


def _collect(directives: Sequence[tuple[str, str]], reserved: str | None, said: list[str], now: datetime) -> Signals:
    noindex = None
    nofollow = noarchive = nosnippet = False
    for word, shown in directives:
        said.append(shown)
        if word in ("noindex", "none") or _expired(word, now):
            noindex = noindex or shown
        if word == "noai":
            reserved = reserved or shown
        nofollow |= word in ("nofollow", "none")
        noarchive |= word in ("noarchive", "nocache")
        nosnippet |= word == "nosnippet" or _short_snippet(word)
    if reserved and reserved not in said:
        said.append(reserved)
    kept = tuple(one[:_LONGEST_SAID] for one in dict.fromkeys(said))[:MOST_SAID]
    return Signals(noindex, reserved, nofollow, noarchive, nosnippet, kept)


def remembered(said: Iterable[str], *, now: datetime) -> Signals:
    """Read signals again from their words, as :attr:`Signals.said` keeps them.

    :param now: decides whether ``unavailable_after`` has passed meanwhile.
    """
    headers, metas = [], []
    for words in said:
        name, _, value = words.partition(": ")
        if name.startswith("meta "):
            metas.append((name.removeprefix("meta "), value))
        else:
            headers.append((name, value))
    return read_signals(headers, metas, now=now)


def of_unchanged(said: Sequence[str], headers: Iterable[tuple[str, str]], *, now: datetime) -> Signals:
    """Return what applies to a page that answered "not modified" (304).

    A 304 need not repeat headers (RFC 9110 section 15.4.5): a signal that it does not mention still holds, one that it
    mentions replaces what the same header said before.

    :param said: the signals of the last whole reading.
    """
    lines = list(headers)
    mentioned = {name.lower() for name, _ in lines}
    kept = [words for words in said if words.partition(": ")[0].lower() not in mentioned]
    return remembered([*kept, *read_signals(lines, now=now).said], now=now)


def _words(content: str) -> list[str]:
    """Split directives at commas; a date that holds commas stays with its directive."""
    words: list[str] = []
    for part in content.split(","):
        word = " ".join(part.split()).lower()
        if not word:
            continue
        if words and words[-1].startswith("unavailable_after") and re.match(r"^\d", word):
            words[-1] = f"{words[-1]}, {word}"
        else:
            # Some pages separate with spaces; a directive with a value keeps them.
            words.extend([word] if ":" in word else word.split())
    return words


def _for_us(value: str) -> list[str]:
    """Return the directives of one X-Robots-Tag line that address everybody or us."""
    agent = ""
    found: list[str] = []
    for word in _words_with_agents(value):
        named = _AGENT.match(word)
        if named and named[1].lower() not in _VALUED:
            agent = named[1].lower()
            word = named[2]
        if agent in _EVERYBODY:
            found.extend(_words(word))
    return found


def _words_with_agents(value: str) -> list[str]:
    parts: list[str] = []
    for part in value.split(","):
        if parts and "unavailable_after" in parts[-1].lower() and re.match(r"^\s*\d", part):
            parts[-1] += f",{part}"
        else:
            parts.append(part)
    return parts


def _expired(word: str, now: datetime) -> bool:
    name, _, value = word.partition(":")
    if name.strip() != "unavailable_after":
        return False
    moment = _moment(value.strip())
    # A date that nobody can read is taken as passed: the owner meant to end the page's use.
    return moment is None or moment <= now


def _moment(text: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text.upper())
        except (ValueError, TypeError):
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def _short_snippet(word: str) -> bool:
    name, _, value = word.partition(":")
    if name.strip() != "max-snippet":
        return False
    try:
        longest = int(value.strip())
    except ValueError:
        return True
    return 0 <= longest < SHORTEST_SNIPPET


def _usage(name: str, value: str) -> str | None:
    member = forbidding(value)
    return f"{name.title()}: {member}" if member else None
