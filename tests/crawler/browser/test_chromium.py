"""The run's browser: what it keeps apart, when it starts anew, and that nothing of it stays behind."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import monotonic, sleep
from typing import TypeVar

import psutil
import pytest

from crawler.browser.chromium import ChromiumPool, find_program
from crawler.browser.requests import PageRequest, Resource
from crawler.browser.tab import Document, Limits
from crawler.errors import BrowserUnavailable, RenderCrashed

T = TypeVar("T")
LIMITS = Limits(seconds=20, total_seconds=60, characters=1_000_000)


async def nothing(_: PageRequest) -> Resource | None:
    return None


def document(host: str, script: str, markup: str = "") -> Document:
    body = f"<body><p id=said></p>{markup}<script>{script}</script></body>"
    return Document(f"https://{host}/", "text/html; charset=utf-8", body.encode())


def with_pool(work: Callable[[ChromiumPool], Awaitable[T]], chromium: Path, **limits: int) -> T:
    """Give a browser to some work and end it afterwards."""

    async def attempt() -> T:
        pool = ChromiumPool(chromium, **limits)
        try:
            return await work(pool)
        finally:
            await pool.close()

    return asyncio.run(attempt())


REMEMBER = "localStorage.x = 'left by ' + location.host; document.cookie = 'x=1';"
RECALL = "said.textContent = 'found ' + localStorage.x + ' and ' + document.cookie;"


def test_hosts_see_nothing_of_each_other_and_no_browser_stays(chromium):
    """Storage and cookies of one host are not in another's context; when the run ends, all processes do."""

    async def work(pool: ChromiumPool) -> tuple[str, list[psutil.Process]]:
        await pool.show("ada.example", document("ada.example", REMEMBER), nothing, LIMITS)
        shown = await pool.show("bob.example", document("bob.example", RECALL), nothing, LIMITS)
        return shown, psutil.Process().children(recursive=True)

    # The test runner may have children of its own.
    others = set(psutil.Process().children(recursive=True))
    shown, started = with_pool(work, chromium)
    processes = set(started) - others
    assert "found undefined and <" in shown
    assert len(processes) > 2
    assert _until(lambda: not any(map(_lives, processes)))


def test_a_browser_that_was_ended_from_outside_is_started_again(chromium):
    """The page that it had fails with a name, the next one is shown."""

    async def work(pool: ChromiumPool) -> tuple[str, int]:
        await pool.show("ada.example", document("ada.example", ""), nothing, LIMITS)
        busy = document("ada.example", "setTimeout(() => { while (true) {} }, 1)")
        showing = asyncio.ensure_future(pool.show("ada.example", busy, nothing, LIMITS))
        await asyncio.sleep(0.5)
        pool.kill()
        with pytest.raises(RenderCrashed):
            await showing
        shown = await pool.show("ada.example", document("ada.example", "said.textContent = 'again'"), nothing, LIMITS)
        return shown, pool.starts

    shown, starts = with_pool(work, chromium)
    assert "again" in shown
    assert starts == 2


def test_the_browser_is_started_anew_after_so_many_documents(chromium):
    """Three documents with two to a browser make two browsers."""

    async def work(pool: ChromiumPool) -> int:
        hosts = [f"host{number}.example" for number in range(3)]
        for host in hosts:
            await pool.show(host, document(host, ""), nothing, LIMITS)
        return pool.starts

    assert with_pool(work, chromium, documents=2) == 2


def test_a_page_that_fills_memory_outside_the_heap_is_ended(chromium):
    """Its process is the largest, and goes; the page fails with a name and another one is shown."""

    async def work(pool: ChromiumPool) -> str:
        script = "fetch('/slow'); const kept = []; setInterval(() => kept.push(new Uint8Array(4e7).fill(1)), 20);"
        with pytest.raises(RenderCrashed):
            await pool.show("hog.example", document("hog.example", script), slowly, LIMITS)
        good = document("ada.example", "said.textContent = 'still here'")
        return await pool.show("ada.example", good, nothing, LIMITS)

    assert "still here" in with_pool(work, chromium, most_bytes=900_000_000)


async def slowly(_: PageRequest) -> Resource | None:
    await asyncio.sleep(30)
    return None


def test_nothing_is_left_when_the_run_is_killed(chromium, tmp_path):
    """A kill -9 of the process that started it ends the browser too."""
    script = (
        "import asyncio, sys\nfrom pathlib import Path\n"
        "from tests.crawler.browser.test_chromium import LIMITS, document, nothing\n"
        "from crawler.browser.chromium import ChromiumPool\n"
        "async def main():\n"
        "    pool = ChromiumPool(Path(sys.argv[1]))\n"
        "    await pool.show('ada.example', document('ada.example', ''), nothing, LIMITS)\n"
        "    Path(sys.argv[2]).write_text('shown')\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    shown = tmp_path / "shown"
    with subprocess.Popen([sys.executable, "-c", script, str(chromium), str(shown)], env=os.environ) as process:
        _until(lambda: shown.exists() or process.poll() is not None)
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGKILL)
    assert len(family) > 2
    assert _until(lambda: not any(map(_lives, family)))


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _until(condition: Callable[[], bool], seconds: float = 30.0) -> bool:
    until = monotonic() + seconds
    while monotonic() < until:
        if condition():
            return True
        sleep(0.05)
    return False


def test_the_program_is_the_one_that_is_named_then_playwrights_own_then_one_on_the_path(tmp_path, monkeypatch):
    """Where there is none, the error says how to get one; a name that is no program is told."""
    named, own, on_path = (tmp_path / name for name in ("named", "own", "chromium"))
    for program in (named, own, on_path):
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_program(str(own), named) == named
    assert find_program(str(own)) == own
    assert find_program(str(tmp_path / "missing")) == on_path
    with pytest.raises(BrowserUnavailable, match="is no program"):
        find_program(str(own), tmp_path / "missing")
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.raises(BrowserUnavailable, match=r"perennial-talent\[browser\]"):
        find_program(str(tmp_path / "missing"))
