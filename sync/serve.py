"""Rounds on a timetable, for those who have no cron."""

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Event

from crawler.errors import CrawlError
from sync.errors import PerennialError
from sync.store import Store
from sync.timetable import Timetable
from sync.worker import Refreshed

logger = logging.getLogger(__name__)
AWAY_SECONDS = 30.0
"""After which a database that did not answer is asked for the time again."""


def serve(
    store: Store,
    timetable: Timetable,
    work: Callable[[], Refreshed],
    *,
    on_wait: Callable[[datetime], None],
    on_round: Callable[[Refreshed | Exception], None],
    stop: Event,
    away_seconds: float = AWAY_SECONDS,
) -> None:
    """Do a round at each moment of a timetable until told to stop.

    A moment that passed while nobody served (the machine was off) is made up for at once, once. A round that fails
    is told and the next one is kept: a database that is away for a minute must not end the service.

    :param work: one whole round.
    :param on_wait: told when the next round is, in UTC.
    :param on_round: told how a round ended.
    :param stop: ends the waiting; a round under way is ended by the caller's own signal.
    :param away_seconds: pause between two attempts to reach a database that is away.
    """
    due = _first(store, timetable)
    while (now := _now(store, stop, away_seconds)) is not None:
        if due > now:
            on_wait(due)
            if stop.wait((due - now).total_seconds()):
                return
        on_round(_round(work))
        if (now := _now(store, stop, away_seconds)) is not None:
            due = timetable.after(max(due, now))


def _now(store: Store, stop: Event, away_seconds: float) -> datetime | None:
    """Return the database's time, however long it takes to answer, or None once told to stop."""
    while not stop.is_set():
        try:
            return store.now()
        except PerennialError as error:
            logger.warning("the service goes on when the database is back: %s", error)
            stop.wait(away_seconds)
    return None


def _round(work: Callable[[], Refreshed]) -> Refreshed | Exception:
    try:
        return work()
    except (PerennialError, CrawlError) as error:
        logger.error("round failed: %s", error)
        return error


def _first(store: Store, timetable: Timetable) -> datetime:
    last = next(iter(store.runs.latest(1)), None)
    return timetable.after(last.started_at if last else store.now())
