"""Timetables are cron expressions in UTC."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from sync.errors import Invalid
from sync.timetable import Timetable

NOW = datetime(2026, 11, 23, 2, 59, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("0 3 * * *", datetime(2026, 11, 23, 3, 0, tzinfo=UTC)),
        ("59 2 * * *", datetime(2026, 11, 24, 2, 59, tzinfo=UTC)),
        ("*/15 * * * *", datetime(2026, 11, 23, 3, 0, tzinfo=UTC)),
        ("0 3 * * sun", datetime(2026, 11, 29, 3, 0, tzinfo=UTC)),
        ("@hourly", datetime(2026, 11, 23, 3, 0, tzinfo=UTC)),
    ],
)
def test_the_next_moment(expression: str, expected: datetime) -> None:
    """The first moment strictly after now."""
    assert Timetable(expression).after(NOW) == expected


def test_the_zone_of_the_question_does_not_matter() -> None:
    """A moment is a moment; the timetable is UTC."""
    elsewhere = NOW.astimezone(timezone(timedelta(hours=9)))
    assert Timetable("0 3 * * *").after(elsewhere) == Timetable("0 3 * * *").after(NOW)


@pytest.mark.parametrize("expression", ["", "daily", "61 * * * *", "0 3 * *", "0 3 * * * *", "0 0 31 2 *", "@never"])
def test_what_is_no_timetable(expression: str) -> None:
    """Refused with an example of one that is; seconds are not offered."""
    with pytest.raises(Invalid, match="0 3"):
        Timetable(expression)
