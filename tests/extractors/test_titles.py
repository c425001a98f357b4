"""Job titles by their parts."""

import pytest

from extractors.titles import find_titles


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Senior Software Engineer at Acme", ["Senior Software Engineer"]),
        ("a full-stack developer", ["full-stack developer"]),
        ("Head of Data Science at Acme", ["Head of Data Science"]),
        ("Professor of Computer Science", ["Professor of Computer Science"]),
        ("Lecturer in Law", ["Lecturer in Law"]),
        ("Lecturer in Bern", ["Lecturer"]),
        ("Senior Manager, Applied Science: Acme", ["Senior Manager, Applied Science"]),
        ("Vice President, Acme Bank", ["Vice President"]),
        ("Teaching and Research Fellow in Botany", ["Teaching and Research Fellow in Botany"]),
        ("a speaker and research engineer", ["research engineer"]),
        ("Berta y Soto fellow", ["Berta y Soto fellow"]),
        ("Head of the Department of Geology, Acme", ["Head of the Department of Geology"]),
        ("UX-Designerin bei Acme", ["UX-Designerin"]),
        ("Fachärztin für Pathobiochemie am Klinikum", ["Fachärztin für Pathobiochemie"]),
        ("Co-founder & CEO", ["Co-founder & CEO"]),
        ("an engineer and writer", ["engineer", "writer"]),
        ("Software Engineer II, Acme", ["Software Engineer II"]),
        ("wissenschaftliche Mitarbeiterin", ["wissenschaftliche Mitarbeiterin"]),
        ("Softwareentwickler*in", ["Softwareentwickler*in"]),
        ("Research Engineering Manager", ["Research Engineering Manager"]),
        ("PhD student", ["PhD student"]),
        ("third-year PhD student", ["PhD student"]),
        ("head of the group Visual Analytics at", ["head of the group Visual Analytics"]),
        ("Leiterin Controlling, Acme", ["Leiterin Controlling"]),
        ("développeuse web chez Acme", ["développeuse web"]),
        ("ingeniera de software en Acme", ["ingeniera de software"]),
        ("directora de Acme", ["directora"]),
        ("chef de projet", ["chef de projet"]),
        ("Director of CTO Affairs", ["Director of CTO Affairs"]),
        ("the engineering of bridges", []),
        ("students and engineers", []),
    ],
)
def test_find_titles(text: str, titles: list[str]) -> None:
    """Modifiers before the head and a field behind it belong to the title; plurals and fields alone are none."""
    assert [title.text for title in find_titles(text)] == titles


@pytest.mark.parametrize(
    "text",
    ["aspiring data scientist", "former engineer", "ehemalige Beraterin", "engineer at heart", "ancienne directrice"],
)
def test_a_title_that_is_not_held(text: str) -> None:
    """A wish or a memory is no role."""
    assert [title.held for title in find_titles(text)] == [False]
