"""Which claims of labelled sites are right: one line per site and value, as sure as its surest page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from extractors.claims import Claim, PersonHint
from extractors.extract import extract
from sync.comparators import keys
from sync.evaluate.run import SiteResult
from sync.evaluate.score import agrees
from sync.evaluate.truth import FIELDS, LabelledSite


@dataclass(frozen=True, slots=True)
class Judged:
    """One value that a site was read to say."""

    site: str
    extractor: str
    field: str
    said: float
    """The extractor's own confidence, before any calibration."""
    right: bool


def judged(results: Iterable[SiteResult]) -> list[Judged]:
    """Read all pages again, without calibration, and judge each value by the truth.

    Articles of a site whose truth does not list them all are left out: an unlisted one may be right.
    """
    return [one for result in results for one in _judged_site(result)]


def _judged_site(result: SiteResult) -> Iterator[Judged]:
    site = result.site
    person = PersonHint(str(site.newer.values["name"][0]))
    best: dict[tuple[str, str, str], Claim] = {}
    for snapshot in result.snapshots:
        for claim in extract(snapshot, person, calibrate=False).claims:
            if claim.field not in FIELDS or (claim.field == "articles" and _unlisted(site)):
                continue
            key = (claim.extractor, claim.field, keys(claim.field, claim.value)[0])
            if key not in best or best[key].confidence < claim.confidence:
                best[key] = claim
    for claim in best.values():
        right = _is_right(site, claim.field, claim.value)
        yield Judged(site.slug, claim.extractor, claim.field, claim.confidence, right)


def _unlisted(site: LabelledSite) -> bool:
    return site.newer.articles_total > len(site.newer.values["articles"])


def _is_right(site: LabelledSite, field: str, value: JsonValue) -> bool:
    truth = site.newer
    rights: Sequence[JsonValue] = (*truth.values[field], *truth.acceptable.get(field, ()))
    return any(agrees(field, value, one, loosely=field == "skills") for one in rights)
