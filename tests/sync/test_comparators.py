"""When two values of a field are the same value, and when they are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import config.fields
from sync.comparators import COMPARATORS, keys, normal, normal_address, normal_quote, same


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("title", "Sr. Engineer", "Senior Engineer"),
        ("title", "SWE", "Software Engineer"),
        ("title", "VP of Engineering", "Vice President, Engineering"),
        ("title", "Head of Research & Development", "head of research and development"),
        ("title", "Développeuse Senior", "developpeuse senior"),
        ("employer", "Hafenwerk GmbH", "Hafenwerk"),
        ("employer", "Northwind, Inc.", "northwind"),
        ("employer", "The Havnelys Company", "Havnelys"),
        ("employer", "Havnelys (Kolanut Payments)", "Kolanut Payments"),
        ("employer", "Straße AG", "Strasse"),
        ("employer", "Facebook", "Meta Platforms, Inc."),
        ("employer", "Twitter", "X"),
        ("employer", "RStudio, PBC", "Posit"),
        ("name", "Mira Landt", "Landt, Mira"),
        ("name", "Mira K. Landt", "Mira Landt"),
        ("name", "José Núñez", "Jose Nunez"),
        ("location", "Hamburg", "Hamburg, Germany"),
        ("location", "Köln", "Koln / Germany"),
        ("skills", {"name": "Node.js"}, {"name": "NodeJS"}),
        ("skills", {"name": "K8s", "label": "Kubernetes"}, {"name": "kubernetes"}),
        ("skills", {"name": "c++"}, {"name": "C++"}),
        ("skills", {"name": "ML"}, {"name": "machine learning"}),
        ("skills", {"name": "ReactJS"}, {"name": "React"}),
        ("skills", {"name": "C/C++"}, {"name": "C++", "label": "C++"}),
        ("skills", {"name": "HTML/CSS"}, {"name": "CSS3", "label": "CSS"}),
        ("articles", {"title": "A  runbook: is it a Conversation?"}, {"title": "A runbook – is it a conversation"}),
        (
            "articles",
            {"title": "Alerts", "url": "https://a.example/alerts?utm_source=feed"},
            {"title": "Alerts that wake", "url": "https://www.a.example/alerts/"},
        ),
        ("links", {"url": "https://twitter.com/Mira"}, {"url": "https://x.com/mira"}),
        ("links", {"url": "http://www.a.example"}, {"url": "https://a.example/index.html#top"}),
        ("links", {"url": "https://github.com/Mira/"}, {"url": "https://github.com/mira"}),
        (
            "links",
            {"url": "https://scholar.google.de/citations?user=abc&hl=de"},
            {"url": "https://scholar.google.com/citations?user=abc"},
        ),
        (
            "links",
            {"url": "https://stackoverflow.com/users/77/mira"},
            {"url": "https://stackoverflow.com/users/77"},
        ),
        (
            "work",
            {"name": "Hafenwerk GmbH", "position": "Sr. Engineer", "startDate": "2021-04"},
            {"name": "Hafenwerk", "position": "Senior Engineer", "startDate": "2021"},
        ),
        (
            "education",
            {"institution": "The University of Bergen", "area": "Physics"},
            {"institution": "University of Bergen", "area": "physics"},
        ),
        ("talks", {"title": "Tracing for five teams"}, {"title": "Tracing, for five teams", "event": "NordicOps"}),
        ("headline", "Keeps systems up!", "keeps systems up"),
    ],
)
def test_the_same_value_in_other_clothes(field, one, other):
    """Spelling, legal forms, tracking and typography do not make another value."""
    assert same(field, one, other)
    assert same(field, other, one)


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("title", "Engineer", "Senior Engineer"),
        ("title", "Engineer", "Engineering Manager"),
        ("title", "Junior Developer", "Senior Developer"),
        ("employer", "Hafenwerk", "Hafenwerk Logistik"),
        ("employer", "AG", "SE"),
        ("employer", "Facebook", "Instagram"),
        ("name", "Mira Landt", "Mirjam Landt"),
        ("location", "Hamburg, Germany", "Bergen, Norway"),
        ("skills", {"name": "C"}, {"name": "C++"}),
        ("skills", {"name": "React"}, {"name": "React Native"}),
        ("skills", {"name": "C"}, {"name": "C#"}),
        ("skills", {"name": "C++"}, {"name": "C#"}),
        ("skills", {"name": "Java"}, {"name": "JavaScript"}),
        ("articles", {"title": "Part one"}, {"title": "Part two"}),
        (
            "articles",
            {"title": "Notes", "url": "https://a.example/?p=1"},
            {"title": "More", "url": "https://a.example/?p=2"},
        ),
        ("links", {"url": "https://a.example/Mira"}, {"url": "https://a.example/mira"}),
        ("links", {"url": "https://a.example:8080/"}, {"url": "https://a.example/"}),
        ("links", {"url": "https://mira.github.io/"}, {"url": "https://jonas.github.io/"}),
        ("work", {"name": "Hafenwerk", "startDate": "2019"}, {"name": "Hafenwerk", "startDate": "2022"}),
    ],
)
def test_values_that_only_look_alike(field, one, other):
    """What a careful reader keeps apart stays apart."""
    assert not same(field, one, other)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://www.a.example/?utm_source=x&b=2&fbclid=9&a=1", "a.example?b=2&a=1"),
        ("https://a.example/?refund=1", "a.example?refund=1"),
        ("https://mobile.twitter.com/Mira", "x.com/mira"),
        ("HTTPS://A.Example:443/Path/", "a.example/Path"),
        ("not an address", "not an address"),
    ],
)
def test_the_normal_form_of_an_address(address, expected):
    """What tells pages apart stays, in its order."""
    assert normal_address(address) == expected


def test_re_typesetting_is_not_new_words():
    """Quotation marks, dashes, accents and spacing change; words and numbers do not."""
    assert normal_quote("I’m  a “Staff Engineer” — at Havnelys.") == normal_quote("I'm a Staff Engineer - at Havnelys")
    assert normal_quote("I was an engineer") != normal_quote("I am an engineer")


SAMPLES = {
    "text": st.text(min_size=1).filter(str.strip),
    "skill": st.fixed_dictionaries({"name": st.text(min_size=1).filter(str.strip)}),
    "article": st.fixed_dictionaries({"title": st.text(min_size=1).filter(str.strip)}),
    "talk": st.fixed_dictionaries({"title": st.text(min_size=1).filter(str.strip)}),
    "project": st.fixed_dictionaries({"name": st.text(min_size=1).filter(str.strip)}),
    "position": st.fixed_dictionaries({"name": st.text(min_size=1).filter(str.strip)}),
    "education": st.fixed_dictionaries({"institution": st.text(min_size=1).filter(str.strip)}),
    "link": st.builds(lambda host: {"url": f"https://{host}"}, st.text(min_size=1).filter(lambda t: not t.isspace())),
}


@given(st.data())
def test_every_value_has_a_normal_form(data):
    """A comparator never fails, never answers with nothing, and a value is the same as itself."""
    field = data.draw(st.sampled_from(list(config.fields.load().values())))
    value = data.draw(SAMPLES[field.type])
    found = keys(field.id, value)
    assert all(found)
    assert normal(field.id, value) == found[0]
    assert same(field.id, value, value)


def test_every_field_has_a_comparator():
    """Whatever a field file may name exists."""
    assert {field.comparator for field in config.fields.load().values()} <= set(COMPARATORS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://ada.example/", "https://ada.example./"),
        ("https://shared.example/ada/", "https://shared.example/%61da/"),
        ("https://shared.example/~ada", "https://shared.example/%7eada/"),
    ],
)
def test_an_address_written_otherwise_is_the_same_address(one, other):
    """An erased person's page must not come back under another spelling of its address."""
    assert normal_address(one) == normal_address(other)


def test_an_escaped_slash_is_no_slash():
    """What an escape keeps apart stays apart (RFC 3986, section 2.2)."""
    assert normal_address("https://a.example/b%2fc") != normal_address("https://a.example/b/c")
