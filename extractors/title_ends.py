"""Where the title of a citation ends: at its venue, a sentence's end, its co-authors or its year."""

import re
from collections.abc import Iterable

VENUE = re.compile(
    r"\b(?:journal|review|reviews|proceedings|transactions|bulletin|letters|annals|conference|workshop|symposium"
    r"|magazine|zeitschrift|lecture notes|in press|press|verlag|arxiv|preprint|nature|science|plos|frontiers in)\b",
    re.IGNORECASE,
)
IN_VENUE = re.compile(
    r"^(?:in|in:|in the|appeared in|published in|presented at|proc\b|erschienen in)[:.]?\s", re.IGNORECASE
)
STOP = re.compile(
    r"(?<![^\W\d_a-zß-öø-ÿ])(?<!\bvs)(?<!\bNo)(?<!\bSt)(?<!\bDr)(?<!\bvol)(?<!\bbzw)\.(?:\s+|$)(?![a-zß-öø-ÿ])"
)
"""A full stop that ends a sentence: not behind an initial or common short word, nor before a small letter."""
ASKING = re.compile(r"[?!](?=\s)")
NUMBERED = re.compile(
    r"(?:(?:vol|no|nr|pp?|iss|issue|art|jg|bd|heft|s)\b\.?\s*[\w(]|[\d():–-]{1,20}$"
    r"|(?:\w{3,9}\.?\s)?(?:19|20)\d{2}$)",
    re.IGNORECASE,
)
"""A part between commas that only counts volumes, pages or years."""
VOLUME = re.compile(r"[^\W\d_].{0,120}?\b\d{1,4}\s?\(\d{1,3}(?:[-–/]\d{1,3})?\)")
"""A venue's name with its volume in one part, as in "Cities 29(1)"."""
CUT = re.compile(
    r"[,.;]?\s+in:\s|,\s+in(?=\s+(?:proc|the proc|journal|(?-i:[^\W\d_a-z]{2})))"
    r"|,\s+(?=(?:the )?(?:journal|proceedings|proc\.|ieee|acm"
    r"|arxiv|zeitschrift|international journal|annals|transactions)\b)"
    r"|\s+\(?(?:jointly |joint work |joint |co-authored |gemeinsam |zusammen )?(?:with|mit)\s+"
    r"(?=(?-i:[^\W\d_a-zß-öø-ÿ])\.\s)"
    r"|,\s+(?:joint(?:ly)? )?(?:with|mit)\s+(?=(?-i:[^\W\d_a-zß-öø-ÿ]))"
    r"|,\s+(?=(?-i:[^\W\d_a-zß-öø-ÿ])\.\s?(?-i:[^\W\d_a-z]))"
    r"|\s+\((?:joint |jointly |joint work |gemeinsam |zusammen )?(?:with|mit|avec)\s"
    r"|[,.]?\s+\((?:19|20)\d{2}\)|,?\s+(?:arxiv|doi|isbn|https?):|,\s+(?:19|20)\d{2}\b",
    re.IGNORECASE,
)
LONGEST = 400
LEAST_WORDS = 3


def title_end(text: str, begin: int, apart: Iterable[int] = ()) -> int:
    """Return where a title ends that begins at a character of a citation.

    :param apart: where emphasised words begin: behind a title they are its venue.
    """
    limit = min(len(text), begin + LONGEST)
    line = text.find("\n", begin, limit)
    limit = line if line >= 0 else limit
    end = _sentence_end(text, begin, limit)
    for place in apart:
        before = text[begin:place].rstrip(" ,.:;(")
        if begin < place < end and len(before.split()) >= LEAST_WORDS and text[begin:place].rstrip()[-1:] in ",.:;(":
            end = begin + len(before)
    if cut := CUT.search(text, begin + 1, limit):
        end = min(end, cut.start())
    return min(end, _before_numbers(text, begin, end))


def _sentence_end(text: str, begin: int, limit: int) -> int:
    stop = STOP.search(text, begin, limit)
    end = stop.start() if stop else limit
    asking = ASKING.search(text, begin, end)
    if asking is None:
        return end
    # A question may be the title's first half; behind a whole title stands its venue.
    rest = text[asking.end() : end]
    whole = VENUE.search(rest) is not None or len(rest.split()) <= 2 or "," in rest
    return asking.end() if whole else end


def _before_numbers(text: str, begin: int, end: int) -> int:
    """Return where the venue begins that a comma alone divides from the title: the part before volume and pages."""
    parts: list[tuple[int, str]] = []
    at = begin
    for piece in text[begin:end].split(","):
        parts.append((at, piece.strip()))
        at += len(piece) + 1
    for number, (place, piece) in enumerate(parts):
        if number and VOLUME.match(piece):
            return place - 1
        if number > 1 and NUMBERED.match(piece):
            return parts[number - 1][0] - 1
    return end
