"""Sentences, and those that must not be used."""

import pytest

from extractors.sentences import is_sensitive, quote_of, split


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Dr. Ada works at Foo Inc. in Bern. Yes.", ["Dr. Ada works at Foo Inc. in Bern.", "Yes."]),
        ("I like e.g. Tea. Ok.", ["I like e.g. Tea.", "Ok."]),
        ("By A. Beispiel. Ok.", ["By A. Beispiel.", "Ok."]),
        ("one\ntwo", ["one", "two"]),
        ("Use Node.js. Fine.", ["Use Node.js.", "Fine."]),
        ("", []),
    ],
)
def test_split(text: str, sentences: list[str]) -> None:
    """Lines and stops end a sentence; abbreviations and initials do not. Offsets point at the words."""
    found = split(text)
    assert [sentence.text for sentence in found] == sentences
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in found)


@pytest.mark.parametrize(
    ("sentence", "sensitive"),
    [
        ("I am 45 years old.", True),
        ("She was diagnosed in May.", True),
        ("I am a practising Catholic.", True),
        ("As a trade union delegate I speak up.", True),
        ("I work on mental health research.", False),
        ("I study gender studies archives.", False),
        ("I build engines.", False),
    ],
)
def test_sensitive_sentences_are_known(sentence: str, sensitive: bool) -> None:
    """Health, belief, origin, orientation, union membership and age; a field of research is none of these."""
    assert is_sensitive(sentence) is sensitive


def test_a_quote_is_the_sentence_and_no_longer_than_its_bound() -> None:
    """A long sentence is cut around the value; a sensitive one is not quoted at all."""
    text = "word " * 200 + "HERE " + "word " * 200
    quote = quote_of(split(text), text.index("HERE"), text.index("HERE") + 4)
    assert quote is not None
    assert "HERE" in quote
    assert len(quote) <= 300
    assert quote_of(split("I am 45 years old."), 0, 4) is None
