"""Giving what Scrapy and Twisted raise the names of :mod:`crawler.errors`."""

from scrapy import exceptions as scrapy_errors

from crawler.errors import ConnectionFailed, FetchError, Timeout, TooLarge, UnsupportedContent


def as_fetch_error(error: BaseException) -> FetchError:
    """Return the named error for a download that raised."""
    if isinstance(error, FetchError):
        return error
    words = " ".join(str(error).split())[:300] or type(error).__name__
    match error:
        case scrapy_errors.DownloadTimeoutError() | TimeoutError():
            return Timeout(words)
        case scrapy_errors.StopDownload():
            return UnsupportedContent("a media type that nothing here reads")
        case scrapy_errors.DownloadCancelledError() | scrapy_errors.IgnoreRequest():
            # Scrapy cancels a body over DOWNLOAD_MAXSIZE, and ignores one that grows over it when unpacked.
            return TooLarge(words)
        case (
            scrapy_errors.CannotResolveHostError()
            | scrapy_errors.DownloadConnectionRefusedError()
            | scrapy_errors.DownloadFailedError()
            | scrapy_errors.ResponseDataLossError()
            | OSError()
        ):
            return ConnectionFailed(words)
        case _:
            return FetchError(f"{type(error).__name__}: {words}")


def named_error(error: BaseException) -> str:
    """Return the name and words of the error, as a reading stores them."""
    named = as_fetch_error(error)
    return f"{type(named).__name__}: {named}"
