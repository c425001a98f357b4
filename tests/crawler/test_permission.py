"""Verdicts before and after a fetch."""

from dataclasses import replace

import pytest

from config import sources
from crawler.guard import parse
from crawler.items import DuePage, SourceRef, Verdict
from crawler.permission import before_robots, by_signals, by_status, permitted_sources, with_robots
from crawler.robots import RobotsDecision
from crawler.rules.signals import Signals

ADA = SourceRef("s1", "ada", "https://ada.example/", "consent")
PAGE = DuePage("https://ada.example/", "portfolio", "home", 0, (ADA,))
YES = Verdict(True, "permitted", "fine", "consent")


@pytest.mark.parametrize(
    "host",
    ["www.linkedin.com", "linkedin.com", "de.linkedin.com", "lnkd.in", "facebook.com", "instagram.com", "x.com",
     "mobile.twitter.com"],
)  # fmt: skip
def test_platforms_that_forbid_it_are_refused_with_the_permitted_way(host: str) -> None:
    """The refusal names the terms, where they stand, and what may be done instead."""
    kind = sources.for_host(parse(f"https://{host}/in/ada").host)
    verdict = before_robots(PAGE, kind, suppressed=False)
    assert (verdict.allowed, verdict.reason) == (False, "terms")
    assert "Permitted instead" in verdict.detail
    assert "https://" in verdict.detail


@pytest.mark.parametrize("host", ["ada.example", "notlinkedin.com", "linkedin.com.example", "fx.com"])
def test_other_hosts_are_nobodys_platform(host: str) -> None:
    """A name that merely looks like a platform's is not one."""
    assert sources.for_host(parse(f"https://{host}/").host) is None


@pytest.mark.parametrize(
    ("basis", "reason"),
    [("consent", "permitted"), ("legitimate_interest", "permitted"), ("", "no_basis"), ("hope", "no_basis")],
)
def test_a_basis_must_be_on_record(basis: str, reason: str) -> None:
    """Without one nothing is fetched."""
    page = replace(PAGE, sources=(replace(ADA, basis=basis),))
    assert before_robots(page, None, suppressed=False).reason == reason


def test_a_source_without_basis_gets_nothing_of_a_shared_page() -> None:
    """The page is read for the other source only."""
    bob = replace(ADA, source_id="s2", candidate_id="bob", basis="")
    assert permitted_sources(replace(PAGE, sources=(ADA, bob)), None) == (ADA,)


def test_suppression_comes_first() -> None:
    """An erased person's address is refused whatever else permits it."""
    verdict = before_robots(PAGE, None, suppressed=True)
    assert (verdict.allowed, verdict.reason) == (False, "suppressed")


def test_robots_decide_next_and_leave_their_line() -> None:
    """Rule and line are in the verdict; an earlier refusal stays."""
    no = RobotsDecision(False, "robots", "line 2: Disallow: /", "Disallow: /", 2)
    verdict = with_robots(YES, no)
    assert (verdict.allowed, verdict.reason, verdict.robots_rule, verdict.robots_line) == (
        False,
        "robots",
        "Disallow: /",
        2,
    )
    earlier = with_robots(replace(YES, allowed=False, reason="terms"), RobotsDecision(True, "permitted", "fine"))
    assert (earlier.allowed, earlier.reason) == (False, "terms")


@pytest.mark.parametrize(
    ("status", "allowed"), [(200, True), (404, True), (401, False), (403, False), (451, False), (500, True)]
)
def test_some_answers_close_the_door(status: int, allowed: bool) -> None:
    """An answer that demands a login or refuses is not tried again and again."""
    assert by_status(YES, status).allowed is allowed


@pytest.mark.parametrize(
    ("signals", "consents", "allowed", "reason"),
    [
        (Signals(), False, True, "permitted"),
        (Signals(noindex="noindex"), False, False, "noindex"),
        (Signals(noindex="noindex"), True, True, "permitted"),
        (Signals(reserved="noai"), True, False, "noai"),
        (Signals(noindex="noindex", reserved="tdm-reservation: 1"), True, False, "noai"),
        (Signals(noarchive=True, nosnippet=True), False, True, "permitted"),
    ],
)
def test_signals(signals: Signals, consents: bool, allowed: bool, reason: str) -> None:
    """Recorded written consent overrides noindex and nothing else."""
    page = replace(PAGE, sources=(replace(ADA, consent_overrides_noindex=consents),))
    verdict, used = by_signals(YES, page, signals)
    assert (verdict.allowed, verdict.reason, bool(used)) == (allowed, reason, allowed)
    assert verdict.may_keep_body is not signals.noarchive
    assert verdict.may_quote is not signals.nosnippet
    assert ("consent for it overrides" in verdict.detail) is (consents and bool(signals.noindex) and allowed)


def test_noindex_leaves_the_consenting_sources_only() -> None:
    """A shared page may be used for those who consented to it."""
    bob = replace(ADA, source_id="s2", candidate_id="bob", consent_overrides_noindex=True)
    _, used = by_signals(YES, replace(PAGE, sources=(ADA, bob)), Signals(noindex="noindex"))
    assert used == (bob,)


def test_a_legitimate_interest_overrides_nothing() -> None:
    """Only recorded consent does, whatever a flag says."""
    page = replace(PAGE, sources=(replace(ADA, basis="legitimate_interest", consent_overrides_noindex=True),))
    assert by_signals(YES, page, Signals(noindex="noindex"))[0].reason == "noindex"
