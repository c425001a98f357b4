import hashlib
from importlib.resources import files
from itertools import pairwise

import pytest
import spacy

from extractors.tagging import cv_spans, models, skill_gate, skill_spans, tokens

ADVERT = "Requirements:\nExperience with Python, Kubernetes and PostgreSQL.\nWe are a friendly team and like hiking."
CV = """Ada Brindle

Software Engineer

Brindle Systems Ltd - Leeds - January 2019 to Present

SKILLS

Java (3 years), MySQL (2 years), Linux (5 years)
"""


def test_skills_of_a_list_are_found_one_by_one() -> None:
    """Three names with commas between them are three spans, and a sentence without any has none."""
    found = [ADVERT[one.start : one.end] for one in skill_spans(ADVERT)]
    assert {"Python", "Kubernetes", "PostgreSQL"} <= set(found)
    assert not any("hiking" in one for one in found)


def test_a_cv_yields_titles_employers_and_tools() -> None:
    """Each kind in its place, each span exactly the words."""
    found = {(one.label, CV[one.start : one.end]) for one in cv_spans(CV)}
    assert ("title", "Software Engineer") in found
    assert ("employer", "Brindle Systems Ltd") in found
    assert {("tool", "Java"), ("tool", "MySQL"), ("tool", "Linux")} <= found


def test_the_gate_tells_a_skill_from_the_same_word_in_passing() -> None:
    """One word, two meanings: the sentence decides."""
    text = "Technologies\nReact, Go, Docker\nOn Sundays we go out."
    named, passing = text.index("Go"), text.index("go out")
    assert skill_gate(text, named, named + 2) > 0.5 > skill_gate(text, passing, passing + 2)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 5), (1000, 1010)])
def test_the_gate_is_shut_where_no_word_stands(start: int, end: int) -> None:
    """An empty or foreign range is no skill."""
    assert skill_gate("Python here.", start, end) == 0.0


@pytest.mark.parametrize("text", ["", "\n\n", ",", "•", "(" * 1000, "\x00\ufffd", "a" * 20_000, "\u202e \u200b"])
def test_odd_text_is_no_error(text: str) -> None:
    """Whatever a page holds, the taggers return spans inside it."""
    for one in (*skill_spans(text), *cv_spans(text)):
        assert 0 <= one.start < one.end <= len(text)


def test_nothing_behind_the_limit_is_tagged(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long text is tagged as far as the limit, and no further."""
    monkeypatch.setattr(tokens, "MOST_TEXT", 1000)
    found = skill_spans("Skills: Python, Docker and Java.\n" * 100)
    assert found
    assert 900 < found[-1].end <= 1000


def test_spans_are_ordered_apart_and_the_same_each_time() -> None:
    """No overlap, no chance, probabilities are probabilities."""
    found = skill_spans(ADVERT)
    assert found == skill_spans(ADVERT)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(0 < one.probability <= 1 for one in found)


@pytest.mark.parametrize(
    ("name", "group", "text"), [("perennial_skill_tagger", "skills", ADVERT), ("perennial_cv_tagger", "positions", CV)]
)
def test_the_taggers_are_spacy_components(name: str, group: str, text: str) -> None:
    """A pipeline takes them by name, and the document holds spans with labels and probabilities."""
    import extractors.tagging.component  # noqa: F401 - registers the factories

    nlp = spacy.blank("en")
    nlp.add_pipe(name)
    spans = nlp(text).spans[group]
    assert len(spans) > 2
    assert len(spans.attrs["probabilities"]) == len(spans)


def test_the_card_describes_the_files_that_ship() -> None:
    """Data, licence, command and scores of each model, and the hash of each file."""
    card = models.card()
    folder = files("extractors.tagging") / "models"
    for file, digest in card["sha256"].items():
        assert hashlib.sha256((folder / file).read_bytes()).hexdigest() == digest, file
    for name, said in card["models"].items():
        assert all(said[key] for key in ("data", "licence", "command", "scores")), name
        assert {*said["files"], said["networks"], said.get("phrases", said["networks"])} <= set(card["sha256"])


def test_the_files_that_ship_are_small() -> None:
    """Under the 20 MB that a repository carries gladly."""
    folder = files("extractors.tagging") / "models"
    assert sum(len(entry.read_bytes()) for entry in folder.iterdir() if entry.is_file()) < 20_000_000
