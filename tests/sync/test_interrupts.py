"""Ctrl-C reaches a terminal's processes all at once, those that have only begun among them."""

import multiprocessing
import os
import signal
from multiprocessing.connection import Connection

from sync.interrupts import hear, starting_unheard


def begin(pipe: Connection) -> None:
    """Say what came of a Ctrl-C that was sent while this process was starting."""
    try:
        hear()
        pipe.send("nothing")
    except KeyboardInterrupt:
        pipe.send("interrupted")


def test_a_process_that_begins_hears_of_ctrl_c_when_it_is_ready() -> None:
    """Sent while it still imports, it ends nothing and is not lost; the one who started it hears as before."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=begin, args=(theirs,))
    with starting_unheard():
        child.start()
    theirs.close()
    assert child.pid is not None
    os.kill(child.pid, signal.SIGINT)
    try:
        assert ours.recv() == "interrupted"
    finally:
        child.join()
    assert child.exitcode == 0
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
