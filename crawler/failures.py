"""Giving what Scrapy and Twisted raise the names of :mod:`crawler.errors`."""

from collections.abc import Iterator

from scrapy import exceptions as scrapy_errors
from twisted.web._newclient import ParseError, ResponseFailed
from twisted.web.http import _MalformedChunkedDataError

from crawler.errors import BadAnswer, ConnectionFailed, Defect, FetchError, Timeout, TooLarge, UnsupportedContent
from crawler.hosts.breaker import Ending

_DEFECTS = (AssertionError, AttributeError, ImportError, IndexError, KeyError, NameError, TypeError)
"""What no server's answer raises: taken for one, a mistake in the program would pass as the fault of every site."""
_LONGEST_WORDS = 300
_MOST_CAUSES = 20


def as_fetch_error(error: BaseException) -> FetchError:
    """Return the named error for a download that raised; the cause at its root names it."""
    if isinstance(error, FetchError):
        return error
    if named := next((found for cause in _causes(error) if (found := _root_error(cause))), None):
        return named
    words = _words(error)
    match error:
        case scrapy_errors.DownloadTimeoutError() | TimeoutError():
            return Timeout(words)
        case scrapy_errors.StopDownload():
            return UnsupportedContent("a media type that nothing here reads")
        case scrapy_errors.DownloadCancelledError():
            # Scrapy cancels a body over DOWNLOAD_MAXSIZE.
            return TooLarge(words)
        case scrapy_errors.ResponseDataLossError():
            return ConnectionFailed("the connection ended before the answer did")
        case (
            scrapy_errors.CannotResolveHostError()
            | scrapy_errors.DownloadConnectionRefusedError()
            | scrapy_errors.DownloadFailedError()
            | OSError()
        ):
            return ConnectionFailed(words)
        case _:
            named_as = Defect if isinstance(error, _DEFECTS) else FetchError
            return named_as(f"{type(error).__name__}: {words}")


def named_error(error: BaseException) -> str:
    """Return the name and words of the error, as a reading stores them."""
    named = as_fetch_error(error)
    return f"{type(named).__name__}: {named}"


def _root_error(cause: BaseException) -> FetchError | None:
    match cause:
        case FetchError():
            return cause
        case ParseError() | _MalformedChunkedDataError() | ValueError():
            return BadAnswer(_words(cause))
        case KeyError():
            # Twisted looks the decoder of a Transfer-Encoding up by its name.
            return BadAnswer(f"an unknown Transfer-Encoding: {_words(cause)}")
        case _:
            return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield what Twisted says made an answer fail, outermost first."""
    waiting: list[BaseException | None] = [error.__cause__]
    for _ in range(_MOST_CAUSES):
        if not waiting:
            return
        cause = waiting.pop(0)
        if isinstance(cause, ResponseFailed):
            waiting.extend(reason.value for reason in cause.reasons)
        elif cause is not None:
            yield cause
            waiting.append(cause.__cause__)


def _words(error: BaseException) -> str:
    return " ".join(str(error).split())[:_LONGEST_WORDS] or type(error).__name__


def ending_of_error(error: Exception) -> Ending:
    """Return what a request that raised says about its host."""
    if isinstance(error, scrapy_errors.IgnoreRequest):
        return Ending.NOTHING
    match as_fetch_error(error):
        case Timeout() | ConnectionFailed():
            return Ending.FAILED
        case TooLarge() | UnsupportedContent():
            return Ending.ANSWERED
        case _:
            return Ending.NOTHING
