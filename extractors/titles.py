"""Job titles in a text, by their parts: a head noun and the words before and after it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from extractors.places import first_words
from extractors.title_fields import LED, field_behind_comma, field_of_german, part_led
from extractors.title_words import Language, Word, head_language, is_head, listed, phrases, words_in
from extractors.word_sets import word_set

__all__ = ("Title", "find_titles", "is_head")

JOINING = re.compile(r"[ \u00a0]|[ \u00a0]?/[ \u00a0]?|[ \u00a0]&[ \u00a0]|-")
NEVER_LEFT = word_set(
    "ehemals früher vormals jetzt nun zuvor formerly previously past "
    "i i'm i’m a an the hi hello hey my is are am as at in on of for and or with by to from we our he she they it "
    "this that who which currently now also here welcome ich bin als ein eine einer einen einem der die das und seit "
    "derzeit about former ex am for mein meine join hire our your their his her not no new former than then so but "
    "be like home contact cv blog i've i’ve been since where bei beim im aktuell heute momentan jetzt war suche meet "
    "je suis un une le la les et en de des du d' d’ l' l’ comme chez soy un una el los y como en sou um uma o e como "
    "para que actualmente actualmente actuellement atualmente moi this's it's hi, he's she's there there's today day "
    "ist sind wird arbeitet tätig hat est es é works work working serves serve employed being been role presently "
    "position title job employer company beruf position"
)
APOSTROPHE = re.compile(r"['’]")
BASED = re.compile(r"[A-ZÀ-Þ].{1,40}-based")
PARTS = word_set("group team department division unit section lab laboratory research")
EMERITUS = frozenset(("emeritus", "emerita"))
ENDOWED = word_set("fellow professor chair scholar researcher postdoc fellowship")
"""Heads that may bear the name of who gave them."""
NUMERALS = frozenset(("i", "ii", "iii", "iv", "v"))
EXECUTIVE = word_set(
    "ceo cto cfo coo cio cpo founder co-founder cofounder owner president director gründer gründerin mitgründer "
    "mitgründerin inhaber inhaberin geschäftsführer geschäftsführerin fondateur fondatrice cofondateur cofondatrice "
    "fundador fundadora cofundador cofundadora chairman chairwoman partner"
)
FIELD_STOPS = NEVER_LEFT | word_set("where when since while working based some")
SKILLED = re.compile(
    r" (?:(?:at|by) heart|by (?:training|education|background|passion)|turned|wannabe|in training)\b|-turned-"
)
"""What a person has learned or feels like, rather than a role: "engineer by training"."""
MOST_MODIFIERS = 6
MOST_BEHIND = 6
OF = word_set("de d' d’ del des du da do das dos")


@dataclass(frozen=True, slots=True)
class Title:
    """One title: a half-open span of characters in the text searched."""

    start: int
    end: int
    text: str
    head: str
    held: bool
    """False for an aspiring or former one."""
    strong: bool
    """Whether the words alone make a title; ``lead`` or ``fellow`` alone do not."""
    language: Language = "en"


def find_titles(
    text: str, names: frozenset[str] = frozenset(), is_noun: Callable[[int], bool] | None = None
) -> list[Title]:
    """Return the titles of a text, in order, none inside another.

    :param names: folded words of the person's name, which never belong to a title.
    :param is_noun: tells whether the lower-case word at an offset is a noun, by the language model; asked only
        about words before a head that no list knows.
    """
    words = words_in(text)
    found: list[Title] = []
    for position, word in enumerate(words):
        first, is_phrase = _phrase_start(words, position)
        language = "en" if is_phrase else head_language(word.text)
        if language is None:
            continue
        if language == "en" and position + 1 < len(words) and words[position + 1].lower in OF:
            language = "romance" if word.lower in listed("heads", "romance") else language
        if position + 1 < len(words) and _continues(words, position, text):
            continue  # a later head ends this title: "Research Engineer Manager"
        if found and first < position and words[first].start < found[-1].end:
            continue
        first = _extend_left(words, first, text, names, is_noun if language == "en" else None, language)
        last = _extend_right(words, position, text, language)
        if first == last and not is_phrase and _qualifies(words, position, text):
            continue
        title = _title(words, first, position, last, text, is_phrase, language)
        if found and title.start < found[-1].end:
            continue
        if found and _joins(text[found[-1].end : title.start], found[-1], title):
            one = found.pop()
            whole = text[one.start : title.end]
            title = Title(one.start, title.end, whole, title.head, one.held, True, one.language)
        found.append(title)
    return found


def _phrase_start(words: list[Word], position: int) -> tuple[int, bool]:
    last = words[position].lower
    if last == "post-doc":
        return position, True
    for phrase in phrases().get(last, ()):
        first = position - len(phrase) + 1
        if first >= 0 and all(words[first + number].lower == part for number, part in enumerate(phrase)):
            return first, True
    return position, False


def _qualifies(words: list[Word], position: int, text: str) -> bool:
    """Tell whether a weak head only qualifies the word behind it: "Lead Furniture ..." is no lead."""
    if words[position].lower not in listed("weak_heads", "all") or position + 1 >= len(words):
        return False
    following = words[position + 1]
    return text[words[position].end : following.start] == " " and following.text[:1].isupper()


def _continues(words: list[Word], position: int, text: str) -> bool:
    gap = text[words[position].end : words[position + 1].start]
    following = words[position + 1]
    if not JOINING.fullmatch(gap) or "/" in gap or "&" in gap:
        return False
    weak, modifiers = listed("weak_heads", "all"), listed("modifiers", "all")
    # "Research Engineer" ends before a chair or a lead; "QA Lead" is one title, since QA alone is none.
    ends = following.lower in ("lead", "chair", "intern") and words[position].lower not in weak
    language = head_language(following.text)
    if language is not None and not ends:
        return language != "romance" or following.lower in modifiers
    known = following.lower in modifiers and words[position].lower in modifiers
    return known and position + 2 < len(words) and is_head(words[position + 2].text)


def _extend_left(
    words: list[Word],
    first: int,
    text: str,
    names: frozenset[str],
    is_noun: Callable[[int], bool] | None,
    language: Language,
) -> int:
    reach = max(0, first - MOST_MODIFIERS)
    modifiers = listed("modifiers", "all")
    barred = NEVER_LEFT | listed("not_held", "all") | listed("praise", "all") | names
    start = first
    while start > reach:
        word = words[start - 1]
        gap = text[word.end : words[start].start]
        joined = _joined_fields(words, start, first, text, barred)
        if joined is not None:
            start = joined
            continue
        if not JOINING.fullmatch(gap) or (word.lower in barred and word.text != "IT") or BASED.fullmatch(word.text):
            break
        if ("&" in gap or "/" in gap) and is_head(word.text):
            break  # two titles beside each other
        capital = word.text[:1].isupper() and language != "romance" and not APOSTROPHE.search(word.text)
        if word.lower not in modifiers and not capital and not (is_noun is not None and is_noun(word.start)):
            break
        start -= 1
    return start


def _joined_fields(words: list[Word], start: int, head: int, text: str, barred: frozenset[str]) -> int | None:
    """Return the word before a title that joins it over a small word, None when none does.

    "Teaching and Research Fellow" has two fields, "Ramón y Cajal fellow" bears a person's name.
    """
    if start < 2 or start == head or text[words[start - 2].end : words[start].start] != f" {words[start - 1].text} ":
        return None
    link, other = words[start - 1].lower, words[start - 2]
    capital = other.text[:1].isupper() and words[start].text[:1].isupper()
    if other.lower in barred or (is_head(other.text) and other.lower not in listed("modifiers", "all")):
        return None
    if link in ("and", "und"):
        modifiers = listed("modifiers", "all")
        known = other.lower in modifiers and words[start].lower in modifiers
        return start - 2 if known and (capital or other.text.islower() == words[start].text.islower()) else None
    named = capital and link in ("y", "de", "von", "van") and words[head].lower in ENDOWED
    return start - 2 if named else None


def _extend_right(words: list[Word], position: int, text: str, language: Language) -> int:
    last = position
    if language == "romance":
        return _behind_romance(words, position, text)
    if (
        last + 1 < len(words)
        and words[last + 1].lower in NUMERALS
        and words[last + 1].text.isupper()
        and text[words[last].end : words[last + 1].start] == " "
    ):
        last += 1
    if language == "en" and words[position].lower in LED and (end := field_behind_comma(words, position, text)):
        return end
    following = words[last + 1].lower if last + 1 < len(words) else ""
    if (
        last + 1 < len(words)
        and words[last + 1].lower in EMERITUS
        and text[words[last].end : words[last + 1].start] == " "
    ):
        return last + 1
    if words[position].lower in listed("heads_before_field", "all") and language == "de" and following != "für":
        return field_of_german(words, position, text)
    if words[position].lower not in listed("heads_of_field", "all") or last + 2 >= len(words):
        return last
    link, gap = words[last + 1], text[words[last].end : words[last + 1].start]
    if gap != " " or link.lower not in ("of", "for", "in", "für") or _in_place(link, words[last + 2]):
        return last
    if words[last + 2].lower in ("the", "our") and last + 3 < len(words) and words[last + 3].lower in PARTS:
        return part_led(words, last + 3, text)
    end = last + 1
    for number in range(last + 2, min(last + 8, len(words))):
        word = words[number]
        between = text[words[number - 1].end : word.start]
        joined = word.lower in ("and", "und") and number + 1 < len(words) and end == number - 1
        if between not in (" ", " & ") or (word.lower in FIELD_STOPS and not joined):
            break
        if not joined and not _is_field(word):
            break
        if joined and not _is_field(words[number + 1]):
            break
        end = number
    while end > last + 1 and words[end].lower in ("and", "und"):
        end -= 1
    return end if end > last + 1 else last


def _behind_romance(words: list[Word], position: int, text: str) -> int:
    """Return the last word of "développeuse web", "ingeniera de software": modifiers follow the head."""
    last, number = position, position + 1
    while number < min(position + 1 + MOST_BEHIND, len(words)):
        word = words[number]
        gap = text[words[number - 1].end : word.start]
        if gap not in (" ", "-", "", " / "):
            break
        if word.lower in OF and number + 1 < len(words):
            following = words[number + 1]
            own = following.text[:1].isupper() and not _is_title_case(words, position)
            if own or not following.text.replace("-", "").isalpha():
                break  # "director de Acme" names a place of work
            last = number + 1
        elif word.lower in listed("behind", "romance") or (
            word.lower in listed("modifiers", "all") and word.lower not in OF
        ):
            last = number
        else:
            break
        number = last + 1
    return last


def _is_title_case(words: list[Word], position: int) -> bool:
    """Tell whether a title is written with capitals, as headlines are."""
    return words[position].text[:1].isupper() and position == 0


def _in_place(link: Word, following: Word) -> bool:
    """Lecturer in Law is a title, lecturer in Bern is not."""
    return link.lower == "in" and (not following.text[:1].isupper() or following.lower in first_words())


def _is_field(word: Word) -> bool:
    return (word.text.isalpha() and not is_head(word.text)) or word.lower in listed("modifiers", "all")


def _title(
    words: list[Word], first: int, head: int, last: int, text: str, is_phrase: bool, language: Language
) -> Title:
    before = [word.lower.rstrip("-") for word in words[max(0, first - 2) : first]]
    held = not any(word in listed("not_held", "all") for word in before) and not words[first].lower.startswith("ex-")
    lower = words[head].lower
    strong = is_phrase or lower not in listed("weak_heads", "all") or first < head or last > head
    start, end = words[first].start, words[last].end
    held = held and SKILLED.match(text, end) is None
    return Title(start, end, text[start:end], lower, held, strong, language)


def _joins(gap: str, one: Title, other: Title) -> bool:
    """Co-founder and CTO are one role; engineer and writer are two."""
    if gap.strip().lower() not in ("and", "&", "/", "und", "+", "et", "y", "e"):
        return False
    return one.head in EXECUTIVE and other.head in EXECUTIVE
