"""Where a publication's title stands in its entry, and what is no title: authors, venues, labels of links."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from lxml.html import HtmlElement

from extractors.author_lists import title_begin
from extractors.names import fold, surname
from extractors.page import Page
from extractors.paper_signs import names_venue
from extractors.platforms import profile_of
from extractors.title_ends import IN_VENUE, VENUE, title_end

MARKED = 0.85
"""The title is set apart: by its class, its heading, quotation marks or its link."""
LINED = 0.8
"""The title is a line of its own beside a line of authors."""
CITED = 0.72
"""The title is cut out of a citation by its punctuation."""
MOST_WORDS = 45
TITLE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:title|papertitle|pub-?title|paper-title|entry-title|p-name)(?:$|[\s_-])", re.IGNORECASE
)
QUOTED = re.compile(r"[\"“„«»]([^\"“”„«»\n]{8,300})[\"”“»«]")
AFTER_YEAR = re.compile(
    r"\((?:(?:19|20)\d{2}[a-z]?(?:,[^)]{0,20})?|submitted|in press|accepted|forthcoming|under review|in preparation"
    r"|to appear|preprint|n\.d\.|im erscheinen|eingereicht|im druck)\)[.,:]?\s+",
    re.IGNORECASE,
)
CITED_TITLE = re.compile(r"[^.?!\n]{8,300}(?:[?!](?=\s))?")
SENTENCE = re.compile(r"(?<=[^\W\d_]{2}|\W\)|.\d)\.\s+|[?!]\s+|\n")
"""Where a part of a citation ends; not behind an initial."""
TITLE_END = re.compile(r"[.?!](?:\s|$)|\n")
NOT_TITLES = re.compile(
    r"^(?:pdf|doi|bib(?:tex)?|code|slides?|video|poster|arxiv|abstract|abs|html|link|project(?: page| website)?|website"
    r"|read more|download(?: [^|]{0,80})?|preprint|supp(?:lementary)?(?: materials?)?|data|demo|blog|github|cite|talk"
    r"|paper|publisher|journal|url|source|details|volltext|verlagsankündigung|leseprobe|rezension(?:en)?|texte intégral"
    r"|texto completo|open access|press release|equal contribution|in press|under review"
    r"|[^|]{0,80} als (?:pdf|download)|proceedings of [^|]{0,200}|in proceedings [^|]{0,200}"
    r"|(?:[a-z ]{1,40},? )?(?:data|code|materials?|stimuli|software|supplement\w{0,12}),? (?:&|and) (?:code|data"
    r"|materials?|software)"
    r"|[^|]{0,200}\bet al\.?|(?:view|see|show) [^|]{0,200}|full (?:text|paper|list)[^|]{0,80}|my (?:phd )?thesis"
    r"|google scholar[^|]{0,80}|(?:my|our|the) [^|]{0,60}\b(?:page|profile|website)|buy [^|]{0,80}|book website"
    r"|[^|]{0,80}repository[^|]{0,80}"
    r"|(?:best|outstanding|distinguished) [^|]{0,60}(?:award|prize)[^|]{0,60}|honou?rable mention[^|]{0,60}"
    r"|(?:oral|spotlight|highlight)(?: presentation| paper)?[^|]{0,20}"
    r"|(?:to appear|accepted|published|presented|submitted|erschienen|eingereicht) (?:in|at|to|by|for|as|bei)\b"
    r"[^|]{0,200})$",
    re.IGNORECASE,
)
SEPARATORS = re.compile(r",|;|\band\b|\bund\b|\bet\b|\by\b|\be\b|&|·|\|")
COAUTHORS = re.compile(r"[,.]?\s+\(?(?:joint |jointly |joint work )?(?:with|mit)\s", re.IGNORECASE)
NO_TITLE = re.compile(
    r"^[(\[\d]|\b(?:19|20)\d{2}\b|^(?:rezension(?:en)?|reviews?|herausgeber(?:in)?|in)\b", re.IGNORECASE
)
"""What an entry begins with that names no title first."""
ODD_REST = re.compile(
    r"(?:(?:&|and|und|et)\s)?(?:[^\W_]{1,30}[.,]\s)?(?:[^\W\d_]\.{0,2}\s?)?[\s.,:;*†]{0,4}", re.IGNORECASE
)
"""What of a last name that is written oddly may be left before a title that is set apart."""
MARKS = '.,:;"“”„«»[]'
MOST_BREAKS = 1
"""Line breaks that a title may have inside its heading."""
NAME_WORDS = 4
LONGEST_AUTHORS = 1500

Span = tuple[int, int]
Found = tuple[int, str, float]
"""Where the title begins, the title, and how sure its place is."""


def title_of(page: Page, elements: Sequence[HtmlElement], span: Span) -> Found | None:
    """Return the title of an entry.

    :param elements: what the entry consists of, in document order, with visible text.
    :param span: the entry, characters into the page's text.
    """
    for place, sureness, least in _places(page, elements, span):
        found = _usable(page, place, least)
        if found is not None:
            return (*found, sureness)
    return None


def set_apart(page: Page, elements: Iterable[HtmlElement]) -> Found | None:
    """Return the title of an entry only where a heading or a class says that it is one."""
    for element in elements:
        if element.tag in ("h2", "h3", "h4", "h5", "h6") or TITLE_CLASS.search(element.get("class") or ""):
            found = _usable(page, page.visible.spans[element], 1)
            if found is not None:
                return (*found, MARKED)
    return None


def whole_title(page: Page, span: Span) -> Found | None:
    """Return the title that a heading consists of."""
    found = _usable(page, span, 2)
    return (*found, MARKED) if found is not None else None


def has_surname(page: Page, text: str) -> bool:
    """Tell whether a text names our person by the last name."""
    folded = fold(text)
    return any(last and last in folded for last in map(surname, page.names))


def is_author_list(page: Page, text: str) -> bool:
    """Tell whether a text consists of names, ours among them."""
    names = [part.split() for part in SEPARATORS.split(text) if part.strip(" .*†‡0123456789()")]
    return bool(names) and has_surname(page, text) and all(len(name) <= NAME_WORDS for name in names)


def _places(page: Page, elements: Sequence[HtmlElement], span: Span) -> Iterator[tuple[Span, float, int]]:
    """Yield where the title may stand, the surest place first, with the least words that it must have there."""
    spans = page.visible.spans
    start, end = span
    text = page.text.text[start:end]
    begin = title_begin(text, lambda names: has_surname(page, names))
    for element in elements:
        if TITLE_CLASS.search(element.get("class") or ""):
            yield spans[element], MARKED, 1
    for element in elements:
        if element.tag in ("h2", "h3", "h4", "h5", "h6"):
            yield spans[element], MARKED, 1
    quoted = _quoted(text, start, [spans[one] for one in elements if one.tag in ("a", "b", "strong", "em", "i")])
    slanted = [
        spans[one]
        for one in elements
        if one.tag in ("em", "i", "cite", "u") and _is_title_place(text, start, spans[one])
    ]
    if begin:
        yield from _behind_authors(page, elements, text, start, begin)
        return
    if quoted is not None and all(quoted[0] < first for first, _ in slanted):
        before = text[: quoted[0] - start - 1]
        if not before.strip() or follows_authors(before):
            yield quoted, MARKED, 2
    for element in elements:
        if element.tag in ("a", "strong", "b") and not (element.tag == "a" and profile_of(element.get("href") or "")):
            inner = _inner_title(element, spans)
            if inner is not None:
                yield spans[inner], MARKED, 2
            whole = "\n" not in text and spans[element][0] <= start + 3
            yield spans[element], MARKED, 2 if whole and len(text) < 2 * (spans[element][1] - start) else 3
    yield from ((place, MARKED, 2) for place in slanted)
    if quoted is not None:
        yield quoted, MARKED, 2
    yield from _cut_out(page, text, start)


def _inner_title(element: HtmlElement, spans: Mapping[HtmlElement, Span]) -> HtmlElement | None:
    """Return the slanted words that a bold or linked citation begins with."""
    start, end = spans[element]
    slanted = [one for one in element.iter("em", "i", "cite") if one in spans and spans[one][0] == start]
    return next((one for one in slanted if spans[one][1] < end), None)


def _behind_authors(
    page: Page, elements: Sequence[HtmlElement], text: str, start: int, begin: int
) -> Iterator[tuple[Span, float, int]]:
    """Yield the title's place where its authors stand first: set apart right behind them, else up to the venue."""
    spans = page.visible.spans
    apart = [spans[one] for one in elements if one.tag in ("a", "strong", "b", "em", "i", "cite", "u", "span")]
    for first, last in apart:
        behind = begin <= first - start + 2 and ODD_REST.fullmatch(text, begin, max(begin, first - start))
        if behind and "\n" not in text[first - start : last - start]:
            yield (first, last), MARKED, 2
    if match := QUOTED.match(text, begin):
        yield (start + match.start(1), start + match.end(1)), MARKED, 2
    yield (start + begin, start + title_end(text, begin, [first - start for first, _ in apart])), LINED, 2


def _quoted(text: str, start: int, others: Iterable[Span]) -> Span | None:
    """Return the first words in quotation marks that are not a part of a longer link or emphasis."""
    match = QUOTED.search(text)
    if match is None:
        return None
    first, last = start + match.start(1), start + match.end(1)
    inside = any((begin < first - 3 and last <= stop) or (begin <= first and last + 3 < stop) for begin, stop in others)
    return None if inside else (first, last)


def _is_title_place(text: str, start: int, span: Span) -> bool:
    first, last = span[0] - start, span[1] - start
    behind_year = AFTER_YEAR.search(text, 0, first)
    if behind_year is not None and len(text[behind_year.end() : first].split()) >= 3:
        return False  # the title stood between the year and these words
    return follows_authors(text[:first]) and not _is_venue(text, first, last)


def _is_venue(text: str, first: int, last: int) -> bool:
    """Tell whether slanted words name a venue: behind "In:", or with a venue's word and no sentence of its own."""
    return IN_VENUE.search(text[max(0, first - 5) : first].lstrip(" .,:;") + " ") is not None or (
        VENUE.search(text, first, last) is not None and len(text[first:last].split()) <= 8
    )


def _cut_out(page: Page, text: str, start: int) -> Iterator[tuple[Span, float, int]]:
    if (behind := AFTER_YEAR.search(text)) and (title := CITED_TITLE.match(text, behind.end())):
        end = title.end()
        subtitle = CITED_TITLE.match(text, end + 1) if text[end - 1] in "?!" else None
        # A question may be the title's first half; behind a whole title stands its venue.
        if subtitle and VENUE.search(subtitle.group()) is None and len(subtitle.group().split()) > 2:
            end = subtitle.end()
        yield (start + title.start(), start + end), CITED, 3
    parts = _parts(text)
    for (first, last), (second, stop) in pairwise(parts):
        one, other = text[first:last], text[second:stop]
        sureness = LINED if "\n" in text[last:second] else CITED
        if is_author_list(page, one) and not IN_VENUE.match(other):
            yield (start + second, start + stop), sureness, 3
        if is_author_list(page, other) and not IN_VENUE.match(one):
            yield (start + first, start + last), sureness, 3
    if end := _first_words(page, text):
        yield (start, start + end), CITED, 3


def _first_words(page: Page, text: str) -> int:
    """Return where a title ends that an entry begins with, 0 where it begins with a name of ours."""
    end = title_end(text, 0)
    if not (names_venue(text[end:]) or COAUTHORS.match(text, end)):
        return 0
    return 0 if has_surname(page, text[:end]) or NO_TITLE.search(text, 0, end) else end


def _parts(text: str) -> list[Span]:
    """Divide a citation where sentences and lines end; the first four parts."""
    found, begin = [], 0
    for match in SENTENCE.finditer(text[:LONGEST_AUTHORS]):
        keep = match.start() + (1 if text[match.start()] in "?!" else 0)
        if text[begin:keep].strip():
            found.append((begin, keep))
        begin = match.end()
        if len(found) == 4:
            return found
    end = TITLE_END.search(text, begin)
    found.append((begin, end.start() if end else len(text)))
    return [(first, last) for first, last in found if text[first:last].strip()]


def follows_authors(before: str) -> bool:
    """Tell whether authors stand right before: behind a title stands its venue, in italics just as often."""
    last = re.split(r"[,;&]|\band\b|\bund\b|\(\d{4}[a-z]?\)", before)[-1].strip(" .:")
    return "," in before and len(last.split()) <= NAME_WORDS and len(before) < LONGEST_AUTHORS


def _usable(page: Page, span: Span, least: int) -> tuple[int, str] | None:
    raw = page.text.text[span[0] : span[1]]
    stripped = raw.strip(" \t\n" + MARKS)
    title = " ".join(stripped.split())
    words = title.split()
    if not least <= len(words) <= MOST_WORDS or stripped.count("\n") > MOST_BREAKS or len(title) < 8:
        return None
    if NOT_TITLES.match(title) or title.startswith(("http://", "https://", "doi:", "www.")):
        return None
    if is_author_list(page, title) or title.startswith("&"):
        return None
    if stripped.count("»") != stripped.count("«"):
        stripped = title = raw.strip(" \t\n.,:;[]")  # the mark belongs to quoted words inside
    return span[0] + raw.index(stripped), title
