"""The score of a suite of microformats."""

import json
from pathlib import Path

from bench.microformats import score


def test_cases_are_counted_and_named(tmp_path: Path) -> None:
    """A page without JSON beside it is no case; white space is not compared."""
    for name, expected in (("right", "Ada Beispiel"), ("wrong", "Bo Muster")):
        (tmp_path / f"{name}.html").write_text('<p class="h-card">Ada\n Beispiel</p>')
        item = {"type": ["h-card"], "properties": {"name": [expected]}}
        (tmp_path / f"{name}.json").write_text(json.dumps({"items": [item], "rels": {}, "rel-urls": {}}))
    (tmp_path / "change-log.html").write_text("<p>x</p>")
    assert score(tmp_path) == {
        "microformats_failed": 1,
        "microformats_total": 2,
        "microformats_failed_cases": ["wrong.html"],
    }
