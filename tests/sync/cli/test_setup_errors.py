"""What is wrong with settings, folders and the database is said in one message, with exit code 4 or 1."""

import socket

import pytest


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("colour = 'red'", ["perennial.toml: unknown key 'colour'", "data_dir"]),
        ("timeout_seconds = 'long'", ["timeout_seconds (PERENNIAL_TIMEOUT_SECONDS or perennial.toml)", "number"]),
        ("suppression_key = 'changeme'", ["suppression_key", "openssl rand -hex 32"]),
    ],
)
def test_a_bad_file_is_not_configured(inside, tmp_path, text, words):
    """Which key, and what is allowed."""
    (tmp_path / "perennial.toml").write_text(text)
    answer = inside("proposals", "list")
    assert (answer.code, answer.out) == (4, "")
    assert all(word in answer.err for word in words), answer.err


def test_an_unknown_variable_is_not_configured(run):
    """A misspelt setting is never passed over."""
    answer = run("candidates", "list", PERENNIAL_DATADIR="x")
    assert (answer.code, answer.out) == (4, "")
    assert "unknown environment variable PERENNIAL_DATADIR; known: " in answer.err


def test_a_data_folder_that_cannot_be_made_is_not_configured(run, tmp_path):
    """With the setting that names another one."""
    (tmp_path / "file").write_text("in the way")
    answer = run("--data-dir", str(tmp_path / "file" / "data"), "candidates", "list")
    assert (answer.code, answer.out) == (4, "")
    assert "cannot be used" in answer.err
    assert "PERENNIAL_DATA_DIR" in answer.err


def test_an_unreachable_database_is_one_message(run):
    """Within the patience of whoever waits."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        uri = f"mongodb://user:hunter2@127.0.0.1:{taken.getsockname()[1]}/?replicaSet=rs"
        answer = run("proposals", "list", PERENNIAL_MONGO_URI=uri)
    assert (answer.code, answer.out) == (1, "")
    assert len(answer.err.splitlines()) == 1
    assert "The database does not answer" in answer.err
    assert "perennial doctor" in answer.err
    assert "hunter2" not in answer.err


def test_an_address_that_is_none_is_not_configured(inside):
    """And the password in it is not repeated."""
    answer = inside("proposals", "list", PERENNIAL_MONGO_URI="mongo://user:hunter2@db")
    assert (answer.code, answer.out) == (4, "")
    assert "PERENNIAL_MONGO_URI" in answer.err
    assert "hunter2" not in answer.err
