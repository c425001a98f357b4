"""The proxy that refuses everything."""

import asyncio

from crawler.browser.proxy import RefusingProxy


async def ask(port: int, *lines: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.writelines(lines)
    answer = await reader.read()
    writer.close()
    return answer


def test_every_way_through_is_refused_and_counted():
    """A tunnel, a plain request and rubbish get 403; the first words of each are remembered."""

    async def attempt() -> tuple[list[bytes], RefusingProxy]:
        proxy = RefusingProxy()
        port = await proxy.start()
        lines = [
            b"CONNECT inner.example:443 HTTP/1.1\r\n",
            b"GET http://inner.example/x HTTP/1.1\r\n",
            b"\x05\x01\x00\n",
        ]
        answers = [await ask(port, line) for line in lines]
        proxy.close()
        return answers, proxy

    answers, proxy = asyncio.run(attempt())
    assert all(answer.startswith(b"HTTP/1.1 403 ") for answer in answers)
    assert proxy.refused == 3
    assert list(proxy.asked)[:2] == ["CONNECT inner.example:443", "GET http://inner.example/x"]


def test_a_line_without_end_is_refused_too():
    """Nobody can make it keep more than a few kilobytes."""

    async def attempt() -> bytes:
        proxy = RefusingProxy()
        port = await proxy.start()
        try:
            return await ask(port, b"x" * 100_000)
        except ConnectionError:
            return b""
        finally:
            proxy.close()

    assert asyncio.run(attempt()) == b""
