"""``perennial permissions``: may I fetch this, and why."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text

from config.values import seen_only
from sync import commands
from sync.cli.exits import Exit
from sync.cli.output import AsJson, emit, results, table, tell
from sync.cli.session import desk, settings
from sync.commands.permissions import Permission

MARKS = {True: "yes", False: "no", None: "-"}


def permissions(
    address: Annotated[str, typer.Argument(help="The page's web address.", show_default=False)],
    source: Annotated[str | None, typer.Option(help="Count the basis of this source alone.")] = None,
    candidate: Annotated[str | None, typer.Option(help="Count the sources of this person alone.")] = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Ask the site for its rules now, even if they are remembered.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say whether an address may be fetched, and why: every check of a crawl, without fetching the page.

    The site is asked for its rules (robots.txt, tdmrep.json) where nothing else forbids it and no valid answer is
    remembered. Exit code 0: it may be fetched. 3: it may not, or nobody knows. 4: the site must be asked, and no
    contact is configured. Examples: perennial permissions https://mira.example/cv · perennial permissions
    https://mira.example/ --refresh · perennial permissions https://mira.example/ --source s_4x7k2m9q --json
    """
    with desk() as at_desk:
        answer = commands.permissions.judge(at_desk, address, source_id=source, candidate_id=candidate)
        if answer.needs_asking or (refresh and answer.may_be_asked):
            # Most answers are remembered: only a question to the site must wait for Scrapy.
            from sync.crawl_process import ask_site

            note = ask_site(settings(), answer.address)
            answer = commands.permissions.judge(at_desk, address, source_id=source, candidate_id=candidate)
            if note:
                tell(f"The site was not asked: {note}.")
    if as_json:
        emit(as_document(answer))
    else:
        _show(answer)
    raise typer.Exit(Exit.OK if answer.allowed else Exit.PARTLY_FAILED)


def as_document(answer: Permission) -> dict[str, object]:
    """Return the answer for JSON."""
    return asdict(answer)


def _show(answer: Permission) -> None:
    table(
        answer.address,
        ["check", "passed", "what it says"],
        [(one.name, MARKS[one.passed], one.says) for one in answer.checks],
        empty="",
    )
    # It quotes the site's own words.
    results.print(Text(seen_only(answer.verdict)))
