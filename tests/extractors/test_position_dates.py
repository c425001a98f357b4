"""Periods as lists of positions write them."""

import pytest

from extractors.position_dates import Period, period_in


@pytest.mark.parametrize(
    ("line", "first", "last"),
    [
        ("03/2019 - present", "2019-03", "present"),
        ("Sept 2016 – May 2020 Editor", "2016-09", "2020-05"),
        ("2008-10 to 2009: Editor", "2008-10", "2009"),
        ("Editor | 09/2022-", "2022-09", "present"),
        ("2021 -", "2021", "present"),
        ("2011–2013", "2011", "2013"),
        ("2015-17", "2015", "2017"),
        ("01.03.2019 - 31.12.2020", "2019-03", "2020-12"),
        ("2020-01-05 – 2021-03-04", "2020-01", "2021-03"),
        ("Jan '19 - Mar '20", "2019-01", "2020-03"),
        ("Jan – Mar 2019", "2019-01", "2019-03"),
        ("Fall 2021 — present", "2021", "present"),
        ("Seit April 2014", "2014-04", "present"),
        ("bis 2019", None, "2019"),
        ("mars 2010 à août 2014", "2010-03", "2014-08"),
        ("depuis septembre 2019", "2019-09", "present"),
        ("marzo 2020 - actualidad", "2020-03", "present"),
        ("março 2020 – atual", "2020-03", "present"),
        ("10/2022 – heute", "2022-10", "present"),
    ],
)
def test_a_period_keeps_its_own_precision(line: str, first: str | None, last: str) -> None:
    """Months where they are written, years where only they are, an open end as present."""
    found = period_in(line)
    assert found is not None
    assert (found.first, found.last, found.single) == (first, last, False)


@pytest.mark.parametrize(("line", "date"), [("BSc, 2019", "2019"), ("12/2017", "2017-12"), ("WS 2017/18", "2017")])
def test_one_date_alone_is_marked_as_such(line: str, date: str) -> None:
    """It may be either end."""
    found = period_in(line)
    assert found is not None
    assert (found.first, found.last, found.single) == (date, date, True)


@pytest.mark.parametrize("line", ["Call +49 2012-3456", "version 20.1", "no date", "2019 - 2011", "a1999b"])
def test_figures_that_are_no_dates(line: str) -> None:
    """Numbers of telephones and versions, and a period that ends before it begins."""
    assert period_in(line) is None


def test_the_span_is_the_period_alone() -> None:
    """What stands around it belongs to the entry's other fields."""
    assert period_in("Editor, 2019 - 2021, Bern") == Period(8, 19, "2019", "2021")
