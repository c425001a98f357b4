"""What the worker writes between crawl and proposals."""

import pytest

from extractors.claims import Claim, Evidence, Extraction, Identity, PageText
from sync import commands
from sync.commands.upkeep import Extracted
from sync.models.snapshot import Snapshot, StoredVerdict
from tests.sync.builders import AT, LATER

PAGE = "https://found.example/"
NOTHING = Identity()


@pytest.fixture
def read(store, mira):
    """Return a function that files the extraction of one reading of the page that a recruiter found."""
    source = next(one for one in store.sources.of(mira) if one.address == PAGE)

    def filed(*titles, at=AT, identity=NOTHING, role="home", state="done", page=PAGE, truncated=False, meanwhile=None):
        snapshot = Snapshot(
            id=f"sn_{page}_{at:%d}",
            candidate_id=mira,
            source_id=source.id,
            page=page,
            origin="fetched",
            role=role,
            site=PAGE,
            fetched_at=at,
            body_sha256="ab" * 32,
            body_bytes=1,
            archive_path=f"{mira}/{'ab' * 32}.warc.gz",
            verdict=StoredVerdict(allowed=True, reason="permitted", detail="no rule against it"),
        )
        store.snapshots.put([snapshot])
        if meanwhile:
            meanwhile()
        claims = tuple(Claim("title", title, 0.9, Evidence(f"I am a {title}."), "role") for title in titles)
        text = PageText("", None, "en")
        extraction = Extraction(claims, text, "cd" * 32, identity, truncated=truncated, versions={"role": "1"})
        number = commands.upkeep.file_extractions(store, [Extracted(snapshot, extraction, state)])
        return number, store.snapshots.get(snapshot.id)

    return filed


def _standing(store, mira):
    return [one.value for one in store.observations.standing(mira)]


def test_filing_twice_is_filing_once(store, mira, read, dump):
    """After a kill the same extraction is simply filed again."""
    assert read("Engineer II")[0] == 1
    before = dump()
    read("Engineer II")
    after = dump()
    for name in ("observations", "sources", "snapshots"):
        assert [{**raw, "observed_at": None} for raw in after[name]] == [
            {**raw, "observed_at": None} for raw in before[name]
        ]
    assert mira in store.due_for_diff.some(9)


def test_the_newest_reading_of_a_page_is_what_stands(store, mira, read):
    """The earlier one stays as history; another page of the source is not touched."""
    read("Engineer II")
    read("Chef", page=PAGE + "about", role="profile")
    read("Architect", at=LATER)
    assert sorted(_standing(store, mira)) == ["Architect", "Chef"]
    assert len(store.observations.of(mira)) == 3


@pytest.mark.parametrize(("truncated", "state"), [(True, "truncated"), (False, "done")])
def test_half_a_page_neither_adds_nor_takes_away(store, mira, read, truncated, state):
    """A truncated extraction leaves what stood; a whole one that is silent retires it."""
    read("Engineer II")
    _, noted = read(at=LATER, truncated=truncated, state=state)
    assert noted.extraction == state
    assert _standing(store, mira) == (["Engineer II"] if truncated else [])


def test_a_page_that_states_no_role_any_more_is_told_and_proposes_nothing(desk, store, mira, read):
    """The role stays on the record; another page that states one makes it no news."""
    read("Engineer II", identity=Identity(emails=("mira@solberg.example",)))
    read(at=LATER)
    person = store.candidates.get(mira)
    [gone] = commands.people.no_longer_stated(desk, person)
    assert (gone.value, gone.page, gone.stated) == ("Engineer II", PAGE, False)
    assert commands.upkeep.refresh_proposals(store, mira, 0).opened == ()
    read("Architect", page=PAGE + "about", role="profile")
    assert commands.people.no_longer_stated(desk, person) == []


def test_a_page_proves_itself_and_is_proposed_from(store, mira, read):
    """The person's own mail address on the home page opens the gate; an article may name anybody."""
    proof = Identity(emails=("mira@solberg.example",))
    read("Staff Engineer", identity=proof, role="article", page=PAGE + "post")
    state = {one.address: one.link.state for one in store.sources.of(mira)}
    assert state[PAGE] == "claimed"
    read("Staff Engineer", identity=proof)
    read("Staff Engineer", page=PAGE + "about", role="profile", identity=Identity(names=("Mira Solberg",)))
    link = next(one for one in store.sources.of(mira) if one.address == PAGE).link
    assert (link.state, link.reasons) == (
        "verified",
        ["the page carries the candidate's mail address mira@solberg.example"],
    )
    [opened] = commands.upkeep.refresh_proposals(store, mira, 0).opened
    assert opened.after == "Staff Engineer"


def test_a_namesake_changes_nothing(store, mira, read):
    """The page is suspected, says why, and nothing of it is proposed."""
    read("Chef", identity=Identity(names=("Mira Solberg",), emails=("m@kitchen.example",)))
    link = next(one for one in store.sources.of(mira) if one.address == PAGE).link
    assert link.state == "suspected"
    assert "the page carries another mail address than the record" in link.reasons
    assert commands.upkeep.refresh_proposals(store, mira, 0).writes == ()


def test_an_erased_person_is_not_observed(desk, store, mira, read):
    """Their page was being extracted while they were erased."""
    commands.erasure.erase(desk, mira)
    assert read("Chef")[0] == 0
    assert store.observations.of(mira) == []


@pytest.mark.parametrize(
    ("meanwhile", "extraction"),
    [
        ({"extraction": "failed", "archive_path": None}, "failed"),
        ({"verdict.may_quote": False}, "pending"),
    ],
    ids=["forbidden", "not to be quoted"],
)
def test_what_a_page_took_back_during_its_extraction_is_not_filed(store, mira, read, meanwhile, extraction):
    """Another run found it meanwhile; what may be used otherwise waits to be extracted anew."""

    def take_back():
        store.database["snapshots"].update_many({}, {"$set": meanwhile})

    number, snapshot = read("Chef", meanwhile=take_back)
    assert (number, snapshot.extraction) == (0, extraction)
    assert store.observations.of(mira) == []


def test_a_reading_whose_reader_is_gone_does_not_wait_for_ever(store, mira, read):
    """Its person was merged away meanwhile: it is closed, so that the next round does not find it again."""
    person = store.candidates.get(mira)
    store.candidates.put([person.model_copy(update={"state": "merged", "merged_into": "c_other"})])
    number, snapshot = read("Chef", state="pending")
    assert (number, snapshot.extraction) == (0, "failed")
    assert store.snapshots.count_pending() == 0


def test_the_same_text_again_confirms_what_it_says(desk, store, mira, read):
    """Nothing is extracted and nothing proposed; what the page states counts as seen again."""
    read("Engineer", identity=Identity(emails=("mira@solberg.example",)))
    commands.upkeep.propose_due(store)
    [before] = [one for one in store.freshness.of(mira) if one.field == "title"]
    snapshot = read(at=LATER, state="same_text")[1]
    [after] = [one for one in store.freshness.of(mira) if one.field == "title"]
    assert snapshot.extraction == "same_text"
    assert after.confirmed_at > before.confirmed_at


def test_a_claim_that_its_field_refuses_is_told(store, mira, read):
    """It is an extractor's defect: the others are stored, and the reading says what was left out."""
    number, snapshot = read("Engineer", "x" * 2000)
    assert number == 1
    assert snapshot.extraction_detail.startswith("role: title: ")
