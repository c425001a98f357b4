"""A rejected value stays rejected until its evidence changes."""

import pytest

from sync.decide import remember_rejection, settle
from sync.diff import compare, stating
from sync.models.difference import Comparison
from sync.propose import reconcile
from tests.sync.builders import AT, BLOG, LATER, OWN, TEAM, TRUST, observation, record, stated

PERSON = record(title="Engineer", skills=["Go"])


def _reject(seen, value="Staff Engineer", field="title", earlier=()):
    """Reject what the observations propose, and return all that is remembered then."""
    found = next(one for one in compare(PERSON, seen, TRUST, earlier).differences if one.field == field)
    assert found.after == value
    [proposal] = reconcile(PERSON, Comparison((found,), ()), [], AT).opened
    settled, decision = settle(proposal, "reject", actor="nele", at=AT)
    return [*earlier, *remember_rejection(settled, decision, stating(field, value, seen), AT)]


def _back(seen, rejections):
    """Return why a rejected value is proposed again, None where it stays away."""
    found = compare(PERSON, seen, TRUST, rejections).differences
    return found[0].back_because if found else None


SAID = observation("title", "Staff Engineer", quote="I am a Staff Engineer.", said=stated("2025-03"))


@pytest.mark.parametrize(
    "again",
    [
        SAID,
        observation("title", "staff engineer", quote="I’m — no: I am a  “Staff Engineer”".replace("I’m — no: ", "")),
        observation("title", "Staff Engineer", quote=SAID.evidence.quote, said=stated("2025-03"), confidence=0.99),
        observation("title", "Staff Engineer", quote=SAID.evidence.quote, said=stated("2024")),
        observation("title", "Staff Engineer", quote=SAID.evidence.quote, said=stated("2025")),
        observation("title", "Staff Engineer", quote=SAID.evidence.quote, said=None, snapshot="sn_next", read_at=LATER),
        observation("title", "Staff Engineer", quote=SAID.evidence.quote, page="https://own.example/about"),
    ],
)
def test_the_same_words_again_do_not_bring_it_back(again):
    """Nor does another typography, another page of the source, an earlier or overlapping date, or another reading."""
    assert _back([again], _reject([SAID])) is None


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (observation("title", "Staff Engineer", quote="Staff Engineer since May."), "in new words"),
        (
            observation("title", "Staff Engineer", quote=SAID.evidence.quote, said=stated("2026-01")),
            "again at a later date",
        ),
        (observation("title", "Staff Engineer", source=BLOG, quote=SAID.evidence.quote), "now https://blog.example/"),
    ],
)
def test_new_evidence_brings_it_back_and_says_why(more, why):
    """New words by the same source, a later date, or a source that was not verified then."""
    returned = _back([SAID, more], _reject([SAID]))
    assert returned is not None
    assert returned.startswith("rejected before")
    assert why in returned


def test_it_comes_back_once():
    """Rejected again, the new evidence is known too."""
    more = observation("title", "Staff Engineer", quote="Staff Engineer since May.")
    once = _reject([SAID])
    twice = _reject([SAID, more], earlier=once)
    assert _back([SAID, more], twice) is None
    assert _back([SAID, more], list(reversed(twice))) is None


def test_what_an_unverified_source_said_was_not_known():
    """It counts as news on the day that its source is verified."""
    stranger = observation("title", "Staff Engineer", source="s_found", quote="Our Staff Engineer.")
    rejections = _reject([SAID])
    assert compare(PERSON, [SAID, stranger], TRUST, rejections).differences == ()
    [found] = compare(PERSON, [SAID, stranger], {**TRUST, "s_found": 0.5}, rejections).differences
    assert "s_found" not in TRUST
    assert "found.example" in found.back_because


def test_another_value_is_proposed_in_its_place():
    """A rejection says no to a value, not to the field."""
    advisor = observation("title", "Advisor", source=TEAM)
    [found] = compare(PERSON, [SAID, advisor], TRUST, _reject([SAID, advisor])).differences
    assert (found.after, found.back_because) == ("Advisor", "")


def test_a_rejected_item_of_a_list_leaves_the_others():
    """Each value is remembered by itself."""
    seen = [observation("skills", "Rust"), observation("skills", "Zig")]
    [left] = compare(PERSON, seen, TRUST, _reject(seen, {"name": "Rust"}, "skills")).differences
    assert left.after == {"name": "Zig"}


def test_a_rejected_article_stays_away_whichever_page_is_left():
    """The feed names its address, the list only its title; rejected is the article, not one spelling of it."""
    listed = observation("articles", {"title": "Part one"}, source=BLOG, confidence=0.7)
    fed = observation("articles", {"title": "Part one", "url": "https://blog.example/1"}, source=BLOG)
    rejections = _reject([fed, listed], fed.value, "articles")
    assert _back([listed], rejections) is None
    assert _back([fed], rejections) is None


def test_values_that_only_a_third_one_joins_are_rejected_together():
    """One article, three spellings: the first and the last share no key."""
    seen = [
        observation("articles", {"title": "Part one", "url": "https://a.example/1"}),
        observation("articles", {"title": "Part one", "url": "https://b.example/1"}, source=BLOG, confidence=0.6),
        observation("articles", {"title": "Part I", "url": "https://b.example/1"}, source=TEAM, confidence=0.6),
    ]
    rejections = _reject(seen, seen[0].value, "articles")
    assert _back(seen, rejections) is None
    assert _back(seen[2:], rejections) is None


def test_rejecting_on_a_vanished_statement_remembers_what_the_card_showed():
    """When its page has changed meanwhile, the card's own evidence is what was judged."""
    [found] = compare(PERSON, [SAID], TRUST).differences
    [proposal] = reconcile(PERSON, Comparison((found,), ()), [], AT).opened
    settled, decision = settle(proposal, "reject", actor="nele", at=AT)
    [remembered] = remember_rejection(settled, decision, [], AT)
    assert [(one.source_id, one.quote) for one in remembered.witnesses] == [(OWN, "i am a staff engineer")]
    assert _back([SAID], [remembered]) is None
