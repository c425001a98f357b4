"""Dates keep their own precision."""

from datetime import UTC, datetime

import pytest

from extractors.dates import from_iso, is_over, without_year, written


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
        ("1er janvier 2020", "2020-01-01"),
        ("le 3 févr. 2020", "2020-02-03"),
        ("Mai 2019", "2019-05"),
        ("12 de mayo de 2021", "2021-05-12"),
        ("mayo de 2021", "2021-05"),
        ("4 de março de 2022", "2022-03-04"),
        ("3 de out. de 2020", "2020-10-03"),
        ("rolled out 2020", "2020"),
        ("12th of May 2021", "2021-05-12"),
        ("21-Jun-2020", "2020-06-21"),
        ("2021, Sep 3", "2021-09-03"),
        ("2021 May 12:30", "2021"),
        ("3. 4. 2021", "2021-04-03"),
        ("2020/01/31", "2020-01-31"),
        ("31/01/2020", "2020-01-31"),
        ("01/31/2020", "2020-01-31"),
        ("05/06/2020", "2020"),
        ("05/05/2020", "2020-05-05"),
        ("Some Magazine, 01/2017", "2017-01"),
        ("5/2016", "2016-05"),
        ("13/2016", None),
        ("2016-08", "2016-08"),
        ("2011-12", "2011"),
        ("winter 2008-11", "2008"),
        ("version 3.2019", None),
        ("Apr 31, 2020", "2020"),
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


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("May 3", "05-03"),
        ("3. Mai", "05-03"),
        ("12 de junho", "06-12"),
        ("Feb 29", "02-29"),
        ("Feb 30", None),
        ("March 2021", None),
        ("", None),
    ],
)
def test_a_day_without_its_year(text: str, date: str | None) -> None:
    """For lists that name the year above; a year is no day."""
    assert without_year(text) == date
