"""Who holds which role where, in one sentence."""

import pytest

from extractors.roles.role import Reading, Speaker
from extractors.roles.sentences import read_sentence

OURS = Speaker(("Nora Fjelstad",))


def stated(sentence: str, speaker: Speaker = OURS) -> tuple[str | None, str | None] | None:
    roles = read_sentence(Reading(sentence, speaker))
    if not roles:
        return None
    title, employer = roles[0].title, roles[0].employer
    return title.text if title else None, employer.text if employer else None


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("I am a curator at Tessary.", ("curator", "Tessary")),
        ("I'm currently working as a curator for Tessary.", ("curator", "Tessary")),
        ("Currently working as a curator at Tessary.", ("curator", "Tessary")),
        ("I recently joined Tessary as a curator.", ("curator", "Tessary")),
        ("Before joining Tessary as a curator, I was at Quillon.", ("curator", "Tessary")),
        ("I have been a curator at Tessary for three years.", ("curator", "Tessary")),
        ("I am employed as a senior curator by the Tessary Museum.", ("senior curator", "Tessary Museum")),
        ("As a curator at Tessary, I study kilns.", ("curator", "Tessary")),
        ("My day job is curator at Tessary.", ("curator", "Tessary")),
        ("In my role as curator at Tessary I study kilns.", ("curator", "Tessary")),
        ("Day job: curator at Tessary.", ("curator", "Tessary")),
        ("I'm on the kiln team at Tessary.", (None, "Tessary")),
        ("I spend my days restoring kilns at Tessary.", (None, "Tessary")),
        ("Currently @ Tessary. Previously @ Quillon.", (None, "Tessary")),
        ("Nora Fjelstad serves as Chief Curator of Tessary GmbH.", ("Chief Curator", "Tessary GmbH")),
        ("Ich bin angestellt bei Tessary als Kuratorin.", ("Kuratorin", "Tessary")),
        ("Derzeit promoviere ich an der Universität Nordmark.", (None, "Universität Nordmark")),
        ("J'occupe un poste de développeuse chez Tessary.", ("développeuse", "Tessary")),
        ("Trabajo como analista de datos en Tessary.", ("analista de datos", "Tessary")),
        ("Atualmente trabalho na Tessary como analista.", ("analista", "Tessary")),
    ],
)
def test_a_role_held_now(sentence: str, role: tuple[str | None, str | None]) -> None:
    """Title and employer are read in either order, in five languages."""
    assert stated(sentence) == role


@pytest.mark.parametrize(
    "sentence",
    [
        "I was a curator at Tessary.",
        "I used to be a curator at Tessary.",
        "I am not a curator at Tessary.",
        "I will be a curator at Tessary.",
        "I am a curator at Tessary until September 2023.",
        "I joined Tessary in 2014 and left in 2019.",
        "I have worked as a curator at Tessary.",
        "I have been a curator at Tessary and a cook.",
        "I interned at Tessary as a curator.",
        "I am an aspiring curator at Tessary.",
        "My wife is a curator at Tessary.",
        "I gave a talk at Tessary as a curator.",
        "I'm speaking at Tessary in May.",
        "We are hiring a curator at Tessary.",
        "I'm at Tessary Beach every weekend.",
        "I'm a regular at Tessary Cafe.",
        "I'm on Mastodon, at Tessary Social.",
        "I help students at Tessary University in my free time.",
        "I am the proud owner of two cats at Tessary House.",
        "I work at the intersection of Art and Science.",
        "I run Linux, Windows and macOS.",
        "I currently serve as President of the Tessary Rowing Club.",
        "In 2012 I founded Tessary, which was sold in 2018.",
        "Working on my thesis at Tessary Library.",
        "Ich bin Mitglied bei Tessary.",
        "Jon Reed is a curator at Tessary.",
        "Früher war ich Kuratorin bei Tessary.",
        "J'étais développeuse chez Tessary.",
        "Fui analista en Tessary.",
        "Trabalhei como analista na Tessary.",
    ],
)
def test_no_role_of_now(sentence: str) -> None:
    """What was, will be, is not, or is someone else's says nothing about now."""
    assert stated(sentence) is None


def test_she_is_ours_only_behind_our_name() -> None:
    """A pronoun means the person where the sentence before named them."""
    sentence = "She is a curator at Tessary."
    assert stated(sentence) is None
    assert stated(sentence, Speaker(OURS.names, mentioned=True)) == ("curator", "Tessary")


def test_i_is_nobody_on_a_page_of_others() -> None:
    """On a team page "I" may be anyone."""
    assert stated("I am a curator at Tessary.", Speaker(OURS.names, first_person=False)) is None
