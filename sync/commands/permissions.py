"""May one address be fetched, and why: every check of a crawl, made without fetching the page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import config.sources
from config.sources import SourceKind
from crawler.errors import GuardError
from crawler.frontier.site import inside
from crawler.guard import Address, Guard, parse
from crawler.hosts.keys import politeness_key
from crawler.items import DuePage, Verdict
from crawler.permission import before_robots, with_reservation, with_robots
from crawler.ports import RobotsRecord
from crawler.robots import Robots
from crawler.rules.tdmrep import TDMREP_PATH, Reservations
from sync.commands.desk import Desk
from sync.models.page import Host, Page
from sync.models.source import Source
from sync.store.due import CLOSED_LINKS, source_ref

ENDED_BY_THE_PAGE = frozenset({"noindex", "noai", "closed_door"})
"""Reasons of a refusal that a page gave itself: they hold until the page is looked at again."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    passed: bool | None
    """None: nothing is known, or nothing depends on it."""
    says: str


@dataclass(frozen=True, slots=True)
class Permission:
    """The answer for one address."""

    address: str
    allowed: bool | None
    """None while the site has not been asked for its rules."""
    reason: str
    """As :attr:`crawler.items.Verdict.reason`; ``unknown`` while the site has not been asked."""
    verdict: str
    """One sentence."""
    checks: tuple[Check, ...]
    not_before: datetime | None = None
    """When the host's rest ends, if it rests now."""
    robots_read_at: datetime | None = None
    robots_rule: str | None = None
    robots_line: int | None = None
    may_be_asked: bool = False
    """Whether nothing that is known without a request forbids to ask the site for its rules."""
    needs_asking: bool = False
    """Whether the answer hangs on rules that nobody has asked for, or that have expired."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """A remembered file of rules."""

    record: RobotsRecord
    expired: bool
    age: timedelta


def judge(
    desk: Desk,
    address: str,
    *,
    source_id: str | None = None,
    candidate_id: str | None = None,
    guard: Guard | None = None,
) -> Permission:
    """Say whether an address may be fetched now, from what is known.

    :param source_id: counts this source's basis alone.
    :param candidate_id: counts this person's sources alone.
    :param guard: another one than a public run's, in a closed loopback run.
    :raises NotFound: for an unknown source or person.
    """
    wanted = desk.source(source_id) if source_id else None
    person = desk.candidate(candidate_id).id if candidate_id else None
    try:
        parsed = parse(address)
        (guard or Guard()).route(parsed)
    except GuardError as error:
        return Permission(address, False, "guard", f"No: {error}.", (Check("guard", False, str(error)),))
    store = desk.store
    page = store.pages.get(parsed.text)
    sources = [
        one
        for one in _sources(desk, parsed, page)
        if (wanted is None or one.id == wanted.id) and (person is None or one.candidate_id == person)
    ]
    return _judged(desk, parsed, page, sources)


def readable_sources(desk: Desk, address: Address) -> list[Source]:
    """Return the sources that give a basis to read an address now, oldest first."""
    found = _sources(desk, address, desk.store.pages.get(address.text))
    return [one for one in found if not _unread_because(desk, one)]


def _judged(desk: Desk, address: Address, page: Page | None, sources: Sequence[Source]) -> Permission:
    now = desk.store.now()
    kind = config.sources.for_host(address.host)
    suppressed = bool(desk.suppressions.suppressed_addresses([address.text]))
    states = {one.id: _unread_because(desk, one) for one in sources}
    refs = tuple(source_ref(one) for one in sources if not states[one.id])
    due = DuePage(address.text, page.spider if page else "", page.role if page else "other", 0, refs)
    local = before_robots(due, kind, suppressed=suppressed)
    checks = [
        Check(
            "guard", True, f"{address.host} is a public name; what it resolves to is looked at when it is contacted."
        ),
        Check("suppression", not suppressed, local.detail if suppressed else "Nobody who was erased is known by it."),
        _terms(kind),
        _basis(sources, states, kind, counts=local.reason != "no_basis" and bool(refs)),
    ]
    rules, reserved = _remembered(desk, address.origin, now), _remembered(desk, address.origin + TDMREP_PATH, now)
    verdict = local
    if local.reason == "no_basis" and not refs:
        verdict = replace(local, detail=_CLOSED if sources else _NOBODY)
    robots = Robots(rules.record) if rules else None
    if robots is not None and rules is not None:
        decision = robots.decide(address)
        verdict = with_robots(verdict, decision)
        checks.append(Check("robots.txt", decision.allowed, f"{decision.detail} ({_aged(rules)})"))
    else:
        checks.append(Check("robots.txt", None, f"{address.origin}/robots.txt has not been asked for."))
    asks_reservations = robots is None or robots.decide(parse(address.origin + TDMREP_PATH)).allowed
    if reserved is not None:
        said = Reservations(reserved.record).decide(address)
        verdict = with_reservation(verdict, said)
        checks.append(Check("reservations", said.allowed, f"{said.detail} ({_aged(reserved)})"))
    elif asks_reservations:
        checks.append(Check("reservations", None, f"{address.origin}{TDMREP_PATH} has not been asked for."))
    else:
        checks.append(Check("reservations", None, "robots.txt keeps us from asking for them."))
    verdict = _with_page(desk, page, verdict, checks)
    host = _host(desk, address)
    resting = _resting(host, now, checks)
    unknown = rules is None or rules.expired or (asks_reservations and (reserved is None or reserved.expired))
    return _answer(
        address.text, verdict, tuple(checks), resting,
        may_be_asked=not suppressed and (kind is None or kind.terms.allows_web_pages),
        needs_asking=verdict.allowed and unknown,
    )  # fmt: skip


def _answer(
    address: str,
    verdict: Verdict,
    checks: tuple[Check, ...],
    resting: datetime | None,
    *,
    may_be_asked: bool,
    needs_asking: bool,
) -> Permission:
    if needs_asking:
        allowed, reason = None, "unknown"
        sentence = "Not known yet: the site has not been asked for its rules, or its answer has expired."
    elif verdict.allowed:
        allowed, reason = True, verdict.reason
        later = f", not before {resting:%Y-%m-%d %H:%M:%S} UTC" if resting else ""
        sentence = f"Yes{later}, on the basis of {verdict.basis}: {verdict.detail}."
    else:
        allowed, reason, sentence = False, verdict.reason, f"No: {verdict.detail}"
    return Permission(
        address=address,
        allowed=allowed,
        reason=reason,
        verdict=sentence.rstrip(".") + ".",
        checks=checks,
        not_before=resting,
        robots_read_at=verdict.robots_read_at,
        robots_rule=verdict.robots_rule,
        robots_line=verdict.robots_line,
        may_be_asked=may_be_asked,
        needs_asking=needs_asking,
    )


_NOBODY = "No source of anybody has this address, so there is no basis for fetching it"
_CLOSED = "None of the sources that have this address may be read now, so there is no basis for fetching it"


def _sources(desk: Desk, address: Address, page: Page | None) -> list[Source]:
    """Return the sources that a page serves, and those on whose site an unknown page would lie."""
    serving = {one.source_id for one in page.sources} if page else set()
    on_host = desk.store.sources.on_host(address.host)
    known = {one.id: one for one in desk.store.sources.get_many(serving - {one.id for one in on_host})}
    known |= {one.id: one for one in on_host if one.id in serving or inside(one.address, address.text)}
    return sorted(known.values(), key=lambda one: (one.created_at, one.id))


def _unread_because(desk: Desk, source: Source) -> str:
    if source.paused:
        return "paused"
    if source.link.state in CLOSED_LINKS:
        return f"its link is {source.link.state}"
    return "" if desk.store.candidates.active_among({source.candidate_id}) else "its candidate is not active"


def _terms(kind: SourceKind | None) -> Check:
    if kind is None:
        return Check("terms", True, "No platform of the catalogue owns the host.")
    where = f" See {kind.terms.address} (read {kind.terms.read_on})." if kind.terms.address else ""
    way = f" Permitted: {kind.terms.permitted_way}." if kind.terms.permitted_way else ""
    return Check("terms", kind.terms.allows_web_pages, f"{kind.title}: {kind.terms.summary}{where}{way}")


def _basis(sources: Sequence[Source], states: dict[str, str], kind: SourceKind | None, *, counts: bool) -> Check:
    if not sources:
        return Check("basis", False, f"{_NOBODY}. Add one: perennial sources add --help")
    needed = " The platform needs consent." if kind is not None and kind.requires_consent else ""
    told = [
        f"{one.id} of {one.candidate_id}: {one.basis.kind}, the address given by the {one.basis.given_by}, recorded "
        f"{one.basis.recorded_at:%Y-%m-%d} by {one.basis.recorded_by}"
        + (f" ({states[one.id]}, so it does not count)" if states[one.id] else "")
        for one in sources
    ]
    return Check("basis", counts, f"{'; '.join(told)}.{needed}")


def _remembered(desk: Desk, key: str, now: datetime) -> _Rules | None:
    found = desk.store.robots.get(key)
    if found is None:
        return None
    record = RobotsRecord(found.id, found.fetched_at, found.expires_at, found.status, found.body, found.detail)
    return _Rules(record, expired=found.expires_at <= now, age=max(now - found.fetched_at, timedelta()))


def _aged(rules: _Rules) -> str:
    minutes = int(rules.age.total_seconds()) // 60
    words = f"{minutes // 60} h {minutes % 60} min ago" if minutes >= 60 else f"{minutes} min ago"
    return f"asked {words}, " + (
        "expired" if rules.expired else f"valid until {rules.record.expires_at:%Y-%m-%d %H:%M} UTC"
    )


def _with_page(desk: Desk, page: Page | None, verdict: Verdict, checks: list[Check]) -> Verdict:
    """Add what the page itself said when it was last looked at."""
    if page is None:
        checks.append(Check("page", None, "This page has never been looked at."))
        return verdict
    refusal = desk.store.refusals.latest_of(page.id) if page.state == "refused" else None
    if refusal is not None and refusal.verdict.reason in ENDED_BY_THE_PAGE:
        when = f"seen {refusal.at:%Y-%m-%d %H:%M} UTC, looked at again {page.next_due_at:%Y-%m-%d}"
        said = f"{refusal.verdict.detail.rstrip('.')} ({when})"
        checks.append(Check("page", False, said))
        if verdict.allowed:
            return replace(verdict, allowed=False, reason=refusal.verdict.reason, detail=said)
        return verdict
    read = f"{page.state}, read {page.last_read_at:%Y-%m-%d %H:%M} UTC" if page.last_read_at else page.state
    says = f"it says {', '.join(page.signals)}" if page.signals else "it says nothing about its own use"
    # What kept it from being read then is judged anew above.
    checks.append(Check("page", None if page.state == "refused" else True, f"{read}; {says}."))
    return verdict


def _host(desk: Desk, address: Address) -> Host | None:
    # Fictional sites on this machine are told apart by their own host names.
    keys = dict.fromkeys([politeness_key(address), politeness_key(address, loopback=True)])
    return next((found for key in keys if (found := desk.store.hosts.get(key)) is not None), None)


def _resting(host: Host | None, now: datetime, checks: list[Check]) -> datetime | None:
    if host is None:
        checks.append(Check("host", None, "Nothing has been asked of this host yet."))
        return None
    until = max(filter(None, [host.not_before, host.open_until if host.state == "open" else None]))
    held = host.owner is not None and host.lease_until is not None and host.lease_until > now
    parts = [f"{host.id} rests until {until:%Y-%m-%d %H:%M:%S} UTC" if until > now else f"{host.id} rests no more"]
    parts += [f"after {host.failures} failures in a row"] if host.state == "open" else []
    parts += [f"a run holds it until {host.lease_until:%H:%M:%S} UTC at least"] if held else []
    checks.append(Check("host", None, "; ".join(parts) + "."))
    return until if until > now else None
