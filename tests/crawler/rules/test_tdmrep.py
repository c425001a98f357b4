"""Reservations of a whole site: what the file says, and what no file means."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from crawler.guard import parse
from crawler.ports import RobotsRecord
from crawler.rules.tdmrep import LONGEST_BODY, MOST_RULES, Reservations

NOW = datetime(2026, 11, 1, tzinfo=UTC)
FILE = "https://ada.example/.well-known/tdmrep.json"


def reservations(body: bytes | str | list[object], status: int | None = 200) -> Reservations:
    raw = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return Reservations(RobotsRecord(FILE, NOW, NOW + timedelta(hours=24), status, raw))


def rule(location: object, reservation: object) -> dict[str, object]:
    return {"location": location, "tdm-reservation": reservation}


@pytest.mark.parametrize(
    ("status", "allowed", "reason"),
    [
        (404, True, "permitted"),
        (403, True, "permitted"),
        (401, True, "permitted"),
        (301, True, "permitted"),
        (204, True, "permitted"),
        (429, False, "reservation_unreachable"),
        (500, False, "reservation_unreachable"),
        (503, False, "reservation_unreachable"),
        (None, False, "reservation_unreachable"),
    ],
)
def test_what_no_file_means(status: int | None, allowed: bool, reason: str) -> None:
    """A site without the file declares nothing; one that cannot say so now is asked again later."""
    decision = reservations(b"", status).decide(parse("https://ada.example/cv"))
    assert (decision.allowed, decision.reason) == (allowed, reason)


@pytest.mark.parametrize(
    ("rules", "path", "reserved"),
    [
        ([rule("/", 1)], "/cv", True),
        ([rule("/", 0)], "/cv", False),
        ([rule("/", "1")], "/cv", True),
        ([rule("/", "0")], "/cv", False),
        ([rule("/", False)], "/cv", False),
        ([rule("/", True)], "/cv", True),
        ([rule("/", 2)], "/cv", True),
        ([rule("/", None)], "/cv", True),
        ([{"location": "/"}], "/cv", False),
        ([rule("/images/*.jpg", 1)], "/images/x/y.jpg", True),
        ([rule("/images/*.jpg", 1)], "/images/x.png", False),
        ([rule("/exactly$", 1)], "/exactly", True),
        ([rule("/exactly$", 1)], "/exactly/not", False),
        ([rule("/Case", 1)], "/case", False),
        ([rule("/%7Eada", 1)], "/~ada/cv", True),
        ([rule("/x?a=1", 1)], "/x?a=1", True),
        ([rule("blog/", 1)], "/blog/one", True),
        ([rule("*", 1)], "/cv", True),
        ([rule("https://ada.example/blog/", 1)], "/blog/one", True),
        ([rule(None, 1)], "/cv", True),
        ([rule("/open/", 0), rule("/", 1)], "/open/x", False),
        # Whether the first or the longest match is the most specific one is open: the reserving one counts.
        ([rule("/", 1), rule("/open/", 0)], "/open/x", True),
        ([rule("/", 0), rule("/private/", 1)], "/private/x", True),
        (["nonsense", 7, rule("/", 1)], "/cv", True),
        ([], "/cv", False),
    ],
)
def test_rules_are_matched_like_robots_rules(rules: list[object], path: str, reserved: bool) -> None:
    """Any value but 0 reserves; what is no rule says nothing."""
    decision = reservations(rules).decide(parse(f"https://ada.example{path}"))
    assert decision.allowed is not reserved
    assert decision.reason == ("noai" if reserved else "permitted")


@pytest.mark.parametrize(
    ("body", "allowed"),
    [
        (b"<!doctype html><title>Not found</title>", True),
        (b"", True),
        (b"nothing here", True),
        ('{"location": "/", "tdm-reservation": 1}', False),
        ('[{"location": "/x", "tdm-reservation": 1}', False),
        (b"\xef\xbb\xbf" + json.dumps([rule("/", 1)]).encode(), False),
        (json.dumps([rule("/", 1)]).encode("utf-16"), False),
        (b"[" * 100_000, False),
        (json.dumps([rule("/x/", 0)] * (MOST_RULES + 1)), False),
        (b"[" + b" " * LONGEST_BODY, False),
    ],
)
def test_a_page_is_no_declaration_and_broken_json_is_one(body: bytes | str, allowed: bool) -> None:
    """Many sites answer any path with a page; who writes JSON there means to reserve something."""
    assert reservations(body).decide(parse("https://ada.example/cv")).allowed is allowed


def test_the_rule_is_named() -> None:
    """With its number, so that the owner's file can be read beside it."""
    found = reservations([rule("/a", 0), rule("/b", 1)])
    assert found.decide(parse("https://ada.example/b/c")).detail == (
        f"{FILE}, rule 2: /b is reserved from text and data mining"
    )
    assert found.declared
    assert not reservations(b"", 404).declared
