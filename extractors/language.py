"""The language that a text is written in: by its script, else by words that only one language has."""

from collections import Counter
from collections.abc import Iterable

from extractors.word_sets import word_set

READ = 20_000
"""Characters from the start that are looked at."""
LEAST_WORDS = 6
"""Function words that a text must show before they outweigh what the page declares."""
MARGIN = 1.5
"""How many times as many as of any other language."""
LEAST_CLEAR_WORDS = 4
CLEAR_MARGIN = 3
"""Fewer do where hardly any other language shows."""
FUNCTION_WORDS = {
    "de": word_set(
        "der die das und ich ist nicht ein eine mit für auf von bei als auch im zu den dem werden wurde über sind "
        "wird durch nach oder sich einer wir sowie zum zur bin habe hat haben waren wie aber nur noch dass diese "
        "dieser mein meine seit unser unsere denn wenn kann"
    ),
    "en": word_set(
        "the and of to in is for with on at as by i my from this that are was it an we you have has be been your "
        "which our their more about can over do no not me so he she they his her"
    ),
    "fr": word_set(
        "le la les et des est une dans pour je au du sur avec mon ma qui que aux par en un pas sont mes plus cette "
        "nous vous été ou ce"
    ),
    "es": word_set(
        "el los las y de es una en para con por mi que como del soy se su al fue lo más sus muy pero este esta son "
        "desde sobre años la un no se como ha ser donde"
    ),
    "pt": word_set(
        "o os as e de é uma em para com por meu minha que como do da dos das no na não sou se seu sua ao à pelo pela "
        "são foi mais também sobre anos ser um"
    ),
    "it": word_set(
        "il lo gli e di è una in per con che come del della dei delle sono mio mia nel nella al alla si più anche "
        "non sul dal dalla presso la un sono le"
    ),
    "nl": word_set(
        "de het een en van ik is in voor met op aan bij als ook niet zijn was mijn dat die door naar over heb werk "
        "te er om maar deze"
    ),
}
SCRIPTS = (
    ("ja", "\u3040", "\u30ff"), ("ko", "\uac00", "\ud7af"), ("zh", "\u4e00", "\u9fff"), ("ru", "\u0400", "\u04ff"),
    ("el", "\u0370", "\u03ff"), ("he", "\u0590", "\u05ff"), ("ar", "\u0600", "\u06ff"), ("hi", "\u0900", "\u097f"),
    ("th", "\u0e00", "\u0e7f"),
)  # fmt: skip


def _distinctive(languages: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the words of each language that no other has: "de" tells nothing, "und" does."""
    known = Counter(word for code in languages for word in FUNCTION_WORDS[code])
    return {code: frozenset(w for w in FUNCTION_WORDS[code] if known[w] == 1) for code in languages}


DISTINCTIVE = _distinctive(FUNCTION_WORDS)


def language_of(text: str, declared: str | None) -> str | None:
    """Return the primary tag of a text's language: as its words show where they do, else as it is declared.

    :param declared: a BCP 47 tag of the page, which many templates leave at ``en``.
    """
    seen = text[:READ]
    by_script = _by_script(seen)
    if by_script is not None:
        return by_script
    words = Counter(seen.lower().split())
    counts = {code: sum(words[word] for word in known if word in words) for code, known in DISTINCTIVE.items()}
    best, second = sorted(counts, key=lambda code: -counts[code])[:2]
    if counts[best] >= LEAST_WORDS and counts[best] > MARGIN * counts[second]:
        return best
    if counts[best] >= LEAST_CLEAR_WORDS and counts[best] >= CLEAR_MARGIN * counts[second]:
        return best
    primary = (declared or "").replace("_", "-").split("-")[0].strip().lower()
    return primary if 2 <= len(primary) <= 3 and primary.isascii() and primary.isalpha() else None


def _by_script(text: str) -> str | None:
    """Return the language of a script that one language mainly uses, where most letters are of it."""
    if text.isascii():
        return None
    letters = [char for char in text[:4000] if char > "\u036f" and char.isalpha()]
    if len(letters) < 20:
        return None
    counts = {code: sum(first <= char <= last for char in letters) for code, first, last in SCRIPTS}
    best = max(counts, key=lambda code: counts[code])
    latin = sum(char.isalpha() for char in text[:4000]) - len(letters)
    if counts[best] * 2 < len(letters) or len(letters) * 2 < latin:
        return None
    # Japanese is written with Chinese characters too, Chinese without kana.
    return "ja" if best == "zh" and counts["ja"] * 20 > counts["zh"] else best
