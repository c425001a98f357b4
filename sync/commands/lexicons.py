"""Lists of skills that the operator brings: ESCO's and O*NET's, which every worker then reads with."""

from pathlib import Path

from extractors.skilling.imported import digest_of, pack
from sync.commands.desk import Desk
from sync.errors import Invalid, NotFound
from sync.models.skill_list import ListKind, SkillList, SkillListAbout
from sync.skill_list_files import ATTRIBUTIONS, read_file
from sync.store.repository import Transaction

LARGEST_CONTENT = 15 * 1024 * 1024
"""Bytes; a document of MongoDB has 16 MB at most."""


def import_list(desk: Desk, path: Path, kind: ListKind, version: str | None = None) -> SkillListAbout:
    """Store an official file in place of the same list's earlier release: all of it, or nothing.

    :raises Invalid: naming the line of a bad file.
    """
    file = read_file(path, kind, version)
    content = pack(file.entries)
    if len(content) > LARGEST_CONTENT:
        raise Invalid(f"{path}: too long a list ({len(content):,} bytes packed, {LARGEST_CONTENT:,} at most).")
    brought = SkillList(
        id=f"{kind}-{file.name}-{file.language}",
        kind=kind,
        version=file.version,
        language=file.language,
        file=path.name,
        attribution=ATTRIBUTIONS[kind].format(version=file.version),
        skills=len(file.entries),
        names=sum(1 + len(one.others) for one in file.entries),
        sha256=digest_of(content),
        imported_at=desk.store.now(),
        imported_by=desk.actor,
        content=content,
    )

    def work(tx: Transaction) -> None:
        desk.store.skill_lists.put([brought], tx)
        desk.audit("lexicon_imported", brought.id, brought.imported_at, tx, version=brought.version)

    desk.transaction(work)
    return brought.about()


def lists(desk: Desk) -> list[SkillListAbout]:
    """Return what was imported, by id."""
    return [one.about() for one in desk.store.skill_lists.all()]


def show_list(desk: Desk, list_id: str) -> SkillList:
    """Return one list with its content.

    :raises NotFound: for an unknown one.
    """
    found = desk.store.skill_lists.get(list_id)
    if found is None:
        raise NotFound(f"There is no list {list_id}. See what was imported: perennial lexicon list")
    return found


def remove_list(desk: Desk, list_id: str) -> SkillListAbout:
    """Remove a list; pages are read without it from then on.

    :raises NotFound: for an unknown one.
    """
    found = show_list(desk, list_id)

    def work(tx: Transaction) -> None:
        desk.store.skill_lists.delete(found.id, tx)
        desk.audit("lexicon_removed", found.id, desk.store.now(), tx, version=found.version)

    desk.transaction(work)
    return found.about()
