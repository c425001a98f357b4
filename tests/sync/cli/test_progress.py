"""What is told beside the crawl's bar."""

import pytest

from crawler.spec import Progress
from sync.cli.progress import crawl_note


@pytest.mark.parametrize(
    ("progress", "seconds", "note"),
    [
        (Progress(0, 0, {}), 0.0, ""),
        (Progress(4, 1, {"fetched": 1}, "ada.example"), 0.5, "1 fetched · ada.example"),
        (
            Progress(100, 20, {"unchanged": 15, "fetched": 4, "failed": 1}, "ada.example"),
            10.0,
            "4 fetched, 15 unchanged, 1 failed · 2.0 pages/s · about 0:00:40 left · ada.example",
        ),
        (Progress(20, 20, {"unchanged": 20}, "ada.example"), 10.0, "20 unchanged · 2.0 pages/s · ada.example"),
    ],
)
def test_the_note(progress: Progress, seconds: float, note: str) -> None:
    """Outcomes, rate, time left and the current host; no rate is claimed in the first second."""
    assert crawl_note(progress, seconds) == note
