"""The peer of the benchmarks: a plain Scrapy spider that parses one CSS selector a page and keeps nothing.

``python -m bench.bare ORDERS RESULT``: both files are JSON. It imports nothing of ours, so that its start is its own.
"""

import json
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response


class BareSpider(scrapy.Spider):
    """Asks for pages that it is told beforehand.

    :param pages: host, path and headers of each.
    """

    name = "bare"
    handle_httpstatus_list: ClassVar[list[int]] = [304]

    def __init__(self, pages: Sequence[tuple[str, str, Mapping[str, str]]], port: int) -> None:
        super().__init__()
        self._pages, self._port = pages, port
        self.titles: list[str | None] = []

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Yield a request for each page."""
        for host, path, headers in self._pages:
            yield scrapy.Request(
                # All hosts are one port here; the query keeps Scrapy's filter of duplicates from dropping pages.
                f"http://127.0.0.1:{self._port}{path}?{host}",
                headers={"Host": host, **headers},
                meta={"download_slot": host},
            )

    def parse(self, response: Response, **_: object) -> None:
        """Parse one selector; there is nothing to parse in a 304."""
        self.titles.append(None if response.status == 304 else response.css("title::text").get())


def main() -> None:
    """Run it with Scrapy's own settings."""
    orders_file, result_file = sys.argv[1:]
    orders = json.loads(Path(orders_file).read_text("utf-8"))
    process = AsyncCrawlerProcess({"LOG_LEVEL": "ERROR"})
    crawler = process.create_crawler(BareSpider)
    process.crawl(crawler, pages=orders["pages"], port=orders["port"])
    process.start()
    assert isinstance(crawler.spider, BareSpider)
    Path(result_file).write_text(json.dumps({"answered": len(crawler.spider.titles)}), "utf-8")


if __name__ == "__main__":
    main()
