"""``perennial demo``: the main job on a sample network."""

import shlex
import sys
import time
from pathlib import Path
from typing import Annotated, Never

import typer
from rich.text import Text

from config.settings import Settings
from sync.cli import proposals
from sync.cli.crawl import in_words
from sync.cli.output import results, tell
from sync.cli.runs import show_refusals
from sync.cli.session import desk, options, settings
from sync.cli.sources import show_sources
from sync.commands.desk import Desk
from sync.loopback import LoopbackServer

ROUND_SECONDS = 30.0


def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the first round instead of staying up.")] = False,
) -> None:
    """Run the main job on a sample network of fictional people, whose sites are served on this machine.

    Proposals stay for you to decide, beside the running demo and after it. Running it twice changes nothing.
    Examples: perennial demo --once · perennial --data-dir demo-data demo
    """
    # Only here: it loads Scrapy and spaCy.
    from sync.cli.progress import bars
    from sync.demo.run import load_sample, refresh_sample, serve_sample

    loaded = settings()
    with desk() as at_desk, serve_sample() as server:
        imported = load_sample(at_desk)
        tell(
            f"A sample network of {len(imported.added) + imported.known} fictional people; "
            f"their sites are served on 127.0.0.1."
        )
        with bars() as watcher:
            done = refresh_sample(loaded, at_desk, server, watcher)
        results.print(Text(in_words(done)))
        _show(at_desk)
        if once:
            return
        tell("\nThe job stays up and reads again what falls due. Ctrl-C ends it; everything is stored.")
        try:
            _stay_up(loaded, at_desk, server)
        except KeyboardInterrupt:
            tell("Ended. The proposals wait for you; the commands above go on working.")


def _stay_up(loaded: Settings, at_desk: Desk, server: LoopbackServer) -> Never:
    from sync.cli.progress import bars
    from sync.demo.run import refresh_sample

    while True:
        time.sleep(ROUND_SECONDS)
        if at_desk.store.pages.count_due():
            with bars() as watcher:
                results.print(Text(in_words(refresh_sample(loaded, at_desk, server, watcher))))


def _show(at_desk: Desk) -> None:
    open_now = at_desk.store.proposals.open()
    proposals.show_table(at_desk, open_now)
    asked = at_desk.store.sources.everyone(["claimed", "suspected", "lapsed"])
    if asked:
        names = {one.id: one.name for one in at_desk.store.candidates.get_many({one.candidate_id for one in asked})}
        show_sources("Same person? Nothing is proposed from these until you say so", asked, names, empty="")
    last = next((run for run in at_desk.store.runs.latest(20) if run.counts), None)
    if last:
        show_refusals(at_desk.store.refusals.of_run(last.id))
    _next_commands(open_now[0].id if open_now else None, asked[0].id if asked else None)


def _next_commands(proposal: str | None, source: str | None) -> None:
    command = _command()
    tell("\nNext:")
    if proposal:
        tell(f"  {command} proposals show {proposal}")
        tell(f"  {command} proposals approve {proposal}")
    tell(f"  {command} changes --since 0")
    if source:
        tell(f"  {command} sources confirm {source} --not-same")


def _command() -> str:
    """Return how this program was called, so that the next commands can be typed as they stand."""
    called = Path(sys.argv[0])
    try:
        shown = called.absolute().relative_to(Path.cwd())
    except ValueError:
        shown = called
    parts = [str(shown)]
    if options.data_dir:
        parts += ["--data-dir", str(options.data_dir)]
    return shlex.join(parts)
