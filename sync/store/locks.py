"""Locks between processes that the system lets go of when their holder dies, however it dies."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tenacity import RetryError, Retrying, retry_if_result, stop_after_delay, wait_fixed

from sync.errors import NotSetUp, Unavailable

if sys.platform == "win32":
    raise NotSetUp("The embedded database runs on Linux and macOS; set PERENNIAL_MONGO_URI to a replica set instead.")

import fcntl

PATIENCE_SECONDS = 60.0


class Lock:
    """One file's lock, shared or exclusive.

    :raises NotSetUp: when the file cannot be opened or made.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        try:
            self._handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise NotSetUp(f"{place} cannot be opened: {error.strerror}. Check who owns the data folder.") from error

    def share(self) -> bool:
        """Take it beside other sharers; tell whether that worked."""
        return self._take(fcntl.LOCK_SH)

    def own(self) -> bool:
        """Take it alone; tell whether that worked. A share that this object holds is given up on the way."""
        return self._take(fcntl.LOCK_EX)

    def close(self) -> None:
        """Let go."""
        # Closing would not be enough: a forked child has the same open file, and with it the lock.
        fcntl.flock(self._handle, fcntl.LOCK_UN)
        os.close(self._handle)

    def _take(self, kind: int) -> bool:
        try:
            fcntl.flock(self._handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def alone(place: Path, what: str) -> Iterator[None]:
    """Hold a file's lock alone, waiting for its holder.

    :param what: what the holder is doing, for the message.
    :raises Unavailable: when it is not free within a minute.
    """
    lock = Lock(place)
    patience = Retrying(
        retry=retry_if_result(lambda taken: not taken), wait=wait_fixed(0.02), stop=stop_after_delay(PATIENCE_SECONDS)
    )
    try:
        try:
            patience(lock.own)
        except RetryError as error:
            raise Unavailable(f"Another command has been {what} for a minute ({place}). Try again later.") from error
        yield
    finally:
        lock.close()
