"""One page under several addresses: what was read is filed once, under the address that the site itself prefers.

A reading says so with :attr:`crawler.items.Reading.same_as`: its address redirects to another one of the site, or
names it as canonical. The other addresses are remembered as aliases, which are looked at rarely.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawler.items import Outcome, Reading
from sync.models.page import Page, PageSource

ALIAS_AGAIN = timedelta(days=30)
"""After which an address that permanently leads to another one is asked again."""
MOST_ALIASES = 50


@dataclass(frozen=True, slots=True)
class Alias:
    """One address that turned out to be another one's."""

    reading: Reading
    """As it was made, of the alias."""
    target: str


def settled(readings: Iterable[Reading], known: Mapping[str, Page]) -> tuple[list[Reading], list[Alias]]:
    """Return readings by the addresses they are filed under, and the aliases that they show.

    Two addresses that name each other are told apart by what is known: the one that is an alias stays one.

    :param known: pages of the addresses that readings are the same as.
    """
    filed: list[Reading] = []
    aliases: list[Alias] = []
    for reading in readings:
        target = reading.same_as
        if target is None:
            filed.append(reading)
            continue
        known_target = known.get(target)
        if known_target is not None and known_target.alias_of == reading.page.address:
            if reading.outcome is not Outcome.ALIAS:
                filed.append(replace(reading, same_as=None))
            continue
        aliases.append(Alias(reading, target))
        if reading.outcome is not Outcome.ALIAS:
            role = "home" if reading.page.role == "home" or known_target is None else known_target.role
            role = reading.page.role if known_target is None else role
            filed.append(replace(reading, same_as=None, page=replace(reading.page, address=target, role=role)))
    return filed, aliases


def alias_page(alias: Alias, page: Page, now: datetime, again: timedelta) -> Page:
    """Return the alias's own page after its reading.

    :param again: after which an address is looked at that leads elsewhere for the moment only.
    """
    after: dict[str, object] = {
        "state": "alias",
        "state_detail": f"the same page as {alias.target}",
        "alias_of": alias.target,
        "last_read_at": alias.reading.at,
        "failures": 0,
        "etag": None,
        "last_modified": None,
        "body_sha256": None,
        "content_sha256": None,
        "next_due_at": now + (ALIAS_AGAIN if alias.reading.lasting else again),
    }
    return Page.model_validate(page.model_dump() | after)


def target_page(alias: Alias, page: Page, known: Page | None, serves: Sequence[PageSource], now: datetime) -> Page:
    """Return the page that an alias stands for: it is read for the alias's sources, too, and is a home page if it is.

    :param page: the alias's own.
    :param known: the target as it is stored; None for one that is new.
    """
    if known is None:
        return Page(
            id=alias.target,
            spider=page.spider,
            role=page.role,
            depth=page.depth,
            sources=list(serves),
            next_due_at=now,
            aliases=[page.id],
        )
    others = [one for one in known.aliases if one != page.id]
    after: dict[str, object] = {
        "sources": [*known.sources, *(one for one in serves if one not in known.sources)],
        "aliases": [*others, page.id][-MOST_ALIASES:],
        "role": "home" if page.role == "home" else known.role,
        "depth": min(page.depth, known.depth),
    }
    if alias.reading.outcome is not Outcome.ALIAS:
        after["alias_of"] = None
    elif {one.candidate_id for one in serves} - {one.candidate_id for one in known.sources}:
        after["next_due_at"] = now
    return known.model_copy(update=after)
