"""Which documents are not parsed."""

import pytest

from crawler.answers.complexity import MOST_ATTRIBUTES, check
from crawler.errors import TooComplex

MANY = MOST_ATTRIBUTES + 1


def tag(form: str, number: int = MANY, between: str = " ", name: str = "p") -> str:
    return f"<{name}{between or ' '}{between.join(form.format(n) for n in range(number))}>"


@pytest.mark.parametrize(
    "body",
    [
        tag("a{}=1"),
        tag("a{}=1", 300_000),
        tag("a{}"),
        tag("a{}", between="/"),
        tag("a{}=''", between=""),
        tag("a{} = '>'"),
        tag('a{}="<"', between="\n"),
        tag("a{}=1", name="_p"),
        tag("a{}=1").removesuffix(">"),
        '<!-- <b x=" -->' + tag("a{}='>'") + '">',
        "<script>if (a<b) x='</script>" + tag("a{}=1") + "'",
        "<a" * 1_000_000,
        "<a b=" * 500_000,
    ],
)
def test_a_tag_with_too_many_attributes_is_refused(body: str) -> None:
    """However it is written and wherever it hides; half a page that looks like one tag counts too."""
    with pytest.raises(TooComplex):
        check(body.encode())


def test_other_encodings_hide_nothing() -> None:
    """UTF-16 and UTF-32 are seen through."""
    for encoding in ("utf-16", "utf-16-be", "utf-32"):
        with pytest.raises(TooComplex):
            check(tag("a{}=1").encode(encoding))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<",
        "plain text, 1 < 2 and 3 > 2",
        tag("a{}=1", MOST_ATTRIBUTES),
        tag("a{}=1", 50) * 1_000,
        f'<img src="data:image/png;base64,{"A" * 1_000_000}">',
        f'<p style="{"color: red; " * 10_000}">',
        "<a href='/x'>x</a>" * 50_000,
        "<script>for(i=0;i<n;i++){x='<a href=\"'+u+'\">'}" + "y = 1; " * 900 + "</script>",
        "<p>" + "a=1 " * 10_000,
        "<" * 1_000_000,
    ],
)
def test_other_documents_are_parsed(body: str) -> None:
    """Long values, many tags, scripts and text are no danger."""
    check(body.encode())
