"""Cues before skills, and cues that they are not the person's."""

import pytest

from extractors.skilling.telling import is_in_a_name, is_of_oneself, is_of_others, told


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("I specialise in kiln design and glazes.", ("kiln design and glazes", "strong")),
        ("My research focuses on video data.", ("video data", "strong")),
        ("Her interests include glass, clay.", ("glass, clay", "strong")),
        ("Ich interessiere mich für Glas.", ("Glas", "strong")),
        ("Meine Forschungsschwerpunkte sind Glas und Ton.", ("Glas und Ton", "strong")),
        ("Ich befasse mich vor allem mit Glas, weil es glänzt.", ("Glas,", "strong")),
        ("Zu meinen Forschungsinteressen gehören Glas und Ton.", ("Glas und Ton", "strong")),
        ("With kilns, I study slow firing.", ("slow firing", "strong")),
        ("I also work on glazes, kilns.", ("glazes, kilns", "listing")),
        ("Wir bieten Glasuren im Rheinland.", ("Glasuren im Rheinland", "listing")),
        ("I am skilled at firing, combined with patience.", ("firing", "strong")),
        ("I work with Node.js at Newhaven Systems.", ("Node.js", "weak")),
        ("Ich arbeite seit Jahren mit Rust.", ("Rust", "weak")),
        ("Trabajo con Rust.", ("Rust", "weak")),
    ],
)
def test_a_cue_opens_a_list_up_to_the_end_of_its_clause(sentence: str, said: tuple[str, str]) -> None:
    """English, German, and the commonest of other languages."""
    assert said in [(sentence[one.start : one.end].strip(), one.strength) for one in told(sentence)]


def test_what_a_student_studies_is_no_skill_yet() -> None:
    """A university behind it tells a degree from a subject of research."""
    assert not [one for one in told("I study kiln design at the University of Examplestad.") if one.is_study]


@pytest.mark.parametrize(
    ("sentence", "others"),
    [
        ("This site is built with Hugo.", True), ("I want to learn Rust.", True), ("I taught a course on Rust.", True),
        ("I do not use PHP.", True), ("Apart from work I like astronomy.", True), ("I am self-taught in Rust.", False),
        ("I am seeking a role in Rust.", True), ("Our podcast is about Rust.", True),
        ("I build kilns in Rust.", False), ("Ich arbeite mit Rust.", False), ("Möchte bald Rust lernen.", True),
    ],
)  # fmt: skip
def test_what_is_not_the_persons_own(sentence: str, others: bool) -> None:
    """A site's technology, teaching, hobbies, wishes and refusals."""
    assert is_of_others(sentence) is others


@pytest.mark.parametrize(
    ("sentence", "phrase", "named"),
    [
        ("I hold a PhD in Computer Vision.", "Computer Vision", True),
        ("the Center for Data Science", "Data Science", True),
        ("studying Computer Systems Engineering", "Systems Engineering", True),
        ("an engineer at Docker", "Docker", True),
        ("an engineer @ Docker", "Docker", True),
        ("the Robotics Lab of Newhaven", "Robotics", True),
        ("“Cooking with Python” sold well", "Python", True),
        ("I use Docker daily", "Docker", False),
        ("I work on Robotics", "Robotics", False),
    ],
)
def test_a_name_that_holds_a_skill_is_a_name(sentence: str, phrase: str, named: bool) -> None:
    """Degrees, departments, employers and titles of books."""
    start = sentence.index(phrase)
    assert is_in_a_name(sentence, start, start + len(phrase)) is named


@pytest.mark.parametrize(
    ("sentence", "own"),
    [("I fire kilns.", True), ("Ada fires kilns.", True), ("Sie brennt Ton.", True), ("Kilns are fired.", False)],
)
def test_who_a_sentence_speaks_of(sentence: str, own: bool) -> None:
    """A pronoun or the name."""
    assert is_of_oneself(sentence, frozenset({"ada"})) is own
