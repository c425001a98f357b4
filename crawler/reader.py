"""Turning one answer into a reading: the outcome, the final verdict, and what is kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from crawler.archive import body_hash
from crawler.errors import FetchError, RateLimited, ServerError
from crawler.frontier.pagekind import Nobodys
from crawler.hosts.retry_after import retry_after_seconds
from crawler.items import DuePage, Outcome, Reading, Verdict
from crawler.permission import by_signals, by_status
from crawler.rules.signals import Signals, of_unchanged, read_signals, remembered

GONE = frozenset({404, 410})
_KINDS = {"parked": "A parked or empty domain: {}.", "login": "Shown to members only: {}."}
_NOT_KEPT = frozenset({"set-cookie", "set-cookie2"})


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, whoever fetched it."""

    address: str
    """Where it came from, after redirects."""
    status: int
    header_lines: tuple[tuple[str, str], ...]
    body: bytes = b""
    metas: tuple[tuple[str, str], ...] = ()
    """(name, content) of the page's meta elements."""
    content_sha256: str | None = None
    """Hash of what the body says, see :mod:`crawler.answers.fingerprint`; None when only its bytes can be compared."""

    def header(self, name: str) -> str | None:
        """Return the first header line of a name, or None."""
        return next((value for key, value in self.header_lines if key.lower() == name), None)


@dataclass(frozen=True, slots=True)
class Read:
    """A reading, and whether its links may be followed."""

    reading: Reading
    follow: bool = False


def read(page: DuePage, verdict: Verdict, answer: Answer, now: datetime) -> Read:
    """Judge an answer by status and signals.

    :param verdict: the permission to fetch.
    :param now: the moment of reading, in UTC.
    """
    base = Reading(
        page=page,
        outcome=Outcome.FAILED,
        at=now,
        verdict=verdict,
        status=answer.status,
        final_address=answer.address,
        retry_after_seconds=retry_after_seconds(answer.header("retry-after"), now),
    )
    if answer.status in GONE:
        return Read(replace(base, outcome=Outcome.GONE))
    closed = by_status(verdict, answer.status)
    if not closed.allowed:
        return Read(replace(base, outcome=Outcome.REFUSED, verdict=closed))
    if answer.status == 304 and not (page.etag or page.last_modified):
        return Read(replace(base, error=f"{FetchError.__name__}: answered 304 to a request that set no condition"))
    if answer.status == 304:
        return _usable(base, answer, of_unchanged(page.signals, answer.header_lines, now=now))
    if 200 <= answer.status < 300:
        return _usable(base, answer, read_signals(answer.header_lines, answer.metas, now=now))
    return Read(replace(base, error=_error(answer.status, base.retry_after_seconds)))


def _usable(base: Reading, answer: Answer, signals: Signals) -> Read:
    verdict, sources = by_signals(base.verdict, base.page, signals)
    if not verdict.allowed:
        # Nothing of the page is kept: neither its body nor its hash nor its headers.
        return Read(replace(base, outcome=Outcome.REFUSED, verdict=verdict))
    base = replace(base, verdict=verdict, page=replace(base.page, sources=sources), headers=_headers(answer))
    if answer.status == 304:
        page = base.page
        known = replace(base, body_sha256=page.body_sha256, content_sha256=page.content_sha256)
        return Read(replace(known, outcome=Outcome.UNCHANGED))
    digest = body_hash(answer.body)
    # An equal body under other signals is to be kept, quoted or extracted otherwise: it is filed as a new reading.
    before = remembered(base.page.signals, now=base.at)
    same = _says_the_same(base.page, answer, digest) and signals.effects == before.effects
    reading = replace(
        base,
        outcome=Outcome.UNCHANGED if same else Outcome.FETCHED,
        content_type=answer.header("content-type") or "",
        # An unchanged page refers to the body that is kept; the one that merely looks other is thrown away.
        body_sha256=base.page.body_sha256 if same else digest,
        content_sha256=answer.content_sha256,
        body_bytes=len(answer.body),
    )
    return Read(reading, follow=not same and not signals.nofollow)


def _says_the_same(page: DuePage, answer: Answer, digest: str) -> bool:
    """Whether a body says what the last one said; a 200 alone is no proof of change."""
    if page.body_sha256 is None:
        return False
    return digest == page.body_sha256 or (
        answer.content_sha256 is not None and answer.content_sha256 == page.content_sha256
    )


def failed(page: DuePage, verdict: Verdict, error: str, now: datetime) -> Reading:
    """Return the reading of an attempt without an answer."""
    return Reading(page=page, outcome=Outcome.FAILED, at=now, verdict=verdict, error=error)


def refusal(page: DuePage, verdict: Verdict, now: datetime) -> Reading:
    """Return the reading of an attempt that the verdict ended."""
    return Reading(page=page, outcome=Outcome.REFUSED, at=now, verdict=verdict)


def alias(page: DuePage, verdict: Verdict, target: str, now: datetime, *, lasting: bool) -> Reading:
    """Return the reading of an address that leads to a page which the run reads by itself."""
    return Reading(
        page=page,
        outcome=Outcome.ALIAS,
        at=now,
        verdict=verdict,
        final_address=target,
        same_as=target,
        lasting=lasting,
    )


def nobodys(reading: Reading, found: Nobodys) -> Reading:
    """Return a reading of a page with nothing of a person's on it: no body, no validators, no links."""
    return Reading(
        page=reading.page,
        outcome=Outcome.PARKED if found.kind == "parked" else Outcome.LOGIN,
        at=reading.at,
        verdict=replace(reading.verdict, detail=_KINDS[found.kind].format(found.detail)),
        status=reading.status,
        final_address=reading.final_address,
    )


def moved(page: DuePage, verdict: Verdict, target: str, status: int, now: datetime) -> Reading:
    """Return the reading of a redirect that was not followed."""
    return Reading(page=page, outcome=Outcome.MOVED, at=now, verdict=verdict, status=status, final_address=target)


def _error(status: int, retry_after: float | None) -> str:
    error: FetchError
    if status == 429:
        error = RateLimited("answered 429: too many requests", retry_after)
    elif status >= 500:
        error = ServerError(f"answered {status}")
    else:
        error = FetchError(f"answered {status}, which is neither a page nor a redirect that can be followed")
    return f"{type(error).__name__}: {error}"


def _headers(answer: Answer) -> Mapping[str, str]:
    joined: dict[str, str] = {}
    for name, value in _kept(answer.header_lines):
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


def _kept(lines: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return ((name.lower(), value) for name, value in lines if name.lower() not in _NOT_KEPT)
