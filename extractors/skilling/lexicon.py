"""All terms that name a skill: the shipped lexicons and what an operator imported, as one table."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

from config import lexicons
from extractors.skilling.imported import ImportedTerms

if TYPE_CHECKING:
    from extractors.skilling.matching import TermMatcher

SHIPPED = ("skills", "technologies", "competences")
"""Names of the lexicons; the first that knows a term gives its label."""


@dataclass(frozen=True, slots=True)
class Term:
    """One skill under one of its names."""

    label: str
    written: str | None = None
    """Also an everyday word, a name or an employer: in running text only as written here, and beside another."""
    broad: bool = False
    """Half of all texts mention it: only where a person lists it."""
    uri: str | None = None
    """Address of its ESCO concept."""
    version: str | None = None
    """Release of ESCO that the address is from."""


@dataclass(frozen=True, slots=True)
class SkillMatch:
    """One phrase of a text that names a skill."""

    start: int
    end: int
    text: str
    term: Term


@dataclass(frozen=True)
class SkillLexicon:
    """Terms by their names in lower case, single-spaced."""

    terms: Mapping[str, Term]
    icons: Mapping[str, Term] = field(default_factory=dict)
    """Technologies by the file or class name of their icon."""
    imported: str = ""
    """A short hash of what an operator imported; empty without."""

    @cached_property
    def _matcher(self) -> "TermMatcher":
        # Only now: spaCy takes most of a second to import, and who compares two skills needs none of it.
        from extractors.skilling.matching import TermMatcher

        return TermMatcher(self.terms)

    def get(self, phrase: str) -> Term | None:
        """Return the term that a whole phrase names."""
        return self.terms.get(" ".join(phrase.lower().split()))

    def value(self, phrase: str) -> dict[str, str]:
        """Return a skill's value: the phrase, and label and ESCO concept where they are known."""
        return {"name": phrase, **self.canonical(phrase)}

    def canonical(self, phrase: str) -> dict[str, str]:
        """Return what is known of a phrase: ``label``, ``esco_uri`` and ``esco_version``, or nothing."""
        term = self.get(phrase)
        if term is None:
            return {}
        known = {"label": term.label, "esco_uri": term.uri, "esco_version": term.version if term.uri else None}
        return {name: said for name, said in known.items() if said}

    @cached_property
    def _by_letters(self) -> Mapping[str, Term]:
        # "CI / CD" has the words of "CI/CD", which is all that a matcher of words looks at.
        return {"".join(name.split()): term for name, term in reversed(list(self.terms.items()))}

    def find(self, text: str) -> Iterator[SkillMatch]:
        """Return the longest non-overlapping mentions of a text, in order, broad and ambiguous ones as well."""
        for start, end in self._matcher.find(text):
            phrase = text[start:end]
            yield SkillMatch(start, end, phrase, self._by_letters["".join(phrase.lower().split())])


@cache
def shipped() -> SkillLexicon:
    """Return the lexicon that comes with the package."""
    written = {one.lower(): one for one in lexicons.load("skills").listed("ambiguous", "terms")}
    broad = lexicons.load("skills").words("broad", "terms")
    terms: dict[str, Term] = {}
    labels: dict[str, str] = {}
    for label, others, is_broad in _entries():
        names = [name.lower() for name in (label, *others)]
        # One thing under one label, whichever of its names a lexicon files it under.
        label = next((labels[name] for name in names if name in labels), label)
        for name in names:
            labels.setdefault(name, label)
            terms.setdefault(name, Term(labels[name], written.get(name), is_broad or name in broad))
    icons = {_slug(name): term for name, term in terms.items()}
    return SkillLexicon(terms, icons)


def with_imported(imported: Iterable[ImportedTerms]) -> SkillLexicon:
    """Return the shipped lexicon and an operator's own; a term that both know keeps our label and gains the concept."""
    own = shipped()
    terms = dict(own.terms)
    sums = []
    for one in imported:
        sums.append(one.sha256)
        for entry in one.entries:
            names = [" ".join(name.lower().split()) for name in (entry.label, *entry.others)]
            if (plain := _plain(names[0])) in own.terms:
                names.append(plain)
            known = next((own.terms[name] for name in names if name in own.terms), None)
            for name in names:
                before = terms.get(name)
                if before is None:
                    label = known.label if known else entry.label
                    terms[name] = Term(label, None, broad=True, uri=entry.uri, version=one.version)
                elif before.uri is None and entry.uri:
                    terms[name] = Term(before.label, before.written, before.broad, entry.uri, one.version)
    return SkillLexicon(terms, own.icons, imported_digest(sums))


def imported_digest(sums: Iterable[str]) -> str:
    """Return a short hash over the hashes of imported lists, empty for none."""
    known = sorted(sums)
    return hashlib.sha256("".join(known).encode()).hexdigest()[:12] if known else ""


def _entries() -> Iterator[tuple[str, list[str], bool]]:
    for label, others in lexicons.load("skills").tables["skills"].items():
        yield label, others, False
    for label, entry in lexicons.load("technologies").tables["technologies"].items():
        yield label, entry["also"], False
    for table in lexicons.load("competences").tables.values():
        for line in table["terms"]:
            label, *others = (name.strip() for name in line.split("|"))
            yield label, others, bool(table.get("broad", False))


def _plain(name: str) -> str:
    """Return a name without the field that ESCO adds in brackets: "python (computer programming)" is Python."""
    return name.split(" (", 1)[0] if name.endswith(")") else name


def _slug(name: str) -> str:
    """Return a name as icon sets write it: ``c++`` is cplusplus, ``vue.js`` is vuejs."""
    spelled = name.lower().replace("+", "plus").replace("#", "sharp")
    return "".join(letter for letter in spelled if letter.isalnum())
