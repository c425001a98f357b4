"""What counts as right, wrong, found and missed, of what was read and of what was proposed."""

from pathlib import Path

import pytest

from sync.evaluate.run import SiteResult
from sync.evaluate.score import Score, agrees, is_trap, score_changes, score_values, traps
from sync.evaluate.truth import FIELDS, LabelledSite, Version
from sync.models.proposal import Proposal
from tests.sync.builders import AT, observation


def version(acceptable=None, not_current=(), articles_total=None, **values):
    """Return a version that says some values."""
    said = {field: tuple(values.get(field, ())) for field in FIELDS} | {"name": ("Mira Landt",)}
    total = len(said["articles"]) if articles_total is None else articles_total
    return Version(said, acceptable or {}, total, tuple(not_current))


def card(field, before, after, op="replace"):
    """Return an open proposal."""
    proof = observation(field, after or before).evidence
    return Proposal(
        id=f"p_{field}_{after}", candidate_id="c_mira", field=field, item_id=field, op=op, before=before, after=after,
        normal="x", confidence=0.9, evidence=[proof], opened_at=AT, updated_at=AT,
    )  # fmt: skip


def result(newer, older=None, values=(), cards=()):
    """Return what the pipeline made of a site."""
    read = {field: [observation(name, value) for name, value in values if name == field] for field in FIELDS}
    labelled = LabelledSite("mira", Path("mira"), "https://mira.example/", newer, older)
    return SiteResult(labelled, "c_mira", read, list(cards), 1, 0.0)


def counted(right=0, wrong=0, found=0, missed=0):
    return Score(right, wrong, found, missed)


@pytest.mark.parametrize(
    ("truth", "given", "score"),
    [
        (["Baker"], ["Baker"], counted(right=1, found=1)),
        (["Baker"], ["Miller"], counted(wrong=1, missed=1)),
        (["Baker"], [], counted(missed=1)),
        ([], ["Baker"], counted(wrong=1)),
        ([], [], counted()),
        (["Head Baker"], ["Baker"], counted(wrong=1, missed=1)),
    ],
)
def test_a_title_is_right_when_it_is_the_true_one(truth, given, score):
    """A value where the truth has none is wrong; a part of the title is another title."""
    read = result(version(title=truth), values=[("title", one) for one in given])
    assert score_values([read])["title"] == score


def test_an_acceptable_title_is_right_and_finds_it():
    """The truth names other right answers; a kinder measure takes parts."""
    newer = version(title=["Head Baker"], acceptable={"title": ("Baker in Chief",)})
    assert score_values([result(newer, values=[("title", "Baker in Chief")])])["title"] == counted(right=1, found=1)
    loosely = score_values([result(newer, values=[("title", "Baker")])], loosely=True)["title"]
    assert loosely == counted(right=1, found=1)


def test_articles_that_the_truth_counts_and_does_not_list_are_passed_over():
    """As many as there are: the next one is wrong."""
    newer = version(articles=[{"title": "On rye"}], articles_total=3)
    values = [("articles", {"title": title}) for title in ("On rye", "On oats", "On spelt", "On nothing")]
    assert score_values([result(newer, values=values)])["articles"] == counted(right=1, wrong=1, found=1)


@pytest.mark.parametrize(
    ("given", "right", "loosely", "expected"),
    [
        ("Gitlab Pipelines", "GitLab", True, True),
        ("HTML", "HTML/CSS", True, True),
        ("C", "C/C++", True, True),
        ("C", "Scala", True, False),
        ("Java", "JavaScript", True, False),
        ("GitLab", "Gitlab Pipelines", False, False),
    ],
)
def test_parts_are_whole_words(given, right, loosely, expected):
    """Never letters inside one."""
    assert agrees("skills", {"name": given}, {"name": right}, loosely) is expected


OLD = version(title=["Baker"], employer=["Mill One"], skills=[{"name": "Rye"}])


@pytest.mark.parametrize(
    ("newer", "cards", "field", "score"),
    [
        # It changed, and was proposed or not.
        (version(title=["Miller"]), [card("title", "Baker", "Miller")], "title", counted(right=1, found=1)),
        (version(title=["Miller"]), [], "title", counted(missed=1)),
        (version(title=["Miller"]), [card("title", "Baker", "Cook")], "title", counted(wrong=1, missed=1)),
        # It stands: any card is one too many, in whatever words.
        (version(title=["Baker"]), [], "title", counted()),
        (version(title=["Baker"]), [card("title", "Baker", "Cook")], "title", counted(wrong=1)),
        (
            version(title=["Head Baker"], acceptable={"title": ("Baker",)}),
            [card("title", "Baker", "Head Baker")],
            "title",
            counted(wrong=1),
        ),
        # It is gone: nothing is asked for, and only a removal is right.
        (version(), [], "title", counted()),
        (version(), [card("title", "Baker", "Cook")], "title", counted(wrong=1)),
        (version(), [card("title", "Baker", None, op="remove")], "title", counted(right=1)),
        (version(skills=[{"name": "Rye"}]), [card("skills", {"name": "Rye"}, None, op="remove")], "skills",
         counted(wrong=1)),
        # Lists count by item; what is on the record is no change.
        (
            version(skills=[{"name": "Rye"}, {"name": "Oats"}]),
            [card("skills", None, {"name": "Oats"}, op="add"), card("skills", None, {"name": "Salt"}, op="add")],
            "skills",
            counted(right=1, wrong=1, found=1),
        ),
    ],
)  # fmt: skip
def test_changes_are_what_the_record_does_not_say_yet(newer, cards, field, score):
    """Precision over the cards, recall over what truly changed."""
    assert score_changes([result(newer, OLD, cards=cards)])[field] == score


def test_a_site_without_an_older_version_has_no_changes():
    """Everything on it is new, which is another question."""
    read = result(version(title=["Miller"]), cards=[card("title", None, "Miller", op="add")])
    assert score_changes([read])["title"] == counted()


@pytest.mark.parametrize(
    ("value", "trap"),
    [("Mill One", True), ("the Mill One bakery", True), ("Mill Onefold", False), ("Mill Two", False)],
)
def test_a_trap_is_a_named_one_in_whole_words(value, trap):
    """Also inside longer words; never where the truth accepts the value."""
    newer = version(employer=["Mill Two"], not_current=["Mill One"])
    read = result(newer, OLD, cards=[card("employer", None, value)])
    assert is_trap(read.site, "employer", value) is trap
    assert len(traps([read])) == trap


def test_taking_a_past_role_off_the_record_is_no_trap():
    """It is the opposite of proposing it."""
    newer = version(not_current=["Mill One"])
    assert traps([result(newer, OLD, cards=[card("employer", "Mill One", None, op="remove")])]) == []
