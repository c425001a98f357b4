"""Importing people: everything is checked first, and repeating does no harm."""

import json

import pytest

from sync import commands
from sync.errors import InvalidImport

import_people = commands.imports.import_people


def _lines(number):
    return [
        json.dumps({"name": f"Person {n}", "email": f"p{n}@x.example", "skills": ["Go", "Rust"]}) for n in range(number)
    ]


def test_three_bad_lines_of_a_thousand(desk, store):
    """All three are named with file, line, field and reason, and nothing is stored; without them 997 are, once."""
    lines = _lines(1000)
    lines[16] = json.dumps({"name": "Person 16", "email": "p16"})
    lines[499] = json.dumps({"name": "Person 499", "skills": "Go"})
    lines[999] = '{"name": '
    with pytest.raises(InvalidImport) as refused:
        import_people(desk, lines, "people.jsonl")
    named = [line.split(": ", 2) for line in str(refused.value).splitlines()[:-1]]
    assert [(where, field) for where, field, _ in named] == [
        ("people.jsonl:17", "email"),
        ("people.jsonl:500", "skills"),
        ("people.jsonl:1000", "line"),
    ]
    assert "a list of values is needed, not str" in named[1][2]
    assert "not JSON" in named[2][2]
    assert "3 of 1000 lines cannot be imported, so nothing was stored." in str(refused.value)
    assert (store.candidates.count(), store.changes.last_number(), store.audit.count()) == (0, 0, 0)

    progress = []
    first = import_people(desk, lines, "people.jsonl", skip_invalid=True, on_progress=progress.append)
    assert (len(first.added), first.known, [bad.line for bad in first.bad]) == (997, 0, [17, 500, 1000])
    assert progress == [200, 400, 600, 800, 997]
    assert store.candidates.count() == 997
    assert [change.seq for change in store.changes.since(0, limit=2000)] == list(range(1, 998))

    again = import_people(desk, lines, "people.jsonl", skip_invalid=True)
    assert (again.added, again.known) == ((), 997)
    assert (store.candidates.count(), store.changes.last_number()) == (997, 997)


def test_who_is_known_is_left_as_they_are(desk, store, mira):
    """By outside id or mail address, whatever else the line says."""
    before = store.candidates.get(mira)
    lines = [
        json.dumps({"name": "M. Solberg", "external_ids": {"ats": "ats-77"}, "title": "CTO"}),
        json.dumps({"name": "Mira", "email": "MIRA@solberg.example", "title": "CTO"}),
        json.dumps({"name": "Mira Solberg"}),
    ]
    done = import_people(desk, lines, "people.jsonl")
    assert (len(done.added), done.known) == (1, 2)
    assert store.candidates.get(mira) == before


def test_an_import_that_was_broken_off_goes_on(desk, store):
    """The same call does the rest."""
    lines = _lines(450)

    def stop(done):
        if done == 400:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_people(desk, lines, "people.jsonl", on_progress=stop)
    assert store.candidates.count() == 400
    done = import_people(desk, lines, "people.jsonl")
    assert (len(done.added), done.known) == (50, 400)
    assert [change.seq for change in store.changes.since(0)] == list(range(1, 451))


def test_a_source_comes_with_its_basis_and_first_page(desk, store, mira):
    """Due at once, verified where the candidate gave the address."""
    sources = {one.address: one for one in store.sources.of(mira)}
    assert {address: one.link.state for address, one in sources.items()} == {
        "https://mira.example/": "verified",
        "https://blog.example/mira/": "verified",
        "https://found.example/": "claimed",
    }
    own = sources["https://mira.example/"]
    assert (own.basis.kind, own.basis.given_by, own.basis.recorded_by) == ("consent", "candidate", "nele")
    assert store.pages.count_due() == 3
