"""What a reading of a source's first page says about whether the place is still theirs."""

from collections.abc import Mapping
from datetime import datetime

from crawler.items import Outcome, Reading
from crawler.statuses import PERMANENT
from sync.identity import lapsed
from sync.models.source import Source


def standing_after(source: Source, reading: Reading, now: datetime) -> Mapping[str, object]:
    """Return what changes on a source beside its state: a parked domain and a site that moved are theirs no longer.

    A move that a person has turned down once is not proposed again, and one that ended by itself is forgotten.
    """
    if reading.outcome is Outcome.PARKED:
        return _lapse(source, reading.verdict.detail, now)
    target = reading.final_address
    if reading.outcome is Outcome.MOVED and reading.status in PERMANENT and target:
        if target in source.kept_from:
            return {}
        return {"moved_to": target, **_lapse(source, f"its whole site redirects to {target}", now)}
    return {"moved_to": None} if source.moved_to else {}


def _lapse(source: Source, why: str, now: datetime) -> Mapping[str, object]:
    return {"link": lapsed(source.link, why, now).model_dump(), "link_before": source.link.model_dump()}
