"""Precision, recall and F1 of what was read and of what was proposed, and the traps that were stepped into."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from sync.comparators import same, words
from sync.evaluate.run import SiteResult
from sync.evaluate.truth import FIELDS, LabelledSite
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


def score_values(results: Sequence[SiteResult]) -> dict[str, Score]:
    """Score the current profile as read, per field."""
    total = {field: Score() for field in FIELDS}
    for result in results:
        truth = result.site.newer
        for field in FIELDS:
            given = [one.value for one in result.values[field]]
            unlisted = truth.articles_total - len(truth.values["articles"]) if field == "articles" else 0
            total[field].add(_score(field, given, truth.values[field], truth.acceptable.get(field, ()), unlisted))
    return total


def score_proposals(results: Sequence[SiteResult]) -> dict[str, Score]:
    """Score the proposals against what truly differs from the record, per field."""
    total = {field: Score() for field in FIELDS}
    for result in results:
        truth = result.site.newer
        for field in FIELDS:
            given = [one.after for one in result.proposals if one.field == field and one.op != "remove"]
            unlisted = truth.articles_total - len(truth.values["articles"]) if field == "articles" else 0
            wanted = [value for value in truth.values[field] if not _on_record(result.site, field, value)]
            total[field].add(_score(field, given, wanted, truth.acceptable.get(field, ()), unlisted))
    return total


def traps(results: Sequence[SiteResult]) -> list[tuple[str, Proposal]]:
    """Return the proposals that take a trap for a current title or employer, with their site's slug."""
    return [
        (result.site.slug, proposal)
        for result in results
        for proposal in result.proposals
        if proposal.field in ("title", "employer") and _is_trap(result.site, proposal)
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


def _score(
    field: str,
    given: Sequence[JsonValue],
    wanted: Sequence[JsonValue],
    acceptable: Sequence[JsonValue],
    unlisted: int,
) -> Score:
    """Compare values with the truth.

    :param unlisted: values that the truth counts but does not list; so many unknown ones are not held against us.
    """
    score = Score()
    for value in given:
        if any(same(field, value, right) for right in (*wanted, *acceptable)):
            score.right += 1
        elif unlisted > 0:
            unlisted -= 1
        else:
            score.wrong += 1
    for right in wanted:
        # An acceptable answer finds a single value too.
        others = acceptable if isinstance(right, str) else ()
        if any(same(field, value, one) for value in given for one in (right, *others)):
            score.found += 1
        else:
            score.missed += 1
    return score


def _on_record(site: LabelledSite, field: str, value: JsonValue) -> bool:
    if field == "name":
        return True
    return site.older is not None and any(same(field, value, one) for one in site.older.values[field])


def _is_trap(site: LabelledSite, proposal: Proposal) -> bool:
    truth = site.newer
    right = (*truth.values[proposal.field], *truth.acceptable.get(proposal.field, ()))
    if any(same(proposal.field, proposal.after, one) for one in right):
        return False
    said = " ".join(words(str(proposal.after)))
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
