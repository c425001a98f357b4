"""Turning answers into readings."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.archive import body_hash
from crawler.items import DuePage, SourceRef, Verdict
from crawler.reader import Answer, read

NOW = datetime(2026, 11, 1, tzinfo=UTC)
HOME = "https://ada.example/"
PAGE = DuePage(
    HOME, "portfolio", "home", 0, (SourceRef("s", "ada", HOME, "consent"),), etag='"old"', body_sha256=body_hash(b"old")
)
YES = Verdict(True, "permitted", "fine", "consent")


def answer(status: int, *headers: tuple[str, str], body: bytes = b"new") -> Answer:
    return Answer(HOME, status, headers, body)


@pytest.mark.parametrize(
    ("status", "outcome", "error"),
    [
        (200, "fetched", ""),
        (203, "fetched", ""),
        (304, "unchanged", ""),
        (300, "failed", "FetchError"),
        (301, "failed", "FetchError"),
        (400, "failed", "FetchError"),
        (401, "refused", ""),
        (402, "refused", ""),
        (403, "refused", ""),
        (404, "gone", ""),
        (408, "failed", "FetchError"),
        (410, "gone", ""),
        (429, "failed", "RateLimited"),
        (451, "refused", ""),
        (500, "failed", "ServerError"),
        (503, "failed", "ServerError"),
    ],
)
def test_each_status_has_its_outcome(status: int, outcome: str, error: str) -> None:
    """And a failure has its name."""
    reading = read(PAGE, YES, answer(status), NOW).reading
    assert (reading.outcome, (reading.error or "").partition(":")[0]) == (outcome, error)


def test_an_equal_body_is_unchanged_and_its_links_are_known() -> None:
    """A 200 is no proof of change."""
    same = read(PAGE, YES, answer(200, body=b"old"), NOW)
    assert (same.reading.outcome, same.follow) == ("unchanged", False)
    assert read(PAGE, YES, answer(200), NOW).follow


def test_signals_count_on_a_304_too() -> None:
    """An owner may withdraw a page without changing it."""
    assert read(PAGE, YES, answer(304, ("X-Robots-Tag", "noindex")), NOW).reading.verdict.reason == "noindex"


def test_nofollow_keeps_the_page_and_leaves_its_links() -> None:
    """Its links lead nowhere."""
    got = read(PAGE, YES, answer(200, ("X-Robots-Tag", "nofollow")), NOW)
    assert (got.reading.outcome, got.follow) == ("fetched", False)


def test_headers_are_kept_in_lower_case_without_cookies() -> None:
    """Repeated lines are joined."""
    reading = read(
        PAGE, YES, answer(200, ("ETag", '"1"'), ("Vary", "a"), ("vary", "b"), ("Set-Cookie", "x")), NOW
    ).reading
    assert dict(reading.headers) == {"etag": '"1"', "vary": "a, b"}


def test_retry_after_is_told() -> None:
    """In seconds, for the schedule."""
    assert read(PAGE, YES, answer(503, ("Retry-After", "90")), NOW).reading.retry_after_seconds == 90


@pytest.mark.parametrize(
    ("before", "header", "outcome"),
    [
        ((), "all", "unchanged"),
        ((), "nofollow", "unchanged"),
        ((), "noarchive", "fetched"),
        (("X-Robots-Tag: noarchive",), "noarchive", "unchanged"),
        (("X-Robots-Tag: noarchive",), "all", "fetched"),
        (("meta robots: nosnippet",), "nosnippet", "unchanged"),
        ((), "noindex", "refused"),
    ],
)
def test_an_equal_body_under_other_signals_is_another_reading(
    before: tuple[str, ...], header: str, outcome: str
) -> None:
    """Kept, quoted or extracted otherwise, it must be filed anew."""
    page = replace(PAGE, signals=before)
    assert read(page, YES, answer(200, ("X-Robots-Tag", header), body=b"old"), NOW).reading.outcome == outcome


def test_a_304_keeps_what_the_page_said() -> None:
    """Its meta elements hold although it did not send them."""
    page = replace(PAGE, signals=("meta robots: noarchive",))
    reading = read(page, YES, answer(304), NOW).reading
    assert (reading.outcome, reading.verdict.may_keep_body) == ("unchanged", False)
    withdrawn = replace(PAGE, signals=("meta robots: noindex",))
    assert read(withdrawn, YES, answer(304), NOW).reading.verdict.reason == "noindex"


def test_a_304_that_nobody_asked_for_is_an_error() -> None:
    """Without a condition there is nothing that was not modified."""
    reading = read(replace(PAGE, etag=None), YES, answer(304), NOW).reading
    assert (reading.outcome, "set no condition" in (reading.error or "")) == ("failed", True)


@pytest.mark.parametrize(
    ("stored", "said", "outcome"),
    [
        ("same", "same", "unchanged"),
        ("same", "other", "fetched"),
        (None, "same", "fetched"),
        ("same", None, "fetched"),
        (None, None, "fetched"),
    ],
)
def test_other_bytes_that_say_the_same_are_no_change(stored: str | None, said: str | None, outcome: str) -> None:
    """Then the body that is kept stands for the page, and nothing new is kept or followed."""
    page = replace(PAGE, content_sha256=stored)
    got = read(page, YES, replace(answer(200), content_sha256=said), NOW)
    assert got.reading.outcome == outcome
    assert got.follow is (outcome == "fetched")
    assert got.reading.body_sha256 == (PAGE.body_sha256 if outcome == "unchanged" else body_hash(b"new"))
    assert got.reading.content_sha256 == said


def test_a_page_that_permits_otherwise_is_changed_whatever_it_says() -> None:
    """A page that newly forbids to be kept is filed anew, though its words are the same."""
    page = replace(PAGE, content_sha256="same")
    got = read(page, YES, replace(answer(200, ("X-Robots-Tag", "noarchive")), content_sha256="same"), NOW)
    assert (got.reading.outcome, got.reading.verdict.may_keep_body) == ("fetched", False)
