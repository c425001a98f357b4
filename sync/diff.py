"""Compare a record with what its sources say now. Pure: everything comes in, differences come out.

Survivorship: of all that verified sources say, agreement of distinct sources weighted by trust chooses what
to propose, and a statement that is certainly newer beats one that is certainly older. Absence never proposes
a removal. A value seen again is a confirmation, not a difference.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import config.fields
from config.fields import ProfileField
from sync.comparators import keys, normal_quote
from sync.models.candidate import Candidate, Item, mint_item_id
from sync.models.difference import Comparison, Confirmation, Difference
from sync.models.observation import Freshness, Observation, StatedAt
from sync.models.proposal import Rejection

LEAST_CONFIDENCE = 0.5
"""Below it a value is kept as an observation and not proposed."""


@dataclass(slots=True)
class Group:
    """Observations that state the same value."""

    keys: set[str]
    members: list[Observation] = field(default_factory=list)

    def proof(self) -> tuple[Observation, ...]:
        """Return one member per source and page, the most confident first."""
        best: dict[tuple[str, str], Observation] = {}
        for member in sorted(self.members, key=lambda one: (-one.confidence, one.id)):
            best.setdefault((member.source_id, member.page), member)
        return tuple(best.values())

    def confidence(self) -> float:
        """Return the probability that not all distinct sources err: versions and pages of one count once."""
        doubt = 1.0
        for confidence in self._best_per_source().values():
            doubt *= 1.0 - confidence
        return round(1.0 - doubt, 4)

    def weight(self, trust: Mapping[str, float]) -> float:
        """Return the agreement of distinct sources, each by its trust."""
        return sum(confidence * trust[source] for source, confidence in self._best_per_source().items())

    def stated(self) -> StatedAt | None:
        """Return the newest statement among the members, None where none is dated."""
        dated = [member.evidence.stated_at for member in self.members if member.evidence.stated_at]
        return max(dated, key=lambda at: at.latest or at.earliest or "", default=None)

    def _best_per_source(self) -> dict[str, float]:
        best: dict[str, float] = {}
        for member in self.members:
            best[member.source_id] = max(best.get(member.source_id, 0.0), member.confidence)
        return best


def compare(
    candidate: Candidate,
    observations: Iterable[Observation],
    trust: Mapping[str, float],
    rejections: Sequence[Rejection] = (),
    freshness: Sequence[Freshness] = (),
) -> Comparison:
    """Compare a record with its observations.

    :param observations: standing ones; those of sources missing from ``trust`` are passed over.
    :param trust: per verified source of the person, how far its word goes (0..1).
    :param rejections: the person's rejected values.
    :param freshness: when the record's values were last stated.
    """
    by_field: dict[str, list[Observation]] = {}
    for observation in sorted(observations, key=lambda one: one.id):
        if observation.source_id in trust:
            by_field.setdefault(observation.field, []).append(observation)
    differences: list[Difference] = []
    confirmations: list[Confirmation] = []
    for field_id, found in sorted(by_field.items()):
        profile_field = config.fields.get(field_id)
        groups = group_by_value(field_id, found)
        confirmations += _confirmations(candidate, field_id, groups)
        if not profile_field.proposed:
            continue
        if profile_field.cardinality == "one":
            differences += _single(candidate, profile_field, groups, trust, rejections, freshness)
        else:
            differences += _additions(candidate, profile_field, groups, rejections)
    return Comparison(tuple(differences), tuple(confirmations))


def group_by_value(field_id: str, observations: Iterable[Observation]) -> list[Group]:
    """Put observations of one field into groups that state the same value."""
    groups: list[Group] = []
    for observation in observations:
        own = set(keys(field_id, observation.value))
        touching = [group for group in groups if not own.isdisjoint(group.keys)]
        merged = Group(own.union(*(group.keys for group in touching)))
        merged.members = [member for group in touching for member in group.members] + [observation]
        groups = [group for group in groups if group not in touching] + [merged]
    return groups


def strongest(groups: Sequence[Group], trust: Mapping[str, float]) -> Group:
    """Choose the value to believe: the heaviest, unless another is certainly newer.

    :param groups: at least one.
    """
    ranked = sorted(groups, key=lambda group: (-group.weight(trust), min(group.keys)))
    best = ranked[0]
    for other in ranked[1:]:
        if is_older(best.stated(), other.stated()):
            best = other
    return best


def is_older(one: StatedAt | None, other: StatedAt | None) -> bool:
    """Tell whether one statement is certainly older: the intervals are known and do not overlap."""
    if one is None or other is None or one.latest is None or other.earliest is None:
        return False
    return _last_day(one.latest) < _first_day(other.earliest)


def _confirmations(candidate: Candidate, field_id: str, groups: Sequence[Group]) -> Iterator[Confirmation]:
    for item in candidate.profile.get(field_id, []):
        own = keys(field_id, item.value)
        for group in groups:
            if not group.keys.isdisjoint(own):
                yield Confirmation(field_id, item.item_id, group.proof())


def _single(
    candidate: Candidate,
    profile_field: ProfileField,
    groups: Sequence[Group],
    trust: Mapping[str, float],
    rejections: Sequence[Rejection],
    freshness: Sequence[Freshness],
) -> Iterator[Difference]:
    field_id = profile_field.id
    item = next(iter(candidate.profile.get(field_id, [])), None)
    item_id = item.item_id if item else field_id
    open_to = []
    for group in groups:
        rejected, why = _rejected(field_id, item_id, group, rejections)
        if not rejected and group.confidence() >= LEAST_CONFIDENCE:
            open_to.append((group, why))
    if not open_to:
        return
    best = strongest([group for group, _ in open_to], trust)
    if item is not None and _record_stands(candidate, item, field_id, best, groups, trust, freshness):
        return
    proof = best.proof()
    yield Difference(
        field=field_id,
        item_id=item_id,
        op="replace" if item else "add",
        before=item.value if item else None,
        after=proof[0].value,
        normal=proof[0].normal,
        confidence=best.confidence(),
        proof=proof,
        back_because=next(why for group, why in open_to if group is best),
    )


def _record_stands(
    candidate: Candidate,
    item: Item,
    field_id: str,
    best: Group,
    groups: Sequence[Group],
    trust: Mapping[str, float],
    freshness: Sequence[Freshness],
) -> bool:
    own = keys(field_id, item.value)
    agreeing = next((group for group in groups if not group.keys.isdisjoint(own)), None)
    if agreeing is best:
        return True
    if agreeing and agreeing.weight(trust) >= best.weight(trust) and not is_older(agreeing.stated(), best.stated()):
        return True
    return is_older(best.stated(), _record_stated(candidate, item, freshness))


def _record_stated(candidate: Candidate, item: Item, freshness: Sequence[Freshness]) -> StatedAt | None:
    for confirmed in freshness:
        if confirmed.item_id == item.item_id and confirmed.stated_at is not None:
            return confirmed.stated_at
    if candidate.as_of is None:
        return None
    precision = {4: "year", 7: "month"}.get(len(candidate.as_of), "day")
    return StatedAt.model_validate(
        {"earliest": candidate.as_of, "latest": candidate.as_of, "precision": precision, "basis": "explicit"}
    )


def _additions(
    candidate: Candidate, profile_field: ProfileField, groups: Sequence[Group], rejections: Sequence[Rejection]
) -> Iterator[Difference]:
    field_id = profile_field.id
    items = candidate.profile.get(field_id, [])
    on_record = {key for item in items for key in keys(field_id, item.value)}
    taken = {item.item_id for item in items}
    for group in sorted(groups, key=lambda one: min(one.keys)):
        if not group.keys.isdisjoint(on_record) or group.confidence() < LEAST_CONFIDENCE:
            continue
        proof = group.proof()
        item_id = mint_item_id(candidate.id, field_id, proof[0].normal, taken)
        rejected, why = _rejected(field_id, item_id, group, rejections)
        if not rejected:
            after = proof[0].value
            yield Difference(field_id, item_id, "add", None, after, proof[0].normal, group.confidence(), proof, why)


def _rejected(field_id: str, item_id: str, group: Group, rejections: Sequence[Rejection]) -> tuple[bool, str]:
    """Tell whether the value stays rejected, and if it comes back, why."""
    for rejection in rejections:
        if rejection.field != field_id or rejection.item_id != item_id or rejection.normal not in group.keys:
            continue
        why = _news_since(rejection, group)
        return (False, why) if why else (True, "")
    return False, ""


def _news_since(rejection: Rejection, group: Group) -> str:
    sources = {witness.source_id for witness in rejection.witnesses}
    for member in group.members:
        if member.source_id not in sources:
            return f"rejected before; now {member.page} says it too"
        known = [witness for witness in rejection.witnesses if witness.source_id == member.source_id]
        quote = normal_quote(member.evidence.quote or "")
        if all(quote != witness.quote for witness in known):
            return f"rejected before; {member.page} now says it in new words"
        if all(is_older(witness.stated_at, member.evidence.stated_at) for witness in known):
            return f"rejected before; {member.page} says it again at a later date"
    return ""


def _first_day(moment: str) -> date:
    parts = [int(part) for part in moment[:10].split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


def _last_day(moment: str) -> date:
    parts = [int(part) for part in moment[:10].split("-")]
    if len(parts) == 1:
        return date(parts[0], 12, 31)
    if len(parts) == 2:
        following = date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1)
        return date.fromordinal(following.toordinal() - 1)
    return date(*parts)
