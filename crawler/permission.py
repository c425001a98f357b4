"""Whether a page may be fetched and used, as pure functions over what is known.

Before the fetch: recorded basis, suppression, the platform's terms, robots.txt, the site's reservations. After it:
the status, the page's own signals (``X-Robots-Tag``, meta robots, TDMRep, ``Content-Usage``). In doubt the answer is
no. docs/permission.md has it all in one place.
"""

from collections.abc import Iterable
from dataclasses import replace

from config.sources import SourceKind
from crawler.items import DuePage, SourceRef, Verdict
from crawler.robots import RobotsDecision
from crawler.rules.signals import Signals
from crawler.rules.tdmrep import ReservationDecision
from crawler.statuses import CLOSED_DOOR

BASES = frozenset({"consent", "legitimate_interest"})
ENDED_BY_SIGNALS = frozenset({"noindex", "noai"})
"""Reasons by which a page itself, or its site's reservation, ends a permission that there was before."""


def permitted_sources(page: DuePage, kind: SourceKind | None) -> tuple[SourceRef, ...]:
    """Return the sources with a recorded basis that suffices for the platform."""
    needed = frozenset({"consent"}) if kind is not None and kind.requires_consent else BASES
    return tuple(source for source in page.sources if source.basis in needed)


def before_robots(page: DuePage, kind: SourceKind | None, *, suppressed: bool) -> Verdict:
    """Judge what needs no request at all: suppression, terms, basis.

    :param kind: the catalogue's entry for the platform that owns the host, or None.
    """
    basis = bases(page.sources)
    if suppressed:
        return Verdict(False, "suppressed", "This address belongs to a person who asked to be forgotten.", basis)
    if kind is not None and not kind.terms.allows_web_pages:
        return Verdict(False, "terms", _terms(kind), basis, term=_term(kind))
    if not permitted_sources(page, kind):
        return Verdict(False, "no_basis", _missing_basis(kind), basis, term=_term(kind))
    return Verdict(True, "permitted", "Basis, terms and suppression list permit it.", basis, term=_term(kind))


def with_robots(verdict: Verdict, decision: RobotsDecision) -> Verdict:
    """Add what robots.txt says to a verdict that permitted so far."""
    return replace(
        verdict,
        allowed=verdict.allowed and decision.allowed,
        reason=decision.reason if verdict.allowed else verdict.reason,
        detail=decision.detail if verdict.allowed else verdict.detail,
        robots_rule=decision.rule,
        robots_line=decision.line,
        robots_read_at=decision.read_at,
    )


def with_reservation(verdict: Verdict, decision: ReservationDecision) -> Verdict:
    """Refuse what the site's file of reservations keeps from text and data mining."""
    if not verdict.allowed or decision.allowed:
        return verdict
    return replace(verdict, allowed=False, reason=decision.reason, detail=decision.detail)


def by_status(verdict: Verdict, status: int) -> Verdict:
    """Refuse where the answer itself closes the door."""
    if status in CLOSED_DOOR:
        return replace(verdict, allowed=False, reason="closed_door", detail=f"The page answered {status}.")
    return verdict


def by_signals(verdict: Verdict, page: DuePage, signals: Signals) -> tuple[Verdict, tuple[SourceRef, ...]]:
    """Judge a fetched page by its own signals; returns the sources it may be used for, too.

    ``noindex`` forbids use unless the candidate's recorded written consent for their own site overrides it;
    a reservation (``noai``, TDMRep, ``Content-Usage``) is overridden by nothing.
    """
    verdict = replace(
        verdict,
        signals=signals.said,
        may_keep_body=verdict.may_keep_body and not signals.noarchive,
        may_quote=verdict.may_quote and not signals.nosnippet,
    )
    if signals.reserved:
        return replace(verdict, allowed=False, reason="noai", detail=f"The page says {signals.reserved}."), ()
    if not signals.noindex:
        return verdict, page.sources
    consenting = tuple(
        source for source in page.sources if source.consent_overrides_noindex and source.basis == "consent"
    )
    if not consenting:
        return replace(verdict, allowed=False, reason="noindex", detail=f"The page says {signals.noindex}."), ()
    detail = f"The page says {signals.noindex}; the candidate's recorded consent for it overrides that."
    return replace(verdict, detail=detail, basis=bases(consenting)), consenting


def refused(page: DuePage, reason: str, detail: str) -> Verdict:
    """Return a refusal for a reason outside these functions, such as the guard's."""
    return Verdict(False, reason, detail, bases(page.sources))


def bases(sources: Iterable[SourceRef]) -> str | None:
    """Return the recorded bases in one word, or several with commas between."""
    return ", ".join(sorted({source.basis for source in sources if source.basis})) or None


def _term(kind: SourceKind | None) -> str | None:
    if kind is None:
        return None
    where = f", {kind.terms.address}" if kind.terms.address else ""
    return f"{kind.id}{where}" + (f" (read {kind.terms.read_on})" if kind.terms.read_on else "")


def _terms(kind: SourceKind) -> str:
    words = [f"{kind.title}: {kind.terms.summary}"]
    if kind.terms.address:
        words.append(f"See {kind.terms.address}" + (f" (read {kind.terms.read_on})." if kind.terms.read_on else "."))
    if kind.terms.permitted_way:
        words.append(f"Permitted instead: {kind.terms.permitted_way}.")
    return " ".join(words)


def _missing_basis(kind: SourceKind | None) -> str:
    if kind is not None and kind.requires_consent:
        return f"{kind.title} needs the candidate's recorded consent, and none is recorded."
    return "No basis (consent or legitimate interest) is recorded for any of its sources."
