"""How our reading of microformats agrees with a public suite of cases.

``make bench NAME=microformats DATA=<folder>``: the folder holds, at any depth, pages (``*.html``) with the JSON that
a parser must make of them beside each (``*.json``). White space inside values is not compared, since cases and
parsers follow several drafts of it; everything else is. The last line is one JSON object.
"""

import argparse
import json
import re
from pathlib import Path
from typing import Any

from extractors.microformats2 import parse_html

ADDRESS = "http://example.com/"
"""What the suite resolves relative addresses against."""


def score(suite: Path) -> dict[str, Any]:
    """Return how many cases there are, how many fail, and which."""
    pages = sorted(page for page in suite.rglob("*.html") if page.with_suffix(".json").exists())
    failed = [str(page.relative_to(suite)) for page in pages if not _agrees(page)]
    return {
        "microformats_failed": len(failed),
        "microformats_total": len(pages),
        "microformats_failed_cases": failed,
    }


def _agrees(page: Path) -> bool:
    expected = json.loads(page.with_suffix(".json").read_text("utf-8"))
    found = parse_html(page.read_text("utf-8"), ADDRESS)
    return all(_plain(found[name]) == _plain(expected[name]) for name in ("items", "rels", "rel-urls"))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return re.sub(r"\s+", " ", value).strip()
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value


def main() -> None:
    """Print the score of a folder, the last line as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the suite's pages and their JSON")
    folder: Path = parser.parse_args().data
    result = score(folder)
    if not result["microformats_total"]:
        raise SystemExit(f"{folder} holds no *.html files with a *.json file beside them")
    for case in result["microformats_failed_cases"]:
        print(f"fails: {case}")
    print(json.dumps({name: value for name, value in result.items() if isinstance(value, int)}))


if __name__ == "__main__":
    main()
