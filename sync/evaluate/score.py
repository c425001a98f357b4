"""Precision, recall and F1 of what was read and of what was proposed, and the traps that were stepped into."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from pydantic import JsonValue

from sync.comparators import same, words
from sync.evaluate.run import SiteResult
from sync.evaluate.truth import FIELDS, SINGLE, LabelledSite
from sync.models.proposal import Proposal


@dataclass(slots=True)
class Score:
    """Counts of one field over some sites."""

    right: int = 0
    """Values given that are in the truth."""
    wrong: int = 0
    """Values given that are not."""
    found: int = 0
    """Values of the truth that were given."""
    missed: int = 0
    """Values of the truth that were not."""

    @property
    def precision(self) -> float | None:
        """Share of right among what was given; None where nothing was."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """Share of the truth that was given; None where there was nothing to find."""
        return self.found / (self.found + self.missed) if self.found + self.missed else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of the two."""
        if self.precision is None or self.recall is None:
            return None
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def add(self, other: "Score") -> None:
        """Add another site's counts."""
        self.right += other.right
        self.wrong += other.wrong
        self.found += other.found
        self.missed += other.missed


def score_values(results: Sequence[SiteResult], *, loosely: bool = False) -> dict[str, Score]:
    """Score the current profile as read, per field.

    :param loosely: a title or employer that contains the true one, or is a part of it, is right too.
    """
    total = {field: Score() for field in FIELDS}
    for result in results:
        for field in FIELDS:
            given = [one.value for one in result.values[field]]
            total[field].add(score_against(result.site, field, given, result.site.newer.values[field], loosely))
    return total


def score_proposals(results: Sequence[SiteResult]) -> dict[str, Score]:
    """Score the proposals against what truly differs from the record, per field."""
    total = {field: Score() for field in FIELDS}
    for result in results:
        for field in FIELDS:
            total[field].add(_score_proposed(result, field))
    return total


def score_changes(results: Sequence[SiteResult]) -> dict[str, Score]:
    """Score the proposals on those sites whose older version is known: what changed since, and nothing else."""
    return score_proposals([result for result in results if result.site.older is not None])


def _score_proposed(result: SiteResult, field: str) -> Score:
    site, given = result.site, [one for one in result.proposals if one.field == field]
    if field in SINGLE and _stands(site, field):
        # Even another right wording is a card too many where nothing changed.
        return Score(wrong=len(given))
    removed = [one for one in given if one.op == "remove"]
    wanted = [value for value in site.newer.values[field] if not _on_record(site, field, value)]
    score = score_against(site, field, [one.after for one in given if one.op != "remove"], wanted)
    # Absence is no evidence: to miss a removal is no fault, to propose a true one is right.
    right = sum(not _says(site, field, one.before) for one in removed)
    score.add(Score(right=right, wrong=len(removed) - right))
    return score


def _stands(site: LabelledSite, field: str) -> bool:
    """Tell whether the newer version still says what the record holds under a single field."""
    return site.older is not None and any(_says(site, field, value) for value in site.older.values[field])


def _says(site: LabelledSite, field: str, value: JsonValue) -> bool:
    truth = site.newer
    return any(same(field, value, one) for one in (*truth.values[field], *truth.acceptable.get(field, ())))


def traps(results: Sequence[SiteResult]) -> list[tuple[str, Proposal]]:
    """Return the proposals that take a trap for a current title or employer, with their site's slug."""
    return [
        (result.site.slug, proposal)
        for result in results
        for proposal in result.proposals
        if proposal.field in ("title", "employer")
        and proposal.op != "remove"
        and is_trap(result.site, proposal.field, proposal.after)
    ]


def rows(results: Sequence[SiteResult]) -> Iterator[dict[str, JsonValue]]:
    """Yield one object per extracted value and per proposal."""
    for result in results:
        for field in FIELDS:
            for one in result.values[field]:
                yield _row("value", result, field, None, None, one.value, one.confidence, one.evidence.quote, one.page)
        for proposal in result.proposals:
            if proposal.field in FIELDS:
                best = proposal.evidence[0]
                before, after = proposal.before, proposal.after
                yield _row(
                    "proposal",
                    result,
                    proposal.field,
                    proposal.op,
                    before,
                    after,
                    proposal.confidence,
                    best.quote,
                    best.address,
                )


def score_against(
    site: LabelledSite, field: str, given: Sequence[JsonValue], wanted: Sequence[JsonValue], loosely: bool = False
) -> Score:
    """Compare values of a field with what is wanted of a site's newer version.

    The truth may count more articles than it lists: so many unknown ones are not held against us.
    """
    truth = site.newer
    acceptable = truth.acceptable.get(field, ())
    unlisted = truth.articles_total - len(truth.values["articles"]) if field == "articles" else 0
    loosely = loosely or field == "skills"
    score = Score()
    for value in given:
        if any(agrees(field, value, right, loosely) for right in (*wanted, *acceptable)):
            score.right += 1
        elif unlisted > 0:
            unlisted -= 1
        elif not (loosely and any(agrees(field, value, right, loosely) for right in truth.values[field])):
            # What loosely agrees with something on the record is no news, and no error.
            score.wrong += 1
    for right in wanted:
        # An acceptable answer finds a single value too.
        others = acceptable if isinstance(right, str) else ()
        if any(agrees(field, value, one, loosely) for value in given for one in (right, *others)):
            score.found += 1
        else:
            score.missed += 1
    return score


def agrees(field: str, given: JsonValue, right: JsonValue, loosely: bool = False) -> bool:
    """Tell whether a value is the true one.

    :param loosely: the words of one may be a run of the other's, as "GitLab" and "Gitlab Pipelines".
    """
    if same(field, given, right):
        return True
    if not loosely:
        return False
    return any(f" {one} " in f" {other} " for one, other in _both_ways(_said(given), _said(right)))


def _both_ways(ones: Sequence[str], others: Sequence[str]) -> Iterator[tuple[str, str]]:
    for one, other in product(ones, others):
        if one and other:
            yield one, other
            yield other, one


def _said(value: JsonValue) -> list[str]:
    names = [value.get("name"), value.get("label")] if isinstance(value, Mapping) else [value]
    return [" ".join(words(name)) for name in names if isinstance(name, str)]


def _on_record(site: LabelledSite, field: str, value: JsonValue) -> bool:
    if field == "name":
        return True
    return site.older is not None and any(same(field, value, one) for one in site.older.values[field])


def is_trap(site: LabelledSite, field: str, value: JsonValue) -> bool:
    """Tell whether a title or employer is one that the truth names as not current."""
    truth = site.newer
    right = (*truth.values[field], *truth.acceptable.get(field, ()))
    if any(same(field, value, one) for one in right):
        return False
    said = " ".join(words(str(value)))
    return any(re.search(rf"\b{re.escape(' '.join(words(trap)))}\b", said) for trap in truth.not_current)


def _row(
    kind: str,
    result: SiteResult,
    field: str,
    op: str | None,
    before: JsonValue,
    after: JsonValue,
    confidence: float,
    quote: str | None,
    page: str,
) -> dict[str, JsonValue]:
    return {
        "kind": kind,
        "site": result.site.slug,
        "field": field,
        "op": op,
        "before": _in_short(before),
        "after": _in_short(after),
        "confidence": confidence,
        "quote": quote,
        "page": page,
        "value": after,
    }


def _in_short(value: JsonValue) -> JsonValue:
    """Return a structured value by what it is called: a skill's name, an article's title, a link's address."""
    if not isinstance(value, Mapping):
        return value
    return value.get("name") or value.get("title") or value.get("url")
