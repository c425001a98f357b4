"""The command tree explains itself, and refuses what it does not understand."""

import click
import pytest
import typer
from typer.testing import CliRunner

from sync.cli.app import app

ROOT = typer.main.get_command(app)


def _commands(group, path=()):
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group) or hasattr(command, "commands"):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name)


COMMANDS = list(_commands(ROOT))
WITHOUT_ARGUMENTS = {("runs", "list"), ("sources", "catalog"), ("doctor",), ("sources", "list")}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(command):
    """With a sentence and an example; options without a help text are a riddle."""
    answer = CliRunner().invoke(app, [*command, "--help"])
    assert answer.exit_code == 0
    assert "Usage" in answer.output
    if command not in WITHOUT_ARGUMENTS:
        assert "Example" in answer.output


@pytest.mark.parametrize(
    "words",
    [
        ["no-such-command"],
        ["proposals", "approve"],
        ["proposals", "list", "--state", "opened"],
        ["proposals", "list", "--field", "titel"],
        ["proposals", "list", "--limit", "0"],
        ["proposals", "approve", "p_1", "p_2", "--revision", "3"],
        ["changes", "--since", "-1"],
        ["changes", "--since", "soon"],
        ["crawl"],
        ["crawl", "--due", "--budget", "0"],
        ["schedule", "--budget", "0"],
        ["schedule", "--budget", "5", "--host", "a.example"],
        ["schedule", "--budget", "5", "--candidate", "c_1"],
        ["sources", "add", "c_1", "https://a.example/"],
        ["sources", "add", "c_1", "https://a.example/", "--basis", "hope", "--given-by", "candidate"],
        ["candidates", "add", "Ada", "--external-id", "ats"],
    ],
    ids=" ".join,
)
def test_a_command_line_that_cannot_be_understood_is_2(words, tmp_path, monkeypatch):
    """Before anything is opened."""
    monkeypatch.chdir(tmp_path)
    answer = CliRunner().invoke(app, ["--data-dir", str(tmp_path / "data"), *words])
    assert answer.exit_code == 2, answer.output
    assert not (tmp_path / "data").exists()
