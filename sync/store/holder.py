"""Names a process so that others on its machine can tell whether it still lives."""

import os
import platform
from pathlib import Path

import psutil

SAME_START_SECONDS = 5.0  # a process's start is computed from the boot time, which moves with clock corrections


def this_process() -> str:
    """Return this process's name: where it runs, its pid and when it started."""
    return f"{_place()}/{os.getpid()}/{psutil.Process().create_time():.0f}"


def holder_is_dead(holder: str) -> bool:
    """Tell whether a holder, whose text ends in a process's name, ran here and is gone; False where that is unknown."""
    place, _, rest = holder.rpartition(" ")[2].partition("/")
    pid, _, started = rest.partition("/")
    if place != _place() or not pid.isdigit() or not started.isdigit():
        return False
    try:
        process = psutil.Process(int(pid))
        if process.status() == psutil.STATUS_ZOMBIE:
            return True
        return abs(process.create_time() - int(started)) > SAME_START_SECONDS
    except psutil.NoSuchProcess:
        return True
    except psutil.Error:
        return False


def _place() -> str:
    # A pid means something only in its namespace, since the machine's last boot.
    parts = [platform.node()]
    try:
        parts += [Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()]
        parts += [str(Path("/proc/self/ns/pid").stat().st_ino)]
    except OSError:
        parts += [str(round(psutil.boot_time() / 60))]
    return "-".join(parts).replace("/", "_").replace(" ", "_")
