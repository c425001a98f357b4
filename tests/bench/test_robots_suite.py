"""Reading a suite of robots.txt cases, and counting where we differ."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.robots_suite import ours, read_cases

SUITE = r"""
# A comment with "quotes" and { braces }.
tests:
[
  {
    robotstxt: "\xEF\xBB\xBF"
        "User-Agent: FooBot\n"  # half of it
        "Disallow: /\u00fc\n"
    test_expectations:
    [
      {
        testurl: "http://foo.example/%C3%BC"
        useragent: "FooBot"
        expected_outcome: DISALLOWED
        additional_explanation: "Not UTF-8: \xBF, and \"escaped\"."
      } ,
      {
        testurl: "http://foo.example/x"
        useragent: "FooBot"
        expected_outcome: DISALLOWED
        test_type: GOOGLE_SPECIFIC
      }
    ]
  },
  {
    robotstxt: ""
    test_expectations: [ { testurl: "" useragent: "" expected_outcome: ALLOWED } ]
  }
]
""".replace("\\u00fc", "ü")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "own.textproto").write_text(SUITE, "utf-8")
    return tmp_path


def test_cases_are_read_with_their_octets(folder: Path) -> None:
    """Strings that stand together are one; escapes are octets; a body belongs to its own cases."""
    cases = list(read_cases(folder / "own.textproto"))
    assert [(one.address, one.agent, one.allowed, one.google_specific) for one in cases] == [
        ("http://foo.example/%C3%BC", "FooBot", False, False),
        ("http://foo.example/x", "FooBot", False, True),
        ("", "", True, False),
    ]
    assert cases[0].body == b"\xef\xbb\xbfUser-Agent: FooBot\nDisallow: /" + "ü\n".encode()
    assert cases[2].body == b""
    assert [ours(one)[0] for one in cases] == [False, True, False]


def test_the_last_line_counts(folder: Path) -> None:
    """What a program reads of it."""
    told = subprocess.run(
        [sys.executable, "-m", "bench.robots_suite", "--data", str(folder)], capture_output=True, text=True, check=True
    )
    counted = json.loads(told.stdout.splitlines()[-1])
    assert (counted["cases"], counted["agree"], counted["differ"]) == (3, 1, 2)
