"""The last look at what extractors claim: nothing private, nothing unseen, and no flood."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from pydantic import JsonValue

from extractors.claims import Claim
from extractors.decoding import without_unseen
from extractors.names import WORD, fold, name_parts
from extractors.page import Page
from extractors.sentences import is_sensitive, is_sensitive_address, is_sensitive_title

MOST_CLAIMS = 200
"""Claims of one field that a page may make: nobody has more skills that mean anything."""
MOST_ARTICLES = 500
HOST = re.compile(r"^https?://[^/?#]*", re.IGNORECASE)


def admitted(page: Page, claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims that may be stored, their text without characters that nobody sees."""
    if _is_private_address(page, page.address):
        return []  # every claim would show this address as its source
    return [claim for claim in map(_cleaned, claims) if not _is_private(page, claim)]


def capped(claims: Iterable[Claim]) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
    """Cut each field to its bound, in the claims' order; return the claims and a warning per field cut."""
    counts: dict[str, int] = {}
    kept = []
    for claim in claims:
        counts[claim.field] = counts.get(claim.field, 0) + 1
        if counts[claim.field] <= _most(claim.field):
            kept.append(claim)
    over = {field: count for field, count in counts.items() if count > _most(field)}
    return tuple(kept), tuple(
        f"extract: {field}: {count} claims on one page, the first {_most(field)} are kept"
        for field, count in over.items()
    )


def _most(field: str) -> int:
    return MOST_ARTICLES if field == "articles" else MOST_CLAIMS


def _cleaned(claim: Claim) -> Claim:
    quote = claim.evidence.quote
    value = _plain(claim.value)
    clean = without_unseen(quote) if quote is not None else None
    if value == claim.value and clean == quote:
        return claim
    return replace(claim, value=value, evidence=replace(claim.evidence, quote=clean))


def _plain(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        clean = without_unseen(value)
        return value if clean == value else " ".join(clean.split())
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    if isinstance(value, dict):
        return {name: _plain(entry) for name, entry in value.items()}
    return value


def _is_private(page: Page, claim: Claim) -> bool:
    if claim.field == "name":
        return False  # it is the name that we know already
    # A publication's topic is the field of work unless its author tells of themselves.
    judge = is_sensitive_title if claim.extractor == "publications" else is_sensitive
    texts = [*_strings(claim.value), claim.evidence.quote or ""]
    return any(_is_private_text(page, text, judge) for text in texts)


def _is_private_text(page: Page, text: str, judge: Callable[[str], bool]) -> bool:
    if not HOST.match(text):
        return judge(_without_names(page, text))
    return judge is is_sensitive and _is_private_address(page, text)


def _is_private_address(page: Page, address: str) -> bool:
    return is_sensitive_address(_without_names(page, HOST.sub("", address)))


def _without_names(page: Page, text: str) -> str:
    """Blank the person's own names: people are called Christian, Gay or Jude."""
    ours = {part for name in page.names for part in name_parts(name)}
    return WORD.sub(lambda match: " " if fold(match.group()).strip(".") in ours else match.group(), text)


def _strings(value: JsonValue) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for entry in value:
            yield from _strings(entry)
    elif isinstance(value, dict):
        for entry in value.values():
            yield from _strings(entry)
