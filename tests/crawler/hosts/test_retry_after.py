"""Retry-After."""

from datetime import UTC, datetime

import pytest

from crawler.hosts.retry_after import LONGEST_SECONDS, retry_after_seconds

NOW = datetime(2026, 11, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        (b"120", 120.0),
        ("0", 0.0),
        (" 7 ", 7.0),
        ("Sun, 01 Nov 2026 12:01:00 GMT", 60.0),
        ("Sun, 01 Nov 2026 11:00:00 GMT", 0.0),
        ("Sun, 01 Nov 2026 13:01:00 +0100", 60.0),
        ("soon", None),
        ("-5", None),
        ("1e20", None),
        ("604800", LONGEST_SECONDS),
        ("604801", LONGEST_SECONDS),
        ("99999999999999999999", LONGEST_SECONDS),
        ("9" * 5_000, LONGEST_SECONDS),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_SECONDS),
        ("Fri, 31 Dec 9999 23:59:59 -2359", LONGEST_SECONDS),
        ("Mon, 01 Jan 0001 00:00:00 +2359", 0.0),
        ("Sun, 01 Nov 99999 11:00:00 GMT", None),
        ("Sun, 01 Nov 2026 11:00:00 +99999999999999", None),
        ("²", None),
        (b"\xff", None),
    ],
)
def test_seconds_and_dates_are_understood(value: bytes | str | None, seconds: float | None) -> None:
    """Seconds, or a date in any zone; never negative nor over a week, and nonsense is nothing."""
    assert retry_after_seconds(value, NOW) == seconds
