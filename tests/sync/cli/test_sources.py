"""What a recruiter sees of places, and decides about those that moved."""

import os

NEW = "https://new-home.example/"


def test_a_move_is_listed_shown_and_decided(inside, network):
    """The hint stands where proposals are; the old address, the new one and the page's state are told in words."""
    store = network.store
    source = store.sources.of(network.person)[0]
    [page] = store.pages.of_source(source.id)
    store.pages.put([page.model_copy(update={"state": "gone", "state_detail": "HTTP 410"})])
    assert "No source has moved" in inside("sources", "moved", **network.variables).err
    store.transaction(lambda tx: store.sources.note_readings({source.id: {"moved_to": NEW, "state": "moved"}}, tx))
    [listed] = inside("sources", "moved", "--json", **network.variables).json()
    assert (listed["id"], listed["address"], listed["moved_to"]) == (source.id, source.address, NEW)
    assert f"perennial sources move {source.id}" in inside("sources", "moved", **network.variables).err
    assert "perennial sources moved" in inside("proposals", "list", **network.variables).err
    assert "vanished" in inside("sources", "show", source.id, **network.variables).out
    rehearsed = inside("sources", "move", source.id, "--dry-run", **network.variables)
    assert rehearsed.out.startswith("Dry run")
    taken = inside("sources", "move", source.id, **network.variables)
    assert "lapsed" in taken.out
    assert f"perennial sources confirm {source.id}" in taken.err
    [shown] = inside("sources", "show", source.id, "--json", **network.variables).json()
    assert (shown["address"], [one["id"] for one in shown["pages"]]) == (NEW, [NEW])


def test_doctor_sweeps_what_killed_runs_left(inside, network, tmp_path):
    """Broken files and bodies that nobody's snapshot names; what is there is told."""
    folder = tmp_path / "archive" / network.person
    folder.mkdir(parents=True)
    for name in (f".{'a' * 64}.warc.gz.0a1b.part", f"{'b' * 64}.warc.gz"):
        (folder / name).write_bytes(b"12345")
        os.utime(folder / name, (1_000, 1_000))
    place = {"PERENNIAL_ARCHIVE_URL": (tmp_path / "archive").as_uri()}
    answer = inside("doctor", "--quick", "--sweep", "--json", **network.variables, **place)
    assert answer.code == 0, answer.err
    [told] = answer.json()
    assert told["left-overs"]["detail"] == "1 broken files and 1 unnamed bodies removed, 10 bytes"
    assert list(folder.iterdir()) == []
