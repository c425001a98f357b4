"""Names: one person's spellings, and other people."""

import pytest

from extractors.names import is_other_person, same_name


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ada Beispiel", "ada beispiel", True),
        ("Ada Beispiel", "Dr. Ada M. Beispiel, PhD", True),
        ("Ada Beispiel", "A. Beispiel", True),
        ("Ada Beispiel", "Beispiel, Ada", True),
        ("Jörg Müller", "Joerg Mueller", True),
        ("Jörg Müller", "Jorg Muller", True),
        ("Ada Beispiel", "Adam Other", False),
        ("Ada Beispiel", "Bo Beispiel", False),
        ("Ada Beispiel", "Ada Beispielmann", False),
        ("Ada Beispiel", "Ada", False),
        ("Ada Beispiel", "", False),
        ("Ada Beispiel-Muster", "Ada Beispiel", True),
    ],
)
def test_same_name(one: str, other: str, same: bool) -> None:
    """Last names agree, and first names or initials do."""
    assert same_name(one, other) is same


@pytest.mark.parametrize(
    ("name", "other"), [("Bo Muster", True), ("admin", False), ("Ada Beispiel", False), ("adab", False)]
)
def test_only_a_full_name_is_clearly_another_person(name: str, other: bool) -> None:
    """A handle says nothing either way."""
    assert is_other_person(name, ("Ada Beispiel",)) is other
