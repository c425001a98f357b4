"""Which capitalised words are places."""

from functools import cache

from config import lexicons


@cache
def known_places() -> frozenset[str]:
    """Return the names of known countries, regions and cities, in lower case."""
    lexicon = lexicons.load("places")
    return lexicon.words("countries", "names") | lexicon.words("regions", "names") | lexicon.words("cities", "names")


@cache
def wide_places() -> frozenset[str]:
    """Return the names of known countries and regions, in lower case."""
    lexicon = lexicons.load("places")
    return lexicon.words("countries", "names") | lexicon.words("regions", "names")


@cache
def first_words() -> frozenset[str]:
    """Return the first word of each known place, in lower case."""
    return frozenset(name.split()[0] for name in known_places())


def is_place(text: str) -> bool:
    """Tell whether a text is a known city, region or country, or a list of parts of which one is."""
    return any(part.strip(" .").lower() in known_places() for part in text.split(","))
