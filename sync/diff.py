"""Compare a record with what its sources say now. Pure: everything comes in, differences come out.

Survivorship: of all that verified sources say, agreement of distinct sources weighted by trust chooses what
to propose, and a statement that is certainly newer beats one that is certainly older. Absence never proposes
a removal. A value seen again is a confirmation, not a difference.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pydantic import JsonValue

import config.fields
from config.fields import ProfileField
from sync.comparators import keys, normal_quote
from sync.models.candidate import Candidate, Item, mint_item_id
from sync.models.difference import Comparison, Confirmation, Difference
from sync.models.observation import Freshness, Observation, StatedAt
from sync.models.proposal import Rejection, Witness
from sync.specificity import is_no_change

LEAST_CONFIDENCE = 0.5
"""Below it a value is kept as an observation and not proposed."""
COMPLETED = frozenset(("articles", "talks"))
"""Fields whose values are put together from the feed, the list and the page that state them."""


@dataclass(slots=True)
class Group:
    """Observations that state the same value."""

    keys: set[str]
    members: list[Observation] = field(default_factory=list)

    def proof(self) -> tuple[Observation, ...]:
        """Return one member per source and page, the most confident first."""
        best: dict[tuple[str, str], Observation] = {}
        # Ties by what is said, not by ids: those carry the time of reading, and a re-read must not reorder.
        for member in sorted(self.members, key=lambda one: (-one.confidence, one.source_id, one.page, repr(one.value))):
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
        return max(dated, key=lambda at: _last_day(at.latest or at.earliest or "0001"), default=None)

    def is_older_than(self, statement: StatedAt | None) -> bool:
        """Tell whether every member is certainly older than a statement; one without a date may be of today."""
        return all(is_older(member.evidence.stated_at, statement) for member in self.members)

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


def stating(field_id: str, value: JsonValue, observations: Iterable[Observation]) -> list[Observation]:
    """Return the observations that state a value, also those that only others of them show to be the same."""
    groups = group_by_value(field_id, (one for one in observations if one.field == field_id))
    return [one for group in groups if not group.keys.isdisjoint(keys(field_id, value)) for one in group.members]


def strongest(groups: Sequence[Group], trust: Mapping[str, float]) -> Group:
    """Choose the value to believe: the heaviest, unless another is certainly newer.

    :param groups: at least one.
    """
    ranked = sorted(groups, key=lambda group: (-group.weight(trust), min(group.keys)))
    best = ranked[0]
    for other in ranked[1:]:
        if best.is_older_than(other.stated()):
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
    known = _record_stated(candidate, item, freshness) if item else None
    open_to = []
    for group in groups:
        rejected, why = _rejected(field_id, group, rejections)
        if not rejected and group.confidence() >= LEAST_CONFIDENCE and not group.is_older_than(known):
            open_to.append((group, why))
    if not open_to:
        return
    best = strongest([group for group, _ in open_to], trust)
    proof = best.proof()
    if item is not None and (
        is_no_change(field_id, item.value, proof[0].value) or _record_stands(item, field_id, best, groups, trust)
    ):
        return
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


def _record_stands(item: Item, field_id: str, best: Group, groups: Sequence[Group], trust: Mapping[str, float]) -> bool:
    own = keys(field_id, item.value)
    agreeing = next((group for group in groups if not group.keys.isdisjoint(own)), None)
    if agreeing is None or agreeing is best:
        return agreeing is best
    return agreeing.weight(trust) >= best.weight(trust) and not agreeing.is_older_than(best.stated())


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
        rejected, why = _rejected(field_id, group, rejections)
        if not rejected:
            after = completed(field_id, proof)
            yield Difference(field_id, item_id, "add", None, after, proof[0].normal, group.confidence(), proof, why)


def completed(field_id: str, proof: Sequence[Observation]) -> JsonValue:
    """Return the surest statement of an article or talk, with what only others of it tell: its date, its summary.

    A feed knows the day, a list only the year; of two dates that agree the more exact one counts.

    :param proof: of one value, the most confident first.
    """
    best = proof[0].value
    if field_id not in COMPLETED or not isinstance(best, dict):
        return best
    whole = dict(best)
    for one in proof[1:]:
        if isinstance(one.value, dict):
            for name, said in one.value.items():
                known = whole.get(name)
                finer = name == "date" and str(said).startswith(str(known))
                if known is None or finer:
                    whole[name] = said
    return whole


def _rejected(field_id: str, group: Group, rejections: Sequence[Rejection]) -> tuple[bool, str]:
    """Tell whether the value stays rejected, and if it comes back, why.

    An item that is not on the record has no id of its own to go by: the value decides.
    """
    known = [
        witness
        for rejection in rejections
        if rejection.field == field_id and rejection.normal in group.keys
        for witness in rejection.witnesses
    ]
    if not known:
        return False, ""
    why = _news_since(known, group)
    return not why, why


def _news_since(known: Sequence[Witness], group: Group) -> str:
    for member in group.members:
        said = [witness for witness in known if witness.source_id == member.source_id]
        if not said:
            return f"rejected before; now {member.page} says it too"
        quote = normal_quote(member.evidence.quote or "")
        if all(quote != witness.quote for witness in said):
            return f"rejected before; {member.page} now says it in new words"
        if all(is_older(witness.stated_at, member.evidence.stated_at) for witness in said):
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
