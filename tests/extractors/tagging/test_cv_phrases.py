import numpy as np
import pytest

from extractors.tagging import trees
from extractors.tagging.cv_candidates import MOST, Candidate, candidates, phrases
from extractors.tagging.cv_layout import Layout, lay_out, written
from extractors.tagging.cv_rivals import NO_RIVAL, rivalry
from extractors.tagging.cvs import chosen
from extractors.tagging.tokens import cv_tokens


def _layout(text: str) -> Layout:
    return lay_out(text, cv_tokens(text))


@pytest.mark.parametrize(
    ("word", "meant"),
    [(r"\xe2\x80\x94", "—"), (r"\xc3\xa9", "é"), (r"\xff", "\ufffd"), ("Editor", "Editor"), ("a" * 90, "a" * 60)],
)
def test_escaped_bytes_are_read_as_the_sign_they_stand_for(word: str, meant: str) -> None:
    """A bad conversion leaves bytes as text; broken ones and plain words do no harm."""
    assert written(word) == meant


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Head of Design, Tidewater Press, 2019", "Head of Design"),
        ("Head of Design, Tidewater Press, 2019", "Tidewater Press"),
        ("Editor at Tidewater Press", "Editor"),
        ("Editor at Tidewater Press", "Tidewater Press"),
        ("I joined Tidewater & Sons as a clerk", "Tidewater & Sons"),
        ("Programme Manager - Dream a Dream  Designed games", "Programme Manager"),
    ],
)
def test_signs_breaks_and_capitals_set_phrases_apart(text: str, phrase: str) -> None:
    """Each such phrase is looked at, whatever the taggers say of it as a whole."""
    layout = _layout(text)
    assert phrase in {" ".join(layout.words[first:behind]) for first, behind in phrases(layout)}


def test_candidates_need_a_hint_of_the_taggers() -> None:
    """A phrase none of whose words could be of the kind is passed over, one with a hint is kept."""
    nothing, hint = np.zeros(4), np.array([0.0, 0.01, 0.0, 0.0])
    assert candidates([(0, 2)], nothing, nothing) == []
    assert [(one.first, one.behind) for one in candidates([(0, 2), (2, 4)], hint, nothing)] == [(0, 2)]


def test_a_sure_span_of_the_taggers_is_the_best_candidate() -> None:
    """It begins, goes on and ends with nearly the chance one, so its score is nearly zero."""
    begins, insides = np.array([0.0, 0.99, 0.0, 0.0]), np.array([0.0, 0.0, 0.99, 0.0])
    best = max(candidates([], begins, insides), key=lambda one: one.score)
    assert (best.first, best.behind) == (1, 3)
    assert best.score == pytest.approx(0.0, abs=0.05)


def test_candidates_of_one_text_are_bounded() -> None:
    """A hostile text that looks like titles all over yields no more than the limit."""
    begins = np.full(10_000, 0.5)
    assert len(candidates([], begins, begins)) == MOST


def test_overlapping_candidates_are_each_others_rivals() -> None:
    """The better one leads, the one apart has no rival, and the other kind's is told."""
    short, long, apart = (
        Candidate(0, 2, -1.0, 0.5, 0.9),
        Candidate(0, 3, -3.0, 0.1, 0.9),
        Candidate(8, 9, -2.0, 0.3, 0.9),
    )
    rows = rivalry([short, long, apart], [Candidate(1, 2, -4.0, 0.1, 0.1)], [(0, 3)])
    assert rows[:, 0].tolist() == [1, 1, 0]
    assert rows[:2, 1].tolist() == [-2.0, 2.0]
    assert rows[:, 4].tolist() == [-4.0, -4.0, NO_RIVAL]
    assert rows[:, 5].tolist() == [0.0, 1.0, 0.0]
    assert rows[0, 7] == 1


def test_the_likeliest_phrases_win_and_none_overlap() -> None:
    """Across kinds too; one below the least chance is left out."""
    title, employer, weak = (Candidate(first, behind, 0.0, 1.0, 1.0) for first, behind in ((0, 3), (2, 5), (6, 7)))
    judged = {"title": ([title, weak], np.array([0.6, 0.2])), "employer": ([employer], np.array([0.5]))}
    assert [(one.start, one.end, one.label) for one in chosen(judged, {"title": 0.3, "employer": 0.3})] == [
        (0, 3, "title")
    ]
    assert len(chosen(judged, {"title": 0.7, "employer": 0.5})) == 1


@pytest.mark.parametrize(("value", "odds"), [(0.0, -2.0), (1.0, -2.0), (1.5, 1.0), (2.5, 3.0)])
def test_trees_follow_their_thresholds(value: float, odds: float) -> None:
    """At most the threshold goes left; a tree without a split adds its only leaf."""
    stored = {
        "kind.feature": np.array([[0, 0], [0, 0]]),
        "kind.threshold": np.array([[1.0, 2.0], [0.0, 0.0]]),
        "kind.left": np.array([[~0, ~1], [~0, 0]]),
        "kind.right": np.array([[1, ~2], [~0, 0]]),
        "kind.leaf": np.array([[-3.0, 0.0, 2.0], [1.0, 0.0, 0.0]]),
    }
    chance = trees.read(stored, "kind").chances(np.array([[value]]))[0]
    assert chance == pytest.approx(1 / (1 + np.exp(-odds)))


def test_trees_judge_nothing_of_nothing() -> None:
    """No row, no chance, no error."""
    stored = {f"kind.{name}": np.zeros((1, 1)) for name in ("feature", "threshold", "left", "right", "leaf")}
    assert not len(trees.read(stored, "kind").chances(np.zeros((0, 3))))
