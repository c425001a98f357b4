"""The shape of an extractor, and where they are found.

An extractor is a module of this package with ``NAME``, ``FIELDS``, ``LEXICONS``, ``USES_MODEL`` and ``read``.
A new one is one new file.
"""

import hashlib
import pkgutil
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable
from operator import itemgetter
from typing import Protocol, cast, runtime_checkable

import extractors
from config import lexicons
from extractors.claims import Claim
from extractors.language_model import model_version
from extractors.page import Page

SHARED_LEXICONS = ("sections", "sensitive", "calibration", "titles")
"""What every page is divided and filtered by, and every claim weighed by, whichever extractor reads it."""


@runtime_checkable
class Extractor(Protocol):
    """One way to read claims from a page."""

    NAME: str
    """Stored with each claim."""
    FIELDS: tuple[str, ...]
    """Ids of the profile fields that it can propose."""
    LEXICONS: tuple[str, ...]
    """Names of the lexicons that its claims depend on."""
    USES_MODEL: bool
    """Whether its claims depend on the spaCy model."""

    def read(self, page: Page) -> Iterable[Claim]:
        """Return what the page states; never raises for what a page contains."""


@cache
def discover() -> tuple[Extractor, ...]:
    """Return all extractors of this package, by name."""
    modules = (import_module(f"extractors.{module.name}") for module in pkgutil.iter_modules(extractors.__path__))
    found = [cast(Extractor, module) for module in modules if isinstance(module, Extractor)]
    return tuple(sorted(found, key=lambda extractor: extractor.NAME))


def version_of(extractor: Extractor, model: str | None, imported_skills: str = "") -> str:
    """Return an extractor's version: the code it runs, its lexicons, and its model where it uses one.

    The code is the whole package's, but for the other extractors: what reads text and dates is shared.
    """
    own = getattr(extractor, "__name__", "").rsplit(".", 1)[-1]
    parts = [_code_digest(own), lexicons.digest((*extractor.LEXICONS, *SHARED_LEXICONS))]
    if extractor.USES_MODEL:
        parts.append(model_version(model))
    if imported_skills and "skills" in extractor.LEXICONS:
        parts.append(imported_skills)
    return "+".join(parts)


@cache
def _code_digest(own: str) -> str:
    others = {getattr(extractor, "__name__", "").rsplit(".", 1)[-1] for extractor in discover()} - {own}
    return code_digest(files("extractors"), others)


def code_digest(folder: Traversable, without: Collection[str]) -> str:
    """Return a short hash over a package's files, those of its sub-packages and their models included.

    :param without: modules at its top that do not count.
    """
    digest = hashlib.sha256()
    for path, entry in sorted(_shipped(folder), key=itemgetter(0)):
        if path.removesuffix(".py") not in without:
            digest.update(path.encode())
            digest.update(entry.read_bytes())
    return digest.hexdigest()[:12]


def _shipped(folder: Traversable, above: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _shipped(entry, f"{above}{entry.name}/")
        elif entry.is_file():
            yield f"{above}{entry.name}", entry
