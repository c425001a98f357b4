"""Lists that a truth does not label stay out of the calibration, and are found."""

import pytest

from bench.calibrate import LEAST_LISTED, as_toml, fit, half_labelled, without
from bench.judged import Judged


def judged_list(site: str, right: int, wrong: int, field: str = "articles") -> list[Judged]:
    """Return a list that one extractor read on one site."""
    return [Judged(site, "publications", field, 0.85, number < right) for number in range(right + wrong)]


@pytest.mark.parametrize(
    ("right", "wrong", "is_suspect"),
    [(0, LEAST_LISTED, True), (0, LEAST_LISTED - 1, False), (4, 5, True), (4, 4, False), (20, 0, False)],
)
def test_list_with_less_than_half_in_the_truth_is_named(right, wrong, is_suspect):
    """A list of some length of which the truth knows less than half is read badly, or not labelled: somebody looks."""
    assert half_labelled(judged_list("mill", right, wrong)) == (["mill:articles:publications"] if is_suspect else [])


def test_single_values_are_no_list():
    """Several wrong titles are wrong titles."""
    assert half_labelled(judged_list("mill", 0, 20, "title")) == []


@pytest.mark.parametrize(
    ("left_out", "kept"),
    [("mill:articles", 3), ("mill:articles:publications", 3), ("mill:articles:feed", 12), ("weir:skills", 12)],
)
def test_lists_are_left_out_by_site_field_and_extractor(left_out, kept):
    """What is left out no longer pulls a curve down; other sites and fields stay."""
    assert len(without([*judged_list("mill", 0, 9), *judged_list("weir", 3, 0)], [left_out])) == kept


def test_unlabelled_list_no_longer_lowers_the_curve_and_is_noted():
    """Without the unlabelled list the extractor's confidence stands, and the file says that one was left out."""
    seen = [*judged_list("mill", 0, 20), *judged_list("weir", 20, 0)]
    kept = without(seen, ["mill:articles"])
    key = ("publications", "articles")
    assert fit(kept)[key][1][1] > fit(seen)[key][1][1]
    assert "1 unlabelled lists left out" in as_toml(fit(kept), kept, ["mill:articles"])
