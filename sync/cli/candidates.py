"""``perennial candidates``: the people on record."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress
from rich.text import Text

from sync import commands
from sync.cli.exits import Exit
from sync.cli.output import AsJson, DryRun, Limit, at, emit, emit_all, messages, results, table, tell
from sync.cli.session import desk
from sync.errors import Invalid, Refused
from sync.feed import in_words
from sync.models.candidate import Candidate

app = typer.Typer(no_args_is_help=True, help="The people on record.", rich_markup_mode=None)

CandidateId = Annotated[str, typer.Argument(help="The person's id.", show_default=False)]


@app.command("import", epilog="Examples: perennial candidates import people.jsonl   ·   … --skip-invalid")
def import_file(
    file: Annotated[Path, typer.Argument(help="JSON Lines, one person a line; - for standard input.", allow_dash=True)],
    skip_invalid: Annotated[bool, typer.Option(help="Import the good lines and list the bad ones.")] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import people: every line is checked before anything is stored. docs/import.md shows the format."""
    lines = _lines(file)
    with desk(dry_run=dry_run) as at_desk, Progress(console=messages, transient=True) as bars:
        bar = bars.add_task("importing", total=len(lines))
        imported = commands.imports.import_people(
            at_desk,
            lines,
            str(file),
            skip_invalid=skip_invalid,
            on_progress=lambda done: bars.update(bar, completed=done),
        )
    if as_json:
        bad = [{"line": one.line, "field": one.field, "reason": one.reason} for one in imported.bad]
        emit({"added": len(imported.added), "known": imported.known, "bad": bad, "dry_run": dry_run})
    else:
        for one in imported.bad:
            tell(f"{file}:{one.line}: {one.field}: {one.reason}")
        dry = "Dry run, nothing was written: " if dry_run else ""
        results.print(
            Text(f"{dry}{len(imported.added)} imported, {imported.known} were on record, {len(imported.bad)} problems.")
        )
        if imported.added and not dry_run:
            tell("Next: perennial crawl --due")
    if imported.bad:
        raise typer.Exit(Exit.PARTLY_FAILED)


@app.command(
    "add", epilog='Example: perennial candidates add "Mira Solberg" --title "Data Engineer" --email m@x.example'
)
def add(
    name: Annotated[str, typer.Argument(help="Full name.", show_default=False)],
    title: Annotated[str | None, typer.Option()] = None,
    employer: Annotated[str | None, typer.Option()] = None,
    location: Annotated[str | None, typer.Option()] = None,
    email: Annotated[str | None, typer.Option()] = None,
    skill: Annotated[list[str] | None, typer.Option(help="May be given several times.")] = None,
    external_id: Annotated[list[str] | None, typer.Option(help="SYSTEM=ID, may be given several times.")] = None,
    as_of: Annotated[str | None, typer.Option(help="Date of what you enter: YYYY, YYYY-MM or YYYY-MM-DD.")] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Add one person."""
    given = {"name": name, "title": title, "employer": employer, "location": location, "email": email, "as_of": as_of}
    raw: dict[str, object] = {key: value for key, value in given.items() if value is not None}
    raw |= {"skills": skill or [], "external_ids": dict(_pair(one) for one in external_id or [])}
    with desk(dry_run=dry_run) as at_desk:
        person = commands.imports.add_candidate(at_desk, raw)
    if as_json:
        emit({**person.model_dump(mode="json"), "dry_run": dry_run})
    else:
        results.print(Text(f"{'Dry run, nothing was written: ' if dry_run else ''}{person.id}  {person.name}"))
        tell(f"Next: perennial sources add {person.id} ADDRESS --kind portfolio --basis consent --given-by candidate")


@app.command(
    "edit", epilog='Examples: … edit c_8f3k2m9q1z title "Staff Engineer"   ·   … edit c_8f3k2m9q1z skills Rust --remove'
)
def edit(
    candidate: CandidateId,
    field: Annotated[str, typer.Argument(help="Profile field, such as title or skills.", show_default=False)],
    value: Annotated[str, typer.Argument(help="The value: words, or a JSON object.", show_default=False)],
    remove: Annotated[bool, typer.Option(help="Remove this value instead.")] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Correct one value by hand; it is a change in the feed, and stays until a source says something new."""
    with desk(dry_run=dry_run) as at_desk:
        change = commands.people.edit_candidate(at_desk, candidate, field, _value(value), remove=remove)
    if as_json:
        emit({"change": change, "dry_run": dry_run})
        return
    for item in change.items:
        dry = "Dry run, nothing was written: " if dry_run else ""
        results.print(Text(f"{dry}{item.field}: {in_words(item.before)} -> {in_words(item.after)}"))
    if not dry_run:
        tell(f"It is change {change.seq} in the feed.")


@app.command("list", epilog="Examples: perennial candidates list --tag data   ·   perennial candidates list --json")
def list_candidates(
    tag: Annotated[str | None, typer.Option(help="Only people with this tag.")] = None,
    limit: Limit = 1000,
    as_json: AsJson = False,
) -> None:
    """List people."""
    with desk() as at_desk:
        store = at_desk.store
        found = (store.candidates.with_tag(tag) if tag else store.candidates.active(limit=limit))[:limit]
    if as_json:
        emit_all(found)
        return
    rows = [
        (
            one.id,
            one.name,
            *(
                in_words(one.profile[field][0].value) if one.profile.get(field) else ""
                for field in ("title", "employer")
            ),
            ", ".join(one.tags),
        )
        for one in found
    ]
    table(
        "Candidates",
        ["id", "name", "title", "employer", "tags"],
        rows,
        empty="Nobody is on record yet. Import people: perennial candidates import FILE",
    )


@app.command("show", epilog="Example: perennial candidates show c_8f3k2m9q1z")
def show(candidate: CandidateId, as_json: AsJson = False) -> None:
    """Show one person's record, sources, consents and notes."""
    with desk() as at_desk:
        person = at_desk.candidate(candidate)
        sources = at_desk.store.sources.of(person.id)
        waiting = len(at_desk.store.proposals.open_of(person.id))
        silent = commands.people.no_longer_stated(at_desk, person)
    if as_json:
        record = person.model_dump(mode="json")
        record["sources"] = [one.model_dump(mode="json") for one in sources]
        record["no_longer_stated"] = [one.model_dump(mode="json") for one in silent]
        emit(record)
        return
    results.print(Text(f"{person.name}  {person.id} · revision {person.revision}", style="bold"))
    for field, item in person.items():
        results.print(Text(f"  {field:<10} {in_words(item.value)}"))
    for gone in silent:
        said = f"{in_words(gone.value)}: {gone.page} stated it once and states none since {at(gone.evidence.read_at)}"
        results.print(Text(f"  {gone.field}?{' ' * (9 - len(gone.field))} {said}", style="dim"))
    for consent in person.consents:
        results.print(Text(f"  consent    {consent.scope}, given {consent.given_on} ({consent.how})"))
    for source in sources:
        results.print(Text(f"  source     {source.id} {source.address} · {source.link.state} · {source.state}"))
    for one in person.notes:
        results.print(Text(f"  note       {at(one.at)} {one.by}: {one.text}"))
    if person.tags:
        results.print(Text(f"  tags       {', '.join(person.tags)}"))
    if marks := _marks(person):
        results.print(Text(f"  marks      {marks}"))
    if waiting:
        tell(f"{waiting} proposals wait: perennial proposals list --candidate {person.id}")


@app.command("note", epilog='Example: perennial candidates note c_8f3k2m9q1z "Prefers mail"')
def note(candidate: CandidateId, text: str, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Add a note."""
    with desk(dry_run=dry_run) as at_desk:
        person = commands.people.note(at_desk, candidate, text)
    if as_json:
        emit({**person.model_dump(mode="json"), "dry_run": dry_run})
        return
    results.print(Text(f"{'Dry run, nothing was written: ' if dry_run else ''}noted on {person.name}."))


@app.command("tag", epilog="Examples: … tag c_8f3k2m9q1z data remote   ·   … tag c_8f3k2m9q1z data --remove")
def tag(
    candidate: CandidateId,
    tags: Annotated[list[str], typer.Argument(help="One or more tags.", show_default=False)],
    remove: Annotated[bool, typer.Option(help="Take them off instead.")] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Put tags on a person, or take them off."""
    with desk(dry_run=dry_run) as at_desk:
        add, off = ([], tags) if remove else (tags, [])
        person = commands.people.tag(at_desk, candidate, add, off)
    if as_json:
        emit({**person.model_dump(mode="json"), "dry_run": dry_run})
        return
    results.print(Text(f"{person.name}: {', '.join(person.tags) or 'no tags'}"))


@app.command("star", epilog="Examples: … star c_8f3k2m9q1z   ·   … star c_8f3k2m9q1z --remove")
def star(
    candidate: CandidateId,
    remove: Annotated[bool, typer.Option(help="Take the star off instead.")] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Star a person: crawls with a budget look at their pages more often, from the next run on."""
    with desk(dry_run=dry_run) as at_desk:
        person = commands.people.mark(at_desk, candidate, starred=not remove)
    _show_marks(person, dry_run=dry_run, as_json=as_json)


@app.command("open-role", epilog="Examples: … open-role c_8f3k2m9q1z   ·   … open-role c_8f3k2m9q1z --remove")
def open_role(
    candidate: CandidateId,
    remove: Annotated[bool, typer.Option(help="The person is not considered any more.")] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Note that a person is considered for an open role: their pages are looked at more often, too."""
    with desk(dry_run=dry_run) as at_desk:
        person = commands.people.mark(at_desk, candidate, open_role=not remove)
    _show_marks(person, dry_run=dry_run, as_json=as_json)


@app.command("erase", epilog="Example: perennial candidates erase c_8f3k2m9q1z --yes")
def erase(
    candidate: CandidateId,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Forget a person for good and keep them out; this cannot be undone."""
    with desk(dry_run=dry_run) as at_desk:
        person = at_desk.candidate(candidate)
        if not (yes or dry_run):
            if not sys.stdin.isatty():
                raise Refused(f"Erasing {person.name} cannot be undone. To go on: add --yes")
            typer.confirm(f"Erase {person.name} for good?", abort=True, err=True)
        change = commands.erasure.erase(at_desk, candidate)
    if as_json:
        emit({"change": change, "dry_run": dry_run})
    else:
        dry = "Dry run, nothing was written: " if dry_run else ""
        results.print(Text(f"{dry}{candidate} is erased and will not be imported or read again (change {change.seq})."))


def _show_marks(person: Candidate, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        emit({**person.model_dump(mode="json"), "dry_run": dry_run})
        return
    dry = "Dry run, nothing was written: " if dry_run else ""
    results.print(Text(f"{dry}{person.name}: {_marks(person) or 'neither starred nor considered for an open role'}"))


def _marks(person: Candidate) -> str:
    marks = (("starred", person.starred), ("considered for an open role", person.open_role))
    return ", ".join(words for words, given in marks if given)


def _lines(file: Path) -> list[str]:
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Invalid(f"{file} is not UTF-8 (byte {error.start}). Save it as UTF-8 and import it again.") from error
    return text.removeprefix("\ufeff").split("\n")


def _pair(text: str) -> tuple[str, str]:
    system, separator, remote_id = text.partition("=")
    if not (system and separator and remote_id):
        raise typer.BadParameter(f"{text!r} is not SYSTEM=ID")
    return system, remote_id


def _value(text: str) -> object:
    if not text.startswith("{"):
        return text
    try:
        return json.loads(text)
    except ValueError as error:
        raise Invalid(f"The value starts like a JSON object but is none: {error}.") from error
