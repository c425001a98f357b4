"""A confidence after calibration: on the curve, rising, and untouched where nothing was learned."""

import pytest

from config import lexicons
from config.errors import LexiconError
from extractors import calibration
from extractors.calibration import along, calibrated
from extractors.claims import Claim, Evidence

CURVE = ((0.0, 0.0), (0.5, 0.4), (0.9, 0.8), (1.0, 1.0))


@pytest.fixture
def lexicon(monkeypatch):
    """Return a function that sets the curves."""

    def put(curves):
        content = f'origin = "tests"\nlicence = "MIT"\ndescription = "x"\n{curves}'.encode()
        monkeypatch.setattr(lexicons, "load", lambda name: lexicons.parse(name, content))
        calibration._curves.cache_clear()

    yield put
    calibration._curves.cache_clear()


def claim(extractor="role", field="title", confidence=0.9):
    return Claim(field, "Baker", confidence, Evidence("I am a Baker.", 7, 12), extractor)


@pytest.mark.parametrize(
    ("said", "right"),
    [(0.0, 0.0), (0.25, 0.2), (0.5, 0.4), (0.7, 0.6), (0.9, 0.8), (0.95, 0.9), (1.0, 1.0)],
)
def test_between_points_it_is_linear(said, right):
    """The ends are 0 and 1, and the points themselves are met."""
    assert along(CURVE, said) == pytest.approx(right)


def test_a_claim_gets_what_its_extractor_and_field_earned(lexicon):
    """Another extractor's, and another field's, keep their own number."""
    lexicon("[curves.role]\ntitle = [[0.9, 0.75]]")
    assert calibrated(claim()).confidence == 0.75
    assert calibrated(claim(extractor="structured")).confidence == 0.9
    assert calibrated(claim(field="employer")).confidence == 0.9
    assert calibrated(claim()).value == "Baker"


@pytest.mark.parametrize("points", ["[[0.9, 0.7], [0.8, 0.75]]", "[[0.5, 0.8], [0.9, 0.7]]", "[[1.0, 0.9]]"])
def test_a_curve_that_does_not_rise_is_refused(lexicon, points):
    """The message names the file, the curve, and the command that fits it anew."""
    lexicon(f"[curves.role]\ntitle = {points}")
    with pytest.raises(LexiconError, match=r"calibration\.toml: curves\.role\.title .*bench\.calibrate"):
        calibrated(claim())


def test_the_shipped_curves_are_usable():
    """Every one of them rises."""
    calibration._curves.cache_clear()
    for extractor, fields in lexicons.load(calibration.LEXICON).tables.get("curves", {}).items():
        for field in fields:
            assert calibrated(claim(extractor, field, 1.0)).confidence == 1.0
