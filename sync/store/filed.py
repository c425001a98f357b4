"""What a reading leaves in the store: a snapshot, or why there is none."""

from collections.abc import Sequence
from datetime import datetime

from crawler.items import Outcome, Reading, Verdict
from sync.models.document import stable_id
from sync.models.page import Page
from sync.models.run import Refusal
from sync.models.snapshot import Snapshot, StoredVerdict
from sync.models.source import Source

READ = frozenset({Outcome.FETCHED, Outcome.UNCHANGED})
LISTINGS = ("feed", "sitemap")


def snapshot_of(reading: Reading, source: Source, run_id: str) -> Snapshot:
    """Return what is kept of a page that was read for a source."""
    headers = headers_of(reading)
    digest = reading.body_sha256 or ""
    parts = (source.candidate_id, reading.page.address, digest, milliseconds(reading.at).isoformat())
    return Snapshot(
        id=stable_id("s", *parts),
        candidate_id=source.candidate_id,
        source_id=source.id,
        page=reading.page.address,
        origin="fetched",
        role=reading.page.role,
        site=source.address,
        fetched_at=reading.at,
        status=reading.status,
        headers=headers,
        content_type=reading.content_type and storable(reading.content_type),
        last_modified=headers.get("last-modified"),
        body_sha256=digest,
        body_bytes=reading.body_bytes,
        archive_path=reading.archive_paths.get(source.candidate_id),
        verdict=stored_verdict(reading.verdict),
        run_id=run_id,
        rendered=bool(reading.rendered),
    )


def refusal_of(reading: Reading, page: Page, sources: Sequence[Source], run_id: str) -> Refusal:
    """Return what is kept of an attempt that gave nothing to use.

    :param page: as it was before.
    :param sources: those that it was made for.
    """
    return Refusal(
        id=refusal_id(run_id, reading),
        run_id=run_id,
        page=reading.page.address,
        outcome=reading.outcome.value,
        verdict=stored_verdict(reading.verdict),
        status=reading.status,
        error=reading.error and storable(reading.error),
        source_ids=[source.id for source in sources],
        guessed=reading.outcome is Outcome.GONE and page.role in LISTINGS and not page.reads,
        at=reading.at,
    )


def stored_verdict(verdict: Verdict) -> StoredVerdict:
    """Return a verdict as it is stored."""
    words = {"detail": storable(verdict.detail), "signals": [storable(signal) for signal in verdict.signals]}
    # Not dataclasses.asdict: it copies every value deeply, which is a tenth of filing a page.
    said = {name: getattr(verdict, name) for name in Verdict.__dataclass_fields__}
    return StoredVerdict.model_validate(said | words)


def refusal_id(run_id: str, reading: Reading) -> str:
    """Return the id of an attempt's refusal; the same attempt gives the same one."""
    parts = (reading.page.address, reading.outcome.value, milliseconds(reading.at).isoformat())
    return stable_id("rf", run_id, *parts)


def detail_of(reading: Reading) -> str:
    """Return why a page is in its state, in words; nothing for one that was read."""
    if reading.outcome in READ:
        return ""
    if reading.outcome is Outcome.MOVED:
        return f"moved to {reading.final_address}" if reading.final_address else "moved"
    if reading.outcome in (Outcome.REFUSED, Outcome.PARKED, Outcome.LOGIN):
        return storable(reading.verdict.detail)
    return storable(reading.error or f"HTTP {reading.status}")


def milliseconds(moment: datetime) -> datetime:
    """Return a time as the database keeps it."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def headers_of(reading: Reading) -> dict[str, str]:
    """Return the headers of an answer, their names in lower case."""
    return {storable(name).lower(): storable(value) for name, value in reading.headers.items()}


def storable(text: str) -> str:
    """Return a text that the database takes."""
    # A header that is no text must not keep the other readings of its batch from being filed.
    return text.encode("utf-8", "replace").decode("utf-8")
