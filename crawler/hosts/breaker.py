"""When a host that fails is tried again: a pause that doubles, and a circuit breaker per host.

The breaker is the one of Nygard's *Release It!* (2007). Closed, it lets requests through. After so many failures
in a row it is open: nothing is asked of the host until its time is over. Then it is half open: one request goes
through as a probe, whose success closes it and whose failure opens it again, for twice as long.

Only what says something about the host counts as a failure: no connection, no name, no answer in time, a 5xx, a
429. A page that is gone, too large or of no use shows that its host is well.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from tenacity import RetryCallState, Retrying
from tenacity.wait import wait_base, wait_exponential, wait_random

TOO_MANY_REQUESTS = 429
UNTOLD_REST_SECONDS = 300.0
"""How long a host rests after its first 429 that does not say."""
LONGEST_ERROR_REST_SECONDS = 3_600.0
LONGEST_UNTOLD_REST_SECONDS = 6 * 3_600.0
LONGEST_OPEN_SECONDS = 24 * 3_600.0
MOST_JITTER_SECONDS = 60.0

BreakerState = Literal["closed", "open", "half_open"]


class Ending(Enum):
    """What the end of one request says about its host."""

    NOTHING = "nothing"
    """No request was made, or what went wrong was not the host's doing."""
    ANSWERED = "answered"
    FAILED = "failed"
    LIMITED = "limited"
    """429: it is well, and wants to be left alone."""


def ending_of_status(status: int) -> Ending:
    """Return what an answer says about its host."""
    if status == TOO_MANY_REQUESTS:
        return Ending.LIMITED
    return Ending.FAILED if status >= 500 else Ending.ANSWERED


@dataclass(frozen=True, slots=True)
class BackOff:
    """How long a host that fails rests. All pauses are in seconds; jitter only ever lengthens them."""

    failures: int = 5
    """So many in a row open the breaker."""
    open_seconds: float = 600.0
    """How long it stays open the first time; each failed probe doubles that, up to a day."""

    def rest(self, ending: Ending, failures: int, delay: float, asked: float | None) -> float:
        """Return the pause after a request, beyond the host's usual one.

        :param failures: how many have failed in a row, this one included.
        :param delay: the host's usual pause; errors double it.
        :param asked: what the host itself asked for, by ``Retry-After``.
        """
        if asked is not None:
            return asked + _at(wait_random(0, min(asked / 10, MOST_JITTER_SECONDS)), 1)
        if ending is Ending.FAILED:
            doubled = wait_exponential(multiplier=2 * delay, max=LONGEST_ERROR_REST_SECONDS)
            return _at(doubled + wait_random(0, delay), failures)
        if ending is Ending.LIMITED:
            doubled = wait_exponential(multiplier=UNTOLD_REST_SECONDS, max=LONGEST_UNTOLD_REST_SECONDS)
            return _at(doubled + wait_random(0, MOST_JITTER_SECONDS), failures)
        return 0.0

    def opens_for(self, failures: int) -> float | None:
        """Return how long so many failures in a row open the breaker; None while they do not."""
        if failures < self.failures:
            return None
        doubled = wait_exponential(multiplier=self.open_seconds, max=LONGEST_OPEN_SECONDS)
        return _at(doubled + wait_random(0, self.open_seconds / 10), failures - self.failures + 1)


@dataclass(frozen=True, slots=True)
class Breaker:
    """A host's failures in a row, and until when nothing is asked of it."""

    failures: int = 0
    open_until: float | None = None
    """By the run's monotonic clock; None while it is closed."""

    def state(self, now: float) -> BreakerState:
        """Return the state at a moment of the same clock."""
        if self.open_until is None:
            return "closed"
        return "open" if now < self.open_until else "half_open"

    def after(self, ending: Ending, now: float, back_off: BackOff) -> "Breaker":
        """Return the breaker after a request ended."""
        if ending is Ending.NOTHING:
            return self
        if ending is Ending.ANSWERED:
            return Breaker()
        failures = self.failures + 1
        seconds = back_off.opens_for(failures)
        return Breaker(failures, None if seconds is None else now + seconds)


def _at(wait: wait_base, attempt: int) -> float:
    state = RetryCallState(retry_object=_SCHEDULE, fn=None, args=(), kwargs={})
    state.attempt_number = attempt
    return float(wait(state))


_SCHEDULE = Retrying()
