"""The sample's web sites: the folders beside this module, and how each host answers.

The hosts differ as real ones do: some send validators and some none, one speaks plain http, one leaves the
charset to its pages, one is built by JavaScript, one has vanished and one is down.
"""

from datetime import UTC, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable

from sync.loopback import Behaviour, Site

_HERE = files("sync.demo")
NETWORK: Traversable = _HERE / "network.jsonl"
"""The sample talent network, one candidate a line in the import format."""


def load() -> tuple[Site, ...]:
    """Return the sites of the sample, ready for :class:`sync.loopback.LoopbackServer`."""
    return (
        # A generator's blog on a static host: strong tags, no dates.
        Site("miralandt.example", _root("miralandt.example"), sends_last_modified=False),
        # Typed by hand, copied to an old web server.
        Site("jonaswiechert.example", _root("jonaswiechert.example"), modified=_at(2026, 2, 11, 19, 4)),
        # The namesake's: no validators at all.
        Site("danielokafor.example", _root("danielokafor.example"), sends_etag=False, sends_last_modified=False),
        # A content management system: every page is made anew, so no validators either.
        Site(
            "priyaraghunathan.example",
            _root("priyaraghunathan.example"),
            headers={"X-Powered-By": "PHP/8.4.14"},
            sends_etag=False,
            sends_last_modified=False,
        ),
        Site(
            "tomaszwielgosz.example",
            _root("tomaszwielgosz.example"),
            modified=_at(2026, 4, 9, 9, 2),
            sends_etag=False,
        ),
        Site("leilahaddadmarsh.example", _root("leilahaddadmarsh.example"), modified=_at(2026, 5, 30, 9, 12)),
        # Forbids /private/ in its robots.txt, and links there.
        Site("sofialindqvist.example", _root("sofialindqvist.example"), modified=_at(2026, 7, 19, 15, 40)),
        # Strong tags and dates: a second crawl is answered with 304 throughout.
        Site(
            "kwameboateng.example",
            _root("kwameboateng.example"),
            headers={"Cache-Control": "public, max-age=0, must-revalidate"},
            modified=_at(2026, 5, 6, 6, 31),
        ),
        Site("inescarvalhal.example", _root("inescarvalhal.example"), behaviours={"*": Behaviour(status=410)}),
        Site("rafaelmontoya.example", _root("rafaelmontoya.example"), down=True),
        Site("hannahstromberg.example", _root("hannahstromberg.example"), modified=_at(2026, 1, 17, 20, 25)),
        # Says what the record says, in plain http and without a charset in its headers.
        Site(
            "yukitanabe.example",
            _root("yukitanabe.example"),
            scheme="http",
            modified=_at(2025, 8, 3, 11, 0),
            sends_etag=False,
            charset=None,
        ),
        # Every page is the same shell, which its scripts fill: read in the browser, where there is one.
        Site(
            "noorvestergaard.example",
            _root("noorvestergaard.example"),
            sends_etag=False,
            sends_last_modified=False,
        ),
        # In German, although every page declares English, as its theme came.
        Site("friederikeoltmanns.example", _root("friederikeoltmanns.example"), modified=_at(2026, 4, 12, 17, 30)),
    )


def _root(host: str) -> Traversable:
    return _HERE / "sites" / host


def _at(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
