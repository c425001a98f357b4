"""The shipped terms, and an operator's own beside them."""

import pytest

from config import lexicons
from extractors.language_model import tokenizer
from extractors.skilling.imported import ImportedTerm, ImportedTerms, pack, unpack
from extractors.skilling.lexicon import imported_digest, shipped, with_imported

ESCO = ImportedTerms(
    "1.2.0",
    (
        ImportedTerm("Python (computer programming)", ("Python",), "http://data.europa.eu/esco/skill/py"),
        ImportedTerm("glaze ceramics", ("apply glaze",), "http://data.europa.eu/esco/skill/glaze"),
    ),
    "a" * 64,
)


def test_there_are_several_thousand_terms_and_each_has_a_label() -> None:
    """A label is one of its own names."""
    terms = shipped().terms
    assert len({term.label for term in terms.values()}) > 3000
    assert all(terms[term.label.lower()].label == term.label for term in terms.values())


def test_every_technology_names_its_packages() -> None:
    """Each entry of the compiled list says which packages it is from."""
    packages = {"simple-icons", "devicon", "linguist-languages", "pygments", "trove-classifiers"}
    table = lexicons.load("technologies").tables["technologies"]
    assert all(entry["of"] and packages.issuperset(entry["of"]) for entry in table.values())
    assert {package for entry in table.values() for package in entry["of"]} == packages


@pytest.mark.parametrize(
    ("phrase", "label"),
    [
        ("ReactJS", "React"), ("react.js", "React"), ("K8s", "Kubernetes"), ("golang", "Go"), ("C++", "C++"),
        ("cpp", "C++"), ("ML", "Machine Learning"), ("maschinelles Lernen", "Machine Learning"),
        ("machine  learning", "Machine Learning"), ("Apache Kafka", "Kafka"), ("Informatik", "Computer Science"),
        ("HTML5", "HTML"), ("Ryanair", None), ("LinkedIn", None), ("", None),
    ],
)  # fmt: skip
def test_a_phrase_has_one_label_under_all_its_spellings(phrase: str, label: str | None) -> None:
    """Airlines and networks are brands, and no skill."""
    assert shipped().canonical(phrase).get("label") == label


@pytest.mark.parametrize("word", ["go", "c", "r", "react", "swift", "spring", "excel", "docker", "salesforce"])
def test_everyday_words_letters_and_employers_need_company(word: str) -> None:
    """They say how they are written."""
    assert shipped().terms[word].written


@pytest.mark.parametrize("word", ["history", "physics", "computer science", "marketing", "cloud"])
def test_fields_that_everyone_mentions_are_broad(word: str) -> None:
    """They are found only where a person lists them."""
    assert shipped().terms[word].broad


def test_an_imported_concept_joins_the_term_we_know() -> None:
    """Our label stays, the concept's address and release come with it."""
    known = with_imported([ESCO])
    address = "http://data.europa.eu/esco/skill/py"
    assert known.value("Python") == {
        "name": "Python", "label": "Python", "esco_uri": address, "esco_version": "1.2.0",
    }  # fmt: skip
    assert known.canonical("apply glaze")["label"] == "glaze ceramics"
    assert known.terms["glaze ceramics"].broad
    assert shipped().canonical("apply glaze") == {}


def test_the_field_in_brackets_is_no_part_of_a_concepts_name() -> None:
    """ESCO tells the language from the snake; a name that we do not know stays as it is."""
    address = "http://data.europa.eu/esco/skill/k"
    entries = (ImportedTerm("Kotlin (computer programming)", (), address), ImportedTerm("kiln (baker)", (), address))
    known = with_imported([ImportedTerms("1.2.0", entries, "b" * 64)])
    assert known.canonical("Kotlin")["esco_uri"] == address
    assert known.get("kiln") is None


def test_what_was_imported_enters_the_digest_in_any_order() -> None:
    """Observations read with another list are stale."""
    assert shipped().imported == imported_digest([]) == ""
    assert imported_digest(["a", "b"]) == imported_digest(["b", "a"]) != imported_digest(["a"])
    assert with_imported([ESCO]).imported == imported_digest([ESCO.sha256])


def test_a_stored_list_is_read_back_as_it_was() -> None:
    """The same list has the same content, so that importing it twice changes nothing."""
    packed = pack(ESCO.entries)
    assert packed == pack(ESCO.entries)
    assert unpack(packed, "1.2.0").entries == ESCO.entries


@pytest.mark.parametrize("content", [b"", b"text", pack(ESCO.entries)[:40]])
def test_a_damaged_list_is_refused(content: bytes) -> None:
    """No half of it is taken."""
    with pytest.raises(ValueError, match=r"not a stored list|not enough values"):
        unpack(content, "1")


def test_blanks_between_a_terms_words_and_signs_do_not_matter() -> None:
    """A matcher of words finds "CI / CD" by "CI/CD"; every term is found so, and none raises."""
    lexicon = shipped()
    assert [one.term.label for one in lexicon.find("CI / CD")] == ["CI/CD"]
    nlp = tokenizer()
    for name in lexicon.terms:
        spaced = " ".join(token.text for token in nlp.make_doc(name))
        assert list(lexicon.find(spaced)) or not nlp.make_doc(spaced)
