"""The reports of crawl runs: begun, ended, or broken off."""

from collections.abc import Mapping

from crawler.monitors import stage_complaints
from crawler.spec import RunSummary
from sync.models.run import Run
from sync.store import Store
from sync.store.holder import holder_is_dead, this_process


def close_dead(store: Store) -> list[Run]:
    """Close the reports of runs whose process has died without a word, and return them."""
    dead = [run for run in store.runs.running() if holder_is_dead(run.process)]
    for run in dead:
        died = {"state": "interrupted", "detail": "its process ended without a word", "finished_at": store.now()}
        store.runs.put([run.model_copy(update=died)])
    return dead


def start(store: Store, run_id: str) -> Run:
    """Begin a run's report."""
    run = Run(id=run_id, started_at=store.now(), process=this_process())
    store.runs.insert(run)
    return run


def finish(store: Store, run_id: str, summary: RunSummary) -> Run:
    """Close a run's report with what the crawl counted and the monitors found."""
    if summary.interrupted:
        state = "interrupted"
    elif summary.complaints:
        state = "failed"
    else:
        state = "partly_failed" if summary.outcomes.get("failed") else "succeeded"
    counted = {
        "counts": _positive({**summary.outcomes, "bytes": summary.body_bytes}),
        "refusals": _positive(summary.refusals),
        "errors": _positive(summary.errors),
        "left_due": _positive(summary.left_due),
        "renderings": _positive(summary.renderings),
        "complaints": list(summary.complaints),
    }
    return _close(store, run_id, state, "; ".join(summary.complaints), counted)


def add_stages(store: Store, run: Run, stages: Mapping[str, int]) -> Run:
    """Add to a run's report what the stages after the crawl did, and what the monitors find wrong with that."""
    found = stage_complaints(stages)
    complaints = [*run.complaints, *found]
    told = run.model_copy(
        update={
            "stages": _positive(stages),
            "complaints": complaints,
            "detail": "; ".join(complaints) or run.detail,
            "state": "failed" if found and run.state != "interrupted" else run.state,
        }
    )
    store.runs.put([told])
    return told


def break_off(store: Store, run_id: str, error: BaseException) -> Run:
    """Close a run's report after an error or an interruption."""
    interrupted = isinstance(error, KeyboardInterrupt)
    return _close(store, run_id, "interrupted" if interrupted else "failed", str(error) or type(error).__name__, {})


def _close(store: Store, run_id: str, state: str, detail: str, counted: Mapping[str, object]) -> Run:
    run = store.runs.get(run_id) or Run(id=run_id, started_at=store.now(), process=this_process())
    closed = run.model_copy(update={"state": state, "detail": detail, "finished_at": store.now(), **counted})
    store.runs.put([closed])
    return closed


def _positive(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: number for name, number in counts.items() if number}
