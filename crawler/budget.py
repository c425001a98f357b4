"""What one run may take: pages and bytes per source, pages in all, each page once."""

from collections import Counter

from config import sources
from crawler.items import DuePage


class Budget:
    """Admits pages until a budget is used up; what is not admitted stays due."""

    def __init__(self, *, pages_per_source: int | None, pages_per_run: int | None, bytes_per_source: int) -> None:
        self._per_source = pages_per_source
        self._per_run = pages_per_run
        self._bytes_per_source = bytes_per_source
        self._pages: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()
        self._admitted: set[str] = set()

    def admit(self, page: DuePage) -> str | None:
        """Admit a page, or say which budget is used up."""
        if self._per_run is not None and len(self._admitted) >= self._per_run:
            return f"the run's {self._per_run} pages are used up"
        most = self._most_pages(page.spider)
        names = [source.source_id for source in page.sources]
        if names and all(self._pages[name] >= most for name in names):
            return f"the source's {most} pages of this run are used up"
        if names and all(self._bytes[name] >= self._bytes_per_source for name in names):
            return f"the source's {self._bytes_per_source:,} bytes of this run are used up"
        self._pages.update(names)
        self._admitted.add(page.address)
        return None

    def admitted(self, page: DuePage) -> bool:
        """Whether this run was given the page already."""
        return page.address in self._admitted

    def read(self, page: DuePage, body_bytes: int) -> None:
        """Count the bytes of one answer."""
        for source in page.sources:
            self._bytes[source.source_id] += body_bytes

    def _most_pages(self, spider: str) -> int:
        if self._per_source is not None:
            return self._per_source
        rates = [kind.rates.pages_per_run for kind in sources.load().values() if kind.spider == spider and kind.rates]
        return min(rates, default=50)
