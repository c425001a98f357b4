"""From a snapshot to everything it says."""

from collections.abc import Mapping
from functools import cache
from itertools import islice
from typing import Any

from config import fields
from config.errors import FieldError
from crawler.items import Snapshot
from extractors import gate, identity
from extractors import page as pages
from extractors.claims import Claim, Extraction, Identity, PersonHint
from extractors.extractor import discover, version_of
from extractors.page import Page

MOST_READ = 5000
"""Claims that are taken from one extractor before equal ones are merged."""
MOST_WARNINGS = 10


def extract(snapshot: Snapshot, person: PersonHint, *, model: str | None = None) -> Extraction:
    """Read a snapshot with every extractor.

    :param model: name of an installed spaCy model; None takes the default one.
    :raises OSError: when the model is not installed; never for what a page contains.
    """
    page = pages.build(snapshot, person, model)
    return _extracted(page, pages.text_sha256(page), model)


def extract_unless(
    snapshot: Snapshot, person: PersonHint, known_sha256: str, *, model: str | None = None
) -> Extraction | None:
    """Read a snapshot unless its text is one that these extractors have read already; then return None."""
    page = pages.build(snapshot, person, model)
    digest = pages.text_sha256(page)
    if digest == known_sha256 and not page.truncated:
        return None
    return _extracted(page, digest, model)


def _extracted(page: Page, digest: str, model: str | None) -> Extraction:
    known = versions(model)
    if page.truncated:
        return Extraction((), page.text, digest, truncated=True, versions=known, warnings=page.defects.lines)
    read = [claim for extractor in discover() for claim in islice(extractor.read(page), MOST_READ)]
    claims, cut = gate.capped(_distinct(gate.admitted(page, read)))
    return Extraction(
        claims=claims,
        page=page.text,
        text_sha256=digest,
        identity=identity.read_identity(page) if page.type != "feed" else Identity(),
        versions=known,
        warnings=(*cut, *page.defects.lines)[:MOST_WARNINGS],
    )


@cache
def versions(model: str | None = None) -> Mapping[str, str]:
    """Return the version of every extractor: a changed one makes its earlier observations stale."""
    return {extractor.NAME: version_of(extractor, model) for extractor in discover()}


def _distinct(claims: list[Claim]) -> tuple[Claim, ...]:
    """Keep, of equal values of one field, the most confident; values no field accepts are left out."""
    best: dict[tuple[str, str], Claim] = {}
    for claim in claims:
        try:
            value = fields.get(claim.field).parse(claim.value)
        except FieldError:
            continue
        key = (claim.field, _key(value))
        if key not in best or best[key].confidence < claim.confidence:
            best[key] = Claim(
                claim.field, value, claim.confidence, claim.evidence, claim.extractor, claim.stated_at
            )  # fmt: skip
    return tuple(best.values())


def _key(value: Any) -> str:
    """Return what makes two values one: a skill's label, an article's or link's address, else all of it."""
    if isinstance(value, dict):
        for name in ("label", "url", "title"):
            if value.get(name):
                return str(value[name]).casefold().rstrip("/")
        return repr(sorted(value.items()))
    return str(value).casefold()
