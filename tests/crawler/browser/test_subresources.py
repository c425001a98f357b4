"""What becomes of a page whose scripts cannot be had."""

import asyncio
from datetime import UTC, datetime

import pytest
from scrapy.http import Request, Response

from crawler.browser.requests import PageRequest
from crawler.browser.subresources import Subresources, Wish
from crawler.errors import PortError
from crawler.politeness import HostBusy, HostDown
from tests.mockserver.child import due

SCRIPT = PageRequest("https://cdn.example/app.js", "*/*", None)


def wished(error: Exception) -> Wish:
    """Return what a page's wish has become after its script's fetch raised."""

    async def fetch(_: Request) -> Response:
        raise error

    wish = Wish(due("https://ada.example/"), fetch, 1_000)
    kept = Subresources(lambda: datetime(2026, 11, 24, tzinfo=UTC))
    assert asyncio.run(kept.load(wish, SCRIPT)) is None
    return wish


@pytest.mark.parametrize(
    ("error", "left", "failed", "fault"),
    [
        (HostBusy("cdn.example is being read by another run", "cdn.example"), True, False, False),
        (HostDown("cdn.example failed 5 times in a row", "cdn.example"), False, True, False),
        (TimeoutError("none"), False, True, False),
        (PortError("the database went away"), False, False, True),
    ],
)
def test_why_a_script_is_missing_decides_what_becomes_of_its_page(
    error: Exception, *, left: bool, failed: bool, fault: bool
) -> None:
    """Left due where the next run may have it; failed, and so tried ever more rarely, while its host is down."""
    wish = wished(error)
    assert (wish.left is not None, wish.failed is not None, wish.fault is not None) == (left, failed, fault)


def test_a_mistake_in_the_program_is_told_with_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    """It must not pass as a script that was not there."""
    wished(AttributeError("'NoneType' object has no attribute 'text'"))
    assert any(one.exc_info and one.levelname == "ERROR" for one in caplog.records)
