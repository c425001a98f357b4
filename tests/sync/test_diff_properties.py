"""What holds for every record and every set of observations."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.apply import apply_items
from sync.commands.proposals import as_item_change
from sync.comparators import keys
from sync.decide import remember_rejection, settle
from sync.diff import compare, stating
from sync.models.difference import Comparison
from sync.propose import reconcile
from tests.sync.builders import AT, BLOG, LATER, OWN, TEAM, TRUST, observation, record, stated

ARTICLES = [
    {"title": "Part one", "url": "https://a.example/1"},
    {"title": "Part one", "url": "https://b.example/1"},
    {"title": "Part one"},
    {"title": "Part 1", "url": "https://a.example/1?utm_source=feed"},
    {"title": "Part two", "url": "https://a.example/2", "date": "2025-01-02"},
]
VALUES = {
    "title": ["Engineer", "Sr. Engineer", "Senior Engineer", "Staff Engineer"],
    "employer": ["Havnelys", "Havnelys AS", "Kolanut", "Kolanut (Havnelys)"],
    "location": ["Hamburg", "Hamburg, Germany", "Bergen, Norway", "Remote"],
    "skills": [
        {"name": "C"},
        {"name": "C++"},
        {"name": "k8s", "label": "Kubernetes"},
        {"name": "Kubernetes"},
        {"name": "K8s"},
    ],
    "articles": ARTICLES,
    "links": [{"url": "https://twitter.com/Mira"}, {"url": "https://x.com/mira"}, {"url": "https://a.example/"}],
    "work": [{"name": "Havnelys", "startDate": "2020"}, {"name": "Havnelys AS", "startDate": "2020-03"}],
}
SINGLE = ("title", "employer", "location")

claims = st.sampled_from([(field, value) for field, values in VALUES.items() for value in values])
times = st.sampled_from(
    [None, stated("2019"), stated("2023"), stated("2023-06"), stated("2024", "2026"), stated("2026-03-01")]
)
observations = st.lists(
    st.builds(
        lambda claim, source, page, confidence, quote, said: observation(
            *claim, source=source, page=f"https://{page}.example/", confidence=confidence, quote=quote, said=said
        ),
        claims,
        st.sampled_from([OWN, BLOG, TEAM, "s_stranger"]),
        st.sampled_from(["one", "two"]),
        st.sampled_from([0.3, 0.55, 0.8, 0.95]),
        st.sampled_from(["I am that.", "She is that.", None]),
        times,
    ),
    max_size=14,
    unique_by=lambda one: one.id,
)


def only(difference):
    """Return a comparison that found one difference."""
    return Comparison((difference,), ())


@st.composite
def records(draw):
    """Return a record with some of the values."""
    raw = {}
    for field, values in VALUES.items():
        if field in SINGLE:
            if (value := draw(st.none() | st.sampled_from(values))) is not None:
                raw[field] = value
        else:
            raw[field] = draw(st.lists(st.sampled_from(values), max_size=3, unique_by=repr))
    as_of = draw(st.sampled_from([None, "2022", "2024-05"]))
    return record(**raw, **({"as_of": as_of} if as_of else {}))


@given(records(), observations, st.randoms(use_true_random=False))
def test_the_order_of_observations_does_not_matter(person, seen, random):
    """Nor does saying something twice."""
    shuffled = [*seen, *seen[:3]]
    random.shuffle(shuffled)
    assert compare(person, shuffled[: len(shuffled)], TRUST).differences == compare(person, seen, TRUST).differences
    assert compare(person, shuffled, TRUST).confirmations == compare(person, seen, TRUST).confirmations


@given(records(), st.sampled_from([OWN, BLOG, TEAM]), st.sampled_from([0.3, 0.95]), times)
def test_a_record_that_equals_what_is_observed_gives_no_difference(person, source, confidence, said):
    """Every item is confirmed instead."""
    items = [(field, item) for field, item in person.items() if field != "name"]
    seen = [observation(field, item.value, source=source, confidence=confidence, said=said) for field, item in items]
    comparison = compare(person, seen, TRUST)
    assert comparison.differences == ()
    assert {(one.field, one.item_id) for one in comparison.confirmations} >= {(f, item.item_id) for f, item in items}


@given(records(), observations)
def test_applying_every_difference_leaves_none(person, seen):
    """What was approved is not proposed again, and each difference fits the record beside all others."""
    differences = compare(person, seen, TRUST).differences
    for difference in differences:
        [proposal] = reconcile(person, only(difference), [], AT).opened
        person = apply_items(person, [as_item_change(proposal)], AT)
    assert compare(person, seen, TRUST).differences == ()


@given(records(), observations)
def test_differences_are_one_per_item(person, seen):
    """And their item is on the record exactly when they replace something."""
    differences = compare(person, seen, TRUST).differences
    assert len({(one.field, one.item_id) for one in differences}) == len(differences)
    for one in differences:
        held = person.item(one.field, one.item_id)
        assert (one.op == "replace") is (held is not None)
        assert one.before == (held.value if held else None)
        assert one.proof
        assert {witness.source_id for witness in one.proof} <= set(TRUST)


@given(records(), observations)
@settings(max_examples=60)
def test_what_is_rejected_stays_away(person, seen):
    """Rejecting everything, round after round, ends; no value comes back while nobody says anything new."""
    rejections = []
    turned_down = []
    for _ in range(len(seen) + 1):
        comparison = compare(person, seen, TRUST, rejections)
        if not comparison.differences:
            break
        for difference in comparison.differences:
            own = set(keys(difference.field, difference.after))
            assert all(own.isdisjoint(keys(field, value)) for field, value in turned_down if field == difference.field)
            [proposal] = reconcile(person, only(difference), [], AT).opened
            settled, decision = settle(proposal, "reject", actor="tests", at=AT)
            verified = [one for one in seen if one.source_id in TRUST]
            saying_it = stating(difference.field, difference.after, verified)
            rejections += remember_rejection(settled, decision, saying_it, AT)
            turned_down.append((difference.field, difference.after))
    assert compare(person, seen, TRUST, rejections).differences == ()


@given(records(), observations, observations)
@settings(max_examples=60)
def test_reconciling_twice_changes_nothing(person, before, after):
    """One proposal per item is open at any time, and a second look at the same pages writes nothing."""
    open_now = list(reconcile(person, compare(person, before, TRUST), [], AT).opened)
    first = reconcile(person, compare(person, after, TRUST), open_now, LATER)
    standing = {one.id: one for one in open_now} | {one.id: one for one in first.writes}
    still_open = [one for one in standing.values() if one.state == "open"]
    assert len({(one.field, one.item_id) for one in still_open}) == len(still_open)
    assert reconcile(person, compare(person, after, TRUST), still_open, LATER).writes == ()
