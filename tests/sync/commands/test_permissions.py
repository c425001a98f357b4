"""May this be fetched, and why: each check in turn, and a site that is really asked."""

from datetime import timedelta

import pytest

from crawler.guard import Guard, LoopbackMap
from crawler.items import Verdict
from sync import commands
from sync.commands.permissions import Permission, judge
from sync.crawl_process import ask_site
from sync.models.page import Host, Page, PageSource, Robots
from sync.models.run import Refusal
from sync.store.filed import stored_verdict
from tests.mockserver.server import MockServer, page, robots

HOME = "https://mira.example/"
RESERVED = "/.well-known/tdmrep.json"


@pytest.fixture
def remember(store):
    """Return a function that stores an answer to a file of rules."""

    def put(key, status=404, body=b"", hours=24.0, detail=""):
        now = store.now()
        expires = now + timedelta(hours=hours)
        store.robots.put([Robots(id=key, fetched_at=now, expires_at=expires, status=status, body=body, detail=detail)])

    return put


@pytest.fixture
def asked(remember, mira):
    """Let the site of a person have been asked for its rules, of which it has none; return the person."""
    remember("https://mira.example")
    remember(f"https://mira.example{RESERVED}")
    return mira


def check(answer: Permission, name: str) -> tuple[bool | None, str]:
    return next((one.passed, one.says) for one in answer.checks if one.name == name)


def test_a_persons_own_page_may_be_fetched(desk, asked):
    """With the basis, and the answer of the site with its age."""
    answer = judge(desk, HOME)
    assert (answer.allowed, answer.reason, answer.needs_asking) == (True, "permitted", False)
    assert answer.verdict.startswith("Yes, on the basis of consent: https://mira.example/robots.txt answered 404")
    passed, says = check(answer, "basis")
    assert passed is True
    assert "consent, the address given by the candidate" in says
    assert "asked 0 min ago, valid until" in check(answer, "robots.txt")[1]


def test_a_page_that_is_not_known_yet_lies_on_a_sources_site(desk, asked):
    """Its basis is the site's; a neighbour's site is another one."""
    assert judge(desk, f"{HOME}some/where?x=1").allowed is True
    assert judge(desk, "https://mira.example.other.example/").reason == "no_basis"


def test_an_address_that_nobody_knows_has_no_basis(desk, mira):
    """It is said so, and the site is not asked without a reason."""
    answer = judge(desk, "https://nobody.example/x")
    assert (answer.allowed, answer.reason, answer.needs_asking) == (False, "no_basis", False)
    assert "No source of anybody has this address" in answer.verdict


@pytest.mark.parametrize(
    ("body", "path", "allowed", "line"),
    [
        (b"User-agent: *\nDisallow: /private/\n", "private/x", False, 2),
        (b"User-agent: *\nDisallow: /private/\nAllow: /private/cv\n", "private/cv", True, 3),
        (b"User-agent: *\nContent-Usage: ai=n\n", "", False, 2),
    ],
)
def test_robots_rules_are_named_with_their_line(desk, asked, remember, body, path, allowed, line):
    """The rule that decided, permitting or not."""
    remember("https://mira.example", 200, body)
    answer = judge(desk, HOME + path)
    assert (answer.allowed, answer.robots_line) == (allowed, line)
    assert f"line {line}:" in answer.verdict


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (200, b'[{"location": "/", "tdm-reservation": 1}]', "noai"),
        (503, b"", "reservation_unreachable"),
        (200, b'[{"location": "/img/", "tdm-reservation": 1}]', "permitted"),
    ],
)
def test_a_sites_reservation_counts(desk, asked, remember, status, body, reason):
    """As a crawl would count it."""
    remember(f"https://mira.example{RESERVED}", status, body)
    assert judge(desk, HOME).reason == reason


@pytest.mark.parametrize(("hours", "known"), [(1.0, True), (-1.0, False)])
def test_an_expired_answer_is_asked_again(desk, asked, remember, hours, known):
    """What the site said the day before yesterday decides nothing."""
    remember("https://mira.example", 404, hours=hours)
    answer = judge(desk, HOME)
    assert (answer.allowed, answer.needs_asking) == ((True, False) if known else (None, True))


def test_paused_and_denied_sources_are_no_basis(desk, store, asked):
    """They are shown, with why they do not count."""
    [own] = [one for one in store.sources.of(asked) if one.address == HOME]
    commands.sources.pause_source(desk, own.id, paused=True)
    answer = judge(desk, HOME)
    assert (answer.allowed, answer.reason) == (False, "no_basis")
    assert "paused, so it does not count" in check(answer, "basis")[1]


def test_one_source_or_one_person_may_be_asked_about(desk, store, asked):
    """Only its basis counts then."""
    [other] = [one for one in store.sources.of(asked) if one.address == "https://found.example/"]
    assert judge(desk, HOME, source_id=other.id).reason == "no_basis"
    assert judge(desk, HOME, candidate_id=asked).allowed is True


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://169.254.169.254/latest", "guard"),
        ("http://0x7f.1/", "guard"),
        ("ftp://mira.example/", "guard"),
        ("nonsense", "guard"),
        ("https://www.linkedin.com/in/mira", "terms"),
    ],
)
def test_what_no_site_is_asked_about(desk, asked, address, reason):
    """Special addresses and platforms whose terms forbid it are settled here."""
    answer = judge(desk, address)
    assert (answer.allowed, answer.reason, answer.may_be_asked) == (False, reason, False)


def test_an_erased_persons_address_is_refused(desk, asked):
    """Whatever else permits it, and nothing is asked of the site."""
    commands.erasure.erase(desk, asked)
    answer = judge(desk, HOME)
    assert (answer.reason, answer.may_be_asked) == ("suppressed", False)
    # A domain may be a person's name: what its site answered is forgotten, too.
    assert desk.store.robots.get("https://mira.example") is None
    assert desk.store.robots.get(f"https://mira.example{RESERVED}") is None


def test_what_the_page_said_last_counts(desk, store, asked):
    """A page that forbade its use is not fetched again before its time."""
    [own] = [one for one in store.sources.of(asked) if one.address == HOME]
    serves = [PageSource(source_id=own.id, candidate_id=asked)]
    due = store.now() + timedelta(days=30)
    store.pages.put(
        [Page(id=HOME, spider="portfolio", role="home", depth=0, sources=serves, next_due_at=due, state="refused")]
    )
    said = stored_verdict(Verdict(False, "noindex", "The page says meta robots: noindex."))
    store.refusals.put([Refusal(id="rf_1", run_id="run_1", page=HOME, outcome="refused", verdict=said, at=store.now())])
    answer = judge(desk, HOME)
    assert (answer.allowed, answer.reason) == (False, "noindex")
    assert "meta robots: noindex" in answer.verdict


def test_a_resting_host_is_not_before(desk, store, asked):
    """A rest is no refusal; its end is told."""
    until = store.now() + timedelta(minutes=5)
    store.hosts.put([Host(id="mira.example:443", not_before=until), Host(id="mira.example", not_before=until)])
    answer = judge(desk, HOME)
    assert answer.allowed is True
    assert answer.not_before == until
    assert "not before" in answer.verdict


def test_a_site_is_asked_once_for_everybody(desk, store, store_settings, mira):
    """Over real HTTP in a process of its own; the second question finds the answers in the database."""
    hosts = {"mira.example": {"/robots.txt": robots("User-agent: *\nDisallow: /x\n"), "/": page("Mira")}}
    with MockServer(hosts) as server:
        loopback = LoopbackMap(server.ports())
        guard = Guard(loopback)
        assert judge(desk, HOME, guard=guard).needs_asking
        assert ask_site(store_settings, HOME, loopback) == ""
        assert server.paths("mira.example") == ["/robots.txt", RESERVED]
        assert judge(desk, HOME, guard=guard).allowed is True
        assert judge(desk, f"{HOME}x", guard=guard).robots_line == 2
        store.hosts.put([Host(id="mira.example", not_before=store.now() + timedelta(hours=1))])
        assert "must rest" in ask_site(store_settings, HOME, loopback)
        assert len(server.log) == 2
