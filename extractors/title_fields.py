"""The field or part that stands behind a title's head and belongs to it."""

import re

from extractors.title_words import Word, is_head, listed
from extractors.word_sets import word_set

LED = word_set("manager director vp svp evp avp president head lead officer chief partner")
"""Heads that a field follows behind a comma: "Director, Product Marketing"."""
LED_FIELDS = word_set("development partnerships talent learning sciences strategies systems finance analytics")
FIELD_BEHIND = re.compile(
    r", (?P<field>[A-Z][\w&/-]*(?: (?:[A-Z][\w/-]*|&|and)){0,4})(?=$|\s*[,:|@(\n–—]| at | [-·•] )"
)


def part_led(words: list[Word], position: int, text: str) -> int:
    """Return the last word of "head of the group Visual Analytics": the part and its name behind it."""
    last = position
    while last + 1 < len(words) and last - position < 3:
        following = words[last + 1]
        if text[words[last].end : following.start] != " " or not following.text[:1].isupper():
            break
        last += 1
    if last + 1 < len(words) and words[last + 1].lower in ("of", "for", "für"):
        end = last + 1
        while end + 1 < len(words) and end - last < 4 and words[end + 1].text[:1].isupper():
            if text[words[end].end : words[end + 1].start] != " ":
                break
            end += 1
        last = end if end > last + 1 else last
    return last


def field_of_german(words: list[Word], position: int, text: str) -> int:
    """Return the last word of "Leiterin Controlling": capitals of a field, up to two, before anything else."""
    last = position
    while last + 1 < len(words) and last - position < 2:
        following = words[last + 1]
        if text[words[last].end : following.start] != " " or not following.text[:1].isupper():
            break
        if is_head(following.text) or not following.text.replace("-", "").isalpha():
            break
        last += 1
    return last


def field_behind_comma(words: list[Word], position: int, text: str) -> int:
    """Return the last word of "Senior Manager, Applied Science", 0 where an organisation or another title follows."""
    match = FIELD_BEHIND.match(text, words[position].end)
    if match is None:
        return 0
    inside = [number for number in range(position + 1, len(words)) if words[number].end <= match.end()]
    fields = listed("modifiers", "all") | LED_FIELDS
    known = all(words[number].lower in fields or words[number].lower in ("&", "and") for number in inside)
    return inside[-1] if inside and known and not any(is_head(words[number].text) for number in inside) else 0
