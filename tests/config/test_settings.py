"""What an operator may set, and what they are told when it is wrong."""

import os

import pytest

from config.errors import SettingsError
from config.settings import GUESSABLE, load


@pytest.fixture(autouse=True)
def _nothing_set(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("PERENNIAL_")]:
        monkeypatch.delenv(name)


def _toml(text, folder):
    (folder / "perennial.toml").write_text(text, "utf-8")


def test_defaults_need_nothing():
    """The archive is inside the data folder."""
    loaded = load()
    assert loaded.mongo_uri is None
    assert loaded.archive == (loaded.data_dir.absolute() / "archive").as_uri()


def test_code_wins_over_environment_over_file(tmp_path, monkeypatch):
    """And an option that was not given wins over nothing."""
    _toml('actor = "file"\ncontact = "file@a.example"\ndelay_seconds = 2.5\n', tmp_path)
    monkeypatch.setenv("PERENNIAL_ACTOR", "environment")
    monkeypatch.setenv("PERENNIAL_CONTACT", "env@a.example")
    loaded = load(actor="code", contact=None)
    assert (loaded.actor, loaded.contact, loaded.delay_seconds) == ("code", "env@a.example", 2.5)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dealy_seconds = 2", ["perennial.toml", "unknown key 'dealy_seconds'", "delay_seconds"]),
        ("delay_seconds = 'soon'", ["delay_seconds", "PERENNIAL_DELAY_SECONDS", "valid number"]),
        ("max_hosts_at_once = 0", ["max_hosts_at_once", "greater than or equal to 1"]),
        ("mongo_database = 'a b'", ["mongo_database", "pattern"]),
        ("log_level = 'loud'", ["log_level", "'debug', 'info', 'warning' or 'error'"]),
        ("suppression_key = 'changeme'", ["suppression_key", "guessable", "openssl rand -hex 32"]),
        ("actor = ", ["perennial.toml", "Invalid value"]),
        ("[mongo]\nuri = 'x'", ["unknown key 'mongo'"]),
    ],
)
def test_a_wrong_file_is_explained(tmp_path, text, words):
    """Which file and key, what is wrong, what is allowed."""
    _toml(text, tmp_path)
    with pytest.raises(SettingsError) as refused:
        load()
    for word in words:
        assert word in str(refused.value)


def test_a_misspelt_variable_is_refused(monkeypatch):
    """A setting that never applies is a trap."""
    monkeypatch.setenv("PERENNIAL_MONGO_URL", "mongodb://localhost")
    with pytest.raises(SettingsError, match=r"PERENNIAL_MONGO_URL; known: .*PERENNIAL_MONGO_URI"):
        load()


@pytest.mark.parametrize("secret", [*sorted(GUESSABLE), "PassWord", "x" * 31])
def test_a_guessable_secret_is_refused(secret):
    """Whatever its capitals, and so is a short one."""
    with pytest.raises(SettingsError, match="guessable or short"):
        load(suppression_key=secret)


def test_a_long_secret_is_kept_out_of_sight():
    """No message or log prints it."""
    loaded = load(suppression_key="0123456789abcdef0123456789abcdef", mongo_uri="mongodb://user:pass@db.example")
    assert "abcdef" not in repr(loaded)
    assert "pass@" not in repr(loaded)


def test_a_refused_secret_is_not_repeated():
    """The message may end in a log."""
    with pytest.raises(SettingsError) as refused:
        load(suppression_key="hunter2-hunter2")
    assert "hunter2" not in str(refused.value)
