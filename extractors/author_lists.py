"""Where the authors of a citation end: behind them its title begins.

Citation styles write names in few ways: initials before or behind the surname, with or without full stops, or in full.
A list that begins with initials keeps to them, so that a title in capitals is not taken for one more name.
"""

import re
from collections.abc import Callable

CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
"""A letter that is not a small Latin one."""
PARTICLE = (
    r"(?:(?:van|von|vom|der|den|de|del|della|di|da|dos|du|la|le|el|al|bin|ter|ten|zu|zur|zum|af|abi)[ ]|[dDlLO]['’])"
)
LETTERS = r"(?:[^\W\d_]|[\u0300-\u036f])"
WORD = rf"{CAPITAL}{LETTERS}{{1,30}}(?:['’‐-]{LETTERS}{{1,30}}){{0,3}}"
SURNAME = rf"{PARTICLE}{{0,3}}{WORD}(?:[ ]{WORD}){{0,2}}"
INITIAL = rf"(?:{CAPITAL}|Th|Ch|Chr|Ph|St|Sh|Yu|Ju|Fr|Kh|Zh)\."
INITIALS = rf"{INITIAL}(?:[ ]?[-‐]?{INITIAL}){{0,4}}"
BARE = rf"{CAPITAL}{{1,3}}(?:-{CAPITAL})?(?![^\W\d_.])"
"""Initials without full stops, as medical journals write them."""
MARKS = r"(?:[ ]?[*†‡§¶#✉⁎∗]|[¹²³⁴]|(?<=[^\W\d_])\d(?:,\d)?(?!\d))*"
"""Footnotes: who wrote in equal parts, who belongs where."""

SHORT = re.compile(
    rf"(?:{INITIALS}[ ]?{SURNAME}|{SURNAME}{MARKS},?[ ](?:{INITIALS}(?![^\W\d_])|{BARE})"
    rf"|{WORD}\.[ ]{INITIAL}(?=,|[ ]&)"
    rf"|(?!A[ ]){CAPITAL}[ ]{PARTICLE}{{0,3}}{WORD}(?=[ ]?[*†,;.&(]|[ ](?:and|und|et|y)\b))"
    rf"(?:,?[ ](?:Jr|Sr|II|III)\b\.?)?{MARKS}"
)
LONG = re.compile(rf"{INITIAL}[ ]{WORD}[ ]{WORD}")
"""An initial with two names: the others of the list may be written in full."""
FULL = re.compile(rf"{WORD}(?:[ ](?:{INITIALS}|{CAPITAL})(?![^\W\d_]))?[ ]{SURNAME}{MARKS}")
INVERTED = re.compile(rf"{PARTICLE}{{0,3}}{WORD}(?:[ ]{WORD})?,[ ]{WORD}(?:[ ]{INITIALS})?{MARKS}")
"""As the first name of a list in the styles of the humanities."""
OTHERS = re.compile(
    r"[ ,;]*(?:et[ ]al\b\.?|u\.[ ]?a\.|(?:and|&) (?:\d+ )?others|…|\.[ ]?\.[ ]?\.|\[(?:\.\.\.|…)\]"
    r"|\([^)\n]{1,30}\)(?=[ ]?[,;&]))"
    r"(?:[ ]?[*†])?",
    re.IGNORECASE,
)
"""Names left out, and remarks on a name."""
BETWEEN = re.compile(r"\s*(?:[,;/]|·)?\s*(?:(?:and|und|et|y|e|with|mit|u\.)\s+|&\s*)?")
BEFORE = re.compile(
    r"\s*(?:\[[^\]\n]{1,12}\]|\(?\d{1,3}[.)]|[•–*-])?\s*(?:\(?(?:19|20)\d{2}\)?[.:,]\s+)?"
    r"(?:\(?(?:joint(?:ly)? with|together with|zusammen mit|gemeinsam mit|with|mit|avec)\s+)?",
    re.IGNORECASE,
)
"""Numbers and years that lists put before a citation."""
EDITORS = re.compile(r"\s*[(\[](?:eds?|hg|hrsg|hgg|éds?|dir|coords?)\.?[)\]]", re.IGNORECASE)
YEAR = re.compile(
    r"[\s,.]*(?:\([^)\n]{1,30}\)\s)?(?:[(\[]?(?:19|20)\d{2}[a-z]?(?:,[ ][^)\n]{1,20}[)\]])?[)\]]?"
    r"|[(\[](?:forthcoming|in press|accepted|submitted|to appear|under (?:review|revision)|in (?:preparation|revision)"
    r"|r&r|revise (?:and|&) resubmit|n\.d\.|working paper|im erscheinen|im druck|preprint)[)\]])(?=[\s.,:;])",
    re.IGNORECASE,
)
EDGE = re.compile(r"\s*[).,:;]?\s*(?:[–—-]\s+)?")
ENDED = re.compile(r"[.:(\n\"“„«»]|,\s?[\"“„«»']")
"""What shows that a list of names written in full is over."""
LONGEST = 3000
MOST = 120
"""Names of one list."""


def title_begin(text: str, is_ours: Callable[[str], bool]) -> int:
    """Return where the title of a citation begins that names its authors first, 0 where none are named first.

    :param is_ours: tells whether a text names our person: names written in full are sure only beside theirs.
    """
    text = text[:LONGEST]
    start = BEFORE.match(text).end()  # type: ignore[union-attr]
    end, short = _names_end(text, start)
    if not end or not (short or is_ours(text[start:end])):
        return 0
    if editors := EDITORS.match(text, end):
        end = editors.end()
    year = YEAR.match(text, end)
    # Behind a plain comma a name in full may already be the title.
    if year is None and not short and ENDED.match(text, end) is None:
        return 0
    end = year.end() if year else end
    begin = EDGE.match(text, end).end()  # type: ignore[union-attr]
    return begin if begin > end and begin < len(text) else 0


def _names_end(text: str, start: int) -> tuple[int, bool]:
    """Return where the list ends, 0 without one, and whether its names are written with initials."""
    first, full = SHORT.match(text, start), FULL.match(text, start)
    # "Jane B. Doe" begins like a surname with an initial.
    short = first is not None and (full is None or full.end() <= first.end())
    forms = [SHORT] if short and not LONG.match(text, start) else [FULL, SHORT]
    if not short:
        first = full or INVERTED.match(text, start)
    if first is None:
        return 0, False
    end = first.end()
    for _ in range(MOST):
        if others := OTHERS.match(text, end):
            end = others.end()
            continue
        between = BETWEEN.match(text, end)
        if between is None or not between.group().strip():
            break
        divided = [INVERTED] if between.group().strip()[:1] in ("/", ";") and not short else []
        name = next((match for form in (*divided, *forms) if (match := form.match(text, between.end()))), None)
        if name is None:
            break
        end = name.end()
    return end, short
