"""``perennial sources``: where we may look for whom."""

from typing import Annotated, Literal

import typer
from pydantic import ValidationError
from rich.text import Text

import config.sources
from config.fields import explain
from sync import commands
from sync.cli.output import AsJson, DryRun, at, emit, emit_all, results, table, tell
from sync.cli.session import desk
from sync.errors import Refused
from sync.intake import ImportedSource
from sync.models.page import Page
from sync.models.source import Source

app = typer.Typer(no_args_is_help=True, help="Where we may look for whom.", rich_markup_mode=None)

IN_WORDS = {"gone": "vanished", "login": "login wall", "failing": "fails", "refused": "not permitted"}
"""States as a person reads them, where the word itself does not say it."""

SourceId = Annotated[str, typer.Argument(help="The source's id.", show_default=False)]


@app.command(
    "add",
    epilog="Example: perennial sources add c_8f3k2m9q1z https://mira.example/ --basis consent --given-by candidate",
)
def add(
    candidate: Annotated[str, typer.Argument(help="The person's id.", show_default=False)],
    address: Annotated[str, typer.Argument(help="Address of its first page.", show_default=False)],
    basis: Annotated[
        Literal["consent", "legitimate_interest"], typer.Option(help="Why it may be read.", show_default=False)
    ],
    given_by: Annotated[
        Literal["candidate", "recruiter"], typer.Option(help="Who gave the address.", show_default=False)
    ],
    kind: Annotated[str, typer.Option(help="A kind of: perennial sources catalog")] = "portfolio",
    note: Annotated[str, typer.Option(help="How we know, for the record.")] = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Add a place to read for a person, with the basis for reading it."""
    raw = {"address": address, "kind": kind, "basis": basis, "given_by": given_by, "note": note}
    try:
        given = ImportedSource.model_validate(raw)
    except ValidationError as error:
        raise Refused(explain(error).replace("Value error, ", "")) from error
    with desk(dry_run=dry_run) as at_desk:
        source = commands.sources.add_source(at_desk, candidate, given)
    _report(source, "Added", as_json=as_json, dry_run=dry_run)
    if not as_json and not dry_run:
        tell(f"Next: perennial crawl --source {source.id}")


@app.command("list")
def list_sources(
    candidate: Annotated[str | None, typer.Option(help="Only this person's.")] = None,
    unconfirmed: Annotated[bool, typer.Option(help="Only those that wait for: same person?")] = False,
    as_json: AsJson = False,
) -> None:
    """List sources with basis and state."""
    with desk() as at_desk:
        store = at_desk.store
        states = ["claimed", "suspected", "lapsed"] if unconfirmed else []
        found = store.sources.of(at_desk.candidate(candidate).id) if candidate else store.sources.everyone(states)
        found = [one for one in found if not states or one.link.state in states]
        names = {one.id: one.name for one in store.candidates.get_many({one.candidate_id for one in found})}
    if as_json:
        emit_all(found)
    else:
        show_sources("Sources", found, names, empty="No source yet. Add one: perennial sources add CANDIDATE ADDRESS")


@app.command("show", epilog="Example: perennial sources show s_4x7k2m9q")
def show(source: SourceId, as_json: AsJson = False) -> None:
    """Show one source with its pages: which are read, have vanished, are another's alias, parked or behind a login."""
    with desk() as at_desk:
        found = at_desk.source(source)
        pages = at_desk.store.pages.of_source(found.id)
        name = at_desk.candidate(found.candidate_id).name
    if as_json:
        emit({**found.model_dump(mode="json"), "pages": [one.model_dump(mode="json") for one in pages]})
        return
    show_sources("Source", [found], {found.candidate_id: name}, empty="")
    table(
        "Pages",
        ["address", "what", "state", "read", "due"],
        [
            (
                one.id,
                one.role,
                _state(one),
                at(one.last_read_at),
                at(one.next_due_at),
            )
            for one in pages
        ],
        empty="No page of it is known.",
    )


@app.command("pause", epilog="Example: perennial sources pause s_4x7k2m9q")
def pause(source: SourceId, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Stop reading a source for a while."""
    with desk(dry_run=dry_run) as at_desk:
        paused = commands.sources.pause_source(at_desk, source, paused=True)
    _report(paused, "Paused", as_json=as_json, dry_run=dry_run)


@app.command("resume", epilog="Example: perennial sources resume s_4x7k2m9q")
def resume(source: SourceId, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Go on reading a paused source."""
    with desk(dry_run=dry_run) as at_desk:
        resumed = commands.sources.pause_source(at_desk, source, paused=False)
    _report(resumed, "Resumed", as_json=as_json, dry_run=dry_run)


@app.command("confirm", epilog="Examples: perennial sources confirm s_4x7k2m9q   ·   … confirm s_4x7k2m9q --not-same")
def confirm(
    source: SourceId,
    not_same: Annotated[bool, typer.Option("--not-same", help="It is somebody else.")] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Answer "same person?"; what the source says is proposed only after a yes."""
    with desk(dry_run=dry_run) as at_desk:
        confirmed = commands.sources.confirm_source(at_desk, source, same_person=not not_same)
    _report(confirmed, "Confirmed" if not not_same else "Denied", as_json=as_json, dry_run=dry_run)


@app.command("moved", epilog="Example: perennial sources moved")
def moved(as_json: AsJson = False) -> None:
    """List sources whose site redirects to another address for good; nothing of them is read until you decide."""
    with desk() as at_desk:
        found = at_desk.store.sources.moved()
        names = {one.id: one.name for one in at_desk.store.candidates.get_many({one.candidate_id for one in found})}
    if as_json:
        emit_all(found)
        return
    table(
        "Moved",
        ["id", "person", "from", "to"],
        [(one.id, names.get(one.candidate_id, one.candidate_id), one.address, one.moved_to) for one in found],
        empty="No source has moved.",
    )
    if found:
        tell(f"Next: perennial sources move {found[0].id}, or with --keep if that is not their new address")


@app.command("move", epilog="Examples: perennial sources move s_4x7k2m9q   ·   … move s_4x7k2m9q --keep")
def move(
    source: SourceId,
    keep: Annotated[bool, typer.Option("--keep", help="It is not their new address; do not ask again.")] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take the address that a site moved to as the source's new one; then confirm whose it is."""
    with desk(dry_run=dry_run) as at_desk:
        change = commands.sources.keep_source if keep else commands.sources.move_source
        changed = change(at_desk, source)
    _report(changed, "Kept" if keep else "Moved", as_json=as_json, dry_run=dry_run)
    if not keep and not as_json and not dry_run:
        tell(f"Next: perennial sources confirm {changed.id}")


@app.command("remove", epilog="Example: perennial sources remove s_4x7k2m9q")
def remove(source: SourceId, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Remove a source and everything read through it; approved values stay on the record."""
    with desk(dry_run=dry_run) as at_desk:
        removed = commands.sources.remove_source(at_desk, source)
    _report(removed, "Removed", as_json=as_json, dry_run=dry_run)


@app.command("catalog")
def catalog(as_json: AsJson = False) -> None:
    """List the kinds of source: what their terms allow, and how else they may be read."""
    kinds = config.sources.load().values()
    if as_json:
        emit_all(kinds)
        return
    table(
        "Kinds of source",
        ["kind", "what", "web pages", "terms"],
        [
            (
                one.id,
                one.description,
                "read" if one.terms.allows_web_pages else "refused",
                " ".join(
                    filter(
                        None, [one.terms.summary, one.terms.permitted_way and f"Permitted: {one.terms.permitted_way}."]
                    )
                ),
            )
            for one in kinds
        ],
        empty="The catalogue is empty.",
    )


def show_sources(title: str, found: list[Source], names: dict[str, str], *, empty: str) -> None:
    """Print sources as a table."""
    table(
        title,
        ["id", "person", "address", "same person?", "state"],
        [
            (
                one.id,
                names.get(one.candidate_id, one.candidate_id),
                f"{one.address} ({one.kind}, {one.basis.kind})",
                f"{one.link.state}: {'; '.join(one.link.reasons)}",
                "paused" if one.paused else f"{_state(one)}, read {at(one.last_read_at)}",
            )
            for one in found
        ],
        empty=empty,
    )


def _state(one: Source | Page) -> str:
    return f"{IN_WORDS.get(one.state, one.state)} {one.state_detail}".strip()


def _report(source: Source, done: str, *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        emit({**source.model_dump(mode="json"), "dry_run": dry_run})
        return
    dry = "Dry run, nothing was written. Would be: " if dry_run else ""
    results.print(Text(f"{dry}{done} {source.id}  {source.address} · {source.link.state}"))
