"""Platforms on whose servers many people's own sites live."""

import pytest

import config.host_groups
from config.errors import SourceKindError


class _File:
    """A file of a catalogue, with its text."""

    def __init__(self, name, text):
        self.name, self._text = name, text

    def read_text(self, encoding):
        return self._text


GROUP = """
title = "Towns"
description = "x"
hosts = ["towns.example"]
delay_seconds = 0.5
"""


@pytest.mark.parametrize(
    ("host", "group", "persons"),
    [
        ("ada.github.io", "github-pages", "ada.github.io"),
        ("ADA.GitHub.io.", "github-pages", "ada.github.io"),
        ("www.ada.wordpress.com", "wordpress", "ada.wordpress.com"),
        ("ada.wordpress.com", "wordpress", "ada.wordpress.com"),
        ("medium.com", "medium", "medium.com"),
        ("notmedium.com", None, None),
        ("github.io.ada.example", None, None),
        ("ada.example", None, None),
    ],
)
def test_who_lives_on_a_platform(host, group, persons):
    """The name right below its domain is one person's; a name that only looks like it is nobody's."""
    found = config.host_groups.for_host(host)
    assert (found.id if found else None) == group
    assert config.host_groups.persons_host(host) == persons


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GROUP.replace('["towns.example"]', "[]"), ["towns.toml", "hosts", "at least 1"]),
        (GROUP.replace("0.5", "-1"), ["towns.toml", "delay_seconds", "greater than or equal to 0"]),
        (GROUP + "color = 1", ["towns.toml", "color", "Extra inputs"]),
        (GROUP + "= 1", ["towns.toml"]),
    ],
)
def test_a_wrong_file_is_explained(text, words):
    """Which file, which key, what is allowed."""
    with pytest.raises(SourceKindError) as refused:
        config.host_groups._read(_File("towns.toml", text))
    assert all(word in str(refused.value) for word in words), refused.value


def test_no_domain_is_in_two_groups():
    """Otherwise the order of files would decide."""
    domains = [domain for group in config.host_groups.load().values() for domain in group.hosts]
    assert len(domains) == len(set(domains))
