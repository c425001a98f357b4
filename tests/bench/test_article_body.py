"""The measure of an article's body is the benchmark's own."""

import gzip
import json
from pathlib import Path

import pytest

from bench.article_body import interval, score
from bench.shingles import averaged, overlap, shingles


def test_four_words_in_a_row_are_compared() -> None:
    """A shorter text is one shingle, an empty one none."""
    assert list(shingles("one two three four five")) == [
        ("one", "two", "three", "four"),
        ("two", "three", "four", "five"),
    ]
    assert list(shingles("one two")) == [("one", "two")]
    assert not shingles(" ... ")


@pytest.mark.parametrize(
    ("true", "found", "expected"),
    [
        ("a b c d e", "a b c d e", (1.0, 0.0, 0.0)),
        ("a b c d e", "a b c d", (0.5, 0.0, 0.5)),
        ("a b c d", "a b c d e f", (1 / 3, 2 / 3, 0.0)),
        ("a b c d", "", (0.0, 0.0, 1.0)),
        ("", "", (0.0, 0.0, 0.0)),
        ("a b c d", "a b c d a b c d", (0.2, 0.8, 0.0)),
    ],
)
def test_an_overlap_is_shares_of_all_shingles(true: str, found: str, expected: tuple[float, ...]) -> None:
    """Agreed, invented and missed; what is said twice and meant once is invented once."""
    assert overlap(true, found) == pytest.approx(expected)


def test_precision_and_recall_are_averaged_over_pages() -> None:
    """A page without any text found says nothing of precision, and counts in recall."""
    f1, precision, recall = averaged([(1.0, 0.0, 0.0), (0.0, 0.0, 1.0)])
    assert (precision, recall) == (1.0, 0.5)
    assert f1 == pytest.approx(2 / 3)
    assert averaged([]) == (0.0, 0.0, 0.0)


def test_the_interval_holds_the_figure() -> None:
    """The same for the same pages."""
    pages = [(1.0, 0.0, 0.0), (0.5, 0.5, 0.0), (0.8, 0.1, 0.1), (0.9, 0.0, 0.1)]
    low, high = interval(pages)
    assert low < averaged(pages)[0] < high
    assert interval(pages) == [low, high]


def test_both_readers_are_measured_in_one_run(tmp_path: Path) -> None:
    """On whatever folder holds the benchmark's files."""
    text = "Rivers bend where the ground gives way, and they keep the bend for longer than anyone would think."
    truth = {}
    for number in range(3):
        body = [f"{text} That was day {number} of {day} on the road along the river." for day in range(6)]
        page = f"<html><body><nav>Home</nav><article>{''.join(f'<p>{one}</p>' for one in body)}</article></body></html>"
        truth[f"k{number}"] = {"articleBody": "\n".join(body), "url": f"https://site{number}.example/"}
        (tmp_path / "html").mkdir(exist_ok=True)
        (tmp_path / "html" / f"k{number}.html.gz").write_bytes(gzip.compress(page.encode()))
    (tmp_path / "ground-truth.json").write_text(json.dumps(truth))
    figures = score(tmp_path)
    assert figures["article_body_pages"] == 3
    assert figures["article_body_f1"] == 1.0
    assert 0 <= float(str(figures["trafilatura_body_f1"])) <= 1
