"""Checks on a finished run, in Spidermon's manner: each a pure function over counts that finds a fault or none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

ANSWERED = ("fetched", "unchanged", "alias", "gone", "moved", "parked", "login")
LOST = "lost"
"""Why pages are left due that were handed out and whose attempt has no end, although nothing stopped the run."""
MOST_FAILED_SHARE = 0.5
LEAST_PAGES_FOR_SHARE = 10
MOST_REFUSED_SHARE = 0.9
MOST_UNEXTRACTED_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Counts:
    """What the checks look at; pages."""

    asked: int
    outcomes: Mapping[str, int]
    left_due: Mapping[str, int] = field(default_factory=dict)
    """Per reason."""

    @property
    def done(self) -> int:
        """Pages whose attempt ended, however."""
        return sum(self.outcomes.values())

    def of(self, *outcomes: str) -> int:
        """Pages that ended in one of some outcomes."""
        return sum(self.outcomes.get(outcome, 0) for outcome in outcomes)


def nothing_read(counts: Counts) -> str | None:
    """Find fault with a run that had pages to read and got an answer to none of them."""
    # Pages without a spider were never asked for, and are no less unread.
    due = counts.asked + counts.left_due.get("unknown_spider", 0)
    if due == 0 or counts.of(*ANSWERED):
        return None
    return f"{due} pages were due and none was read: {_listed(counts)}"


def lost(counts: Counts) -> str | None:
    """Find fault with an error of ours that ended an attempt without a reading; the log has its traceback."""
    number = counts.left_due.get(LOST, 0)
    return f"{number} pages were asked for and nothing came of it, which is a defect: see the log" if number else None


def too_many_failed(counts: Counts) -> str | None:
    """Find fault when more than half of ten or more attempts failed: the fault is likely ours."""
    failed = counts.of("failed")
    if counts.done < LEAST_PAGES_FOR_SHARE or failed <= counts.done * MOST_FAILED_SHARE:
        return None
    return f"{failed} of {counts.done} pages failed"


def too_many_refused(counts: Counts) -> str | None:
    """Find fault when more than nine in ten of ten or more attempts were refused: sources or basis need a look."""
    refused = counts.of("refused")
    if counts.done < LEAST_PAGES_FOR_SHARE or refused <= counts.done * MOST_REFUSED_SHARE:
        return None
    return f"{refused} of {counts.done} pages were refused"


def too_many_unextracted(stages: Mapping[str, int]) -> str | None:
    """Find fault when more than one in twenty of ten or more extractions failed or ran over their limits."""
    extracted = stages.get("extracted", 0)
    bad = stages.get("truncated", 0) + stages.get("extraction_failed", 0)
    if extracted < LEAST_PAGES_FOR_SHARE or bad <= extracted * MOST_UNEXTRACTED_SHARE:
        return None
    return f"{bad} of {extracted} pages could not be extracted to the end"


CHECKS: tuple[Callable[[Counts], str | None], ...] = (nothing_read, lost, too_many_failed, too_many_refused)


def complaints(counts: Counts) -> tuple[str, ...]:
    """Run all checks; an empty result is a success."""
    return tuple(complaint for check in CHECKS if (complaint := check(counts)) is not None)


def stage_complaints(stages: Mapping[str, int]) -> tuple[str, ...]:
    """Run the checks on what came after the crawl; an empty result is a success."""
    complaint = too_many_unextracted(stages)
    return (complaint,) if complaint else ()


def _listed(counts: Counts) -> str:
    ended = [f"{number} {outcome}" for outcome, number in sorted(counts.outcomes.items())]
    left = [f"{number} left due ({reason})" for reason, number in sorted(counts.left_due.items())]
    return ", ".join([*ended, *left]) or "no attempt ended"
