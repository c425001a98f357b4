"""Back-off and breaker: what counts, how long, and when a probe goes through."""

import pytest
from scrapy.exceptions import DownloadCancelledError, DownloadConnectionRefusedError, IgnoreRequest, StopDownload

from crawler.errors import GuardError, PortError
from crawler.failures import ending_of_error
from crawler.hosts.breaker import (
    LONGEST_ERROR_REST_SECONDS,
    LONGEST_OPEN_SECONDS,
    MOST_JITTER_SECONDS,
    UNTOLD_REST_SECONDS,
    BackOff,
    Breaker,
    Ending,
    ending_of_status,
)

FEW = BackOff(failures=3, open_seconds=100.0)


@pytest.mark.parametrize(
    ("status", "ending"),
    [
        (200, Ending.ANSWERED),
        (304, Ending.ANSWERED),
        (404, Ending.ANSWERED),
        (428, Ending.ANSWERED),
        (429, Ending.LIMITED),
        (430, Ending.ANSWERED),
        (499, Ending.ANSWERED),
        (500, Ending.FAILED),
        (503, Ending.FAILED),
        (599, Ending.FAILED),
    ],
)
def test_what_an_answer_says_about_its_host(status: int, ending: Ending) -> None:
    """A page that is not there is no failure of the host."""
    assert ending_of_status(status) is ending


@pytest.mark.parametrize(
    ("error", "ending"),
    [
        (DownloadConnectionRefusedError(), Ending.FAILED),
        (ConnectionResetError(), Ending.FAILED),
        (TimeoutError(), Ending.FAILED),
        (DownloadCancelledError(), Ending.ANSWERED),
        (StopDownload(), Ending.ANSWERED),
        (GuardError("private"), Ending.NOTHING),
        (IgnoreRequest("erased"), Ending.NOTHING),
        (PortError("gone"), Ending.NOTHING),
        (KeyError("a bug of ours"), Ending.NOTHING),
    ],
)
def test_what_an_error_says_about_its_host(error: Exception, ending: Ending) -> None:
    """Too large and of no use show that it is well; our own trouble shows nothing."""
    assert ending_of_error(error) is ending


@pytest.mark.parametrize(
    ("ending", "failures", "asked", "least", "most"),
    [
        (Ending.ANSWERED, 0, None, 0.0, 0.0),
        (Ending.NOTHING, 3, None, 0.0, 0.0),
        (Ending.FAILED, 1, None, 4.0, 6.0),
        (Ending.FAILED, 2, None, 8.0, 10.0),
        (Ending.FAILED, 4, None, 32.0, 34.0),
        (Ending.FAILED, 99, None, LONGEST_ERROR_REST_SECONDS, LONGEST_ERROR_REST_SECONDS + 2.0),
        (Ending.FAILED, 1, 60.0, 60.0, 66.0),
        (Ending.FAILED, 1, 0.0, 0.0, 0.0),
        (Ending.LIMITED, 1, 60.0, 60.0, 66.0),
        (Ending.LIMITED, 1, 86_400.0, 86_400.0, 86_400.0 + MOST_JITTER_SECONDS),
        (Ending.LIMITED, 1, None, UNTOLD_REST_SECONDS, UNTOLD_REST_SECONDS + MOST_JITTER_SECONDS),
        (Ending.LIMITED, 2, None, 2 * UNTOLD_REST_SECONDS, 2 * UNTOLD_REST_SECONDS + MOST_JITTER_SECONDS),
    ],
)
def test_the_rest_after_a_request(
    ending: Ending, failures: int, asked: float | None, least: float, most: float
) -> None:
    """It doubles with each failure in a row; jitter lengthens it and never shortens it, above all a Retry-After."""
    rests = [BackOff().rest(ending, failures, 2.0, asked) for _ in range(200)]
    assert least <= min(rests)
    assert max(rests) <= most
    assert len(set(rests)) > 100 or least == most


@pytest.mark.parametrize(
    ("failures", "least"), [(0, None), (2, None), (3, 100.0), (4, 200.0), (5, 400.0), (60, LONGEST_OPEN_SECONDS)]
)
def test_how_long_the_breaker_stays_open(failures: int, least: float | None) -> None:
    """Not before enough failures; then twice as long with each failed probe, up to a day."""
    seconds = FEW.opens_for(failures)
    assert (seconds is None) == (least is None)
    if seconds is not None and least is not None:
        assert least <= seconds <= least + FEW.open_seconds / 10


def test_the_breaker_opens_probes_and_closes() -> None:
    """Closed, open, half open, open for longer, half open, closed."""
    breaker = Breaker()
    for _ in range(2):
        breaker = breaker.after(Ending.FAILED, 0.0, FEW)
        assert breaker.state(0.0) == "closed"
    breaker = breaker.after(Ending.LIMITED, 0.0, FEW)
    assert (breaker.state(99.9), breaker.state(110.0)) == ("open", "half_open")
    assert breaker.after(Ending.NOTHING, 110.0, FEW) == breaker
    breaker = breaker.after(Ending.FAILED, 110.0, FEW)
    assert (breaker.state(309.9), breaker.state(321.0)) == ("open", "half_open")
    assert breaker.after(Ending.ANSWERED, 321.0, FEW) == Breaker()


def test_a_good_answer_ends_the_row() -> None:
    """Failures count in a row only."""
    breaker = Breaker(failures=2).after(Ending.ANSWERED, 0.0, FEW).after(Ending.FAILED, 0.0, FEW)
    assert breaker == Breaker(failures=1)
