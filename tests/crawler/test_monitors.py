"""Checks on a finished run."""

import pytest

from crawler.monitors import Counts, complaints, stage_complaints


@pytest.mark.parametrize(
    ("asked", "outcomes", "complains"),
    [
        (0, {}, False),
        (1, {"fetched": 1}, False),
        (1, {"unchanged": 1}, False),
        (1, {"gone": 1}, False),
        (1, {"moved": 1}, False),
        (1, {"refused": 1}, True),
        (1, {"failed": 1}, True),
        (5, {}, True),
        (9, {"fetched": 1, "failed": 8}, False),
        (10, {"fetched": 5, "failed": 5}, False),
        (10, {"fetched": 4, "failed": 6}, True),
        (10, {"fetched": 1, "refused": 9}, False),
        (100, {"fetched": 9, "refused": 91}, True),
    ],
)
def test_what_counts_as_a_success(asked: int, outcomes: dict[str, int], complains: bool) -> None:
    """A run with due pages and no answer is none; nor is one that mostly failed or was mostly refused."""
    assert bool(complaints(Counts(asked, outcomes))) is complains


@pytest.mark.parametrize(
    ("asked", "left_due", "says"),
    [
        (0, {"budget": 3}, ()),
        (0, {"unknown_spider": 2}, ("2 pages were due and none was read: 2 left due (unknown_spider)",)),
        (3, {"host_busy": 3}, ("3 pages were due and none was read: 3 left due (host_busy)",)),
    ],
)
def test_a_run_that_read_nothing_says_what_it_left(asked: int, left_due: dict[str, int], says: tuple[str, ...]) -> None:
    """Pages that no spider reads were never asked for, and are no success."""
    assert complaints(Counts(asked, {}, left_due)) == says


def test_a_page_that_nothing_came_of_is_a_defect() -> None:
    """Whatever else the run read; the rest of what stays due is no fault."""
    assert complaints(Counts(3, {"fetched": 2}, {"budget": 1})) == ()
    assert complaints(Counts(3, {"fetched": 2}, {"lost": 1}))


@pytest.mark.parametrize(
    ("stages", "complains"),
    [
        ({}, False),
        ({"extracted": 9, "extraction_failed": 9}, False),
        ({"extracted": 100, "extraction_failed": 2, "truncated": 3}, False),
        ({"extracted": 100, "extraction_failed": 3, "truncated": 3}, True),
    ],
)
def test_what_is_wrong_after_the_crawl(stages: dict[str, int], complains: bool) -> None:
    """More than one in twenty extractions that did not come to an end is a fault of ours, not of one page."""
    assert bool(stage_complaints(stages)) is complains
