"""What makes an extractor's version another one: then everything is read anew."""

import pytest

from extractors.extractor import code_digest


@pytest.fixture
def package(tmp_path):
    """Return a package with an extractor, another one, a sub-package and its model."""
    for name in ("ours.py", "other.py", "shared.py", "family/part.py", "family/models/weights.bin"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    return tmp_path


@pytest.mark.parametrize("changed", ["ours.py", "shared.py", "family/part.py", "family/models/weights.bin"])
def test_code_that_it_runs_changes_its_version(package, changed):
    """Its own, what is shared, and the files of sub-packages, models too."""
    before = code_digest(package, {"other"})
    (package / changed).write_text("changed")
    assert code_digest(package, {"other"}) != before


@pytest.mark.parametrize("changed", ["other.py", "__pycache__/ours.pyc"])
def test_other_code_does_not(package, changed):
    """Neither another extractor nor what Python compiles."""
    before = code_digest(package, {"other"})
    (package / changed).parent.mkdir(exist_ok=True)
    (package / changed).write_text("changed")
    assert code_digest(package, {"other"}) == before
