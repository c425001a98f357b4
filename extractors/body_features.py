"""What tells an article's lines from what stands around them, as numbers for the models of article_body.py."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from lxml.html import HtmlElement

from extractors.body_lines import LONG_LINE, BodyLine, BodyLines
from extractors.word_sets import word_set

OPENING = re.compile(
    r"^(?:read (?:more|also|next)|related|share|advertisement|subscribe|sign up|by |photo|image|credit|source:"
    r"|copyright|©|see also|more (?:on|from|about)|follow|click|watch|tags?\b|filed under|posted|published|updated"
    r"|comments?\b|leave a|email|newsletter|written by|all rights|continue|next|prev|topics|contact|about the author"
    r"|skip|recommended|trending|popular|lesen sie|mehr |weiterlesen|autor|foto|quelle|lire|leia|à lire|lee )",
    re.IGNORECASE,
)
"""How lines begin that accompany an article."""
REQUEST = re.compile(
    r"newsletter|subscri|sign up|click here|follow (?:us|him|her|me|@)|e-?mail|@\w|copyright|all rights reserved"
    r"|read more|contributed to this|for more information|about the|advertis|hier klicken|abonn|cliquez|clique aqui",
    re.IGNORECASE,
)
"""What a site asks of its readers, mostly behind the last paragraph."""
SENTENCE_END = re.compile(r"[.!?…。][\"”’')\]]*(?=\s|$)")
HEADINGS = word_set("h2 h3 h4 h5 h6")
HEAD, MOST_READ = 120, 1000
"""Characters of a line whose letters are counted, and that are searched."""
LONGEST_TITLE = 300
DEEPEST = 8
"""Elements between a line and the core whose names are read."""
NEAR = 3
"""Lines to either side whose running text counts as around."""

OF_WORDS = (
    "length", "links", "only_link", "sentences", "ends", "running", "capitals", "shouting", "digits",
    "opening", "short_opening", "short_bold", "repeated",
)  # fmt: skip
OF_PLACE = (
    "inside", "running_inside", "depth", "between", "before", "behind", "to_end", "share_parent", "share_grandparent",
    "request_at_end", "slanted_at_end", "title", "behind_title",
)  # fmt: skip
OF_ELEMENTS = (
    "paragraph", "item", "heading", "cell", "quoted", "in_quotation", "division",
    "aside", "tool", "comment", "about", "figure", "body",
)  # fmt: skip
OF_NEIGHBOURS = ("around", "links_before", "length_next", "heading_of_text")
OF_VOTES = ("votes", "running_votes", "running_outvoted", "votes_inside", "figure_votes", "votes_around")
"""What another reader of the page takes for the article's."""
FEATURES = OF_WORDS + OF_PLACE + OF_ELEMENTS + OF_NEIGHBOURS + OF_VOTES

Path = tuple[frozenset[str], bool, int, bool]
"""Between a line and the core: the cues, whether the core is reached, how deep, and whether in a quotation."""
NOWHERE: Path = (frozenset(), False, 0, False)
Row = tuple[float, ...]


def measure(page: BodyLines, title: str, votes: Sequence[float]) -> list[Row]:
    """Return the features of each candidate line, in the order of :data:`FEATURES`.

    :param title: the page's title, empty for none.
    :param votes: per candidate line the share of its words that another reader takes for the article's.
    """
    chosen = page.candidates()
    times = Counter(line.text for line in page.lines)
    lower = title.lower()
    titles = [number for number in chosen if number <= page.first and _is_title(page.lines[number], lower)]
    title_line = titles[-1] if titles else -1
    paths: dict[HtmlElement, Path] = {}
    rows = []
    for place, number in enumerate(chosen):
        line = page.lines[number]
        path = _path(page, line.owner, paths)
        rows.append(
            _of_words(line, times[line.text] > 1)
            + _of_place(page, number, path, title_line)
            + _of_elements(line, path)
            + _of_neighbours(page, number)
            + _of_votes(line, path, votes, place)
        )
    return rows


def _is_title(line: BodyLine, title: str) -> bool:
    return 10 < line.end - line.start <= LONGEST_TITLE and line.text.lower() in title


def _path(page: BodyLines, owner: HtmlElement | None, known: dict[HtmlElement, Path]) -> Path:
    if owner is None:
        return NOWHERE
    if owner not in known:
        cues: frozenset[str] = frozenset()
        element: HtmlElement | None = owner
        depth, quoted = 0, False
        while element is not None and element is not page.core and element.tag not in ("body", "html"):
            if depth < DEEPEST:
                cues |= page.cues_of(element)
            quoted = quoted or element.tag == "blockquote"
            element, depth = element.getparent(), depth + 1
        inside = element is page.core
        known[owner] = (cues, inside, depth if inside else 0, quoted)
    return known[owner]


def _of_words(line: BodyLine, repeated: bool) -> Row:
    length, linked = math.log1p(line.words), line.link_share
    head = line.text[:HEAD]
    pieces = head.split()
    opening, short = OPENING.match(head) is not None, line.words < LONG_LINE
    return (
        length,
        linked * length,
        float(linked > 0.9),
        math.log1p(len(SENTENCE_END.findall(line.text[:MOST_READ]))),
        float(line.ends),
        float(line.running),
        sum(piece[:1].isupper() for piece in pieces) / max(1, len(pieces)),
        float(sum(map(str.isupper, head)) > 0.6 * len(head)),
        sum(map(str.isdigit, head)) / len(head),
        float(opening),
        float(opening and short),
        float(short and line.bold > 0.8 * len(line.text)),
        float(repeated),
    )


def _of_place(page: BodyLines, number: int, path: Path, title_line: int) -> Row:
    line = page.lines[number]
    _, inside, depth, _ = path
    at_end = number >= page.last - 2
    total = page.running[-1] or 1
    parent = line.owner.getparent() if line.owner is not None else None
    grandparent = parent.getparent() if parent is not None else None
    return (
        float(inside),
        float(inside and line.running),
        min(depth, DEEPEST) / 4,
        float(inside and page.first <= number <= page.last),
        min(5, max(0, page.first - number)) / 5,
        min(5, max(0, number - page.last)) / 5,
        min(6, max(0, page.last - number)) / 6,
        page.running_in(parent) / total,
        page.running_in(grandparent) / total,
        float(at_end and REQUEST.search(line.text[:MOST_READ]) is not None),
        float(at_end and line.slanted > 0.8 * len(line.text)),
        float(number == title_line),
        float(number > title_line >= 0),
    )


def _of_elements(line: BodyLine, path: Path) -> Row:
    cues, inside, _, quoted = path
    tag = str(line.owner.tag) if line.owner is not None else ""
    return (
        float(inside and tag == "p"),
        float(inside and tag in ("li", "dd", "dt")),
        float(inside and tag in HEADINGS),
        float(tag in ("td", "th", "tr", "table")),
        float(tag in ("blockquote", "pre")),
        float(quoted),
        float(tag in ("div", "section")),
        *(float(cue in cues) for cue in ("aside", "tool", "comment", "about", "figure", "body")),
    )


def _of_neighbours(page: BodyLines, number: int) -> Row:
    line = page.lines[number]
    low, high = max(0, number - NEAR), min(len(page.lines), number + NEAR + 1)
    running = page.running[high] - page.running[low] - (line.words if line.running else 0)
    behind = page.lines[number + 1] if number + 1 < len(page.lines) else None
    is_heading = line.owner is not None and line.owner.tag in HEADINGS
    return (
        running / max(1, page.words[high] - page.words[low] - line.words),
        page.lines[number - 1].link_share if number else 0.0,
        math.log1p(behind.words) if behind else 0.0,
        float(is_heading and behind is not None and behind.running),
    )


def _of_votes(line: BodyLine, path: Path, votes: Sequence[float], place: int) -> Row:
    cues, inside, _, _ = path
    vote, running = votes[place], line.running
    before = votes[place - 1] if place else 0.0
    behind = votes[place + 1] if place + 1 < len(votes) else 0.0
    return (
        vote,
        vote * running,
        (1 - vote) * running,
        vote * inside,
        vote * ("figure" in cues),
        before * behind,
    )
