"""``bench.extract`` and what it is made of: intervals, the naive reader, calibration, and one site all the way."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench import accuracy, naive
from bench.calibrate import FILE, MOST_PER_SITE, PRIOR, across_sites, as_toml, fit, rising
from bench.intervals import bootstrap, wilson
from bench.judged import Judged
from bench.reliability import Weighed, bins_of, brier
from config import lexicons
from crawler.items import Snapshot
from extractors.calibration import along

ROOT = Path(__file__).parents[2]
HOME = "https://mira.example/"
NEWER = """<!doctype html><html lang="en"><head><title>Mira Landt</title></head><body><h1>Mira Landt</h1>
<p>I am a Principal Engineer at Nordlicht Labs. Before that I was a Data Scientist at Mill One.</p></body></html>"""


@pytest.mark.parametrize(
    ("right", "total", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (1, 1, 0.2065, 1.0)],
)
def test_wilsons_interval(right, total, low, high):
    """Known values of the score interval; never beyond 0 and 1."""
    assert wilson(right, total) == pytest.approx((low, high), abs=1e-4)


def test_nothing_has_no_interval():
    """Neither without answers nor without sites, nor where the measure has no value."""
    assert wilson(0, 0) is None
    assert bootstrap([], sum) is None
    assert bootstrap([1], lambda some: None) is None


def test_the_bootstrap_draws_whole_sites():
    """Between the extremes, around the mean, and the same every time."""
    sites = [0.0] * 5 + [1.0] * 15
    low, high = bootstrap(sites, lambda some: sum(some) / len(some))
    assert 0.5 <= low < 0.75 < high <= 0.95
    assert bootstrap(sites, lambda some: sum(some) / len(some)) == (low, high)


def test_the_naive_reader_takes_the_first_listed_title_and_the_organisation_after_it():
    """Past and present are one to it: that is what makes it the peer."""
    text = "<p>Once I was a Data Scientist at the University of Bremen. Now I run a mill in Hamburg.</p>"
    body = f"<html><body><h1>Mira Landt</h1>{text}</body></html>".encode()
    found = naive.read(Snapshot("", HOME, datetime(2026, 1, 1, tzinfo=UTC), body, "text/html", "home", HOME))
    assert found.title == "Data Scientist"
    assert found.employer == "the University of Bremen"


@pytest.mark.parametrize(
    ("shares", "weights", "risen"),
    [
        ([0.1, 0.5, 0.9], [1, 1, 1], [0.1, 0.5, 0.9]),
        ([0.9, 0.1], [1, 1], [0.5, 0.5]),
        ([0.2, 0.8, 0.4], [1, 1, 3], [0.2, 0.5, 0.5]),
        ([], [], []),
    ],
)
def test_pooling_makes_shares_rise(shares, weights, risen):
    """Neighbours out of order take their weighted mean."""
    assert rising(shares, weights) == pytest.approx(risen)


def values(site, said, right, wrong):
    return [Judged(site, "role", "title", said, n < right) for n in range(right + wrong)]


def test_little_evidence_moves_a_confidence_little():
    """One wrong value draws it down by its weight against the prior's; many sites decide."""
    [curve] = fit(values("one", 0.9, 0, 1)).values()
    assert along(curve, 0.9) == pytest.approx(0.9 * PRIOR / (PRIOR + 1), abs=1e-4)
    many = [one for site in range(60) for one in values(str(site), 0.9, 0, 2)]
    assert along(fit(many)["role", "title"], 0.9) < 0.06


def test_one_site_weighs_no_more_than_its_share():
    """A hundred values of one site are right or wrong together."""
    curve = fit(values("one", 0.9, 0, 100))["role", "title"]
    assert along(curve, 0.9) == pytest.approx(0.9 * PRIOR / (PRIOR + MOST_PER_SITE), abs=1e-4)


def test_what_its_extractor_doubts_is_not_raised():
    """However often it proved right: below a half it asks not to be proposed."""
    seen = [one for site in range(30) for one in values(str(site), 0.4, 2, 0)]
    assert along(fit(seen)["role", "title"], 0.4) == pytest.approx(0.4)


def test_a_skill_that_the_truth_lacks_weighs_half():
    """A truth lists the skills that a site names, not all that it speaks of."""
    curve = fit([Judged("one", "skills", "skills", 0.8, False)])["skills", "skills"]
    assert along(curve, 0.8) == pytest.approx(0.8 * PRIOR / (PRIOR + 0.5), abs=1e-4)


def test_a_site_is_calibrated_by_the_others():
    """Its own values never help it."""
    seen = values("good", 0.8, 9, 0) + values("bad", 0.8, 0, 9)
    weighed = {one.judged.site: one.confidence for one in across_sites(seen)}
    assert weighed["good"] < 0.8 < weighed["bad"]


def test_what_is_fitted_is_a_lexicon():
    """It has an origin, and its curves rise from 0 to 1."""
    seen = [one for site in range(4) for one in values(str(site), 0.5, 1, 2) + values(str(site), 0.9, 3, 0)]
    lexicon = lexicons.parse(FILE.stem, as_toml(fit(seen), seen).encode())
    points = lexicon.tables["curves"]["role"]["title"]
    assert [said for said, _ in points] == [0.5, 0.9]
    assert 0 < points[0][1] < 0.5 < 0.9 < points[1][1] < 1


def test_bins_count_right_values():
    """The upper end of the last bin belongs to it."""
    weighed = [Weighed(one, one.said) for one in values("one", 1.0, 3, 1) + values("two", 0.55, 1, 1)]
    assert [(one.values, one.right, one.sites) for one in bins_of(weighed)] == [(2, 0.5, 1), (4, 0.75, 1)]
    assert brier([Weighed(one, 1.0) for one in values("one", 1.0, 1, 1)]) == 0.5


def test_the_table_has_every_promised_figure():
    """A figure of the last line that no row shows would be measured for nobody."""
    shown = {row.key for row in accuracy.ROWS} | {
        part.strip("{}") for row in accuracy.ROWS for part in row.reference.split() if part.startswith("{")
    }
    assert set(accuracy.PROMISED) <= shown


@pytest.mark.slow
def test_a_labelled_site_all_the_way(tmp_path, mongod_program):
    """One invented site: served, crawled, read, proposed, scored; what is missing is null and said to be skipped."""
    site = tmp_path / "sites" / "mira"
    for name, page in (("A", NEWER.replace("Principal", "Junior")), ("B", NEWER)):
        (site / name).mkdir(parents=True)
        (site / name / "index.html").write_text(page, "utf-8")
    said = {"employer": "Nordlicht Labs", "location": None, "skills": [], "links": [], "articles": []}
    truth = {
        "slug": "mira", "name": "Mira Landt", "site_url": HOME, "home": "index.html",
        "versions": {
            "A": {"title": "Junior Engineer", **said},
            "B": {"title": "Principal Engineer", "not_current": ["Mill One", "Data Scientist"], **said},
        },
    }  # fmt: skip
    (site / "truth.json").write_text(json.dumps(truth), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bench.extract", "--data", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=250,
    )  # fmt: skip
    line = json.loads(done.stdout.splitlines()[-1])
    assert list(line)[: len(accuracy.PROMISED)] == list(accuracy.PROMISED)
    exact = {"title_precision": 1.0, "title_recall": 1.0, "employer_recall": 1.0, "change_recall": 1.0, "traps": 0}
    assert {key: line[key] for key in exact} == exact
    assert line["article_body_f1"] is None
    assert line["pages_per_second_core"] > 0
    assert "skillspan: skipped" in done.stderr
    assert "Title, precision" in done.stdout
