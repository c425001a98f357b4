"""``perennial crawl``: read what is due, extract, propose."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from sync.cli.exits import Exit
from sync.cli.output import AsJson, emit, results, tell
from sync.cli.runs import in_counts, show_refusals
from sync.cli.session import desk, settings
from sync.models.run import Run
from sync.store.due import Selection

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
    candidate: Annotated[
        list[str] | None, typer.Option(help="This person's pages, with --due only those that are due; may be repeated.")
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option(help="This source's pages, with --due only those that are due; may be repeated.")
    ] = None,
    budget: Annotated[
        int | None, typer.Option(min=1, help="Most pages of this run: those that a look at is worth most.")
    ] = None,
    max_minutes: Annotated[
        float | None, typer.Option(min=0.01, help="Ask for nothing more after so many minutes; the rest stays due.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read what is due, extract what is new, propose what differs. Nothing is written to a record.

    A person's or a source's pages are read although they are not due, unless they were read within revisit_hours.
    What cron runs: perennial crawl --due --budget 500. Running it twice does no harm: what was read is not due, and
    hosts are shared with a run that goes on. Exit code 0 also when nothing was due, 1 when the run as a whole failed,
    3 when some pages failed (they stay due), 4 when something is not configured. Examples:
    perennial crawl --due --budget 500 --max-minutes 30 · perennial crawl --candidate c_8f3k2m9q1z
    """
    # Deciding must not wait for what only crawling loads: Scrapy and spaCy.
    from crawler import logs
    from sync.cli.progress import bars
    from sync.crawl_process import ending_on_sigterm
    from sync.worker import Orders, refresh

    if not (due or candidate or source):
        raise typer.BadParameter("say what to read: --due, --candidate ID or --source ID")
    loaded = settings()
    logs.configure(loaded.log_level, loaded.log_format)
    with desk() as at_desk, ending_on_sigterm():
        # An unknown id must not look like "nothing due".
        people = [at_desk.candidate(one).id for one in candidate or []]
        sources = [at_desk.source(one).id for one in source or []]
        selection = Selection(tuple(people), tuple(sources))
        with bars() as watcher:
            done = refresh(loaded, at_desk.store, Orders(selection, budget, max_minutes, on_demand=not due), watcher)
        refusals = at_desk.store.refusals.of_run(done.run.id)
        moved = len(at_desk.store.sources.moved())
    if as_json:
        emit({**as_document(done), "refusals": refusals})
    else:
        results.print(Text(in_words(done)))
        if not (due or done.run.process):
            tell("What was read within revisit_hours is not read again. When pages are due: perennial schedule")
        if refusals:
            show_refusals(refusals)
        if done.opened:
            tell("Next: perennial proposals list")
        if moved:
            tell(f"{moved} sources have moved and are not read until you decide. Next: perennial sources moved")
    raise typer.Exit(exit_code(done.run))


def exit_code(run: Run) -> int:
    """Return what the command line answers for a run."""
    return EXITS[run.state]


def as_document(done: "Refreshed") -> dict[str, object]:
    """Return a round's result for JSON."""
    return {"run": done.run, **done.stages}


def in_words(done: "Refreshed") -> str:
    """Return a round's result as a person reads it."""
    run = done.run
    lines = ["Nothing was due."]
    if run.counts or run.left_due or run.detail:
        lines = [f"Run {run.id} {run.state.replace('_', ' ')}: {in_counts(run.counts)}.", run.detail]
        lines += [f"Left due: {in_counts(run.left_due)}."] if run.left_due else []
    elif not any(done.stages.values()):
        return lines[0]
    lines += [
        f"{done.extracted} pages extracted into {done.observations} observations"
        + (f" ({done.truncated} truncated, {done.failed} failed)." if done.truncated or done.failed else "."),
        f"{done.opened} proposals opened, {done.updated} updated, {done.withdrawn} withdrawn.",
    ]
    return "\n".join(filter(None, lines))
