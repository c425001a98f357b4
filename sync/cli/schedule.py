"""``perennial schedule``: what is due and why, and what a budget would keep fresh."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from sync.cli.output import AsJson, Limit, at, emit, emit_all, results, table, tell
from sync.cli.session import desk, settings

if TYPE_CHECKING:
    from sync.commands.schedule import Due, DueRow, Outlook

HOUR, MONTH, YEAR = 1 / 24, 30.4, 365.25
"""In days."""
HARDLY_EVER = 5 * YEAR


def schedule(
    candidate: Annotated[str | None, typer.Option(help="Only this person's pages.")] = None,
    host: Annotated[str | None, typer.Option(help="Only pages on this host or below it.")] = None,
    budget: Annotated[
        int | None, typer.Option(min=1, help="Tell what so many looks a day would keep fresh instead.")
    ] = None,
    limit: Limit = 20,
    as_json: AsJson = False,
) -> None:
    """See what is due now and why, or what a budget of looks a day would keep up to date.

    Nothing is fetched. How often a page changes is an estimate from what the looks at it and at pages like it found;
    docs/schedule.md tells how. Examples: perennial schedule --limit 50 · perennial schedule --budget 500
    """
    # Only this command works with whole columns of pages; the others start faster without what that needs.
    from sync.commands import schedule as commands

    if budget is not None and (candidate or host):
        raise typer.BadParameter("--budget is about all pages; leave out --candidate and --host")
    with desk() as at_desk:
        if budget is not None:
            outlook = commands.outlook(at_desk, settings(), budget)
            if as_json:
                emit(asdict(outlook))
            else:
                _show_outlook(outlook)
            return
        due = commands.due_now(at_desk, settings(), candidate_id=candidate, host=host, limit=limit)
    if as_json:
        emit_all(asdict(row) for row in due.rows)
    else:
        _show_due(due)


def every(days: float) -> str:
    """Return how often something happens as a person says it: rounded, for it is an estimate."""
    if days >= HARDLY_EVER:
        return "hardly ever"
    for unit, length, least in (("year", YEAR, 2 * YEAR), ("month", MONTH, 2 * MONTH), ("day", 1.0, 1.0)):
        if days >= least:
            number = round(days / length)
            return f"about every {number} {unit}s" if number > 1 else f"about every {unit}"
    hours = max(1, round(days / HOUR))
    return f"about every {hours} hours" if hours > 1 else "about every hour"


def share(part: float) -> str:
    """Return a share as a person says it: whole percents, and never all of it for nearly all of it."""
    percent = round(part * 100)
    return "more than 99 %" if 0.995 <= part < 1.0 else f"about {percent} %"


def _show_due(due: "Due") -> None:
    rows = [
        (
            row.address,
            ", ".join(one.name for one in row.people),
            row.role,
            at(row.last_looked_at),
            _changed(row),
            every(1 / row.changes_a_day),
            "" if row.value is None else f"{row.value:.2g}",
            f"{row.importance:g}",
            f"{row.days_overdue:.1f}",
            row.why,
        )
        for row in due.rows
    ]
    if rows:
        table(
            f"Due now, the most pressing first ({len(rows)} of {due.total})",
            ["address", "person", "role", "last read", "changed", "changes", "value", "weight", "days due", "why"],
            rows,
            empty="",
        )
        tell("How often a page changes is an estimate. Read what is due: perennial crawl --due")
    elif due.next_due_at:
        tell(f"Nothing is due now. The next page is due {at(due.next_due_at)}.")
    else:
        tell("There is no page to read. Say where to look: perennial sources add PERSON ADDRESS …")


def _changed(row: "DueRow") -> str:
    return f"{row.changes} of {row.intervals} looks" if row.intervals else "no second look yet"


def _show_outlook(outlook: "Outlook") -> None:
    if not outlook.pages:
        tell("There is no page to read. Say where to look: perennial sources add PERSON ADDRESS …")
        return
    results.print(
        Text(
            f"{outlook.budget:,} looks a day at {outlook.pages:,} pages would keep {share(outlook.fresh)} of them "
            "up to date, weighted by importance."
        )
    )
    table(
        "Expected, per role",
        ["role", "pages", "looks a day", "looked at", "up to date"],
        [
            (one.role, f"{one.pages:,}", rounded(one.looks_a_day), every(one.every_days), share(one.fresh))
            for one in outlook.roles
        ],
        empty="",
    )
    for line in _remarks(outlook):
        results.print(Text(line))
    tell(
        f"This is an estimate: {outlook.judged:,} of the pages were looked at twice or more, the others are taken "
        "to change as pages like them do."
    )


def _remarks(outlook: "Outlook") -> list[str]:
    lines = []
    if outlook.budget < outlook.needed_for_longest:
        lines.append(
            f"It is too small to look at every page within the longest interval: that alone takes "
            f"{outlook.needed_for_longest:,} a day, so pages are read in turn."
        )
    elif outlook.at_longest:
        lines.append(f"{outlook.at_longest:,} pages would wait for the longest interval to be over.")
    if outlook.looks_a_day < outlook.budget * 0.99:
        lines.append(
            f"About {rounded(outlook.looks_a_day)} of them would be used: more pages do not come due in a day."
        )
    for one in outlook.needed:
        if one.looks_a_day is None:
            lines.append(f"{one.share:.0%} up to date: not with revisit_hours as it is; pages change too often for it.")
            continue
        sooner = f", with revisit_chance {one.revisit_chance:g}" if one.revisit_chance is not None else ""
        lines.append(f"{one.share:.0%} up to date: about {rounded(one.looks_a_day)} looks a day{sooner}.")
    return lines


def rounded(number: float) -> str:
    """Return a number with two significant digits."""
    if number < 1:
        return "less than 1"
    digits = len(str(int(number)))
    return f"{round(number, min(0, 2 - digits)):,.0f}"
