"""The hash of what a document says: other bytes alone change nothing, other words always do."""

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from crawler.answers.fingerprint import LEAST_TEXT, of_document, of_html

ADDRESS = "https://ada.example/about/"
WORDS = "I build queues that do not lose letters, and I write about what broke on the way. " * 4
PAGE = f"""<!doctype html><html lang="en"><head><title>Ada Quill</title>
<meta name="description" content="Notes on work"><meta name="csrf-token" content="t0k3n">
<meta property="og:title" content="Ada Quill"><link rel="stylesheet" href="/site.1a2b.css">
<link rel="me" href="https://social.example/@ada">
<script nonce="abc">track("1")</script>
<script type="application/ld+json" nonce="abc">{{"@type": "Person", "jobTitle": "Data Engineer"}}</script></head>
<body class="page-1a2b"><!-- built 10:04 --><nav><a href="/" data-track="17">Home</a></nav>
<div class="h-card"><p class="p-note x9">I am a <b>Data Engineer</b> at Quillmark.</p></div>
<p>{WORDS}</p><time datetime="2026-10-01">October</time>
<div id="ad-1" data-slot="55"></div><iframe src="https://ads.example/show?t=1"></iframe>
<form><input type="hidden" name="csrf" value="t0k3n"></form></body></html>"""

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Ada</title><generator>Press 1.0</generator>
<lastBuildDate>Thu, 01 Oct 2026 10:00:00 GMT</lastBuildDate><pubDate>Thu, 01 Oct 2026 10:00:00 GMT</pubDate>
<item><title>Queues</title><link>https://ada.example/queues</link><pubDate>Wed, 30 Sep 2026 10:00:00 GMT</pubDate>
<description>What broke</description></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Ada</title><updated>2026-10-01T10:00:00Z</updated>
<entry><title>Queues</title><updated>2026-09-30T10:00:00Z</updated><content>What broke</content></entry></feed>"""


def page_hash(text: str) -> str | None:
    return of_html(html.document_fromstring(text), ADDRESS)


def replaced(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('content="t0k3n"', 'content="0th3r"'),
        ('value="t0k3n"', 'value="0th3r"'),
        ('nonce="abc"', 'nonce="xyz"'),
        ('track("1")', 'track("2"); later()'),
        ("built 10:04", "built 11:37"),
        ("/site.1a2b.css", "/site.9z8y.css"),
        ('class="page-1a2b"', 'class="page-9z8y"'),
        ("p-note x9", "p-note q4"),
        ('data-track="17"', 'data-track="18"'),
        ('id="ad-1" data-slot="55"', 'id="ad-2" data-slot="56"'),
        ("https://ads.example/show?t=1", "https://ads.example/show?t=2"),
        ("<p>I build", "<p>I  \n  build"),
        ("</nav>\n", "</nav>\n\n\t"),
        ("<body", "<style>p { color: red }</style><body"),
        ("<!doctype html>", "<!DOCTYPE html>"),
    ],
)
def test_what_nobody_reads_changes_nothing(old: str, new: str) -> None:
    """Tokens, nonces, comments, style, other scripts, other hosts' frames and white space are no news."""
    assert page_hash(PAGE) is not None
    assert page_hash(replaced(PAGE, old, new)) == page_hash(PAGE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Data Engineer</b>", "Data engineer</b>"),
        ("at Quillmark", "at Quillmarks"),
        ("<title>Ada Quill", "<title>Ada Quill, CTO"),
        ("Notes on work", "Notes on leave"),
        ('property="og:title" content="Ada Quill"', 'property="og:title" content="Ada Q"'),
        ('"jobTitle": "Data Engineer"', '"jobTitle": "Architect"'),
        ("https://social.example/@ada", "https://social.example/@quill"),
        ('rel="me"', 'rel="nofollow"'),
        ('href="/"', 'href="/start"'),
        ('class="h-card"', 'class="h-entry"'),
        ('class="p-note x9"', 'class="p-job-title x9"'),
        ('datetime="2026-10-01"', 'datetime="2026-10-02"'),
        ("<b>Data Engineer</b>", "<del>Data Engineer</del>"),
        ("<b>Data Engineer</b>", '<b itemprop="jobTitle">Data Engineer</b>'),
        ("<b>Data Engineer</b>", "<b hidden>Data Engineer</b>"),
        ('<html lang="en">', '<html lang="de">'),
        ("https://ads.example/show?t=1", "/cv.html"),
        ("<nav>", '<nav><a href="/cv">CV</a>'),
        ('<p class="p-note x9">', '<h2 class="p-note x9">'),
        ('name="description"', 'name="robots"'),
    ],
)
def test_every_word_link_date_and_fact_counts(old: str, new: str) -> None:
    """A change of what extraction reads is never hidden."""
    assert page_hash(replaced(PAGE, old, new)) != page_hash(PAGE)


@pytest.mark.parametrize(("characters", "hashed"), [(LEAST_TEXT - 1, False), (LEAST_TEXT, True)])
def test_a_page_that_says_little_has_no_hash(characters: int, hashed: bool) -> None:
    """Its scripts may write what it says, so that only equal bytes are no change."""
    page = f"<html><body><div>{'a' * characters}</div><script>render()</script></body></html>"
    assert (page_hash(page) is not None) is hashed


@given(st.integers(0, 119), st.text("abcdefgé", min_size=1, max_size=12))
def test_no_changed_word_is_hidden(place: int, other: str) -> None:
    """Whichever word of a text becomes another one, wherever it stands, the hash becomes another one."""
    words = ["word" if number % 3 else f"entry{number}" for number in range(120)]
    changed = [*words[:place], f"{other}s", *words[place + 1 :]]
    before = page_hash(_marked_up(words))
    assert before is not None
    assert page_hash(_marked_up(changed)) != before


def _marked_up(words: list[str]) -> str:
    inline = [f"<b>{word}</b>" if number % 7 == 0 else word for number, word in enumerate(words)]
    blocks = [" ".join(inline[start : start + 20]) for start in range(0, len(inline), 20)]
    return f"<html><body><article>{''.join(f'<p>{block}</p>' for block in blocks)}</article></body></html>"


@given(st.integers(0, 2**32))
def test_rotating_tokens_never_count(seed: int) -> None:
    """Whatever a server writes into tokens, nonces, comments and style, the page says the same."""
    random = Random(seed)
    changed = re.sub(r"t0k3n|1a2b|abc|10:04|(?<=data-slot=.)55", lambda _: f"{random.getrandbits(64):x}", PAGE)
    assert page_hash(changed) == page_hash(PAGE)


@pytest.mark.parametrize(
    ("document", "old", "new", "same"),
    [
        (FEED, "01 Oct 2026 10:00:00 GMT</lastBuildDate>", "02 Oct 2026 10:00:00 GMT</lastBuildDate>", True),
        (FEED, "Thu, 01 Oct 2026 10:00:00 GMT</pubDate><item", "Fri, 02 Oct 2026 10:00:00 GMT</pubDate><item", True),
        (FEED, "Press 1.0", "Press 1.1", True),
        (FEED, "<channel>", "<!-- cached --><channel>\n", True),
        (FEED, "30 Sep 2026", "29 Sep 2026", False),
        (FEED, "What broke", "What held", False),
        (FEED, "<title>Queues", "<title>Letters", False),
        (FEED, "ada.example/queues", "ada.example/letters", False),
        (FEED, "<channel><title>Ada", "<channel><title>Ada Quill", False),
        (ATOM, "2026-10-01T10:00:00Z", "2026-10-02T10:00:00Z", True),
        (ATOM, "2026-09-30T10:00:00Z", "2026-10-02T10:00:00Z", False),
        (ATOM, "What broke", "What held", False),
        ('{"basics": {"name": "Ada"}, "work": []}', ' "work": []', '"work":  []', True),
        ('{"basics": {"name": "Ada"}, "work": []}', "Ada", "Eda", False),
        ('{"work": ["a", "b"]}', '"a", "b"', '"b", "a"', False),
        (
            "<urlset><url><loc>https://ada.example/a</loc><lastmod>2026-10-01</lastmod></url></urlset>",
            "-01",
            "-02",
            False,
        ),
    ],
)
def test_feeds_and_data_are_compared_by_their_entries(document: str, old: str, new: str, same: bool) -> None:
    """When a feed was built is no news; what an entry says, and when, is."""
    changed = replaced(document, old, new) if old in document else document.replace("\n", "").replace(old, new)
    assert changed != document
    before = of_document(document.encode())
    assert before is not None
    assert (of_document(changed.encode()) == before) is same


@pytest.mark.parametrize("body", [b"", b"plain words", b"<", b"{broken", b"[" * 100_000, b"\x00\x01"])
def test_what_is_neither_feed_nor_data_has_no_hash(body: bytes) -> None:
    """Then only equal bytes are no change."""
    assert of_document(body) is None
