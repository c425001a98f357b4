"""The command tree."""

from pathlib import Path
from typing import Annotated

import typer

import sync
from sync.cli import (
    candidates,
    changes,
    crawl,
    demo,
    doctor,
    evaluate,
    extract,
    lexicon,
    permissions,
    proposals,
    runs,
    schedule,
    serve,
    sources,
    timeline,
)
from sync.cli.output import results
from sync.cli.session import options

app = typer.Typer(
    name="perennial",
    help="Keep a talent network fresh: read what people permit, propose changes with evidence, feed what was approved.",
    epilog="Start with: perennial demo --once   ·   Exit codes: 0 ok, 1 failure, 2 usage, 3 partly failed, "
    "4 not configured, 130 interrupted",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        results.print(f"perennial {sync.__version__}")
        raise typer.Exit


@app.callback()
def global_options(
    data_dir: Annotated[
        Path | None, typer.Option("--data-dir", help="Folder of database, archive and keys (PERENNIAL_DATA_DIR).")
    ] = None,
    actor: Annotated[
        str | None, typer.Option("--as", help="Name that decisions are recorded under (PERENNIAL_ACTOR).")
    ] = None,
    version: Annotated[  # noqa: ARG001  its callback does the work
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Options that go in front of the command."""
    options.data_dir = data_dir
    options.actor = actor


app.command("demo")(demo.demo)
app.command("doctor")(doctor.doctor)
app.command("evaluate")(evaluate.evaluate)
app.add_typer(candidates.app, name="candidates")
app.add_typer(sources.app, name="sources")
app.command("permissions")(permissions.permissions)
app.command("schedule")(schedule.schedule)
app.command("crawl")(crawl.crawl)
app.add_typer(runs.app, name="runs")
app.command("extract")(extract.extract)
app.add_typer(proposals.app, name="proposals")
app.command("serve")(serve.serve)
app.command("metrics")(serve.metrics)
app.command("changes")(changes.changes)
app.command("timeline")(timeline.timeline)
app.add_typer(lexicon.app, name="lexicon")
