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
