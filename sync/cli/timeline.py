"""``perennial timeline``: what a person did, in one order."""

from typing import Annotated

import typer

from sync.cli.output import AsJson, at, emit_all, table
from sync.cli.session import desk


def timeline(
    candidate: Annotated[str, typer.Argument(help="The person's id.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Show a person's timeline: articles, career moves and new skills, newest first.

    Example: perennial timeline c_8f3k2m9q1z
    """
    with desk() as at_desk:
        person = at_desk.candidate(candidate)
        events = at_desk.store.events.of(person.id)
        if as_json:
            emit_all(events)
            return
        table(
            person.name,
            ["when", "kind", "what", "change"],
            [(one.happened_on or at(one.at), one.kind, one.text, one.change_seq or "") for one in events],
            empty="Nothing yet. Approved changes appear here: perennial proposals list",
        )
