"""A rehearsal does everything and leaves nothing."""

import pytest

from sync import commands
from sync.errors import Conflict
from sync.intake import ImportedSource

NEW = ImportedSource(address="https://new.example/", kind="blog", basis="consent", given_by="candidate")


@pytest.fixture
def rehearsals(dry, store, mira, proposed):
    """Return every command that writes, by name, on a person with open, approved and rejected proposals."""
    ids = proposed()
    source = store.sources.of(mira)[0].id
    moved = store.sources.of(mira)[1].id
    store.transaction(lambda tx: store.sources.note_readings({moved: {"moved_to": "https://new-home.example/"}}, tx))
    return {
        "approve": lambda: commands.proposals.approve(dry, ids["Staff Engineer"]),
        "reject": lambda: commands.proposals.reject(dry, ids["Staff Engineer"]),
        "undo an approval": lambda: commands.proposals.undo(dry, ids["Rust"]),
        "undo a rejection": lambda: commands.proposals.undo(dry, ids["Zig"]),
        "add": lambda: commands.imports.add_candidate(dry, {"name": "Ada"}),
        "import": lambda: commands.imports.import_people(dry, [f'{{"name": "P {n}"}}' for n in range(300)], "x"),
        "edit": lambda: commands.people.edit_candidate(dry, mira, "title", "Architect"),
        "remove": lambda: commands.people.edit_candidate(dry, mira, "skills", "Go", remove=True),
        "note": lambda: commands.people.note(dry, mira, "words"),
        "tag": lambda: commands.people.tag(dry, mira, ["nordics"]),
        "star": lambda: commands.people.mark(dry, mira, starred=True),
        "erase": lambda: commands.erasure.erase(dry, mira),
        "add a source": lambda: commands.sources.add_source(dry, mira, NEW),
        "pause a source": lambda: commands.sources.pause_source(dry, source, paused=True),
        "confirm a source": lambda: commands.sources.confirm_source(dry, source, same_person=False),
        "move a source": lambda: commands.sources.move_source(dry, moved),
        "keep a source": lambda: commands.sources.keep_source(dry, moved),
        "remove a source": lambda: commands.sources.remove_source(dry, source),
    }


def test_a_dry_run_writes_nothing(desk, dump, settings, rehearsals, proposed, mira):
    """The database and the data folder are the same after each command as before, and each tells its result."""
    commands.proposals.approve(desk, proposed()["Rust"])
    commands.proposals.reject(desk, proposed()["Zig"])
    folder = settings.data_dir / "archive" / mira
    folder.mkdir(parents=True)
    (folder / "page").write_text("kept")
    before = dump()
    files = {path: path.read_bytes() for path in settings.data_dir.rglob("*") if path.is_file()}
    for name, rehearse in rehearsals.items():
        assert rehearse() is not None, name
        assert dump() == before, name
        assert {path: path.read_bytes() for path in settings.data_dir.rglob("*") if path.is_file()} == files, name


def test_a_dry_run_says_what_the_real_one_would(desk, dry, mira, proposed):
    """The same change and the same refusals."""
    proposal = proposed()["Staff Engineer"]
    rehearsed = commands.proposals.approve(dry, proposal)
    done = commands.proposals.approve(desk, proposal)
    assert (rehearsed.change.seq, rehearsed.change.items) == (done.change.seq, done.change.items)
    with pytest.raises(Conflict, match="already approved"):
        commands.proposals.approve(dry, proposal)
