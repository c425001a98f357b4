"""The best label sequence of per-token probabilities."""

import numpy as np
from numpy.typing import NDArray

OUT = "O"
TINY = 1e-9
NEVER = -1e9


def best_labels(labels: list[str], chances: NDArray[np.float64], favour: dict[str, float]) -> list[str]:
    """Return the likeliest well-formed sequence (Viterbi 1967): an inside follows a begin or inside of its kind.

    :param chances: tokens by labels.
    :param favour: log odds added to a kind, where more recall was worth less precision in training.
    """
    if not len(chances):
        return []
    scores = np.log(chances + TINY) + np.array([0.0 if one == OUT else favour.get(one[2:], 0.0) for one in labels])
    steps = np.array([[0.0 if _may_follow(left, right) else NEVER for right in labels] for left in labels])
    total = scores[0] + np.array([NEVER if one.startswith("I-") else 0.0 for one in labels])
    columns = np.arange(len(labels))
    back: list[NDArray[np.intp]] = []
    for row in scores[1:]:
        reached = total[:, None] + steps
        choice = reached.argmax(axis=0)
        back.append(choice)
        total = reached[choice, columns] + row
    at = int(total.argmax())
    path = [at]
    for choice in reversed(back):
        at = int(choice[at])
        path.append(at)
    return [labels[one] for one in reversed(path)]


def _may_follow(left: str, right: str) -> bool:
    return not right.startswith("I-") or left[2:] == right[2:]


def spans(found: list[str]) -> list[tuple[int, int, str]]:
    """Return first token, token behind the last, and kind of each span."""
    result: list[tuple[int, int, str]] = []
    at = 0
    while at < len(found):
        if found[at] == OUT:
            at += 1
            continue
        end = at + 1
        while end < len(found) and found[end] == "I-" + found[at][2:]:
            end += 1
        result.append((at, end, found[at][2:]))
        at = end
    return result
