"""Job titles in a text, by their parts: a head noun and the words before and after it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from config import lexicons
from extractors.places import first_words
from extractors.word_sets import word_set

WORD = re.compile(r"[^\W_][\w&+#./'’*:-]*", re.UNICODE)
TRAILING = ".,:'’-/*"
JOINING = re.compile(r"[ \u00a0]|[ \u00a0]?/[ \u00a0]?|[ \u00a0]&[ \u00a0]|-")
NEVER_LEFT = word_set(
    "ehemals früher vormals jetzt nun zuvor formerly previously past "
    "i i'm i’m a an the hi hello hey my is are am as at in on of for and or with by to from we our he she they it "
    "this that who which currently now also here welcome ich bin als ein eine einer der die das und seit derzeit "
    "about former ex am for mein meine join hire our your their his her not no new former than then so but "
    "be like home contact cv blog"
)
GERMAN_TAILS = (
    "entwickler",
    "entwicklerin",
    "ingenieur",
    "ingenieurin",
    "wissenschaftler",
    "wissenschaftlerin",
    "leiter",
    "leiterin",
    "berater",
    "beraterin",
    "forscher",
    "forscherin",
    "architekt",
    "architektin",
    "manager",
    "managerin",
    "redakteur",
    "redakteurin",
    "referent",
    "referentin",
    "informatiker",
    "informatikerin",
    "psychologe",
    "psychologin",
    "analyst",
    "analystin",
    "techniker",
    "technikerin",
    "assistent",
    "assistentin",
    "lehrer",
    "lehrerin",
)
NUMERALS = frozenset(("i", "ii", "iii", "iv"))
EXECUTIVE = frozenset(
    (
        "ceo",
        "cto",
        "cfo",
        "coo",
        "cio",
        "cpo",
        "founder",
        "co-founder",
        "cofounder",
        "owner",
        "president",
        "director",
        "gründer",
        "gründerin",
        "geschäftsführer",
        "geschäftsführerin",
    )
)
FIELD_STOPS = NEVER_LEFT | word_set("where when since while working based some")
MOST_MODIFIERS = 6
LEAST_COMPOUND = 10
"""Letters of a German compound that ends in a head: shorter words are heads or accidents."""


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


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    lower: str


@cache
def _words_of(table: str, *keys: str) -> frozenset[str]:
    lexicon = lexicons.load("titles")
    return frozenset().union(*(lexicon.words(table, key) for key in keys))


@cache
def _phrases() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in _words_of("phrases", "all"))


def words_in(text: str) -> list["_Word"]:
    """Return the words of a text, without the punctuation behind them."""
    words = []
    for match in WORD.finditer(text):
        plain = match.group().rstrip(TRAILING)
        if plain.lower() in ("ph.d", "sr", "jr", "inc") and match.group().startswith(plain + "."):
            plain += "."
        if plain:
            words.append(_Word(match.start(), match.start() + len(plain), plain, plain.lower()))
    return words


def is_head(word: str) -> bool:
    """Tell whether a word can be the head of a title."""
    lower = word.lower()
    if lower in _words_of("heads", "en", "de"):
        return True
    plain = re.sub(r"[*:_/-]?(?:in|innen)$", "", lower) if re.search(r"[*:_/](?:in)$", lower) else lower
    return plain in _words_of("heads", "de") or (len(plain) >= LEAST_COMPOUND and plain.endswith(GERMAN_TAILS))


def find_titles(
    text: str, names: frozenset[str] = frozenset(), is_noun: Callable[[int], bool] | None = None
) -> list[Title]:
    """Return the titles of a text, in order, none inside another.

    :param names: folded words of the person's name, which never belong to a title.
    :param is_noun: tells whether the lower-case word at an offset is a noun, by the language model.
    """
    words = words_in(text)
    found: list[Title] = []
    for position in range(len(words)):
        first, is_phrase = _phrase_start(words, position)
        if not is_phrase and not is_head(words[position].text):
            continue
        if position + 1 < len(words) and _continues(words, position, text):
            continue  # a later head ends this title: "Research Engineer Manager"
        first = _extend_left(words, first, text, names, is_noun)
        last = _extend_right(words, position, text)
        if first == last and not is_phrase and _qualifies(words, position, text):
            continue
        title = _title(words, first, position, last, text, is_phrase)
        if found and title.start < found[-1].end:
            continue
        if found and _joins(text[found[-1].end : title.start], found[-1], title):
            title = Title(
                found[-1].start, title.end, text[found[-1].start : title.end], title.head, found[-1].held, True
            )
            found.pop()
        found.append(title)
    return found


def _phrase_start(words: list[_Word], position: int) -> tuple[int, bool]:
    for size in (5, 4, 3, 2):
        first = position - size + 1
        if first >= 0 and tuple(word.lower for word in words[first : position + 1]) in _phrases():
            return first, True
        if size == 2 and words[position].lower == "post-doc":
            return position, True
    return position, False


def _qualifies(words: list[_Word], position: int, text: str) -> bool:
    """Tell whether a weak head only qualifies the word behind it: "Lead Furniture ..." is no lead."""
    if words[position].lower not in _words_of("weak_heads", "all") or position + 1 >= len(words):
        return False
    following = words[position + 1]
    return text[words[position].end : following.start] == " " and following.text[:1].isupper()


def _continues(words: list[_Word], position: int, text: str) -> bool:
    gap = text[words[position].end : words[position + 1].start]
    following = words[position + 1]
    if not JOINING.fullmatch(gap) or "/" in gap or "&" in gap:
        return False
    # "Research Engineer" ends before a chair or a lead; "QA Lead" is one title, since QA alone is none.
    ends = following.lower in ("lead", "chair") and words[position].lower not in _words_of("weak_heads", "all")
    if is_head(following.text) and not ends:
        return True
    known = following.lower in _words_of("modifiers", "all") and words[position].lower in _words_of("modifiers", "all")
    return known and position + 2 < len(words) and is_head(words[position + 2].text)


def _extend_left(
    words: list[_Word], first: int, text: str, names: frozenset[str], is_noun: Callable[[int], bool] | None
) -> int:
    reach = max(0, first - MOST_MODIFIERS)
    modifiers = _words_of("modifiers", "all")
    start = first
    while start > reach:
        word = words[start - 1]
        gap = text[word.end : words[start].start]
        if not JOINING.fullmatch(gap) or word.lower in NEVER_LEFT or word.lower in names:
            break
        if ("&" in gap or "/" in gap) and is_head(word.text):
            break  # two titles beside each other
        if word.lower in _words_of("not_held", "all") or word.lower in _words_of("praise", "all"):
            break
        capital = word.text[:1].isupper() and not word.text.endswith("'s")
        if word.lower not in modifiers and not capital and not (is_noun is not None and is_noun(word.start)):
            break
        start -= 1
    return start


def _extend_right(words: list[_Word], position: int, text: str) -> int:
    last = position
    if (
        last + 1 < len(words)
        and words[last + 1].lower in NUMERALS
        and words[last + 1].text.isupper()
        and text[words[last].end : words[last + 1].start] == " "
    ):
        last += 1
    if words[position].lower not in _words_of("heads_of_field", "all") or last + 2 >= len(words):
        return last
    link, gap = words[last + 1], text[words[last].end : words[last + 1].start]
    if gap != " " or link.lower not in ("of", "for", "in", "für") or _in_place(link, words[last + 2]):
        return last
    end = last + 1
    for number in range(last + 2, min(last + 8, len(words))):
        word = words[number]
        between = text[words[number - 1].end : word.start]
        joined = word.lower in ("and", "und") and number + 1 < len(words) and end == number - 1
        if between not in (" ", " & ") or (word.lower in FIELD_STOPS and not joined):
            break
        if not joined and not _is_field(word):
            break
        end = number if not joined else end
        if joined and not _is_field(words[number + 1]):
            break
        if joined:
            end = number
    while end > last + 1 and words[end].lower in ("and", "und"):
        end -= 1
    return end if end > last + 1 else last


def _in_place(link: _Word, following: _Word) -> bool:
    """Lecturer in Law is a title, lecturer in Bern is not."""
    return link.lower == "in" and (not following.text[:1].isupper() or following.lower in first_words())


def _is_field(word: _Word) -> bool:
    return (word.text.isalpha() and not is_head(word.text)) or word.lower in _words_of("modifiers", "all")


def _title(words: list[_Word], first: int, head: int, last: int, text: str, is_phrase: bool) -> Title:
    before = [word.lower.rstrip("-") for word in words[max(0, first - 2) : first]]
    held = not any(word in _words_of("not_held", "all") for word in before) and not words[first].lower.startswith("ex-")
    lower = words[head].lower
    strong = is_phrase or lower not in _words_of("weak_heads", "all") or first < head or last > head
    start, end = words[first].start, words[last].end
    return Title(start, end, text[start:end], lower, held, strong)


def _joins(gap: str, one: Title, other: Title) -> bool:
    """Co-founder and CTO are one role; engineer and writer are two."""
    if gap.strip().lower() not in ("and", "&", "/", "und", "+"):
        return False
    return one.head in EXECUTIVE and other.head in EXECUTIVE
