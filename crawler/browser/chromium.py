"""Chromium for a run: found, started when the first page needs it, kept within bounds, and ended by force if need be.

It runs headless and without any network (:mod:`crawler.browser.proxy`), in the run's own event loop, by Playwright.
One context per host, so that nothing of one site is seen by another; within a host one page is used again and again,
because a new one costs a process.
"""

import asyncio
import logging
import os
import shutil
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from crawler.browser.proxy import RefusingProxy
from crawler.browser.requests import Load
from crawler.browser.tab import Document, Limits, Tab
from crawler.browser.turns import BrowserTurns
from crawler.errors import BrowserUnavailable, RenderCrashed

if TYPE_CHECKING:
    from playwright.async_api import Browser, Playwright

AT_ONCE = 6
"""Documents shown at the same time; most of them wait for their hosts' turns."""
OPEN_TABS = 6
"""Pages kept open, each a process, so that the next document of their host costs none."""
DOCUMENTS_PER_TAB = 100
DOCUMENTS_PER_BROWSER = 1_000
MOST_STARTS = 20
"""Starts in one run; a browser that dies so often is none."""
RECYCLED_BYTES = 1_200_000_000
"""Memory of its processes, over which the browser is started anew as soon as it has nothing to do."""
MOST_BYTES = 2_000_000_000
"""Memory of its processes, over which the largest page is ended at once."""
WATCH_SECONDS = 1.0
CLOSE_SECONDS = 5.0
START_SECONDS = 60.0
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
HOW_TO_GET = (
    'install the extra (pip install "perennial-talent[browser]") and a browser: on Debian apt install chromium, '
    "elsewhere playwright install chromium; or name one in the setting browser"
)
# The name exists in the browser's own table only; everything else, addresses included, is not found.
_PROXY_NAME = "refusing.invalid"
_FLAGS = (
    "--proxy-bypass-list=<-loopback>",
    f"--host-resolver-rules=MAP {_PROXY_NAME} 127.0.0.1, MAP * ~NOTFOUND",
    "--dns-prefetch-disable",
    "--disable-quic",
    # WebRTC speaks UDP past any proxy unless it is told not to.
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--block-new-web-contents",
    "--deny-permission-prompts",
    "--blink-settings=imagesEnabled=false",
    "--disable-remote-fonts",
    "--disable-3d-apis",
    "--disable-gpu",
    "--disable-file-system",
    "--js-flags=--max-old-space-size=256",
    # Takes the place of Playwright's own list, of which these matter here. Spare processes are made for people who
    # click; upgrades to https would ask for addresses that nobody linked to.
    (
        "--disable-features=AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
        "HttpsFirstBalancedModeAutoEnable,MediaRouter,PaintHolding,AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,"
        "NetworkTimeServiceQuerying,PreconnectToSearch,Translate,SpareRendererForSitePerProcess"
    ),
)
# Playwright lets pages open windows and flood the browser with navigations; ours may not.
_UNWANTED_FLAGS = ("--disable-popup-blocking", "--disable-ipc-flooding-protection")
logger = logging.getLogger(__name__)


def find_program(playwrights_own: str, named: Path | None = None) -> Path:
    """Return the browser program: the one named in the settings, Playwright's own, or one on the PATH.

    :param playwrights_own: where Playwright would install its own.
    :raises BrowserUnavailable: when there is none; says how to get one.
    """
    if named is not None:
        if named.is_file() and os.access(named, os.X_OK):
            return named
        raise BrowserUnavailable(f"{named}, named in the setting browser, is no program")
    if Path(playwrights_own).exists():
        return Path(playwrights_own)
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise BrowserUnavailable(f"there is no Chromium here; {HOW_TO_GET}")
    return Path(found)


def installed_program(named: Path | None = None) -> Path:
    """Return the program that a run would start; for ``perennial doctor``, outside any event loop.

    :raises BrowserUnavailable: see :func:`find_program`, or when Playwright is not installed.
    """

    async def ask() -> Path:
        driver = await _start_playwright()
        try:
            return find_program(driver.chromium.executable_path, named)
        finally:
            await driver.stop()

    return asyncio.run(ask())


async def _start_playwright() -> "Playwright":
    try:
        from playwright.async_api import async_playwright
    except ImportError:
        raise BrowserUnavailable(f"Playwright is not installed; {HOW_TO_GET}") from None
    return await async_playwright().start()


class ChromiumPool:
    """The run's browser.

    :param named: the setting ``browser``; see :func:`find_program`.
    :ivar shown: documents in this run.
    :ivar starts: how often the browser was started.
    :ivar proxy: counts what the browser tried to reach by itself.
    """

    def __init__(
        self,
        named: Path | None = None,
        *,
        at_once: int = AT_ONCE,
        open_tabs: int = OPEN_TABS,
        most_bytes: int = MOST_BYTES,
        documents: int = DOCUMENTS_PER_BROWSER,
    ) -> None:
        self.proxy = RefusingProxy()
        self.shown = 0
        self._named = named
        self._open_tabs = open_tabs
        self._most_bytes = most_bytes
        self._documents = documents
        self._tabs: OrderedDict[str, Tab] = OrderedDict()
        self._turns = BrowserTurns(at_once, self._tabs.__contains__)
        self._starting = asyncio.Lock()
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._process: psutil.Process | None = None
        self._port = 0
        self.starts = 0
        self._shown_by_this = 0
        self._bytes = 0
        self._watch: asyncio.Task[None] | None = None

    async def show(self, host: str, document: Document, load: Load, limits: Limits) -> str:
        """Show a document in its host's page; see :meth:`crawler.browser.tab.Tab.show`.

        :raises BrowserUnavailable: when the browser cannot be started.
        :raises FetchError: one of the named errors of a page.
        """
        try:
            async with self._turns.turn(host):
                return await self._show(host, document, load, limits)
        finally:
            await self._rejuvenate()

    async def close(self) -> None:
        """End the browser, by force if it does not end by itself."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        await self._stop_browser()
        if self._playwright is not None:
            with suppress(Exception):
                await asyncio.wait_for(self._playwright.stop(), CLOSE_SECONDS)
            self._playwright = None
        self.proxy.close()

    def kill(self) -> None:
        """End the browser's processes at once; for when there is no event loop any more."""
        _kill(self._process)
        self._process = None

    async def _show(self, host: str, document: Document, load: Load, limits: Limits) -> str:
        try:
            tab = await self._opened(host)
            html = await tab.show(document, load, limits)
        except BaseException:
            # Given up or failed, its scripts may still run; the next document gets a new page.
            await self._discard(host)
            raise
        self.shown += 1
        self._shown_by_this += 1
        if tab.shown >= DOCUMENTS_PER_TAB:
            await self._discard(host)
        return html

    async def _rejuvenate(self) -> None:
        """Start the browser anew, once it has nothing to do, when it has shown or holds too much."""
        worn_out = self._shown_by_this >= self._documents or self._bytes > RECYCLED_BYTES
        self._turns.pause(paused=worn_out)
        if worn_out and not self._turns.busy:
            await self._stop_browser()
            self._turns.pause(paused=False)

    async def _opened(self, host: str) -> Tab:
        async with self._starting:
            browser = self._browser
            if browser is None or not browser.is_connected():
                browser = await self._start_browser()
            if host in self._tabs:
                self._tabs.move_to_end(host)
                return self._tabs[host]
            await self._make_room()
            try:
                return await asyncio.wait_for(self._open(browser, host), START_SECONDS)
            except Exception as error:
                await self._stop_browser()
                raise RenderCrashed(f"the browser opened no page: {' '.join(str(error).split())[:200]}") from error

    async def _open(self, browser: "Browser", host: str) -> Tab:
        context = await browser.new_context(service_workers="block", accept_downloads=False)
        tab = self._tabs[host] = await Tab.open(context)
        return tab

    async def _make_room(self) -> None:
        for host in [one for one in self._tabs if one not in self._turns.busy]:
            if len(self._tabs) < self._open_tabs:
                return
            await self._discard(host)

    async def _discard(self, host: str) -> None:
        tab = self._tabs.pop(host, None)
        if tab is None:
            return
        try:
            await asyncio.wait_for(tab.close(), CLOSE_SECONDS)
        except TimeoutError:
            logger.warning("The browser did not close a page of %s; it is ended.", host)
            await self._stop_browser()

    async def _start_browser(self) -> "Browser":
        if self.starts >= MOST_STARTS:
            raise BrowserUnavailable(f"the browser was started {self.starts} times in this run; something ends it")
        self.starts += 1
        self._tabs.clear()
        if self._playwright is None:
            self._playwright = await _start_playwright()
            self._port = await self.proxy.start()
        program = find_program(self._playwright.chromium.executable_path, self._named)
        try:
            return await asyncio.wait_for(self._launch(self._playwright, program), START_SECONDS)
        except Exception as error:
            self.kill()
            words = " ".join(str(error).split())[:300] or type(error).__name__
            raise BrowserUnavailable(f"{program} could not be started: {words}") from error

    async def _launch(self, playwright: "Playwright", program: Path) -> "Browser":
        browser = self._browser = await playwright.chromium.launch(
            executable_path=program,
            args=[f"--proxy-server=http://{_PROXY_NAME}:{self._port}", *_FLAGS],
            ignore_default_args=list(_UNWANTED_FLAGS),
            # Chromium refuses to run as root inside its sandbox.
            chromium_sandbox=os.geteuid() != 0,
            # Ctrl-C ends the run in order; the browser is ended after the last page.
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )
        session = await browser.new_browser_cdp_session()
        processes = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
        self._process = next(psutil.Process(int(one["id"])) for one in processes if one["type"] == "browser")
        await session.detach()
        self._shown_by_this = self._bytes = 0
        if self._watch is None or self._watch.done():
            self._watch = asyncio.ensure_future(self._watch_memory())
        return browser

    async def _stop_browser(self) -> None:
        # While this one is ended, another page may start the next one, which is not to be ended with it.
        browser, self._browser = self._browser, None
        process, self._process = self._process, None
        self._tabs.clear()
        self._shown_by_this = self._bytes = 0
        try:
            if browser is not None:
                with suppress(Exception):
                    await asyncio.wait_for(browser.close(), CLOSE_SECONDS)
        finally:
            _kill(process)

    async def _watch_memory(self) -> None:
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if self._process is None or not self._turns.busy:
                continue
            sizes = await asyncio.to_thread(self._sizes)
            self._bytes = sum(size for _, size in sizes)
            if self._bytes > self._most_bytes and sizes:
                largest, size = max(sizes, key=lambda one: one[1])
                logger.warning("The browser takes %d bytes; its largest process (%d) is ended.", self._bytes, size)
                with suppress(psutil.Error):
                    largest.kill()

    def _sizes(self) -> list[tuple[psutil.Process, int]]:
        sizes = []
        for process in _family(self._process):
            with suppress(psutil.Error):
                memory = process.memory_info()
                # Chromium's processes share their program and more; counted once it would be in each of them.
                sizes.append((process, memory.rss - getattr(memory, "shared", 0)))
        return sizes


def _family(process: psutil.Process | None) -> list[psutil.Process]:
    if process is None:
        return []
    with suppress(psutil.Error):
        return [process, *process.children(recursive=True)]
    return []


def _kill(process: psutil.Process | None) -> None:
    for one in reversed(_family(process)):
        with suppress(psutil.Error):
            one.kill()
