"""The proxy that the browser is given: it refuses everything, and counts what was asked of it.

Chromium has no network. What a page may load is fetched by the run and handed to it; whatever interception
misses (WebSockets, shared workers, prefetches, the browser's own calls home) ends here.
"""

import asyncio
from collections import deque
from contextlib import suppress

MOST_REMEMBERED = 100
LONGEST_LINE_SECONDS = 5.0
_REFUSAL = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class RefusingProxy:
    """A listener on an ephemeral port of 127.0.0.1 that lets nothing through.

    :ivar refused: how many connections were turned away.
    :ivar asked: the last hundred request lines' method and target, for whoever asks why.
    """

    def __init__(self) -> None:
        self.refused = 0
        self.asked: deque[str] = deque(maxlen=MOST_REMEMBERED)
        self._server: asyncio.Server | None = None

    async def start(self) -> int:
        """Listen; returns the port."""
        self._server = await asyncio.start_server(self._refuse, "127.0.0.1", 0, limit=8_192)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _refuse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A connection that never says anything, or hangs up first, is refused all the same.
        with suppress(OSError, ValueError, TimeoutError, asyncio.CancelledError):
            line = await asyncio.wait_for(reader.readline(), LONGEST_LINE_SECONDS)
            if line:
                self.refused += 1
                self.asked.append(" ".join(line.decode("latin-1").split()[:2])[:200])
                writer.write(_REFUSAL)
                await writer.drain()
        writer.close()
