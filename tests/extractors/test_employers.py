"""Names of organisations: where they end, and what is only a part of one."""

import pytest

from extractors.employers import employer_at


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Tessary, where I build kilns", "Tessary"),
        ("the Nordmark Institute of Technology.", "Nordmark Institute of Technology"),
        ("Tessary Bank AG im Bereich Risiko", "Tessary Bank AG"),
        ("Tessary GmbH Musterstadt", "Tessary GmbH"),
        ("Tessary Germany Köln, remote", "Tessary Germany"),
        ("Universität Hamburg", "Universität Hamburg"),
        ("University of California, Berkeley, where", "University of California, Berkeley"),
        ("University of Texas at Austin.", "University of Texas at Austin"),
        ("University of Wisconsin–Madison", "University of Wisconsin–Madison"),
        ("Indiana University, USA", "Indiana University"),
        ("University of Michigan, Department of Physics", "University of Michigan"),
        ("University of Bergen, Norway", "University of Bergen"),
        ("Museum am Tor", "Museum am Tor"),
        ("Akademie der Klänge Nordmark", "Akademie der Klänge Nordmark"),
        ("Kiln Lab at Tessary", "Tessary"),
        ("Department of Biology, Saltmarsh University", "Saltmarsh University"),
        ("Vision Group, School of Computing, Saltmarsh University", "Saltmarsh University"),
        ("Lehrstuhl für Softwaretechnik der Universität Nordmark", "Universität Nordmark"),
        ("Institut für Physik an der Universität Nordmark", "Universität Nordmark"),
    ],
)
def test_a_name_and_the_whole_it_belongs_to(text: str, name: str) -> None:
    """A name ends with its capitals or legal form, and a unit gives way to the organisation behind it."""
    found = employer_at(text, 0)
    assert found is not None
    assert found.text == name
    assert text[found.start : found.end] == name


@pytest.mark.parametrize(
    "text",
    [
        "Department of Physics",
        "Bern",
        "a startup",
        "my company",
        "the intersection of art",
        "2019",
        "I'm most",
        "Home",
        "Work From Home",
        "Remote",
    ],
)
def test_no_organisation(text: str) -> None:
    """A unit alone, a place, a date, a menu's word or plain words are no employer."""
    assert employer_at(text, 0) is None
