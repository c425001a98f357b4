"""What a page may say in less or other words without anything having changed, and what it may not."""

import pytest

from sync.diff import compare
from sync.specificity import is_no_change
from tests.sync.builders import TRUST, observation, record


@pytest.mark.parametrize(
    ("field", "held", "said"),
    [
        ("title", "Postdoc in Hydrology", "Postdoc"),
        ("title", "Professorin für Mühlenbau", "Professorin"),
        ("title", "tenured Senior Scientist in Baking", "Senior Scientist"),
        ("title", "Head of the Rye Team", "Head"),
        ("employer", "Technische Hochschule Köln", "TH Köln"),
        ("employer", "TH Köln", "Technische Hochschule Köln"),
        ("employer", "Massachusetts Institute of Technology", "MIT"),
        ("employer", "University of Bremen", "University of Bremen School of Milling"),
        ("employer", "Institute of Rye Research, Department of Ovens", "Institute of Rye Research"),
    ],
)
def test_the_same_in_less_or_other_words_is_no_change(field, held, said):
    """The head of a title, the initials of an employer, a part of a school."""
    assert is_no_change(field, held, said)


@pytest.mark.parametrize(
    ("field", "held", "said"),
    [
        ("title", "Assistant Professor", "Professor"),
        ("title", "Vice President of Sales", "President"),
        ("title", "Software Engineer", "Software"),
        ("title", "Engineer", "Senior Engineer"),
        ("title", "Postdoc", "Postdoc in Hydrology"),
        ("title", "Head of Sales", "Head of Research"),
        ("title", "Senior Software Engineer", "Software Engineer"),
        ("employer", "Siegel", "Siegel Energy"),
        ("employer", "University of Bremen", "University of Bern"),
        ("employer", "Nordlicht Labs", "Nordlicht"),
        ("employer", "TH Köln", "Technische Hochschule Bonn"),
        ("employer", "Rye Labs", "RL Bonn"),
        ("employer", "Mill", "M"),
        ("location", "Bremen in Germany", "Bremen"),
    ],
)
def test_another_role_or_employer_is_a_change(field, held, said):
    """A rank that is left away or added, another field of work, another town, a company of its own."""
    assert not is_no_change(field, held, said)


def test_less_specific_words_propose_nothing():
    """The card would take knowledge off the record."""
    person = record(title="Postdoc in Hydrology", employer="Technische Hochschule Köln")
    said = [observation("title", "Postdoc"), observation("employer", "TH Köln")]
    assert compare(person, said, TRUST).differences == ()
    [difference] = compare(person, [observation("title", "Professor of Hydrology")], TRUST).differences
    assert difference.after == "Professor of Hydrology"
