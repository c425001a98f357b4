"""Reading an import file: every problem is found and named, and nothing else is accepted."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import FieldError
from sync.intake import new_candidate, parse_values, read_lines, read_person, record_id
from tests.sync.builders import AT

SITE = {"address": "https://mira.example/", "kind": "portfolio", "basis": "consent", "given_by": "candidate"}


def _bad(**raw):
    """Return what is wrong with one person."""
    return {(one.field, one.reason) for one in read_person({"name": "Mira", **raw})[1]}


def test_a_whole_person():
    """Profile, contact, sources, consents and outside ids."""
    person, bad = read_person(
        {
            "name": " Mira Landt ",
            "email": " Mira@Example.ORG",
            "external_ids": {"ats": "1001"},
            "title": "Engineer",
            "skills": ["Go", {"name": "K8s", "label": "Kubernetes"}, "go"],
            "links": ["https://mira.example/"],
            "articles": ["Part one", {"title": "Part two", "date": "2024-05"}],
            "work": [{"name": "Havnelys", "startDate": "2020", "endDate": "present"}],
            "as_of": "2025-02",
            "tags": ["nordics"],
            "rating": 4,
            "sources": [SITE],
            "consent": [{"scope": "my site", "given_on": "2025-02-18", "how": "form"}],
        }
    )
    assert bad == []
    made = new_candidate(person, actor="nele", at=AT)
    assert (made.name, made.emails, made.remote_ids) == ("Mira Landt", ["mira@example.org"], {"ats": "1001"})
    assert [item.value["name"] for item in made.profile["skills"]] == ["Go", "K8s"]
    assert made.profile["title"][0].item_id == "title"
    assert (made.revision, made.as_of, made.rating) == (1, "2025-02", 4)
    assert (made.consents[0].recorded_by, made.consents[0].recorded_at) == ("nele", AT)
    assert len({item.item_id for _, item in made.items()}) == len(list(made.items()))


def test_the_same_person_gets_the_same_id():
    """Whatever the order of the keys; so an import can be repeated."""
    one, _ = read_person({"name": "Mira", "title": "Engineer"})
    other, _ = read_person({"title": "Engineer", "name": "Mira"})
    third, _ = read_person({"title": "Staff Engineer", "name": "Mira"})
    assert record_id(one) == record_id(other) != record_id(third)


@pytest.mark.parametrize(
    ("raw", "field", "words"),
    [
        ({"name": ""}, "name", "at least 1 character"),
        ({"name": "  "}, "name", "at least 1 character"),
        ({"name": None}, "name", "valid string"),
        ({"name": 7}, "name", "valid string"),
        ({"email": "nobody"}, "email", "pattern"),
        ({"email": "a b@example.org"}, "email", "pattern"),
        ({"rating": 6}, "rating", "less than or equal to 5"),
        ({"as_of": "2025-13"}, "as_of", "month must be in 1..12"),
        ({"as_of": "May 2025"}, "as_of", "YYYY-MM"),
        ({"skills": "Go"}, "skills", "a list of values is needed, not str"),
        ({"skills": [""]}, "skills", "at least 1 character"),
        ({"skills": [{"name": "Go", "level": 3}]}, "skills", "Extra inputs"),
        ({"title": ["Engineer"]}, "title", "valid string"),
        ({"title": "x" * 1001}, "title", "at most 1000"),
        ({"articles": [{"title": "x", "date": "12/05/2024"}]}, "articles", "YYYY-MM"),
        ({"links": ["ftp://a.example/"]}, "links", "pattern"),
        ({"work": [{"endDate": "soon"}]}, "work", "YYYY-MM"),
        ({"tilte": "Engineer"}, "tilte", "unknown key; known keys: articles, as_of"),
        ({"sources": [SITE | {"kind": "myspace"}]}, "sources.0", "unknown source kind 'myspace'; known kinds: blog"),
        ({"sources": [SITE | {"basis": "hope"}]}, "sources.0.basis", "consent"),
        ({"sources": [SITE | {"address": "mira.example"}]}, "sources.0.address", "pattern"),
        ({"sources": [SITE | {"address": "https://"}]}, "sources.0.address", "pattern"),
        ({"sources": [SITE | {"address": "https://a b.example/"}]}, "sources.0.address", "pattern"),
        ({"sources": [SITE | {"address": "https://[::1/"}]}, "sources.0", "not an address"),
        ({"sources": [SITE | {"address": "https://a.example/" + "x" * 3000}]}, "sources.0", "longer than 2000"),
        ({"sources": [SITE, SITE | {"note": "again"}]}, "sources", "https://mira.example/ is there twice"),
        ({"sources": [SITE | {"address": "https://www.linkedin.com/in/mira"}]}, "sources.0", "What is permitted: ask"),
        ({"sources": [SITE | {"address": "https://de.LinkedIn.com./in/mira"}]}, "sources.0", "What is permitted: ask"),
        ({"sources": [SITE | {"kind": "linkedin"}]}, "sources.0", "User Agreement"),
        ({"consent": [{"scope": "all", "given_on": "yesterday", "how": "mail"}]}, "consent.0.given_on", "YYYY-MM"),
        ({"external_ids": {"ats": 5}}, "external_ids.ats", "valid string"),
        ({"external_ids": {"a\x00ts": "5"}}, "external_ids.a\x00ts.[key]", "pattern"),
        ({"tags": ["\ud800"]}, "tags.0", "unicode"),
        ({"title": "\ud800"}, "title", "unicode"),
    ],
)
def test_what_is_wrong_is_named(raw, field, words):
    """The key, and what is allowed; one problem is named once."""
    [(named, reason)] = [(at, why) for at, why in _bad(**raw)]
    assert named == field
    assert words in reason


def test_every_problem_of_a_line_is_named():
    """So that a file is corrected in one go."""
    assert {field for field, _ in _bad(rating=9, skills=3, titel="x", email="?")} == {
        "rating",
        "skills",
        "titel",
        "email",
    }


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "not JSON"),
        ("name: Mira", "not JSON"),
        ("[1, 2]", "one JSON object a line is needed, not list"),
        ("null", "not NoneType"),
        ("[" * 100_000, "not JSON"),
        ('{"name": "Mira"} {"name": "Jonas"}', "not JSON"),
    ],
)
def test_a_line_that_is_no_person(line, words):
    """Is a bad line with its number, and never an exception."""
    read = read_lines(["", '{"name": "Ada"}', line])
    [bad] = read.bad
    assert (bad.line, bad.field, read.total) == (3, "line", 2)
    assert words in bad.reason
    assert [one.about.name for one in read.people] == ["Ada"]


@pytest.mark.parametrize(
    ("one", "other", "field", "words"),
    [
        ({"email": "a@x.example"}, {"email": "A@X.example"}, "email", "a@x.example is already on line 1"),
        (
            {"external_ids": {"ats": "1"}},
            {"external_ids": {"ats": "1"}, "title": "T"},
            "external_ids.ats",
            "1 is already",
        ),
        ({"title": "Engineer"}, {"title": "Engineer"}, "line", "the same as line 1"),
    ],
)
def test_one_person_twice_in_a_file_is_a_problem(one, other, field, words):
    """The second line names the first."""
    read = read_lines([json.dumps({"name": "Mira", **raw}) for raw in (one, other)])
    [bad] = read.bad
    assert (bad.line, bad.field) == (2, field)
    assert words in bad.reason


def test_two_people_of_one_name_are_two_people():
    """A name alone joins nobody."""
    read = read_lines(['{"name": "Ada", "email": "a@x.example"}', '{"name": "Ada", "email": "b@x.example"}'])
    assert (len(read.people), read.bad) == (2, ())


@given(
    st.dictionaries(
        st.sampled_from(["name", "title", "skills", "sources", "email", "external_ids", "x"]),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
            max_leaves=6,
        ),
    )
)
def test_no_line_raises(raw):
    """It gives a person or at least one problem."""
    read = read_lines([json.dumps(raw)])
    assert len(read.people) + bool(read.bad) == 1


def test_values_are_checked_by_their_field():
    """And what is missing is no value."""
    assert parse_values("title", None) == ()
    assert parse_values("skills", []) == ()
    with pytest.raises(FieldError, match="unknown profile field 'shoe_size'; known fields: articles"):
        parse_values("shoe_size", 44)
