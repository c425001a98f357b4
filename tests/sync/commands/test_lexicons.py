"""Lists of skills at a real store: whole or not at all, and read with from then on."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.settings import Settings
from crawler.archive import Archive
from crawler.items import DuePage, Outcome, Reading, Verdict
from extractors.claims import PersonHint
from extractors.extract import versions
from extractors.skilling.imported import unpack
from extractors.skilling.lexicon import imported_digest
from sync.commands import lexicons
from sync.errors import Invalid, NotFound
from sync.extraction import ExtractionPool, Task
from sync.models.snapshot import Snapshot, StoredVerdict
from tests.sync.test_skill_list_files import GLAZE, HEADER, KILN, written

pytestmark = pytest.mark.mongo


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path, "skills_en.csv", HEADER + GLAZE + KILN)


def test_a_list_is_stored_with_release_and_attribution(desk, file) -> None:
    """What must be said of it is stored beside it."""
    about = lexicons.import_list(desk, file, "esco", "1.2.0")
    assert (about.id, about.version, about.skills, about.names) == ("esco-skills-en", "1.2.0", 2, 4)
    assert "European Commission" in about.attribution
    assert lexicons.lists(desk) == [about]
    stored = lexicons.show_list(desk, "esco-skills-en")
    assert [one.label for one in unpack(stored.content, stored.version).entries] == ["glaze ceramics", "kiln types"]


def test_a_newer_release_takes_the_older_ones_place(desk, file) -> None:
    """There is one list of a kind and language."""
    lexicons.import_list(desk, file, "esco", "1.1.0")
    lexicons.import_list(desk, file, "esco", "1.2.0")
    assert [one.version for one in lexicons.lists(desk)] == ["1.2.0"]


def test_a_bad_file_leaves_the_earlier_list_as_it_was(desk, file) -> None:
    """Never half of one."""
    before = lexicons.import_list(desk, file, "esco", "1.1.0")
    file.write_text(HEADER + KILN + "cut,off\n", "utf-8")
    with pytest.raises(Invalid, match=":3: "):
        lexicons.import_list(desk, file, "esco", "1.2.0")
    assert lexicons.lists(desk) == [before]


def test_a_rehearsal_stores_nothing(desk, dry, file) -> None:
    """The answer is the same."""
    assert lexicons.import_list(dry, file, "esco", "1.2.0").skills == 2
    assert lexicons.lists(desk) == []


def test_a_removed_list_is_gone_and_an_unknown_one_is_named(desk, file) -> None:
    """The message says where to look."""
    lexicons.import_list(desk, file, "esco", "1.2.0")
    assert lexicons.remove_list(desk, "esco-skills-en").version == "1.2.0"
    for lookup in (lexicons.remove_list, lexicons.show_list):
        with pytest.raises(NotFound, match="perennial lexicon list"):
            lookup(desk, "esco-skills-en")


def test_an_import_makes_what_was_read_without_it_stale(desk, file) -> None:
    """Extractors that look up skills have another version, the others keep theirs."""
    lexicons.import_list(desk, file, "esco", "1.2.0")
    with_list = versions(None, imported_digest(one.sha256 for one in desk.store.skill_lists.all()))
    changed = {name for name, version in versions().items() if with_list[name] != version}
    assert {"skills", "json_resume", "structured", "microformats"} <= changed
    assert "location" not in changed


def test_a_page_is_read_with_the_imported_list(desk, file, settings) -> None:
    """In the processes that extract: the concept's address and release come with the skill."""
    lexicons.import_list(desk, file, "esco", "1.2.0")
    lists = desk.store.skill_lists.all()
    with ExtractionPool(settings, lists) as pool:
        [result] = pool.extract([Task(stored(settings), PersonHint("Ada Beispiel"))])
    assert [claim.value for claim in result.extraction.claims if claim.field == "skills"] == [
        {
            "name": "Glaze ceramics", "label": "glaze ceramics",
            "esco_uri": "http://data.europa.eu/esco/skill/g", "esco_version": "1.2.0",
        },
        {"name": "Python", "label": "Python"},
    ]  # fmt: skip
    assert result.extraction.versions == versions(None, imported_digest(one.sha256 for one in lists))


def stored(settings: Settings) -> Snapshot:
    """Return a stored reading of a page that lists two skills."""
    at, home = datetime(2026, 3, 2, 8, tzinfo=UTC), "https://ada.example/"
    page = b"<html><body><h1>Ada Beispiel</h1><h2>Skills</h2><p>Glaze ceramics, Python</p></body></html>"
    reading = Reading(
        DuePage(home, "portfolio", "home", 0, ()), Outcome.FETCHED, at, Verdict(True, "permitted", "Asked."), 200
    )
    return Snapshot(
        _id="s_1", candidate_id="c_1", source_id="src_1", page=home, origin="fetched", role="home", site=home,
        fetched_at=at, content_type="text/html", body_sha256="0" * 64, body_bytes=len(page),
        archive_path=Archive(settings.archive).write("c_1", reading, page),
        verdict=StoredVerdict(allowed=True, reason="permitted", detail="Asked."),
    )  # fmt: skip
