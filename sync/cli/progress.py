"""Progress bars, one per stage, on standard error; lines instead of bars where no terminal is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from crawler.items import Outcome
from crawler.spec import Progress as CrawlProgress
from sync.cli.output import messages
from sync.worker import Watcher

OUTCOMES = tuple(outcome.value for outcome in Outcome)
STAGES = ("crawl", "extract", "propose")


class Bars(Watcher):
    """Draws what the worker reports."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._began: float | None = None
        self._bars: dict[str, TaskID] = {stage: progress.add_task(stage, total=None, note="") for stage in STAGES}

    def crawled(self, progress: CrawlProgress) -> None:
        """Move the crawl's bar; the note counts outcomes and says how fast, how long still, and where."""
        now = monotonic()
        self._began = now if self._began is None else self._began
        self._move("crawl", progress.done, progress.asked, crawl_note(progress, now - self._began))

    def extracted(self, done: int, total: int) -> None:
        """Move the extraction's bar."""
        self._move("extract", done, total)

    def proposed(self, done: int, total: int) -> None:
        """Move the comparison's bar."""
        self._move("propose", done, total)

    def finish(self) -> None:
        """Fill bars of stages that had nothing to do."""
        for stage, bar in self._bars.items():
            if self._progress.tasks[bar].total is None:
                self._progress.update(
                    bar, total=1, completed=1, note="nothing to do" if stage != "crawl" else "nothing due"
                )

    def _move(self, stage: str, done: int, total: int, note: str = "") -> None:
        self._progress.update(self._bars[stage], completed=done, total=total, note=note)


def crawl_note(progress: CrawlProgress, seconds: float) -> str:
    """Return what is told beside the crawl's bar.

    :param seconds: since the first pages were filed.
    """
    counts = [f"{progress.outcomes[outcome]} {outcome}" for outcome in OUTCOMES if progress.outcomes.get(outcome)]
    rate = progress.done / seconds if seconds >= 1 else 0.0
    speed = [f"{rate:.1f} pages/s"] if rate else []
    left = progress.asked - progress.done
    if rate and left:
        speed.append(f"about {timedelta(seconds=round(left / rate))} left")
    return " · ".join(part for part in (", ".join(counts), *speed, progress.host) if part)


@contextmanager
def bars() -> Iterator[Watcher]:
    """Show bars while the block runs; with standard error redirected, one closing line per stage."""
    columns = (
        TextColumn("{task.description:<8}"),
        BarColumn(bar_width=32),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Progress(*columns, console=messages) as progress:
        drawn = Bars(progress)
        yield drawn
        drawn.finish()
