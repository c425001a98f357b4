"""What ``perennial crawl`` says of a round."""

from datetime import UTC, datetime

import pytest

from sync.cli.crawl import in_words
from sync.models.run import Run
from sync.worker import Refreshed

AT = datetime(2026, 11, 24, 3, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("report", "opened", "first", "left"),
    [
        ({"state": "succeeded"}, 0, "Nothing was due.", False),
        ({"state": "succeeded"}, 1, "Nothing was due.", False),
        ({"state": "succeeded", "counts": {"fetched": 3, "bytes": 9}}, 1, "Run run_1 succeeded: 3 fetched.", False),
        ({"state": "failed", "left_due": {"host_busy": 3}}, 0, "Run run_1 failed: none.", True),
        ({"state": "succeeded", "counts": {"gone": 1}, "left_due": {"budget": 9}}, 0, "Run run_1 succeeded", True),
    ],
)
def test_a_round_that_left_pages_due_is_not_one_without_any(
    report: dict[str, object], opened: int, first: str, *, left: bool
) -> None:
    """Nothing due, nothing read of what was due, and an extraction made up for are three things."""
    run = Run.model_validate({"id": "run_1", "started_at": AT, "process": "p", **report})
    words = in_words(Refreshed(run, 0, 0, 0, 0, opened, 0, 0))
    assert words.startswith(first)
    assert ("Left due: " in words) is left
    assert (f"{opened} proposals opened" in words) is bool(opened or report.keys() - {"state"})
