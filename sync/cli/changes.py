"""``perennial changes``: read the feed."""

import time
from typing import Annotated

import typer
from rich.text import Text

from config.values import seen_only
from sync.cli.output import AsJson, Limit, at, emit, results, tell
from sync.cli.session import desk
from sync.commands.desk import Desk
from sync.feed import as_cloud_event, in_words
from sync.models.change import Change

POLL_SECONDS = 0.5


def changes(
    since: Annotated[int, typer.Option(min=0, max=2**53, help="Read on behind this number; 0 is the beginning.")] = 0,
    follow: Annotated[bool, typer.Option("--follow", help="Stay and print changes as they come.")] = False,
    candidate: Annotated[str | None, typer.Option(help="Only this person's.")] = None,
    limit: Limit = 1000,
    as_json: AsJson = False,
) -> None:
    """Read the change feed: numbered 1, 2, 3, … without a gap; with --json, one CloudEvents event a line.

    Examples: perennial changes --since 0 · perennial changes --since 12 --follow --json
    """
    with desk() as at_desk:
        if candidate and not at_desk.store.changes.since(0, 1, candidate):
            # An erased person has changes and no record; whoever has neither never was here.
            at_desk.candidate(candidate)
        last = at_desk.store.changes.last_number()
        if since > last:
            tell(f"The feed ends at {last}; nothing has a number above {since} yet.")
        found = at_desk.store.changes.since(since, limit, candidate)
        for one in found:
            _print(at_desk, one, as_json=as_json)
        if not found and not follow and since <= last:
            tell("No change yet. Approve a proposal first: perennial proposals list")
        if len(found) == limit and not follow:
            tell(f"There is more: perennial changes --since {found[-1].seq}")
        while follow:
            seen = found[-1].seq if found else since
            found = at_desk.store.changes.since(seen, limit, candidate) or found
            fresh = [one for one in found if one.seq > seen]
            for one in fresh:
                _print(at_desk, one, as_json=as_json)
            if not fresh:
                time.sleep(POLL_SECONDS)


def _print(at_desk: Desk, change: Change, *, as_json: bool) -> None:
    if as_json:
        emit(as_cloud_event(change))
        return
    person = at_desk.store.candidates.get(change.candidate_id)
    who = seen_only(person.name) if person else change.candidate_id
    results.print(Text(f"{change.seq:>6}  {at(change.at)}  {change.type:<8} {who}  by {change.actor}"))
    shown = change.items if change.type != "created" else []
    for item in shown:
        results.print(Text(f"        {item.field}: {in_words(item.before)} -> {in_words(item.after)}"))
    quote = next((one.quote for one in change.evidence if one.quote), None)
    if quote:
        results.print(Text(f"        “{seen_only(quote)}”", style="italic"))
