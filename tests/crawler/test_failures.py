"""Names for what a download raised."""

import pytest
from scrapy import exceptions as scrapy_errors

from crawler.errors import GuardError
from crawler.failures import as_fetch_error, ending_of_error
from crawler.hosts.breaker import Ending


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "name", "ending"),
    [
        (TimeoutError(), "Timeout", Ending.FAILED),
        (ConnectionResetError("reset"), "ConnectionFailed", Ending.FAILED),
        (scrapy_errors.CannotResolveHostError("none"), "ConnectionFailed", Ending.FAILED),
        (caused(scrapy_errors.DownloadFailedError("x"), KeyError("odd")), "BadAnswer", Ending.NOTHING),
        (scrapy_errors.DownloadCancelledError("4,000,001 bytes"), "TooLarge", Ending.ANSWERED),
        (GuardError("10.0.0.1: private"), "FetchError", Ending.NOTHING),
        (LookupError("unknown encoding: x-odd"), "FetchError", Ending.NOTHING),
        (AttributeError("'NoneType' object has no attribute 'text'"), "Defect", Ending.NOTHING),
        (TypeError("missing argument"), "Defect", Ending.NOTHING),
        (KeyError("page"), "Defect", Ending.NOTHING),
    ],
)
def test_a_mistake_in_the_program_is_no_fault_of_the_host(error: Exception, name: str, ending: Ending) -> None:
    """What no answer can cause has a name of its own, and says nothing about the host that was asked."""
    assert (type(as_fetch_error(error)).__name__, ending_of_error(error)) == (name, ending)
