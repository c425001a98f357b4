"""Text cut into the tokens that the tagging models were trained on, with offsets."""

import re
from dataclasses import dataclass
from itertools import islice

LONGEST = 60
"""Characters of a word: none that names something is longer, and longer ones are passed over."""
MOST_TEXT = 100_000
"""Characters of a text that are tagged, so that a hostile page cannot hold a process."""
MOST_TOKENS = 20_000
"""Tokens of a text that are tagged: a page of brackets has one per character."""
LONGEST_SENTENCE = 120
"""Tokens tagged as one sequence."""

CHUNK = re.compile(r"\S+")
OPENING = "([{<\"'“‘«"
CLOSING = ")]}>\"'”’»,"
ENDING = ".!?"
CV_TOKEN = re.compile(
    r"(?:\\x[0-9a-f]{2}){1,8}"
    r"|[^\W_]{1,60}(?:['’.&+#_\-][^\W_]{1,60}){0,12}[+#]{0,2}"
    r"|\.[A-Za-z]\w{0,40}"
    r"|[^\s\w]|_"
)
"""Words with inner dots, hyphens and signs; escapes left over from a bad conversion; single signs."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a text."""

    start: int
    end: int
    text: str
    separated: bool = False
    """A comma stands between the token before and this one: no span crosses it."""


def sentences(text: str) -> list[list[Token]]:
    """Return the sentences of a text as SkillSpan writes them: commas dropped, brackets and full stops apart."""
    found: list[list[Token]] = []
    left = MOST_TOKENS
    for line in re.finditer(r"[^\n]+", text[:MOST_TEXT]):
        current: list[Token] = []
        separated = False
        for chunk in CHUNK.finditer(line.group()):
            for token in _pieces(chunk.group(), line.start() + chunk.start()):
                if token.text in (",", '"', "“", "”"):
                    separated = separated or token.text == ","
                    continue
                left -= 1
                if left < 0:
                    return [*found, current] if current else found
                current.append(Token(token.start, token.end, token.text, separated and bool(current)))
                separated = False
                if len(current) >= LONGEST_SENTENCE or token.text in (".", "!", "?"):
                    found.append(current)
                    current = []
        if current:
            found.append(current)
    return found


def _pieces(chunk: str, offset: int) -> list[Token]:
    start, end = 0, len(chunk)
    before: list[Token] = []
    after: list[Token] = []
    while start < end and chunk[start] in OPENING:
        before.append(Token(offset + start, offset + start + 1, chunk[start]))
        start += 1
    while end > start and (chunk[end - 1] in CLOSING or (not after and end - start > 1 and chunk[end - 1] in ENDING)):
        after.append(Token(offset + end - 1, offset + end, chunk[end - 1]))
        end -= 1
    middle = [Token(offset + start, offset + end, chunk[start:end])] if 0 < end - start <= LONGEST else []
    return before + middle + after[::-1]


def cv_tokens(text: str) -> list[Token]:
    """Return the words and signs of a CV."""
    matches = islice(CV_TOKEN.finditer(text[:MOST_TEXT]), MOST_TOKENS)
    return [Token(match.start(), match.end(), match.group()) for match in matches]
