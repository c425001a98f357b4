"""What belongs to one source's site: the bounds of its crawl and of its redirects."""

from functools import lru_cache

from crawler.errors import GuardError
from crawler.guard import DEFAULT_PORTS, Address, parse


def bare_host(address: Address) -> str:
    """Return the host without a leading ``www.``, which names the same site."""
    return address.host.removeprefix("www.")


@lru_cache(maxsize=4_096)
def folder(home: str) -> str:
    """Return the path that bounds a site: the home page's folder, ending in a slash.

    A last segment with a dot is a file and its folder counts; one without is a folder itself, so that
    ``/~ada`` bounds as ``/~ada/``.
    """
    path = parse(home).path
    head, _, last = path.rpartition("/")
    if "." in last:
        return f"{head}/"
    return path if path.endswith("/") else f"{path}/"


def inside(home: str, address: str) -> bool:
    """Whether an address lies on a source's site: the same host (with or without ``www.``) below its folder.

    The scheme may rise from http to https and never fall; both on their default ports, else the same port.
    """
    try:
        start, target = parse(home), parse(address)
    except GuardError:
        return False
    if bare_host(start) != bare_host(target) or not _same_door(start, target):
        return False
    bound = folder(home)
    return target.path.startswith(bound) or f"{target.path}/" == bound


def _same_door(start: Address, target: Address) -> bool:
    if start.scheme == target.scheme:
        return start.port == target.port
    rises = start.scheme == "http" and target.scheme == "https"
    return rises and start.port == DEFAULT_PORTS["http"] and target.port == DEFAULT_PORTS["https"]
