"""Is this the same person? The gate between what a page says and what a record may be told.

A link is verified when the candidate gave the address and its home page does not name strangers alone, or when
the page proves itself: it carries the candidate's own mail address, or it and a page that is verified already
point at each other with rel=me or sameAs. A shared name alone proves nothing; it leaves the question to a person.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sync.comparators import keys, normal_address, words
from sync.models.candidate import Candidate
from sync.models.source import IdentityLink, LinkState, Source


@dataclass(frozen=True, slots=True)
class PageIdentity:
    """What a source's pages say about whose they are."""

    names: tuple[str, ...]
    emails: tuple[str, ...]
    rel_me: tuple[str, ...]
    same_as: tuple[str, ...] = ()
    home: bool = True
    """Whether it is the source's first page, which alone names whose site it is."""


def first_link(given_by: str, at: datetime) -> IdentityLink:
    """Return the link of a source that was just added."""
    if given_by == "candidate":
        return IdentityLink(state="verified", reasons=["the candidate gave this address"], changed_at=at)
    return IdentityLink(state="claimed", reasons=["a recruiter found this address"], changed_at=at)


def lapsed(link: IdentityLink, reason: str, at: datetime) -> IdentityLink:
    """Return a link that holds no longer, whoever settled it: its place may be somebody else's now."""
    return IdentityLink(state="lapsed", reasons=[reason], changed_at=at, settled_by=link.settled_by)


def assess(
    candidate: Candidate,
    source: Source,
    page: PageIdentity,
    verified_pages: Collection[str],
    at: datetime,
) -> IdentityLink:
    """Return the link as the page's own words leave it; a person's answer is never overruled.

    :param verified_pages: addresses of the person's other, verified sources that point back at this one.
    """
    if source.link.settled_by is not None or source.link.state in ("denied", "lapsed"):
        return source.link
    state, reasons = _judge(candidate, source, page, verified_pages)
    if (
        source.link.state == "verified"
        and state != "verified"
        and not (page.home and _names_somebody_else(candidate, page))
    ):
        # The proof stands on one page of the site; the next one need not repeat it.
        return source.link
    if (state, reasons) == (source.link.state, source.link.reasons):
        return source.link
    return IdentityLink(state=state, reasons=reasons, changed_at=at)


def _judge(
    candidate: Candidate, source: Source, page: PageIdentity, verified_pages: Collection[str]
) -> tuple[LinkState, list[str]]:
    proofs: list[str] = [
        f"the page carries the candidate's mail address {email}" for email in page.emails if email in candidate.emails
    ]
    proofs += _both_ways(page, verified_pages)
    if source.basis.given_by == "candidate":
        given = "the candidate gave this address"
        if proofs or not (page.home and _names_only_strangers(candidate, page)):
            return "verified", [given, *proofs]
        # Domains are sold and abandoned; a wrong person is the worst that can happen.
        return "suspected", [given, f"but its home page names {page.names[0]} and nobody of their name"]
    # A friend's page may carry the candidate's address: it proves only where nobody else stands beside it.
    strangers = [email for email in page.emails if email not in candidate.emails]
    if proofs and not strangers and not _names_somebody_else(candidate, page):
        return "verified", proofs
    doubts = _doubts(candidate, page)
    return "suspected", [*doubts, "nothing on the page proves that it is this person alone"]


def _both_ways(page: PageIdentity, verified_pages: Collection[str]) -> list[str]:
    """Return a reason per verified page that points here and that this page points back at."""
    back = {normal_address(address) for address in verified_pages}
    by_link = {normal_address(address) for address in page.rel_me} & back
    by_property = ({normal_address(address) for address in page.same_as} & back) - by_link
    return [
        *(f"rel=me both ways with {address}" for address in sorted(by_link)),
        *(f"sameAs both ways with {address}" for address in sorted(by_property)),
    ]


def _doubts(candidate: Candidate, page: PageIdentity) -> list[str]:
    said: list[str] = []
    if page.names:
        matching = _matching_names(candidate, page.names)
        said.append(f"the page names {page.names[0]}" if not matching else f"the page carries the name {matching[0]}")
    strangers = [email for email in page.emails if email not in candidate.emails]
    if strangers and candidate.emails:
        said.append("the page carries another mail address than the record")
    return said


def _names_somebody_else(candidate: Candidate, page: PageIdentity) -> bool:
    return bool(page.names) and not _matching_names(candidate, page.names)


def _names_only_strangers(candidate: Candidate, page: PageIdentity) -> bool:
    """Tell whether a page names people and none of them shares a word with the person's name."""
    own = set(words(candidate.name))
    return bool(page.names) and all(own.isdisjoint(words(name)) for name in page.names)


def _matching_names(candidate: Candidate, names: Sequence[str]) -> list[str]:
    known = set(keys("name", candidate.name))
    return [name for name in names if not known.isdisjoint(keys("name", name))]
