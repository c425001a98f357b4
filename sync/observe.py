"""Turn what extraction returned into observations."""

from collections.abc import Sequence
from datetime import datetime

import config.fields
from config.errors import FieldError
from extractors.claims import Claim, Extraction
from sync.comparators import normal, normal_quote
from sync.models.document import stable_id
from sync.models.observation import Evidence, Observation, StatedAt
from sync.models.snapshot import Snapshot

ROLE_FIELDS = ("title", "employer")
ROLE_GONE = 0.3
"""How sure it is that a role has ended when the page that stated it states none any more: most often the page was
rewritten, so this proposes nothing by itself."""


def observations_of(snapshot: Snapshot, extraction: Extraction, at: datetime) -> list[Observation]:
    """Return the observations that a snapshot gives; the same snapshot and extractors give the same ones.

    A truncated extraction gives none, and so does a claim whose value its field does not accept.
    """
    if extraction.truncated:
        return []
    found = (_observation(snapshot, extraction, claim, at) for claim in extraction.claims)
    return list({one.id: one for one in found if one is not None}.values())


def no_longer_stated(
    snapshot: Snapshot,
    extraction: Extraction,
    before: Sequence[Observation],
    found: Sequence[Observation],
    at: datetime,
) -> list[Observation]:
    """Return the roles that an earlier reading of the page stated and this one does not, with none in their place.

    A role whose own words still stand on the page has not gone: today's extractors read them in another way.

    :param before: what the earlier reading gave, such observations among it.
    :param found: what this reading gives.
    """
    if extraction.truncated:
        return []
    text = normal_quote(extraction.page.text)
    gone = [
        one
        for one in before
        if one.field in ROLE_FIELDS
        and one.field not in {other.field for other in found}
        and one.snapshot_id != snapshot.id
        and not (one.evidence.quote and normal_quote(one.evidence.quote) in text)
    ]
    return [_gone(snapshot, extraction, one, at) for one in gone]


def _gone(snapshot: Snapshot, extraction: Extraction, earlier: Observation, at: datetime) -> Observation:
    silent = {
        "snapshot_id": snapshot.id,
        "quote": None,
        "start": None,
        "end": None,
        "pointer": None,
        "body_sha256": snapshot.body_sha256,
        "text_sha256": extraction.text_sha256,
        "read_at": snapshot.fetched_at,
        "stated_at": None,
        "confidence": ROLE_GONE,
    }
    return earlier.model_copy(
        update={
            "id": stable_id("o", snapshot.id, "no longer stated", earlier.field, earlier.normal),
            "snapshot_id": snapshot.id,
            "confidence": ROLE_GONE,
            "evidence": earlier.evidence.model_copy(update=silent),
            "stated": False,
            "observed_at": at,
        }
    )


def rejected_claims(extraction: Extraction) -> list[str]:
    """Return why claims were dropped, for the log: an extractor that produces them has a defect."""
    return [reason for claim in extraction.claims if (reason := _complaint(claim))]


def _complaint(claim: Claim) -> str:
    try:
        config.fields.get(claim.field).parse(claim.value)
    except FieldError as error:
        return f"{claim.extractor}: {error}"
    return ""


def _observation(snapshot: Snapshot, extraction: Extraction, claim: Claim, at: datetime) -> Observation | None:
    if _complaint(claim):
        return None
    value = config.fields.get(claim.field).parse(claim.value)
    form = normal(claim.field, value)
    version = extraction.versions.get(claim.extractor, "unknown")
    place = claim.evidence.pointer or str(claim.evidence.start)
    return Observation(
        id=stable_id("o", snapshot.id, claim.extractor, version, claim.field, form, place),
        candidate_id=snapshot.candidate_id,
        source_id=snapshot.source_id,
        snapshot_id=snapshot.id,
        page=snapshot.page,
        field=claim.field,
        value=value,
        normal=form,
        confidence=claim.confidence,
        evidence=_evidence(snapshot, extraction, claim, version),
        observed_at=at,
        key_id=snapshot.key_id,
    )


def _evidence(snapshot: Snapshot, extraction: Extraction, claim: Claim, version: str) -> Evidence:
    stated = claim.stated_at
    return Evidence(
        source_id=snapshot.source_id,
        snapshot_id=snapshot.id,
        address=snapshot.page,
        quote=claim.evidence.quote if snapshot.verdict.may_quote else None,
        start=claim.evidence.start,
        end=claim.evidence.end,
        pointer=claim.evidence.pointer,
        body_sha256=snapshot.body_sha256,
        text_sha256=extraction.text_sha256,
        read_at=snapshot.fetched_at,
        stated_at=stated
        and StatedAt(earliest=stated.earliest, latest=stated.latest, precision=stated.precision, basis=stated.basis),
        extractor=claim.extractor,
        extractor_version=version,
        confidence=claim.confidence,
    )
