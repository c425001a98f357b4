"""Progress bars, one per stage, on standard error; lines instead of bars where no terminal is."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from crawler.spec import Progress as CrawlProgress
from sync.cli.output import messages
from sync.worker import Watcher

STAGES = ("crawl", "extract", "propose")


class Bars(Watcher):
    """Draws what the worker reports."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bars: dict[str, TaskID] = {stage: progress.add_task(stage, total=None, note="") for stage in STAGES}

    def crawled(self, progress: CrawlProgress) -> None:
        """Move the crawl's bar; the note counts outcomes."""
        note = ", ".join(f"{number} {outcome}" for outcome, number in sorted(progress.outcomes.items()))
        self._move("crawl", progress.done, progress.asked, note)

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
