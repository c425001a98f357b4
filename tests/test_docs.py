"""What can be set, stored, read, typed or returned is documented, and the documentation is not stale."""

import re
import tomllib
from pathlib import Path

import pytest

import config.fields
import config.sources
from config.settings import Settings
from docs.generate import documents
from sync.cli.exits import Exit

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


@pytest.mark.parametrize("name", sorted(documents()))
def test_generated_reference_is_what_the_code_says(name: str) -> None:
    """A reference that differs from the code is stale: run make docs."""
    assert (DOCS / name).read_text("utf-8") == documents()[name], "stale; run: make docs"


@pytest.mark.parametrize("setting", sorted(Settings.model_fields))
def test_every_setting_has_a_help_text(setting: str) -> None:
    """A setting says what it does, in the code and so in docs/settings.md."""
    assert (Settings.model_fields[setting].description or "").endswith(".")
    assert f"`{setting}`" in (DOCS / "settings.md").read_text("utf-8")


@pytest.mark.parametrize("field", sorted(config.fields.load()))
def test_every_profile_field_is_documented(field: str) -> None:
    """Each file of config/fields has its row."""
    assert f"| `{field}` |" in (DOCS / "fields.md").read_text("utf-8")


@pytest.mark.parametrize("kind", sorted(config.sources.load()))
def test_every_source_kind_is_documented_with_its_terms(kind: str) -> None:
    """Each file of config/sources has its row, and a refused platform its permitted way."""
    assert f"| `{kind}` |" in (DOCS / "sources.md").read_text("utf-8")
    terms = config.sources.get(kind).terms
    assert terms.allows_web_pages or terms.permitted_way


@pytest.mark.parametrize("code", sorted(Exit))
def test_every_exit_code_is_documented(code: Exit) -> None:
    """Each code has its row in docs/commands.md."""
    assert f"| {code.value} | {code.meaning} |" in (DOCS / "commands.md").read_text("utf-8")


@pytest.mark.parametrize("page", sorted(path.name for path in DOCS.glob("*.md")))
def test_every_page_of_the_documentation_is_reached_from_the_readme(page: str) -> None:
    """A page that nothing links to is not found."""
    assert f"docs/{page}" in (ROOT / "README.md").read_text("utf-8")


def test_links_between_documents_lead_somewhere() -> None:
    """A relative link names a file that exists."""
    broken = [
        f"{path.name}: {target}"
        for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.glob("*.md")]
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text("utf-8"))
        if not (path.parent / target).exists()
    ]
    assert broken == []


def test_every_dependency_has_its_reason() -> None:
    """docs/dependencies.md names each package of pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    listed = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    reasons = (DOCS / "dependencies.md").read_text("utf-8")
    missing = [name for one in listed if f"`{(name := re.split(r'[<>=; ]', one)[0])}`" not in reasons]
    assert missing == []


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"])
def test_no_place_is_left_to_be_filled_in(page: str) -> None:
    """A figure that was never measured must not stand in a document as a gap."""
    assert "@@" not in (ROOT / page).read_text("utf-8")
