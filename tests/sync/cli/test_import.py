"""``perennial candidates import``: bad lines, and the exit code that says so."""

import json


def test_bad_lines_stop_an_import_or_are_left_out(run, inside, network, tmp_path):
    """Exit code 1 and nothing stored; with --skip-invalid the good ones and 3; standard input works too."""
    lines = [json.dumps({"name": f"Person {n}"}) for n in range(20)]
    lines[3], lines[9] = '{"name": "P", "rating": 9}', "nonsense"
    (tmp_path / "people.jsonl").write_text("\ufeff" + "\n".join(lines), "utf-8")

    refused = inside("candidates", "import", "people.jsonl", **network.variables)
    assert (refused.code, refused.out) == (1, "")
    assert "people.jsonl:4: rating: " in refused.err
    assert "people.jsonl:10: line: not JSON" in refused.err
    assert "2 of 20 lines cannot be imported, so nothing was stored." in refused.err
    assert network.store.candidates.count() == 1

    skipped = run("candidates", "import", "people.jsonl", "--skip-invalid", "--json", **network.variables)
    assert skipped.code == 3
    [told] = skipped.json()
    assert (told["added"], told["known"], [bad["line"] for bad in told["bad"]]) == (18, 0, [4, 10])
    assert network.store.candidates.count() == 19

    again = run("candidates", "import", "-", stdin="\n".join([lines[0], lines[1]]), **network.variables)
    assert again.code == 0
    assert "0 imported, 2 were on record, 0 problems." in again.out


def test_a_file_that_cannot_be_read_is_one_message(inside, network, tmp_path):
    """Missing, a folder, or not UTF-8."""
    (tmp_path / "latin.jsonl").write_bytes('{"name": "José"}'.encode("latin-1"))
    for name, said in (
        ("missing.jsonl", "missing.jsonl cannot be read: No such file"),
        (".", "cannot be read: Is a directory"),
        ("latin.jsonl", "latin.jsonl is not UTF-8 (byte 13)"),
    ):
        answer = inside("candidates", "import", name, **network.variables)
        assert (answer.code, answer.out) == (1, "")
        assert said in answer.err
        assert len(answer.err.splitlines()) == 1
