"""``perennial evaluate``: one invented site, served, crawled, read, proposed and scored."""

import json

import pytest

PAGE = """<!doctype html><html lang="en"><head><title>Mira Landt</title></head><body><h1>Mira Landt</h1>
<p>I am a {} Engineer at Nordlicht Labs.</p></body></html>"""


@pytest.fixture
def labelled(tmp_path):
    """Return a folder with one labelled site in two versions."""
    site = tmp_path / "sites" / "mira"
    said = {"employer": "Nordlicht Labs", "skills": [], "links": [], "articles": []}
    versions = {}
    for version, rank in (("A", "Junior"), ("B", "Principal")):
        (site / version).mkdir(parents=True)
        (site / version / "index.html").write_text(PAGE.format(rank), "utf-8")
        versions[version] = {"title": f"{rank} Engineer", **said}
    truth = {"slug": "mira", "name": "Mira Landt", "site_url": "https://mira.example/", "home": "index.html"}
    (site / "truth.json").write_text(json.dumps({**truth, "versions": versions}), "utf-8")
    return site.parent


def test_a_labelled_site_is_scored(inside, labelled, tmp_path, mongod_program):
    """The change of title is proposed, nothing else is; every value and proposal goes into the file."""
    lines = tmp_path / "lines.jsonl"
    answer = inside("evaluate", str(labelled), "--json", str(lines))
    assert answer.code == 0, answer.err
    assert "Of these, changes since an older version" in answer.out
    assert "Traps proposed: 0 · pages fetched: 1" in answer.out
    rows = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    proposed = [(one["field"], one["before"], one["after"]) for one in rows if one["kind"] == "proposal"]
    assert proposed == [("title", "Junior Engineer", "Principal Engineer")]
    assert ("employer", "Nordlicht Labs") in [(one["field"], one["after"]) for one in rows if one["kind"] == "value"]


def test_a_folder_without_labelled_sites_is_refused(inside, tmp_path):
    """The message says what such a folder holds."""
    answer = inside("evaluate", str(tmp_path))
    assert (answer.code, answer.out) == (1, "")
    assert "SITE/truth.json" in answer.err
