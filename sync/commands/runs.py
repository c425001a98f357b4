"""The reports of crawl runs: begun, ended, or broken off."""

from crawler.spec import RunSummary
from sync.models.run import Run
from sync.store import Store
from sync.store.holder import holder_is_dead, this_process


def close_dead(store: Store) -> None:
    """Close the reports of runs whose process has died without a word."""
    for run in store.runs.running():
        if holder_is_dead(run.process):
            died = {"state": "interrupted", "detail": "its process ended without a word", "finished_at": store.now()}
            store.runs.put([run.model_copy(update=died)])


def start(store: Store, run_id: str) -> Run:
    """Begin a run's report."""
    run = Run(id=run_id, started_at=store.now(), process=this_process())
    store.runs.insert(run)
    return run


def finish(store: Store, run_id: str, summary: RunSummary) -> Run:
    """Close a run's report with what the crawl counted and the monitors found."""
    counts = {**summary.outcomes, "bytes": summary.body_bytes}
    counts |= {f"left_due_{reason}": number for reason, number in summary.left_due.items()}
    if summary.interrupted:
        state = "interrupted"
    elif summary.complaints:
        state = "failed"
    else:
        state = "partly_failed" if summary.outcomes.get("failed") else "succeeded"
    return _close(store, run_id, state, "; ".join(summary.complaints), counts)


def break_off(store: Store, run_id: str, error: BaseException) -> Run:
    """Close a run's report after an error or an interruption."""
    interrupted = isinstance(error, KeyboardInterrupt)
    return _close(store, run_id, "interrupted" if interrupted else "failed", str(error) or type(error).__name__, None)


def _close(store: Store, run_id: str, state: str, detail: str, counts: dict[str, int] | None) -> Run:
    run = store.runs.get(run_id)
    update: dict[str, object] = {"state": state, "detail": detail, "finished_at": store.now()}
    if counts is not None:
        update["counts"] = {name: number for name, number in counts.items() if number}
    closed = (run or Run(id=run_id, started_at=store.now(), process=this_process())).model_copy(update=update)
    store.runs.put([closed])
    return closed
