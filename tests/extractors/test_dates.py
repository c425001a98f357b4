"""Dates keep their own precision."""

from datetime import UTC, datetime

import pytest

from extractors.dates import from_iso, is_over, written


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-05-06", "2024-05-06"),
        ("2024-05-06T23:59:00-08:00", "2024-05-06"),
        ("2024-05", "2024-05"),
        ("2024", "2024"),
        ("2024-13", None),
        ("2024-02-30", None),
        ("0001-01-01", None),
        ("soon", None),
    ],
)
def test_iso(text: str, date: str | None) -> None:
    """The day is the one the author wrote, whatever the zone; an impossible date is none."""
    assert from_iso(text) == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Posted on 3 March 2021", "2021-03-03"),
        ("March 3rd, 2021", "2021-03-03"),
        ("3. März 2021", "2021-03-03"),
        ("03.04.2021", "2021-04-03"),
        ("Juni 2021", "2021-06"),
        ("in 2021, vol. 3", "2021"),
        ("pages 2021-2043", None),
        ("no date", None),
    ],
)
def test_written(text: str, date: str | None) -> None:
    """The most exact date of a short text."""
    assert written(text) == date


@pytest.mark.parametrize(
    ("end", "over"),
    [
        ("2025", True),
        ("2026", False),
        ("2026-02", True),
        ("2026-03", False),
        ("2026-03-01", True),
        ("2026-03-02", False),
    ],
)
def test_a_month_is_over_when_all_of_it_is(end: str, over: bool) -> None:
    """An end of low precision counts as over only after its last day."""
    assert is_over(end, datetime(2026, 3, 2, tzinfo=UTC)) is over
