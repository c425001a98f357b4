"""``perennial runs``: reports of crawl runs."""

from typing import Annotated

import typer
from rich.text import Text

from config.values import seen_only
from sync.cli.output import AsJson, Limit, at, emit, emit_all, results, table
from sync.cli.session import desk
from sync.errors import NotFound
from sync.models.run import Refusal, Run

app = typer.Typer(no_args_is_help=True, help="See what crawl runs did.", rich_markup_mode=None)


@app.command("list")
def list_runs(limit: Limit = 20, as_json: AsJson = False) -> None:
    """List runs, the newest first."""
    with desk() as at_desk:
        runs = at_desk.store.runs.latest(limit)
        if as_json:
            emit_all(runs)
            return
        table(
            "Runs",
            ["id", "started", "state", "pages"],
            [(one.id, at(one.started_at), one.state, in_counts(one.counts)) for one in runs],
            empty="No run yet. Start one: perennial crawl --due",
        )


@app.command("show", epilog="Example: perennial runs show run_4x7k2m9q1z")
def show(
    run: Annotated[str, typer.Argument(help="The run's id.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Show one run: counts, and every refusal and failure with its reason."""
    with desk() as at_desk:
        found = at_desk.store.runs.get(run)
        if found is None:
            raise NotFound(f"There is no run {run}. See what there is: perennial runs list")
        refusals = at_desk.store.refusals.of_run(run)
        if as_json:
            emit({**found.model_dump(mode="json"), "refusals": [one.model_dump(mode="json") for one in refusals]})
            return
        results.print(Text(seen_only(f"{found.id}  {found.state} {found.detail}").strip(), style="bold"))
        for line in in_words(found):
            results.print(Text(seen_only(line)))
        show_refusals(refusals)


def in_words(run: Run) -> list[str]:
    """Return a run's report, a line for each part that has something to say."""
    lines = [f"{at(run.started_at)} to {at(run.finished_at)}{_pace(run)}"]
    parts = {
        "Pages": run.counts,
        "Refused": run.refusals,
        "Failed": run.errors,
        "Left due": run.left_due,
        "Browser": run.renderings,
        "Then": run.stages,
    }
    lines += [f"{name + ':':<10}{in_counts(counts)}" for name, counts in parts.items() if counts]
    return lines + [f"{'Complaint:':<10} {complaint}" for complaint in run.complaints]


def _pace(run: Run) -> str:
    if run.finished_at is None:
        return ""
    seconds = (run.finished_at - run.started_at).total_seconds()
    pages = sum(number for name, number in run.counts.items() if name != "bytes")
    megabytes = run.counts.get("bytes", 0) / 1_000_000
    pace = f", {pages / seconds:.1f} pages/s" if seconds and pages else ""
    return f" ({seconds:.0f} s{pace}, {megabytes:.1f} MB)"


def show_refusals(refusals: list[Refusal]) -> None:
    """Print what was not read, and why."""
    table(
        "Not read, and why",
        ["address", "outcome", "why"],
        [(one.page, one.outcome, _why(one)) for one in refusals if not one.guessed],
        empty="Nothing was refused and nothing failed.",
    )


def in_counts(counts: dict[str, int]) -> str:
    """Return a run's counts as a person reads them."""
    return (
        ", ".join(
            f"{number} {name.replace('_', ' ')}"
            for name, number in sorted(counts.items())
            if number and name != "bytes"
        )
        or "none"
    )


def _why(refusal: Refusal) -> str:
    if refusal.outcome in ("refused", "noted", "moved", "parked", "login") or refusal.error:
        return refusal.error or refusal.verdict.detail
    return f"answered {refusal.status}"
