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


SAID_WITH_A_JOB = [
    "I live with depression and work as a data engineer at Brightwave.",
    "I have been living with MS since 2015 and I am a data engineer at Brightwave.",
    "As a recovering alcoholic I am a data engineer at Brightwave.",
    "I have autism and I am a data engineer at Brightwave.",
    "I am a data engineer at Brightwave and a cancer survivor.",
    "I am a data engineer at Brightwave, sober since 2018.",
    "I am a blind data engineer at Brightwave.",
    "I am a data engineer at Brightwave and HIV-positive.",
    "I am a data engineer at Brightwave with type 1 diabetes.",
    "After my stroke I became a data engineer at Brightwave.",
    "After my heart attack I became a data engineer at Brightwave.",
    "I am an agoraphobic data engineer at Brightwave.",
    "I am a data engineer at Brightwave and I have OCD.",
    "I am a data engineer at Brightwave and an atheist.",
    "I am a data engineer at Brightwave and a Christian.",
    "I am a data engineer at Brightwave and a proud Muslim.",
    "I am a data engineer at Brightwave and a devout Hindu.",
    "I am a data engineer at Brightwave and volunteer at my church.",
    "I am a data engineer at Brightwave and a deacon of St. Ansgar parish.",
    "I am a data engineer at Brightwave and a Quaker.",
    "I am a data engineer at Brightwave and a Freemason.",
    "I am a data engineer at Brightwave and a Scientologist.",
    "I am a data engineer at Brightwave, born 1985 in Talheim.",
    "I am a data engineer at Brightwave, 34 years young.",
    "I am a 34-year-old data engineer at Brightwave.",
    "I am a data engineer at Brightwave (b. 1985).",
    "Age: 34. I am a data engineer at Brightwave.",
    "I am a data engineer at Brightwave of Turkish descent.",
    "I am a Black data engineer at Brightwave.",
    "I am a data engineer at Brightwave with Kurdish roots.",
    "I am a Kurdish data engineer at Brightwave.",
    "I am a data engineer at Brightwave and a first-generation immigrant.",
    "I am a data engineer at Brightwave and pansexual.",
    "I am a trans data engineer at Brightwave.",
    "I am a data engineer at Brightwave and bi.",
    "I am a data engineer at Brightwave and proud member of the LGBTQ+ community.",
    "I am a data engineer at Brightwave and a member of the Green Party.",
    "I am a data engineer at Brightwave and a member of Die Linke.",
    "I am a data engineer at Brightwave and a Trump supporter.",
    "I am a data engineer at Brightwave and union rep.",
    "I am a data engineer at Brightwave and active in IG Metall.",
    "I am a union officer at Unite the Union.",
    "I am an organiser at the Communication Workers Union.",
    "Ich lebe mit Depressionen und bin Entwicklerin bei der Norvik GmbH.",
    "Ich bin Entwicklerin bei der Norvik GmbH und an Multipler Sklerose erkrankt.",
    "Ich bin Entwicklerin bei der Norvik GmbH und habe ADHS.",
    "Ich bin trockene Alkoholikerin und Entwicklerin bei der Norvik GmbH.",
    "Ich bin Entwicklerin bei der Norvik GmbH und sitze im Rollstuhl.",
    "Ich bin gehörlose Entwicklerin bei der Norvik GmbH.",
    "Ich bin Entwicklerin bei der Norvik GmbH und Christin.",
    "Ich bin Entwicklerin bei der Norvik GmbH und Muslimin.",
    "Ich bin Entwicklerin bei der Norvik GmbH und Jüdin.",
    "Ich bin Entwicklerin bei der Norvik GmbH und Atheistin.",
    "Ich bin Entwicklerin bei der Norvik GmbH und im Kirchenvorstand aktiv.",
    "Ich bin Entwicklerin bei der Norvik GmbH und SPD-Mitglied.",
    "Ich bin Entwicklerin bei der Norvik GmbH und Mitglied der Grünen.",
    "Ich bin Entwicklerin bei der Norvik GmbH, Jahrgang 1985.",
    "Ich bin Entwicklerin bei der Norvik GmbH, geb. 3.5.1985.",
    "Ich bin Entwicklerin bei der Norvik GmbH und 34 Jahre jung.",
    "Ich bin Entwicklerin bei der Norvik GmbH mit türkischen Wurzeln.",
    "Ich bin Entwicklerin bei der Norvik GmbH und lesbisch.",
    "Ich bin Entwicklerin bei der Norvik GmbH und Betriebsrätin.",
    "Ich bin Betriebsratsvorsitzende bei der Norvik GmbH.",
    "Ich bin Gewerkschaftssekretärin bei der IG Metall.",
    "Je suis ingénieure chez Brightwave et atteinte de sclérose en plaques.",
    "Je suis ingénieure chez Brightwave et je souffre de dépression.",
    "Je suis ingénieure chez Brightwave et en situation de handicap.",
    "Je suis ingénieure chez Brightwave et catholique pratiquante.",
    "Je suis ingénieure chez Brightwave et musulmane.",
    "Je suis ingénieure chez Brightwave et juive.",
    "Je suis ingénieure chez Brightwave et lesbienne.",
    "Je suis ingénieure chez Brightwave, née en 1985.",
    "Je suis ingénieure chez Brightwave, 34 ans, mariée.",
    "Je suis ingénieure chez Brightwave et déléguée syndicale CGT.",
    "Je suis ingénieure chez Brightwave d'origine marocaine.",
    "Je suis ingénieure chez Brightwave et membre du Parti socialiste.",
    "Soy ingeniera en Brightwave y tengo depresión.",
    "Soy ingeniera en Brightwave y tengo una discapacidad.",
    "Soy ingeniera en Brightwave y católica practicante.",
    "Soy ingeniera en Brightwave y judía.",
    "Soy ingeniera en Brightwave y musulmana.",
    "Soy ingeniera en Brightwave y lesbiana.",
    "Soy ingeniera en Brightwave, nacida en 1985.",
    "Soy ingeniera en Brightwave, 34 años, casada.",
    "Soy ingeniera en Brightwave y delegada sindical de CCOO.",
    "Soy ingeniera en Brightwave de origen marroquí.",
    "Soy ingeniera en Brightwave y militante del partido comunista.",
    "Soy ingeniera en Brightwave y vivo con VIH.",
]
"""Beside a job, in the four languages that roles are read in: the job goes with the sentence."""
FAMILIES = [
    "I am a data engineer at Brightwave, mother of two.",
    "I am a data engineer at Brightwave, married with two kids.",
    "I am a data engineer at Brightwave, a single dad.",
    "Ich bin Entwicklerin bei der Norvik GmbH, verheiratet, zwei Kinder.",
]


@pytest.mark.parametrize("sentence", SAID_WITH_A_JOB)
def test_private_words_beside_a_job_are_dropped_in_every_language(sentence: str) -> None:
    """A sentence that names a job and something private is not read at all."""
    assert is_sensitive(sentence)


@pytest.mark.parametrize("sentence", FAMILIES)
def test_a_sentence_about_the_family_is_not_quoted(sentence: str) -> None:
    """Whose parent or spouse somebody is stands in no quote; their job may be used."""
    assert is_family(sentence)
    assert not is_sensitive(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "J'ai 20 ans d'expérience en développement.",
        "Depuis 20 ans, je dessine des ponts.",
        "Trabajo desde hace 20 años, siempre en Bilbao.",
        "I study suicidal ideation in online communities.",
        "Professeure à l'Université catholique de Talheim",
        "Blind signatures and blind review",
        "Seit 2019 Mitglied der Geschäftsleitung",
        "The roots of a polynomial",
    ],
)
def test_words_that_only_resemble_private_ones_are_kept(sentence: str) -> None:
    """Years of work, a field of research and an employer's name are no reason to drop a sentence."""
    assert not is_sensitive(sentence)
