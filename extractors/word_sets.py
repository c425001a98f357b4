"""Sets of words written as running text: a list with one word per line would hide the code around it."""


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text that white space divides."""
    return frozenset(words.split())
