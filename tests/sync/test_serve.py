"""Rounds on a timetable."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain, count, repeat
from threading import Event

import pytest

from sync.errors import Unavailable
from sync.models.run import Run
from sync.serve import serve
from sync.store import Store
from sync.timetable import Timetable
from sync.worker import Refreshed

NEVER = Timetable("0 0 29 2 *")
DAILY = Timetable("0 3 * * *")


def report(number: int, began: datetime) -> Run:
    """Return the report of a finished run."""
    return Run(id=f"run_{number}", started_at=began, finished_at=began, state="succeeded", process="p")


class Service:
    """Serves until a number of rounds is done; the rounds are real reports in a real store."""

    def __init__(self, store: Store, rounds: int, *, failing: bool = False) -> None:
        self.store, self.rounds, self.failing = store, rounds, failing
        self.stop = Event()
        self.waits: list[datetime] = []
        self.ended: list[Refreshed | Exception] = []
        self._numbers: Iterator[int] = count(1)

    def run(self, timetable: Timetable) -> None:
        serve(self.store, timetable, self._work, on_wait=self._wait, on_round=self._round, stop=self.stop)

    def _work(self) -> Refreshed:
        if self.failing:
            raise Unavailable("the database is away")
        done = report(next(self._numbers), self.store.now())
        self.store.runs.insert(done)
        return Refreshed(done, 0, 0, 0, 0, 0, 0, 0)

    def _wait(self, moment: datetime) -> None:
        self.waits.append(moment)
        self.stop.set()

    def _round(self, ended: Refreshed | Exception) -> None:
        self.ended.append(ended)
        if len(self.ended) >= self.rounds:
            self.stop.set()


def test_a_fresh_service_waits_for_its_moment(store: Store) -> None:
    """Without an earlier run nothing was missed."""
    service = Service(store, rounds=1)
    service.run(NEVER)
    assert service.ended == []
    assert [(one.month, one.day) for one in service.waits] == [(2, 29)]


def test_a_missed_moment_is_made_up_for_once(store: Store) -> None:
    """Three nights without power are one round, not three."""
    store.runs.insert(report(0, store.now() - timedelta(days=3)))
    service = Service(store, rounds=5)
    service.run(DAILY)
    assert len(service.ended) == 1
    assert len(service.waits) == 1
    assert service.waits[0] > store.now()


@pytest.mark.parametrize("days", [3, 30])
def test_a_failed_round_does_not_end_the_service(store: Store, days: int) -> None:
    """The failure is told, and the next moment is waited for."""
    store.runs.insert(report(0, store.now() - timedelta(days=days)))
    service = Service(store, rounds=5, failing=True)
    service.run(DAILY)
    assert [type(one) for one in service.ended] == [Unavailable]
    assert len(service.waits) == 1


class AwayAfterTheRound(Store):
    """A store whose database does not answer twice, right after a round."""

    answers: Iterator[bool]

    def now(self) -> datetime:
        if next(self.answers):
            return super().now()
        raise Unavailable("the database is away")


def test_a_database_that_is_away_does_not_end_the_service(store: Store) -> None:
    """Not even at the moment when the service asks for the time."""
    away = AwayAfterTheRound(store._client, store.database.name)
    away.answers = chain([True, False, False], repeat(True))
    away.runs.insert(report(0, store.now() - timedelta(days=3)))
    service = Service(away, rounds=5, failing=True)
    serve(away, DAILY, service._work, on_wait=service._wait, on_round=service._round, stop=service.stop, away_seconds=0)
    assert len(service.ended) == 1
    assert len(service.waits) == 1
