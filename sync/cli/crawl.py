"""``perennial crawl``: read what is due, extract, propose."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from sync.cli.exits import Exit
from sync.cli.output import AsJson, emit, results, tell
from sync.cli.runs import in_counts, show_refusals
from sync.cli.session import desk, settings
from sync.models.run import Run
from sync.store.crawl import Selection

if TYPE_CHECKING:
    from sync.worker import Refreshed

EXITS = {
    "succeeded": Exit.OK,
    "partly_failed": Exit.PARTLY_FAILED,
    "failed": Exit.FAILURE,
    "interrupted": Exit.INTERRUPTED,
}


def crawl(
    due: Annotated[bool, typer.Option("--due", help="Everything that is due now; what cron runs.")] = False,
    candidate: Annotated[list[str] | None, typer.Option(help="Only this person's pages; may be repeated.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Only this source's pages; may be repeated.")] = None,
    budget: Annotated[int | None, typer.Option(min=1, help="Most pages of this run.")] = None,
    as_json: AsJson = False,
) -> None:
    """Read what is due, extract what is new, propose what differs. Nothing is written to a record.

    Exit code 3 when some pages failed; they stay due. Examples: perennial crawl --due --budget 500 ·
    perennial crawl --candidate c_8f3k2m9q1z
    """
    # Deciding must not wait for what only crawling loads: Scrapy and spaCy.
    from sync.cli.progress import bars
    from sync.worker import Orders, refresh

    if not (due or candidate or source):
        raise typer.BadParameter("say what to read: --due, --candidate ID or --source ID")
    with desk() as at_desk:
        # An unknown id must not look like "nothing due".
        people = [at_desk.candidate(one).id for one in candidate or []]
        sources = [at_desk.source(one).id for one in source or []]
        selection = Selection(tuple(people), tuple(sources))
        with bars() as watcher:
            done = refresh(settings(), at_desk.store, Orders(selection, budget), watcher)
        refusals = at_desk.store.refusals.of_run(done.run.id)
    if as_json:
        emit({**as_document(done), "refusals": refusals})
    else:
        results.print(Text(in_words(done)))
        if refusals:
            show_refusals(refusals)
        if done.opened:
            tell("Next: perennial proposals list")
    raise typer.Exit(exit_code(done.run))


def exit_code(run: Run) -> int:
    """Return what the command line answers for a run."""
    return EXITS[run.state]


def as_document(done: "Refreshed") -> dict[str, object]:
    """Return a round's result for JSON."""
    return {
        "run": done.run,
        "extracted": done.extracted,
        "observations": done.observations,
        "truncated": done.truncated,
        "extraction_failed": done.failed,
        "opened": done.opened,
        "updated": done.updated,
        "withdrawn": done.withdrawn,
    }


def in_words(done: "Refreshed") -> str:
    """Return a round's result as a person reads it."""
    if not done.run.counts.get("bytes") and not any(number for name, number in done.run.counts.items()):
        return "Nothing was due."
    lines = [
        f"Run {done.run.id} {done.run.state.replace('_', ' ')}: {in_counts(done.run.counts)}.",
        f"{done.extracted} pages extracted into {done.observations} observations"
        + (f" ({done.truncated} truncated, {done.failed} failed)." if done.truncated or done.failed else "."),
        f"{done.opened} proposals opened, {done.updated} updated, {done.withdrawn} withdrawn.",
    ]
    if done.run.detail:
        lines.insert(1, done.run.detail)
    return "\n".join(lines)
