import pytest

from extractors.tagging import gazetteer
from extractors.tagging.words import core, shape, short_shape, word_class


@pytest.mark.parametrize(
    ("word", "long", "short"),
    [("JavaScript2", "XxxXxxd", "XxXxd"), ("C++", "X++", "X+"), ("SQL", "XX", "X"), ("été", "xx", "x"), ("", "", "")],
)
def test_shapes(word: str, long: str, short: str) -> None:
    """Letters and digits by kind, runs cut."""
    assert (shape(word), short_shape(word)) == (long, short)


@pytest.mark.parametrize(
    ("word", "bare"), [("Java;", "Java"), ("(SQL)", "SQL"), ("...", "..."), (".NET", "NET"), ("C++", "C++")]
)
def test_core_is_the_word_without_edges(word: str, bare: str) -> None:
    """Punctuation at the ends goes, unless there is nothing else."""
    assert core(word) == bare


def test_classes_are_shared_by_words_of_a_kind() -> None:
    """Months are one class; an unknown word has none; a compound takes its part's."""
    assert word_class("March") == word_class("march")
    assert word_class("april") is not None
    assert word_class("qzxvkwj") is None
    assert word_class("design/qzxvkwj") == word_class("design")


def test_the_frozen_lexicon_marks_the_longest_term() -> None:
    """Two words of one term are one match; a part behind a slash is told apart."""
    assert gazetteer.marks(["machine", "learning", "qzxvkwj"]) == ["B", "I", "-"]
    assert gazetteer.marks(["JavaScript/Qzxvkwj"]) == ["s"]
