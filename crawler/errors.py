"""What can go wrong in a crawl run.

CrawlError                  anything below
├── NotConfigured           the run must not start: no contact for public hosts (exit code 4)
├── PortError               the state behind a port cannot be reached; the run ends, nothing is lost
├── GuardError              an address that must not be contacted
├── ArchiveError            a body could not be stored or read back
├── BrowserUnavailable      there is no browser; the run goes on without JavaScript
└── FetchError              one page failed; the run goes on
    ├── Timeout             no answer, or no end of it, in time
    ├── ConnectionFailed    DNS, refused, reset, TLS
    ├── BadAnswer           no HTTP, or damaged: a status line, a length, a chunk or a coding that cannot be
    ├── TooLarge            over the bytes that a head or a body may have
    ├── TooComplex          markup that would keep the parser busy for minutes
    ├── UnsupportedContent  a media type that nothing here reads, such as an image
    ├── NoListing           an HTML page where a feed, a sitemap or a JSON document was asked for
    ├── TooManyRedirects    more than five hops
    ├── RenderTimeout       its scripts did not come to rest in time; the browser's page was closed
    ├── RenderCrashed       the browser's process for the page died, of memory most often
    ├── RenderFailed        the browser could not show it, for another reason
    ├── ServerError         5xx
    ├── RateLimited         429
    └── Defect              no fault of the page's: one of this program's, its traceback is in the log
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


class BrowserUnavailable(CrawlError):
    """No browser, or none that starts; pages that need JavaScript are read without it. Says how to get one."""


class FetchError(CrawlError):
    """One page could not be read; recorded as failed and tried again later."""


class Timeout(FetchError):
    """No answer, or no end of it, within ``timeout_seconds``."""


class ConnectionFailed(FetchError):
    """DNS, refused, reset or TLS."""


class BadAnswer(FetchError):
    """No HTTP, or damaged: a status line, a length, a chunk or a content coding that cannot be."""


class TooLarge(FetchError):
    """A body over ``max_page_bytes``, on the wire or unpacked, or a head over :mod:`crawler.answers.wire`'s bounds."""


class TooComplex(FetchError):
    """Markup that would keep the parser busy for minutes, or that it could read in part only; nothing is kept."""


class UnsupportedContent(FetchError):
    """What nothing here reads: by its media type (the body is not downloaded), by its first bytes, or its coding."""


class NoListing(FetchError):
    """HTML where a feed, a sitemap or JSON was asked for: a site's friendly "not found"; recorded as gone."""


class TooManyRedirects(FetchError):
    """More than five hops inside the source's site."""


class RenderTimeout(FetchError):
    """A page's scripts did not come to rest within ``render_seconds``; the browser's page was closed."""


class RenderCrashed(FetchError):
    """The browser's process for a page died; a page that fills its memory ends so."""


class RenderFailed(FetchError):
    """The browser could not show a page, for another reason than time or memory."""


class ServerError(FetchError):
    """A 5xx answer."""


class Defect(FetchError):
    """An error in this program, or in a library, that no page may cause; the log has its traceback."""


class RateLimited(FetchError):
    """429; carries how long the host asks to wait.

    :ivar retry_after_seconds: seconds, or None when the host did not say.
    """

    def __init__(self, message: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds
