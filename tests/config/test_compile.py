"""The tool that compiles the list of technologies from packages."""

import json
import tomllib
from pathlib import Path

import pytest

from config.lexicons.compile import __main__ as tool


def modules(folder: Path) -> Path:
    """Lay out the three npm packages with an icon or a language each."""
    icons = [{"title": "Python"}, {"title": "Ryanair"}, {"title": "Vue.js", "aliases": {"aka": ["Vue"]}}]
    python = "export default {\n  name: 'Python',\n  type: 'programming',\n};\n"
    files = {
        "simple-icons/package.json": json.dumps({"version": "1"}),
        "simple-icons/data/simple-icons.json": json.dumps(icons),
        "devicon/package.json": json.dumps({"version": "2"}),
        "devicon/devicon.json": json.dumps([{"name": "vuejs"}, {"name": "facebook"}]),
        "linguist-languages/package.json": json.dumps({"version": "3"}),
        "linguist-languages/data/Python.js": python,
        "linguist-languages/data/Blob.js": python.replace("Python", "Blob").replace("programming", "data"),
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8")
    return folder


def test_what_is_chosen_is_taken_under_one_label(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Brands and files that are no skill stay out; what two packages name appears once, with both."""
    monkeypatch.setattr(tool, "TARGET", tmp_path / "technologies.toml")
    assert tool.main([str(modules(tmp_path / "node_modules"))]) == 0
    written = tomllib.loads((tmp_path / "technologies.toml").read_text("utf-8"))
    technologies = written["technologies"]
    assert written["origin"].startswith("simple-icons 1, devicon 2, linguist-languages 3, pygments ")
    assert {"simple-icons", "linguist-languages"} <= set(technologies["Python"]["of"])
    assert technologies["Vue.js"] == {"also": ["vue", "vuejs"], "of": ["simple-icons", "devicon"]}
    assert not {"Ryanair", "Facebook", "Blob"} & technologies.keys()


def test_without_the_packages_it_says_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    """A usage error, exit code 2."""
    assert tool.main([]) == 2
    assert "npm install" in capsys.readouterr().err
