"""From a snapshot to everything it says."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Any

from config import fields
from config.errors import FieldError
from crawler.items import Snapshot
from extractors import gate, identity
from extractors import page as pages
from extractors.calibration import calibrated
from extractors.claims import Claim, Extraction, Identity, PersonHint, Withheld, WithheldReason
from extractors.extractor import discover, version_of
from extractors.page import Page
from extractors.skilling.lexicon import SkillLexicon

MOST_READ = 5000
"""Claims that are taken from one extractor before equal ones are merged."""
MOST_WARNINGS = 10


def extract(
    snapshot: Snapshot,
    person: PersonHint,
    *,
    model: str | None = None,
    calibrate: bool = True,
    skills: SkillLexicon | None = None,
) -> Extraction:
    """Read a snapshot with every extractor.

    :param model: name of an installed spaCy model; None takes the default one.
    :param calibrate: off, claims keep the confidence that their extractor gave: what a calibration is fitted to.
    :param skills: the shipped terms with an operator's own; None takes the shipped ones.
    :raises OSError: when the model is not installed; never for what a page contains.
    """
    page = _built(snapshot, person, model, skills)
    return _extracted(page, pages.text_sha256(page), model, calibrate=calibrate)


def extract_unless(
    snapshot: Snapshot,
    person: PersonHint,
    known_sha256: str,
    *,
    model: str | None = None,
    skills: SkillLexicon | None = None,
) -> Extraction | None:
    """Read a snapshot unless its text is one that these extractors have read already; then return None."""
    page = _built(snapshot, person, model, skills)
    digest = pages.text_sha256(page)
    if digest == known_sha256 and not page.truncated:
        return None
    return _extracted(page, digest, model)


def _built(snapshot: Snapshot, person: PersonHint, model: str | None, skills: SkillLexicon | None) -> Page:
    page = pages.build(snapshot, person, model)
    return page if skills is None else replace(page, skill_lexicon=skills)


def _extracted(page: Page, digest: str, model: str | None, *, calibrate: bool = True) -> Extraction:
    known = versions(model, page.skill_lexicon.imported)
    if page.truncated:
        return Extraction((), page.text, digest, truncated=True, versions=known, warnings=page.defects.lines)
    read = [claim for extractor in discover() for claim in islice(extractor.read(page), MOST_READ)]
    admitted = gate.admitted(page, read)
    valid = _valid(admitted)
    claims, cut = gate.capped(_distinct([calibrated(claim) for claim in valid] if calibrate else valid))
    return Extraction(
        claims=claims,
        page=page.text,
        text_sha256=digest,
        identity=identity.read_identity(page) if page.type != "feed" else Identity(),
        versions=known,
        warnings=(*cut, *page.defects.lines)[:MOST_WARNINGS],
        withheld=(*_withheld(read, admitted, "private"), *_withheld(admitted, valid, "not_a_value")),
    )


@cache
def versions(model: str | None = None, imported_skills: str = "") -> Mapping[str, str]:
    """Return the version of every extractor: a changed one makes its earlier observations stale.

    :param imported_skills: what an operator imported, see :attr:`SkillLexicon.imported`.
    """
    return {extractor.NAME: version_of(extractor, model, imported_skills) for extractor in discover()}


def _valid(claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims whose field accepts their value, in its canonical form."""
    found = []
    for claim in claims:
        try:
            value = fields.get(claim.field).parse(claim.value)
        except FieldError:
            continue
        found.append(claim if value == claim.value else replace(claim, value=value))
    return found


def _distinct(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Keep, of equal values of one field, the most confident."""
    best: dict[tuple[str, str], Claim] = {}
    for claim in claims:
        key = (claim.field, _key(claim.value))
        if key not in best or best[key].confidence < claim.confidence:
            best[key] = claim
    return tuple(best.values())


def _withheld(before: Iterable[Claim], after: Iterable[Claim], reason: WithheldReason) -> Iterator[Withheld]:
    missing = Counter((one.field, one.extractor) for one in before)
    missing.subtract((one.field, one.extractor) for one in after)
    for (field, extractor), count in sorted(missing.items()):
        if count:
            yield Withheld(field, extractor, count, reason)


def _key(value: Any) -> str:
    """Return what makes two values one: a skill's label, an article's or link's address, else all of it."""
    if isinstance(value, dict):
        for name in ("label", "url", "title"):
            if value.get(name):
                return str(value[name]).casefold().rstrip("/")
        return repr(sorted(value.items()))
    return str(value).casefold()
