"""``perennial lexicon``: the words that skills are recognised by."""

from pathlib import Path
from typing import Annotated

import typer

from config import lexicons as shipped
from extractors.skilling.imported import unpack
from sync import commands
from sync.cli.output import AsJson, DryRun, Limit, at, emit, emit_all, table, tell
from sync.cli.session import desk
from sync.models.skill_list import ListKind, SkillListAbout

app = typer.Typer(no_args_is_help=True, help="The words that skills are recognised by.", rich_markup_mode=None)

ListId = Annotated[str, typer.Argument(help="The list's id.", show_default=False)]


@app.command("import", epilog="Example: perennial lexicon import skills_en.csv --kind esco --version 1.2.0")
def import_file(
    file: Annotated[Path, typer.Argument(help="ESCO's skills_en.csv, or O*NET's Skills.txt.", show_default=False)],
    kind: Annotated[ListKind, typer.Option(help="Whose file it is.", show_default=False)],
    version: Annotated[
        str | None, typer.Option(help="Its release; default: what the file's or its folder's name says.")
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import an official list of skills, in place of its earlier release."""
    with desk(dry_run=dry_run) as at_desk:
        brought = commands.lexicons.import_list(at_desk, file, kind, version)
    if as_json:
        emit(brought)
        return
    done = "Would import" if dry_run else "Imported"
    tell(f"{done} {brought.id} {brought.version}: {brought.skills:,} skills under {brought.names:,} names.")
    tell(brought.attribution)
    if not dry_run:
        tell("Pages are read with it from the next run on: perennial crawl --due")


@app.command("list", epilog="Example: perennial lexicon list --json")
def list_lists(as_json: AsJson = False) -> None:
    """List what was imported; the shipped lexicons stand in config/lexicons."""
    with desk() as at_desk:
        found = commands.lexicons.lists(at_desk)
    if as_json:
        emit_all(found)
        return
    table(
        "Imported lists of skills",
        ["id", "release", "skills", "names", "imported", "by"],
        [(one.id, one.version, one.skills, one.names, at(one.imported_at), one.imported_by) for one in found],
        empty=f"Nothing was imported; {', '.join(shipped.names())} are shipped. "
        "Import a list: perennial lexicon import skills_en.csv --kind esco",
    )


@app.command("show", epilog="Example: perennial lexicon show esco-skills-en --limit 50")
def show(list_id: ListId, limit: Limit = 20, as_json: AsJson = False) -> None:
    """Show one list: its release, what must be said of it, and its first skills."""
    with desk() as at_desk:
        found = commands.lexicons.show_list(at_desk, list_id)
    entries = unpack(found.content, found.version).entries[:limit]
    if as_json:
        skills = [{"label": one.label, "uri": one.uri, "others": list(one.others)} for one in entries]
        emit({**found.about().model_dump(mode="json"), "first": skills})
        return
    tell(_in_words(found.about()))
    rows = [(one.label, ", ".join(one.others)[:200], one.uri or "") for one in entries]
    table(f"First {len(entries)} of {found.skills:,} skills", ["skill", "other names", "concept"], rows, empty="")


@app.command("remove", epilog="Example: perennial lexicon remove esco-skills-en")
def remove(list_id: ListId, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Remove a list; pages are read without it from the next run on."""
    with desk(dry_run=dry_run) as at_desk:
        gone = commands.lexicons.remove_list(at_desk, list_id)
    if as_json:
        emit(gone)
    else:
        tell(f"{'Would remove' if dry_run else 'Removed'} {gone.id} {gone.version}.")


def _in_words(one: SkillListAbout) -> str:
    return (
        f"{one.id}  release {one.version}, {one.language}, from {one.file}\n"
        f"{one.skills:,} skills under {one.names:,} names, imported {at(one.imported_at)} by {one.imported_by}\n"
        f"{one.attribution}"
    )
