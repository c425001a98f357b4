"""What can go wrong in a crawl run.

CrawlError                  anything below
├── NotConfigured           the run must not start: no contact for public hosts (exit code 4)
├── PortError               the state behind a port cannot be reached; the run ends, nothing is lost
├── GuardError              an address that must not be contacted
├── ArchiveError            a body could not be stored or read back
└── FetchError              one page failed; the run goes on
    ├── Timeout             no answer, or no end of it, in time
    ├── ConnectionFailed    DNS, refused, reset, TLS
    ├── TooLarge            over the byte budget
    ├── TooComplex          markup that would keep the parser busy for minutes
    ├── UnsupportedContent  a media type that nothing here reads, such as an image
    ├── TooManyRedirects    more than five hops
    ├── ServerError         5xx
    └── RateLimited         429
"""


class CrawlError(Exception):
    """The message names the host or address and what happens next."""


class NotConfigured(CrawlError):
    """Raised by :func:`crawler.run.run` before anything is fetched."""


class PortError(CrawlError):
    """Raised by implementations of :mod:`crawler.ports`."""


class GuardError(CrawlError):
    """Raised by :mod:`crawler.guard`; the page is recorded as refused."""


class ArchiveError(CrawlError):
    """Raised by :mod:`crawler.archive`."""


class FetchError(CrawlError):
    """One page could not be read; recorded as failed and tried again later."""


class Timeout(FetchError):
    """No answer, or no end of it, within ``timeout_seconds``."""


class ConnectionFailed(FetchError):
    """DNS, refused, reset or TLS."""


class TooLarge(FetchError):
    """A body over ``max_page_bytes``."""


class TooComplex(FetchError):
    """Markup that would keep the parser busy for minutes; the page was not parsed."""


class UnsupportedContent(FetchError):
    """A media type that nothing here reads; its body was not downloaded."""


class TooManyRedirects(FetchError):
    """More than five hops inside the source's site."""


class ServerError(FetchError):
    """A 5xx answer."""


class RateLimited(FetchError):
    """429; carries how long the host asks to wait.

    :ivar retry_after_seconds: seconds, or None when the host did not say.
    """

    def __init__(self, message: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds
