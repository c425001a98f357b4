"""How our reading of robots.txt agrees with a public suite of cases.

``make bench NAME=robots_suite DATA=<folder>``: the folder holds the suite's ``*.textproto`` files, each a list of
robots.txt bodies with the verdict expected per user agent and address. Every case goes through
:class:`crawler.robots.Robots`, as a crawl's requests do. The last line is one JSON object; docs/permission.md says of
each difference which side we take, and why.
"""

import argparse
import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from crawler.errors import GuardError
from crawler.guard import parse
from crawler.ports import RobotsRecord
from crawler.robots import Robots

ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)
_TOKEN = re.compile(r'\s*(?:#[^\n]*|("(?:[^"\\\n]|\\.)*")|([A-Za-z_]\w*)\s*(:?)|([\[\]{},]))')


@dataclass(frozen=True, slots=True)
class Case:
    """One expectation of the suite."""

    file: str
    body: bytes
    address: str
    agent: str
    allowed: bool
    google_specific: bool


def read_cases(path: Path) -> Iterator[Case]:
    """Parse one file of the suite: the part of protocol buffers' text format that it uses."""
    body, fields = b"", dict[str, str]()
    name = ""
    for kind, text in _tokens(path.read_text("utf-8")):
        if kind == "name":
            name = text
        elif kind == "string" and name == "robotstxt":
            body += _octets(text)
        elif kind == "string":
            fields[name] = fields.get(name, "") + _octets(text).decode("utf-8", "replace")
        elif kind == "word":
            fields[name] = text
        elif text == "}" and "testurl" in fields:
            yield Case(
                path.name,
                body,
                fields["testurl"],
                fields["useragent"],
                fields["expected_outcome"] == "ALLOWED",
                fields.get("test_type") == "GOOGLE_SPECIFIC",
            )
            fields = {}
        elif text == "}":
            body = b""


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        if found is None or found.end() == at:
            raise SystemExit(f"not in the suite's format: {text[at : at + 40]!r}")
        at = found.end()
        string, word, colon, mark = found.groups()
        if string:
            yield "string", string
        elif word:
            yield ("name" if colon else "word"), word
        elif mark:
            yield "mark", mark


def _octets(quoted: str) -> bytes:
    """Return what a quoted string stands for: escapes are single octets, other characters UTF-8."""
    escaped = (char if char.isascii() else "".join(f"\\x{octet:02x}" for octet in char.encode()) for char in quoted)
    octets: bytes = ast.literal_eval("b" + "".join(escaped))
    return octets


def ours(case: Case) -> tuple[bool, str]:
    """Return our verdict on a case and the sentence for it."""
    try:
        address = parse(case.address)
    except GuardError as error:
        return False, str(error) or "no address"
    record = RobotsRecord(address.origin, ANY_TIME, ANY_TIME, 200, case.body)
    decision = Robots(record, case.agent).decide(address)
    return decision.allowed, decision.detail


def main() -> None:
    """Run the suite and print the differences."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the suite's *.textproto files")
    folder: Path = parser.parse_args().data
    cases = [case for path in sorted(folder.glob("*.textproto")) for case in read_cases(path)]
    if not cases:
        raise SystemExit(f"{folder} holds no *.textproto files with cases")
    table = Table("file", "address", "agent", "expected", "ours", "kind", title="Where we differ", title_justify="left")
    agree, stricter, google = 0, 0, 0
    for case in cases:
        allowed, detail = ours(case)
        if allowed == case.allowed:
            agree += 1
            continue
        stricter += case.allowed
        google += case.google_specific
        words = {True: "allowed", False: "disallowed"}
        kind = "Google's own" if case.google_specific else "RFC"
        shown = f"{words[allowed]}: {detail}"
        table.add_row(case.file, repr(case.address), repr(case.agent), words[case.allowed], shown, kind)
    Console(width=160).print(table)
    counted = {"cases": len(cases), "agree": agree, "differ": len(cases) - agree}
    print(json.dumps(counted | {"differ_stricter": stricter, "differ_google_specific": google}))


if __name__ == "__main__":
    main()
