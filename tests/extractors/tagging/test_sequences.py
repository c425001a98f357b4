import numpy as np
import pytest

from extractors.tagging.sequences import best_labels, spans

LABELS = ["O", "B-TOOL", "I-TOOL", "B-TITLE", "I-TITLE"]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["O", "B-TOOL", "I-TOOL", "O"], [(1, 3, "TOOL")]),
        (["B-TOOL", "B-TOOL"], [(0, 1, "TOOL"), (1, 2, "TOOL")]),
        (["B-TOOL", "I-TITLE"], [(0, 1, "TOOL"), (1, 2, "TITLE")]),
        (["I-TOOL", "I-TOOL"], [(0, 2, "TOOL")]),
        ([], []),
    ],
)
def test_spans_of_labels(labels: list[str], expected: list[tuple[int, int, str]]) -> None:
    """A span begins at a begin or at a change of kind, and goes on as long as its kind's inside does."""
    assert spans(labels) == expected


def test_an_inside_never_follows_an_outside() -> None:
    """The likeliest single labels may be no sequence; the best sequence is one."""
    chances = np.array([[0.6, 0.3, 0.1, 0.0, 0.0], [0.1, 0.0, 0.9, 0.0, 0.0]])
    assert best_labels(LABELS, chances, {}) == ["B-TOOL", "I-TOOL"]


def test_an_inside_follows_only_its_own_kind() -> None:
    """A title does not go on as a tool."""
    chances = np.array([[0.0, 0.1, 0.0, 0.9, 0.0], [0.1, 0.0, 0.5, 0.0, 0.4]])
    assert best_labels(LABELS, chances, {}) == ["B-TITLE", "I-TITLE"]


@pytest.mark.parametrize(("favour", "expected"), [(0.0, "O"), (1.0, "B-TOOL")])
def test_favour_trades_precision_for_recall(favour: float, expected: str) -> None:
    """Odds of 2 to 3 against become odds for a kind that is favoured."""
    assert best_labels(LABELS, np.array([[0.6, 0.4, 0.0, 0.0, 0.0]]), {"TOOL": favour}) == [expected]


def test_no_tokens_no_labels() -> None:
    """An empty text is no error."""
    assert best_labels(LABELS, np.zeros((0, 5)), {}) == []
