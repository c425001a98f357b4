"""Ctrl-C and the processes that we start.

A terminal sends it to all of them. One that has only begun to import would answer with a traceback, and a pool's
processes have nothing to decide: whoever started them ends them.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker

_INTERRUPT = frozenset({signal.SIGINT})


@contextmanager
def starting_unheard() -> Iterator[None]:
    """Let processes that are started in the block, and threads, be deaf to Ctrl-C until they call :func:`hear`.

    One that comes for this process itself during the block counts at its end.
    """
    # Started by the first process that needs it, it would end the deafness.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPT)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def hear() -> None:
    """Hear Ctrl-C from now on; one that came meanwhile counts now.

    :raises KeyboardInterrupt: for that one.
    """
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _INTERRUPT)
