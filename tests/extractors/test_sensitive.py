"""What is too private to be read, and what only sounds like it."""

import pytest

from extractors.sentences import is_family, is_sensitive, is_sensitive_address, is_sensitive_title

SENSITIVE = [
    "HIV positive",
    "Muslim",
    "being autistic",
    "Shop steward, Union of Rail Workers",
    "I went through chemotherapy and came back to my team.",
    "After my cancer I changed to part-time.",
    "I have had ADHD since school.",
    "Crohn's disease keeps me at home on some days.",
    "Living with multiple sclerosis taught me patience.",
    "I have a bipolar disorder.",
    "We are pregnant with our second child.",
    "I struggle with depression.",
    "She was diagnosed with epilepsy.",
    "I am a Christian and a developer.",
    "As a christian engineer I give talks.",
    "I am Jewish and live in Leeds.",
    "Ich bin gläubig.",
    "I am a Sikh from Leicester.",
    "On Fridays you find me at the mosque.",
    "Member of the Baptist church of Newhaven.",
    "I am of Polish descent.",
    "As a black woman in tech I mentor.",
    "As a gay man I care for safe spaces.",
    "I am a trans person.",
    "Proud lesbian.",
    "My coming out changed my career.",
    "I organise for IG Metall.",
    "Trade union delegate at work.",
    "Mitglied der SPD since long ago.",
    "Former Communist Party treasurer.",
    "Born 1984.",
    "Turning 50 next spring.",
    "I am 41 years old.",
]
HARMLESS = [
    "I work in cancer research.",
    "Data scientist for breast cancer screening at Newhaven Hospital.",
    "Union types in TypeScript",
    "I know tagged union layouts and union-find.",
    "European Union policy analyst",
    "Software for public transport.",
    "I teach the Church-Turing thesis.",
    "Christian Beispiel is a developer.",
    "Church encodings and lambda calculus",
    "I design bipolar transistor amplifiers.",
    "Party planning for conferences",
    "I lead diagnostics engineering.",
    "I study autism research data.",
    "Turning 90 degrees with a stepper motor",
    "Born to code.",
    "A transaction manager for white-label apps",
    "Verdi and Puccini are on while I code.",
    "Black box testing",
    "Graceful aging of hardware",
    "I write about transformers.",
]


@pytest.mark.parametrize("sentence", SENSITIVE)
def test_private_matters_are_known(sentence: str) -> None:
    """Health, belief, origin, orientation, union, party and age, as sentences and as single values."""
    assert is_sensitive(sentence)


@pytest.mark.parametrize("sentence", HARMLESS)
def test_work_that_sounds_private_is_not(sentence: str) -> None:
    """Fields of work, names and terms of art may use the same words."""
    assert not is_sensitive(sentence)


@pytest.mark.parametrize(
    ("title", "sensitive"),
    [
        ("Depression and sleep in a cohort of nurses", False),
        ("Autism spectrum and eye movements", False),
        ("My depression and I", True),
        ("Why I told my team about my ADHD", True),
        ("Living with multiple sclerosis as a professor", True),
    ],
)
def test_a_publication_may_have_any_topic_but_its_author(title: str, sensitive: bool) -> None:
    """A title's topic is the field of work unless it is told in the first person."""
    assert is_sensitive_title(title) is sensitive


@pytest.mark.parametrize(
    ("address", "sensitive"),
    [
        ("/posts/coming-out-as-gay-at-work", True),
        ("https://ada.example/2024/my_first_year_with_adhd.html", True),
        ("https://ada.example/blog/%6Cesbian-at-work", True),
        ("https://christian.example/", False),
        ("https://code.example/christian/union-find", False),
    ],
)
def test_addresses_have_words_too(address: str, sensitive: bool) -> None:
    """The words of a path tell what a post is about; a name in it does not."""
    assert is_sensitive_address(address) is sensitive


def test_a_partner_is_no_reason_to_drop_but_none_to_quote() -> None:
    """Where somebody lives with their partner may be read and is not repeated."""
    sentence = "I live in Bern with my husband."
    assert not is_sensitive(sentence)
    assert is_family(sentence)
