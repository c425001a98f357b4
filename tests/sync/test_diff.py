"""What comparing a record with its observations gives."""

import pytest

from sync.diff import LEAST_CONFIDENCE, compare, is_older
from sync.models.candidate import mint_item_id
from sync.models.observation import Freshness, StatedAt
from tests.sync.builders import AT, BLOG, OWN, TEAM, TRUST, observation, record, stated


def test_a_value_that_the_record_lacks_is_an_addition():
    """With nothing before it, and the id that the value always gets."""
    said = observation("skills", "Rust")
    [first] = compare(record(), [said], TRUST).differences
    [again] = compare(record(skills=["Go"]), [said], TRUST).differences
    assert (first.op, first.before, first.after, first.proof) == ("add", None, {"name": "Rust"}, (said,))
    assert first.item_id == mint_item_id(record().id, "skills", "rust")
    assert again.item_id != first.item_id, "two people's items have two ids"


def test_another_value_of_a_single_field_is_a_replacement():
    """Of the item that is there, with what it says now."""
    [found] = compare(record(title="Engineer"), [observation("title", "Staff Engineer")], TRUST).differences
    assert (found.op, found.item_id, found.before, found.after) == ("replace", "title", "Engineer", "Staff Engineer")


def test_an_empty_single_field_is_filled():
    """As an addition under the field's own id."""
    [found] = compare(record(), [observation("title", "Staff Engineer")], TRUST).differences
    assert (found.op, found.item_id, found.before) == ("add", "title", None)


def test_the_same_value_again_is_a_confirmation():
    """In any spelling; it proposes nothing."""
    person = record(title="Senior Engineer", skills=["Rust"])
    seen = [observation("title", "Sr. Engineer"), observation("skills", "rust")]
    comparison = compare(person, seen, TRUST)
    assert comparison.differences == ()
    assert [(one.field, one.proof) for one in comparison.confirmations] == [
        ("skills", (seen[1],)),
        ("title", (seen[0],)),
    ]


def test_absence_proposes_nothing():
    """A source that no longer names a skill, or anything at all, does not take it away."""
    person = record(title="Engineer", employer="Havnelys", skills=["Rust", "Go"])
    assert compare(person, [], TRUST).differences == ()
    assert compare(person, [observation("skills", "Go")], TRUST).differences == ()


@pytest.mark.parametrize("field", ["name", "headline"])
def test_some_fields_are_never_proposed(field):
    """A name or headline on a page confirms, and is not argued about."""
    person = record(headline="Keeps systems up")
    assert compare(person, [observation(field, "Something Else")], TRUST).differences == ()


def test_a_source_that_is_not_verified_passes_nothing():
    """Neither proposals nor confirmations; a namesake's page stays outside."""
    person = record(title="Engineer", skills=["Rust"])
    strangers = [
        observation("title", "Chef", source="s_stranger"),
        observation("skills", "Rust", source="s_stranger"),
    ]
    comparison = compare(person, strangers, TRUST)
    assert (comparison.differences, comparison.confirmations) == ((), ())


@pytest.mark.parametrize(("confidence", "number"), [(LEAST_CONFIDENCE - 0.01, 0), (LEAST_CONFIDENCE, 1)])
@pytest.mark.parametrize(("field", "value"), [("title", "Staff Engineer"), ("skills", "Rust")])
def test_a_value_below_the_least_confidence_waits(field, value, confidence, number):
    """It is kept as an observation."""
    said = observation(field, value, confidence=confidence)
    assert len(compare(record(title="Engineer"), [said], TRUST).differences) == number


def test_two_unsure_sources_agree_into_a_proposal():
    """Agreement counts distinct sources: 0.4 twice is 0.64."""
    unsure = [observation("skills", "Rust", source=source, confidence=0.4) for source in (OWN, BLOG)]
    [found] = compare(record(), unsure, TRUST).differences
    assert found.confidence == pytest.approx(0.64)


def test_one_source_that_repeats_itself_agrees_with_nobody():
    """Neither pages nor quotes nor versions of one source add up."""
    repeated = [observation("skills", "Rust", page=f"https://own.example/{n}", confidence=0.4) for n in range(5)]
    assert compare(record(), repeated, TRUST).differences == ()


def test_the_proof_has_one_line_per_source_and_page():
    """The most confident first."""
    seen = [
        observation("skills", "Rust", quote="weaker", confidence=0.7),
        observation("skills", "Rust", quote="best", confidence=0.95),
        observation("skills", "rust", source=BLOG, confidence=0.8),
    ]
    [found] = compare(record(), seen, TRUST).differences
    assert [(one.source_id, one.evidence.quote) for one in found.proof] == [(OWN, "best"), (BLOG, "She says so.")]


def test_trust_decides_between_sources():
    """With equal confidence the more trusted one is proposed."""
    seen = [observation("title", "Staff Engineer", source=OWN), observation("title", "Advisor", source=TEAM)]
    [found] = compare(record(title="Engineer"), seen, TRUST).differences
    assert found.after == "Staff Engineer"


def test_agreement_outweighs_a_single_trusted_source():
    """Two lesser sources that agree are more than one."""
    seen = [
        observation("title", "Advisor", source=OWN),
        observation("title", "Staff Engineer", source=BLOG),
        observation("title", "Staff Engineer", source=TEAM),
    ]
    [found] = compare(record(title="Engineer"), seen, TRUST).differences
    assert (found.after, {one.source_id for one in found.proof}) == ("Staff Engineer", {BLOG, TEAM})


def test_a_certainly_newer_statement_beats_a_heavier_older_one():
    """Trust decides only where the times overlap."""
    old = observation("title", "Engineer II", source=OWN, said=stated("2019"))
    new = observation("title", "Staff Engineer", source=TEAM, said=stated("2026-03"))
    overlapping = observation("title", "Advisor", source=TEAM, said=stated("2018", "2020"))
    [found] = compare(record(title="Engineer"), [old, new], TRUST).differences
    assert found.after == "Staff Engineer"
    [found] = compare(record(title="Engineer"), [old, overlapping], TRUST).differences
    assert found.after == "Engineer II"


@pytest.mark.parametrize(
    ("as_of", "said", "proposed"),
    [
        ("2025-02", stated("2024"), False),
        ("2025-02", stated("2025-01-31"), False),
        ("2025-02", stated("2025-02-01"), True),
        ("2025-02", stated("2025"), True),
        ("2025", stated("2025-06-01"), True),
        ("2025-02", stated("2023", "2026"), True),
        ("2025-02", None, True),
        (None, stated("1999"), True),
    ],
)
def test_what_is_certainly_older_than_the_record_never_wins(as_of, said, proposed):
    """Older means intervals that do not overlap."""
    person = record(title="Engineer", **({"as_of": as_of} if as_of else {}))
    found = compare(person, [observation("title", "Junior Engineer", said=said)], TRUST).differences
    assert bool(found) is proposed


def test_a_confirmed_value_counts_from_its_newest_statement():
    """Freshness is newer knowledge than the date of the import."""
    person = record(title="Engineer", as_of="2020")
    fresh = Freshness(
        id=f"{person.id}/title/title",
        candidate_id=person.id,
        field="title",
        item_id="title",
        confirmed_at=AT,
        source_ids=[OWN],
        stated_at=stated("2025-05"),
    )
    older = observation("title", "Junior Engineer", source=BLOG, said=stated("2023"))
    assert compare(person, [older], TRUST, freshness=[fresh]).differences == ()
    assert len(compare(person, [older], TRUST).differences) == 1


def test_an_old_statement_does_not_hide_a_current_one():
    """An old page of a trusted source is left aside; the home page, which carries no date, is proposed."""
    person = record(title="Engineer", as_of="2024")
    old = observation("title", "Junior Engineer", source=OWN, said=stated("2019"))
    undated = observation("title", "Staff Engineer", source=BLOG)
    [found] = compare(person, [old, undated], TRUST).differences
    assert found.after == "Staff Engineer"


def test_a_value_said_now_and_long_ago_is_not_old():
    """Only what every witness said earlier is certainly older."""
    person = record(title="Engineer", as_of="2024")
    old = observation("title", "Staff Engineer", source=BLOG, said=stated("2019"))
    undated = observation("title", "Staff Engineer", source=OWN)
    [found] = compare(person, [old, undated], TRUST).differences
    assert found.after == "Staff Engineer"


def test_the_record_stands_against_a_lighter_contradiction():
    """When its own value has as much behind it."""
    seen = [
        observation("title", "Engineer", source=OWN),
        observation("title", "Advisor", source=TEAM),
    ]
    assert compare(record(title="Engineer"), seen, TRUST).differences == ()


def test_a_newer_contradiction_beats_the_agreement_with_the_record():
    """One page was not updated, another one was."""
    seen = [
        observation("title", "Engineer", source=OWN, said=stated("2021")),
        observation("title", "Staff Engineer", source=TEAM, said=stated("2026-01")),
    ]
    [found] = compare(record(title="Engineer"), seen, TRUST).differences
    assert found.after == "Staff Engineer"


def test_an_article_at_the_same_address_is_the_same_article():
    """Whatever its title has become."""
    person = record(articles=[{"title": "Alerts that wake", "url": "https://a.example/alerts/"}])
    seen = observation("articles", {"title": "ALERTS – that wake!", "url": "https://www.a.example/alerts?utm_source=x"})
    comparison = compare(person, [seen], TRUST)
    assert comparison.differences == ()
    assert len(comparison.confirmations) == 1


@pytest.mark.parametrize(
    ("one", "other", "older"),
    [
        (stated("2023"), stated("2024"), True),
        (stated("2024"), stated("2024-12-31"), False),
        (stated("2024-01"), stated("2024-02-01"), True),
        (stated("2024-02"), stated("2024-02-29"), False),
        (stated("2023-12"), stated("2024-01"), True),
        (stated("2024-05-01T10:00:00Z"), stated("2024-05-01T12:00:00Z"), False),
        (stated("2024-05-01"), stated("2024-05-01"), False),
        (stated("2025"), stated("2024"), False),
        (None, stated("2024"), False),
        (stated("2024"), None, False),
        (StatedAt(earliest="2020", latest=None, precision="year", basis="first_seen"), stated("2024"), False),
        (stated("2020"), StatedAt(earliest=None, latest="2024", precision="year", basis="first_seen"), False),
    ],
)
def test_older_means_intervals_that_do_not_overlap(one, other, older):
    """At the precision that the sources have; an open end is never certain."""
    assert is_older(one, other) is older


def test_an_article_is_put_together_from_all_that_state_it():
    """The surest title and address stand; a date that agrees gets its day, and the summary is added."""
    address = "https://a.example/alerts"
    listed = observation("articles", {"title": "Alerts that wake", "url": address, "date": "2024"}, confidence=0.9)
    page = observation(
        "articles",
        {"title": "ALERTS that wake", "url": address, "date": "2024-05-06", "summary": "On being woken."},
        confidence=0.8,
        page="https://a.example/alerts",
    )
    [found] = compare(record(), [listed, page], TRUST).differences
    assert found.after == {
        "title": "Alerts that wake", "url": address, "date": "2024-05-06", "summary": "On being woken."
    }  # fmt: skip


def test_a_date_that_does_not_agree_completes_nothing():
    """Another year is another statement: the surest one stays."""
    listed = observation("articles", {"title": "Alerts that wake", "date": "2024"}, confidence=0.9)
    other = observation(
        "articles", {"title": "Alerts that wake", "date": "2023-05-06"}, confidence=0.8, page="https://a.example/x"
    )
    [found] = compare(record(), [listed, other], TRUST).differences
    assert found.after == {"title": "Alerts that wake", "date": "2024"}


def test_skills_are_not_put_together():
    """Only articles and talks are; a skill is what the surest source calls it."""
    one = observation("skills", {"name": "K8s", "label": "Kubernetes"}, confidence=0.9)
    two = observation(
        "skills",
        {"name": "Kubernetes", "label": "Kubernetes", "esco_version": "1.2"},
        confidence=0.8,
        page="https://a.example/x",
    )
    [found] = compare(record(), [one, two], TRUST).differences
    assert found.after == {"name": "K8s", "label": "Kubernetes"}
