"""Whether a page is this person's: namesakes stay outside."""

import pytest

from sync.identity import PageIdentity, assess, first_link
from sync.models.source import Basis, Source
from tests.sync.builders import AT, LATER, record

PERSON = record(name="Daniel Okafor", email="daniel@mailbox.example")
NOBODY = PageIdentity((), (), ())


def _source(given_by="recruiter", **link):
    made = first_link(given_by, AT)
    return Source(
        id="s_1",
        candidate_id=PERSON.id,
        kind="portfolio",
        address="https://danielokafor.example/",
        basis=Basis(kind="legitimate_interest", given_by=given_by, recorded_at=AT, recorded_by="tests"),
        link=made.model_copy(update=link),
        created_at=AT,
    )


def test_an_address_from_the_candidate_is_verified_at_once():
    """One that a recruiter found is only claimed."""
    assert (first_link("candidate", AT).state, first_link("recruiter", AT).state) == ("verified", "claimed")


@pytest.mark.parametrize(
    ("page", "verified_pages", "state", "reason"),
    [
        (PageIdentity((), ("daniel@mailbox.example",), ()), [], "verified", "mail address daniel@mailbox.example"),
        (PageIdentity((), (), ("https://www.own.example",)), ["https://own.example/"], "verified", "rel=me both ways"),
        (PageIdentity((), (), ("https://own.example/",)), [], "suspected", "nothing on the page proves"),
        (
            PageIdentity((), (), (), ("https://own.example",)),
            ["https://www.own.example/"],
            "verified",
            "sameAs both ways",
        ),
        (PageIdentity((), (), (), ("https://own.example/",)), [], "suspected", "nothing on the page proves"),
        (PageIdentity((), (), ()), ["https://own.example/"], "suspected", "nothing on the page proves"),
        (PageIdentity(("Daniel Okafor",), (), ()), [], "suspected", "carries the name Daniel Okafor"),
        (PageIdentity(("Okafor, Daniel",), (), ()), [], "suspected", "carries the name"),
        (PageIdentity(("Ada Obi",), (), ()), [], "suspected", "names Ada Obi"),
        (PageIdentity(("Daniel Okafor",), ("d@other.example",), ()), [], "suspected", "another mail address"),
        (NOBODY, [], "suspected", "nothing on the page proves"),
    ],
)
def test_a_name_alone_proves_nothing(page, verified_pages, state, reason):
    """Only the person's own mail address, or links both ways with a verified page, do."""
    link = assess(PERSON, _source(), page, verified_pages, LATER)
    assert link.state == state
    assert any(reason in one for one in link.reasons)
    assert link.changed_at == LATER


@pytest.mark.parametrize("state", ["verified", "denied"])
@pytest.mark.parametrize("page", [NOBODY, PageIdentity((), ("daniel@mailbox.example",), ())])
def test_a_persons_answer_is_never_overruled(state, page):
    """Whatever the page says."""
    source = _source(state=state, settled_by="nele")
    assert assess(PERSON, source, page, [], LATER) is source.link


@pytest.mark.parametrize("state", ["denied", "lapsed"])
def test_the_gate_never_opens_itself_again(state):
    """What was denied or has lapsed waits for a person."""
    source = _source(state=state)
    page = PageIdentity((), ("daniel@mailbox.example",), ())
    assert assess(PERSON, source, page, [], LATER) is source.link


def test_judging_the_same_page_again_changes_nothing():
    """The link keeps the day that it changed."""
    page = PageIdentity(("Daniel Okafor",), (), ())
    link = assess(PERSON, _source(), page, [], AT)
    again = assess(PERSON, _source(state=link.state, reasons=link.reasons), page, [], LATER)
    assert again.changed_at == AT


def test_a_page_that_proves_nothing_takes_no_proof_away():
    """The mail address stands on the home page and not on the next one of the same site."""
    link = assess(PERSON, _source(), PageIdentity((), ("daniel@mailbox.example",), ()), [], AT)
    source = _source(state=link.state, reasons=link.reasons)
    assert assess(PERSON, source, PageIdentity(("Daniel Okafor",), (), ()), [], LATER) is source.link


def test_a_proved_page_that_names_somebody_else_is_asked_about_again():
    """As when a domain was sold."""
    source = _source(state="verified", reasons=["the page carries the candidate's mail address"])
    link = assess(PERSON, source, PageIdentity(("Ada Obi",), ("ada@obi.example",), ()), [], LATER)
    assert (link.state, link.changed_at) == ("suspected", LATER)


@pytest.mark.parametrize(
    ("names", "state"),
    [((), "verified"), (("Okafor",), "verified"), (("Priya Raghunathan",), "suspected")],
    ids=["names nobody", "names part of the name", "names a stranger alone"],
)
def test_the_candidates_own_address_is_doubted_when_it_names_a_stranger_alone(names, state):
    """A domain that was sold must not put its new owner's career on the record."""
    link = assess(PERSON, _source("candidate"), PageIdentity(names, ("hi@team.example",), ()), [], LATER)
    assert link.state == state
    assert link.reasons[0] == "the candidate gave this address"


@pytest.mark.parametrize(
    ("names", "emails"),
    [
        (("Other Person",), ("daniel@mailbox.example",)),
        ((), ("daniel@mailbox.example", "own@other.example")),
    ],
    ids=["names somebody else", "carries another address too"],
)
def test_a_friends_page_that_carries_the_address_proves_nothing(names, emails):
    """The candidate's address on a stranger's page is a link to a friend."""
    assert assess(PERSON, _source("recruiter"), PageIdentity(names, emails, ()), [], LATER).state == "suspected"
