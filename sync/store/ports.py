"""Failures of the store in the words of a crawl run."""

from collections.abc import Iterator
from contextlib import contextmanager

from pymongo.errors import PyMongoError

from crawler.errors import PortError
from sync.errors import PerennialError
from sync.store.repository import explained


@contextmanager
def port_errors() -> Iterator[None]:
    """Turn the store's failures into the one that ends a run.

    :raises PortError: for any of them.
    """
    try:
        yield
    except PerennialError as error:
        raise PortError(str(error)) from error
    except PyMongoError as error:
        raise PortError(str(explained(error))) from error
