"""RFC 9309: groups, matching, and the longest rule."""

import pytest

from crawler.rules.robots_lines import normal, read_rules


def decides(text: str, path: str) -> tuple[bool, int] | None:
    rule = read_rules(text.encode()).deciding(f"https://ada.example{path}")
    return None if rule is None else (rule.allows, rule.line)


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("User-agent: *\nDisallow: /", "/", (False, 2)),
        ("User-agent: *\nDisallow:", "/", None),
        ("Disallow: /", "/", None),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", (True, 2)),
        ("User-agent: *\nDisallow: /a*c", "/abbc/d", (False, 2)),
        ("User-agent: *\nDisallow: /a*c", "/abb", None),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", (False, 2)),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", None),
        ("User-agent: *\nDisallow: /a$", "/a", (False, 2)),
        ("User-agent: *\nDisallow: /a$", "/ab", None),
        ("User-agent: *\nDisallow: /*?print", "/x?print=1", (False, 2)),
        ("User-agent: *\nDisallow: /~ada", "/%7Eada/cv", (False, 2)),
        ("User-agent: *\nDisallow: /%7Eada", "/~ada/cv", (False, 2)),
        ("User-agent: *\nDisallow: /ü", "/%C3%BC", (False, 2)),
        ("User-agent: *\nDisallow: /a%2fb", "/a%2Fb", (False, 2)),
        ("User-agent: *\nDisallow: /a%2fb", "/a/b", None),
        ("User-agent: *\rDisallow: /a\r", "/a", (False, 2)),
        ("User-agent: *\r\n\r\nDisallow: /a # all of it\r\n", "/a", (False, 3)),
        ("USER-AGENT : *\n  disallow : /a", "/a", (False, 2)),
        ("User-agent: other\nUser-agent: PERENNIAL\nDisallow: /a", "/a", (False, 3)),
        ("User-agent: other\nDisallow: /a", "/a", None),
        (("User-agent: Perennial\nDisallow: /a\n"
         "User-agent: x\nDisallow: /\nUser-agent: perennial\nDisallow: /b"), "/b", (False, 6)),
        ("User-agent: Perennial\nAllow: /\nUser-agent: *\nDisallow: /", "/a", (True, 2)),
        ("User-agent: *\nCrawl-delay: 2\nUser-agent: Perennial\nDisallow: /a", "/a", (False, 4)),
        ("User-agent: *\nSitemap: /s\nDisallow: /a", "/a", (False, 3)),
    ],
)  # fmt: skip
def test_the_longest_rule_of_our_group_decides(text: str, path: str, expected: tuple[bool, int] | None) -> None:
    """Groups merge by product token, else ``*``; the longest match wins, the allowing one of equals."""
    assert decides(text, path) == expected


def test_a_line_separator_does_not_cut_a_rule() -> None:
    """A character that ends a line for Python only stays inside its rule."""
    assert decides("User-agent: *\nDisallow: /a\u2028Allow: /\n", "/b") is None


def test_matching_does_not_backtrack() -> None:
    """A hostile pattern of many wildcards is decided at once."""
    hostile = "User-agent: *\nDisallow: /" + "*a" * 2_000 + "$"
    assert decides(hostile, "/" + "a" * 1_900) is None


@pytest.mark.parametrize(
    ("path", "expected"), [("/a%41", "/aA"), ("/%c3%bc", "/%C3%BC"), ("/é", "/%C3%A9"), ("/a b", "/a%20b")]
)
def test_encodings_have_one_form(path: str, expected: str) -> None:
    """Unreserved characters are decoded and all others encoded in capitals."""
    assert normal(path) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "ascii"])
def test_rules_count_in_whatever_encoding_they_were_saved(encoding: str) -> None:
    """An owner's editor must not undo their rules."""
    rule = read_rules("User-agent: *\nDisallow: /a\n".encode(encoding)).deciding("https://ada.example/a")
    assert rule is not None
    assert (rule.line, rule.allows) == (2, False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("user-agent *\ndisallow /a", (False, 2)),
        ("user-agent *\ndisallow /a # all", (False, 2)),
        ("user-agent *\nallow /a\ndisallow /", (True, 2)),
        ("user-agent: *\nplease disallow /a", None),
        ("user-agent: *\ndisallow us from /a", None),
    ],
)
def test_a_forgotten_colon_is_read(text: str, expected: tuple[bool, int] | None) -> None:
    """Two words are a rule without its colon; a sentence is none."""
    assert decides(text, "/a") == expected


def usage(text: str, path: str) -> int | None:
    rule = read_rules(text.encode()).reserving(f"https://ada.example{path}")
    return None if rule is None else rule.line


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("User-agent: *\nContent-Usage: ai=n", "/a", 2),
        ("User-agent: *\nContent-Usage: train-ai=n", "/a", None),
        ("User-agent: *\nContent-Signal: search=yes, ai-input=no", "/a", 2),
        ("User-agent: *\nContent-Usage: ai=y\nContent-Usage: /a/ ai=n", "/a/b", 3),
        ("User-agent: *\nContent-Usage: ai=n\nContent-Usage: /a/ ai=y", "/a/b", None),
        ("User-agent: *\nContent-Usage: ai=n\nContent-Usage: /a/ ai=y", "/b", 2),
        ("User-agent: *\nContent-Usage: /a ai=y\nContent-Usage: /a ai=n", "/a", 3),
        ("User-agent: *\nContent-Usage: /a\tai=n", "/a", 2),
        ("User-agent: *\nContent-Usage: /a*c$ ai=n", "/abc", 2),
        ("User-agent: *\n content-usage : ai=n # no", "/a", 2),
        ("User-agent: *\nContent-Usage: ai=n\n\nUser-agent: Perennial\nAllow: /", "/a", None),
        ("User-agent: other\nContent-Usage: ai=n", "/a", None),
        ("Content-Usage: ai=n", "/a", None),
    ],
)
def test_usage_lines_are_matched_like_rules(text: str, path: str, line: int | None) -> None:
    """Of our group, by the longest path; of equal ones the forbidding one (draft-ietf-aipref-attach, section 3)."""
    assert usage(text, path) == line


def test_another_crawler_may_be_asked_for() -> None:
    """The suite of cases speaks of other names than ours."""
    text = b"User-agent: FooBot\nDisallow: /a\nUser-agent: *\nDisallow: /b\n"
    assert read_rules(text, "foobot").deciding("https://ada.example/a") is not None
    assert read_rules(text, "BarBot").deciding("https://ada.example/a") is None
